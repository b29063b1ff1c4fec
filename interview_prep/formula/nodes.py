"""The syntax tree: immutable nodes that keep their place in the learner's text."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

Span: TypeAlias = tuple[int, int]
"""Code points of the raw text, the end excluded."""

NodeKind: TypeAlias = Literal[
    "num", "const", "sym", "var", "neg", "add", "product", "pow", "transpose", "call", "apply", "index", "big",
    "expect", "relation", "vec", "prefix", "dots", "hole", "all", "abs", "norm", "kl", "data",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """One node. What `text`, `marks` and `value` say depends on the kind:

    num: value. const: text (e, pi, inf). sym: text is the declared name, marks[0] the spelling. var: an index that is
    bound by a sum or inferred; text, marks[0] the spelling if it differs. neg, transpose, abs: one part. add: its
    terms. product: factors, marks are the signs between them ("*", "×", "⊙", "·", "@", "/", or " " for juxtaposition).
    pow: base, exponent. call: text is the function, marks name the last parts as keyword arguments. apply: text is the
    declared table or function, marks[0] the spelling, marks[1:] the separator before each argument ("_" first where
    they are lowered). index: base, then indices. big: text (sum, prod, max, min, mean, concat), marks[0] the index or
    "", marks[1:] the role of each part behind the body (lo, hi, in, where, among). expect: body, then one distribution
    a group (data, hole for none, or an expression), marks[i] the group's indices separated by blanks. relation: marks
    are the signs. vec: text is the opening bracket. prefix: base, bound, text is "<", "<=" or ":". norm: text is the
    order. kl: two distributions.
    """

    kind: NodeKind
    span: Span
    parts: tuple["Node", ...] = ()
    text: str = ""
    marks: tuple[str, ...] = ()
    value: float = 0.0

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, parents first."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.parts))

    def map(self, change: Callable[["Node"], "Node"]) -> "Node":
        """The tree with each node replaced, children first."""
        parts = tuple(part.map(change) for part in self.parts)
        same = all(new is old for new, old in zip(parts, self.parts, strict=True))
        return change(self if same else replace(self, parts=parts))

    def names(self) -> set[str]:
        """The declared symbols that occur."""
        return {node.text for node in self.walk() if node.kind in ("sym", "apply")}


def number(value: float, span: Span) -> Node:
    """A literal number."""
    return Node("num", span, value=value)


def shape_of(node: Node) -> tuple[object, ...]:
    """A tree as nested tuples, without places and spellings; a bound index counts by what stands in the body."""
    marks = node.marks[1:] if node.kind in ("sym", "var", "apply", "big") else node.marks
    if node.kind == "product":
        marks = tuple("/" if mark == "/" else "*" for mark in marks)
    return (node.kind, node.text, marks, node.value, tuple(shape_of(part) for part in node.parts))
