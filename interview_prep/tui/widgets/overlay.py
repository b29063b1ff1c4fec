"""What lies over a screen that is dimmed meanwhile: it closes by a click beside it, or on its lower border."""

from textual.events import Click
from textual.screen import ModalScreen


class Overlay(ModalScreen[None]):
    """A box over a screen. The words in its lower border say how it closes."""

    def on_click(self, event: Click) -> None:
        """With the mouse alone one must get out again."""
        inside = [box.region for box in self.children if box.region.contains(event.screen_x, event.screen_y)]
        if all(event.screen_y == region.bottom - 1 for region in inside):
            self.put_away()

    def put_away(self) -> None:
        """Back to the screen below."""
        self.app.pop_screen()
