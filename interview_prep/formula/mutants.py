"""The formula with one thing wrong, for proving which thing it is: each mutant says what was changed, and where."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from interview_prep.formula.nodes import Node, Span, number
from interview_prep.formula.symbols import SymbolTable

_EXCHANGED = {
    "sin": "cos",
    "cos": "sin",
    "max": "min",
    "min": "max",
    "sum": "prod",
    "prod": "sum",
    "maximum": "minimum",
    "minimum": "maximum",
}
MAX_NODES = 2_000
"""The nodes of all mutants of a question together: what evaluating them may cost."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A wrong formula, what is wrong with it, and the place in the right formula's text."""

    tree: Node
    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Show:
    """How a part of a formula is shown in a message: with scripts as in the whole."""

    whole: Node

    def __call__(self, node: Node) -> str:
        """The part on one line."""
        from interview_prep.formula.render import one_line

        return one_line(node, self.whole)

    def name(self, name: str) -> str:
        """A declared name on one line."""
        return self(Node("sym", (0, 0), text=name, marks=(name,)))


def mutants(tree: Node, table: SymbolTable, show: Show) -> Iterator[Mutant]:
    """All mutants of a formula, the likeliest first."""
    yield from _swapped(tree, table, show)
    for place, node in enumerate(tree.walk()):
        if place > 200:
            return
        for changed, message in _changes(node, show):
            yield Mutant(_with(tree, node, changed), message, node.span)
    yield from _fixed(tree, table, show)


def _with(tree: Node, old: Node, new: Node) -> Node:
    return tree.map(lambda node: new if node is old else node) if tree is not old else new


def _swapped(tree: Node, table: SymbolTable, show: Show) -> Iterator[Mutant]:
    """Two symbols of one kind, each in the other's place."""
    used = tree.names()
    declared = [s for s in table.declared() if s.name in used and s.kind not in ("function", "vector_function")]
    for one, other in combinations(declared, 2):
        if one.kind != other.kind or (one.kind in ("tensor", "table", "index") and len(one.dims) != len(other.dims)):
            continue
        names = {one.name: other.name, other.name: one.name}
        message = f"{show.name(one.name)} and {show.name(other.name)} are swapped."
        yield Mutant(_renamed(tree, names), message, tree.span)


def _renamed(tree: Node, names: dict[str, str]) -> Node:
    def change(node: Node) -> Node:
        if node.kind in ("sym", "apply") and node.text in names:
            return replace(node, text=names[node.text])
        return node

    return tree.map(change)


def _fixed(tree: Node, table: SymbolTable, show: Show) -> Iterator[Mutant]:
    """Each number or size without effect: as a factor or exponent 1, as a term 0."""
    for symbol in table.declared():
        if symbol.kind in ("scalar", "int", "size_of") and symbol.name in tree.names():
            for value in (1.0, 0.0):
                message = f"{show.name(symbol.name)} has no effect in yours."
                yield Mutant(_constant(tree, symbol.name, value), message, tree.span)


def _constant(tree: Node, name: str, value: float) -> Node:
    return tree.map(lambda node: number(value, node.span) if node.kind == "sym" and node.text == name else node)


def _changes(node: Node, show: Show) -> Iterator[tuple[Node, str]]:
    """Single changes of one node, with what a learner who made them has to be told."""
    if node.kind == "neg":
        yield node.parts[0], f"The minus before {show(node.parts[0])} is missing."
    elif node.kind == "add":
        yield from _terms(node, show)
    elif node.kind == "product":
        yield from _factors(node, show)
    elif node.kind == "pow":
        yield node.parts[0], f"The exponent {show(node.parts[1])} is missing."
    elif node.kind == "transpose":
        yield node.parts[0], f"The transpose of {show(node.parts[0])} is missing."
    elif node.kind in ("abs", "norm"):
        yield node.parts[0], f"The bars around {show(node.parts[0])} are missing."
    elif node.kind == "call":
        yield from _calls(node, show)
    elif node.kind == "big" and node.text in _EXCHANGED:
        yield replace(node, text=_EXCHANGED[node.text]), f"It is a {_WORD[node.text]} that belongs here."
        yield node.parts[0], f"The {_WORD[node.text]} is missing."
    elif node.kind == "expect":
        yield node.parts[0], "The expectation is missing."
    elif node.kind == "apply" and len(node.parts) == 1:
        yield node.parts[0], f"{show.name(node.text)} is missing."
    elif node.kind == "relation" and len(node.marks) == 1:
        other = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}.get(node.marks[0], node.marks[0])
        yield replace(node, marks=(other,)), "The inequality points the other way."


