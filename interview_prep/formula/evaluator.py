"""The typed evaluator: a tree and a draw give a value. Free indices become axes; sums and expectations are exact."""

from dataclasses import dataclass, field

import numpy as np

from interview_prep.formula import applying, calls, ranges
from interview_prep.formula.draws import COUNT, Draw
from interview_prep.formula.limits import Budget, ClashError, NotUnderstoodError
from interview_prep.formula.nodes import Node
from interview_prep.formula.symbols import SymbolTable
from interview_prep.formula.values import Array, Value, elementwise, expanded, inner, mapped, matmul, scalar, union

_CONSTANTS = {"e": np.e, "pi": np.pi, "inf": np.inf, "count": COUNT}
_RELATIONS = {
    ">=": np.greater_equal,
    ">": np.greater,
    "<=": np.less_equal,
    "<": np.less,
    "!=": np.not_equal,
    "=": np.equal,
}


@dataclass(slots=True)
class Evaluator:
    """Evaluates trees on one draw.

    dot: a product of two vectors by · is their inner product; by @ or with a transpose it always is, side by side only
    where the question says so (inner), with * and ⊙ never. base: what the first index is called.
    weighted: an expectation without a named distribution is over the data set D. growth: O(...) is allowed.
    """

    draw: Draw
    table: SymbolTable
    dot: bool = False
    base: int = 1
    weighted: bool = False
    growth: bool = False
    inner: bool = False
    budget: Budget = field(default_factory=Budget)
    bound: dict[str, Value] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    """Which ambiguities were met: "dot", "base"; "place" where a declared whole number is an index, so that the first
    index has one name only."""
    inferred: dict[str, str] = field(default_factory=dict)

    def value(self, node: Node) -> Value:
        """The value of a tree. Raises ClashError where shapes or indices clash, TooLargeError for too much work."""
        return _RULES[node.kind](self, node)

    def root(self, node: Node) -> Value:
        """The value of a whole formula, its free indices enumerated."""
        self.inferred = ranges.free_dimensions(node, self.table)
        try:
            with np.errstate(all="ignore"):
                return self.value(node)
        except (
            ValueError,
            ArithmeticError,
            LookupError,
            RecursionError,
        ):  # what NumPy refuses for want of a fitting shape or size
            raise ClashError("This cannot be evaluated.", node.span, "compare shapes and sizes") from None


def _number(_e: Evaluator, node: Node) -> Value:
    return scalar(node.value)


def _constant(_e: Evaluator, node: Node) -> Value:
    return scalar(_CONSTANTS[node.text])


def _symbol(e: Evaluator, node: Node) -> Value:
    if node.text in e.bound:
        return e.bound[node.text]
    symbol = e.table.symbols[node.text]
    if symbol.kind == "index":
        return ranges.enumerated(e, node.text, symbol.dims[0])
    if symbol.kind in ("function", "vector_function"):
        raise ClashError(f"{node.text} is a function and needs its argument.", node.span, f"write {node.text}(…)")
    e.budget.spend(1)
    return e.draw.values[node.text]


def _variable(e: Evaluator, node: Node) -> Value:
    if node.text in e.bound:
        return e.bound[node.text]
    dim = e.inferred.get(node.text) or ranges.declared_dimension(node.text, e.table)
    if dim is None:
        raise ClashError(f"I can't tell what {node.text} runs over.", node.span, "give its range, or use another index")
    return ranges.enumerated(e, node.text, dim)


def _negated(e: Evaluator, node: Node) -> Value:
    return mapped(np.negative, e.value(node.parts[0]), e.budget)


def _sum(e: Evaluator, node: Node) -> Value:
    parts = applying.without_dots(e, node)
    total = e.value(parts[0])
    for part in parts[1:]:
        total = elementwise(np.add, total, e.value(part), e.budget, _between(node.parts[0], part))
    return total


def _between(first: Node, last: Node) -> tuple[int, int]:
    return first.span[0], last.span[1]


def _product(e: Evaluator, node: Node) -> Value:
    """Tighter signs first (/ · @ and juxtaposition), then * and ⊙ between the groups, as the parser nested them."""
    if any(part.kind == "dots" for part in node.parts):
        return _product(e, applying.dotted_product(e, node))
    total = e.value(node.parts[0])
    for sign, part in zip(node.marks, node.parts[1:], strict=True):
        total = multiply(e, sign, total, e.value(part), _between(node.parts[0], part))
    return total


def multiply(e: Evaluator, sign: str, one: Value, other: Value, span: tuple[int, int]) -> Value:
    """The product that a sign means for these shapes."""
    if sign == "/":
        if len(other.dims) > 1 and other.positional != one.positional and "1" not in other.dims:
            raise ClashError("Something is divided by a matrix.", span, "divide by a number")
        return elementwise(np.divide, one, other, e.budget, span)
    if sign == "⊙" or not one.dims or not other.dims:
        return elementwise(np.multiply, one, other, e.budget, span)
    if len(one.dims) == 1 and len(other.dims) == 1:
        return _vectors(e, sign, one, other, span)
    if sign in ("*", "×"):
        if one.positional == other.positional or one.positional[-1] != other.positional[0]:
            return elementwise(np.multiply, one, other, e.budget, span)
        return matmul(one, other, e.budget, span)
    return matmul(one, other, e.budget, span)


