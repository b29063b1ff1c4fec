"""Calls, powers, roots, brackets, vectors and methods."""

from dataclasses import replace
from typing import TYPE_CHECKING

from interview_prep.formula import arguments, brackets, indexing, naming
from interview_prep.formula.functions import GREEDY, SORTS, function_named
from interview_prep.formula.limits import NotUnderstoodError
from interview_prep.formula.nodes import Node, Span, number
from interview_prep.formula.symbols import Symbol
from interview_prep.formula.tokens import OPENING, Token

if TYPE_CHECKING:
    from interview_prep.formula.parser import Parser

_BRACKETS = ("(", "[", "\\{", "{")


def symbol(p: "Parser", declared: Symbol, spelling: str, span: Span) -> Node:
    """A declared symbol, with its arguments where it takes any."""
    if (
        declared.applies
        and p.token.op("(", "[")
        and not (declared.kind == "table" and p.token.op("[") and p.token.spaced)
    ):
        return arguments.application(p, declared, spelling, span)
    if declared.kind == "vector_function" and p.starts_factor():
        argument = p.operand()
        return Node("apply", (span[0], argument.span[1]), (argument,), declared.name, (spelling, ""))
    node = Node("sym", span, text=declared.name, marks=(spelling,))
    if declared.kind == "tensor" and len(declared.dims) == 1 and p.token.op("(") and _lone_index(p):
        p.take()
        saved, p.subscript = p.subscript, True
        argument = p.expression()
        p.subscript = saved
        end = p.take().end
        return Node("index", (span[0], end), (node, argument))
    return node


def _lone_index(p: "Parser") -> bool:
    """Whether the bracket holds nothing but an index: `p(i)` for a vector p."""
    token = p.ahead()
    primes = 1 if p.ahead(2).op("'") else 0
    if token.kind != "name" or not p.ahead(2 + primes).op(")"):
        return False
    declared = p.table.find(token.text)
    if declared is None and len(token.text) == 1:
        return True
    return naming.bound(p, token.text) is not None or (declared is not None and declared.kind == "index")


def function(p: "Parser", name: str, token: Token) -> Node:
    """A call of a known function: with brackets, or of the factors that follow."""
    over, exponent = "", None
    for script in naming.scripts_after(p, p.at):
        if script.mark == "^" and script.key and script.key.isdigit():
            exponent = number(float(script.key), (p.tokens[script.first].start, p.tokens[script.first].end))
        elif script.mark == "_" and SORTS[name] in ("reduce", "along") and script.key:
            over = script.key
        elif script.mark == "_" and name not in ("silu", "clip", "relu", "gelu") and script.key not in ("e", "a"):
            raise naming.unknown(p, token, [script])
        elif script.mark == "^" and name != "clip":
            break
        p.at = script.after
    node = _called(p, name, token)
    if node.kind == "call" and not over:
        node = _with_bars(node)
    if over:
        node = replace(node, marks=(*node.marks, "over"), parts=(*node.parts, Node("var", token.span, text=over)))
    if exponent is not None:
        node = Node("pow", node.span, (node, exponent))
    return node


def _with_bars(node: Node) -> Node:
    """`norm(a)` and `abs(a)` are ‖a‖ and |a|."""
    if len(node.parts) > 1:
        return node
    if node.text == "norm":
        return replace(node, kind="norm", text="2")
    return replace(node, kind="abs", text="") if node.text == "absolute" else node


def _called(p: "Parser", name: str, token: Token) -> Node:
    opening = p.token
    if not opening.op(*_BRACKETS):
        return _bare(p, name, token)
    found = arguments.call_arguments(p, name, token.start)
    if isinstance(found, Node):
        return found
    parts, options = found
    _check_count(name, len(parts) - len(options), token, p)
    node = Node("call", (token.start, p.tokens[p.at - 1].end), tuple(parts), name, tuple(options))
    if opening.spaced and name in GREEDY and p.token.op("/"):
        p.met.add("quotient")
        if p.reading.quotient:
            return _quotient(p, node)
    return node


