"""A concept as a page to read: its explanations in the order in which they build on each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interview_prep.questions import model
from interview_prep.questions.concepts import CONCEPTS, Concept

if TYPE_CHECKING:
    from interview_prep.bank.bank import Bank


@dataclass(frozen=True, slots=True)
class Section:
    """One question as something to read: what it asks, what the answer is, why, and what to be careful about."""

    id: str
    level: int
    heading: str
    answer: str
    explanation: str
    nuance: str
    sources: tuple[str, ...]


def sections(bank: "Bank", concept: str) -> list[Section]:
    """The sections of a concept: what others need comes first, then by level."""
    entries = sorted(bank.where(concept=concept), key=lambda entry: (entry.level, entry.file or "", entry.line or 0))
    placed: dict[str, None] = {}
    waiting = [entry for entry in entries if entry.kind != "ladder"]
    inside = {entry.id for entry in waiting}
    while waiting:
        ready = next((e for e in waiting if all(n in placed or n not in inside for n in e.needs)), waiting[0])
        waiting.remove(ready)
        placed[ready.id] = None
    return [_section(bank.get(name)) for name in placed if bank.get(name).explanation]


def sheet_lines(bank: "Bank", concept: str | None) -> Iterator[str]:
    """The page in Markdown, one concept or all nine."""
    for row in CONCEPTS:
        if concept in (None, row.slug):
            yield from _concept_lines(bank, row)


def _concept_lines(bank: "Bank", concept: Concept) -> Iterator[str]:
    yield f"# {concept.name}"
    for section in sections(bank, concept.slug):
        yield from ("", f"## {section.heading}", "")
        if section.answer:
            yield from (section.answer, "")
        yield section.explanation
        if section.nuance:
            yield from ("", f"Careful: {section.nuance}")
        if section.sources:
            yield from ("", "Sources: " + "; ".join(section.sources))
    yield ""


def _section(question: model.Question) -> Section:
    return Section(
        question.id,
        question.level,
        _heading(question),
        answer_of(question),
        question.explanation,
        question.nuance,
        question.sources,
    )


def _heading(question: model.Question) -> str:
    first = question.prompt.split("\n")[0]
    return first.replace("{{", "").replace("}}", "") if isinstance(question, model.Numeric) else first


def answer_of(question: model.Question) -> str:
    """The answer as text; empty where it is drawn or depends on the learner."""
    match question:
        case model.Recall():
            return question.answer
        case model.Choice():
            return next(option.text for option in question.options if option.correct)
        case model.Cloze():
            return question.text.replace("{{gap}}", f"**{question.accept[0]}**")
        case model.Formula():
            return f"${question.latex}$" if question.latex else f"`{question.reference}`"
        case model.Order():
            return "\n".join(f"{number}. {step}" for number, step in enumerate(question.steps, 1))
        case model.Flag():
            return question.correction
        case _:
            return ""
