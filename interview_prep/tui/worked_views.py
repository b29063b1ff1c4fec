"""The worked steps under an answer, the learner's own way beside them."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from interview_prep.questions.verdict import WorkedStep
from interview_prep.text import sanitise
from interview_prep.tui.blocks import mathematical
from interview_prep.tui.content import MUTED
from interview_prep.tui.layout import hang
from interview_prep.tui.matrices import grid, minus


def worked(
    steps: Sequence[WorkedStep], yours: Sequence[WorkedStep], width: int, *, mark_last: bool = False
) -> list[Content]:
    """The worked steps in columns, the learner's way beside them where it has a name; stacked in little room."""
    if not steps:
        return []
    values = [_value_rows(step.value) for step in steps]
    theirs = [_value_rows(step.value) for step in yours]
    labels = max(cell_len(step.label) for step in steps) + 3
    formulas = max(cell_len(step.formula) for step in steps) + 3
    right = max(cell_len(row) for rows in values for row in rows)
    left_over = width - labels - formulas - right
    if left_over < 0:
        return _stacked(steps, values, width)
    beside = theirs if theirs and left_over >= 4 + max(cell_len(row) for rows in theirs for row in rows) else []
    head = Content.styled("Worked", "bold")
    if beside:
        gap = " " * (labels + formulas - 6)
        head = Content.assemble(head, (f"{gap}{'right'.ljust(right + 4)}yours", MUTED))
    lines = [head]
    for index, step in enumerate(steps):
        last = index == len(steps) - 1
        style = "bold $text-success" if last and mark_last else ""
        other = beside[index] if beside else []
        same = other == values[index]
        for row in range(max(len(values[index]), len(other))):
            value = values[index][row] if row < len(values[index]) else ""
            parts: list[tuple[str, str]] = [
                ((sanitise(step.label) if not row else "").ljust(labels), "bold" if beside and not same else ""),
                (_padded(_formula(step) if not row else "", formulas), MUTED),
                (_padded(value, right + 4) if beside else value, style or ("bold" if beside and not same else "")),
            ]
            if beside and row < len(other):
                parts.append((other[row], MUTED if same else "$text-error"))
            lines.append(Content.assemble(*parts))
    return lines


def _formula(step: WorkedStep) -> str:
    return mathematical(sanitise(step.formula))


def _stacked(steps: Sequence[WorkedStep], values: Sequence[Sequence[str]], width: int) -> list[Content]:
    lines = [Content.styled("Worked", "bold")]
    for index, step in enumerate(steps):
        head = Content.assemble(sanitise(step.label), (f"  {_formula(step)}" if step.formula else "", MUTED))
        lines += head.wrap(width)
        style = "bold $text-success" if index == len(steps) - 1 else ""
        for row in values[index]:
            lines += hang(Content.styled(row, style), width, "  ", "  ")
    return lines


def _value_rows(value: str) -> list[str]:
    """The rows of a value: numbers of vectors and matrices in columns, anything else as it is."""
    rows = grid(sanitise(value))
    if rows is None or len({len(row) for row in rows}) != 1:
        return [minus(sanitise(value))]
    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.rjust(size) for cell, size in zip(row, widths, strict=True)) for row in rows]


def _padded(text: str, width: int) -> str:
    return text + " " * max(0, width - cell_len(text))
