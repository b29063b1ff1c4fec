"""What the log says: retention true and predicted, forecast, calibration, twelve weeks, by concept."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Grid, Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from interview_prep.errors import UserError
from interview_prep.insight.statistics import Statistics, statistics
from interview_prep.questions.concepts import CONCEPTS
from interview_prep.tui import statistics_views as views
from interview_prep.tui.actions import Action
from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.layout import Line, plain_lines
from interview_prep.tui.widgets.page import Page
from interview_prep.tui.widgets.tabs import Tabs

_QUARTERS = ("retention", "forecast", "calibration", "weeks")
_PERIODS: tuple[tuple[str, int | None], ...] = (("4 weeks", 4), ("12 weeks", 12), ("all", None))


class StatisticsScreen(PrepScreen):
    """Four quarters, or the same as a table."""

    PLACE = "statistics"
    HEADING = "Statistics"
    CSS_PATH = "statistics.tcss"
    BINDINGS: ClassVar[list[BindingType]] = PrepScreen.keys("statistics")
    app = getters.app(PrepApp)

    def __init__(self) -> None:
        super().__init__()
        self._table = False
        self._found: Statistics | None = None

    def compose_body(self) -> ComposeResult:
        """The concepts and the periods in a row, then the figures."""
        with Horizontal(id="chosen"):
            yield Tabs(["All concepts", *(concept.name for concept in CONCEPTS)], id="concepts")
            yield Tabs([name for name, _ in _PERIODS], id="periods")
        with VerticalScroll(id="page", can_focus=False):
            yield Static("", id="none", markup=False)
            with Grid(id="quarters"):
                for name in _QUARTERS:
                    yield Page(id=name)
            yield Page(id="table")

    def on_mount(self) -> None:
        """Count after the first paint."""
        super().on_mount()
        self.query_one("#periods", Tabs).choose(1)
        for part in ("#none", "#quarters", "#table"):
            self.query_one(part).display = False
        self.call_after_refresh(self._count)

    def on_screen_resume(self) -> None:
        """Cards may have been answered meanwhile."""
        if self._found is not None:
            self._count()

    def _count(self) -> None:
        self.app.attempt(self._counted)

    def _counted(self) -> None:
        services = self.app.services
        chosen = self.query_one("#concepts", Tabs).chosen
        period = _PERIODS[self.query_one("#periods", Tabs).chosen][1]
        concept = CONCEPTS[chosen - 1].slug if chosen else None
        self._found = statistics(
            services.store, services.bank, services.now(), services.zone, weeks=period, concept=concept
        )
        self.header.show(f"{self._found.last:%a %d %b}")
        self._show(self._found)

    def _show(self, found: Statistics) -> None:
        none = self.query_one("#none", Static)
        none.display = not found.reviews
        none.update(
            "No reviews here yet. The daily quiz begins them; a longer period or another concept may have some."
        )
        self.query_one("#quarters").display = bool(found.reviews) and not self._table
        self.query_one("#table").display = self._table
        for name in (*_QUARTERS, "table"):
            self.query_one(f"#{name}", Page).show(partial(_lines, getattr(views, name), found))
        self.refresh_footer()

    def caption(self, action: Action) -> str:
        """The table's key says what it leads to."""
        return "as curves" if action.name == "table" and self._table else action.label

    def on_tabs_chosen(self, event: Tabs.Chosen) -> None:
        """A click chooses a concept or a period."""
        event.tabs.choose(event.index)
        self._count()

    def action_concept(self, by: int) -> None:
        """Another concept, or all."""
        tabs = self.query_one("#concepts", Tabs)
        tabs.choose(tabs.chosen + by)
        self._count()

    def action_period(self, by: int) -> None:
        """Another period."""
        tabs = self.query_one("#periods", Tabs)
        tabs.choose(tabs.chosen + by)
        self._count()

    def action_table(self) -> None:
        """The same figures as a table, or as curves again."""
        self._table = not self._table
        if self._found is not None:
            self._show(self._found)
        self.query_one("#page").scroll_home(animate=False)

    def action_export(self) -> None:
        """Write the figures into the reports folder."""
        self.app.attempt(self._export)

    def _export(self) -> None:
        from interview_prep.insight.figures import write

        if self._found is None:
            raise UserError("nothing is counted yet; try again in a moment")
        from interview_prep import paths

        written = write(self._found, paths.reports())
        self.app.say(f"Written: {written[0]} and {written[1].name}")

    def action_up(self) -> None:
        """Scroll up."""
        self.query_one("#page").scroll_up(animate=False)

    def action_down(self) -> None:
        """Scroll down."""
        self.query_one("#page").scroll_down(animate=False)

    def action_page(self, by: int) -> None:
        """A page up or down."""
        page = self.query_one("#page")
        page.scroll_relative(y=by * (page.size.height - 1), animate=False)

    def action_leave(self) -> None:
        """Back."""
        self.app.back()


def _lines(build: Callable[[Statistics, int], list[Content]], found: Statistics, width: int) -> list[Line]:
    return plain_lines(build(found, width))
