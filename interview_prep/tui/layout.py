"""Lines of text fitted to a width: hanging indents, two ends of a row, bars at the left. Plain functions on Content."""

from collections.abc import Sequence
from typing import TypeAlias

from textual.content import Content

from interview_prep.text import sanitise
from interview_prep.tui.content import MUTED
from interview_prep.tui.wrapping import wrapped

Line: TypeAlias = tuple[Content, int | None]
"""One row of a page, and the number that a click on it picks."""

_NARROWEST = 8


def plain_lines(lines: Sequence[Content]) -> list[Line]:
    """Rows on which a click picks nothing."""
    return [(line, None) for line in lines]


def hang(content: Content, width: int, first: Content | str = "", rest: Content | str = "") -> list[Content]:
    """The content wrapped behind `first` on its first line and behind `rest` on the others; both are equally wide."""
    lead, after = Content.assemble(first), Content.assemble(rest)
    room = max(_NARROWEST, width - max(lead.cell_length, after.cell_length))
    lines = wrapped(content, room) or [Content("")]
    return [Content.assemble(lead if not index else after, line) for index, line in enumerate(lines)]


def both_ends(left: Content, right: Content, width: int) -> list[Content]:
    """`right` at the right edge of the last line of `left`, or on a line of its own where there is no room."""
    if not right.cell_length:
        return wrapped(left, max(_NARROWEST, width))
    lines = wrapped(left, max(_NARROWEST, width))
    gap = width - lines[-1].cell_length - right.cell_length
    if gap >= 2:
        return [*lines[:-1], Content.assemble(lines[-1], " " * gap, right)]
    return [*lines, Content.assemble(" " * max(0, width - right.cell_length), right)]


def tinted(line: Content, width: int, style: str) -> Content:
    """The line on a ground that reaches to the right edge."""
    return Content.assemble(line, " " * max(0, width - line.cell_length)).stylize_before(style)


def barred(lines: Sequence[Content], style: str) -> list[Content]:
    """The lines behind a thick bar: a judgement or a voice."""
    return [Content.assemble(("▌", style), "  ", line) for line in lines]


def table(rows: Sequence[tuple[str, str]], width: int) -> Content:
    """Labels on the left, values on the right."""
    lines = [
        Content.assemble((label, MUTED), " " * max(1, width - len(label) - len(value)), (sanitise(value), ""))
        for label, value in rows
    ]
    return Content("\n").join(lines)


def bar(share: float, width: int) -> Content:
    """A line that is done up to `share`."""
    done = round(min(max(share, 0.0), 1.0) * width)
    return Content.assemble(("━" * done, "$primary"), ("─" * (width - done), "$foreground 22%"))
