"""The known functions on values."""

from collections.abc import Callable
from math import comb, erf, factorial
from typing import TYPE_CHECKING, Any

import numpy as np

from interview_prep.formula.functions import SORTS
from interview_prep.formula.limits import MAX_BINOMIAL, MAX_FACTORIAL, Budget, ClashError, TooLargeError
from interview_prep.formula.nodes import Node, Span
from interview_prep.formula.values import (
    Array,
    Value,
    axis_of,
    elementwise,
    expanded,
    inner,
    mapped,
    matmul,
    reduce_dims,
    reduce_index,
    union,
)

if TYPE_CHECKING:
    from interview_prep.formula.evaluator import Evaluator


def call(e: "Evaluator", node: Node) -> Value:
    """A call of a known function."""
    if node.text == "rotation":
        return _map(e, node, [e.value(node.parts[0])], {})
    if node.text == "order":
        if not e.growth:
            raise ClashError("Only the formula itself is asked, not an order of growth.", node.span, "leave O(…) out")
        return e.value(node.parts[0])
    if node.text == "size":
        return _size(e, node)
    if node.text == "concat":
        return _concat(e, node)
    if node.text == "transpose":
        from dataclasses import replace

        return e.value(replace(node, kind="transpose", parts=node.parts[:1], text="", marks=()))
    count = len(node.parts) - len(node.marks)
    options = dict(zip(node.marks, node.parts[count:], strict=True))
    values = [e.value(part) for part in node.parts[:count]]
    return _SORTS[SORTS[node.text]](e, node, values, options)


def _size(e: "Evaluator", node: Node) -> Value:
    value = e.value(node.parts[0])
    axis = axis_of(value, _whole(e, node.parts[1]), node.span)
    return Value(np.asarray(float(value.positional[axis])))


def _whole(e: "Evaluator", node: Node) -> int:
    value = e.value(node.parts[-1] if node.kind == "vec" else node)
    number = np.real(value.data)
    if value.free or value.dims or not np.isfinite(number) or float(number) != round(float(number)):
        raise ClashError("A whole number is needed here.", node.span, "write -1, 0 or 1")
    return int(number)


def _map(e: "Evaluator", node: Node, values: list[Value], options: dict[str, Node]) -> Value:
    result = mapped(_MAPS[node.text], values[0], e.budget)
    if node.text == "rotation":
        return Value(result.data, result.free, ("2", "2"))
    base = values[1] if len(values) > 1 else e.value(options["base"]) if "base" in options else None
    if base is not None and node.text == "log":
        return elementwise(np.divide, result, mapped(np.log, base, e.budget), e.budget, node.span)
    return result


def _sigmoid(x: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-x)))


def _gelu(x: Array) -> Array:
    return np.asarray(0.5 * x * (1 + np.vectorize(erf, otypes=[float])(np.real(x) / np.sqrt(2))))


def _log(x: Array) -> Array:
    return np.asarray(np.log(x))


def _rotation(x: Array) -> Array:
    """The 2 x 2 rotation by an angle, as the last two axes."""
    c, s = np.cos(x), np.sin(x)
    return np.stack([np.stack([c, -s], axis=-1), np.stack([s, c], axis=-1)], axis=-2)


def _factorial(x: Array) -> Array:
    flat = np.real(x).ravel()
    if any(not np.isfinite(v) or v < 0 or v != round(v) for v in flat):
        return np.full(x.shape, np.nan)
    if any(v > MAX_FACTORIAL for v in flat):
        raise TooLargeError(f"A factorial above {MAX_FACTORIAL} is too large.", hint="use a binomial")
    return np.array([float(factorial(int(v))) for v in flat]).reshape(x.shape)


_MAPS: dict[str, Callable[[Array], Array]] = {
    "exp": np.exp,
    "log": _log,
    "log2": np.log2,
    "log10": np.log10,
    "log1p": np.log1p,
    "expm1": np.expm1,
    "sqrt": np.sqrt,
    "rsqrt": lambda x: 1 / np.sqrt(x),
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "tanh": np.tanh,
    "sigmoid": _sigmoid,
    "logsigmoid": lambda x: -np.logaddexp(0, -np.real(x)),
    "relu": lambda x: np.maximum(x, 0),
    "gelu": _gelu,
    "silu": lambda x: x * _sigmoid(x),
    "softplus": lambda x: np.logaddexp(0, np.real(x)),
    "logit": lambda x: np.log(x / (1 - x)),
    "square": np.square,
    "absolute": np.abs,
    "reciprocal": lambda x: 1 / x,
    "neg": np.negative,
    "floor": lambda x: np.floor(np.real(x)),
    "ceil": lambda x: np.ceil(np.real(x)),
    "rotation": _rotation,
    "factorial": _factorial,
}


def _rms(x: Array, axis: Any = None, keepdims: bool = False) -> Array:
    return np.asarray(np.sqrt(np.mean(np.square(x), axis=axis, keepdims=keepdims)))


