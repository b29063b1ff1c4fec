"""Arguments become arrays and numbers here, once, at the boundary; what does not fit is refused by name.

float32 stays float32, everything else (float64, float16, ints, bools, lists, strings such as "-inf") becomes float64.
Nothing is copied that need not be, so callers never write into what these functions return.

Errors: `ShapeError` for dimensions, `DTypeError` for the wrong kind of value (also a number outside its range),
`TokenIdError` for ids outside the vocabulary. A message reads "name: what came, what was expected".
"""

import math
from collections.abc import Collection, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.errors import DTypeError, ShapeError, TokenIdError

FloatArray: TypeAlias = NDArray[Any]
IntArray: TypeAlias = NDArray[np.int64]
BoolArray: TypeAlias = NDArray[np.bool_]
Ndim: TypeAlias = int | tuple[int, ...] | None

_WORDS = {0: "a number", 1: "a vector", 2: "a matrix"}


def floats(name: str, value: Any, *, ndim: Ndim = None) -> FloatArray:
    """`value` as float32 (if it was) or float64, with `ndim` dimensions (a number, a choice of them, or None: any)."""
    array = _plain(name, value)
    if array.dtype not in (np.float32, np.float64):
        array = _to_float64(name, array)
    return _with_ndim(name, array, ndim)


def float64s(name: str, value: Any, *, ndim: Ndim = None) -> NDArray[np.float64]:
    """As `floats`, and always float64: for sums that decide something."""
    return floats(name, value, ndim=ndim).astype(np.float64, copy=False)


def floats_like(name: str, value: Any, leader: FloatArray, *, ndim: Ndim = None) -> FloatArray:
    """As `floats`, cast to the dtype of `leader`: a weight or bias follows the x that it acts on."""
    return floats(name, value, ndim=ndim).astype(leader.dtype, copy=False)


def integers(name: str, value: Any, *, ndim: Ndim = None) -> IntArray:
    """`value` as int64; floats, bools and strings are refused (an empty list is an empty array of integers)."""
    array = _plain(name, value)
    if array.size and array.dtype.kind not in "iu":
        raise DTypeError(f"{name}: got {_kind(array)}, expected integers")
    return _with_ndim(name, array.astype(np.int64, copy=False), ndim)


def booleans(name: str, value: Any, *, ndim: Ndim = None) -> BoolArray:
    """`value` as bools; numbers are accepted when all are 0 or 1."""
    array = _plain(name, value)
    if array.dtype.kind not in "biuf" or (array.dtype.kind != "b" and not np.isin(array, (0, 1)).all()):
        raise DTypeError(f"{name}: got {_kind(array)}, expected True and False (or 1 and 0)")
    return _with_ndim(name, array.astype(np.bool_, copy=False), ndim)


def token_ids(name: str, value: Any, vocab_size: int, *, ndim: Ndim = None, ignore: int | None = None) -> IntArray:
    """`value` as int64 ids in [0, vocab_size); `ignore` is let through as it is. Raises TokenIdError."""
    ids = integers(name, value, ndim=ndim)
    outside = (ids < 0) | (ids >= vocab_size)
    if ignore is not None:
        outside &= ids != ignore
    if outside.any():
        first = int(ids[outside].flat[0])
        raise TokenIdError(f"{name}: id {first} is outside the vocabulary, expected 0 to {vocab_size - 1}")
    return ids


def number(
    name: str,
    value: Any,
    *,
    above: float | None = None,
    at_least: float | None = None,
    below: float | None = None,
    at_most: float | None = None,
) -> float:
    """`value` as a float inside the given bounds; NaN is always refused, an infinity only by a bound."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.number, str)):
        raise DTypeError(f"{name}: got {_told(value)}, expected a number")
    try:
        result = float(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise DTypeError(f"{name}: got {_told(value)}, expected a number") from error
    inside = (
        not math.isnan(result)
        and (above is None or result > above)
        and (at_least is None or result >= at_least)
        and (below is None or result < below)
        and (at_most is None or result <= at_most)
    )
    if not inside:
        raise DTypeError(f"{name}: got {result:g}, expected {_bounds(above, at_least, below, at_most)}")
    return result


def finite(name: str, value: Any) -> float:
    """`value` as a float that is neither infinite nor NaN."""
    return number(name, value, above=-math.inf, below=math.inf)


def integer(name: str, value: Any, *, at_least: int | None = None, at_most: int | None = None) -> int:
    """`value` as an int inside the given bounds; bools and fractions are refused."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise DTypeError(f"{name}: got {_told(value)}, expected an integer")
    result = int(value)
    if (at_least is not None and result < at_least) or (at_most is not None and result > at_most):
        raise DTypeError(f"{name}: got {result}, expected an integer {_bounds(None, at_least, None, at_most)}")
    return result


