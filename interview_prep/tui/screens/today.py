"""Today: what to do now, and how things stand. Painted from one cached row, then brought up to date."""

from datetime import date
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Grid, Vertical
from textual.events import Click
from textual.widgets import Static

from interview_prep.practice.today import TodayView, cached_view, current_view
from interview_prep.tui import today_views as views
from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.widgets.frame import Header

_MENU = (
    ("quiz", "Daily quiz", "enter"),
    ("drill", "Whiteboard drill", "w"),
    ("mock", "Mock interview", "m"),
    ("learn", "Learn a concept", "l"),
    ("lab", "Engine lab", "e"),
    ("browse", "Browse questions", "b"),
    ("statistics", "Statistics", "s"),
)


class MenuLine(Static):
    """One entry of the menu; a click starts it."""

    def __init__(self, index: int) -> None:
        super().__init__("", markup=False)
        self.index = index


class TodayScreen(PrepScreen):
    """Menu, concepts, interview, weeks."""

    PLACE = "today"
    CSS_PATH = "today.tcss"
    BINDINGS: ClassVar[list[BindingType]] = PrepScreen.keys("today")
    app = getters.app(PrepApp)

    def __init__(self) -> None:
        super().__init__()
        self._selected = 0
        self._view: TodayView | None = None

    def compose_body(self) -> ComposeResult:
        """Four quarters; the narrow layout stacks them."""
        with Grid(id="quarters"):
            with Vertical(id="menu") as menu:
                menu.border_title = "Today"
                yield Static("", id="counts", markup=False)
                for index in range(len(_MENU)):
                    yield MenuLine(index)
            yield Static("", id="concepts", markup=False)
            yield Static("", id="interview", markup=False)
            yield Static("", id="weeks", markup=False)
            yield Static("", id="forecast", markup=False)

    def on_mount(self) -> None:
        """Paint what the last time left, then count anew."""
        super().on_mount()
        self.app.attempt(self._paint_cached)
        self._paint()

    def on_screen_resume(self) -> None:
        """Count anew whenever the screen comes back."""
        self.set_timer(0.05, self._count)

    def on_resize(self) -> None:
        """Fit every part to the width."""
        super().on_resize()
        self._paint()

    def _paint_cached(self) -> None:
        self._view = cached_view(self.app.services)

    def _count(self) -> None:
        def count() -> None:
            self._view = current_view(self.app.services)
            self._paint()

        self.app.attempt(count)

    def _paint(self) -> None:
        wide = self.app.size.width >= 100
        self._paint_menu()
        self.query_one("#counts", Static).update(views.counts(self._view))
        view = self._view
        if view is None:
            return
        today = date.fromisoformat(view.day)
        streak = f"{view.streak}-day streak  ·  " if view.streak > 1 else ""
        self.query_one(Header).show(f"{streak}{today:%a %d %b}")
        self.query_one("#concepts", Static).update(views.concepts(view, wide=wide))
        self.query_one("#interview", Static).update(views.interview(view, today))
        self.query_one("#weeks", Static).update(views.heatmap(view, today))
        self.query_one("#forecast", Static).update(views.forecast(view, today))

    def _paint_menu(self) -> None:
        width = self.query_one("#menu").size.width - 4
        for row in self.query(MenuLine):
            _, label, key = _MENU[row.index]
            if row.index == 5 and self._view:
                label = f"Browse {self._view.questions} questions"
            chosen = row.index == self._selected
            row.set_class(chosen, "-chosen")
            row.update(views.entry(label, key, width, selected=chosen))

    def on_click(self, event: Click) -> None:
        """Start the entry that was clicked."""
        if isinstance(event.widget, MenuLine):
            self._selected = event.widget.index
            self._paint_menu()
            self.action_start()

    def action_up(self) -> None:
        """The entry above."""
        self._selected = (self._selected - 1) % len(_MENU)
        self._paint_menu()

    def action_down(self) -> None:
        """The entry below."""
        self._selected = (self._selected + 1) % len(_MENU)
        self._paint_menu()

    def action_start(self) -> None:
        """Start what is selected."""
        self.app.open(_MENU[self._selected][0])

    def action_drill(self) -> None:
        """Formulas from memory."""
        self.app.open("drill")

    def action_mock(self) -> None:
        """A mock interview."""
        self.app.open("mock")

    def action_lab(self) -> None:
        """The engine."""
        self.app.open("lab")

    def action_browse(self) -> None:
        """Every question."""
        self.app.open("browse")

    def action_learn(self) -> None:
        """Explanations."""
        self.app.open("learn")

    def action_statistics(self) -> None:
        """What the log says."""
        self.app.open("statistics")

    def action_plan(self) -> None:
        """The interview's date and what fits."""
        self.app.open("plan")

    def action_ahead(self) -> None:
        """Cards of the next days."""
        self._quiz(mode="ahead")

    def action_cram(self) -> None:
        """Everything seen, the weakest first."""
        self._quiz(mode="cram")

    def action_concept(self, number: int) -> None:
        """One concept alone."""
        from interview_prep.questions.concepts import CONCEPTS

        self._quiz(concept=CONCEPTS[number - 1].slug)

    def action_leave(self) -> None:
        """Leave."""
        self.app.exit()

    def _quiz(self, **chosen: object) -> None:
        from interview_prep.practice.sitting import SessionSpec

        self.app.open("quiz", SessionSpec(**chosen))  # type: ignore[arg-type]  # one of the two fields above
