"""What stands beside the rows and above the columns of a grid: tokens, components, what the numbers of a triple are."""

import re
from collections.abc import Sequence

_TOKENS = ("the", "cat", "sat", "down")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_LETTERS = {"q": "q", "k": "k", "v": "v", "queries": "q", "keys": "k", "values": "v", "output": "v", "x": "x"}
_TRIPLE = re.compile(r"\[([a-z][a-z ]*(?:, [a-z][a-z ]*)+)\]")
_FIELDS = {
    "merges": ("left", "right"),
    "pair": ("left", "right"),
    "counts": ("left", "right", "count"),
    "assistant_spans": ("start", "end"),
    "points": ("params", "tokens", "loss"),
}
_ATTENTION = ("scaled_dot_product_attention", "naive_attention", "multi_head_attention", "kv_cache_decode")


def axes_of(shape: str) -> tuple[str, ...]:
    """The names of a shape's dimensions: "(..., T, S)" gives T and S."""
    inside = shape.partition("(")[2].partition(")")[0]
    return tuple(part.strip() for part in inside.split(",") if part.strip() not in ("", "..."))


def labels(
    operation: str, name: str, shape: str, size: Sequence[int], formula: str = ""
) -> tuple[list[str], list[str]]:
    """Row and column labels of an array of that size. Rows of a single vector have none."""
    if not size:
        return [], []
    axes = axes_of(shape)
    across = axes[-1] if axes else ""
    columns = _across(operation, name, across, size[-1], formula)
    if len(size) < 2:
        return [], columns
    down = axes[-2] if len(axes) > 1 else ""
    return _tokens(operation, size[-2]) if down in ("T", "S") else _numbers(size[-2]), columns


def _across(operation: str, name: str, axis: str, size: int, formula: str) -> list[str]:
    if len(_FIELDS.get(name, ())) == size:
        return list(_FIELDS[name])
    named = _TRIPLE.search(formula)
    if named and size == named[1].count(",") + 1:
        return [part.strip() for part in named[1].split(",")]
    if axis.startswith("d") or axis == "H d_head":
        return [f"{_LETTERS.get(name, 'x')}{str(n + 1).translate(_SUBSCRIPTS)}" for n in range(size)]
    if axis in ("T", "S"):
        return _tokens(operation, size)
    return _numbers(size)


def _tokens(operation: str, size: int) -> list[str]:
    if operation in _ATTENTION and size <= len(_TOKENS):
        return list(_TOKENS[:size])
    return _numbers(size)


def _numbers(size: int) -> list[str]:
    return [str(n) for n in range(size)]
