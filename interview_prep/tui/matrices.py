"""Vectors and matrices that stand in a text as `[[1, 2], [3, 4]]`: taken out of the sentence and set as such."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content

from interview_prep.tui.content import FAINT, line

_NUMBER = r"-?\d[\d,.]*(?:e-?\d+)?|−∞|-inf|∞"
_ROW = rf"\[\s*(?:{_NUMBER})(?:, (?:{_NUMBER}))*\s*\]"
_MATRIX = rf"\[{_ROW}(?:, {_ROW})*\]"
_NAMED = re.compile(rf"(\$[^$\n]+\$|[A-Za-z]\w*) = ({_MATRIX}|{_ROW})")
_MINUS = re.compile(r"(?<![\w.])-(?=\d)")
_GAP = 5


@dataclass(frozen=True, slots=True)
class Matrix:
    """A named block of numbers; a vector has one row and `flat`."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    flat: bool = False


def grid(text: str) -> tuple[tuple[str, ...], ...] | None:
    """The rows of a vector or matrix that is written as a list, or None for anything else."""
    if re.fullmatch(_ROW, text):
        return (_cells(text),)
    return tuple(map(_cells, re.findall(_ROW, text))) if re.fullmatch(_MATRIX, text) else None


def lift(prompt: str) -> tuple[str, list[Matrix]]:
    """The sentence with the names alone, and what they stand for; untouched where it has no matrix."""
    if not re.search(_MATRIX, prompt):
        return minus(prompt), []
    found: list[Matrix] = []

    def name(match: re.Match[str]) -> str:
        rows = grid(match[2])
        if rows is None:
            return match[0]
        found.append(Matrix(match[1], rows, flat=not match[2].startswith("[[")))
        return match[1]

    sentence = _NAMED.sub(name, prompt)
    return minus(sentence), found


def minus(text: str) -> str:
    """The text with minus signs before numbers, where it has hyphens."""
    return _MINUS.sub("−", text)


def typeset(matrices: Sequence[Matrix], width: int) -> list[Content]:
    """The matrices side by side, as many in a row as there is room for."""
    lines: list[Content] = []
    row: list[list[Content]] = []
    used = 0
    for block in map(_block, matrices):
        size = block[0].cell_length
        if row and used + _GAP + size > width:
            lines += _beside(row)
            row, used = [], 0
        used += size + (_GAP if row else 0)
        row.append(block)
    return lines + (_beside(row) if row else [])


def _cells(row: str) -> tuple[str, ...]:
    return tuple(minus(cell.strip()) for cell in row.strip("[]").split(", "))


def _block(matrix: Matrix) -> list[Content]:
    """One matrix with its name in the middle row, all lines equally wide."""
    widths = [max(cell_len(row[column]) for row in matrix.rows) for column in range(len(matrix.rows[0]))]
    bodies = ["  ".join(cell.rjust(size) for cell, size in zip(row, widths, strict=True)) for row in matrix.rows]
    name = Content.assemble(line(matrix.name), " = ")
    if len(matrix.rows) == 1:
        return [Content.assemble(name, ("[ ", FAINT), bodies[0], (" ]", FAINT))]
    middle, last = (len(bodies) - 1) // 2, len(bodies) - 1
    blank = " " * name.cell_length
    return [
        Content.assemble(
            name if index == middle else blank,
            ("⎡ " if index == 0 else "⎣ " if index == last else "⎢ ", FAINT),
            body,
            (" ⎤" if index == 0 else " ⎦" if index == last else " ⎥", FAINT),
        )
        for index, body in enumerate(bodies)
    ]


def _beside(blocks: Sequence[Sequence[Content]]) -> list[Content]:
    """Blocks side by side, each centred in the height of the tallest."""
    height = max(map(len, blocks))
    lines: list[Content] = []
    for y in range(height):
        parts: list[Content | str] = []
        for block in blocks:
            at = y - (height - len(block)) // 2
            parts += [block[at] if 0 <= at < len(block) else " " * block[0].cell_length, " " * _GAP]
        lines.append(Content.assemble(*parts[:-1]))
    return lines
