"""The LaTeX commands that take groups: fractions, binomials, roots, and what stands under a sign."""

from typing import TYPE_CHECKING

from interview_prep.formula.brackets import group
from interview_prep.formula.nodes import Node, number
from interview_prep.formula.tokens import Token

if TYPE_CHECKING:
    from interview_prep.formula.parser import Parser


def command(p: "Parser") -> Node:
    """The LaTeX commands that take groups."""
    token = p.take()
    if token.text == "underset":
        return _underset(p)
    if token.text == "sqrt":
        return _latex_root(p, token)
    top, bottom = _latex_group(p), _latex_group(p)
    span = (token.start, p.tokens[p.at - 1].end)
    if token.text == "binom":
        return Node("call", span, (top, bottom), "binom")
    return Node("product", span, (top, bottom), marks=("/",))


def _latex_group(p: "Parser") -> Node:
    """A group in braces, or the next sign; of a number only its first digit."""
    token = p.token
    if (
        token.kind == "num"
        and len(token.text) > 1
        and token.text.isdigit()
        and len(token.text) == token.end - token.start
    ):
        first = Token("num", token.text[0], token.start, token.start + 1, token.spaced)
        p.tokens[p.at : p.at + 1] = [first, Token("num", token.text[1:], token.start + 1, token.end)]
    if token.kind == "end":
        raise p.stuck()
    if not token.op("{"):
        return p.atom()
    return group(p)


def _latex_root(p: "Parser", token: Token) -> Node:
    degree = None
    if p.token.op("["):
        degree = group(p)
    inside = _latex_group(p) if p.token.op("{") or p.token.kind == "num" else p.postfix(p.atom())
    span = (token.start, p.tokens[p.at - 1].end)
    if degree is None:
        return Node("call", span, (inside,), "sqrt")
    one = number(1, degree.span)
    return Node("pow", span, (inside, Node("product", degree.span, (one, degree), marks=("/",))))


def _underset(p: "Parser") -> Node:
    """`\\underset{x}{\\max}` is `\\max_{x}`."""
    if not p.token.op("{"):
        raise p.stuck()
    first = p.closing(p.at)
    under = p.tokens[p.at : first + 1]
    if not p.tokens[first + 1].op("{"):
        last, over = first + 2, p.tokens[first + 1 : first + 2]
    else:
        last = p.closing(first + 1) + 1
        over = p.tokens[first + 2 : last - 1]
    mark = Token("op", "_", under[0].start, under[0].start)
    p.tokens[p.at : last] = [*over, mark, *under]
    return p.atom()
