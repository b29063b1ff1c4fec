"""The palette: everything that can be done, found by typing, over whatever is shown."""

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.commands import Command, commands, matches
from interview_prep.tui.content import MUTED
from interview_prep.tui.layout import Line, tinted
from interview_prep.tui.widgets.overlay import Overlay
from interview_prep.tui.widgets.page import Page

_SHOWN = 12


class PaletteScreen(Overlay):
    """A line to type in, and what fits it."""

    PLACE = "palette"
    CSS_PATH = "palette.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+p", "app.pop_screen", "close", show=False),
        Binding("up", "move(-1)", "above", show=False, priority=True),
        Binding("down", "move(1)", "below", show=False, priority=True),
    ]
    app = getters.app(PrepApp)

    def __init__(self, app: PrepApp, below: PrepScreen) -> None:
        super().__init__()
        self._all = list(commands(app, below))
        self._found: list[tuple[Command, list[int]]] = [(command, []) for command in self._all]
        self._cursor = 0

    def compose(self) -> ComposeResult:
        """The line above, the commands below."""
        with Vertical(id="box") as box:
            box.border_title = "Commands"
            yield Input(placeholder="what to do", compact=True, select_on_focus=False)
            yield Page(id="found")

    def on_mount(self) -> None:
        """Show all."""
        self._paint()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow down to what fits."""
        ranked = [(fit, command) for command in self._all if (fit := matches(event.value, command.label)) is not None]
        ranked.sort(key=lambda pair: pair[0][0])
        self._found = [(command, fit[1]) for fit, command in ranked]
        self._cursor = 0
        self._paint()

    def on_input_submitted(self) -> None:
        """Do what the cursor stands on."""
        self._run(self._cursor)

    def on_page_picked(self, event: Page.Picked) -> None:
        """Do what was clicked."""
        self._run(event.index)

    def on_mouse_scroll_down(self) -> None:
        """The wheel moves the cursor, as the list follows it."""
        self.action_move(1)

    def on_mouse_scroll_up(self) -> None:
        """The same, upwards."""
        self.action_move(-1)

    def action_move(self, by: int) -> None:
        """Move the cursor, around the ends."""
        self._cursor = (self._cursor + by) % max(1, len(self._found))
        self._paint()

    def _run(self, index: int) -> None:
        if index < len(self._found):
            self.app.pop_screen()
            self._found[index][0].run()

    def _paint(self) -> None:
        count = len(self._found)
        self.query_one("#box").border_subtitle = f"{count} command{'s' if count != 1 else ''} · esc closes"
        self.query_one(Page).show(self._rows)

    def _rows(self, width: int) -> list[Line]:
        room = min(_SHOWN, max(3, self.app.size.height - 9))
        first = min(max(0, self._cursor - room + 1), max(0, len(self._found) - room))
        rows = [self._row(index, width) for index in range(first, min(len(self._found), first + room))]
        return rows or [(Content.styled("Nothing fits; try another word.", MUTED), None)]

    def _row(self, index: int, width: int) -> Line:
        command, places = self._found[index]
        chosen = index == self._cursor
        side = f"{command.group:<10}{command.key:>8} "
        label = Content(command.label)
        for place in places:
            label = label.stylize("bold $text-accent", place, place + 1)
        label = label.truncate(max(10, width - len(side) - 4), ellipsis=True)
        pad = " " * max(1, width - label.cell_length - len(side) - 2)
        row = Content.assemble(
            ("▸ " if chosen else "  ", "bold $text-primary"),
            label,
            pad,
            (f"{command.group:<10}", "$foreground 80%" if chosen else MUTED),
            (f"{command.key:>8} ", "bold $text-accent"),
        )
        return (tinted(row, width, "on $primary 24%") if chosen else row), index
