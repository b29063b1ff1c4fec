"""Values of subtrees: arrays with named free indices before named dimensions, and the operations that respect both."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from interview_prep.formula.limits import Budget, ClashError
from interview_prep.formula.nodes import Span

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Value:
    """`data` has one axis for each free index in `free` (sorted by name), then one for each dimension in `dims`.

    `turned` marks a vector that was transposed, so that its product with another vector is the inner one.
    """

    data: Array
    free: tuple[str, ...] = ()
    dims: tuple[str, ...] = ()
    turned: bool = False

    @property
    def positional(self) -> tuple[int, ...]:
        """The sizes of the dimensions."""
        return tuple(self.data.shape[len(self.free) :])

    def shape_words(self) -> str:
        """The shape in dimension names: n×dₖ, or "a number"."""
        return "×".join(pretty_dim(dim) for dim in self.dims) if self.dims else "a number"


def pretty_dim(dim: str) -> str:
    """A dimension's name as people write it: dk is d_k."""
    return f"{dim[0]}_{dim[1:]}" if len(dim) == 2 and dim[0] == "d" and dim[1].isalpha() else dim


def scalar(value: complex | float) -> Value:
    """A number without indices or dimensions."""
    return Value(np.asarray(value))


def union(values: "list[Value] | tuple[Value, ...]") -> tuple[str, ...]:
    """The free indices of all values, sorted."""
    return tuple(sorted({name for value in values for name in value.free}))


def expanded(value: Value, free: tuple[str, ...], rank: int) -> Array:
    """The data with an axis for each index in `free`, then `rank` dimension axes (new ones of size 1 in front)."""
    missing = rank - len(value.dims)
    if value.free == free and not missing:
        return value.data
    sizes = dict(zip(value.free, value.data.shape, strict=False))
    shape = [sizes.get(name, 1) for name in free] + [1] * missing + list(value.positional)
    return value.data.reshape(shape)


def elementwise(
    function: Callable[[Array, Array], Array], one: Value, other: Value, budget: Budget, span: Span
) -> Value:
    """A function of two values, entry by entry; dimensions have to be equal, or one of the two a number."""
    free = one.free if one.free == other.free else union((one, other))
    rank = max(len(one.dims), len(other.dims))
    a, b = expanded(one, free, rank), expanded(other, free, rank)
    for x, y in zip(a.shape[len(free) :], b.shape[len(free) :], strict=True):
        if x not in (1, y) and y != 1:
            raise ClashError(
                f"The shapes differ: {one.shape_words()} and {other.shape_words()}.", span, "compare the dimensions"
            )
    _fit(a, b, len(free), span)
    longer, shorter = (one, other) if len(one.dims) >= len(other.dims) else (other, one)
    dims = list(longer.dims)
    for place in range(len(shorter.dims)):
        if longer.positional[len(dims) - len(shorter.dims) + place] == 1:
            dims[len(dims) - len(shorter.dims) + place] = shorter.dims[place]
    size = int(np.prod(np.broadcast_shapes(a.shape, b.shape), dtype=float)) if a.ndim else 1
    budget.spend(size)
    return Value(function(a, b), free, tuple(dims), one.turned or other.turned)


def _fit(a: Array, b: Array, count: int, span: Span) -> None:
    for x, y in zip(a.shape[:count], b.shape[:count], strict=True):
        if x not in (1, y) and y != 1:
            raise ClashError("One index runs over two different ranges.", span, "name one of the two differently")


def mapped(function: Callable[[Array], Array], value: Value, budget: Budget) -> Value:
    """A function of each entry."""
    budget.spend(value.data.size)
    return Value(function(value.data), value.free, value.dims, value.turned)


def reduce_dims(
    function: Callable[..., Array], value: Value, axis: int | None, keep: bool, budget: Budget, span: Span
) -> Value:
    """A reduction over all dimensions, or over one of them counted as in NumPy."""
    budget.spend(value.data.size)
    count, rank = len(value.free), len(value.dims)
    if axis is None:
        axes = tuple(range(count, count + rank))
        return Value(function(value.data, axis=axes), value.free)
    place = axis_of(value, axis, span)
    data = function(value.data, axis=count + place, keepdims=keep)
    kept = ("1",) if keep else ()
    return Value(data, value.free, (*value.dims[:place], *kept, *value.dims[place + 1 :]))


def axis_of(value: Value, axis: int, span: Span) -> int:
    """Which dimension an axis argument means."""
    rank = len(value.dims)
    if not -rank <= axis < rank:
        raise ClashError(
            f"There is no dimension {axis} in {value.shape_words()}.", span, "count from 0, or from -1 back"
        )
    return axis % rank


def reduce_index(function: Callable[..., Array], value: Value, name: str, budget: Budget) -> Value:
    """A reduction over one free index."""
    budget.spend(value.data.size)
    place = value.free.index(name)
    return Value(function(value.data, axis=place), value.free[:place] + value.free[place + 1 :], value.dims)


def matmul(one: Value, other: Value, budget: Budget, span: Span) -> Value:
    """The matrix product; vectors stand as rows before and as columns behind a matrix."""
    if one.positional[-1] != other.positional[-2 if len(other.dims) > 1 else -1]:
        raise ClashError(
            f"Inner sizes differ: ({one.shape_words()})·({other.shape_words()}).",
            span,
            "check the order of the factors, or transpose one",
        )
    free = union((one, other))
    a, b = expanded(one, free, len(one.dims)), expanded(other, free, len(other.dims))
    row, column = len(one.dims) == 1, len(other.dims) == 1
    a = a[..., None, :] if row else a
    b = b[..., :, None] if column else b
    if max(a.ndim, b.ndim) > len(free) + 2:
        raise ClashError(f"A product of {one.shape_words()} and {other.shape_words()} is not defined.", span, "")
    budget.spend(a.size * b.shape[-1])
    data = np.matmul(a, b)
    dims = one.dims[:-1] + other.dims[:-2] + (() if column else other.dims[-1:])
    if row:
        data = data[..., 0, :]
    if column:
        data = data[..., 0]
    return Value(data, free, dims)


def inner(one: Value, other: Value, budget: Budget, span: Span) -> Value:
    """The inner product of two vectors."""
    if one.positional != other.positional:
        raise ClashError(
            f"The vectors differ in length: {one.shape_words()} and {other.shape_words()}.", span, "compare the sizes"
        )
    product = elementwise(np.multiply, one, other, budget, span)
    return Value(product.data.sum(axis=-1), product.free)
