"""A tree drawn into a given room: scripts on rows of their own, then inline, then one line; never cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from interview_prep.formula import spelling
from interview_prep.formula.boxes import BLANK, Box, Cell, Style
from interview_prep.formula.layout import Layout, Mode
from interview_prep.formula.nodes import Node, Span


@dataclass(frozen=True, slots=True)
class Piece:
    """Text in one style: "", grey (tall brackets), fault, counterpart, or missing (a bracket nobody typed)."""

    text: str
    style: Style = ""


def render(
    tree: Node, width: int, height: int, marks: Sequence[tuple[Span, Style]] = (), length: int | None = None
) -> list[list[Piece]]:
    """The tree in at most `width` cells and, if it can be, `height` rows.

    `marks` style what stands in these places of the text; `length` is the text's length when brackets were closed for
    the learner. Where even one line is too long it is broken at a blank, into more rows than `height` if need be.
    """
    modes: tuple[Mode, ...] = ("tall", "inline", "flat")
    for mode in modes:
        box = draw(tree, mode, marks, length)
        if box.width <= width and (box.height <= height or mode == "flat"):
            return [_pieces(row) for row in box.rows]
    return [_pieces(row) for row in _broken(draw(tree, "flat", marks, length).rows[0], max(width, 1))]


def one_line(tree: Node, within: Node | None = None) -> str:
    """The tree on one Unicode line; a part of a formula with scripts as in the whole."""
    return "".join(cell for cell, _ in draw(tree, "flat", within=within).rows[0])


def draw(
    tree: Node,
    mode: Mode,
    marks: Sequence[tuple[Span, Style]] = (),
    length: int | None = None,
    within: Node | None = None,
) -> Box:
    """The box of a tree in one mode; `within` is the formula whose scripts decide how all scripts are written."""
    lower, upper = _scripts(tree if within is None else within)
    layout = Layout(
        mode,
        all(spelling.lowered(text) is not None for text in lower),
        all(spelling.raised(text) is not None for text in upper),
        marks,
        1_000_000 if length is None else length,
    )
    return layout.box(tree)


def _scripts(tree: Node) -> tuple[set[str], set[str]]:
    """Every lowered and every raised part of a formula as plain text, so that one choice holds for all."""
    lower: set[str] = set()
    upper: set[str] = set()
    plain = Layout("flat", unicode_lower=False, unicode_raise=False)
    for node in tree.walk():
        if node.kind in ("sym", "apply", "var", "data"):
            name = spelling.name(node.marks[0] if node.marks else node.text)
            lower |= {name.lower} - {""}
            upper |= {name.upper} - {""}
        elif node.kind in ("index", "prefix"):
            lower.add(",".join(_plain(plain, part) for part in node.parts[1:]))
        elif node.kind == "pow":
            upper.add(_plain(plain, node.parts[1]))
        elif node.kind == "expect":
            lower |= {spelling.name(name).lower for mark in node.marks for name in mark.split()} - {""}
    return lower, upper


def _plain(layout: Layout, node: Node) -> str:
    return "".join(cell for cell, _ in layout.box(node).rows[0])


def _pieces(row: Sequence[Cell]) -> list[Piece]:
    cells = list(row)
    while cells and cells[-1] == BLANK:
        cells.pop()
    return [Piece("".join(c for c, _ in group), style) for style, group in groupby(cells, key=lambda cell: cell[1])]


def _broken(cells: Sequence[Cell], width: int) -> list[Sequence[Cell]]:
    """A line broken at blanks; a piece without a blank is broken where it has to be."""
    rows: list[Sequence[Cell]] = []
    start = 0
    while len(cells) - start > width:
        end = start + width
        blank = next((place for place in range(end, start, -1) if cells[place][0] == " "), None)
        rows.append(cells[start : blank if blank is not None else end])
        start = blank + 1 if blank is not None else end
    rows.append(cells[start:])
    return rows
