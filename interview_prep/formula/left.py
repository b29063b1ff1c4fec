"""Left sides: which only name the formula and are dropped, and which claim something that has to be checked."""

from dataclasses import dataclass, field
from itertools import pairwise

from interview_prep.formula import naming
from interview_prep.formula.functions import function_named
from interview_prep.formula.lexer import tokenise
from interview_prep.formula.limits import NotUnderstoodError
from interview_prep.formula.symbols import SymbolTable, key_of, key_of_tokens
from interview_prep.formula.tokens import CLOSING, OPENING, Token

_GENERIC = frozenset("loss Loss objective Objective L J out output result score".split())
_BETWEEN = (",", ";", "|", ":", ">", "<", "~")
_OPERATORS = ("+", "-", "*", "/", "·", "×", "=", "^", "_")


@dataclass(frozen=True, slots=True)
class LeftSides:
    """The left sides that a question accepts: keys, their first names, and the arguments of those that have any."""

    keys: frozenset[str]
    bases: frozenset[str]
    arguments: dict[str, list[list[Token]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Head:
    """A left side taken apart: its letters and digits, its first name, and the tokens of its arguments."""

    key: str
    base: str
    inside: list[Token]


def left_sides(forms: tuple[str, ...]) -> LeftSides:
    """What a question's `lhs` declares."""
    keys: set[str] = set()
    bases: set[str] = set()
    arguments: dict[str, list[list[Token]]] = {}
    for form in forms:
        tokens = tokenise(form)[:-1]
        if not tokens:
            continue
        head = head_of(tokens)
        keys.add(key_of(form))
        bases.add(tokens[0].text)
        if head is not None:
            keys.add(head.key)
            if head.inside:
                arguments.setdefault(head.key.lower(), []).append(head.inside)
    return LeftSides(frozenset(keys), frozenset(bases), arguments)


def head_of(tokens: list[Token]) -> Head | None:
    """One name with scripts and arguments; None if more than that stands there."""
    if not tokens or tokens[0].kind != "name":
        return None
    key, place = tokens[0].text, 1
    inside: list[Token] = []
    while place < len(tokens):
        token = tokens[place]
        if token.op("_", "^") and place + 1 < len(tokens):
            end = _close(tokens, place + 1) if tokens[place + 1].op("{", "(") else place + 1
            script = tokens[place + 1 : end + 1]
            if any(t.op("(", ",", "+", "-") for t in script[1:-1]):
                inside = inside or [t for t in script if not t.op("{", "}", "(", ")")]
            else:
                key += key_of_tokens(script)
            place = end + 1
        elif token.op("'", "*"):
            key, place = key + token.text, place + 1
        elif token.op("(", "["):
            end = _close(tokens, place)
            inside, place = inside or tokens[place + 1 : end], end + 1
            _refuse_fragments(inside, token)
        elif token.op("@") and key == "pass" and place + 1 < len(tokens):
            key, place = f"{key}@{tokens[place + 1].text}", place + 2
        else:
            return None
    return Head(key, tokens[0].text, inside)


def _close(tokens: list[Token], start: int) -> int:
    level = 0
    for place in range(start, len(tokens)):
        token = tokens[place]
        if token.kind == "op":
            level += (token.text in OPENING) - (token.text in CLOSING)
        if level == 0:
            return place
    return len(tokens) - 1


def _refuse_fragments(inside: list[Token], opening: Token) -> None:
    """Arguments that are empty, or in which a sign or a comma is missing, are no left side."""
    row = [Token("op", ",", opening.start, opening.end), *inside, Token("op", ",", opening.end, opening.end)]
    for token, following in pairwise(row):
        empty = token.op(*_BETWEEN) and following.op(*_BETWEEN)
        dangling = token.op("+", "/", "×", "=", "-", "^", "_") and following.op(*_BETWEEN, *_OPERATORS)
        leading = token.op(*_BETWEEN) and following.op("+", "/", "×", "=", "^", "_")
        adjacent = token.kind == "name" and following.kind in ("name", "num")
        if empty or dangling or leading or adjacent:
            where = following if not following.op(",") or following.end > following.start else token
            raise NotUnderstoodError("I can't read this left side.", where.span, "leave it out, or write it in full")


def names_the_formula(head: Head, count: int, table: SymbolTable, lefts: LeftSides) -> bool:
    """Whether a left side (of so many tokens) only gives the formula a name."""
    if naming.is_divergence(head.key):
        return head.key in lefts.keys and count <= 3
    if head.key in lefts.keys or head.base in _GENERIC:
        return True
    if table.find(head.key) is not None or table.find(head.base) is not None:
        return False
    if head.base in lefts.bases:
        return True
    return function_named(head.key) is None and function_named(head.base) is None and len(head.base) > 1


def fault(head: Head, lefts: LeftSides) -> str | None:
    """What a left side claims wrongly: an argument that is shifted, or a preference the other way round."""
    given = [t.text for t in head.inside]
    declared = lefts.arguments.get(head.key.lower(), [])
    if any(given == [t.text for t in form] for form in declared):
        return None
    for token, following in pairwise(head.inside):
        if token.op("+", "-") and following.kind == "num":
            return "The left side names another entry than the one asked for."
    order = _preferred(head.inside)
    for form in declared:
        mine, theirs = _before_bar(head.inside), _before_bar(form)
        if mine and theirs and not order and mine != theirs:
            return "The left side has the condition on the wrong side of the bar."
        wanted = _preferred(form)
        if order and wanted and order != wanted:
            if order != wanted[::-1]:
                raise NotUnderstoodError("I can't read this left side.", head.inside[0].span, "leave it out")
            return "The left side prefers the other answer."
    return None


def _before_bar(tokens: list[Token]) -> str:
    """What stands before the condition, if there is one."""
    place = next((i for i, token in enumerate(tokens) if token.op("|")), 0)
    return "".join(token.text for token in tokens[:place])


def _preferred(tokens: list[Token]) -> tuple[str, ...]:
    """The two sides of a preference, the better first."""
    for place, token in enumerate(tokens):
        if token.op(">", "<"):
            before = "".join(t.text for t in tokens[:place] if t.kind in ("name", "num"))
            after = ""
            for later in tokens[place + 1 :]:
                if later.op("|", ",", ";"):
                    break
                after += later.text if later.kind in ("name", "num") else ""
            return (before, after) if token.op(">") else (after, before)
    return ()
