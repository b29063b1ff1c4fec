"""What the quiz shows, as Content: the head of a card, its verdict, its ratings, the rail beside it."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from textual.content import Content

from interview_prep.practice.card import Card, history_rows
from interview_prep.practice.intervals import words_for
from interview_prep.questions import model
from interview_prep.questions.concepts import BY_SLUG
from interview_prep.questions.kinds import KINDS
from interview_prep.questions.verdict import Finding, Rating, Verdict
from interview_prep.text import sanitise
from interview_prep.tui.content import FAINT, MUTED, highlighted, line, prose, safe

SIGNS = {
    "covered": ("✓", "$text-success"),
    "right": ("✓", "$text-success"),
    "unsure": ("?", "$text-warning"),
    "not_found": ("○", FAINT),
    "tripped": ("!", "$text-error"),
    "chosen": ("✗", "$text-error"),
    "wrong": ("✗", "$text-error"),
    "other": ("·", FAINT),
}
WORDS = {
    "covered": "",
    "right": "right",
    "unsure": "did you?",
    "not_found": "not found",
    "tripped": "possible misconception",
    "chosen": "your choice",
    "wrong": "your choice",
    "other": "",
}
if TYPE_CHECKING:
    from interview_prep.practice.daily import DailySession

_TINTS = {"covered": "on $success 26%", "unsure": "on $warning 26%", "tripped": "on $error 26%"}


def meta(card: Card) -> Content:
    """Concept, level and kind above the prompt."""
    question = card.question
    parts = [BY_SLUG[question.concept].name, f"level {question.level}", KINDS[card.kind].label]
    if card.changed:
        parts.append("changed since you last saw it")
    return Content.styled("  ·  ".join(parts), MUTED)


def prompt(card: Card) -> Content:
    """The one bold line that the screen is about."""
    return prose(card.prompt, "bold")


def headline(verdict: Verdict) -> tuple[str, str, str]:
    """Sign, words and role of the judgement."""
    if verdict.error is not None:
        return "≈", "Not understood, and not counted", "warning"
    if verdict.correct is None:
        return "", "Compare with the answer", "neutral"
    if verdict.correct:
        return "✓", "Right", "success"
    return "✗", "Not yet", "error"


def judgement(verdict: Verdict) -> Content:
    """The judgement in words: its first line bold in the colour of its role."""
    sign, words, role = headline(verdict)
    style = {"success": "bold $text-success", "error": "bold $text-error", "warning": "bold $text-warning"}.get(
        role, "bold"
    )
    parts: list[Content | tuple[str, str]] = [(f"{sign} {words}".strip(), style)]
    message = verdict.error or verdict.message
    if message:
        parts += [Content("\n"), prose(message)]
    if verdict.parsed:
        parts += [("\nread as  ", MUTED), safe(verdict.parsed)]
    if verdict.expected and verdict.correct is not True and not verdict.findings:
        parts += [("\nanswer  ", MUTED), line(verdict.expected, "bold")]
    return Content.assemble(*parts)


def own_words(text: str, findings: Iterable[Finding]) -> Content:
    """The learner's own words with what they earned highlighted."""
    marks = [
        (start, end, _TINTS[finding.mark])
        for finding in findings
        if finding.mark in _TINTS
        for start, end in finding.spans
    ]
    return highlighted(sanitise(text), marks)


def point(finding: Finding) -> Content:
    """A key point, an option or a step with its sign, and why."""
    sign, style = SIGNS[finding.mark]
    bold = "bold" if finding.mark in ("covered", "right", "chosen", "wrong", "tripped") else ""
    parts: list[Content | tuple[str, str]] = [(f"{sign} ", style), line(finding.text, bold)]
    word = WORDS[finding.mark]
    if word:
        parts.append((f"  {word}", style))
    if finding.because:
        parts += [Content("\n"), line(finding.because, MUTED)]
    return Content.assemble(*parts)


def worked(verdict: Verdict, width: int) -> Content:
    """The worked steps in three columns, or in two lines a step where the width is short."""
    if not verdict.steps:
        return Content("")
    labels = max(len(step.label) for step in verdict.steps)
    formulas = max(len(step.formula) for step in verdict.steps)
    values = max(len(step.value) for step in verdict.steps)
    rows: list[Content] = [Content.styled("Worked", "bold")]
    wide = labels + formulas + values + 6 <= width
    for index, step in enumerate(verdict.steps):
        value = "bold $text-success" if index == len(verdict.steps) - 1 else ""
        if wide:
            parts = ((step.label.ljust(labels + 3), ""), (step.formula.ljust(formulas + 3), MUTED), (step.value, value))
        else:
            parts = (
                (step.label, ""),
                (f"  {step.formula}\n" if step.formula else "\n", MUTED),
                (f"  {step.value}", value),
            )
        rows.append(Content.assemble(*((sanitise(text), style) for text, style in parts)))
    return Content("\n").join(rows)


def why(card: Card, verdict: Verdict) -> Content:
    """The full answer, the explanation and the nuance."""
    question = card.question
    parts: list[Content] = []
    if isinstance(question, model.Recall):
        parts.append(_section("A full answer", question.answer))
        if question.answer_short:
            parts.append(_section("In half a minute", question.answer_short))
    if isinstance(question, model.Flag) and verdict.correct is not True:
        parts.append(_section("It should say", question.correction))
    if question.explanation:
        parts.append(_section("Why it matters", question.explanation))
    if question.nuance:
        parts.append(_section("Careful", question.nuance))
    return Content("\n\n").join(parts)


def rating(choice: Rating, interval: timedelta, *, suggested: bool, room: bool) -> Content:
    """One of the four buttons."""
    words = words_for(interval) + ("  suggested" if suggested and room else "")
    return Content.assemble(
        ("▸" if suggested else " ", "bold $text-primary"),
        (f"{int(choice)} ", "bold $text-accent"),
        (choice.name.lower(), "bold $text-primary" if suggested else "bold"),
        (f"\n  {words}", "$foreground 80%" if suggested else MUTED),
    )


def rail(session: "DailySession", card: Card) -> Content:
    """Beside the card: how the sitting goes, and what is known of this card."""
    width = 29
    place = f"{session.done + 1} of {session.total}"
    parts = [
        Content.assemble(("Sitting", "bold"), " " * (width - 7 - len(place)), place),
        bar(session.done / max(1, session.total), width),
        Content(""),
        table(
            [
                ("right so far", f"{session.right} of {session.done}"),
                ("time left, about", f"{session.minutes_left} min"),
            ],
            width,
        ),
        Content("\n"),
        Content.styled("This card", "bold"),
        table(history_rows(card, session.services.now()), width),
    ]
    return Content("\n").join(parts)


def table(rows: Sequence[tuple[str, str]], width: int) -> Content:
    """Labels on the left, values on the right."""
    lines = [
        Content.assemble((label, MUTED), " " * max(1, width - len(label) - len(value)), (sanitise(value), ""))
        for label, value in rows
    ]
    return Content("\n").join(lines)


def bar(share: float, width: int) -> Content:
    """A line that is done up to `share`."""
    done = round(min(max(share, 0.0), 1.0) * width)
    return Content.assemble(("━" * done, "$primary"), ("─" * (width - done), "$foreground 22%"))


def _section(title: str, text: str) -> Content:
    return Content.assemble((title, "bold"), "\n", prose(text, MUTED))
