"""Arrays as labelled grids: the number always printed, a tint that repeats its size, large ones through a window."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite, isinf, isnan
from typing import Any

from textual.content import Content

from interview_prep.text import one_line
from interview_prep.tui.content import FAINT, MUTED

CELL, _TIGHT = 7, 6
LABEL = 6
ROWS = 12
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


def number(value: float, places: int = 2) -> str:
    """A number in a cell: fixed decimals, −∞ for a masked score, powers of ten where a cell cannot hold it."""
    if isinstance(value, bool):
        return "✓" if value else "·"
    if isnan(value):
        return "nan"
    if isinf(value):
        return "∞" if value > 0 else "−∞"
    if isinstance(value, int):
        return f"{value}".replace("-", "−")
    text = f"{value:.{places}f}"
    if len(text) > CELL - 1 or (value and abs(value) < 0.5 * 10**-places):
        text = f"{value:.0e}" if abs(value) < 1 else f"{value:.1e}"
        text = text.replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
    return text.replace("-", "−")


def scalar(value: float) -> str:
    """A number on its own: whole ones with thousands, others with six significant digits."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        digits = len(str(abs(value)))
        if digits <= 15:
            return f"{value:,}".replace("-", "−")
        return scalar(float(value)) if digits < 300 else f"a number of {digits:,} digits"
    if not isfinite(value):
        return number(value)
    text = f"{value:,.6g}"
    return text.replace("e-0", "e-").replace("e+", "e").replace("-", "−")


def places_for(cells: Sequence[Sequence[Any]]) -> int:
    """How many decimals the floats of a grid need: four where all are small, one where they are large."""
    largest = max(
        (abs(cell) for row in cells for cell in row if not isinstance(cell, bool) and isfinite(cell)), default=0
    )
    return 4 if 0 < largest < 0.1 else 1 if largest >= 1000 else 2


def scale_of(*arrays: Any) -> float:
    """The largest finite size among arrays: one scale for grids that are compared."""
    return max((_largest(array) for array in arrays), default=0.0)


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


def grid(value: Any, look: Look) -> list[Content]:
    """A vector or matrix as lines: column labels, then a row label and its cells; a caption where it is partial."""
    look = fitted(look, value)
    plane = plane_of(value, look)
    if not plane.cells or not plane.cells[0]:
        return [Content.styled("empty", MUTED)]
    places = places_for(plane.cells)
    size = _largest(value) if look.scale is None else look.scale
    texts = [[number(cell, places) for cell in row] for row in plane.cells]
    lines = _captions(plane) if plane.partial else []
    if look.columns:
        lines.append(_heads(look, plane))
    for at, (row, words) in enumerate(zip(plane.cells, texts, strict=True)):
        best = max((cell for cell in row if isfinite(cell)), default=inf) if look.bold_largest else inf
        parts = [_label(look.rows, plane.top + at)] if look.rows else []
        parts += [
            _cell(cell, text.rjust(look.cell), size, look, bold=cell == best)
            for cell, text in zip(row, words, strict=True)
        ]
        lines.append(Content.assemble(*parts))
    return lines


def fitted(look: Look, *arrays: Any, sign: int = 0) -> Look:
    """The look with cells as wide as its numbers need, and narrower than usual where all columns fit only so."""
    need = max((_need(plane_of(array, look), sign) for array in arrays), default=0)
    if need > look.cell:
        return replace(look, cell=need)
    columns = max((shape_of(array) or (1,))[-1] for array in arrays)
    room = look.width - (LABEL if look.rows else 0)
    if columns * look.cell <= room or columns * _TIGHT > room:
        return look
    narrow = replace(look, cell=_TIGHT)
    return narrow if all(_need(plane_of(array, narrow), sign) <= _TIGHT for array in arrays) else look


def _need(plane: Plane, sign: int) -> int:
    """The cells that the longest number of a plane takes, with a blank before it."""
    places = places_for(plane.cells)
    return max((len(number(cell, places)) for row in plane.cells for cell in row), default=0) + 1 + sign


