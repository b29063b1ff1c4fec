"""A row of filters: names muted, values plain, one of them marked while the keys go here. A click turns a value on."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widgets import Static

from interview_prep.tui.content import MUTED


class Filters(Static):
    """Names and values on one line."""

    DEFAULT_CSS = """
    Filters { height: 1; }
    """

    @dataclass
    class Clicked(Message):
        """A filter was clicked."""

        name: str

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._places: list[tuple[int, int, str]] = []

    def show(self, values: Sequence[tuple[str, str, str]], marked: str = "") -> None:
        """Show (name, label, value) rows; the marked one has the keys."""
        parts: list[tuple[str, str]] = []
        self._places, at = [], 0
        gap = "  " if self.app.size.width >= 100 else " "
        for name, label, value in values:
            on = name == marked
            mark = "▸" if on else ""
            named = f"{mark}{label}" if value == "any" else mark
            style = "bold on $primary 44%" if on else "on $primary 24%" if value != "any" else ""
            parts += [(named, "bold $text-primary" if on else MUTED), (f" {value} ", style), (gap, "")]
            width = len(named) + len(value) + 2
            self._places.append((at, at + width, name))
            at += width + len(gap)
        self.update(Content.assemble(*parts))

    def on_click(self, event: Click) -> None:
        """Tell which filter was clicked."""
        for start, end, name in self._places:
            if start <= event.x < end:
                self.post_message(self.Clicked(name))
