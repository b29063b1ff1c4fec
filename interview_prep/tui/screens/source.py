"""A function's source, over the lab."""

from typing import ClassVar

from rich.syntax import Syntax
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static


class SourceScreen(ModalScreen[None]):
    """Source with its own colours; escape closes."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar = [Binding("escape,enter,s,q", "app.pop_screen", "close", show=False)]

    def __init__(self, name: str, source: str) -> None:
        super().__init__(classes="source")
        self._name = name
        self._source = source

    def compose(self) -> ComposeResult:
        """One scrolling page."""
        theme = "ansi_dark" if self.app.current_theme.dark else "ansi_light"
        with Vertical(id="box") as box:
            box.border_title = self._name
            with VerticalScroll():
                yield Static(Syntax(self._source, "python", theme=theme, background_color="default"))
            yield Static("esc closes", id="close", markup=False)