def _logsumexp(x: Array, axis: Any = None, keepdims: bool = False) -> Array:
    return np.asarray(np.log(np.sum(np.exp(x), axis=axis, keepdims=keepdims)))


def _norm2(x: Array, axis: Any = None, keepdims: bool = False) -> Array:
    return np.asarray(np.sqrt(np.sum(np.abs(x) ** 2, axis=axis, keepdims=keepdims)))


def _norm1(x: Array, axis: Any = None, keepdims: bool = False) -> Array:
    return np.asarray(np.sum(np.abs(x), axis=axis, keepdims=keepdims))


REDUCTIONS: dict[str, Callable[..., Array]] = {
    "sum": np.sum,
    "prod": np.prod,
    "mean": np.mean,
    "var": np.var,
    "std": np.std,
    "rms": _rms,
    "max": np.max,
    "min": np.min,
    "norm": _norm2,
    "logsumexp": _logsumexp,
}


def norm(value: Value, order: str, budget: Budget) -> Value:
    """A norm over all dimensions; of a number its absolute value."""
    if not value.dims:
        return mapped(np.abs, value, budget)
    return reduce_dims(_norm1 if order == "1" else _norm2, value, None, False, budget, (0, 0))


def _reduce(e: "Evaluator", node: Node, values: list[Value], options: dict[str, Node]) -> Value:
    name = node.text
    if name in ("max", "min") and len(values) > 1:
        return _largest(e, node, values)
    if name == "norm" and (len(values) > 1 or "p" in options or "ord" in options):
        order = _whole(e, node.parts[1] if len(values) > 1 else options.get("p") or options["ord"])
        if order not in (1, 2):
            raise ClashError("Only the norms 1 and 2 are known.", node.span, "leave the order out")
        if order == 1:
            return norm(values[0], "1", e.budget)
        values = values[:1]
    function = REDUCTIONS[name]
    if name in ("var", "std") and _unbiased(e, options):
        function = _unbiased_of(function)
    if "over" in options:
        over = _over(values[0], options["over"])
        if over:
            return reduce_index(function, values[0], over, e.budget)
    axis = _axis(e, node, values, options)
    keep = any(float(np.real(e.value(options[key]).data)) for key in ("keepdim", "keepdims") if key in options)
    value = values[0]
    if not value.dims and axis is None and name == "mean":
        from interview_prep.formula.ranges import mean_over_data

        return mean_over_data(e, value, node)
    if not value.dims and axis is None:
        return reduce_free(e, function, value, node)
    return reduce_dims(function, value, axis, keep, e.budget, node.span)


def reduce_free(e: "Evaluator", function: Callable[..., Array], value: Value, node: Node) -> Value:
    """A sum without an index: over the only free index that no enclosing sum binds."""
    loose = [name for name in value.free if name not in e.bound]
    if len(loose) != 1:
        if not value.free:
            raise ClashError("There is nothing to run over.", node.span, "drop it, or give it all entries")
        raise ClashError("I can't tell over which index this runs.", node.span, "write the index under the sign")
    return reduce_index(function, value, loose[0], e.budget)


def _over(value: Value, node: Node) -> str:
    return node.text if node.text in value.free else ""


def _unbiased(e: "Evaluator", options: dict[str, Node]) -> bool:
    keys = ("unbiased", "correction", "ddof")
    return any(float(np.real(e.value(options[key]).data)) == 1 for key in keys if key in options)


def _unbiased_of(function: Callable[..., Array]) -> Callable[..., Array]:
    return lambda x, axis=None, keepdims=False: function(x, axis=axis, keepdims=keepdims, ddof=1)


def _axis(e: "Evaluator", node: Node, values: list[Value], options: dict[str, Node]) -> int | None:
    for key in ("dim", "axis"):
        if key in options:
            return _whole(e, options[key])
    if len(values) > 1 and node.text not in ("max", "min", "norm"):
        return _whole(e, node.parts[1])
    return None


def _largest(e: "Evaluator", node: Node, values: list[Value]) -> Value:
    function = np.maximum if node.text == "max" else np.minimum
    total = values[0]
    for value in values[1:]:
        total = elementwise(function, total, value, e.budget, node.span)
    return total


def _along(e: "Evaluator", node: Node, values: list[Value], options: dict[str, Node]) -> Value:
    value = values[0]
    over = _over(value, options["over"]) if "over" in options else ""
    axis = _axis(e, node, values, options)
    e.budget.spend(value.data.size)
    if over:
        place = value.free.index(over)
    elif value.dims:
        place = len(value.free) + axis_of(value, -1 if axis is None else axis, node.span)
    else:
        loose = [name for name in value.free if name not in e.bound]
        if len(loose) != 1:
            raise ClashError(f"{node.text} needs a vector.", node.span, "give it all entries")
        place = value.free.index(loose[0])
    return Value(_ALONG[node.text](value.data, place), value.free, value.dims)