def flag(name: str, value: Any) -> bool:
    """`value` as a bool; nothing else is taken for one."""
    if not isinstance(value, (bool, np.bool_)):
        raise DTypeError(f"{name}: got {_told(value)}, expected True or False")
    return bool(value)


def choice(name: str, value: Any, choices: Collection[str]) -> str:
    """`value` if it is one of `choices`."""
    if not isinstance(value, str) or value not in choices:
        raise DTypeError(f"{name}: got {_told(value)}, expected one of {', '.join(sorted(choices))}")
    return value


def text(name: str, value: Any) -> str:
    """`value` if it is a string."""
    if not isinstance(value, str):
        raise DTypeError(f"{name}: got {_told(value)}, expected text")
    return value


def check_shape(name: str, array: NDArray[Any], expected: Sequence[int | None], reason: str = "") -> None:
    """Refuse `array` unless its shape is `expected` (None: any size); `reason` ends the message, as in "as in q"."""
    shape = array.shape
    if len(shape) != len(expected) or any(e is not None and s != e for s, e in zip(shape, expected, strict=True)):
        wanted = ", ".join("any" if size is None else str(size) for size in expected)
        wanted = f"({wanted},)" if len(expected) == 1 else f"({wanted})"
        raise ShapeError(f"{name}: got shape {shape}, expected {wanted}{' ' + reason if reason else ''}")


def check_same_shape(name: str, array: NDArray[Any], other_name: str, other: NDArray[Any]) -> None:
    """Refuse `array` unless it has the shape of `other`."""
    if array.shape != other.shape:
        raise ShapeError(f"{name}: got shape {array.shape}, expected {other_name}'s {other.shape}")


def check_last(name: str, array: NDArray[Any], size: int, other_name: str) -> None:
    """Refuse `array` unless its last dimension is `size`, the one of `other_name`."""
    if array.ndim == 0 or array.shape[-1] != size:
        last = array.shape[-1] if array.ndim else "()"
        raise ShapeError(f"{name}: last dimension {last} does not match {other_name}'s {size}")


def _plain(name: str, value: Any) -> NDArray[Any]:
    """`value` as a NumPy array of any dtype; rows of unequal length are refused."""
    if isinstance(value, np.ndarray):
        return value
    if value is None:
        raise DTypeError(f"{name}: got None, expected an array")
    try:
        return np.asarray(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise ShapeError(f"{name}: got rows of unequal length, expected a rectangular array") from error


def _to_float64(name: str, array: NDArray[Any]) -> NDArray[np.float64]:
    if array.dtype.kind not in "biufUO" or (array.dtype.kind == "O" and any(item is None for item in array.flat)):
        raise DTypeError(f"{name}: got {_kind(array)}, expected numbers")
    try:
        return array.astype(np.float64)
    except (ValueError, TypeError, OverflowError) as error:
        raise DTypeError(f"{name}: got {_kind(array)}, expected numbers") from error


def _with_ndim(name: str, array: NDArray[Any], ndim: Ndim) -> NDArray[Any]:
    allowed = (ndim,) if isinstance(ndim, int) else ndim
    if allowed is not None and array.ndim not in allowed:
        wanted = " or ".join(_WORDS.get(n, f"{n} dimensions") for n in allowed)
        raise ShapeError(f"{name}: got {array.ndim} dimensions, shape {array.shape}, expected {wanted}")
    return array


def _kind(array: NDArray[Any]) -> str:
    names = {"U": "text", "S": "bytes", "O": "mixed objects", "b": "bools", "f": "floats", "c": "complex numbers"}
    return names.get(array.dtype.kind, str(array.dtype))


def _told(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 40 else f"{type(value).__name__} {shown[:36]}..."


def _bounds(above: float | None, at_least: float | None, below: float | None, at_most: float | None) -> str:
    parts = [
        f"{word} {bound:g}"
        for word, bound in (("above", above), ("at least", at_least), ("below", below), ("at most", at_most))
        if bound is not None
    ]
    return " and ".join(parts) or "a number that is not NaN"
