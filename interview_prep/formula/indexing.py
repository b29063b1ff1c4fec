"""Subscripts and code brackets: indices, prefixes, slices, and what only labels."""

from dataclasses import replace
from typing import TYPE_CHECKING

from interview_prep.formula import naming
from interview_prep.formula.limits import NotUnderstoodError
from interview_prep.formula.nodes import Node
from interview_prep.formula.symbols import Symbol
from interview_prep.formula.tokens import Token

if TYPE_CHECKING:
    from interview_prep.formula.parser import Parser


def refuse_prime(p: "Parser", node: Node) -> None:
    """A number has no transpose: `m'` is another symbol than m."""
    if node.kind == "sym" and p.table.symbols[node.text].kind in ("scalar", "int", "size_of"):
        raise naming.unknown(p, Token("name", naming.base_text(node) + "'", node.span[0], p.token.end), [])


def takes_brackets(p: "Parser", node: Node) -> bool:
    """Whether `[` directly behind is an index, as in code."""
    if node.kind == "sym":
        return p.table.symbols[node.text].kind == "tensor"
    return node.kind == "index"


def ignores_arguments(p: "Parser", node: Node) -> bool:
    """Whether brackets behind are a parameter that says nothing: `r_t(θ)`."""
    base = node.parts[0] if node.kind == "index" else node
    return base.kind == "sym" and bool(p.table.symbols[base.text].spec.get("ignores_arguments"))


def bracket_index(p: "Parser", node: Node) -> Node:
    """`z[i]`, `Q[i, :]`, `x[:t]`."""
    close = p.closing(p.at)
    result = _indexed(p.within(p.at + 1, close), node)
    p.at = close + 1
    return replace(result, span=(node.span[0], p.tokens[close].end))


def index(p: "Parser", node: Node) -> Node:
    """The subscript that comes next, as an index of what stands before it."""
    scripts = naming.scripts_after(p, p.at)
    if not scripts:
        p.take()
        raise p.stuck()
    script = scripts[0]
    if script.key == "+" and node.kind in ("add", "product", "neg"):  # [x]_+
        p.at = script.after
        return Node("call", (node.span[0], p.tokens[script.after - 1].end), (node,), "relu")
    base = p.table.symbols[node.text] if node.kind in ("sym", "apply") else None
    if script.key in naming.PARAMETERS and base is not None and p.table.find(script.key or "") is None:
        p.at = script.after
        return node
    if node.kind in ("num", "const") or (base is not None and base.kind in ("scalar", "size_of", "int", "const")):
        first = p.tokens[max(p.at - 1, 0)]
        raise naming.unknown(p, Token("name", naming.base_text(node), node.span[0], first.end), [script])
    result = _indexed(p.within(script.first, script.last), node)
    p.at = script.after
    return replace(result, span=(node.span[0], p.tokens[script.after - 1].end))


def _indexed(p: "Parser", node: Node) -> Node:
    """An index node or a prefix from all tokens of this parser."""
    if p.ended():
        raise p.stuck("There is no index")
    if p.token.op("<", "<="):
        sign = p.take().text
        result = Node("prefix", node.span, (node, p.expression()), sign)
    elif p.token.op(":"):
        result = _slice(p, node)
    else:
        result = _indices(p, node)
    if not p.ended():
        raise p.stuck()
    return result


def is_index(p: "Parser", script: "naming.Script") -> bool:
    """Whether a script can be read as an index or a prefix."""
    place = p.tokens[script.first].span
    try:
        _indexed(p.within(script.first, script.last), Node("var", place, text="x"))
    except NotUnderstoodError:
        return False
    return True


def _slice(p: "Parser", node: Node) -> Node:
    """`x[:t]` holds the first t; `Q[:, j]` is a column."""
    colon = p.take()
    if p.token.kind != "end" and not p.token.op(","):
        return Node("prefix", node.span, (node, p.expression()), ":")
    parts = [node, Node("all", colon.span)]
    while p.accept(","):
        parts.append(_one_index(p))
    return Node("index", node.span, tuple(parts))


