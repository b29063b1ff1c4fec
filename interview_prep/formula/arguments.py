"""Arguments: of declared tables and functions, where a bar means "given", and of known functions with keywords."""

from typing import TYPE_CHECKING

from interview_prep.formula import binders, indexing, naming
from interview_prep.formula.limits import NotUnderstoodError
from interview_prep.formula.nodes import Node, Span, number
from interview_prep.formula.symbols import Symbol
from interview_prep.formula.tokens import OPENING

if TYPE_CHECKING:
    from interview_prep.formula.parser import Parser

_TRUTH = {"True": 1.0, "true": 1.0, "False": 0.0, "false": 0.0, "None": 0.0}


def application(p: "Parser", declared: Symbol, spelling: str, span: Span) -> Node:
    """A declared table or function with its arguments."""
    close = p.closing(p.at)
    opening = p.take()
    saved = p.bars, p.separating, p.subscript
    p.bars, p.separating, p.subscript = (), True, False
    p.deeper()
    parts, separators = _given(p, declared, close)
    p.depth -= 1
    p.bars, p.separating, p.subscript = saved
    if p.at != close:
        raise p.stuck("", opening)
    p.take()
    parts, separators = _with_prefixes(parts, separators)
    span = (span[0], p.tokens[p.at - 1].end)
    _check_arity(declared, len(parts), span)
    return Node("apply", span, tuple(parts), declared.name, (spelling, *separators))


def _given(p: "Parser", declared: Symbol, close: int) -> tuple[list[Node], list[str]]:
    parts: list[Node] = []
    separators: list[str] = []
    separator = ""
    while True:
        if not _is_parameter(p, close):
            parts.append(_argument(p, declared))
            separators.append(separator)
        if p.token.op("…"):
            parts.append(Node("dots", p.take().span))
            separators.append(",")
            p.accept(",")
            separator = ","
            continue
        if not p.token.op(",", "|", ";"):
            return parts, separators
        separator = p.take().text
        if separator in "|;" and _says_nothing(p, declared, close, separator):
            p.at = close
            return parts, separators


def _argument(p: "Parser", declared: Symbol) -> Node:
    token = p.token
    if token.op(".", "·", "*", "-", "•") and p.ahead().op("|", ")", ",", "]"):
        return Node("hole", p.take().span)
    if token.op(")", ",", "|", "]"):
        raise NotUnderstoodError(f"An argument of {declared.name} is missing here.", token.span, _arity_hint(declared))
    return p.expression()


def _is_parameter(p: "Parser", close: int) -> bool:
    """Go past a lone θ, which only names the parameters of a model."""
    token = p.token
    alone = p.at + 1 == close or p.ahead().op(",", ";", "|")
    if token.kind == "name" and token.text in naming.PARAMETERS and alone and p.table.find(token.text) is None:
        p.take()
        return True
    return False


def _says_nothing(p: "Parser", declared: Symbol, close: int, separator: str) -> bool:
    """A condition that a table of one dimension does not depend on: `P(x | x_{<t})`; parameters behind a semicolon."""
    inside = p.tokens[p.at : close]
    if separator == ";":
        return bool(inside) and all(t.kind != "name" or p.table.find(t.text) is None for t in inside)
    if declared.kind != "table" or len(declared.dims) != 1 or not inside:
        return False
    if not any(t.op("<", "…", "<=", ":") for t in inside):
        return all(t.kind != "name" or p.table.find(t.text) is None for t in inside)
    return _is_context(p, p.at, close)


def _is_context(p: "Parser", place: int, close: int) -> bool:
    """Whether the tokens are names with their scripts, commas between them: `x_{<t}`, `x_1, …, x_{t-1}`."""
    while place < close:
        if p.tokens[place].op("…"):
            place += 1
        elif p.tokens[place].kind == "name":
            scripts = naming.scripts_after(p, place + 1)
            if not all(indexing.is_index(p, script) for script in scripts):
                return False
            place = scripts[-1].after if scripts else place + 1
        else:
            return False
        if place < close and not p.tokens[place].op(","):
            return False
        place += 1
    return True


