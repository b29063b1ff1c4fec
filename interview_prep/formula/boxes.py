"""Boxes of terminal cells with a baseline, and how they are put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias
from unicodedata import combining

Style: TypeAlias = Literal["", "grey", "fault", "counterpart", "missing"]
Cell: TypeAlias = tuple[str, Style]
"""One terminal cell: a character with its combining marks, and a style."""
Row: TypeAlias = list[Cell]

BLANK: Cell = (" ", "")
_ROUND = ("⎛", "⎜", "⎝", "⎞", "⎟", "⎠")
_SQUARE = ("⎡", "⎢", "⎣", "⎤", "⎥", "⎦")
_CURLY = ("⎧", "⎨", "⎩", "⎫", "⎬", "⎭")
_BARS = ("│", "│", "│", "│", "│", "│")
_DOUBLE = ("‖", "‖", "‖", "‖", "‖", "‖")
_TALL = {"(": _ROUND, "[": _SQUARE, "{": _CURLY, "|": _BARS, "‖": _DOUBLE}
_CLOSING = {"(": ")", "[": "]", "{": "}", "|": "|", "‖": "‖", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉"}


@dataclass(frozen=True, slots=True)
class Box:
    """Rows of equal width; `base` is the row that stands on the line of the text around it."""

    rows: tuple[tuple[Cell, ...], ...]
    base: int = 0
    tall: bool = False
    """Whether more than one line of text with its scripts stands here, so that brackets have to grow."""

    @property
    def width(self) -> int:
        """Terminal cells across."""
        return len(self.rows[0]) if self.rows else 0

    @property
    def height(self) -> int:
        """Rows."""
        return len(self.rows)


def text_box(text: str, style: Style = "") -> Box:
    """One row of text."""
    cells: list[Cell] = []
    for character in text:
        if combining(character) and cells:
            cells[-1] = (cells[-1][0] + character, style)
        else:
            cells.append((character, style))
    return Box((tuple(cells),))


EMPTY = text_box("")


def beside(boxes: Sequence[Box]) -> Box:
    """Boxes in one line, on one baseline."""
    boxes = [box for box in boxes if box.width]
    if not boxes:
        return EMPTY
    above = max(box.base for box in boxes)
    below = max(box.height - box.base for box in boxes)
    rows: list[Row] = [[] for _ in range(above + below)]
    for box in boxes:
        top = above - box.base
        for place, row in enumerate(rows):
            inside = 0 <= place - top < box.height
            row.extend(box.rows[place - top] if inside else [BLANK] * box.width)
    return Box(tuple(tuple(row) for row in rows), above, any(box.tall for box in boxes))


def centred(box: Box, width: int) -> Box:
    """The box with blanks on both sides."""
    left = (width - box.width) // 2
    right = width - box.width - left
    return Box(tuple((*[BLANK] * left, *row, *[BLANK] * right) for row in box.rows), box.base, box.tall)


_LONG_BAR = 10


def fraction(above: Box, below: Box, style: Style = "", *, tight: bool = False) -> Box:
    """One box over another with a bar between them, longer than both; a tight one is not where it is long anyhow."""
    width = max(above.width, below.width)
    width += 0 if tight and width >= _LONG_BAR else 2
    bar = (("─", style),) * width
    return Box((*centred(above, width).rows, bar, *centred(below, width).rows), above.height, tall=True)


def stacked(boxes: Sequence[Box], base: int) -> Box:
    """Boxes on top of each other, centred; `base` counts the box that stands on the baseline."""
    width = max(box.width for box in boxes)
    rows = [row for box in boxes for row in centred(box, width).rows]
    before = sum(box.height for box in boxes[:base])
    return Box(tuple(rows), before + boxes[base].base, tall=True)


def raised(base: Box, upper: Box | None, lower: Box | None) -> Box:
    """A box with scripts on its right: one on the row above, one on the row below."""
    width = max(upper.width if upper else 0, lower.width if lower else 0)
    blank = (BLANK,) * width
    rows = [(*row, *blank) for row in base.rows]
    around = (BLANK,) * base.width
    top = [(*around, *_left(row, width)) for row in (upper.rows if upper else ())]
    bottom = [(*around, *_left(row, width)) for row in (lower.rows if lower else ())]
    return Box((*top, *rows, *bottom), base.base + len(top), base.tall)


def _left(row: Sequence[Cell], width: int) -> tuple[Cell, ...]:
    return (*row, *[BLANK] * (width - len(row)))


def bracketed(box: Box, opening: str = "(", style: Style = "", missing: bool = False) -> Box:
    """A box in brackets as tall as itself; a missing closing bracket is dotted."""
    closing = _CLOSING[opening]
    right: Cell = ("┊", "missing") if missing else (closing, style)
    if not box.tall:
        return beside([text_box(opening, style), box, Box(((right,),))])
    signs = _TALL.get(opening, _ROUND)
    tall: Style = style or "grey"
    left_gap, right_gap = (
        () if cell[0] == "─" else (BLANK,) for cell in (box.rows[box.base][0], box.rows[box.base][-1])
    )
    rows = []
    for place, row in enumerate(box.rows):
        part = 0 if place == 0 else 2 if place == box.height - 1 else 1
        end: Cell = ("┊", "missing") if missing else (signs[part + 3], tall)
        rows.append(((signs[part], tall), *left_gap, *row, *right_gap, end))
    return Box(tuple(rows), box.base, tall=True)


def rooted(box: Box, style: Style = "") -> Box:
    """A box under a root sign."""
    rows: list[tuple[Cell, ...]] = [(("┌", style), *[("─", style)] * box.width)]
    for place, row in enumerate(box.rows):
        rows.append((("√" if place == box.height - 1 else "│", style), *row))
    return Box(tuple(rows), box.base + 1, tall=True)


def gridded(rows: Sequence[Sequence[Box]]) -> Box:
    """Boxes in rows and columns, two cells apart."""
    widths = [max(row[place].width for row in rows if place < len(row)) for place in range(max(map(len, rows)))]
    gap = text_box("  ")
    lines = []
    for row in rows:
        cells: list[Box] = []
        for place, box in enumerate(row):
            cells += [gap] if place else []
            cells.append(centred(box, widths[place]))
        lines.append(beside(cells))
    whole = stacked(lines, 0)
    return Box(whole.rows, whole.height // 2, tall=True)
