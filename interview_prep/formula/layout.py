"""From a tree to boxes, in one of three modes: scripts on rows of their own, scripts inline, or all on one line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from interview_prep.formula import spelling
from interview_prep.formula.boxes import (
    Box,
    Style,
    beside,
    bracketed,
    fraction,
    gridded,
    raised,
    rooted,
    stacked,
    text_box,
)
from interview_prep.formula.nodes import Node, Span

Mode: TypeAlias = Literal["tall", "inline", "flat"]
_LOOSE, _TIGHT, _BAR, _ATOM = 2, 3, 4, 6
"""Levels of a product with * or ⊙, of one with tighter signs, of a fraction with a bar, and of an atom."""
_LEVELS = {"relation": 0, "add": 1, "neg": 1, "big": _LOOSE, "expect": _LOOSE, "pow": 5, "transpose": 5}
_SIGNS = {"*": "*", "×": "×", "⊙": " ⊙ ", "·": "·", "@": " @ ", "/": "/", " ": " "}
_BIG = {"sum": "Σ", "prod": "∏", "max": "max", "min": "min", "mean": "mean", "concat": "Concat"}
_RELATIONS = {">=": "≥", "<=": "≤", "!=": "≠"}
_CONSTANTS = {"inf": "∞", "pi": "π", "e": "e", "count": "|D|"}


@dataclass(frozen=True, slots=True)
class Layout:
    """Draws trees. `unicode_lower` and `unicode_raise` say whether every script of the formula has Unicode signs."""

    mode: Mode
    unicode_lower: bool = True
    unicode_raise: bool = True
    marks: Sequence[tuple[Span, Style]] = ()
    length: int = 1_000_000
    """Code points of the text: what ends behind it was closed by us."""

    def box(self, node: Node) -> Box:
        """The box of a tree."""
        return _DRAW[node.kind](self, node)

    def flat(self) -> "Layout":
        """The same layout on one line."""
        return replace(self, mode="flat")

    def style(self, node: Node) -> Style:
        """The style of a node's own signs: that of the mark that covers it."""
        for (start, end), style in self.marks:
            if start <= node.span[0] and node.span[1] <= end and node.span[1] > node.span[0]:
                return style
        return ""

    def wrapped(self, node: Node, level: int) -> Box:
        """The box of a part, in brackets where it binds more loosely than its place."""
        box = self.box(node)
        return bracketed(box, "(", self.style(node)) if level_of(self, node) < level else box

    def call(self, head: Box, node: Node, inside: Box, opening: str = "(") -> Box:
        """A name with bracketed arguments."""
        return beside([head, bracketed(inside, opening, self.style(node), node.span[1] > self.length)])


def level_of(layout: Layout, node: Node) -> int:
    """How tightly a node binds; a fraction with a bar needs no brackets beside other factors."""
    if node.kind == "product":
        if node.marks[0] in ("*", "×", "⊙"):
            return _LOOSE
        return _BAR if node.marks == ("/",) and layout.mode != "flat" else _TIGHT
    if node.kind == "num" and node.value < 0:
        return 1
    return _LEVELS.get(node.kind, _ATOM)


def _text(layout: Layout, node: Node, text: str) -> Box:
    return text_box(text, layout.style(node))


def _number(layout: Layout, node: Node) -> Box:
    value = node.value
    text = str(int(value)) if abs(value) < 1e15 and value == int(value) else f"{value:g}"
    return _text(layout, node, text)


def _constant(layout: Layout, node: Node) -> Box:
    return _text(layout, node, _CONSTANTS[node.text])


def named(layout: Layout, node: Node, text: str) -> Box:
    """A name with its scripts, in this layout's way of writing them."""
    style = layout.style(node)
    parts = spelling.name(text)
    lower, upper = parts.lower, parts.upper
    base = text_box(parts.base, style)
    if lower:
        base = scripted(layout, base, None, text_box(lower, style))
    if upper:
        base = scripted(layout, base, text_box(upper, style), None)
    return base


