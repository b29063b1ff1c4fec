"""The frame of every screen: one header row above, one footer row below."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from interview_prep.tui.actions import Action
from interview_prep.tui.content import MUTED, safe


class Header(Horizontal):
    """The product and the screen on the left, what the screen counts on the right."""

    DEFAULT_CSS = """
    Header {
        height: 1;
        padding: 0 2;
        margin-bottom: 1;
        & > .left { width: 1fr; height: 1; }
        & > .right { width: auto; height: 1; text-align: right; }
    }
    """

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        left = Content.assemble(("interview-prep", "bold $text-primary"), (f"  {self._title}", "bold"))
        yield Static(left, classes="left", markup=False)
        yield Static("", classes="right", markup=False)

    def show(self, right: str | Content) -> None:
        """Put `right` at the right edge."""
        content = safe(right, MUTED) if isinstance(right, str) else right
        self.query_one(".right", Static).update(content)


class Footer(Widget):
    """The keys that count now: the main action first, palette and help last. A click does what the key does."""

    DEFAULT_CSS = """
    Footer {
        dock: bottom;
        height: 1;
        padding: 0 2;
        layout: horizontal;
        background: $background;
        & > Key { width: auto; height: 1; margin-right: 3; }
        & > Key:hover { background: $primary 24%; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[Action] = []

    def show(self, actions: list[Action]) -> None:
        """List these actions, leaving out from the middle what the width does not hold; help stays."""
        fitting = _fitting(actions, self.app.size.width - 4)
        if fitting == self._shown:
            return
        self._shown = fitting
        keys = list(self.query(Key))
        for key, action in zip(keys, fitting, strict=False):
            key.show(action)
        for key in keys[len(fitting) :]:
            key.display = False
        if len(fitting) > len(keys):
            self.mount_all([Key(action) for action in fitting[len(keys) :]])


class Key(Static):
    """One key of the footer and what it does."""

    def __init__(self, action: Action) -> None:
        super().__init__(_key_content(action), markup=False)
        self._action = action

    def show(self, action: Action) -> None:
        """Stand for another action."""
        self._action = action
        self.display = True
        self.update(_key_content(action))

    async def on_click(self) -> None:
        """Do what the key does."""
        await self.screen.run_action(self._action.name if self._action.screen != "app" else f"app.{self._action.name}")


def _key_content(action: Action) -> Content:
    return Content.assemble((action.keys, "bold $text-accent"), (f" {action.label}", MUTED))


def _fitting(actions: list[Action], width: int) -> list[Action]:
    kept = list(actions)
    while len(kept) > 2 and sum(len(row.keys) + len(row.label) + 4 for row in kept) > width + 3:
        droppable = [row for row in kept if row.name == "command_palette"] or kept[1:-1]
        kept.remove(droppable[-1])
    return kept
