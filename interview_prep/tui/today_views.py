"""What Today shows, as Content."""

from datetime import date, timedelta

from textual.content import Content

from interview_prep.practice.today import WEEKS, TodayView
from interview_prep.questions.concepts import BY_SLUG
from interview_prep.tui.content import FAINT, MUTED

_HEAT = (("·", FAINT), ("▪", "$primary 55%"), ("▪", "$primary"), ("■", "$primary 75%"), ("■", "$primary"))


def counts(view: TodayView | None) -> Content:
    """How much waits."""
    if view is None:
        return Content.styled("counting…", MUTED)
    if not view.due and not view.new:
        return Content.styled("all done for today", "$text-success")
    return Content.assemble(
        (str(view.due), "bold $text-accent"),
        (" due   ", ""),
        (str(view.new), "bold $text-accent"),
        (" new   ", ""),
        (f"about {view.minutes} min", MUTED),
    )


def entry(label: str, key: str, width: int, *, selected: bool) -> Content:
    """A line of the menu."""
    pad = " " * max(1, width - len(label) - len(key) - 4)
    return Content.assemble(
        ("▸ " if selected else "  ", "bold $text-primary"),
        (label, "bold" if selected else ""),
        (pad, ""),
        (f"{key}  ", "bold $text-accent"),
    )


def concepts(view: TodayView, *, wide: bool) -> Content:
    """Nine concepts: recall now, on the day, depth."""
    then = f"{_short(view.interview):>8}" if view.interview and wide else ""
    head = f"{'now':>44}" if wide else f"{'now':>9}"
    rows = [
        Content.assemble(
            ("Nine concepts", "bold"),
            (f"{head if wide else '':>0}{'' if wide else ' ' * 11 + 'now'}{then}   depth", MUTED),
        )
    ]
    for number, row in enumerate(view.concepts, 1):
        weak = row.now < 0.6
        name = BY_SLUG[row.slug].name
        parts: list[tuple[str, str]] = [
            (f"{number}  " if wide else "", MUTED),
            (f"{name:<26}"[: 26 if wide else 24], ""),
        ]
        if wide:
            parts += recall_bar(row.now, row.then, 20, weak=weak)
        parts.append((f"{row.now * 100:>5.0f} %", "$text-accent" if weak else ""))
        if then:
            parts.append((f"{row.then * 100:>6.0f} %" if row.then is not None else " " * 8, MUTED))
        parts.append((f"   {'●' * row.depth}", ""))
        parts.append(("○" * (5 - row.depth), FAINT))
        rows.append(Content.assemble(*parts))
    return Content("\n").join(rows)


def interview(view: TodayView, today: date) -> Content:
    """The date, what would be recalled now and on the day, and one sentence of advice."""
    parts: list[tuple[str, str]] = [("Interview", "bold")]
    now = sum(row.now for row in view.concepts) / max(1, len(view.concepts))
    if view.interview:
        day = date.fromisoformat(view.interview)
        left = (day - today).days
        when = "today" if left == 0 else f"in {left} day{'s' if left != 1 else ''}" if left > 0 else "has passed"
        parts.append((f"   {day:%a %d %b} · {when}\n", MUTED))
        then = [row.then for row in view.concepts if row.then is not None]
        parts += [("recall ", MUTED), (f"{now * 100:.0f} %", ""), (" now", MUTED)]
        if then and left > 0:
            parts += [(" · ", MUTED), (f"{sum(then) / len(then) * 100:.0f} %", ""), (" on the day", MUTED)]
    else:
        parts += [("   no date yet; ", MUTED), ("d", "bold $text-accent"), (" sets it\n", MUTED)]
        parts += [("recall ", MUTED), (f"{now * 100:.0f} %", ""), (" now", MUTED)]
    parts.append((f"\n\n{view.advice}", ""))
    if view.problems:
        parts.append((f"\n{view.problems} questions were left out; see: interview-prep bank check", "$text-warning"))
    return Content.assemble(*parts)


def heatmap(view: TodayView, today: date) -> Content:
    """Twelve weeks, a row for each weekday."""
    first = today - timedelta(days=WEEKS * 7 - 1)
    start = first - timedelta(days=first.weekday())
    days = sum(1 for count in view.weeks if count)
    top = max(view.weeks, default=0)
    lines = [Content.assemble(("Twelve weeks", "bold"), (f"   {days} of {len(view.weeks)} days", MUTED))]
    for weekday in range(7):
        parts: list[tuple[str, str]] = [(("Mon", "", "Wed", "", "Fri", "", "Sun")[weekday].ljust(6), MUTED)]
        for week in range(WEEKS + 1):
            day = start + timedelta(days=week * 7 + weekday)
            at = (day - first).days
            parts.append(_cell(view.weeks[at], top) if 0 <= at < len(view.weeks) else ("  ", ""))
            parts.append((" ", ""))
        lines.append(Content.assemble(*parts))
    return Content("\n").join(lines)


def forecast(view: TodayView, today: date) -> Content:
    """How many cards come up on each of the next seven days."""
    top = max(1, *view.forecast)
    lines = [Content.styled("Next seven days", "bold")]
    for ahead, count in enumerate(view.forecast):
        width = round(count / top * 12)
        lines.append(
            Content.assemble(
                (f"{today + timedelta(days=ahead):%a}  ", MUTED),
                ("━" * width, "$primary"),
                ("─" * (12 - width), "$foreground 22%"),
                (f"{count:>5}", ""),
            )
        )
    return Content("\n").join(lines)


def _cell(count: int, top: int) -> tuple[str, str]:
    if not count:
        return f" {_HEAT[0][0]}", _HEAT[0][1]
    sign, style = _HEAT[min(4, 1 + int(3.999 * count / max(1, top)))]
    return f" {sign}", style


def recall_bar(now: float, then: float | None, width: int, *, weak: bool) -> list[tuple[str, str]]:
    """What is recalled now, and what the plan adds until the day."""
    done = round(now * width)
    gain = max(0, round((then or 0) * width) - done)
    colour = "$accent" if weak else "$primary"
    return [("━" * done, colour), ("╍" * gain, colour), ("─" * (width - done - gain), "$foreground 22%")]


def _short(day: str) -> str:
    return f"{date.fromisoformat(day):%d %b}"