def scripted(layout: Layout, base: Box, upper: Box | None, lower: Box | None) -> Box:
    """A base with a script: Unicode where the whole formula allows it, else a row of its own, else inline."""
    script = upper or lower
    assert script is not None
    plain = "".join(cell for cell, _ in script.rows[0]) if script.height == 1 else ""
    style = script.rows[0][0][1] if script.width else ""
    uni = spelling.raised(plain) if upper else spelling.lowered(plain)
    if uni and not (upper and base.tall) and (layout.unicode_raise if upper else layout.unicode_lower):
        return beside([base, text_box(uni, style)])
    if layout.mode == "tall":
        return raised(base, upper, lower)
    mark = text_box("^" if upper else "_", style)
    simple = script.height == 1 and (plain.isalnum() or len(plain) == 1)
    return beside([base, mark, script if simple or _closed(plain) else bracketed(script, "(", style)])


def _closed(plain: str) -> bool:
    return plain.startswith("(") and plain.endswith(")") and plain.count("(") == 1


def _symbol(layout: Layout, node: Node) -> Box:
    return named(layout, node, node.marks[0] if node.marks else node.text)


def _variable(layout: Layout, node: Node) -> Box:
    return named(layout, node, node.marks[0] if node.marks else node.text)


def _negative(layout: Layout, node: Node) -> Box:
    part = node.parts[0]
    return beside([_text(layout, node, "−"), layout.wrapped(part, 2)])


def _sum(layout: Layout, node: Node) -> Box:
    boxes = [layout.wrapped(node.parts[0], 1)]
    for part in node.parts[1:]:
        negative = part.kind == "neg"
        term = part.parts[0] if negative else part
        boxes.append(_text(layout, part, " − " if negative else " + "))
        boxes.append(layout.wrapped(term, 2))
    return beside(boxes)


def _product(layout: Layout, node: Node) -> Box:
    """Factors from the left; everything up to a slash stands over what follows it."""
    over_bar = layout.mode != "flat" and node.marks[0] == "/"
    level = level_of(replace(layout, mode="flat"), node)
    current = layout.box(node.parts[0]) if over_bar else layout.wrapped(node.parts[0], level)
    last_sign = ""
    wide = level == _LOOSE and any(part.kind == "product" and " " in part.marks for part in node.parts)
    for place, (sign, part) in enumerate(zip(node.marks, node.parts[1:], strict=True), 2):
        if sign == "/" and layout.mode != "flat":
            current = fraction(current, layout.box(part), layout.style(node), tight=layout.mode == "inline")
        else:
            last = place == len(node.parts) and part.kind in ("big", "expect")
            right = layout.wrapped(part, _LOOSE if last else level + 1)
            if last_sign == "/" and sign == " " and layout.mode == "flat":
                current = bracketed(current, "(")
            current = beside([current, _text(layout, node, _joint(sign, current, right, wide)), right])
        last_sign = sign
    return current


def _joint(sign: str, left: Box, right: Box, wide: bool) -> str:
    """The sign between two factors, with room where they are tall or themselves products with a blank in them."""
    if sign == "/" or sign in ("*", "×", "·"):
        return _SIGNS[sign] if left.height == right.height == 1 and not wide else f" {_SIGNS[sign]} "
    return _SIGNS[sign]


def _power(layout: Layout, node: Node) -> Box:
    base = layout.wrapped(node.parts[0], _ATOM)
    return scripted(layout, base, layout.flat().box(node.parts[1]), None)


def _transpose(layout: Layout, node: Node) -> Box:
    return beside([layout.wrapped(node.parts[0], _ATOM), _text(layout, node, "ᵀ")])


def comma_separated(layout: Layout, nodes: Sequence[Node]) -> Box:
    """Boxes with commas between them."""
    boxes: list[Box] = []
    for place, node in enumerate(nodes):
        boxes += [text_box(", ")] if place else []
        boxes.append(layout.box(node))
    return beside(boxes)


