"""A long list of one-line rows with one cursor. Only the rows in sight are made, so that ten thousand cost nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from textual.content import Content
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.widgets import Static

from interview_prep.tui.content import MUTED

Line: TypeAlias = Callable[[int, int], Content]
"""The row of an index, in so many cells."""


class Listing(Static):
    """Rows in sight around a cursor; the last line says how many follow."""

    DEFAULT_CSS = """
    Listing { height: 1fr; }
    """

    @dataclass
    class Moved(Message):
        """The cursor stands on another row."""

        listing: "Listing"

        @property
        def control(self) -> "Listing":
            """The list."""
            return self.listing

    @dataclass
    class Opened(Message):
        """The row under the cursor was clicked."""

        listing: "Listing"

        @property
        def control(self) -> "Listing":
            """The list."""
            return self.listing

    def __init__(self, id: str | None = None, *, opens: bool = False) -> None:  # noqa: A002  # Textual's own name
        super().__init__("", id=id, markup=False)
        self.cursor = 0
        self._opens = opens
        self._count = 0
        self._top = 0
        self._empty = Content("")
        self._line: Line = lambda _index, _width: Content("")

    def fill(self, count: int, line: Line, cursor: int = 0, empty: Content | None = None) -> None:
        """Show `count` rows, the cursor on one of them; `empty` says what to do where there is none."""
        self._count, self._line, self._empty = count, line, empty or Content("")
        self.cursor = min(max(0, cursor), max(0, count - 1))
        self._paint()

    def move(self, by: int) -> None:
        """Move the cursor; it stops at the ends."""
        self.point(min(max(0, self.cursor + by), self._count - 1))

    def point(self, index: int) -> None:
        """Put the cursor on a row that is there."""
        if 0 <= index < self._count and index != self.cursor:
            self.cursor = index
            self._paint()
            self.post_message(self.Moved(self))

    @property
    def page(self) -> int:
        """How many rows are in sight."""
        return max(1, self.size.height - 1)

    def on_resize(self) -> None:
        """Fit the rows to the new size."""
        self._paint()

    def on_click(self, event: Click) -> None:
        """A click points; on the cursor's own row, or where one click is enough, it opens."""
        index = self._top + event.y
        if event.y >= self._shown or not 0 <= index < self._count:
            return
        again = index == self.cursor
        self.point(index)
        if again or self._opens:
            self.post_message(self.Opened(self))

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel moves the cursor along."""
        event.stop()
        self.move(3)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel moves the cursor back."""
        event.stop()
        self.move(-3)

    @property
    def _shown(self) -> int:
        """Rows of the list in sight; the last line is for what follows."""
        height = self.size.height
        return height if self._count <= height else max(1, height - 2)

    def _paint(self) -> None:
        if not self.size.width:
            return
        shown, width = self._shown, self.size.width
        self._top = min(max(self._top, self.cursor - shown + 1, 0), self.cursor, max(0, self._count - shown))
        lines = [self._row(index, width) for index in range(self._top, min(self._count, self._top + shown))]
        if self._count > shown:
            after = self._count - self._top - shown
            words = f"{after:,} more" if after else f"{self._count:,} in all"
            lines += [Content(""), Content.styled(f"  {words}", MUTED)]
        self.update(Content("\n").join(lines) if lines else self._empty)

    def _row(self, index: int, width: int) -> Content:
        chosen = index == self.cursor
        mark = ("▸ ", "bold $text-primary") if chosen else ("  ", "")
        line = Content.assemble(mark, self._line(index, width - 2))
        line = Content.assemble(line, " " * max(0, width - line.cell_length))
        return line.stylize_before("on $primary 24%") if chosen else line
