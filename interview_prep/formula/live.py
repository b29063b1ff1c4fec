"""What has been typed so far, understood or not, for drawing at each key."""

from dataclasses import dataclass

from interview_prep.formula.equation import parse_answer
from interview_prep.formula.limits import FormulaError, NotUnderstoodError
from interview_prep.formula.nodes import Node, Span
from interview_prep.formula.state import compiled_for
from interview_prep.formula.tokens import OPENING
from interview_prep.questions.model import Formula

_CLOSERS = 12


@dataclass(frozen=True, slots=True)
class Understood:
    """A text that can be read: its tree, and where its left side stands."""

    tree: Node
    left: Span | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A text that cannot be read yet. `tree` is what it means with its open brackets closed, or None; `length` is for
    `render`, which then dots the brackets that are missing.
    """

    message: str
    hint: str
    span: Span
    column: int
    tree: Node | None = None
    length: int = 0


def read(question: Formula, text: str) -> Understood | Problem:
    """Parse what has been typed so far."""
    compiled = compiled_for(question)
    try:
        answer = parse_answer(text, compiled.table, compiled.lefts)
        return Understood(answer.tree, answer.left)
    except FormulaError as problem:
        return Problem(
            problem.message,
            problem.hint,
            problem.span,
            cell_column(text, problem.span[0]),
            _closed(question, text, problem),
            len(text),
        )


def cell_column(text: str, place: int) -> int:
    """The terminal column, from 0, at which a code point of a line stands."""
    from rich.cells import cell_len

    return cell_len(text[:place])


def _closed(question: Formula, text: str, problem: FormulaError) -> Node | None:
    """The tree with every open bracket closed at the end."""
    compiled = compiled_for(question)
    closed = text
    for _ in range(_CLOSERS):
        sign = text[problem.span[0] : problem.span[1]] if "never closed" in problem.message else ""
        if sign not in OPENING:
            return None
        closed += OPENING[sign]
        try:
            return parse_answer(closed, compiled.table, compiled.lefts).tree
        except NotUnderstoodError as further:
            problem = further
    return None
