"""Formulas as Content: what is understood so far, a fault beside its counterpart, the numbers of one draw."""

from collections.abc import Sequence

from textual.content import Content

from interview_prep.formula.boxes import Style
from interview_prep.formula.checking import Outcome, check
from interview_prep.formula.example import counter_example
from interview_prep.formula.live import Problem, Understood, read
from interview_prep.formula.nodes import Node, Span
from interview_prep.formula.render import render
from interview_prep.formula.state import compiled_for
from interview_prep.formula.symbol_list import symbols
from interview_prep.questions.model import Formula
from interview_prep.text import sanitise
from interview_prep.tui.content import FAINT, MUTED
from interview_prep.tui.layout import hang

STYLES: dict[Style, str] = {
    "": "",
    "grey": FAINT,
    "fault": "bold underline $text-error",
    "counterpart": "bold underline $text-success",
    "missing": "bold $text-warning",
}
_ROOMY = 7
_BOTH = 10
"""Rows for two formulas: a fault and its counterpart are to be seen at once in 24 rows."""


def drawn(
    tree: Node, width: int, height: int, marks: Sequence[tuple[Span, Style]] = (), length: int | None = None
) -> list[Content]:
    """A formula in two dimensions, a little to the right; on one line where there is no room for more."""
    indent = 4 if width >= 90 else 2
    rows = render(tree, max(8, width - indent), height, marks, length)
    return [
        Content.assemble(" " * indent, *((sanitise(piece.text), STYLES[piece.style]) for piece in row)) for row in rows
    ]


def _roomy(tree: Node, width: int, height: int, marks: Sequence[tuple[Span, Style]] = ()) -> list[Content]:
    """Drawn in `height` rows; in more where it would lose its fraction bars, for the page can be scrolled."""
    rows = drawn(tree, width, height, marks)
    return drawn(tree, width, max(height, _ROOMY), marks) if len(rows) == 1 else rows


def read_as(question: Formula, text: str, width: int, height: int) -> list[Content]:
    """What has been typed as it is understood so far; nothing while there is nothing to show."""
    found = read(question, text) if text.strip() else None
    if isinstance(found, Understood):
        return [Content.styled("read as", MUTED), Content(""), *drawn(found.tree, width, height)]
    if isinstance(found, Problem) and found.tree is not None:
        head = Content.styled("read so far, with the missing bracket dotted", MUTED)
        return [head, Content(""), *drawn(found.tree, width, height, length=found.length)]
    return []


def known_symbols(question: Formula, width: int) -> list[Content]:
    """The symbols of the drill in one line."""
    names = "  ".join(row.shown for row in symbols(question))
    return hang(Content(names), width, Content.styled("symbols   ", MUTED), " " * 10)


def not_understood(sign: str, message: str, width: int, column: int | None = None) -> list[Content]:
    """What is at fault and how to mend it: under a caret at `column`, or behind the sign, reversed as in the line."""
    words = Content.assemble((sanitise(message), "$text-warning"), ("  Not counted as an attempt.", MUTED))
    if column is not None:
        indent = " " * (column if column + words.cell_length <= width else 2)
        return [Content.styled(" " * column + "▲", "$text-warning"), *hang(words, width, Content(indent), indent)]
    lead = Content.assemble((sign or " ", "reverse $text-warning"), "  ")
    return hang(words, width, lead, " " * lead.cell_length)


def outcome_of(question: Formula, text: str) -> Outcome:
    """What the check finds; nothing where nothing was written."""
    return check(compiled_for(question), text) if text.strip() else Outcome(None)


def compared(question: Formula, outcome: Outcome, width: int, height: int) -> list[Content]:
    """The learner's formula with its fault, the formula with the counterpart, and the numbers of one draw."""
    form = outcome.form or compiled_for(question).forms[0]
    if outcome.correct or outcome.tree is None:
        return [Content.styled("the formula", MUTED), *drawn(form.tree, width, max(height, _ROOMY))]
    pair: list[tuple[Node, list[tuple[Span, Style]]]] = [
        (outcome.tree, [(span, "fault") for span in outcome.fault]),
        (form.tree, [(span, "counterpart") for span in outcome.counterpart]),
    ]
    theirs, ours = (_roomy(tree, width, height, marks) for tree, marks in pair)
    if len(theirs) + len(ours) > max(2 * height, _BOTH):
        theirs, ours = (drawn(tree, width, height, marks) for tree, marks in pair)
    gap = [Content("")] if height > 4 else []
    return [
        Content.styled("yours", MUTED),
        *theirs,
        *gap,
        Content.styled("the formula", MUTED),
        *ours,
        *_numbers(question, outcome, width),
    ]


def _numbers(question: Formula, outcome: Outcome, width: int) -> list[Content]:
    """What both give on one draw."""
    example = counter_example(question, outcome)
    if example is None:
        return []
    rows = [Content("")]
    for lead, value, style in (
        ("on one draw  yours        ", example.yours, "$text-error"),
        ("             the formula  ", example.expected, "$text-success"),
    ):
        rows += hang(Content.styled(value, style), width, Content.styled(lead, MUTED), " " * len(lead))
    return rows


def draw_of(question: Formula, outcome: Outcome, width: int) -> list[Content]:
    """The draw behind the numbers, symbol by symbol."""
    example = counter_example(question, outcome)
    if example is None:
        return []
    rows = [Content.styled("The draw", "bold")]
    label = max(len(name) for name, _ in example.inputs) + 3 if example.inputs else 0
    for name, value in example.inputs:
        rows += hang(Content(value), width, Content.styled(name.ljust(label), MUTED), " " * label)
    return rows
