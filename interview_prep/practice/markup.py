"""The small Markdown of prompts and explanations, read into plain data that every front end can show.

Emphasis, code, lists, fenced code and `$...$` maths; nothing else has a meaning, brackets least of all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from interview_prep.practice.maths import can_lower, to_unicode
from interview_prep.text import sanitise

Style: TypeAlias = Literal["", "bold", "code", "math"]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style."""

    text: str
    style: Style = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a list item (with its marker) or a line of fenced code."""

    kind: Literal["paragraph", "item", "code"]
    spans: tuple[Span, ...]
    marker: str = ""

    @property
    def text(self) -> str:
        """The block's words without styles."""
        return self.marker + "".join(span.text for span in self.spans)


_INLINE = re.compile(
    r"`([^`\n]+)`|(?<!\\)\$([^$\n]+)\$|\*\*([^*\n]+)\*\*|(?<![\w*])\*([^*\s][^*\n]*)\*(?![\w*])|\\([$*`\\])"
)
_ITEM = re.compile(r"^\s*([-*]|\d{1,2}[.)])\s+(.*)$")


@lru_cache(maxsize=512)
def blocks(source: str) -> tuple[Block, ...]:
    """The blocks of a text, cleaned of what a terminal could act on."""
    return tuple(_blocks(sanitise(source)))


def plain(source: str) -> str:
    """The text as plain lines, a blank line between paragraphs."""
    lines: list[str] = []
    for index, block in enumerate(blocks(source)):
        if index and block.kind == "paragraph":
            lines.append("")
        lines.append(block.text)
    return "\n".join(lines)


def inline(source: str) -> tuple[Span, ...]:
    """The spans of one line."""
    return tuple(_spans(sanitise(source)))


def _blocks(source: str) -> Iterator[Block]:
    paragraph: list[str] = []
    item: tuple[str, list[str]] | None = None
    fenced = False
    for line in [*source.split("\n"), ""]:
        if line.strip().startswith("```"):
            fenced = not fenced
            continue
        if fenced:
            yield Block("code", (Span(line, "code"),))
            continue
        match = _ITEM.match(line)
        if match or not line.strip():
            if paragraph:
                yield Block("paragraph", tuple(_spans(" ".join(paragraph))))
                paragraph = []
            if item:
                yield Block("item", tuple(_spans(" ".join(item[1]))), item[0])
                item = None
        if match:
            marker = "• " if match[1] in "-*" else f"{match[1]} "
            item = (marker, [match[2]])
        elif line.strip():
            (item[1] if item else paragraph).append(line.strip())


def _spans(line: str) -> Iterator[Span]:
    at, lower = 0, can_lower(match[2] for match in _INLINE.finditer(line) if match[2])
    for match in _INLINE.finditer(line):
        if match.start() > at:
            yield Span(line[at : match.start()])
        code, maths, strong, emphasis, escaped = match.groups()
        if code:
            yield Span(code, "code")
        elif maths:
            yield Span(to_unicode(maths, lower=lower), "math")
        elif strong or emphasis:
            yield Span(strong or emphasis, "bold")
        else:
            yield Span(escaped)
        at = match.end()
    if at < len(line):
        yield Span(line[at:])
