"""The arguments in their panel: names left, shapes and values right, small grids below."""

from typing import Any

from textual.content import Content

from engine.catalog import Argument
from interview_prep.practice.lab.bench import Bench
from interview_prep.text import one_line
from interview_prep.tui import grid
from interview_prep.tui.content import FAINT, MUTED
from interview_prep.tui.grid import Look
from interview_prep.tui.lab.values import plainly
from interview_prep.tui.layout import hang

_ROWS, _MOST = 6, 64  # rows and columns of an array in the panel
_TEXT_ROWS = 4


def argument(bench: Bench, row: Argument, width: int, *, grids: bool) -> Content:
    """An argument: its name and shape, below them its numbers; a flag or a number on the line of its name."""
    value = bench.arguments[row.name]
    if grid.is_array(value):
        top = _spread((row.name, "bold"), (grid.shape_words(value), MUTED), width)
        return Content("\n").join([top, *_compact(value, width)]) if grids else top
    if row.shape == "bool":
        on, off = ("bold", FAINT) if value else (FAINT, "bold")
        return _spread((row.name, "bold"), Content.assemble(("on", on), "  ", ("off", off)), width)
    words, style = in_words(row, value)
    room = width - len(row.name) - 2
    if len(words) <= room:
        return _spread((row.name, "bold"), (words, style), width)
    below = hang(Content.styled(words, style), width, "  ", "  ")
    if len(below) > _TEXT_ROWS:
        below = [*below[: _TEXT_ROWS - 1], Content.assemble(below[_TEXT_ROWS - 1][: width - 4], (" …", MUTED))]
    return Content("\n").join([Content.styled(row.name, "bold"), *below])


def in_words(row: Argument, value: Any) -> tuple[str, str]:
    if value is None:
        given = row.meaning.removeprefix("None: ") if row.meaning.startswith("None: ") else "none"
        return (given if row.default is None else "needed", MUTED if row.default is None else "$text-warning")
    if isinstance(value, dict):
        arrays = sum(1 for item in value.values() if isinstance(item, list))
        return (f"{arrays} arrays" if arrays else one_line(plainly(value), 200)), MUTED if arrays else ""
    if isinstance(value, str):
        words = one_line(value, 400)
        return (words if row.choices else f"“{words}”"), ""
    if isinstance(value, int | float):
        return grid.scalar(value), ""
    return one_line(plainly(value), 400), ""


def _compact(value: Any, width: int) -> list[Content]:
    """A small array in columns as narrow as its numbers; a long vector goes on below."""
    plane = grid.plane_of(value, Look(width=grid.CELL * _MOST))
    places = 1 if all(round(cell, 1) == cell for row in plane.cells for cell in row) else 2
    texts = [[grid.number(cell, places) for cell in row] for row in plane.cells]
    wide = max((len(text) for row in texts for text in row), default=1) + 1
    fitting = max(1, width // wide)
    if len(texts) == 1:
        texts = [texts[0][at : at + fitting] for at in range(0, len(texts[0]), fitting)]
    rows = [_row(row, wide, fitting) for row in texts[:_ROWS]]
    words = [f"{plane.height - _ROWS} more rows"] if plane.height > _ROWS else []
    words += [f"slice {plane.slice + 1} of {plane.slices}"] if plane.slices > 1 else []
    words += [f"{plane.width} columns"] if plane.width > len(plane.cells[0] if plane.cells else ()) else []
    return [*rows, *([Content.styled(" " + ", ".join(words), MUTED)] if words else [])]


def _row(texts: list[str], wide: int, fitting: int) -> Content:
    if len(texts) <= fitting:
        return Content("".join(text.rjust(wide) for text in texts))
    return Content("".join(text.rjust(wide) for text in texts[: fitting - 1]) + " …")


def _spread(left: tuple[str, str], right: tuple[str, str] | Content, width: int) -> Content:
    tail = right if isinstance(right, Content) else Content.assemble(right)
    gap = width - len(left[0]) - tail.cell_length
    if gap < 2:
        return Content.assemble(left, "\n", " " * max(0, width - tail.cell_length), tail)
    return Content.assemble(left, " " * gap, tail)
