"""Names in a row, one of them chosen. As many as fit are shown around it; a click chooses."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget

from interview_prep.tui.content import MUTED

_MORE = " … "


class Tabs(Widget):
    """A row of names."""

    DEFAULT_CSS = """
    Tabs { height: 1; width: 1fr; }
    """

    @dataclass
    class Chosen(Message):
        """A name was clicked."""

        tabs: "Tabs"
        index: int

        @property
        def control(self) -> "Tabs":
            """The row."""
            return self.tabs

    def __init__(self, names: Sequence[str], id: str | None = None) -> None:  # noqa: A002  # Textual's own name for it
        super().__init__(id=id)
        self._names = names
        self.chosen = 0
        self._places: list[tuple[int, int, int]] = []

    def choose(self, index: int) -> None:
        """Choose a name, around the ends."""
        self.chosen = index % len(self._names)
        self.refresh()

    def render(self) -> Content:
        """The names that fit, the chosen one among them."""
        first, last = self._fitting(self.size.width)
        parts: list[tuple[str, str]] = [(_MORE, MUTED)] if first else []
        self._places, at = [], len(_MORE) if first else 0
        for index in range(first, last):
            text = f" {self._names[index]} "
            parts += [(text, "bold on $primary 24%" if index == self.chosen else MUTED), (" ", "")]
            self._places.append((at, at + cell_len(text), index))
            at += cell_len(text) + 1
        if last < len(self._names):
            parts.append((_MORE, MUTED))
        return Content.assemble(*parts)

    def on_click(self, event: Click) -> None:
        """Choose what was clicked; the mark of what does not fit goes on by one."""
        found = next((index for start, end, index in self._places if start <= event.x < end), None)
        if found is None and self._places:
            found = self.chosen + (1 if event.x >= self._places[-1][1] else -1)
        if found is not None:
            self.post_message(self.Chosen(self, found % len(self._names)))

    def _fitting(self, width: int) -> tuple[int, int]:
        """The first and the last name (exclusive) of a stretch around the chosen one."""
        wide = [cell_len(name) + 3 for name in self._names]
        if sum(wide) <= width + 1:
            return 0, len(wide)
        first, last = self.chosen, self.chosen + 1
        room = width - 2 * len(_MORE) - wide[self.chosen]
        while last < len(wide) and wide[last] <= room:
            room -= wide[last]
            last += 1
        while first > 0 and wide[first - 1] <= room:
            first -= 1
            room -= wide[first]
        return first, last
