"""A run: every step with number, name, formula and shape, then the result, then what to read in it."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from textual.content import Content

from interview_prep.practice.lab.bench import Run, Value
from interview_prep.practice.lab.comparing import DISTRIBUTIONS
from interview_prep.practice.lab.labels import labels
from interview_prep.practice.lab.reading import sentences
from interview_prep.practice.lab.tokens import token_labels
from interview_prep.text import counted, one_line
from interview_prep.tui import grid
from interview_prep.tui.blocks import Block, block, flow, head, mathematical
from interview_prep.tui.content import MUTED
from interview_prep.tui.grid import Look
from interview_prep.tui.lab.values import lines_of

Window = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Room:
    """How wide the steps may be, and the window over arrays that are larger."""

    width: int
    window: Window = (0, 0, 0)


def steps(run: Run, room: Room) -> Content:
    """Every step with number, name, formula and shape, then the result, then what to read in it."""
    numbers = {id(step): number for number, step in enumerate(run.steps, 1)}
    blocks: list[Block] = []
    for single, values in groupby(run.values, key=lambda value: is_scalar(value.value)):
        if single:
            blocks.append(_scalars(list(values), numbers, room))
        else:
            blocks += [_block(run, value, numbers.get(id(value), 0), room) for value in values]
    if run.left_out:
        blocks.append(block([Content.styled(f"{counted(run.left_out, 'more step')}; a shorter text shows all", MUTED)]))
    blocks.append(_legend(run, room))
    return flow(blocks, room.width)


def is_partial(run: Run, room: Room) -> bool:
    """Whether an array is larger than what is shown of it."""
    return any(
        grid.plane_of(value.value, _look(run, value, room)).partial
        for value in run.values
        if grid.is_array(value.value)
    )


def farthest(run: Run, room: Room) -> tuple[int, int]:
    """The last row and column at which a window can begin."""
    rows = columns = 0
    for value in run.values:
        if grid.is_array(value.value):
            plane = grid.plane_of(value.value, _look(run, value, room))
            rows = max(rows, plane.height - len(plane.cells))
            columns = max(columns, plane.width - len(plane.cells[0]) if plane.cells else 0)
    return rows, columns


def is_scalar(value: Any) -> bool:
    return isinstance(value, int | float) or (hasattr(value, "shape") and hasattr(value, "item") and value.shape == ())


def number_of(value: Any) -> float:
    number: float = value.item() if hasattr(value, "item") else value
    return number


def _scalars(values: list[Value], numbers: dict[int, int], room: Room) -> Block:
    """Numbers one below the other: name, formula, value."""
    names = max(len(value.name) for value in values)
    texts = [grid.scalar(number_of(value.value)) for value in values]
    wide = max(len(text) for text in texts)
    formulas = max(len(value.formula) for value in values)
    inside = room.width - 3 - names - 2 - wide - 2
    lines = []
    for value, text in zip(values, texts, strict=True):
        number = numbers.get(id(value), 0)
        formula = one_line(mathematical(value.formula), inside) if inside > 8 else ""
        lines.append(
            Content.assemble(
                (f"{number:<3}" if number else "   ", "$text-primary"),
                (value.name.ljust(names + 2), "bold"),
                (formula.ljust(min(formulas, max(0, inside)) + 2), MUTED),
                (text.rjust(wide), "bold" if value is values[-1] else ""),
            )
        )
    return block(lines)


def _block(run: Run, value: Value, number: int, room: Room) -> Block:
    if grid.is_array(value.value):
        body = grid.grid(value.value, _look(run, value, room))
        shape = grid.shape_words(value.value)
    else:
        body, shape = lines_of(value.value, room.width), _size_words(value.value)
    width = max((line.cell_length for line in body), default=0)
    half = (room.width - 4) // 2
    top = head(number, value.name, value.formula, shape, half if width <= half else room.width, width)
    return block([*top, *body])


def _look(run: Run, value: Value, room: Room) -> Look:
    size = grid.shape_of(value.value)
    rows, columns = token_labels(run, value) or labels(
        run.operation, value.name, value.shape, size, value.formula + value.meaning
    )
    half = (room.width - 4) // 2
    margin = grid.LABEL if rows else 0
    fits = margin + grid.CELL * (size[-1] if size else 1) <= half
    return Look(
        width=half if fits else room.width,
        window=room.window,
        rows=rows,
        columns=columns,
        bold_largest=value.name in DISTRIBUTIONS,
    )


def _size_words(value: Any) -> str:
    if isinstance(value, bytes):
        return counted(len(value), "byte")
    if isinstance(value, list | tuple | dict):
        return counted(len(value), "item")
    return grid.shape_words(value)


def _legend(run: Run, room: Room) -> Block:
    arrays = [value for value in run.values if grid.is_array(value.value)]
    lines = [Content(line) for words in sentences(run) for line in _fold(words, (room.width - 4) // 2)]
    if lines:
        lines = [Content.styled("Read this", "bold"), *lines]
    if any(grid.is_tinted(value.value) for value in arrays):
        lines += [Content("")] if lines else []
        lines.append(
            Content.assemble(
                ("tint: size  ", MUTED),
                (" small ", "$foreground on $primary 10%"),
                (" mid ", "$foreground on $primary 25%"),
                (" large ", "$foreground on $primary 44%"),
                (" −neg ", "$foreground on $accent 30%"),
            )
        )
        if any(value.name in DISTRIBUTIONS for value in arrays):
            lines.append(Content.styled("bold: largest of its row", MUTED))
    return block(lines)


def _fold(text: str, width: int) -> list[str]:
    from textwrap import wrap

    return wrap(text, max(20, width))
