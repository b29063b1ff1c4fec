"""The lab: the engine step by step, on small numbers, on a card's own, or on what is typed."""

from collections.abc import Mapping
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from engine.catalog import Operation
from interview_prep.practice.lab.bench import Bench, by_concept
from interview_prep.questions.concepts import BY_SLUG
from interview_prep.text import one_line
from interview_prep.tui.content import MUTED
from interview_prep.tui.screens.lab_compare import LabCompare
from interview_prep.tui.widgets.listing import Listing
from interview_prep.tui.widgets.page import Page

_FIRST = "scaled_dot_product_attention"
_NAME = 32


class LabScreen(LabCompare):
    """Arguments on the left, every step on the right; a list of operations, or two runs, in their place."""

    HEADING = "Lab"
    CSS_PATH = "lab.tcss"

    def __init__(self, operation: str | None = None, arguments: Mapping[str, Any] | None = None) -> None:
        super().__init__(Bench.of(operation or _FIRST, arguments))
        self._found: list[Operation] = []

    def compose_body(self) -> ComposeResult:
        """Title, arguments or the form, steps; then what takes their place."""
        yield Static("", id="title", markup=False)
        with Horizontal(id="bench"):
            with VerticalScroll(id="arguments", can_focus=False) as panel:
                panel.border_title = "Arguments"
                yield Page(id="names")
            with Vertical(id="form"):
                yield Static("", id="meaning", markup=False)
                yield TextArea(id="text", soft_wrap=True, tab_behavior="focus", show_line_numbers=False)
                yield Static("", id="fault", markup=False)
            with VerticalScroll(id="steps", can_focus=False):
                yield Page(id="shown")
        with VerticalScroll(id="compare", can_focus=False):
            yield Page(id="both")
        with Vertical(id="choose"):
            yield Input(id="search", placeholder="name, concept or what it does")
            yield Listing(id="found", opens=True)

    def on_mount(self) -> None:
        """Run the first call."""
        super().on_mount()
        for part in ("#form", "#compare", "#choose"):
            self.query_one(part).display = False
        self.query_one("#search", Input).border_title = "Operations"
        self.state = "bench"
        self.load()

    def on_resize(self) -> None:
        """Lay everything out anew."""
        super().on_resize()
        if self.state == "compare":
            self._show_both()
        elif self.state:
            self.paint()

    # -- the list of operations ----------------------------------------------------------------------

    def action_operations(self) -> None:
        """The list of operations."""
        self._show("#choose", hidden="#bench")
        self.state = "choose"
        search = self.query_one("#search", Input)
        search.value = ""
        self._search("")
        search.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as one types."""
        self._search(event.value)

    def _search(self, text: str) -> None:
        self._found = by_concept(text)
        names = [row.name for row in self._found]
        here = self.bench.operation.name
        self.query_one("#found", Listing).fill(
            len(names), self._operation_line, names.index(here) if here in names and not text else 0
        )
        self.query_one("#search", Input).border_subtitle = f"{len(names)} of {len(by_concept())}"
        self.header.show(f"{len(by_concept())} operations")

    def _operation_line(self, index: int, width: int) -> Content:
        row = self._found[index]
        first = index == 0 or self._found[index - 1].concept != row.concept
        concept = BY_SLUG[row.concept].name if first else ""
        left = 27 if width >= 96 else 0
        name = f"{row.name:<{_NAME}}"
        room = max(0, width - left - _NAME)
        return Content.assemble(
            (f"{concept:<{left}}"[:left], "$text-primary"), (name, "bold"), (one_line(row.summary, max(2, room)), MUTED)
        )

    def action_list_up(self) -> None:
        """The operation above."""
        self.query_one("#found", Listing).move(-1)

    def action_list_down(self) -> None:
        """The operation below."""
        self.query_one("#found", Listing).move(1)

    def action_list_page(self, by: int) -> None:
        """A page further up or down."""
        found = self.query_one("#found", Listing)
        found.move(by * found.page)

    def on_listing_opened(self) -> None:
        """A click opens the operation."""
        self.action_take()

    def action_take(self) -> None:
        """Open the operation under the cursor."""
        if not self._found:
            self.app.say("No operation matches; shorten the search.")
            return
        row = self._found[self.query_one("#found", Listing).cursor]
        self.bench, self.comparison = Bench.of(row.name), None
        self.action_drop()
        self.load()

    def action_drop(self) -> None:
        """Leave the form or the list."""
        self._show("#bench", hidden="#choose")
        super().action_drop()
        self._paint_title()
