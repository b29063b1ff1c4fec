"""What Statistics shows, as Content. Shares over time are dots with a dashed target, counts are columns."""

from textual.content import Content

from interview_prep.insight.figures import heatmap_lines
from interview_prep.insight.statistics import Statistics
from interview_prep.questions.concepts import BY_SLUG
from interview_prep.tui.content import MUTED

_COLUMNS = " ▁▂▃▄▅▆▇█"
_ROWS = (100, 95, 90, 85, 80, 75, 70)


def retention(found: Statistics) -> Content:
    """The share recalled by week, against the target."""
    parts: list[tuple[str, str]] = [("Retention", "bold"), ("   by week\n", MUTED)]
    weeks = [share.true for _, share in found.weeks][-12:]
    target = round(found.target * 20) * 5
    for level in _ROWS:
        parts.append((f"{level:>4} % ", MUTED))
        for share in weeks:
            here = share is not None and round(max(0.7, share) * 20) * 5 == level
            parts.append(("●  ", "$primary") if here else ("╌╌╌" if level == target else "   ", "$foreground 40%"))
        parts.append(("\n", ""))
    parts += [
        (f"recalled {percent(found.retention.true)}", ""),
        (f"   predicted {percent(found.retention.expected)}   target {percent(found.target)}\n", MUTED),
        (f"young {percent(found.young.true)}   mature {percent(found.mature.true)}", MUTED),
    ]
    return Content.assemble(*parts)


def forecast(found: Statistics) -> Content:
    """Cards due on each of the next days."""
    top = max((count for _, count in found.forecast), default=0) or 1
    height = 5
    parts: list[tuple[str, str]] = [("Forecast", "bold"), ("   due per day\n", MUTED)]
    for row in range(height - 1, -1, -1):
        for _, count in found.forecast:
            eighths = min(8, max(0, round(count / top * height * 8) - row * 8))
            parts.append((f"{_COLUMNS[eighths] * 2} ", "$primary"))
        parts.append(("\n", ""))
    parts.append(("".join(f"{day:%a}"[:2] + " " for day, _ in found.forecast) + "\n", MUTED))
    busiest = max(found.forecast, key=lambda row: row[1], default=None)
    if busiest:
        parts.append((f"busiest {busiest[0]:%a %d %b}, {busiest[1]}", MUTED))
    return Content.assemble(*parts)


def calibration(found: Statistics) -> Content:
    """What was predicted, what happened."""
    parts: list[tuple[str, str]] = [("Calibration", "bold"), ("   predicted ┃, recalled ━\n", MUTED)]
    for row in found.calibration:
        true, expected = row.share.true, row.share.expected
        if true is None or expected is None:
            continue
        mark, done = min(23, round(expected * 24)), round(true * 24)
        line = "".join("┃" if place == mark else "━" if place < done else "─" for place in range(24))
        parts.append((f"{row.low * 100:>3.0f}–{row.high * 100:<3.0f} %  ", MUTED))
        parts += [(line[:mark], "$primary"), ("┃", "bold $text-accent"), (line[mark + 1 :], "$primary")]
        parts.append((f"{true * 100:>5.0f} %{row.share.tested:>6}\n", ""))
    if found.log_loss is not None and found.log_loss_constant is not None:
        parts.append((f"log loss {found.log_loss:.2f}, a constant guess {found.log_loss_constant:.2f}\n", MUTED))
    for level, answers, right in found.confidence:
        parts.append((f"said {level} % sure: right {right} of {answers}\n", MUTED))
    return Content.assemble(*parts)


def weeks(found: Statistics) -> Content:
    """Twelve weeks, a row for each weekday."""
    head = f"   {found.reviews:,} reviews on {found.days_active} days, {found.seconds / 60:.0f} min\n"
    parts: list[tuple[str, str]] = [("Twelve weeks", "bold"), (head, MUTED)]
    for name, line in zip(("Mon", "", "Wed", "", "Fri", "", "Sun"), heatmap_lines(found), strict=True):
        parts += [(f"{name:<5}", MUTED), (f"{line}\n", "$primary")]
    return Content.assemble(*parts)


def table(found: Statistics) -> Content:
    """By concept, as a table."""
    head = f"{'':<28}{'recall now':>12}{'seen':>12}{'reviews':>10}{'retention':>12}\n"
    parts: list[tuple[str, str]] = [("\nBy concept\n", "bold"), (head, MUTED)]
    for row in found.concepts:
        seen = f"{row.seen} of {row.cards}"
        name = BY_SLUG[row.concept].name if row.concept in BY_SLUG else row.concept
        parts.append(
            (f"{name:<28}{row.now * 100:>10.0f} %{seen:>12}{row.reviews:>10}{percent(row.share.true):>12}\n", "")
        )
    return Content.assemble(*parts)


def percent(share: float | None) -> str:
    """A share in words."""
    return "–" if share is None else f"{share * 100:.1f} %"