_WORD = {"sum": "sum", "prod": "product", "max": "maximum", "min": "minimum"}


def _terms(node: Node, show: Show) -> Iterator[tuple[Node, str]]:
    for place, part in enumerate(node.parts):
        others = node.parts[:place] + node.parts[place + 1 :]
        rest = others[0] if len(others) == 1 else replace(node, parts=others)
        shown = show(part.parts[0] if part.kind == "neg" else part)
        yield rest, f"The term {shown} is missing."
        flipped = part.parts[0] if part.kind == "neg" else Node("neg", part.span, (part,))
        parts = (*node.parts[:place], flipped, *node.parts[place + 1 :])
        yield replace(node, parts=parts), f"The sign of {shown} is the other one."


def _factors(node: Node, show: Show) -> Iterator[tuple[Node, str]]:
    signs = ("*", *node.marks)
    for place, part in enumerate(node.parts):
        shown = show(part)
        divides = signs[place] == "/"
        yield (
            _without(node, place),
            f"The division by {shown} is missing." if divides else f"The factor {shown} is missing.",
        )
        other = "*" if divides else "/"
        if place > 0:
            marks = (*node.marks[: place - 1], other, *node.marks[place:])
            told = f"{shown} has to divide, not multiply." if divides else f"{shown} has to multiply, not divide."
            yield replace(node, marks=marks), told
    if len(node.parts) > 2 and set(node.marks) <= {" ", "·", "*"}:
        yield from _summed_pairs(node, show)
    if len(node.parts) == 2:
        yield replace(node, parts=node.parts[::-1]), f"In {show(node)} the two are the wrong way round."
        sign = "−" if node.marks[0] == "/" else "+"
        second = Node("neg", node.parts[1].span, (node.parts[1],)) if sign == "−" else node.parts[1]
        what = "ratio" if sign == "−" else "product"
        yield Node("add", node.span, (node.parts[0], second)), f"{show(node)} is a {what}, not a {_SUMS[sign]}."


def _summed_pairs(node: Node, show: Show) -> Iterator[tuple[Node, str]]:
    for one, other in combinations(range(len(node.parts)), 2):
        total = Node("add", node.span, (node.parts[one], node.parts[other]))
        rest = [part for place, part in enumerate(node.parts) if place not in (one, other)]
        told = f"{show(node.parts[one])} and {show(node.parts[other])} have to be multiplied, not added."
        yield replace(node, parts=(*rest, total), marks=(" ",) * len(rest)), told


_SUMS = {"−": "difference", "+": "sum"}


def _without(node: Node, place: int) -> Node:
    parts = node.parts[:place] + node.parts[place + 1 :]
    if place == 0:
        if node.marks[0] == "/":
            parts = (number(1, node.span), *parts)
            return replace(node, parts=parts)
        marks = node.marks[1:]
    else:
        marks = node.marks[: place - 1] + node.marks[place:]
    return replace(node, parts=parts, marks=marks) if marks else parts[0]


def _calls(node: Node, show: Show) -> Iterator[tuple[Node, str]]:
    name = show_function(node)
    if node.text in _EXCHANGED:
        yield replace(node, text=_EXCHANGED[node.text]), f"It is {name} that belongs here."
    count = len(node.parts) - len(node.marks)
    if count == 1:
        yield node.parts[0], f"The {name} around {show(node.parts[0])} is missing."
    if node.text == "softmax" and not node.marks:
        yield (
            replace(node, parts=(*node.parts, number(0, node.span)), marks=("dim",)),
            "The softmax runs along the wrong axis: each row has to sum to 1.",
        )
    if count > 1 and node.text in ("max", "min", "clip"):
        for part in node.parts[:count]:
            yield part, f"The {name} is missing."


def show_function(node: Node) -> str:
    """A function's name as it is drawn."""
    from interview_prep.formula.spelling import FUNCTIONS

    return {"sqrt": "root", "sigmoid": "σ"}.get(node.text) or FUNCTIONS.get(node.text, node.text)
