"""What every screen shares: the frame, and a state from which footer and keys follow."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import reactive
from textual.screen import Screen

from interview_prep.tui.registry import REGISTRY
from interview_prep.tui.widgets.frame import Footer, Header


class PrepScreen(Screen[None]):
    """A header, a body and a footer. `PLACE` is the screen's name in the registry of actions."""

    PLACE: ClassVar[str] = ""
    HEADING: ClassVar[str] = ""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  # Textual's own form

    state: reactive[str] = reactive("", init=False)

    @staticmethod
    def keys(place: str) -> list[BindingType]:
        """The bindings of a place, for `BINDINGS`."""
        return [*REGISTRY.bindings(place)]

    def compose(self) -> ComposeResult:
        yield Header(self.HEADING)
        yield from self.compose_body()
        yield Footer()

    def compose_body(self) -> ComposeResult:
        """What stands between header and footer."""
        return iter(())

    def on_mount(self) -> None:
        """Show the footer of the first state."""
        self.refresh_footer()

    def on_resize(self) -> None:
        """Fit the footer to the new width."""
        self.refresh_footer()

    def watch_state(self) -> None:
        """Keys and footer follow the state."""
        self.refresh_footer()
        self.refresh_bindings()

    def refresh_footer(self) -> None:
        """List the keys that hold now."""
        self.query_one(Footer).show(REGISTRY.footer(self.PLACE, self.state))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An action of the registry holds only in its own states."""
        holds = REGISTRY.find(self.PLACE, action, self.state)
        return True if holds is None else holds
