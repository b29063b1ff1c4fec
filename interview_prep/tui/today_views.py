"""What Today shows, as Content. Every part is fitted to a width, so that no line wraps."""

from datetime import date, timedelta

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from interview_prep.practice.today import WEEKS, TodayView
from interview_prep.questions.concepts import BY_SLUG
from interview_prep.text import counted, one_line
from interview_prep.tui.content import FAINT, MUTED

_HEAT = (("·", FAINT), ("▪", "$primary 55%"), ("▪", "$primary"), ("■", "$primary 75%"), ("■", "$primary"))
_EIGHTHS = " ▁▂▃▄▅▆▇█"
_WEAK = 0.6
Part = tuple[str, str]


def counts(view: TodayView | None, *, wide: bool = True) -> Content:
    """How much waits."""
    if view is None or view.stale:
        return Content.styled("counting…", MUTED)
    if not view.due and not view.new:
        return Content.styled("✓ all done for today", "$text-success")
    return Content.assemble(
        (str(view.due), "bold $text-accent"),
        (" due   ", ""),
        (str(view.new), "bold $text-accent"),
        (" new   ", ""),
        (f"{'about ' if wide else ''}{view.minutes} min", MUTED),
    )


def concepts(view: TodayView, width: int, *, wide: bool) -> Content:
    """Nine concepts: recall now, on the day of the interview, and depth in mock interviews."""
    dated = wide and bool(view.interview)
    bar = min(32, width - 30 - 9 - 8 - 9 * dated) if wide else 0
    heads = f"{'now':>6}" + (f"{_short(view.interview):>9}" if dated and view.interview else "")
    left = "Nine concepts"
    legend = "━ now  ╍ gain by then" if dated else ""
    gap = width - len(left) - len(heads) - 8 - 3 * wide - len(legend)
    parts: list[Part] = [(left, "bold"), (" " * gap, "")]
    if legend:
        parts += [("━", "$primary"), (" now  ", MUTED), ("╍", "$primary"), (" gain by then", MUTED)]
    parts.append((f"{'   ' if wide else ''}{heads}   depth", MUTED))
    rows = [Content.assemble(*parts)]
    for number, row in enumerate(view.concepts, 1):
        weak = row.now < _WEAK
        parts = [
            (f"{number}  " if wide else "", MUTED),
            (set_cell_size(BY_SLUG[row.slug].name, 27 if wide else 25), ""),
        ]
        if wide:
            parts += [*recall_bar(row.now, row.then, bar, weak=weak), ("   ", "")]
        parts.append((f"{row.now * 100:>4.0f} %", "$text-accent" if weak else ""))
        if dated:
            parts.append((f"{row.then * 100:>7.0f} %" if row.then is not None else " " * 9, MUTED))
        parts += [("   ", ""), ("●" * row.depth, "$foreground 80%"), ("○" * (5 - row.depth), FAINT)]
        rows.append(Content.assemble(*parts))
    if wide:
        rows.insert(1, Content(""))
    return Content("\n").join(rows)


def interview(view: TodayView, today: date, width: int, *, wide: bool) -> Content:
    """The date, what would be recalled now and on the day, and one sentence of advice."""
    now = sum(row.now for row in view.concepts) / max(1, len(view.concepts))
    found = [row.then for row in view.concepts if row.then is not None]
    then = sum(found) / len(found) if found and view.interview and view.interview > view.day else None
    if not wide:
        return _interview_in_two_rows(view, today, width, now, then)
    date_words = _when(view, today)
    rows = [
        Content.assemble(("Interview", "bold"), _pad(width, "Interview", date_words), (date_words, MUTED))
        if view.interview
        else _no_date(width),
        Content(""),
        Content.assemble(*recall_bar(now, then, width, weak=False)),
        _recall_words(now, then, width),
        Content(""),
        Content(view.advice),
    ]
    if view.problems:
        rows.append(_problems(view))
    return Content("\n").join(rows)


def last_mock(view: TodayView, width: int) -> Content:
    """How deep the last mock interview went."""
    if view.mock_day is None:
        return Content("")
    day = f"{date.fromisoformat(view.mock_day):%a %d %b}"
    rows = [Content.assemble(("Last mock", "bold"), _pad(width, "Last mock", day), (day, MUTED)), Content("")]
    for row in view.mock:
        words = f"flinched at {row.flinch}" if row.flinch else "no flinch"
        title = Content(one_line(row.title, 60)).truncate(width - 5 - 18, ellipsis=True)
        rows.append(
            Content.assemble(
                title,
                " " * (width - 5 - 16 - title.cell_length),
                ("●" * row.depth, "$foreground 80%"),
                ("○" * (5 - row.depth), FAINT),
                (f"   {words}", MUTED),
            )
        )
    return Content("\n").join(rows)