def _softmax(x: Array, axis: int) -> Array:
    shifted = np.exp(x - np.max(np.real(x), axis=axis, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=axis, keepdims=True))


_ALONG: dict[str, Callable[[Array, int], Array]] = {
    "softmax": _softmax,
    "log_softmax": lambda x, axis: np.log(_softmax(x, axis)),
    "cumsum": lambda x, axis: np.cumsum(x, axis=axis),
}


def _pair(e: "Evaluator", node: Node, values: list[Value], _options: dict[str, Node]) -> Value:
    one, other = values
    name = node.text
    if name in ("matmul", "dot"):
        if len(one.dims) == 1 and len(other.dims) == 1:
            return inner(one, other, e.budget, node.span)
        if one.dims and other.dims:
            return matmul(one, other, e.budget, node.span)
        return elementwise(np.multiply, one, other, e.budget, node.span)
    return elementwise(_PAIRS[name], one, other, e.budget, node.span)


def _binom(n: Array, k: Array) -> Array:
    n, k = np.broadcast_arrays(np.real(n), np.real(k))
    result = []
    for above, below in zip(n.ravel(), k.ravel(), strict=True):
        if not np.isfinite(above) or not np.isfinite(below) or above != round(above) or below != round(below):
            result.append(np.nan)
        elif above > MAX_BINOMIAL:
            raise TooLargeError(f"A binomial above {MAX_BINOMIAL} is too large.", hint="use smaller numbers")
        else:
            result.append(float(comb(int(above), int(below))) if above >= 0 and below >= 0 else 0.0)
    return np.array(result).reshape(n.shape)


_PAIRS: dict[str, Callable[[Array, Array], Array]] = {
    "multiply": np.multiply,
    "divide": np.divide,
    "add": np.add,
    "subtract": np.subtract,
    "power": np.power,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "binom": _binom,
}


def _clip(e: "Evaluator", node: Node, values: list[Value], options: dict[str, Node]) -> Value:
    value = values[0]
    low = values[1] if len(values) > 1 else e.value(options["min"]) if "min" in options else None
    high = values[2] if len(values) > 2 else e.value(options["max"]) if "max" in options else None
    if low is None and high is None:
        raise ClashError("clip needs its bounds.", node.span, "write clip(x, low, high)")
    if low is not None:
        value = elementwise(np.maximum, value, low, e.budget, node.span)
    if high is not None:
        value = elementwise(np.minimum, value, high, e.budget, node.span)
    return value


def _concat(e: "Evaluator", node: Node) -> Value:
    from interview_prep.formula.applying import without_dots

    count = len(node.parts) - len(node.marks)
    options = dict(zip(node.marks, node.parts[count:], strict=True))
    axis = _whole(e, options.get("dim") or options["axis"]) if {"dim", "axis"} & set(options) else -1
    values = [e.value(part) for part in without_dots(e, node, count)]
    if len(values) == 1:
        return spread(values[0], e.budget, node.span)
    return concatenate(values, axis, e.budget, node.span)


def spread(value: Value, budget: Budget, span: Span) -> Value:
    """All matrices of a stack side by side: along its only free index, or along the first of three dimensions."""
    budget.spend(value.data.size)
    if len(value.free) == 1 and len(value.dims) == 2:
        data, first = value.data, value.free[0]
    elif len(value.dims) == 3 and not value.free:
        data, first = value.data, value.dims[0]
    else:
        raise ClashError("There is nothing to concatenate.", span, "name the parts")
    joined = np.concatenate(list(data), axis=-1)
    return Value(joined, (), (value.dims[-2], f"{first}·{value.dims[-1]}"))


def concatenate(values: list[Value], axis: int, budget: Budget, span: Span) -> Value:
    """Matrices side by side (the last dimension), or along another."""
    free = union(values)
    rank = len(values[0].dims)
    if not rank or any(len(value.dims) != rank for value in values):
        raise ClashError("The parts differ in shape.", span, "concatenate matrices of one height")
    place = axis_of(values[0], axis, span)
    shapes = {(v.positional[:place], v.positional[place + 1 :]) for v in values}
    if len(shapes) > 1:
        raise ClashError("The parts differ in shape.", span, "concatenate matrices of one height")
    data = np.concatenate([expanded(value, free, rank) for value in values], axis=len(free) + place)
    budget.spend(data.size)
    dims = list(values[0].dims)
    dims[place] = f"{len(values)}·{dims[place]}"
    return Value(data, free, tuple(dims))


def _identity(_e: "Evaluator", _node: Node, values: list[Value], _options: dict[str, Node]) -> Value:
    return values[0]


_SORTS: dict[str, Callable[["Evaluator", Node, list[Value], dict[str, Node]], Value]] = {
    "map": _map,
    "reduce": _reduce,
    "along": _along,
    "pair": _pair,
    "clip": _clip,
    "drop": _identity,
}