def _quotient(p: "Parser", node: Node) -> Node:
    """`log (a)/(b)` read as the log of the quotient."""
    p.take()
    below = p.operand()
    inside = Node("product", (node.parts[0].span[0], below.span[1]), (node.parts[0], below), marks=("/",))
    return replace(node, span=(node.span[0], below.span[1]), parts=(inside,))


def _check_count(name: str, count: int, token: Token, p: "Parser") -> None:
    wanted = {"pair": (2, 2), "clip": (1, 3), "map": (1, 2 if name == "log" else 1)}.get(SORTS[name], (1, 9))
    if count < wanted[0] or count > wanted[1]:
        needs = {1: "one argument", 2: "two arguments", 3: "three arguments"}[min(wanted[1], 3)]
        span = (token.start, p.tokens[p.at - 1].end)
        raise NotUnderstoodError(f"{token.text} takes {needs}, here it has {count}.", span, "look at the commas")


def _bare(p: "Parser", name: str, token: Token) -> Node:
    """A function without brackets: `log p_i`, `cos m theta`, `softmax z`."""
    if SORTS[name] in ("pair", "clip", "concat", "drop", "transpose"):
        raise p.stuck(f"{token.text} needs its arguments in brackets")
    if not p.starts_factor() and not p.token.op("-", "√"):
        raise p.stuck(f"{token.text} has nothing to work on")
    p.deeper()
    factors = [p.operand()]
    signs: list[str] = []
    while name in GREEDY and p.starts_factor() and not _starts_function(p):
        if p.token.spaced:
            p.met.add("near")
            if p.reading.near:
                break
        factors.append(p.operand())
        signs.append(" ")
    p.depth -= 1
    if p.token.op("/") and name != "sqrt":
        p.met.add("quotient")
        if p.reading.quotient:
            p.take()
            factors.append(p.operand())
            signs.append("/")
    inside = factors[0]
    if signs:
        inside = Node("product", (factors[0].span[0], factors[-1].span[1]), tuple(factors), marks=tuple(signs))
    return Node("call", (token.start, inside.span[1]), (inside,), name)


def _starts_function(p: "Parser") -> bool:
    return p.token.kind == "name" and (
        (function_named(p.token.text) is not None and p.table.find(p.token.text) is None) or p.starts_binder()
    )


def rotation(p: "Parser", scripts: "list[naming.Script]") -> Node:
    """`R(mθ)` and `R_m`: the rotation by an angle, or by so many θ."""
    token = p.take()
    theta = Node("sym", token.span, text="theta", marks=("theta",))
    if scripts and scripts[0].mark == "_":
        inside = p.within(scripts[0].first, scripts[0].last, subscript=False)
        steps = inside.expression()
        if not inside.ended():
            raise inside.stuck()
        p.at = scripts[0].after
        turned = any(node.kind == "sym" and node.text == "theta" for node in steps.walk())
        angle = steps if turned else Node("product", steps.span, (steps, theta), marks=(" ",))
        return Node("call", (token.start, p.tokens[p.at - 1].end), (angle,), "rotation")
    if not p.token.op("("):
        raise naming.unknown(p, token, scripts)
    angle = brackets.group(p)
    return Node("call", (token.start, p.tokens[p.at - 1].end), (angle,), "rotation")


def length(p: "Parser") -> Node:
    """`len(z)`, the number of entries."""
    start = p.take()
    inside = brackets.group(p)
    return Node("call", (start.start, p.tokens[p.at - 1].end), (inside, number(0, inside.span)), "size")


def capital(p: "Parser", token: Token) -> Node:
    """`C(n, k)` is a binomial, `O(...)` an order of growth, where these letters are not declared."""
    p.take()
    name = "binom" if token.text == "C" else "order"
    found = arguments.call_arguments(p, name, token.start)
    if isinstance(found, Node) or (name == "binom" and len(found[0]) != 2) or (name == "order" and len(found[0]) != 1):
        wanted = "two arguments" if name == "binom" else "one argument"
        raise NotUnderstoodError(f"{token.text} takes {wanted}.", token.span, "look at the commas")
    return Node("call", (token.start, p.tokens[p.at - 1].end), tuple(found[0]), name)


