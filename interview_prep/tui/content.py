"""From plain data to Textual's Content: prompts, maths and highlights, built from spans and never from markup."""

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from textual.content import Content, Span

from interview_prep.text import sanitise

if TYPE_CHECKING:
    from interview_prep.practice.markup import Block

STYLES = {"": "", "bold": "bold", "code": "$text-primary", "math": "$foreground"}
MUTED = "$foreground 68%"
FAINT = "$foreground 58%"


def safe(text: str, style: str = "") -> Content:
    """Text from outside in one style."""
    return Content.styled(sanitise(text), style) if style else Content(sanitise(text))


def line(source: str, style: str = "") -> Content:
    """One line of small Markdown; `style` lies under its own emphasis."""
    from interview_prep.practice.markup import inline

    content = Content.assemble(*((span.text, STYLES[span.style]) for span in inline(source)))
    return content.stylize_before(style) if style else content


@lru_cache(maxsize=256)
def prose(source: str, style: str = "") -> Content:
    """Paragraphs, items and code of small Markdown."""
    from interview_prep.practice.markup import blocks

    parts: list[Content] = []
    for index, block in enumerate(blocks(source)):
        if index:
            parts.append(Content("\n\n" if _parted(blocks(source)[index - 1], block) else "\n"))
        parts.append(_block(block))
    content = Content("").join(parts)
    return content.stylize_before(style) if style else content


def entry(label: str, key: str, width: int, *, selected: bool) -> Content:
    """A line of a menu: the label on the left, its key on the right, a tint over all of it where it is selected."""
    name = Content.styled(label, "bold" if selected else "").truncate(max(1, width - len(key) - 5), ellipsis=True)
    line = Content.assemble(
        ("▸ " if selected else "  ", "bold $text-primary"),
        name,
        (" " * max(1, width - name.cell_length - len(key) - 4), ""),
        (f"{key}  ", "bold $text-accent"),
    )
    return line.stylize_before("on $primary 24%") if selected else line


def highlighted(text: str, spans: Iterable[tuple[int, int, str]]) -> Content:
    """The learner's own words with (start, end, style) ranges marked. The text has to be clean already."""
    return Content(text, spans=[Span(start, end, style) for start, end, style in spans])


def _parted(before: "Block", block: "Block") -> bool:
    return block.kind == "paragraph" or before.kind == "paragraph"


def _block(block: "Block") -> Content:
    return Content.assemble((block.marker, MUTED), *((span.text, STYLES[span.style]) for span in block.spans))
