"""What Plan shows, as lines for a width: the days left, what fits, what can be spared, every concept now and then."""

from itertools import groupby

from textual.content import Content

from interview_prep.insight.plan import Plan
from interview_prep.insight.readiness import Readiness
from interview_prep.questions.concepts import BY_SLUG
from interview_prep.text import counted
from interview_prep.tui.content import MUTED
from interview_prep.tui.layout import both_ends, hang

_WEAK = 0.6


def summary(found: Readiness, width: int) -> list[Content]:
    """The days, what they hold, and what that means for the day itself."""
    plan = found.plan
    if plan is None or found.interview is None:
        words = (
            "With a date set, this page says what fits until then and what can be spared. Any day can be changed later."
        )
        return [*hang(Content.styled(words, MUTED), width), Content(""), *_now(found, width)]
    head = _days(plan.days_left)
    lines = both_ends(Content.styled(head, "bold"), Content.styled(f"{found.interview:%a %d %b %Y}", MUTED), width)
    if not plan.days_left:
        return [
            *lines,
            Content(""),
            *hang(Content("Sleep well. Everything you answered is kept."), width),
            *_now(found, width),
        ]
    lines += [Content(""), Content.styled("What fits", "bold")]
    lines += _row("reviews", f"{plan.reviews:,}", width)
    lines += _row("new questions", f"{len(plan.fits):,}", width)
    lines += [line for priority, count in plan.fits_by for line in _row(f"  {priority}", f"{count:,}", width)]
    lines += _row("new a day", f"{plan.new_per_day:.1f}", width)
    lines += _row("minutes a day for the core", f"{plan.minutes_for_core:,}", width)
    lines += _row("minutes a day for everything", f"{plan.minutes_for_all:,}", width)
    return [*lines, Content(""), *_now(found, width)]


def _spared(plan: Plan, width: int) -> list[Content]:
    """What does not fit, from what matters least."""
    if not plan.dropped:
        return [Content.styled("Everything fits", "bold $text-success")]
    lines = both_ends(
        Content.styled("What to drop", "bold"), Content.styled(counted(len(plan.dropped), "question"), MUTED), width
    )
    for priority, rows in groupby(plan.dropped_by, key=lambda row: row[0]):
        words = ", ".join(f"{BY_SLUG[slug].name} {count}" for _, slug, count in rows)
        lines += hang(Content.styled(words, MUTED), width, Content(f"{priority:<8}"), " " * 8)
    return lines


def concepts(found: Readiness, width: int) -> list[Content]:
    """Every concept: recall now, on the day if the plan is kept, questions seen."""
    then = found.interview is not None
    bar = max(8, min(24, width - (51 if then else 44)))
    names = 27
    head = f"{'':<{names + bar}}{'now':>7}" + (f"{'then':>7}" if then else "") + f"{'seen':>10}"
    lines = [Content.styled("Nine concepts", "bold"), Content.styled(head, MUTED)]
    for row in found.concepts:
        weak = row.now < _WEAK
        parts: list[tuple[str, str]] = [
            (f"{row.name[: names - 1]:<{names}}", ""),
            *_bar(row.now, row.then, bar, weak=weak),
        ]
        parts.append((f"{row.now * 100:>5.0f} %", "$text-accent" if weak else ""))
        if then:
            parts.append((f"{(row.then or 0) * 100:>5.0f} %", MUTED))
        parts.append((f"{f'{row.seen}/{row.cards}':>10}", MUTED))
        lines.append(Content.assemble(*parts))
    if found.plan is not None and found.plan.focus:
        words = ", ".join(BY_SLUG[slug].name for slug in found.plan.focus)
        lines += [
            Content(""),
            *hang(Content(words), width, Content.styled("New questions first from  ", MUTED), " " * 26),
        ]
    if found.plan is not None and found.plan.days_left:
        lines += [Content(""), *_spared(found.plan, width)]
    return lines


def _days(left: int) -> str:
    return "The day is here" if not left else "One day left" if left == 1 else f"{left:,} days left"


def _now(found: Readiness, width: int) -> list[Content]:
    lines = [Content.styled("Recall of all questions", "bold"), *_row("now", _percent(found.now), width)]
    if found.then is not None:
        lines += _row("on the day, if the plan is kept", _percent(found.then), width, "bold")
        lines += _row("on the day, without practice", _percent(found.idle), width)
    return lines


def _row(label: str, value: str, width: int, style: str = "") -> list[Content]:
    return both_ends(Content.styled(label, MUTED), Content.styled(value, style) if style else Content(value), width)


def _bar(now: float, then: float | None, width: int, *, weak: bool) -> list[tuple[str, str]]:
    """What is recalled now, and what the plan adds until the day."""
    done = round(now * width)
    gain = max(0, round((then or 0.0) * width) - done)
    colour = "$accent" if weak else "$primary"
    return [("━" * done, colour), ("╍" * gain, colour), ("─" * (width - done - gain), "$foreground 22%")]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.0f} %"