def root(p: "Parser") -> Node:
    """The root sign with its next factor."""
    sign = p.take()
    p.deeper()
    saved, p.rooted = p.rooted, True
    inside = root(p) if p.token.op("√") else p.postfix(p.atom())
    p.rooted = saved
    p.depth -= 1
    return Node("call", (sign.start, inside.span[1]), (inside,), "sqrt")


def power(p: "Parser", base: Node) -> Node:
    """What stands behind ^: a transposition or an exponent."""
    raised = p.take()
    end = _transposition(p)
    if end is not None:
        return Node("transpose", (base.span[0], end), (base,))
    p.deeper()
    exponent = p.atom() if raised.start == raised.end else _exponent(p)
    p.depth -= 1
    span = (base.span[0], exponent.span[1])
    if base.kind == "const" and base.text == "e":
        return Node("call", span, (exponent,), "exp")
    return Node("pow", span, (base, exponent))


def _transposition(p: "Parser") -> int | None:
    """Go past `T`, `⊤` or `{T}`, unless T is a quantity of this question."""
    braced = p.token.op("{", "(") and p.closing(p.at) == p.at + 2
    sign = p.ahead() if braced else p.token
    undeclared = p.table.find(sign.text) is None and naming.bound(p, sign.text) is None
    if sign.op("ᵀ", "'") or (sign.kind == "name" and sign.text in ("T", "top", "t") and undeclared):
        p.at += 3 if braced else 1
        return p.tokens[p.at - 1].end
    return None


def _exponent(p: "Parser") -> Node:
    saved = p.subscript
    p.subscript = False
    start = p.token
    if start.op("-", "+"):
        p.take()
        inner = _exponent(p)
        node = Node("neg", (start.start, inner.span[1]), (inner,)) if start.op("-") else inner
    elif start.op("*"):
        raise p.stuck("I don't know this power")
    else:
        node = root(p) if start.op("√") else p.atom()
        while p.token.op("_") or (p.token.op("[") and not p.token.spaced and indexing.takes_brackets(p, node)):
            node = indexing.index(p, node) if p.token.op("_") else indexing.bracket_index(p, node)
        if p.token.op("^"):
            node = power(p, node)
        elif p.token.op("!"):
            node = Node("call", (node.span[0], p.take().end), (node,), "factorial")
    p.subscript = saved
    return node


def method(p: "Parser", node: Node) -> Node:
    """`.T`, `.sum(-1)`, `.shape[-1]`."""
    token = p.take()
    name = function_named(token.text.replace("_", ""))
    if token.text in ("T", "mT", "H", "mH", "t", "transpose", "swapaxes", "permute"):
        if p.token.op("("):
            brackets.skip_group(p)
        elif token.text not in ("T", "mT", "H", "mH"):
            raise p.stuck(f"A method such as .{token.text} needs its brackets")
        return Node("transpose", (node.span[0], p.tokens[p.at - 1].end), (node,))
    if token.text in ("size", "shape") and p.token.op("(", "["):
        opening = p.take()
        axis = p.expression()
        p.need(OPENING[opening.text], opening)
        return Node("call", (node.span[0], p.tokens[p.at - 1].end), (node, axis), "size")
    if name is None:
        raise NotUnderstoodError(f"I don't know the method “.{token.text}”.", token.span, "write it as a formula")
    parts: list[Node] = []
    options: list[str] = []
    if not p.token.op("("):
        raise p.stuck(f"A method such as .{token.text} needs its brackets")
    if p.token.op("("):
        found = arguments.call_arguments(p, name, token.start, may_be_empty=True)
        if not isinstance(found, Node):
            parts, options = found
    span = (node.span[0], p.tokens[p.at - 1].end)
    _check_count(name, 1 + len(parts) - len(options), token, p)
    return _with_bars(Node("call", span, (node, *parts), name, tuple(options)))
