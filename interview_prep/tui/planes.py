"""Arrays before they are drawn: what makes one, its shape, and the part of it that stands in a window."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

CELL, LABEL, ROWS = 7, 6, 12
_WHOLE = 65_536  # elements above which only the window is read


@dataclass(frozen=True, slots=True)
class Look:
    """How an array is shown: the cells it may take, its window (slice, first row, first column), labels and accents.

    `scale` is the size of the strongest tint, the array's own when None. Whole numbers, which count or name, have none.
    """

    width: int = CELL * 8
    window: tuple[int, int, int] = (0, 0, 0)
    rows: Sequence[str] = ()
    columns: Sequence[str] = ()
    scale: float | None = None
    bold_largest: bool = False
    cell: int = CELL


@dataclass(frozen=True, slots=True)
class Plane:
    """One matrix of an array: what is read of it, where that stands, and how large the whole is."""

    cells: list[list[Any]]
    top: int
    left: int
    height: int
    width: int
    slice: int
    slices: int

    @property
    def partial(self) -> bool:
        """Whether more of the array is out of sight."""
        shown = len(self.cells[0]) if self.cells else 0
        return self.slices > 1 or len(self.cells) < self.height or shown < self.width


def shape_of(value: Any) -> tuple[int, ...]:
    """The shape of nested lists or of an array; () for a single number or anything else."""
    shape = getattr(value, "shape", None)
    if shape is not None:
        return tuple(int(size) for size in shape)
    if isinstance(value, list | tuple):
        return (len(value), *(shape_of(value[0]) if value else ()))
    return ()


def shape_words(value: Any) -> str:
    """A shape as people read it: 4 × 4."""
    return " × ".join(str(size) for size in shape_of(value))


def is_array(value: Any) -> bool:
    """Whether the value is an array of numbers or flags, of at least one dimension."""
    if getattr(value, "shape", None) is not None and hasattr(value, "tolist"):
        return len(value.shape) > 0
    return isinstance(value, list | tuple) and bool(value) and all(_numeric(item) for item in value) and _even(value)


def is_tinted(value: Any) -> bool:
    """Whether the numbers of an array carry a tint: decimals do, unless all are zero."""
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    return (kind == "f" if kind else _has_decimals(value)) and scale_of(value) > 0


def scale_of(*arrays: Any) -> float:
    """The largest finite size among arrays: one scale for grids that are compared."""
    return max((largest(array) for array in arrays), default=0.0)


def plane_of(value: Any, look: Look) -> Plane:
    """The part of an array that a look shows; windows past an end stand at the end."""
    matrix, index, slices = _matrix(value, look.window[0])
    if hasattr(matrix, "shape"):
        height, width = (int(size) for size in matrix.shape)
    else:
        height, width = len(matrix), max((len(row) for row in matrix), default=0)
    shown = max(1, (look.width - (LABEL if look.rows else 0)) // look.cell)
    top, left = min(look.window[1], max(0, height - ROWS)), min(look.window[2], max(0, width - shown))
    part = [row[left : left + shown] for row in matrix[top : top + ROWS]]
    cells = [row.tolist() if hasattr(row, "tolist") else list(row) for row in part]
    return Plane(cells, top, left, height, width, index, slices)


def _matrix(value: Any, index: int) -> tuple[Any, int, int]:
    """(rows, which slice, how many slices): more than two dimensions are slices, one after the other."""
    shape = shape_of(value)
    if len(shape) < 2:
        return [value if isinstance(value, list) else list(_listed(value))], 0, 1
    if hasattr(value, "reshape"):
        stacked = value.reshape(-1, *shape[-2:])
        return stacked[index % len(stacked)] if len(stacked) else [], index % max(1, len(stacked)), len(stacked)
    planes = [value]
    for _ in range(len(shape) - 2):
        planes = [inner for outer in planes for inner in outer]
    return planes[index % len(planes)], index % len(planes), len(planes)


def _listed(value: Any) -> Sequence[Any]:
    plain = value.tolist() if hasattr(value, "tolist") else value
    return plain if isinstance(plain, list | tuple) else [plain]


def largest(value: Any) -> float:
    if hasattr(value, "size") and value.size > _WHOLE:
        ends: tuple[float, float] = (float(value.min()), float(value.max()))
        return max((abs(end) for end in ends if isfinite(end)), default=0.0)
    return max((abs(cell) for cell in flat(value) if isfinite(cell)), default=0.0)


def flat(value: Any) -> list[float]:
    plain = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(plain, list | tuple):
        return [cell for item in plain for cell in flat(item)]
    return [float(plain)] if isinstance(plain, int | float) else []


def _has_decimals(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(_has_decimals(item) for item in value)
    return isinstance(value, float) or getattr(getattr(value, "dtype", None), "kind", "") == "f"


def _numeric(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(_numeric(item) for item in value)
    if getattr(value, "shape", None) is not None:
        return True
    return isinstance(value, int | float)


def _even(value: Any) -> bool:
    """Whether all rows are equally long at every depth, so that they make a grid."""
    if not isinstance(value, list | tuple):
        return True
    return len({shape_of(item) for item in value}) <= 1 and all(_even(item) for item in value)
