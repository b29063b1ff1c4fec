"""What every screen shares: the frame, and a state from which footer and keys follow."""

from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import Reactive, var
from textual.screen import Screen
from textual.widget import Widget

from interview_prep.tui.actions import Action
from interview_prep.tui.registry import REGISTRY
from interview_prep.tui.widgets.frame import Footer, Header


class PrepScreen(Screen[None]):
    """A header, a body and a footer.

    `PLACE` is the screen's name in the registry of actions, `TYPING` the states in which letters belong to a text.
    """

    PLACE: ClassVar[str] = ""
    HEADING: ClassVar[str] = ""
    TYPING: ClassVar[frozenset[str]] = frozenset()

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  # Textual's own form

    # Neither paints the whole screen anew: what depends on the state and on the focus is painted by itself.
    state: var[str] = var("", init=False)
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self) -> None:
        super().__init__()
        # Textual gives these classes with the first resize; given now, they spare styling everything a second time.
        self.set_classes(self._get_breakpoint_classes(self.app.size.width, self.HORIZONTAL_BREAKPOINTS or []))
        self.header, self.footer = Header(self.HEADING), Footer()

    @staticmethod
    def keys(place: str) -> list[BindingType]:
        """The bindings of a place, for `BINDINGS`."""
        return [*REGISTRY.bindings(place)]

    def compose(self) -> ComposeResult:
        yield self.header
        yield from self.compose_body()
        yield self.footer

    def compose_body(self) -> ComposeResult:
        """What stands between header and footer."""
        return iter(())

    def on_mount(self) -> None:
        """Show the footer of the first state."""
        self.refresh_footer()

    def on_resize(self) -> None:
        """Fit header and footer to the new size."""
        self.header.refresh()
        self.refresh_footer()

    def watch_state(self) -> None:
        """Keys and footer follow the state."""
        self.refresh_footer()
        self.refresh_bindings()

    def refresh_footer(self) -> None:
        """List the keys that hold now; while text is typed the question mark belongs to the text."""
        rows = [row for row in REGISTRY.footer(self.PLACE, self.state) if self.offers(row)]
        self.footer.show([replace(row, label=self.caption(row), shown_key=self._key(row)) for row in rows])

    def _key(self, action: Action) -> str:
        return "f1" if action.name == "help" and self.state in self.TYPING else action.keys

    def caption(self, action: Action) -> str:
        """What the footer calls an action now."""
        return action.label

    def offers(self, action: Action) -> bool:
        """Whether the footer lists an action that holds: not where it would have nothing to act on."""
        return True

    def focused_help(self) -> tuple[str, str] | None:
        """What has the keys now, and what it means: the help begins with it."""
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An action of the registry holds only in its own states."""
        holds = REGISTRY.find(self.PLACE, action, self.state)
        return True if holds is None else holds
