"""A menu in a frame: a line that sums up, then entries, each with its key. One widget, quick to paint."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.events import Click, MouseMove
from textual.message import Message
from textual.widget import Widget

from interview_prep.tui.content import entry


class Menu(Widget):
    """Entries and a cursor. A click or `Chosen` starts an entry."""

    DEFAULT_CSS = """
    Menu {
        height: auto;
        border: round $primary;
        border-title-color: $text-primary;
        border-title-style: bold;
        padding: 1 1;
    }
    """

    @dataclass
    class Chosen(Message):
        """An entry was clicked."""

        index: int

    def __init__(self, title: str) -> None:
        super().__init__(id="menu")
        self.border_title = title
        self.cursor = 0
        self._head = Content("")
        self._entries: Sequence[tuple[str, str]] = ()

    def show(self, head: Content, entries: Sequence[tuple[str, str]]) -> None:
        """Show these entries, as labels and keys, under a line of text."""
        self._head, self._entries = head, entries
        self.refresh(layout=len(entries) + 2 != self.content_size.height)

    def move(self, by: int) -> None:
        """Move the cursor, around the ends."""
        self.cursor = (self.cursor + by) % max(1, len(self._entries))
        self.refresh()

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """A line for each entry, and two above them."""
        return len(self._entries) + 2

    def render(self) -> Content:
        """The head, a blank line, the entries; the chosen one on a tint."""
        width = self.size.width
        lines = [Content.assemble("  ", self._head), Content("")]
        for index, (label, key) in enumerate(self._entries):
            lines.append(entry(label, key, width, selected=index == self.cursor))
        return Content("\n").join(lines)

    def on_mouse_move(self, event: MouseMove) -> None:
        """The cursor follows the mouse."""
        index = self._index_at(event)
        if index is not None and index != self.cursor:
            self.cursor = index
            self.refresh()

    def on_click(self, event: Click) -> None:
        """Start what was clicked."""
        index = self._index_at(event)
        if index is not None:
            self.cursor = index
            self.post_message(self.Chosen(index))

    def _index_at(self, event: Click | MouseMove) -> int | None:
        offset = event.get_content_offset(self)
        index = offset.y - 2 if offset is not None else -1
        return index if 0 <= index < len(self._entries) else None