def difference(first: Any, second: Any, look: Look, *, near: float = 0.005) -> list[Content]:
    """Cell by cell, the second minus the first, with signs; a dot where they are the same."""
    if shape_of(first) != shape_of(second):
        return [Content.styled("other shape", MUTED)]
    look = fitted(look, first, second, sign=1)
    a, b = plane_of(first, look), plane_of(second, look)
    gaps = [[_gap(x, y) for x, y in zip(p, q, strict=True)] for p, q in zip(a.cells, b.cells, strict=True)]
    places, size = (
        places_for([*a.cells, *b.cells]),
        max((abs(gap) for row in gaps for gap in row if isfinite(gap)), default=0.0),
    )
    lines = _captions(a) if a.partial else []
    if look.columns:
        lines.append(_heads(look, a))
    for at, row in enumerate(gaps):
        parts = [_label(look.rows, a.top + at)] if look.rows else []
        for gap in row:
            same = abs(gap) < near
            text = "·" if same else _signed(gap, places, flags=isinstance(a.cells[0][0], bool))
            parts.append(
                (text.rjust(look.cell), FAINT) if same else _cell(gap, text.rjust(look.cell), size, look, bold=False)
            )
        lines.append(Content.assemble(*parts))
    return lines


def same(first: Any, second: Any, *, near: float = 0.005) -> bool:
    """Whether two arrays or numbers of one shape differ nowhere by `near` or more."""
    if shape_of(first) != shape_of(second):
        return False
    return all(abs(_gap(x, y)) < near for x, y in zip(_flat(first), _flat(second), strict=True))


def _gap(first: Any, second: Any) -> float:
    """The second minus the first; infinite where only one of them is."""
    a, b = float(first), float(second)
    if a == b or (isnan(a) and isnan(b)):
        return 0.0
    return b - a


def _signed(gap: float, places: int, *, flags: bool) -> str:
    if flags:
        return "+" if gap > 0 else "−"
    return f"{'+' if gap > 0 else ''}{number(gap, places)}"


def _heads(look: Look, plane: Plane) -> Content:
    shown = look.columns[plane.left : plane.left + len(plane.cells[0])]
    margin = " " * LABEL if look.rows else ""
    return Content.styled(margin + "".join(one_line(word, look.cell - 1).rjust(look.cell) for word in shown), MUTED)


def _label(rows: Sequence[str], at: int) -> tuple[str, str]:
    word = one_line(rows[at], LABEL - 1) if at < len(rows) else ""
    return f"{word:>{LABEL - 1}} ", MUTED


def _captions(plane: Plane) -> list[Content]:
    words = [f"slice {plane.slice + 1} of {plane.slices}"] if plane.slices > 1 else []
    if len(plane.cells) < plane.height:
        words.append(f"rows {plane.top}–{plane.top + len(plane.cells) - 1} of {plane.height}")
    if plane.cells and len(plane.cells[0]) < plane.width:
        words.append(f"columns {plane.left}–{plane.left + len(plane.cells[0]) - 1} of {plane.width}")
    return [Content.styled(" · ".join(words), MUTED)] if words else []


def _cell(value: Any, text: str, size: float, look: Look, *, bold: bool) -> tuple[str, str]:
    if isinstance(value, bool):
        return text, "$text-success" if value else FAINT
    if not isfinite(value) and value < 0:
        return text, FAINT
    if value == 0 and look.bold_largest:
        return "0".rjust(len(text)), FAINT
    weight = "bold " if bold else ""
    if value == 0 or isinstance(value, int) or not isfinite(value):
        return text, f"{weight}$foreground"
    share = min(1.0, abs(value) / size) if size else 0.0
    return text, f"{weight}$foreground on ${'primary' if value > 0 else 'accent'} {6 + round(38 * share)}%"


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


def _largest(value: Any) -> float:
    if hasattr(value, "size") and value.size > _WHOLE:
        ends: tuple[float, float] = (float(value.min()), float(value.max()))
        return max((abs(end) for end in ends if isfinite(end)), default=0.0)
    return max((abs(cell) for cell in _flat(value) if isfinite(cell)), default=0.0)


def _flat(value: Any) -> list[float]:
    plain = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(plain, list | tuple):
        return [cell for item in plain for cell in _flat(item)]
    return [float(plain)] if isinstance(plain, int | float) else []


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
