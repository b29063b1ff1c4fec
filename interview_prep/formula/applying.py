"""Indices, tables, functions of which nothing is known, prefixes, and divergences."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from interview_prep.formula import draws, ranges
from interview_prep.formula.differing import Difference, differences
from interview_prep.formula.limits import MAX_TERMS, ClashError, NotUnderstoodError
from interview_prep.formula.nodes import Node, number
from interview_prep.formula.symbols import Symbol
from interview_prep.formula.values import Array, Value, expanded, union

if TYPE_CHECKING:
    from interview_prep.formula.evaluator import Evaluator


def indexed(e: "Evaluator", node: Node) -> Value:
    """An entry, a row, or entries at free indices."""
    base = e.value(node.parts[0])
    wanted = node.parts[1:]
    if len(wanted) > len(base.dims):
        loose = [name for name in base.free if name not in e.bound]
        if not base.dims and all(part.text in base.free for part in wanted):
            return base
        if not base.dims and len(wanted) == len(loose) == 1 and node.parts[0].kind == "call":
            return _renamed(e, base, loose[0], node)
        raise ClashError(
            f"There are more indices than {base.shape_words()} has dimensions.", node.span, "drop an index"
        )
    kept = [place for place in range(len(base.dims)) if place >= len(wanted) or wanted[place].kind == "all"]
    taken = [place for place in range(len(wanted)) if wanted[place].kind != "all"]
    indices = [e.value(wanted[place]) for place in taken]
    return _gather(e, base, taken, kept, indices, node)


def _renamed(e: "Evaluator", base: Value, name: str, node: Node) -> Value:
    """`softmax(z_j)_i`: the entry i of what runs over j."""
    place = base.free.index(name)
    moved = np.moveaxis(base.data, place, -1)
    vector = Value(moved, base.free[:place] + base.free[place + 1 :], (name,))
    return _gather(e, vector, [0], [], [e.value(node.parts[1])], node)


def _gather(e: "Evaluator", base: Value, taken: list[int], kept: list[int], indices: list[Value], node: Node) -> Value:
    if any(index.dims for index in indices):
        raise ClashError("An index has to be a number.", node.span, "use an index such as i")
    free = union([base, *indices])
    count = len(base.free)
    order = [count + place for place in taken] + [count + place for place in kept]
    data = np.transpose(base.data, [*range(count), *order])
    places: list[Array] = []
    for name, size in zip(base.free, base.data.shape, strict=False):
        shape = [size if other == name else 1 for other in free]
        places.append(np.arange(size).reshape(shape))
    _ask_base(e, node)
    for place, index in zip(taken, indices, strict=True):
        places.append(_positions(expanded(index, free, 0), base.positional[place], e.base, node))
    result = data[tuple(places)] if places else data
    e.budget.spend(result.size)
    return Value(np.asarray(result), free, tuple(base.dims[place] for place in kept))


def _ask_base(e: "Evaluator", node: Node) -> None:
    """Note that the name of the first index matters here."""
    used = {part.text for part in node.walk() if part.kind == "sym"}
    e.asked.add("place" if any(e.table.symbols[name].kind == "int" for name in used) else "base")


def _positions(values: Array, size: int, first: int, node: Node) -> Array:
    real = np.real(values)
    if not np.all(np.isfinite(real)) or np.any(real != np.round(real)):
        raise ClashError("An index has to be a whole number.", node.span, "use an index such as i")
    positions = real.astype(int) - first
    if positions.size and (positions.min() < 0 or positions.max() >= size):
        raise ClashError("An index runs out of its range.", node.span, "check the bounds of the sum")
    return positions


def applied(e: "Evaluator", node: Node) -> Value:
    """A declared table or function at its arguments."""
    symbol = e.table.symbols[node.text]
    if symbol.kind == "table":
        return _looked_up(e, symbol, node)
    if symbol.kind == "vector_function":
        return _vector_function(e, symbol, node)
    arguments = [e.value(part) if part.kind != "hole" else None for part in node.parts]
    values = [value for value in arguments if value is not None]
    if len(values) < len(arguments) or any(value.dims for value in values):
        raise ClashError(f"{node.text} needs single values here.", node.span, "give it an entry, as in x_t")
    free = union(values)
    low, high = symbol.spec["function"]["values"]
    label = "".join((symbol.name, *node.marks[1:])).replace("_", "")
    result = draws.hashed(e.draw, label, [np.real(expanded(value, free, 0)) for value in values], low, high)
    shape = np.broadcast_shapes(result.shape, *(expanded(value, free, 0).shape for value in values))
    e.budget.spend(int(np.prod(shape, dtype=float)))
    return Value(np.broadcast_to(result, shape), free)


def _vector_function(e: "Evaluator", symbol: Symbol, node: Node) -> Value:
    value = e.value(node.parts[0])
    if not value.dims:
        raise ClashError(f"{node.text} works on a vector.", node.span, "give it the whole vector")
    e.budget.spend(value.data.size * value.data.shape[-1])
    return Value(draws.vector_map(e.draw, symbol.name, np.real(value.data)), value.free, value.dims)


def _looked_up(e: "Evaluator", symbol: Symbol, node: Node) -> Value:
    places = _slots(e, symbol, node)
    table = e.draw.values[symbol.name]
    taken = [place for place in range(len(symbol.dims)) if places[place].kind != "hole"]
    kept = [place for place in range(len(symbol.dims)) if places[place].kind == "hole"]
    return _gather(e, table, taken, kept, [e.value(places[place]) for place in taken], node)


def _slots(e: "Evaluator", symbol: Symbol, node: Node) -> list[Node]:
    """The argument for each dimension: by what it runs over, the rest in order (what follows a bar comes first)."""
    dims = symbol.dims
    if len(dims) == 1:
        return list(node.parts)
    conditional = "|" in node.marks[1:]
    slots: list[Node | None] = [None] * len(dims)
    rest: list[Node] = []
    for part in node.parts:
        dim = ranges.dimension_of_argument(part, e)
        if dim not in dims:
            rest.append(part)
            continue
        place = dims.index(dim)
        if slots[place] is not None:
            raise ClashError(f"{node.text} is given the same kind of thing twice.", node.span, "one of each")
        slots[place] = part
    if conditional:
        _check_condition(symbol, slots, node)
        rest = rest[::-1]
    if len(rest) != slots.count(None):
        raise ClashError(f"The arguments of {node.text} do not fit.", node.span, "one of each")
    for place, slot in enumerate(slots):
        if slot is None:
            slots[place] = rest.pop(0)
    return [slot for slot in slots if slot is not None]


def _check_condition(symbol: Symbol, slots: list[Node | None], node: Node) -> None:
    """What is given stands behind the bar; in the declared order it comes first."""
    bar = node.marks.index("|", 1) - 1
    for place, slot in enumerate(slots):
        if slot is None:
            continue
        behind = node.parts.index(slot) >= bar
        if behind != (place < len(slots) - 1):
            raise ClashError(
                f"In {node.text} the condition is on the wrong side of the bar.", node.span, "swap the two"
            )


def prefix(e: "Evaluator", node: Node) -> Value:
    """All entries before a place, as one code that tells prefixes apart."""
    base = e.value(node.parts[0])
    bound = e.value(node.parts[1])
    if len(base.dims) != 1 or base.free or bound.dims:
        raise ClashError("Only a sequence has a prefix.", node.span, "write x_{<t}")
    codes = draws.prefix_codes(base.data)
    _ask_base(e, node)
    first = 0 if node.text == ":" else e.base
    lengths = np.real(bound.data) - first + (1 if node.text == "<=" else 0)
    data = codes[_positions(np.asarray(lengths), len(codes), 0, node)]
    return Value(np.asarray(data), bound.free)


def without_dots(e: "Evaluator", node: Node, count: int | None = None) -> list[Node]:
    """The entries of a list or a sum, with `head_1, …, head_h` written out."""
    parts = list(node.parts[:count])
    place = next((i for i, part in enumerate(parts) if part.kind == "dots"), None)
    if place is None:
        return parts
    if place == 0 or place + 1 >= len(parts):
        raise NotUnderstoodError(
            "I can't tell how this goes on.", parts[place].span, "write the last one, or use a sum"
        )
    first, last = parts[place - 1], parts[place + 1]
    pairs = differences(first, last)
    steps = _steps(e, pairs, node)
    filled = [_stepped(first, pairs, step) for step in steps[1:-1]]
    return [*parts[:place], *filled, *parts[place + 1 :]]


def dotted_product(e: "Evaluator", node: Node) -> Node:
    """A product with `p(x_1) … p(x_n)` written out."""
    parts = without_dots(e, node)
    return replace(node, parts=tuple(parts), marks=tuple([" "] * (len(parts) - 1)))


def _stepped(first: Node, pairs: list[Difference], step: int) -> Node:
    changing = [pair.yours for pair in pairs]
    return first.map(lambda node: number(step, node.span) if any(node is old for old in changing) else node)


def _steps(e: "Evaluator", pairs: list[Difference], node: Node) -> list[int]:
    limits = set()
    for pair in pairs:
        if pair.yours is None or pair.wanted is None or pair.yours.kind != "num":
            raise NotUnderstoodError("The entries around “…” do not belong together.", node.span, "write x_1, …, x_n")
        low, high = e.value(pair.yours), e.value(pair.wanted)
        if high.data.size != 1 or high.free:
            raise NotUnderstoodError("The bounds around “…” have to be numbers.", node.span, "write x_1, …, x_n")
        limits.add((int(np.real(low.data).item()), int(np.real(high.data).item())))
    if len(limits) != 1:
        raise NotUnderstoodError("The entries around “…” do not belong together.", node.span, "write x_1, …, x_n")
    start, stop = limits.pop()
    if not 1 <= stop - start <= MAX_TERMS:
        raise ClashError("The list does not go up.", node.span, "write x_1, …, x_n")
    return list(range(start, stop + 1))


def divergence(e: "Evaluator", node: Node) -> Value:
    """KL(p || q): an exact sum over the last dimension of both tables."""
    one, other = (distribution(e, part, node) for part in node.parts)
    if one.positional != other.positional or not one.dims:
        raise ClashError("The two distributions are over different things.", node.span, "compare like with like")
    free = union((one, other))
    p, q = expanded(one, free, len(one.dims)), expanded(other, free, len(other.dims))
    e.budget.spend(int(np.prod(np.broadcast_shapes(p.shape, q.shape), dtype=float)))
    return Value(np.sum(p * np.log(p / q), axis=-1), free)


def distribution(e: "Evaluator", part: Node, node: Node) -> Value:
    """A table whose last dimension stays open, the others indexed."""
    if part.kind == "apply" and e.table.symbols[part.text].kind == "table":
        slots = _slots(e, e.table.symbols[part.text], part)
    elif part.kind == "sym" and e.table.symbols[part.text].kind == "table":
        symbol = e.table.symbols[part.text]
        slots = [ranges.declared_index(e, dim, part) for dim in symbol.dims[:-1]]
        slots.append(Node("hole", part.span))
    else:
        value = e.value(part)
        if not value.dims:
            raise ClashError("A distribution is needed here.", node.span, "write KL(p || q)")
        return value
    if slots[-1].kind not in ("hole", "sym", "var"):
        raise ClashError("A distribution is over one variable.", part.span, "write π(·|x)")
    open_slots = [*slots[:-1], Node("hole", part.span)]
    table = e.draw.values[part.text]
    count = len(open_slots)
    if any(slot.kind == "hole" for slot in open_slots[:-1]):
        raise ClashError("Only the last part of a distribution may be open.", node.span, "write π(·|x)")
    return _gather(e, table, list(range(count - 1)), [count - 1], [e.value(s) for s in open_slots[:-1]], node)
