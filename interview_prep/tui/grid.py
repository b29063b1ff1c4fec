"""Arrays as labelled grids: the number always printed, a tint that repeats its size, large ones through a window."""

from collections.abc import Sequence
from dataclasses import replace
from math import inf, isfinite, isinf, isnan
from typing import Any

from textual.content import Content

from interview_prep.text import one_line
from interview_prep.tui.content import FAINT, MUTED
from interview_prep.tui.planes import (
    CELL,
    LABEL,
    ROWS,
    Look,
    Plane,
    flat,
    is_array,
    is_tinted,
    largest,
    plane_of,
    scale_of,
    shape_of,
    shape_words,
)

__all__ = [
    "CELL",
    "LABEL",
    "ROWS",
    "Look",
    "Plane",
    "difference",
    "grid",
    "is_array",
    "is_tinted",
    "number",
    "plane_of",
    "same",
    "scalar",
    "scale_of",
    "shape_of",
    "shape_words",
]

_TIGHT = 6  # a cell where all columns fit only so


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
    if len(text) > CELL or (value and abs(value) < 0.5 * 10**-places):
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


def grid(value: Any, look: Look) -> list[Content]:
    """A vector or matrix as lines: column labels, then a row label and its cells; a caption where it is partial."""
    look = fitted(look, value)
    plane = plane_of(value, look)
    if not plane.cells or not plane.cells[0]:
        return [Content.styled("empty", MUTED)]
    places = places_for(plane.cells)
    size = largest(value) if look.scale is None else look.scale
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
    return all(abs(_gap(x, y)) < near for x, y in zip(flat(first), flat(second), strict=True))


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
