"""One question, one line to type, over whatever is shown."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from interview_prep.tui.widgets.overlay import Overlay


class AskScreen(Overlay):
    """Enter hands the text on, escape leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.pop_screen", "leave it", show=False)]
    CSS_PATH = "ask.tcss"

    def __init__(self, question: str, done: Callable[[str], None]) -> None:
        super().__init__()
        self._question = question
        self._done = done

    def compose(self) -> ComposeResult:
        """The line."""
        entry = Input()
        entry.border_title = self._question
        entry.border_subtitle = "enter keeps it, esc leaves it"
        yield entry

    def put_away(self) -> None:
        """A click beside the line leaves it only while it is empty: words are not lost by a slip of the mouse."""
        if not self.query_one(Input).value.strip():
            super().put_away()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand the text on."""
        self.app.pop_screen()
        if event.value.strip():
            self._done(event.value)