def weeks(view: TodayView, today: date, *, wide: bool) -> Content:
    """Twelve calendar weeks: a mark a day, or in little room a column a week."""
    start = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    shown = view.weeks[-((today - start).days + 1) :]
    if not wide:
        sums = [sum(shown[week * 7 : week * 7 + 7]) for week in range(WEEKS)]
        streak = f"   {view.streak}-day streak" if view.streak > 1 else ""
        head = Content.assemble(("Twelve weeks", "bold"), (streak, MUTED))
        return Content("\n").join([head, *columns(sums), Content.styled(_months(start, 3), MUTED)])
    days = sum(1 for count in shown if count)
    top = max(shown, default=0)
    rows = [Content.assemble(("Twelve weeks", "bold"), (f"   {days} of {len(shown)} days", MUTED)), Content("")]
    for weekday in range(7):
        parts: list[Part] = [(("Mon", "", "Wed", "", "Fri", "", "Sun")[weekday].ljust(6), MUTED)]
        for week in range(WEEKS):
            at = week * 7 + weekday
            parts += [_cell(shown[at], top) if at < len(shown) else (" ", ""), ("  " if week < WEEKS - 1 else "", "")]
        rows.append(Content.assemble(*parts))
    rows.append(Content.styled(" " * 6 + _months(start, 3), MUTED))
    rows += [Content(""), _legend(top)]
    return Content("\n").join(rows)


def forecast(view: TodayView, today: date, width: int, *, wide: bool) -> Content:
    """How many cards come up on each of the next seven days."""
    names = [f"{today + timedelta(days=ahead):%a}" for ahead in range(7)]
    if not wide:
        labels = Content.styled(" ".join(name[:2] for name in names), MUTED)
        head = Content.styled("Next seven days", "bold")
        return Content("\n").join([head, *columns(list(view.forecast)), labels])
    top, bar = max(1, *view.forecast), width - 5 - 5
    rows = [Content.styled("Next seven days", "bold"), Content("")]
    for name, count in zip(names, view.forecast, strict=True):
        done = round(count / top * bar)
        line = (("━" * done, "$primary"), ("─" * (bar - done), "$foreground 22%"))
        rows.append(Content.assemble((f"{name}  ", MUTED), *line, (f"{count:>5}", "")))
    return Content("\n").join(rows)


def columns(values: list[int], height: int = 3) -> list[Content]:
    """Counts as columns that start at zero, two cells wide, one apart."""
    top = max(1, *values)
    rows = []
    for level in range(height - 1, -1, -1):
        cells = []
        for value in values:
            eighths = round(value / top * height * 8) - level * 8
            sign = _EIGHTHS[min(8, max(0, eighths))]
            cells.append("▁▁" if level == 0 and value and eighths < 1 else sign * 2)
        rows.append(Content.styled(" ".join(cells), "$primary 75%"))
    return rows


def recall_bar(now: float, then: float | None, width: int, *, weak: bool) -> list[Part]:
    """What is recalled now, and what the plan adds until the day."""
    done = round(now * width)
    gain = max(0, round((then or 0) * width) - done)
    colour = "$accent" if weak else "$primary"
    return [("━" * done, colour), ("╍" * gain, colour), ("─" * (width - done - gain), "$foreground 22%")]


def _interview_in_two_rows(view: TodayView, today: date, width: int, now: float, then: float | None) -> Content:
    figures = f"now {now * 100:.0f} %" + (f"  ·  on the day {then * 100:.0f} %" if then is not None else "")
    when = _when(view, today).replace(" · ", ", ") if view.interview else "no date yet; d sets it"
    head = Content.assemble(
        ("Interview  ", "bold"), (when, MUTED), _pad(width, f"Interview  {when}", figures), (figures, "")
    )
    return Content("\n").join([head, _problems(view) if view.problems else Content(view.advice)])


def _recall_words(now: float, then: float | None, width: int) -> Content:
    left, right = f"{now * 100:.0f} %", f"{then * 100:.0f} %" if then is not None else ""
    parts: list[Part] = [("recall ", MUTED), (left, ""), (" now", MUTED)]
    if right:
        pad = width - len(f"recall {left} now") - len(f"{right} on the day")
        parts += [(" " * pad, ""), (right, ""), (" on the day", MUTED)]
    return Content.assemble(*parts)


def _no_date(width: int) -> Content:
    words = "no date yet; d sets it"
    return Content.assemble(
        ("Interview", "bold"),
        _pad(width, "Interview", words),
        ("no date yet; ", MUTED),
        ("d", "bold $text-accent"),
        (" sets it", MUTED),
    )


def _problems(view: TodayView) -> Content:
    words = f"{counted(view.problems, 'question')} left out; see: interview-prep bank check"
    return Content.styled(words, "$text-warning")


def _when(view: TodayView, today: date) -> str:
    if not view.interview:
        return ""
    day = date.fromisoformat(view.interview)
    left = (day - today).days
    when = "today" if left == 0 else f"in {counted(left, 'day')}" if left > 0 else "has passed"
    return f"{day:%a %d %b} · {when}"


def _months(start: date, step: int) -> str:
    """Names of the months under the weeks in which they begin; the first week names its own."""
    line, last = "", ""
    for week in range(WEEKS):
        name = f"{start + timedelta(days=week * 7 + 6):%b}"
        if name != last and len(line) <= week * step:
            line = line.ljust(week * step) + name
            last = name
    return line


def _legend(top: int) -> Content:
    signs = [Content.styled(sign, style) for sign, style in _HEAT]
    most = f"   {counted(top, 'review')}"
    return Content.assemble((" " * 6 + "none ", MUTED), Content("  ").join(signs), (most, MUTED))


def _cell(count: int, top: int) -> Part:
    return _HEAT[0] if not count else _HEAT[min(4, 1 + int(3.999 * count / max(1, top)))]


def _pad(width: int, left: str, right: str) -> Part:
    return " " * max(1, width - cell_len(left) - cell_len(right)), ""


def _short(day: str) -> str:
    return f"{date.fromisoformat(day):%d %b}"
