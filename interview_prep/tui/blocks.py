"""Blocks of lines with a width, laid side by side where the room allows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content

from interview_prep.text import one_line
from interview_prep.tui.content import MUTED
from interview_prep.tui.layout import hang

GAP = 4
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together; `width` is that of the widest, or the room they need."""

    lines: tuple[Content, ...]
    width: int


def block(lines: Sequence[Content], width: int = 0) -> Block:
    """A block as wide as its widest line, or wider."""
    return Block(tuple(lines), max([width, *(line.cell_length for line in lines)]))


def head(number: int, name: str, formula: str, right: str, room: int, body: int) -> list[Content]:
    """Number, name and formula on the left, the shape on the right edge; the formula below where it does not fit."""
    label = f"{number}  " if number else ""
    formula = one_line(mathematical(formula), _LONGEST)
    used = len(label) + len(name) + (len(right) + 2 if right else 0)
    beside_name = f"  {formula}" if formula and used + cell_len(formula) + 2 <= room else ""
    left = Content.assemble((label, "$text-primary"), (name, "bold"), (beside_name, MUTED))
    width = min(room, max(body, left.cell_length + len(right) + (2 if right else 0)))
    lines = [Content.assemble(left, " " * max(0, width - left.cell_length - len(right)), (right, MUTED))]
    if formula and not beside_name:
        margin = " " * len(label)
        lines += hang(Content.styled(formula, MUTED), room, margin, margin)
    return lines


def mathematical(formula: str) -> str:
    """A formula with the signs of print for minus and infinity."""
    return formula.replace("-inf", "−∞").replace(" - ", " − ").replace("(-", "(−").replace("^-", "^−")


def flow(blocks: Iterable[Block], width: int) -> Content:
    """Blocks from left to right, two in a row where both fit into half of the width, a blank line between rows."""
    half = (width - GAP) // 2
    rows: list[list[Content]] = []
    waiting: Block | None = None
    for one in blocks:
        if one.width > half:
            if waiting is not None:
                rows.append(list(waiting.lines))
            rows.append(list(one.lines))
            waiting = None
        elif waiting is None:
            waiting = one
        else:
            rows.append(beside((waiting, one), (half + GAP, half)))
            waiting = None
    if waiting is not None:
        rows.append(list(waiting.lines))
    blank = Content("")
    return Content("\n").join([line for row in rows for line in (*row, blank)][:-1])


def beside(blocks: Sequence[Block], widths: Sequence[int]) -> list[Content]:
    """Blocks next to each other, each padded to its width."""
    height = max(len(one.lines) for one in blocks)
    lines = []
    for at in range(height):
        parts: list[Content | str] = []
        for one, width in zip(blocks, widths, strict=True):
            line = one.lines[at] if at < len(one.lines) else Content("")
            parts += [line, " " * max(0, width - line.cell_length)]
        lines.append(Content.assemble(*parts[:-1]))
    return lines
