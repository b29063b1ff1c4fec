"""Where two trees differ: the smallest parts of one that the other has differently."""

from dataclasses import dataclass, replace

from interview_prep.formula.nodes import Node, shape_of

MAX_PARTS = 8


@dataclass(frozen=True, slots=True)
class Difference:
    """A part of the learner's tree and the part of the formula in its place; None where one of them has nothing."""

    yours: Node | None
    wanted: Node | None
    turned: bool = False
    """The same part on both sides, but dividing on one and multiplying on the other."""


def canonical(tree: Node, sizes: frozenset[str]) -> Node:
    """The tree with what carries no meaning taken out: names of bound indices, bounds that say "all of them", nested
    products. Places stay.
    """
    return _canonical(tree, {}, sizes)


def _canonical(node: Node, names: dict[str, str], sizes: frozenset[str]) -> Node:
    if node.kind == "big" and node.marks[0]:
        name = node.marks[0]
        names = {**names, name: f"#{len(names)}"}
        roles = [(mark, part) for mark, part in zip(node.marks[1:], node.parts[1:], strict=True)]
        kept = [(mark, part) for mark, part in roles if not _says_all(mark, part, sizes)]
        parts = tuple(_canonical(part, names, sizes) for part in (node.parts[0], *(part for _, part in kept)))
        return replace(node, parts=parts, marks=(name, *(mark for mark, _ in kept)))
    if node.kind in ("var", "sym") and node.text in names:
        return Node("var", node.span, text=names[node.text], marks=(node.marks[0] if node.marks else node.text,))
    parts = tuple(_canonical(part, names, sizes) for part in node.parts)
    node = replace(node, parts=parts)
    return _flattened(node) if node.kind == "product" else node


def _says_all(mark: str, part: Node, sizes: frozenset[str]) -> bool:
    if mark == "lo":
        return part.kind == "num" and part.value == 1
    return mark == "hi" and part.kind == "sym" and part.text in sizes


def _flattened(node: Node) -> Node:
    """A product inside a product as factors of the outer one; not one that divides by it."""
    parts: list[Node] = []
    marks: list[str] = []
    for sign, part in zip(("", *node.marks), node.parts, strict=True):
        inner = part.kind == "product" and sign != "/" and (not parts or "/" not in part.marks)
        marks += [sign] if sign else []
        if inner:
            parts += part.parts
            marks += part.marks
        else:
            parts.append(part)
    return replace(node, parts=tuple(parts), marks=tuple(marks))


def differences(yours: Node, wanted: Node) -> list[Difference]:
    """The smallest differing parts, in the order of the text; the two whole trees if nothing in them fits."""
    if shape_of(yours) == shape_of(wanted):
        return []
    if yours.kind == wanted.kind == "expect":
        unequal = shape_of(yours.parts[0]) != shape_of(wanted.parts[0])
        if unequal or not yours.marks or not wanted.marks:
            return differences(yours.parts[0], wanted.parts[0])
    if yours.kind != wanted.kind or _head(yours) != _head(wanted):
        return [Difference(yours, wanted)]
    if len(yours.parts) != len(wanted.parts) or yours.kind in ("add", "product"):
        return _members(yours, wanted)
    return [part for one, other in zip(yours.parts, wanted.parts, strict=True) for part in differences(one, other)]


def _head(node: Node) -> object:
    if node.kind in ("product", "add"):
        return node.kind
    return shape_of(replace(node, parts=()))


def _members(yours: Node, wanted: Node) -> list[Difference]:
    """Terms or factors that have no equal on the other side, paired in order."""
    mine, theirs = _entries(yours), _entries(wanted)
    shapes = [(sign, shape_of(node)) for sign, node in theirs]
    left: list[tuple[str, Node]] = []
    for sign, node in mine:
        key = (sign, shape_of(node))
        if key in shapes:
            place = shapes.index(key)
            del shapes[place], theirs[place]
        else:
            left.append((sign, node))
    if len(left) == len(_entries(yours)) and len(theirs) == len(_entries(wanted)) and len(left) != len(theirs):
        return [Difference(yours, wanted)]
    return _paired(left, theirs)


def _entries(node: Node) -> list[tuple[str, Node]]:
    if node.kind == "product":
        signs = ["*", *("/" if mark == "/" else "*" for mark in node.marks)]
        return list(zip(signs, node.parts, strict=True))
    return [("", part) for part in node.parts]


def _paired(left: list[tuple[str, Node]], right: list[tuple[str, Node]]) -> list[Difference]:
    found: list[Difference] = []
    for place in range(max(len(left), len(right))):
        mine = left[place][1] if place < len(left) else None
        wanted = right[place][1] if place < len(right) else None
        if mine is not None and wanted is not None and shape_of(mine) == shape_of(wanted):
            found.append(Difference(mine, wanted, turned=True))
        elif mine is not None and wanted is not None and left[place][0] == right[place][0]:
            found += differences(mine, wanted)
        else:
            found.append(Difference(mine, wanted))
    return found


def size(node: Node) -> int:
    """How many nodes a tree has."""
    return sum(1 for _ in node.walk())


def distance(yours: Node, wanted: Node) -> int:
    """How much has to change: the nodes in all differing parts."""
    return sum(
        max(size(part.yours) if part.yours else 0, size(part.wanted) if part.wanted else 0)
        for part in differences(yours, wanted)
    )
