"""Arrays as labelled grids: the number always printed, a tint that repeats its size, large ones through a window."""

from collections.abc import Sequence
from math import inf, isfinite, isinf, isnan
from typing import Any

from textual.content import Content

from interview_prep.tui.content import FAINT, MUTED

CELL = 7
WINDOW = (12, 8)


def shape_of(value: Any) -> tuple[int, ...]:
    """The shape of nested lists or of an array; () for a single number."""
    shape = getattr(value, "shape", None)
    if shape is not None:
        return tuple(int(size) for size in shape)
    if isinstance(value, list | tuple):
        return (len(value), *(shape_of(value[0]) if value else ()))
    return ()


def shape_words(value: Any) -> str:
    """A shape as people read it: 4 × 4."""
    return " × ".join(str(size) for size in shape_of(value))


def number(value: float, places: int = 2) -> str:
    """A number in a cell: two decimals, −∞ for a masked score, powers of ten where a cell cannot hold it."""
    if isnan(value):
        return "nan"
    if isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == int(value) and abs(value) < 100_000:
        return f"{int(value)}".replace("-", "−")
    text = f"{value:.{places}f}"
    if len(text) > CELL - 1 or (value and abs(value) < 0.005):
        text = f"{value:.1e}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
    return text.replace("-", "−")


def scale_of(*arrays: Any) -> float:
    """The largest finite size among arrays: one scale for grids that are compared."""
    return max((abs(value) for array in arrays for value in _flat(array) if isfinite(value)), default=0.0)


def grid(
    value: Any, *, scale: float | None = None, window: tuple[int, int] = (0, 0), bold_largest: bool = False
) -> Content:
    """A scalar, vector or matrix as rows of cells; more dimensions show the first matrix.

    `window` is the first row and column shown of a large array.
    """
    matrix = _matrix(value)
    if matrix is None:
        return Content(str(value))
    rows, columns = len(matrix), max((len(row) for row in matrix), default=0)
    top, left = min(window[0], max(0, rows - WINDOW[0])), min(window[1], max(0, columns - WINDOW[1]))
    size = scale_of(matrix) if scale is None else scale
    lines = []
    if rows > WINDOW[0] or columns > WINDOW[1]:
        last = (min(rows, top + WINDOW[0]), min(columns, left + WINDOW[1]))
        words = f"rows {top}–{last[0] - 1} of {rows}, columns {left}–{last[1] - 1} of {columns}"
        lines.append(Content.styled(words, MUTED))
    for row in matrix[top : top + WINDOW[0]]:
        shown = row[left : left + WINDOW[1]]
        largest = max((cell for cell in row if isfinite(cell)), default=inf) if bold_largest else inf
        lines.append(Content.assemble(*(_cell(cell, size, bold=cell == largest) for cell in shown)))
    return Content("\n").join(lines) if lines else Content.styled("empty", MUTED)


def difference(first: Any, second: Any, *, near: float = 0.005) -> Content:
    """Cell by cell, the second minus the first, with signs; a dot where they are the same."""
    a, b = _matrix(first), _matrix(second)
    if a is None or b is None or shape_of(a) != shape_of(b):
        return Content.styled("other shape", MUTED)
    lines = []
    gaps = [
        [y - x if isfinite(x) and isfinite(y) else 0.0 for x, y in zip(p, q, strict=True)]
        for p, q in zip(a, b, strict=True)
    ]
    size = scale_of(gaps)
    for row in gaps[: WINDOW[0]]:
        cells = [("·".rjust(CELL), FAINT) if abs(gap) < near else _signed(gap, size) for gap in row[: WINDOW[1]]]
        lines.append(Content.assemble(*cells))
    return Content("\n").join(lines)


def _signed(gap: float, size: float) -> tuple[str, str]:
    text, style = _cell(gap, size, bold=False)
    sign = "+" if gap > 0 else ""
    return f"{sign}{text.strip()}".rjust(CELL), style


def _cell(value: float, size: float, *, bold: bool) -> tuple[str, str]:
    text = number(value).rjust(CELL)
    if not isfinite(value) or (value == 0 and size > 0):
        return text, FAINT
    share = abs(value) / size if size else 0.0
    tint = f" on ${'primary' if value >= 0 else 'accent'} {6 + round(38 * share)}%"
    return text, f"{'bold ' if bold else ''}$foreground{tint}"


def _matrix(value: Any) -> list[list[float]] | None:
    plain = value.tolist() if hasattr(value, "tolist") else value
    if plain is None or isinstance(plain, bool | str | bytes | dict):
        return None
    if isinstance(plain, int | float):
        return [[float(plain)]]
    if not isinstance(plain, list | tuple):
        return None
    while plain and isinstance(plain[0], list | tuple) and plain[0] and isinstance(plain[0][0], list | tuple):
        plain = plain[0]
    rows: Sequence[Any] = plain if plain and isinstance(plain[0], list | tuple) else [plain]
    if not all(isinstance(cell, int | float) and not isinstance(cell, bool) for row in rows for cell in row):
        return None
    return [[float(cell) for cell in row] for row in rows]


def _flat(array: Any) -> list[float]:
    matrix = _matrix(array)
    return [cell for row in matrix for cell in row] if matrix else []
