"""What binds an index: sums, products, maxima over an index, expectations; and divergences between distributions."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from interview_prep.formula import expecting, naming
from interview_prep.formula.limits import NotUnderstoodError
from interview_prep.formula.nodes import Node, number
from interview_prep.formula.tokens import Token

if TYPE_CHECKING:
    from interview_prep.formula.naming import Script
    from interview_prep.formula.parser import Parser

BIG = {"sum": "sum", "Sum": "sum", "prod": "prod", "Prod": "prod", "product": "prod"}
_OVER = {"max": "max", "min": "min", "mean": "mean", "avg": "mean", "Mean": "mean", "concat": "concat"}
_OVER |= {"Concat": "concat", "cat": "concat", "Cat": "concat"}
_COMPARISONS = ("=", "<", "<=", ">", ">=", "!=", "∈")
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def is_binder(p: "Parser", token: Token, scripts: "list[Script] | None" = None) -> bool:
    """Whether this name starts a sum, a product, a maximum over an index, or an expectation."""
    place = p.tokens.index(token, p.at) if p.tokens[p.at] is not token else p.at
    following = p.tokens[place + 1]
    if token.text == "E":
        return token.big or p.table.find("E") is None
    if token.text in BIG:
        return not following.op("(") or following.spaced
    return token.text in _OVER and following.op("_")


def binder(p: "Parser") -> Node:
    """The binder that comes next, with its body."""
    token = p.token
    if token.text == "E":
        return expecting.expectation(p)
    return _big(p, BIG.get(token.text) or _OVER[token.text])


@dataclass(slots=True)
class _Range:
    """One bound index: its spelling, and what is said of it."""

    name: str
    lo: Node | None = None
    hi: Node | None = None
    within: Node | None = None
    where: list[Node] = field(default_factory=list)
    among: list[Node] = field(default_factory=list)

    def around(self, op: str, body: Node, start: int) -> Node:
        """The big node over the body."""
        roles = [("lo", self.lo), ("hi", self.hi), ("in", self.within), *(("where", node) for node in self.where)]
        roles += [("among", node) for node in self.among]
        kept = [(role, node) for role, node in roles if node is not None]
        marks = (self.name, *(role for role, _ in kept))
        return Node("big", (start, body.span[1]), (body, *(node for _, node in kept)), op, marks)


def _big(p: "Parser", op: str) -> Node:
    start = p.take()
    p.deeper()
    ranges = _in_words(p)
    upper: Script | None = None
    if op == "sum" and p.counted and _over_data(p):
        return _data_sum(p, start)
    for script in naming.scripts_after(p, p.at):
        if script.mark == "^":
            upper = script
        else:
            prime = int(p.tokens[script.after].op("'"))  # sum_y' without braces
            ranges = _ranges(p.within(script.first, script.last + prime, separating=True))
            p.at = script.after + prime
            continue
        p.at = script.after
    if p.token.op("=") and len(ranges) == 1 and ranges[0].lo is None:
        ranges[0].lo, upper = _loose_bounds(p)
    p.scope.append({item.name: item.name for item in ranges})
    if upper is not None and ranges:
        inside = p.within(upper.first, upper.last)
        ranges[0].hi = inside.expression()
        if not inside.ended():
            raise inside.stuck()
    body = _body(p)
    p.scope.pop()
    p.depth -= 1
    for item in reversed(ranges or [_Range("")]):
        body = item.around(op, body, start.start)
    return body


def _over_data(p: "Parser") -> bool:
    """Whether the sum that starts here runs over the data set: `Σ_{(x,y) ∈ D}`."""
    scripts = naming.scripts_after(p, p.at)
    inside = p.tokens[scripts[0].first : scripts[0].last] if scripts else []
    return any(is_member(token) for token in inside)


def is_member(token: Token) -> bool:
    """Whether this is the sign of membership, or the word."""
    return token.op("∈") or (token.kind == "name" and token.text == "in")


def _data_sum(p: "Parser", start: Token) -> Node:
    """A sum over the data set is its size times the mean."""
    groups = expecting.under(p)
    body = _body(p)
    p.depth -= 1
    span = (start.start, body.span[1])
    mean = Node("expect", span, (body, *(source for _, source in groups)), marks=tuple(" ".join(n) for n, _ in groups))
    return Node("product", span, (Node("const", start.span, text="count"), mean), marks=(" ",))


def _in_words(p: "Parser") -> list[_Range]:
    """`sum over j of`, `sum over j`."""
    if p.token.text != "over" or p.ahead().kind != "name":
        return []
    p.take()
    scripts = naming.scripts_after(p, p.at + 1)
    last = scripts[-1].after if scripts else p.at + 1
    ranges = _ranges(p.within(p.at, last, separating=True))
    p.at = last
    if p.token.text == "of":
        p.take()
    return ranges


def _loose_bounds(p: "Parser") -> "tuple[Node, Script | None]":
    """`sum_j=1^n`, as typed without braces."""
    p.take()
    lower = p.atom()
    scripts = naming.scripts_after(p, p.at)
    if scripts:
        p.at = scripts[0].after
    return lower, scripts[0] if scripts else None


def _body(p: "Parser") -> Node:
    """What a sum holds: all factors that follow, or only the next."""
    if p.reading.short:
        return p.operand()
    if p.rooted:
        return _unspaced(p)
    body = p.product()
    if body.kind == "product":
        p.met.add("short")
    return body


def _unspaced(p: "Parser") -> Node:
    """Under a root sign a sum holds what is written without a blank: √Σaᵢ² √Σbᵢ²."""
    factors = [p.operand()]
    while p.starts_factor() and not p.token.spaced:
        factors.append(p.operand())
    if len(factors) == 1:
        return factors[0]
    return Node("product", (factors[0].span[0], factors[-1].span[1]), tuple(factors), marks=(" ",) * (len(factors) - 1))


def _ranges(p: "Parser") -> list[_Range]:
    """The indices and bounds of a subscript."""
    last = len(p.tokens) - 1
    names = _index_names(p, last)
    if not names:
        raise p.stuck("I expected an index")
    p.scope.append({name: name for name in names})
    found = {name: _Range(name) for name in names}
    try:
        while p.at < last:
            if p.accept(",", ":", ";", "|", "(", ")", "&", "\\\\"):
                continue
            _bound(p, found, last)
            if p.at < last and not p.token.op(",", ":", ";", "|", ")", "&", "\\\\"):
                raise p.stuck()
    finally:
        p.scope.pop()
    return list(found.values())


def _index_names(p: "Parser", last: int) -> list[str]:
    """The names that the subscript binds: alone, or beside a comparison sign, and not a declared quantity."""
    names: list[str] = []
    place = p.at
    level = 0
    while place < last:
        token = p.tokens[place]
        level += token.op("[", "\\{", "{") - token.op("]", "\\}", "}")
        if token.kind != "name" or level > 0:
            place += 1
            continue
        scripts = naming.scripts_after(p, place + 1)
        after = scripts[-1].after if scripts and all(s.key is not None for s in scripts) else place + 1
        key = token.text + "".join(s.key or "" for s in scripts)
        while p.tokens[after].op("'"):
            key, after = key + "'", after + 1
        before = p.tokens[place - 1] if place > 0 else Token("op", ",", 0, 0)
        if _may_bind(p, key) and _stands_alone(p, before, after, last, bool(names)):
            names.append(key)
        place = max(after, place + 1)
        if p.tokens[place].op("∈") or p.tokens[place].text == "in":
            while place < last and not p.tokens[place].op(",", ":", ";", "|"):
                place += 1
    return names


def _stands_alone(p: "Parser", before: Token, after: int, last: int, already: bool) -> bool:
    following = p.tokens[after]
    closed = after >= last or following.op(*_COMPARISONS, ",", ":", ";", ")", "|") or following.text == "in"
    opened = before.op("{", ",", "(", ";", ":", "_") or (not already and before.op(*_COMPARISONS))
    return closed and opened and not (already and before.op(*_COMPARISONS))


def _may_bind(p: "Parser", key: str) -> bool:
    symbol = p.table.find(key)
    return symbol is None or symbol.kind in ("index", "int") or symbol.implied or (len(key) == 1 and key.islower())


def _bound(p: "Parser", found: dict[str, _Range], last: int) -> None:
    """One item of a subscript: an index alone, `j = 1`, `x ∈ S`, `0 ≤ l < n`, `j ≠ i`."""
    parts, signs = [p.expression()], []
    while p.at < last and (p.token.op(*_COMPARISONS) or p.token.text == "in"):
        sign = p.take()
        signs.append("∈" if sign.text == "in" else sign.text)
        if signs[-1] == "∈":
            _within(p, found, parts[-1], last)
            return
        parts.append(p.expression())
    if p.token.op("…") and signs:
        p.take()
        p.accept(",")
        _limit(found, parts[0], "<=", p.expression())
    elif p.token.op(",") and p.ahead().op("…") and signs:
        p.at += 2
        p.accept(",")
        _limit(found, parts[0], "<=", p.expression())
    for left, relation, right in zip(parts, signs, parts[1:], strict=False):
        if not _limit(found, left, relation, right) and not _limit(found, right, _MIRRORED[relation], left):
            condition = Node("relation", (left.span[0], right.span[1]), (left, right), marks=(relation,))
            next(iter(found.values())).where.append(condition)


def _limit(found: dict[str, _Range], variable: Node, sign: str, bound: Node) -> bool:
    item = found.get(variable.text) if variable.kind == "var" else None
    if item is None:
        return False
    one = number(1, bound.span)
    if sign == "=":
        item.lo = bound
    elif sign == ">=":
        item.lo = _rounded("ceil", bound)
    elif sign == ">":
        item.lo = Node("add", bound.span, (_rounded("floor", bound), one))
    elif sign == "<=":
        item.hi = _rounded("floor", bound)
    elif sign == "<":
        item.hi = Node("add", bound.span, (_rounded("ceil", bound), Node("neg", bound.span, (one,))))
    else:
        span = (variable.span[0], bound.span[1])
        item.where.append(Node("relation", span, (variable, bound), marks=(sign,)))
    return True


def _rounded(function: str, bound: Node) -> Node:
    """A bound that an index cannot cross; a whole number stays as it is written."""
    return bound if bound.kind in ("num", "sym", "const") else Node("call", bound.span, (bound,), function)


def _within(p: "Parser", found: dict[str, _Range], variable: Node, last: int) -> None:
    """The set behind ∈: a declared mask, a range in brackets, or a name that stands for the whole dimension."""
    item = found.get(variable.text)
    token = p.token
    if token.text == "range" and p.ahead().op("("):
        p.take()
    if token.op("{", "[", "\\{") or token.text == "range":
        close = p.closing(p.at)
        listed = token.op("\\{", "{") and not any(t.op("…", ":") for t in p.tokens[p.at : close])
        p.take()
        limits = []
        while p.at < close:
            if not p.accept(",", "…", ":"):
                limits.append(p.expression())
        p.at = close + 1
        if not limits:
            raise NotUnderstoodError("This range is empty.", token.span, "write its bounds")
        if listed and item is not None:
            item.among = limits
            return
        _interval(item, limits, token.text == "range")
        return
    if token.kind != "name":
        raise p.stuck("I expected a set")
    scripts = naming.scripts_after(p, p.at + 1)
    after = scripts[-1].after if scripts else p.at + 1
    primes = "'" if p.tokens[after].op("'") else ""
    symbol = p.table.find(token.text + "".join(s.key or "" for s in scripts) + primes)
    if symbol is not None and symbol.spec.get("sample") == "bool":
        end = p.tokens[(scripts[-1].after if scripts else p.at + 1) - 1].end
        node = Node("sym", (token.start, end), text=symbol.name, marks=(token.text,))
        if item is not None:
            item.within = node
    p.at = scripts[-1].after if scripts else p.at + 1
    while p.at < last and p.token.op("'"):
        p.take()


def _interval(item: _Range | None, limits: list[Node], half_open: bool) -> None:
    """`{1, ..., n}`, `[n]`, `range(n)`."""
    if item is None:
        return
    first = number(0 if half_open else 1, limits[0].span)
    item.lo = limits[0] if len(limits) > 1 else first
    item.hi = limits[-1]
    if half_open:
        one = Node("neg", item.hi.span, (number(1, item.hi.span),))
        item.hi = Node("add", item.hi.span, (item.hi, one))


def listed_name(p: "Parser") -> str:
    """The name that a generator expression in the bracket that starts here runs through, or nothing."""
    close = p.closing(p.at)
    for place in range(p.at, close - 2):
        first, name, last = p.tokens[place : place + 3]
        if first.kind == name.kind == last.kind == "name" and first.text == "for" and last.text == "in":
            symbol = p.table.find(name.text)
            return name.text if symbol is None or symbol.kind == "index" else ""
    return ""


def generator(p: "Parser", body: Node, op: str, start: int) -> Node:
    """`sum(exp(z[j]) for j in range(n))`, after the body."""
    p.take()
    token = p.take()
    if token.kind != "name" or p.token.text != "in":
        raise p.stuck("I expected “in”")
    p.take()
    values = p.table.find(p.token.text) if p.token.kind == "name" else None
    if values is not None and values.kind == "tensor" and len(values.dims) == 1 and values.spec.get("sample") != "bool":
        base = Node("sym", p.token.span, text=values.name, marks=(p.take().text,))
        entry = Node("index", base.span, (base, Node("var", token.span, text="#")))
        named = body.map(lambda node: entry if node.kind == "var" and node.text == token.text else node)
        return _Range("#").around(op, named, start)
    item = _Range(token.text)
    variable = Node("var", token.span, text=token.text)
    _within(p, {token.text: item}, variable, len(p.tokens) - 1)
    return item.around(op, body, start)


def comprehension(p: "Parser") -> None:
    """Go past `for i in range(h)`: a list of all entries. Only a whole dimension can be listed."""
    p.take()
    if p.take().kind != "name" or p.take().text != "in":
        raise p.stuck("I expected “in”")
    ranged = p.token.text == "range"
    if ranged:
        p.take()
        p.need("(")
    size = p.take()
    symbol = p.table.find(size.text)
    if size.kind != "name" or (symbol is not None and symbol.kind not in ("size_of", "tensor")):
        raise p.stuck("I expected the number of entries")
    if ranged:
        p.need(")")
