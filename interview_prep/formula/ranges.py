"""What indices run over, and what runs over them: sums, products, maxima and expectations."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from interview_prep.formula import applying, calls, draws
from interview_prep.formula.limits import INFINITE_TERMS, MAX_TERMS, ClashError, TooLargeError
from interview_prep.formula.nodes import Node
from interview_prep.formula.symbols import SymbolTable
from interview_prep.formula.values import Array, Value, elementwise, expanded, reduce_dims, reduce_index

if TYPE_CHECKING:
    from interview_prep.formula.evaluator import Evaluator


def declared_dimension(name: str, table: SymbolTable) -> str | None:
    """The dimension of a declared index with this spelling, primes left out."""
    symbol = table.symbols.get(name) or table.find(name.rstrip("'"))
    return symbol.dims[0] if symbol is not None and symbol.kind == "index" else None


def enumerated(e: "Evaluator", name: str, dim: str) -> Value:
    """All values of a free index."""
    return Value(np.arange(e.draw.sizes[dim], dtype=float) + e.base, (name,))


def free_dimensions(node: Node, table: SymbolTable) -> dict[str, str]:
    """For each index that is not declared: the dimension of what it indexes somewhere in the tree."""
    found: dict[str, str] = {}
    for part in node.walk():
        for name, dim in _uses(part, table):
            found.setdefault(name, dim)
    return found


def _uses(node: Node, table: SymbolTable) -> list[tuple[str, str]]:
    """Which bare indices this node uses, and over which dimensions."""
    if node.kind == "index" and node.parts[0].kind == "sym":
        dims = table.symbols[node.parts[0].text].dims
        return [(_name(p), dim) for p, dim in zip(node.parts[1:], dims, strict=False) if _name(p)]
    if node.kind == "prefix" and node.parts[0].kind == "sym" and _name(node.parts[1]):
        return [(_name(node.parts[1]), dim) for dim in table.symbols[node.parts[0].text].dims[:1]]
    if node.kind == "apply" and table.symbols[node.text].kind == "table":
        dims = table.symbols[node.text].dims
        parts = node.parts[::-1] if "|" in node.marks[1:] else node.parts
        taken = {declared_dimension(_name(p), table) for p in parts if _name(p)}
        rest = [dim for dim in dims if dim not in taken]
        loose = [_name(p) for p in parts if _name(p) and declared_dimension(_name(p), table) is None]
        return list(zip(loose, rest, strict=False))
    return []


def _name(node: Node) -> str:
    return node.text if node.kind in ("var", "sym") else ""


def dimension_of_argument(node: Node, e: "Evaluator") -> str | None:
    """The dimension over which an argument runs, if it is an index."""
    if node.kind not in ("var", "sym"):
        return None
    return declared_dimension(node.text, e.table) or e.inferred.get(node.text)


def declared_index(e: "Evaluator", dim: str, part: Node) -> Node:
    """The index that is meant where a distribution leaves its condition out."""
    names = e.table.indices_over(dim)
    if not names:
        raise ClashError(f"I can't tell what {part.text} is given.", part.span, "write the condition")
    return Node("sym", part.span, text=names[0], marks=(names[0],))


def big(e: "Evaluator", node: Node) -> Value:
    """A sum, product, maximum, minimum or mean over an index, or a concatenation."""
    name = node.marks[0]
    roles = dict(zip(node.marks[1:], node.parts[1:], strict=True))
    function = calls.REDUCTIONS.get(node.text)
    if not name:
        return _without_index(e, node, function)
    if "among" in roles:
        return _among(e, node, name)
    values = _range(e, node, name, roles)
    saved = e.bound.get(name)
    e.bound[name] = Value(values, (name,))
    try:
        body = e.value(node.parts[0])
        conditions = [
            e.value(part) for mark, part in zip(node.marks[1:], node.parts[1:], strict=True) if mark == "where"
        ]
        if "in" in roles:
            conditions.append(_membership(e, roles["in"], values, name))
    finally:
        _restore(e, name, saved)
    if node.text == "concat":
        return calls.spread(_with_index(body, name, len(values)), e.budget, node.span)
    assert function is not None
    body = _with_index(body, name, len(values))
    for condition in conditions:
        body = elementwise(_masking(node.text), body, condition, e.budget, node.span)
    return reduce_index(function, body, name, e.budget)


def _among(e: "Evaluator", node: Node, name: str) -> Value:
    """A sum over listed values: y ∈ {y_w, y_l}."""
    saved = e.bound.get(name)
    values = []
    for mark, part in zip(node.marks[1:], node.parts[1:], strict=True):
        if mark == "among":
            e.bound[name] = e.value(part)
            values.append(e.value(node.parts[0]))
            _restore(e, name, saved)
    combine = {"sum": np.add, "prod": np.multiply, "max": np.maximum, "min": np.minimum}.get(node.text)
    if combine is None:
        raise ClashError("This does not run over a listed set.", node.span, "write it out")
    total = values[0]
    for value in values[1:]:
        total = elementwise(combine, total, value, e.budget, node.span)
    return total


def _restore(e: "Evaluator", name: str, saved: Value | None) -> None:
    if saved is None:
        e.bound.pop(name, None)
    else:
        e.bound[name] = saved


def _masking(op: str) -> Callable[[Array, Array], Array]:
    """What replaces the entries that a condition leaves out."""
    neutral = {"sum": 0.0, "prod": 1.0, "max": -np.inf, "min": np.inf, "mean": np.nan}[op]
    return lambda x, kept: np.where(kept != 0, x, neutral)


def _with_index(body: Value, name: str, size: int) -> Value:
    """The body with an axis for the index, even where it does not depend on it."""
    if name in body.free and body.data.shape[body.free.index(name)] == size:
        return body
    free = tuple(sorted({*body.free, name}))
    data = expanded(body, free, len(body.dims))
    shape = [size if n == name else length for n, length in zip(free, data.shape, strict=False)]
    return Value(np.broadcast_to(data, [*shape, *data.shape[len(free) :]]), free, body.dims)


def _without_index(e: "Evaluator", node: Node, function: Callable[..., Array] | None) -> Value:
    body = e.value(node.parts[0])
    if node.text == "concat" or function is None:
        return calls.spread(body, e.budget, node.span)
    if body.dims:
        return reduce_dims(function, body, None, False, e.budget, node.span)
    return calls.reduce_free(e, function, body, node)


def _membership(e: "Evaluator", node: Node, values: Array, name: str) -> Value:
    mask = e.value(node)
    places = values.astype(int) - e.base
    if len(mask.dims) != 1 or places.max(initial=0) >= mask.positional[0]:
        raise ClashError("The index does not run over this set.", node.span, "compare index and set")
    return Value(mask.data[places], (name,))


def _range(e: "Evaluator", node: Node, name: str, roles: dict[str, Node]) -> Array:
    """The values of a bound index: from its bounds, or all of the dimension that it indexes in the body."""
    dim = dimension_in(node.parts[0], name, e)
    low = _limit(e, roles["lo"]) if "lo" in roles else None
    high = _limit(e, roles["hi"]) if "hi" in roles else None
    if dim is None and low is None and high is None:
        dim = _only_dimension(e, node, name)
    if low is None:
        low = float(e.base) if dim is not None or high is not None else 0.0
    if high is None:
        high = e.draw.sizes[dim] + e.base - 1.0 if dim is not None else np.inf
    if not np.isfinite(high):
        high = low + INFINITE_TERMS - 1
    if low != np.round(low):
        raise ClashError("A sum starts at a whole number.", node.span, "check its lower bound")
    high = np.floor(high + 1e-9)
    count = round(high - low) + 1
    if count > MAX_TERMS:
        raise TooLargeError(f"A sum of {count} terms is too long.", node.span, f"stay within {MAX_TERMS}")
    if count < 1:
        raise ClashError("This sum has no terms.", node.span, "check its bounds")
    return np.arange(count, dtype=float) + low


def _limit(e: "Evaluator", node: Node) -> float:
    value = e.value(node)
    number = np.real(value.data)
    if value.free or value.dims or np.isnan(number):
        raise ClashError("The bounds of a sum have to be numbers.", node.span, "check the bounds")
    return float(number)


def dimension_in(body: Node, name: str, e: "Evaluator") -> str | None:
    """The dimension that a bound index runs over: what it is declared for, or what it indexes directly."""
    declared = declared_dimension(name, e.table)
    if declared is not None:
        offset = _only_shifted(body, name)
        if not offset:
            return declared
    for part in body.walk():
        for used, dim in _uses(part, e.table):
            if used == name:
                return dim
    return None


def _only_shifted(body: Node, name: str) -> bool:
    """Whether the index occurs only inside sums, as in δ_{t+l}."""
    bare = shifted = False
    for part in body.walk():
        if part.kind in ("index", "apply", "prefix"):
            inner = part.parts if part.kind == "apply" else part.parts[1:]
            bare |= any(_name(p) == name for p in inner)
            shifted |= any(_name(p) != name and name in {_name(q) for q in p.walk()} for p in inner)
    return shifted and not bare


def _only_dimension(e: "Evaluator", node: Node, name: str) -> str | None:
    """Where the index occurs nowhere: the one dimension over which this question has an index."""
    for part in node.parts[0].walk():
        if _name(part) == name:
            return None
    dims = {symbol.dims[0] for symbol in e.table.symbols.values() if symbol.kind == "index"}
    used = {e.inferred[key] for key in e.inferred}
    candidates = dims or used
    if len(candidates) == 1:
        return candidates.pop()
    raise ClashError(f"I can't tell what {name} runs over.", node.span, "use the index inside the sum")


def expectation(e: "Evaluator", node: Node) -> Value:
    """An expectation as the exact sum: each group of indices weighted by its distribution, the last group first."""
    groups = [tuple(mark.split()) for mark in node.marks]
    names = [name for group in groups for name in group]
    saved = {name: e.bound.get(name) for name in names}
    for name in names:
        dim = dimension_in(node.parts[0], name, e) or e.inferred.get(name) or _distributed_dim(e, node, name)
        if dim is None:
            raise ClashError(f"I can't tell what {name} runs over.", node.span, "use it inside the expectation")
        e.bound[name] = enumerated(e, name, dim)
    try:
        value = e.value(node.parts[0])
        for group, source in reversed(list(zip(groups, node.parts[1:], strict=True))):
            value = _averaged(e, value, group, source, node)
        return _averaged(e, value, (), Node("hole", node.span), node) if not groups else value
    finally:
        for name in names:
            _restore(e, name, saved[name])


def _distributed_dim(e: "Evaluator", node: Node, name: str) -> str | None:
    for mark, source in zip(node.marks, node.parts[1:], strict=True):
        if name in mark.split() and source.kind in ("sym", "apply"):
            return e.table.symbols[source.text].dims[-1]
    return None


def _averaged(e: "Evaluator", value: Value, group: tuple[str, ...], source: Node, node: Node) -> Value:
    if not group:
        loose = tuple(name for name in value.free if name not in e.bound)
        if source.kind in ("sym", "apply"):
            loose = tuple(n for n in loose if _runs_over(e, n) == e.table.symbols[source.text].dims[-1])
        if not loose and not value.dims:
            return value
        if not loose or value.dims:
            return _averaged_dims(e, value, source, node)
        group = loose
    if source.kind == "data" or (source.kind == "hole" and e.weighted):
        group = _whole_pair(e, value, group)
    for name, weights in _weights(e, group, source, node):
        value = elementwise(np.multiply, value, weights, e.budget, node.span)
        for bound in name:
            value = _summed(e, value, bound)
    return value


def _averaged_dims(e: "Evaluator", value: Value, source: Node, node: Node) -> Value:
    """E[-log p] with whole vectors: weighted by the named distribution, or by the only declared one."""
    names = [source.text] if source.kind == "sym" else [] if e.weighted else _distributions(e, value.dims)
    if len(names) == 1 and e.draw.values[names[0]].dims == value.dims:
        weighted = elementwise(np.multiply, value, e.draw.values[names[0]], e.budget, node.span)
        return reduce_dims(np.sum, weighted, None, False, e.budget, node.span)
    return reduce_dims(np.mean, value, None, False, e.budget, node.span)


def _distributions(e: "Evaluator", dims: tuple[str | None, ...]) -> list[str]:
    return [s.name for s in e.table.declared() if s.spec.get("sample") == "prob" and s.dims == dims]


def _whole_pair(e: "Evaluator", value: Value, group: tuple[str, ...]) -> tuple[str, ...]:
    """`(x, y) ~ D` where the body has y_w and y_l: y stands for the pair."""
    unused = [name for name in group if name not in value.free]
    loose = [name for name in value.free if name not in e.bound]
    if not unused or not loose:
        return group
    dims = {_runs_over(e, name) for name in unused}
    pair = tuple(name for name in loose if _runs_over(e, name) in dims)
    return tuple(name for name in group if name in value.free) + pair


def _summed(e: "Evaluator", value: Value, name: str) -> Value:
    return reduce_index(np.sum, value, name, e.budget) if name in value.free else value


def _runs_over(e: "Evaluator", name: str) -> str | None:
    return declared_dimension(name, e.table) or e.inferred.get(name)


def _weights(e: "Evaluator", group: tuple[str, ...], source: Node, node: Node) -> list[tuple[tuple[str, ...], Value]]:
    """The weights of each bound index: (indices, weights), in the order in which they are summed."""
    if source.kind in ("sym", "apply"):
        return _drawn(e, group, source, node)
    followed = [name for name in group if source.kind == "hole" and _follows(e, name)]
    rest = tuple(sorted(name for name in group if name not in followed))
    weights: list[tuple[tuple[str, ...], Value]] = []
    for name in followed:
        part = Node("sym", node.span, text=_follows(e, name), marks=(name,))
        weights.append(((name,), _table_weights(e, (name,), part, node)))
    own = _own_distribution(e, rest) if rest and not e.weighted else None
    if own is not None:
        weights.append((rest, _table_weights(e, rest, own, node)))
    elif rest and (source.kind == "data" or e.weighted) and all(_is_data(e, name) for name in rest):
        weights.append((rest, draws.data_weights(e.draw, e.table, rest)))
    elif rest:
        sizes = [e.draw.sizes[dim] for name in rest if (dim := _runs_over(e, name)) is not None]
        weights.append((rest, Value(np.full(sizes, 1.0 / np.prod(sizes)), rest)))
    return weights


def _drawn(e: "Evaluator", group: tuple[str, ...], source: Node, node: Node) -> list[tuple[tuple[str, ...], Value]]:
    """`(x, y) ~ π`: y is drawn from π(·|x), and x from what x is drawn from."""
    dim = e.table.symbols[source.text].dims[-1]
    own = tuple(name for name in group if len(group) == 1 or _runs_over(e, name) == dim)
    if len(own) != 1:
        raise ClashError("One variable is drawn from one distribution.", node.span, "write x~D, y~π(·|x)")
    weights = [(own, _table_weights(e, own, source, node))]
    rest = tuple(name for name in group if name not in own)
    return weights + (_weights(e, rest, Node("hole", node.span), node) if rest else [])


def _own_distribution(e: "Evaluator", rest: tuple[str, ...]) -> Node | None:
    """The only declared distribution over what a single index runs over: E[-log p] is over p."""
    dim = _runs_over(e, rest[0]) if len(rest) == 1 else None
    found = _distributions(e, (dim,))
    return Node("sym", (0, 0), text=found[0], marks=(found[0],)) if len(found) == 1 else None


def mean_over_data(e: "Evaluator", value: Value, node: Node) -> Value:
    """A mean without an index: the expectation over all free indices."""
    if not value.free:
        raise ClashError("There is nothing to average over.", node.span, "drop it, or give it all entries")
    return _averaged(e, value, (), Node("hole", node.span), node)


def _is_data(e: "Evaluator", name: str) -> bool:
    symbol = e.table.symbols.get(name)
    return symbol is not None and symbol.kind == "index"


def _follows(e: "Evaluator", name: str) -> str:
    symbol = e.table.symbols.get(name)
    return str(symbol.spec.get("distributed_as", "")) if symbol is not None else ""


def _table_weights(e: "Evaluator", group: tuple[str, ...], source: Node, node: Node) -> Value:
    """p(y | x) for each value of y."""
    weights = applying.distribution(e, source, node)
    name = group[0]
    size = weights.positional[0] if len(weights.dims) == 1 else -1
    runs = _runs_over(e, name)
    if size < 0 or (runs is not None and runs != weights.dims[0]) or name in weights.free:
        raise ClashError(f"{name} is not drawn from this distribution.", node.span, "compare variable and distribution")
    free = tuple(sorted((*weights.free, name)))
    moved = np.moveaxis(weights.data, -1, free.index(name))
    return Value(moved, free)
