"""What Statistics shows, as lines for a width. Shares over time are dots with a dashed target, counts are columns."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from textual.content import Content

from interview_prep.insight.statistics import Share, Statistics
from interview_prep.questions.concepts import BY_SLUG
from interview_prep.text import counted, one_line
from interview_prep.tui.content import FAINT, MUTED
from interview_prep.tui.layout import both_ends

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_HEAT = (("·", FAINT), ("▪", "$primary 55%"), ("▪", "$primary"), ("■", "$primary 75%"), ("■", "$primary"))
_TRACK = "$foreground 22%"
_LABEL = 8
_WEEKS = 12
_SHORTEST = 16  # cells for the name of a concept
_FEW = 10  # recalls below which a week is drawn hollow


def retention(found: Statistics, width: int) -> list[Content]:
    """The share recalled by week against the target, and what was predicted."""
    weeks = found.weeks[-_WEEKS:]
    lines = _headed("Retention", "by week, the last twelve" if len(weeks) == _WEEKS else "by week", width)
    step = max(2, (width - _LABEL) // _WEEKS)
    levels, rows = _levels([share for _, share in weeks], found.target)
    for level in levels:
        dashed = level == _level(found.target, rows)
        fill = "╌" if dashed else " "
        dots = [_dot(share, level, levels, rows) or fill for _, share in weeks]
        cells = "".join(dot + fill * (step - 1) for dot in dots)
        lines.append(_plotted(f"{level:>4} %", cells + fill * max(0, width - _LABEL - len(cells))))
    lines += [Content.styled(" " * _LABEL + _months([day for day, _ in weeks], step), MUTED), Content("")]
    recalled = Content.assemble(
        (percent(found.retention.true), "bold"), ("   predicted ", MUTED), percent(found.retention.expected)
    )
    lines += both_ends(Content.styled("recalled", MUTED), recalled, width)
    few = "   ○ fewer than ten" if any(0 < share.tested < _FEW for _, share in weeks) else ""
    lines += both_ends(Content.styled(f"╌ target{few}", MUTED), Content(percent(found.target)), width)
    halves = Content.assemble(percent(found.young.true), ("  ·  ", MUTED), percent(found.mature.true))
    return [*lines, *both_ends(Content.styled("young · mature", MUTED), halves, width)]


def forecast(found: Statistics, width: int) -> list[Content]:
    """Cards due on each of the next days, and what a day of practice is on average."""
    shown = found.forecast[: max(7, (width - 6) // 3)]  # as many days as there is room for
    lines = _headed("Forecast", f"due per day, the next {len(shown)}", width)
    counts = [count for _, count in shown]
    top, height = max([*counts, 1]), 5
    for row in range(height - 1, -1, -1):
        mark = top if row == height - 1 else round(top / 2) if row == height // 2 else 0 if row == 0 else None
        cells = [_EIGHTHS[min(8, max(0, round(count / top * height * 8) - row * 8))] * 2 for count in counts]
        label = f"{'' if mark is None else mark:>4}"
        lines.append(Content.assemble((f"{label}   ", MUTED), (" ".join(cells), "$primary")))
    days = " ".join(f"{day:%a}"[:2] for day, _ in shown)
    lines += [Content.styled(f"       {days}", MUTED), Content("")]
    average = f"{counted(round(found.reviews_per_day), 'review')}, {found.minutes_per_day:.0f} min"
    lines += both_ends(Content.styled("a day of practice, on average", MUTED), Content(average), width)
    busiest = max(shown, key=lambda row: row[1], default=None)
    if busiest and busiest[1]:
        lines += both_ends(Content.styled("busiest", MUTED), Content(f"{busiest[0]:%a %d %b}, {busiest[1]}"), width)
    total = f"{sum(counts)} in {len(counts)} days"
    return [*lines, *both_ends(Content.styled("due", MUTED), Content(total), width)]


def calibration(found: Statistics, width: int) -> list[Content]:
    """What was predicted, what happened, and how that compares with a constant guess."""
    lines = _headed("Calibration", "what was predicted, what happened", width)
    long = max(12, min(24, width - 30))
    for row in found.calibration:
        true, expected = row.share.true, row.share.expected
        if true is None or expected is None:
            continue
        label = f"{row.low * 100:>3.0f}–{row.high * 100:.0f} %"
        lines.append(
            Content.assemble(
                (f"{label:<11}", MUTED),
                *_bar(true, expected, long),
                f"{true * 100:>6.0f} %",
                (f"{row.share.tested:>7,}", MUTED),
            )
        )
    legend = [
        (" " * 11, ""),
        ("┃", "bold $text-accent"),
        (" predicted  ", MUTED),
        ("━", "$primary"),
        (" recalled", MUTED),
    ]
    lines += [Content.assemble(*legend, (" " * max(1, long - 13) + "reviews", MUTED)), Content("")]
    if found.log_loss is not None and found.log_loss_constant is not None:
        words = f"{found.log_loss:.2f}, a constant guess {found.log_loss_constant:.2f}"
        lines += both_ends(Content.styled("log loss", MUTED), Content(words), width)
    for level, answers, right in found.confidence:
        said = Content.styled(f"said {level} % sure", MUTED)
        lines += both_ends(said, Content(f"{right / answers * 100:.0f} % right of {answers:,}"), width)
    return lines


def weeks(found: Statistics, width: int) -> list[Content]:
    """Twelve weeks, a row for each weekday."""
    streak = f" · {found.streak} in a row" if found.streak > 1 else ""
    active = sum(1 for _, count, _ in found.heatmap if count)
    lines = _headed("Twelve weeks", f"{active} of {len(found.heatmap)} days{streak}", width)
    top = max((count for _, count, _ in found.heatmap), default=0)
    first = found.heatmap[0][0] if found.heatmap else found.last
    start = first - timedelta(days=first.weekday())
    by_day = {day: count for day, count, _ in found.heatmap}
    columns = (found.last - start).days // 7 + 1
    for weekday, name in enumerate(("Mon", "", "Wed", "", "Fri", "", "Sun")):
        parts: list[tuple[str, str]] = [(f"{name:<6}", MUTED)]
        for week in range(columns):
            count = by_day.get(start + timedelta(days=week * 7 + weekday))
            sign, style = (" ", "") if count is None else _heat(count, top)
            parts.append((f"{sign}  ", style))
        lines.append(Content.assemble(*parts))
    mondays = [start + timedelta(days=7 * week) for week in range(columns)]
    lines.append(Content.styled(" " * 6 + _months(mondays, 3), MUTED))
    most = f" {counted(top, 'review')}"
    legend = [("      none ", MUTED), *((f"{sign} ", style) for sign, style in _HEAT), (most, MUTED)]
    return [*lines, Content(""), Content.assemble(*legend)]


def table(found: Statistics, width: int) -> list[Content]:
    """By concept: recall now, questions seen, reviews, retention, time."""
    widths: tuple[int, ...] = (12, 12, 10, 12, 10) if width >= 84 else (10, 10, 9, 11, 9)
    while widths and sum(widths) + _SHORTEST > width:
        widths = widths[:-1]  # the last columns go where there is no room for them
    names = min(28, width - sum(widths))
    lines = [Content.styled("By concept", "bold")]
    lines.append(_columns("", ("recall now", "seen", "reviews", "retention", "time"), names, widths, MUTED))
    for row in found.concepts:
        name = BY_SLUG[row.concept].name if row.concept in BY_SLUG else row.concept
        cells = (
            percent(row.now, 0),
            f"{row.seen} of {row.cards}",
            f"{row.reviews:,}",
            percent(row.share.true),
            f"{row.seconds / 60:,.0f} min",
        )
        lines.append(_columns(name, cells, names, widths, "bold" if found.concept == row.concept else ""))
    lines += [Content(""), Content.styled("By week", "bold")]
    lines.append(Content.styled(f"{'week of':<14}{'recalled':>12}{'predicted':>12}{'tested':>10}", MUTED))
    lines += [_week(day, share) for day, share in found.weeks[-_WEEKS:]]
    again, hard, good, easy = (found.ratings.get(rating, 0) for rating in (1, 2, 3, 4))
    return [
        *lines,
        Content(""),
        Content.assemble(("Ratings   ", "bold"), f"again {again:,}   hard {hard:,}   good {good:,}   easy {easy:,}"),
        Content.assemble(
            ("Time      ", "bold"),
            f"{found.seconds / 3600:.1f} h in {counted(found.days_active, 'day')}, {counted(found.new, 'new card')}",
        ),
    ]


def percent(share: float | None, places: int = 1) -> str:
    """A share in words."""
    return "–" if share is None else f"{share * 100:.{places}f} %"


def _headed(title: str, caption: str, width: int) -> list[Content]:
    return [*both_ends(Content.styled(title, "bold"), Content.styled(caption, MUTED), width), Content("")]


def _columns(name: str, cells: Sequence[str], names: int, widths: Sequence[int], style: str) -> Content:
    text = "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=False))
    line = f"{one_line(name, names - 1):<{names}}{text}"
    return Content.styled(line, style) if style else Content(line)


def _week(day: date, share: Share) -> Content:
    return Content(
        f"{day:%d %b %Y}".ljust(14) + f"{percent(share.true):>12}{percent(share.expected):>12}{share.tested:>10,}"
    )


def _level(share: float, step: int) -> int:
    return round(share * 100 / step) * step


def _levels(shares: Sequence[Share], target: float) -> tuple[list[int], int]:
    """The rows of the retention plot from the top, at most eight, and how many points lie between them.

    Weeks with few recalls swing widely and do not stretch the plot; they stand on its edge.
    """
    steady = [share.true for share in shares if share.true is not None and share.tested >= _FEW]
    values = [*steady, target]
    spread = (max(values) - min(values)) * 100
    step = next(step for step in (2, 5, 10, 20) if spread / step <= 6 or step == 20)
    levels = [_level(value, step) for value in values]
    low, high = min(levels), max(levels)
    while (high - low) // step < 4:
        low, high = low - step, high + step if high + step <= 100 else high
    return list(range(high, low - 1, -step)), step


def _dot(share: Share, level: int, levels: Sequence[int], step: int) -> str:
    if share.true is None or min(max(_level(share.true, step), levels[-1]), levels[0]) != level:
        return ""
    return "●" if share.tested >= _FEW else "○"


def _plotted(label: str, cells: str) -> Content:
    parts: list[tuple[str, str]] = [(f"{label:<{_LABEL}}", MUTED)]
    for dot, run in groupby(cells, key=lambda cell: cell in "●○"):
        parts.append(("".join(run), "$primary" if dot else "$foreground 40%"))
    return Content.assemble(*parts)


def _months(days: Sequence[date], step: int) -> str:
    """The name of each month under its first column, where there is room for it."""
    text = ""
    for place, day in enumerate(days):
        new = place == 0 or day.month != days[place - 1].month
        if new and len(text) <= place * step and (place or len(days) < 2 or days[1].month == day.month):
            text = text.ljust(place * step) + f"{day:%b} "
    return text.rstrip()


def _bar(true: float, expected: float, long: int) -> list[tuple[str, str]]:
    mark, done = min(long - 1, round(expected * long)), round(true * long)
    before, after = ("".join("━" if at < done else "─" for at in span) for span in (range(mark), range(mark + 1, long)))
    parts: list[tuple[str, str]] = []
    for text in (before, "┃", after):
        if text == "┃":
            parts.append((text, "bold $text-accent"))
        else:
            cut = text.count("━")
            parts += [(text[:cut], "$primary"), (text[cut:], _TRACK)]
    return parts


def _heat(count: int, top: int) -> tuple[str, str]:
    return _HEAT[0] if not count else _HEAT[min(4, 1 + int(3.999 * count / max(1, top)))]
