"""The Pratt parser: from tokens to a tree, with the question's own symbols deciding what a run of letters means.

Low to high: relation; + and -; * × ⊙; / · @ and juxtaposition; unary minus; ^ and what stands behind. Sums and products
are n-ary, so that a long row of factors does not nest.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from interview_prep.formula import binders, brackets, calling, indexing, latex_commands, naming
from interview_prep.formula.limits import MAX_DEPTH, NotUnderstoodError
from interview_prep.formula.nodes import Node, number
from interview_prep.formula.readings import DEFAULT, Reading
from interview_prep.formula.symbols import SymbolTable
from interview_prep.formula.tokens import OPENING, Token

RELATIONS = (">=", "<=", ">", "<", "!=", "=")
_LOW = ("*", "×", "⊙")
_STARTS = ("(", "[", "{", "\\{", "⟨", "√", "|", "||", "⌊", "⌈")
_DANGLING = ("+", "-", "*", "/", "·", "×", "⊙", "@", "^", "_", "√", *RELATIONS)
"""Signs that need something behind them."""
_STOPS = ("if", "for", "in", "where", "choose", "else", "and", "to")


@dataclass(slots=True)
class Parser:
    """One pass over one token list. Ambiguous places are noted in `met`."""

    tokens: list[Token]
    table: SymbolTable
    reading: Reading
    met: set[str]
    scope: list[dict[str, str]]
    at: int = 0
    depth: int = 0
    bars: tuple[str, ...] = ()
    separating: bool = False
    """Whether a bar separates arguments here instead of opening an absolute value."""
    subscript: bool = False
    rooted: bool = False
    """Directly under a root sign."""
    counted: bool = False
    """Whether a sum runs over the data set, so that N or |D| may be its size."""

    @property
    def token(self) -> Token:
        """The token that comes next."""
        return self.tokens[self.at]

    def ended(self) -> bool:
        """Whether nothing is left."""
        return self.token.kind == "end"

    def ahead(self, steps: int = 1) -> Token:
        """A later token, or the last."""
        return self.tokens[min(self.at + steps, len(self.tokens) - 1)]

    def take(self) -> Token:
        """The token that comes next, and go past it."""
        token = self.tokens[self.at]
        if self.at < len(self.tokens) - 1:
            self.at += 1
        return token

    def accept(self, *signs: str) -> Token | None:
        """Go past one of these signs if it comes next."""
        return self.take() if self.token.op(*signs) else None

    def need(self, sign: str, opening: Token | None = None) -> Token:
        """Go past this sign, which has to come next."""
        if self.token.op(sign):
            return self.take()
        raise self.stuck(f"I expected “{sign.strip(chr(92))}” here", opening)

    def stuck(self, message: str = "", opening: Token | None = None) -> NotUnderstoodError:
        """The error for the token at which reading stops."""
        token = self.token
        before = self.tokens[self.at - 1] if self.at > 0 else token
        if not message and before.op(*_DANGLING) and token.kind != "num":
            hint = "write what comes next, or drop it"
            return NotUnderstoodError(f"Nothing stands behind “{before.text}”.", before.span, hint)
        if opening is not None and token.kind == "end":
            return NotUnderstoodError(
                f"This “{opening.text.strip(chr(92))}” is never closed.", opening.span, "close it"
            )
        if message:
            return NotUnderstoodError(f"{message}.", token.span, f"look at what stands before “{_shown(token)}”")
        if token.kind == "end":
            return NotUnderstoodError("The formula stops too early.", token.span, "write what comes next")
        message = f"I did not expect “{_shown(token)}” here"
        return NotUnderstoodError(f"{message}.", token.span, "something is missing before it")

    def deeper(self) -> None:
        """Count one more level; too many are refused."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise NotUnderstoodError("This nests too deep.", self.token.span, f"stay within {MAX_DEPTH} levels")

    def relation(self) -> Node:
        """An expression, or several with relation signs between them."""
        parts, signs = [self.expression()], []
        while self.token.op(*RELATIONS):
            signs.append(self.take().text)
            parts.append(self.expression())
        if not signs:
            return parts[0]
        return Node("relation", (parts[0].span[0], parts[-1].span[1]), tuple(parts), marks=tuple(signs))

    def expression(self) -> Node:
        """Terms with + and - between them."""
        self.deeper()
        terms = [self._term()]
        while self.token.op("+", "-"):
            terms.append(self._term())
        self.depth -= 1
        if len(terms) == 1:
            return terms[0]
        return Node("add", (terms[0].span[0], terms[-1].span[1]), tuple(terms))

    def _term(self) -> Node:
        start = self.token.start
        negative = False
        while self.token.op("+", "-"):
            negative ^= self.take().text == "-"
        term = self.product()
        return Node("neg", (start, term.span[1]), (term,)) if negative else term

    def product(self) -> Node:
        """Factors with * × ⊙ between groups of tighter ones."""
        if self.reading.level:
            return self.tight_product(_LOW)
        factors, signs = [self.tight_product()], []
        while self.token.op(*_LOW) or self.is_times():
            sign = self.take()
            signs.append(sign.text if sign.kind == "op" else "×")
            factors.append(self.tight_product())
        if signs and any(factor.kind == "product" and "@" in factor.marks for factor in factors):
            self.met.add("level")
        return chain(factors, signs)

    def tight_product(self, also: tuple[str, ...] = ()) -> Node:
        """Factors with / · @ between them or side by side, and with these further signs."""
        factors = [self.operand()]
        signs: list[str] = []
        while sign := self._next_sign(also):
            if sign == " ":
                factor = self.operand()
            else:
                self.take()
                factor = self.operand()
                if sign == "/":
                    factor = self._denominator(factor)
            factors.append(factor)
            signs.append(sign)
        return chain(factors, signs)

    def _next_sign(self, also: tuple[str, ...]) -> str:
        token = self.token
        if token.op("/", "·", "@", *also):
            return token.text
        return " " if self.starts_factor() else ""

    def _denominator(self, first: Node) -> Node:
        """What stands below a slash: one factor, or all that are side by side when juxtaposition binds tighter."""
        factors = [first]
        if not self.starts_factor() or self.starts_binder():
            return first
        self.met.add("tight")
        while self.reading.tight and self.starts_factor() and not self.starts_binder():
            factors.append(self.operand())
        return chain(factors, [" "] * (len(factors) - 1))

    def is_times(self) -> bool:
        """Whether an x between blanks is a multiplication sign: `6 x N x D`."""
        token = self.token
        if token.kind != "name" or token.text != "x" or not token.spaced or not self.ahead().spaced:
            return False
        return self.ahead().kind in ("name", "num") and self.table.find("x") is None and not naming.bound(self, "x")

    def starts_factor(self) -> bool:
        """Whether a further factor stands here without a sign before it."""
        token = self.token
        if token.op("|", "||"):
            return not self.bars and not self.separating
        if token.kind == "name":
            return token.text not in _STOPS and not self.is_times()
        if token.kind == "num" and self.at > 0 and self.tokens[self.at - 1].kind == "num":
            return False
        return token.kind in ("num", "cmd") or token.op(*_STARTS)

    def starts_binder(self) -> bool:
        """Whether a sum, a product or an expectation stands here."""
        return self.token.kind == "name" and binders.is_binder(self, self.token)

    def operand(self) -> Node:
        """A factor with its sign, function or root, and its powers."""
        start = self.token
        if start.op("-", "+"):
            self.deeper()
            self.take()
            inner = self.operand()
            self.depth -= 1
            return Node("neg", (start.start, inner.span[1]), (inner,)) if start.op("-") else inner
        if start.op("√"):
            return calling.root(self)
        return self.postfix(self.atom())

    def atom(self) -> Node:
        """A number, a name with what belongs to it, or something in brackets."""
        token = self.token
        if token.kind == "num":
            self.take()
            return number(_float(token), token.span)
        if token.kind == "name":
            return naming.name(self)
        if token.kind == "cmd":
            return latex_commands.command(self)
        if token.op("|", "||"):
            return brackets.bars(self)
        if token.kind == "op" and token.text in OPENING:
            return brackets.group(self)
        if token.op("<"):
            return brackets.angle(self)
        if token.op("∞"):
            self.take()
            return Node("const", token.span, text="inf")
        if token.op("…"):
            self.take()
            return Node("dots", token.span)
        raise self.stuck()

    def postfix(self, node: Node) -> Node:
        """Indices, powers, transpositions, factorials and methods behind an atom."""
        while True:
            token = self.token
            if token.op("^"):
                node = calling.power(self, node)
            elif token.op("_"):
                node = indexing.index(self, node)
            elif token.op("ᵀ", "'"):
                indexing.refuse_prime(self, node)
                self.take()
                node = Node("transpose", (node.span[0], token.end), (node,))
            elif token.op("!"):
                self.take()
                node = Node("call", (node.span[0], token.end), (node,), "factorial")
            elif token.kind == "method":
                node = calling.method(self, node)
            elif token.op("[") and not token.spaced and indexing.takes_brackets(self, node):
                node = indexing.bracket_index(self, node)
            elif token.op("(") and indexing.ignores_arguments(self, node):
                brackets.skip_group(self)
                node = replace(node, span=(node.span[0], self.tokens[self.at - 1].end))
            else:
                return node

    def closing(self, start: int) -> int:
        """The place of the token that closes the bracket at `start`."""
        level = 0
        for place in range(start, len(self.tokens)):
            token = self.tokens[place]
            if token.kind == "op" and token.text in OPENING:
                level += 1
            elif token.kind == "op" and token.text in OPENING.values():
                level -= 1
                if level == 0:
                    return place
        return len(self.tokens) - 1

    def within(self, first: int, last: int, **changes: Any) -> "Parser":
        """A parser over the tokens from `first` up to `last` alone; scope and noted ambiguities are shared."""
        place = self.tokens[last].start
        end = Token("end", "", place, max(place, self.tokens[last].end), True)
        part = [*self.tokens[first:last], end]
        fresh: dict[str, Any] = {"bars": (), "separating": False, "subscript": True}
        return replace(self, tokens=part, at=0, **(fresh | changes))


def chain(factors: list[Node], signs: list[str]) -> Node:
    """A product node, or the only factor."""
    if len(factors) == 1:
        return factors[0]
    return Node("product", (factors[0].span[0], factors[-1].span[1]), tuple(factors), marks=tuple(signs))


def _float(token: Token) -> float:
    try:
        return float(token.text)
    except ValueError:
        raise NotUnderstoodError(
            f"I can't read “{token.text}” as a number.", token.span, "write it in digits"
        ) from None


def _shown(token: Token) -> str:
    return token.text.strip("\\") or "the end"


def parser_for(tokens: list[Token], table: SymbolTable, reading: Reading = DEFAULT) -> Parser:
    """A parser at the start of a token list that ends with an `end` token."""
    return Parser(list(tokens), table, reading, set(), [], counted=_sums_data(tokens, table))


def _sums_data(tokens: list[Token], table: SymbolTable) -> bool:
    """Whether a sum runs over an undeclared set D of declared indices in brackets."""
    for token, following in pairwise(tokens):
        if binders.is_member(token) and following.text in ("D", "data") and table.find(following.text) is None:
            return True
    return False