def _vectors(e: Evaluator, sign: str, one: Value, other: Value, span: tuple[int, int]) -> Value:
    if sign in ("*", "×"):
        return elementwise(np.multiply, one, other, e.budget, span)
    if sign == "@" or one.turned or other.turned:
        return inner(one, other, e.budget, span)
    if sign == " " and not e.inner:
        return elementwise(np.multiply, one, other, e.budget, span)
    e.asked.add("dot")
    if e.dot:
        return inner(one, other, e.budget, span)
    return elementwise(np.multiply, one, other, e.budget, span)


def _power(e: Evaluator, node: Node) -> Value:
    base, exponent = node.parts
    one = e.value(base)
    if len(one.dims) > 1 and exponent.kind == "sym" and exponent.marks[0] == "T":
        return _turn(e, one, node)
    other = e.value(exponent)
    if len(one.dims) > 1 and exponent.kind == "neg":
        raise ClashError("A matrix has this power only if it is square.", node.span, "divide by a number instead")
    return elementwise(_raise, one, other, e.budget, node.span)


def _raise(one: Array, other: Array) -> Array:
    return np.asarray(np.power(one.astype(np.result_type(one, float)), other))


def _transposed(e: Evaluator, node: Node) -> Value:
    return _turn(e, e.value(node.parts[0]), node)


def _turn(e: Evaluator, value: Value, node: Node) -> Value:
    e.budget.spend(value.data.size)
    if len(value.dims) < 2:
        return Value(value.data, value.free, value.dims, not value.turned if value.dims else False)
    if len(value.dims) > 2:
        raise ClashError(f"A transpose of {value.shape_words()} is not defined.", node.span, "transpose a matrix")
    return Value(np.swapaxes(value.data, -1, -2), value.free, value.dims[::-1])


def _absolute(e: Evaluator, node: Node) -> Value:
    value = e.value(node.parts[0])
    if len(value.dims) == 1:
        return calls.norm(value, "2", e.budget)
    return mapped(np.abs, value, e.budget)


def _norm(e: Evaluator, node: Node) -> Value:
    return calls.norm(e.value(node.parts[0]), node.text, e.budget)


def _relation(e: Evaluator, node: Node) -> Value:
    values = [e.value(part) for part in node.parts]
    result = None
    for sign, one, other in zip(node.marks, values, values[1:], strict=False):
        link = elementwise(_RELATIONS[sign], one, other, e.budget, node.span)
        result = link if result is None else elementwise(np.logical_and, result, link, e.budget, node.span)
    assert result is not None
    return Value(result.data.astype(float), result.free, result.dims)


def _vector(e: Evaluator, node: Node) -> Value:
    """A vector of its entries; entries that are vectors become rows, and brackets around matrices concatenate."""
    values = [e.value(part) for part in applying.without_dots(e, node)]
    if all(len(value.dims) == 2 for value in values) and values:
        if node.text == "(":
            raise ClashError("A list of matrices is no matrix.", node.span, "concatenate them")
        return calls.concatenate(values, -1, e.budget, node.span)
    if len({value.positional for value in values}) > 1:
        raise ClashError("The entries differ in shape.", node.span, "compare the entries")
    free = union(values)
    shape = np.broadcast_shapes(*(_expand(value, free).shape for value in values))
    count = len(free)
    data = np.stack([np.broadcast_to(_expand(value, free), shape) for value in values], axis=count)
    e.budget.spend(data.size)
    if len(values[0].dims) == 1 and values[0].positional == (1,):
        data = data[..., 0]
        return Value(data, free, (str(len(values)),))
    return Value(data, free, (str(len(values)), *values[0].dims))


def _expand(value: Value, free: tuple[str, ...]) -> Array:
    return expanded(value, free, len(value.dims))


def _misplaced(_e: Evaluator, node: Node) -> Value:
    words = {
        "dots": "“…”",
        "hole": "a dot without a distribution",
        "all": "“:”",
        "data": node.text,
        "prefix": "a prefix",
    }
    kind = NotUnderstoodError if node.kind == "dots" else ClashError
    raise kind(f"I can't evaluate {words.get(node.kind, 'this')} here.", node.span, "write it out")


_RULES = {
    "num": _number,
    "const": _constant,
    "sym": _symbol,
    "var": _variable,
    "neg": _negated,
    "add": _sum,
    "product": _product,
    "pow": _power,
    "transpose": _transposed,
    "call": calls.call,
    "apply": applying.applied,
    "index": applying.indexed,
    "big": ranges.big,
    "expect": ranges.expectation,
    "relation": _relation,
    "vec": _vector,
    "prefix": applying.prefix,
    "abs": _absolute,
    "norm": _norm,
    "kl": applying.divergence,
    "dots": _misplaced,
    "hole": _misplaced,
    "all": _misplaced,
    "data": _misplaced,
}