def _check_arity(declared: Symbol, count: int, span: Span) -> None:
    wanted = {"table": len(declared.dims), "vector_function": 1}.get(declared.kind)
    if count == 0 or (wanted is not None and count != wanted):
        raise NotUnderstoodError(f"{declared.name} has {count} of its arguments here.", span, _arity_hint(declared))


def _arity_hint(declared: Symbol) -> str:
    if declared.kind == "table":
        names = ", ".join(dim.lower() for dim in declared.dims)
        return f"it takes {len(declared.dims)}: {names}"
    return "give it what it depends on"


def _with_prefixes(parts: list[Node], separators: list[str]) -> tuple[list[Node], list[str]]:
    """`x_1, …, x_{t-1}` in an argument list is the prefix up to t-1."""
    place = next((i for i, part in enumerate(parts) if part.kind == "dots"), None)
    if place is None:
        return parts, separators
    first = place
    while first > 0 and parts[first - 1].kind == "index" and separators[first] == ",":
        first -= 1
    last = place + 1
    around = [*parts[first:place], *parts[place + 1 : last + 1]]
    if last >= len(parts) or len(around) < 2 or any(n.kind != "index" or len(n.parts) != 2 for n in around):
        return parts, separators
    base = around[0].parts[0]
    low, high = around[0].parts[1], around[-1].parts[1]
    if low.kind != "num":
        low, high = high, low
    if low.kind != "num" or any(node.parts[0].text != base.text for node in around):
        return parts, separators
    prefix = Node("prefix", (around[0].span[0], around[-1].span[1]), (base, high), "<=")
    return [*parts[:first], prefix, *parts[last + 1 :]], [*separators[: first + 1], *separators[last + 1 :]]


def call_arguments(
    p: "Parser", name: str, start: int, may_be_empty: bool = False
) -> tuple[list[Node], list[str]] | Node:
    """The arguments of a known function in brackets; keyword arguments come last, their names in the second list.

    A generator expression comes back as the finished sum.
    """
    listed = binders.listed_name(p)
    opening = p.take()
    close = OPENING[opening.text]
    saved = p.bars, p.separating, p.subscript
    p.bars, p.separating, p.subscript = (), False, False
    p.deeper()
    p.scope.append({listed: listed} if listed else {})
    parts: list[Node] = []
    named: list[tuple[str, Node]] = []
    if not (may_be_empty and p.token.op(close)):
        _argument_list(p, name, start, parts, named)
    p.scope.pop()
    if len(parts) == 1 and not named and parts[0].kind == "big" and parts[0].span[0] == start:
        p.need(close, opening)
        p.depth -= 1
        p.bars, p.separating, p.subscript = saved
        return parts[0]
    p.need(close, opening)
    p.depth -= 1
    p.bars, p.separating, p.subscript = saved
    parts = _spread(name, parts)
    return [*parts, *(node for _, node in named)], [option for option, _ in named]


def _argument_list(p: "Parser", name: str, start: int, parts: list[Node], named: list[tuple[str, Node]]) -> None:
    while True:
        if p.token.kind == "name" and p.ahead().op("="):
            option = p.take().text
            p.take()
            named.append((option, _option_value(p)))
        else:
            part = p.relation()
            if p.token.kind == "name" and p.token.text == "for":
                part = binders.generator(
                    p, part, name if name in ("sum", "prod", "max", "min", "concat") else "sum", start
                )
            parts.append(part)
        if not p.accept(",", ";"):
            return


def _option_value(p: "Parser") -> Node:
    token = p.token
    if token.kind == "name" and token.text in _TRUTH:
        p.take()
        return number(_TRUTH[token.text], token.span)
    return p.expression()


def _spread(name: str, parts: list[Node]) -> list[Node]:
    """`max([a, b])` and `concat([a, b], dim=-1)` are the same as without the list."""
    if (
        len(parts) >= 1
        and parts[0].kind == "vec"
        and (name == "concat" or (name in ("max", "min") and len(parts) == 1))
    ):
        return list(parts[0].parts)
    return parts