def _indices(p: "Parser", node: Node) -> Node:
    letters = _letters(p)
    if letters is not None:
        p.take()
        return _index_node(p, node, letters)
    parts = [_one_index(p)]
    if p.token.op("<", "<=") and parts[0].kind == "var":  # x_{i<t}
        sign = p.take().text
        bound_by = p.expression()
        if bound_by.text == parts[0].text:
            raise p.stuck("I can't read this range")
        return Node("prefix", node.span, (node, bound_by), sign)
    if parts[0].kind == "num" and parts[0].value in (0, 1) and p.accept(":"):
        return Node("prefix", node.span, (node, p.expression()), "<=" if parts[0].value == 1 else ":")
    while p.accept(","):
        parts.append(_one_index(p))
    return _index_node(p, node, parts)


def _one_index(p: "Parser") -> Node:
    if p.token.op(":", "·") and (p.ahead().op(",") or p.ahead().kind == "end"):
        return Node("all", p.take().span)
    return p.expression()


def _index_node(p: "Parser", node: Node, parts: list[Node]) -> Node:
    """On a table an index is an argument; on all else an index."""
    symbol: Symbol | None = p.table.symbols[node.text] if node.kind == "sym" else None
    if symbol is not None and len(parts) == 1 and symbol.kind == "table" and len(symbol.dims) == 2:
        return _shorthand(p, symbol, node, parts[0])
    if symbol is not None and _is_label(p, symbol, parts):
        return node
    if symbol is not None and symbol.applies:
        seps = ("_",) + (",",) * (len(parts) - 1)
        return Node("apply", node.span, tuple(parts), symbol.name, (naming.base_text(node), *seps))
    return Node("index", node.span, (node, *parts))


def _shorthand(p: "Parser", symbol: Symbol, node: Node, part: Node) -> Node:
    """`r_w` for r(x, y_w), where that is how the question's indices are called."""
    index = p.table.find(f"y{part.text}")
    others = p.table.indices_over(symbol.dims[0])
    if index is None or index.kind != "index" or index.dims != symbol.dims[1:] or len(others) != 1:
        raise NotUnderstoodError(f"{symbol.name} needs its arguments.", node.span, f"write {symbol.name}(…)")
    parts = tuple(Node("sym", part.span, text=name, marks=(name,)) for name in (others[0], index.name))
    return Node("apply", node.span, parts, symbol.name, (naming.base_text(node), "", ","))


def _is_label(p: "Parser", symbol: Symbol, parts: list[Node]) -> bool:
    """Whether a letter only says which layer a vector belongs to, in a question that has no index: `x_l`."""
    if symbol.kind != "tensor" or len(symbol.dims) != 1 or len(parts) != 1 or parts[0].kind != "var":
        return False
    return naming.bound(p, parts[0].text) is None and not any(s.kind == "index" for s in p.table.declared())


def _letters(p: "Parser") -> list[Node] | None:
    """`A_{ij}`: a run of letters that is no name is one index a letter."""
    token = p.token
    if p.ahead().kind != "end" or token.kind != "name" or not 1 < len(token.text) <= 3 or not token.text.isascii():
        return None
    if (
        naming.bound(p, token.text)
        or p.table.find(token.text)
        or token.text in naming.GREEK
        or token.text in naming.INFINITE
    ):
        return None
    nodes = []
    for offset, letter in enumerate(token.text):
        span = (token.start + offset, token.start + offset + 1)
        symbol = p.table.find(letter)
        variable = naming.bound(p, letter)
        if variable is None and symbol is not None and symbol.kind in ("index", "int", "size_of", "scalar"):
            nodes.append(Node("sym", span, text=symbol.name, marks=(letter,)))
        else:
            nodes.append(Node("var", span, text=variable or letter))
    return nodes
