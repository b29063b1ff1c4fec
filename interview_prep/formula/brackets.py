"""What stands in brackets or bars: one expression, a vector, a matrix, a norm, an inner product."""

from typing import TYPE_CHECKING

from interview_prep.formula import binders, naming
from interview_prep.formula.limits import NotUnderstoodError
from interview_prep.formula.nodes import Node, Span
from interview_prep.formula.tokens import OPENING, Token

if TYPE_CHECKING:
    from interview_prep.formula.parser import Parser

_SEPARATORS = (",", ";", "&", "\\\\")


def bars(p: "Parser") -> Node:
    """An absolute value or a norm."""
    opening = p.take()
    p.deeper()
    saved = p.bars, p.separating, p.subscript
    p.bars, p.separating, p.subscript = (*saved[0], opening.text), False, False
    inside = p.expression()
    if opening.op("|") and p.token.op("||"):
        token = p.token
        middle = (token.start + token.end + 1) // 2
        halves = [Token("op", "|", token.start, middle), Token("op", "|", middle, token.end)]
        p.tokens[p.at : p.at + 1] = halves
    if not p.token.op(opening.text):
        if p.token.kind == "end" or p.token.text in OPENING.values():
            raise NotUnderstoodError(f"This “{opening.text}” is never closed.", opening.span, "close it")
        raise p.stuck()
    p.bars, p.separating, p.subscript = saved
    p.depth -= 1
    closing = p.take()
    if opening.op("|"):
        return Node("abs", (opening.start, closing.end), (inside,))
    order = "2"
    for script in naming.scripts_after(p, p.at):
        if script.mark == "_":
            order = script.key or "2"
            p.at = script.after
            break
        break
    if order not in ("1", "2", "F"):
        raise NotUnderstoodError(f"I don't know the norm “{order}”.", p.tokens[p.at - 1].span, "leave the index out")
    return Node("norm", (opening.start, p.tokens[p.at - 1].end), (inside,), order)


def group(p: "Parser") -> Node:
    """What stands in brackets: one expression, or a vector, or a matrix."""
    opening = p.take()
    close = OPENING[opening.text]
    saved = p.bars, p.separating, p.subscript
    joined = _joined(p)
    rooted, p.rooted = p.rooted, False
    p.bars, p.separating, p.subscript = (), bool(joined), False
    p.deeper()
    items, separators = [item(p)], []
    if opening.op("[", "(") and p.token.text == "for":
        binders.comprehension(p)
    while p.token.op(*_SEPARATORS, *joined):
        separators.append(p.take().text)
        if p.token.op(close):
            if separators[-1] != "\\\\":
                raise p.stuck("An entry is missing")
            separators.pop()
            break
        items.append(item(p))
    closing = p.need(close, opening)
    p.depth -= 1
    p.bars, p.separating, p.subscript = saved
    p.rooted = rooted
    return _grouped(opening, (opening.start, closing.end), items, separators)


def _joined(p: "Parser") -> tuple[str, ...]:
    """The signs that join matrices to one, where the question has a stack of them: `(head_1 ‖ … ‖ head_h)`."""
    if any(len(declared.dims) == 3 for declared in p.table.declared() if declared.kind == "tensor"):
        return ("||", "|", "⊕")
    return ()


def angle(p: "Parser") -> Node:
    """`<a, b>`, an inner product in ASCII."""
    opening = p.token
    p.take()
    left = p.expression()
    if not p.accept(","):
        p.at -= 1
        raise NotUnderstoodError("Nothing stands before “<”.", opening.span, "write what is smaller")
    right = p.expression()
    closing = p.need(">", opening)
    return Node("call", (opening.start, closing.end), (left, right), "dot")


def item(p: "Parser") -> Node:
    """One entry in brackets, with `over` and `choose`, which bind more loosely than all else."""
    above = p.expression()
    sign = p.token
    if not sign.op("over", "choose") and not (sign.kind == "name" and sign.text == "choose"):
        return above
    p.take()
    below = p.expression()
    span = (above.span[0], below.span[1])
    if sign.op("over"):
        return Node("product", span, (above, below), marks=("/",))
    return Node("call", span, (above, below), "binom")


def _grouped(opening: Token, span: Span, items: list[Node], separators: list[str]) -> Node:
    if opening.op("⟨"):
        if len(items) != 2:
            raise NotUnderstoodError("An inner product takes two vectors.", span, "write ⟨a, b⟩")
        return Node("call", span, tuple(items), "dot")
    if opening.op("⌊", "⌈"):
        return Node("call", span, tuple(items[:1]), "floor" if opening.op("⌊") else "ceil")
    if len(items) == 1:
        return items[0]
    kinds = set(separators)
    if kinds <= {"||", "|", "⊕"}:
        return Node("call", span, tuple(items), "concat")
    rows = "\\\\" if "\\\\" in kinds else ";"
    if len(kinds) == 1 or rows not in kinds:
        return Node("vec", span, tuple(items), opening.text)
    nested: list[list[Node]] = [[items[0]]]
    for separator, item in zip(separators, items[1:], strict=True):
        if separator == rows:
            nested.append([])
        nested[-1].append(item)
    vectors = tuple(Node("vec", (row[0].span[0], row[-1].span[1]), tuple(row), "[") for row in nested)
    return Node("vec", span, vectors, "[")


def skip_group(p: "Parser") -> None:
    """Go past a bracket and all in it."""
    p.at = p.closing(p.at) + 1
