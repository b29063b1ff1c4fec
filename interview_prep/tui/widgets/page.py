"""A page of rows that are laid out for the width at hand. One widget, however much stands on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.containers import ScrollableContainer
from textual.content import Content
from textual.events import Click
from textual.geometry import Region
from textual.message import Message
from textual.widget import Widget

from interview_prep.tui.layout import Line


class Page(Widget):
    """Shows what a function lays out; a click on a row that carries a number posts `Picked`."""

    DEFAULT_CSS = """
    Page { height: auto; width: 1fr; text-wrap: nowrap; }
    """
    auto_links = False  # there are none to look for

    @dataclass
    class Picked(Message):
        """A row with a number was clicked."""

        page: "Page"
        index: int

    def __init__(self, id: str | None = None) -> None:  # noqa: A002  # Textual's own name for it
        super().__init__(id=id)
        self._build: Callable[[int], Sequence[Line]] | None = None
        self._laid: tuple[int, Sequence[Line]] = (-1, ())

    def show(self, build: Callable[[int], Sequence[Line]]) -> None:
        """Lay out anew; `build` is given the width in cells. Rows that stay the same are not painted again."""
        width, before = self._laid
        self._build, self._laid = build, (-1, ())
        after = self._lines(width)
        if width != self.size.width or len(after) != len(before):
            self.refresh(layout=True)
            return
        pairs = enumerate(zip(before, after, strict=True))
        changed = [Region(0, y, width, 1) for y, (old, new) in pairs if not new[0].is_same(old[0])]
        if changed:
            self.refresh(*changed)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """As many rows as there are."""
        return len(self._lines(width))

    def render(self) -> Content:
        """All rows."""
        return Content("\n").join(line for line, _ in self._lines(self.size.width))

    def on_click(self, event: Click) -> None:
        """Tell which numbered row was clicked."""
        offset = event.get_content_offset(self)
        lines = self._lines(self.size.width)
        if offset is not None and offset.y < len(lines):
            index = lines[offset.y][1]
            if index is not None:
                self.post_message(self.picked(index))

    def picked(self, index: int) -> Message:
        """What a click on a numbered row tells."""
        return self.Picked(self, index)

    def scroll_to_row(self, index: int) -> None:
        """Bring the rows that carry this number into view."""
        rows = [y for y, (_, number) in enumerate(self._lines(self.size.width)) if number == index]
        if not rows:
            return
        region = Region(0, rows[0], self.size.width, len(rows))
        for widget in self.ancestors_with_self:
            if isinstance(widget, ScrollableContainer):
                widget.scroll_to_region(region, animate=False)
                return
            if isinstance(widget, Widget):
                region = region.translate(widget.virtual_region.offset)

    def _lines(self, width: int) -> Sequence[Line]:
        if self._build is None or width <= 0:
            return ()
        if self._laid[0] != width:
            fitted = [(part, index) for line, index in self._build(width) for part in _fitted(line, width)]
            self._laid = (width, fitted)
        return self._laid[1]


def _fitted(line: Content, width: int) -> list[Content]:
    """The line, or its parts where it is longer than the page is wide: what wraps unseen would push others out."""
    return [line] if line.cell_length <= width else line.wrap(width)