def _call(layout: Layout, node: Node) -> Box:
    if node.text == "sqrt":
        inside = layout.box(node.parts[0])
        if layout.mode != "flat":
            return rooted(inside, layout.style(node))
        short = level_of(layout, node.parts[0]) == _ATOM
        return beside([_text(layout, node, "√"), inside if short else bracketed(inside, "(", layout.style(node))])
    if node.text == "binom" and layout.mode != "flat":
        column = stacked([layout.box(part) for part in node.parts], 0)
        return bracketed(Box(column.rows, column.height // 2, tall=True), "(", layout.style(node))
    if node.text == "exp" and node.marks == ():
        return layout.call(_text(layout, node, "exp"), node, layout.box(node.parts[0]))
    if node.text == "factorial":
        return beside([layout.wrapped(node.parts[0], _ATOM), _text(layout, node, "!")])
    if node.text in ("floor", "ceil"):
        opening = "⌊" if node.text == "floor" else "⌈"
        return bracketed(layout.flat().box(node.parts[0]), opening, layout.style(node))
    return _ordinary_call(layout, node)


def _ordinary_call(layout: Layout, node: Node) -> Box:
    head = _text(layout, node, spelling.FUNCTIONS.get(node.text, node.text))
    count = len(node.parts) - len(node.marks)
    over = [part for mark, part in zip(node.marks, node.parts[count:], strict=True) if mark == "over"]
    if over:
        head = scripted(layout, head, None, layout.flat().box(over[0]))
    boxes = [comma_separated(layout, node.parts[:count])]
    for mark, part in zip(node.marks, node.parts[count:], strict=True):
        if mark != "over":
            boxes += [text_box(f", {mark}="), layout.box(part)]
    bare = node.parts[0].kind in ("sym", "num", "apply", "index", "call") or level_of(layout, node.parts[0]) == _BAR
    if node.text == "log" and count == 1 and not node.marks and bare:
        return beside([head, text_box(" "), boxes[0]])
    return layout.call(head, node, beside(boxes))


def _applied(layout: Layout, node: Node) -> Box:
    head = named(layout, node, node.marks[0])
    boxes: list[Box] = []
    if node.marks[1] == "_":
        return scripted(layout, head, None, comma_separated(layout.flat(), node.parts))
    for mark, part in zip(node.marks[1:], node.parts, strict=True):
        if mark:
            boxes.append(text_box(" | " if mark == "|" else f"{mark} "))
        boxes.append(layout.box(part))
    return layout.call(head, node, beside(boxes))


def _indexed(layout: Layout, node: Node) -> Box:
    base = layout.wrapped(node.parts[0], _ATOM)
    inner = layout.flat()
    boxes: list[Box] = []
    for place, part in enumerate(node.parts[1:]):
        boxes += [text_box(",")] if place else []
        boxes.append(inner.box(part))
    return scripted(layout, base, None, beside(boxes))


def _prefix(layout: Layout, node: Node) -> Box:
    sign = {"<": "<", "<=": "≤", ":": ":"}[node.text]
    base = layout.wrapped(node.parts[0], _ATOM)
    lower = beside([text_box(sign), layout.flat().box(node.parts[1])])
    if layout.mode == "tall":
        return raised(base, None, lower)
    simple = node.parts[1].kind in ("var", "sym", "num")
    return beside([base, text_box("_"), lower if simple else bracketed(lower)])


def _big(layout: Layout, node: Node) -> Box:
    """The sign with its bounds above and below, then the body."""
    name, roles = node.marks[0], dict(zip(node.marks[1:], node.parts[1:], strict=True))
    inner = layout.flat()
    under: list[Box] = []
    if name:
        under.append(named(inner, replace(node, span=(0, 0)), name))
    if "lo" in roles:
        under += [text_box("="), inner.box(roles["lo"])]
    if "in" in roles:
        under += [text_box("∈"), inner.box(roles["in"])]
    for mark, part in zip(node.marks[1:], node.parts[1:], strict=True):
        if mark == "where":
            under += [text_box(", "), inner.box(part)]
    sign = _text(layout, node, _BIG[node.text])
    upper = inner.box(roles["hi"]) if "hi" in roles else None
    lower = beside(under) if under else None
    body = layout.wrapped(node.parts[0], 2)
    return beside([_bounds(layout, sign, upper, lower), text_box(" "), body])


def _bounds(layout: Layout, sign: Box, upper: Box | None, lower: Box | None) -> Box:
    if layout.mode == "tall" and (upper or lower):
        boxes = [box for box in (upper, sign, lower) if box is not None]
        return stacked(boxes, 1 if upper else 0)
    flat = replace(layout, mode="flat")
    if lower:
        sign = scripted(flat, sign, None, lower)
    return scripted(flat, sign, upper, None) if upper else sign


def _expectation(layout: Layout, node: Node) -> Box:
    sign = _text(layout, node, "E")
    groups: list[Box] = []
    for place, (mark, source) in enumerate(zip(node.marks, node.parts[1:], strict=True)):
        groups += [text_box(", ")] if place else []
        groups.append(_group(layout, mark, source))
    if groups:
        lower = beside(groups)
        sign = raised(sign, None, lower) if layout.mode == "tall" else beside([sign, text_box("_"), lower])
    inside = layout.box(node.parts[0])
    if layout.mode != "flat" and level_of(layout, node.parts[0]) > 1 and node.span[1] <= layout.length:
        return beside([sign, text_box("  "), inside])
    return beside([sign, bracketed(inside, "[", layout.style(node), node.span[1] > layout.length)])


def _group(layout: Layout, mark: str, source: Node) -> Box:
    names = mark.split()
    nameless = Node("hole", (0, 0))
    boxes: list[Box] = []
    for place, name in enumerate(names):
        boxes += [text_box(", " if layout.mode == "tall" else ",")] if place else []
        boxes.append(named(layout, nameless, name))
    box = beside(boxes)
    if len(names) > 1 and source.kind != "hole":
        box = bracketed(box, "(") if box.height == 1 else beside([text_box("("), box, text_box(")")])
    if source.kind == "hole":
        return box
    behind = layout.box(source)
    return behind if not names else beside([box, text_box(" ~ " if layout.mode == "tall" else "~"), behind])


def _relation(layout: Layout, node: Node) -> Box:
    boxes = [layout.wrapped(node.parts[0], 1)]
    for sign, part in zip(node.marks, node.parts[1:], strict=True):
        boxes += [_text(layout, node, f" {_RELATIONS.get(sign, sign)} "), layout.wrapped(part, 1)]
    return beside(boxes)


def _vector(layout: Layout, node: Node) -> Box:
    opening = {"\\{": "{", "(": "("}.get(node.text, "[")
    nested = [part.parts for part in node.parts if part.kind == "vec"]
    if layout.mode != "flat" and len(nested) == len(node.parts):
        return bracketed(gridded([[layout.box(part) for part in row] for row in nested]), opening, layout.style(node))
    return bracketed(comma_separated(layout, node.parts), opening, layout.style(node), node.span[1] > layout.length)


def _absolute(layout: Layout, node: Node) -> Box:
    return bracketed(layout.box(node.parts[0]), "|", layout.style(node))


def _norm(layout: Layout, node: Node) -> Box:
    box = bracketed(layout.box(node.parts[0]), "‖", layout.style(node))
    return box if node.text == "2" else scripted(layout, box, None, text_box(node.text))


def _divergence(layout: Layout, node: Node) -> Box:
    inside = beside([layout.box(node.parts[0]), text_box(" ‖ "), layout.box(node.parts[1])])
    return layout.call(_text(layout, node, "KL"), node, inside)


def _sign(text: str) -> Callable[[Layout, Node], Box]:
    return lambda layout, node: _text(layout, node, text)


def _data(layout: Layout, node: Node) -> Box:
    return named(layout, node, node.text)


_DRAW: dict[str, Callable[[Layout, Node], Box]] = {
    "num": _number,
    "const": _constant,
    "sym": _symbol,
    "var": _variable,
    "neg": _negative,
    "add": _sum,
    "product": _product,
    "pow": _power,
    "transpose": _transpose,
    "call": _call,
    "apply": _applied,
    "index": _indexed,
    "prefix": _prefix,
    "big": _big,
    "expect": _expectation,
    "relation": _relation,
    "vec": _vector,
    "abs": _absolute,
    "norm": _norm,
    "kl": _divergence,
    "dots": _sign("…"),
    "hole": _sign("·"),
    "all": _sign(":"),
    "data": _data,
}
