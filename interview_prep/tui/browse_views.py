"""What Browse shows, as Content: a row of the list with the matching letters marked, and the preview beside it."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from interview_prep.practice.browsing import Filter, outline
from interview_prep.practice.sheet import answer_of, unfilled
from interview_prep.questions import model
from interview_prep.questions.concepts import BY_SLUG
from interview_prep.questions.kinds import KINDS
from interview_prep.text import one_line, sanitise
from interview_prep.tui.content import FAINT, MUTED, line, prose, safe
from interview_prep.tui.layout import hang, table
from interview_prep.tui.wrapping import wrapped

if TYPE_CHECKING:
    from interview_prep.bank.entry import Entry
    from interview_prep.bank.problem import Problem

_WHEN = {"today": "$text-accent", "new": "$text-primary", "set aside": "$text-error"}


def row(entry: "Entry", title: str, when: str, search: str, width: int) -> Content:
    """Kind, title, level, when it comes back."""
    room = max(8, width - 22)
    shown = _cut(title, room)
    title_content = marked(shown, search)
    pad = " " * max(0, room - cell_len(shown))
    return Content.assemble(
        (f"{entry.kind:<9}", MUTED),
        title_content,
        pad,
        (f" L{entry.level} ", MUTED),
        (f"{when:>9}"[-9:], _WHEN.get(when, MUTED)),
    )


def marked(text: str, search: str) -> Content:
    """The text with what was searched for in bold accent."""
    content = Content(text)
    pattern = _pattern(search)
    if pattern is not None:
        for match in pattern.finditer(text):
            content = content.stylize("bold $text-accent", *match.span())
    return content


def preview(
    entry: "Entry", question: model.Question, facts: list[tuple[str, str]], width: int, *, answer: bool
) -> list[Content]:
    """A question as one reads it, with or without its answer, and what is known of it."""
    head = f"{BY_SLUG[entry.concept].name}  ·  level {entry.level}  ·  {KINDS[entry.kind].label}"
    lines = [
        *hang(Content.styled(head, MUTED), width),
        Content(""),
        *wrapped(prose(unfilled(question.prompt), "bold"), width),
    ]
    body = _body(question)
    if body:
        lines += [Content(""), *wrapped(prose(body), width)]
    lines += [Content(""), Content.styled(outline(question), MUTED), Content("")]
    if answer:
        lines += [*_answer(question, width), Content("")]
    lines += table([(label, sanitise(value)) for label, value in facts], width).split("\n")
    if question.sources:
        lines += [Content(""), *(part for source in question.sources for part in hang(safe(source, MUTED), width))]
    return lines


def fault(problem: "Problem", width: int) -> list[Content]:
    """What is wrong in the file that was edited, and what to do."""
    place = f"{problem.file.rpartition('/')[2]}:{problem.line}:{problem.column}"
    words = Content.assemble((f"! {one_line(place, 60)}  ", "bold $text-warning"), one_line(problem.message, 300))
    advice = "f6 opens the file there. The other questions are as they were, and no history is lost."
    return [*hang(words, width), *hang(Content.styled(advice, MUTED), width), Content("")]


def nothing(wanted: Filter) -> Content:
    """What to do where nothing matches."""
    narrowed = any(getattr(wanted, name) is not None for name in ("concept", "kind", "level", "scope", "which"))
    words = "Nothing matches. Shorten the search" + (", or press f5 to take the filters off." if narrowed else ".")
    return Content.styled(words, MUTED)


def _body(question: model.Question) -> str:
    match question:
        case model.Cloze():
            return question.text.replace("{{gap}}", "____")
        case model.Flag():
            return question.statement
        case _:
            return ""


def _answer(question: model.Question, width: int) -> list[Content]:
    match question:
        case model.Recall():
            points = [part for point in question.key_points for part in hang(line(point.text), width, _DOT, "  ")]
            return [*points, Content(""), *wrapped(prose(question.answer, MUTED), width)]
        case model.Choice():
            return [
                part
                for option in question.options
                for part in hang(line(option.text, "" if option.correct else MUTED), width, _sign(option.correct), "  ")
            ]
        case model.Ladder():
            return [part for rung in question.rungs for part in hang(line(rung.question), width, _DOT, "  ")]
        case _:
            text = answer_of(question) or question.explanation or "The answer is computed for each draw."
            return wrapped(prose(text), width)


_DOT = Content.styled("· ", FAINT)


def _sign(right: bool) -> Content:
    return Content.styled("✓ ", "$text-success") if right else _DOT


@lru_cache(maxsize=8)
def _pattern(search: str) -> re.Pattern[str] | None:
    """The searched words as one pattern of literals; words begin where a word begins."""
    words = [re.escape(word) for word in re.findall(r"\w+", search[:400])[:12]]
    return re.compile(rf"\b(?:{'|'.join(words)})", re.IGNORECASE) if words else None


def _cut(text: str, room: int) -> str:
    clean = one_line(text, 400)
    if cell_len(clean) <= room:
        return clean
    while cell_len(clean) > room - 1:
        clean = clean[:-1] if cell_len(clean) < room + 20 else clean[: room + 10]
    return f"{clean}…"
