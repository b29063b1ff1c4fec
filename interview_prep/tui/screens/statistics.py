"""What the log says: retention true and predicted, forecast, calibration, twelve weeks, by concept."""

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Grid, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from interview_prep.insight.statistics import Statistics, statistics
from interview_prep.questions.concepts import CONCEPTS
from interview_prep.tui import statistics_views as views
from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.content import MUTED
from interview_prep.tui.widgets.frame import Header


class StatisticsScreen(PrepScreen):
    """Four quarters and a table."""

    PLACE = "statistics"
    HEADING = "Statistics"
    CSS_PATH = "statistics.tcss"
    BINDINGS: ClassVar[list[BindingType]] = PrepScreen.keys("statistics")
    app = getters.app(PrepApp)

    def __init__(self) -> None:
        super().__init__()
        self._chosen = 0

    def compose_body(self) -> ComposeResult:
        """The concepts in a row, then the figures."""
        yield Static("", id="concepts", markup=False)
        with VerticalScroll(id="page", can_focus=False):
            yield Static("", id="none", markup=False)
            with Grid(id="quarters"):
                yield Static("", id="retention", markup=False)
                yield Static("", id="forecast", markup=False)
                yield Static("", id="calibration", markup=False)
                yield Static("", id="weeks", markup=False)
            yield Static("", id="table", markup=False)

    def on_mount(self) -> None:
        """Count after the first paint."""
        super().on_mount()
        self.call_after_refresh(self._paint)

    def _paint(self) -> None:
        names = ["All concepts", *(row.name for row in CONCEPTS)]
        shown = [
            (f" {name} " if n == self._chosen else f" {name[:4].rstrip()}… " if n else " All ", _tab(n == self._chosen))
            for n, name in enumerate(names)
        ]
        self.query_one("#concepts", Static).update(Content.assemble(*shown))
        self.app.attempt(self._count)

    def _count(self) -> None:
        services = self.app.services
        concept = CONCEPTS[self._chosen - 1].slug if self._chosen else None
        found = statistics(services.store, services.bank, services.now(), services.zone, concept=concept)
        self.query_one(Header).show(f"{found.last:%a %d %b}")
        self._show(found)

    def _show(self, found: Statistics) -> None:
        none = self.query_one("#none", Static)
        none.display = not found.reviews
        none.update("No reviews here yet. The daily quiz begins them.")
        self.query_one("#quarters").display = bool(found.reviews)
        for name in ("retention", "forecast", "calibration", "weeks", "table"):
            self.query_one(f"#{name}", Static).update(getattr(views, name)(found))

    def action_concept(self, by: int) -> None:
        """Another concept, or all."""
        self._chosen = (self._chosen + by) % (len(CONCEPTS) + 1)
        self._paint()

    def action_up(self) -> None:
        """Scroll up."""
        self.query_one("#page").scroll_up(animate=False)

    def action_down(self) -> None:
        """Scroll down."""
        self.query_one("#page").scroll_down(animate=False)

    def action_leave(self) -> None:
        """Back."""
        self.app.back()


def _tab(chosen: bool) -> str:
    return "bold on $primary 24%" if chosen else MUTED
