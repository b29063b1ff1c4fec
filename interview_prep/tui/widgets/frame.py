"""The frame of every screen: one header row above, one footer row below. Each is a single widget, quick to paint."""

from rich.cells import cell_len
from textual.content import Content
from textual.events import Click, MouseMove
from textual.reactive import reactive
from textual.widget import Widget

from interview_prep.tui.actions import Action
from interview_prep.tui.content import MUTED, safe

_GAP = 3
_LEAST = (40, 12)
"""Columns and rows below which a card cannot be read; 80 by 24 show everything."""
_WAYS_BACK = frozenset(("leave", "end_compare", "close", "drop"))


class Header(Widget):
    """The product and the screen on the left, what the screen counts on the right."""

    DEFAULT_CSS = """
    Header { height: 1; padding: 0 2; margin-bottom: 1; text-wrap: nowrap; }
    """
    auto_links = False

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self._left = Content.assemble(("interview-prep", "bold $text-primary"), (f"  {title}" if title else "", "bold"))
        self._right = Content("")

    def render(self) -> Content:
        """One row; what is on the right gives way where both do not fit."""
        columns, rows = self.app.size
        if columns < _LEAST[0] or rows < _LEAST[1]:
            return Content.styled("Please make the window larger.", "$text-warning")
        gap = self.size.width - self._left.cell_length - self._right.cell_length
        return Content.assemble(self._left, " " * gap, self._right) if gap > 0 else self._left

    def show(self, right: str | Content) -> None:
        """Put `right` at the right edge."""
        content = safe(right, MUTED) if isinstance(right, str) else right
        if not content.is_same(self._right):
            self._right = content
            self.refresh()


class Footer(Widget):
    """The keys that count now: the main action first, palette and help last. A click does what the key does."""

    DEFAULT_CSS = """
    Footer { dock: bottom; height: 1; padding: 0 2; background: $background; text-wrap: nowrap; }
    """
    auto_links = False

    pointed: reactive[int | None] = reactive(None)

    def __init__(self) -> None:
        super().__init__()
        self._all: list[Action] = []

    def render(self) -> Content:
        """One row; the one under the mouse stands out."""
        parts: list[tuple[str, str]] = []
        for index, action in enumerate(self._shown):
            tint = " on $primary 24%" if index == self.pointed else ""
            parts += [
                (action.keys, f"bold $text-accent{tint}"),
                (f" {action.label}", f"{MUTED}{tint}"),
                (" " * _GAP, ""),
            ]
        return Content.assemble(*parts[:-1])

    def show(self, actions: list[Action]) -> None:
        """List these actions, leaving out from the middle what the width does not hold; help stays."""
        if actions != self._all:
            self._all, self.pointed = actions, None
            self.refresh()

    def on_mouse_move(self, event: MouseMove) -> None:
        """Mark what a click would do."""
        self.pointed = self._index_at(event.x - 2)

    def on_leave(self) -> None:
        """Nothing is pointed at."""
        self.pointed = None

    async def on_click(self, event: Click) -> None:
        """Do what the key does."""
        index = self._index_at(event.x - 2)
        if index is not None:
            action = self._shown[index]
            await self.screen.run_action(f"app.{action.name}" if action.screen == "app" else action.name)

    @property
    def _shown(self) -> list[Action]:
        return _fitting(self._all, self.size.width)

    def _index_at(self, x: int) -> int | None:
        for index, action in enumerate(self._shown):
            width = _width(action)
            if 0 <= x < width:
                return index
            x -= width + _GAP
        return None


def _width(action: Action) -> int:
    return cell_len(action.keys) + 1 + cell_len(action.label)


def _fitting(actions: list[Action], width: int) -> list[Action]:
    """As many as there is room for: the palette goes first, then the last of the middle, the way back after all."""
    kept = list(actions)
    while len(kept) > 2 and sum(_width(row) + _GAP for row in kept) - _GAP > width:
        middle = kept[1:-1]
        palette = [row for row in middle if row.name == "command_palette"]
        kept.remove((palette or [row for row in middle if row.name not in _WAYS_BACK] or middle)[-1])
    return kept
