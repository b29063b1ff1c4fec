"""A concept as a page to read: its explanations in the order in which they build on each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interview_prep.errors import UserError
from interview_prep.practice.markup import plain
from interview_prep.questions import model
from interview_prep.questions.concepts import CONCEPTS, Concept
from interview_prep.text import sanitise

if TYPE_CHECKING:
    from interview_prep.bank.bank import Bank


@dataclass(frozen=True, slots=True)
class Section:
    """One question as something to read: what it asks, what the answer is, why, and what to be careful about.

    `title` is the heading on one plain line; `call` is an engine call that the explanation works through, or None.
    """

    id: str
    level: int
    heading: str
    title: str
    answer: str
    explanation: str
    nuance: str
    sources: tuple[str, ...]
    call: tuple[str, dict[str, Any]] | None


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
            yield from (sanitise(line) for line in _concept_lines(bank, row))


def write_page(bank: "Bank", concept: str, folder: Path) -> Path:
    """Write a concept's page and say where it is. Raises UserError where it cannot be written."""
    target = folder / f"{concept}.md"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join(sheet_lines(bank, concept)), encoding="utf-8")
    except OSError as error:
        raise UserError(f"{target}: the page cannot be written ({error.strerror}); check the folder") from error
    return target


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
        id=question.id,
        level=question.level,
        heading=_heading(question),
        title=title_of(question),
        answer=answer_of(question),
        explanation=question.explanation,
        nuance=question.nuance,
        sources=question.sources,
        call=_call(question),
    )


def _heading(question: model.Question) -> str:
    """What stands above an explanation, in the small Markdown of the bank."""
    match question:
        case model.Cloze():
            return question.text.replace("{{gap}}", "____").replace("\n", " ")
        case model.Flag():
            return "What is wrong with this? " + question.statement.replace("\n", " ")
        case _:
            return unfilled(question.prompt.split("\n")[0])


def title_of(question: model.Question) -> str:
    """What tells a question from its neighbours, plain: the gap's sentence, the statement to mend, else the prompt."""
    match question:
        case model.Cloze():
            text = question.text.replace("{{gap}}", "____")
        case model.Flag():
            text = f"“{question.statement}”"
        case _:
            text = unfilled(question.prompt)
    return " ".join(plain(text).split())


def unfilled(prompt: str) -> str:
    """A prompt whose numbers are not drawn yet: ‹name› where each of them comes."""
    return prompt.replace("{{", "‹").replace("}}", "›")


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


def _call(question: model.Question) -> tuple[str, dict[str, Any]] | None:
    """The worked engine call, where its arguments are literal."""
    worked = question.worked
    if worked is None or _drawn(worked.args):
        return None
    return worked.op, dict(worked.args)


def _drawn(value: Any) -> bool:
    if isinstance(value, str):
        return value.startswith("$")
    if isinstance(value, dict):
        return any(_drawn(item) for item in value.values())
    return isinstance(value, list | tuple) and any(_drawn(item) for item in value)
