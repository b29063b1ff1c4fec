"""Today: what to do now, and how things stand. Painted from one cached row, then brought up to date."""

from datetime import date
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Grid
from textual.content import Content
from textual.widgets import Static

from interview_prep.errors import UserError
from interview_prep.practice.today import TodayView, cached_view, current_view
from interview_prep.text import counted
from interview_prep.tui import today_views as views
from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.registry import REGISTRY
from interview_prep.tui.widgets.menu import Menu

_WIDE = 120
_ENTRIES = (
    ("Daily quiz", "start"),
    ("Whiteboard drill", "drill"),
    ("Mock interview", "mock"),
    ("Learn a concept", "learn"),
    ("Engine lab", "lab"),
    ("Browse questions", "browse"),
    ("Statistics", "statistics"),
)
"""The menu: each entry's label, and the action of the registry that starts it."""


class TodayScreen(PrepScreen):
    """Menu, concepts, interview, weeks, the days to come."""

    PLACE = "today"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide")]  # noqa: RUF012  # Textual's own form
    BINDINGS: ClassVar[list[BindingType]] = PrepScreen.keys("today")
    app = getters.app(PrepApp)

    def __init__(self) -> None:
        super().__init__()
        self._view: TodayView | None = None

    def compose_body(self) -> ComposeResult:
        """The menu and four pages; the narrow layout has them closer together."""
        with Grid(id="quarters"):
            yield Menu("Today")
            for name in ("concepts", "interview", "weeks", "forecast"):
                yield Static("", id=name, markup=False)

    def on_mount(self) -> None:
        """Paint what the last time left, then count anew."""
        super().on_mount()
        self.app.attempt(self._read_cached)

    def on_screen_resume(self) -> None:
        """Count anew whenever the screen comes back."""
        self.call_after_refresh(self._count)

    def on_resize(self) -> None:
        """Fit every part to the width."""
        super().on_resize()
        self._paint()

    def _read_cached(self) -> None:
        self._view = cached_view(self.app.services)

    def _count(self) -> None:
        """Count in a thread: with a long log it takes longer than a key may wait."""
        self.run_worker(self._counted, thread=True, exclusive=True, exit_on_error=False)

    def _counted(self) -> None:
        try:
            view = current_view(self.app.services)
        except UserError as error:
            self.app.call_from_thread(self.app.say, str(error), problem=True)
        else:
            self.app.call_from_thread(self._show, view)

    def _show(self, view: TodayView) -> None:
        if view != self._view and self.is_attached:
            self._view = view
            self._paint()

    def _paint(self) -> None:
        view, wide = self._view, self.app.size.width >= _WIDE
        self.query_one(Menu).show(views.counts(view, wide=wide), self._entries())
        if view is None:
            return
        today = date.fromisoformat(view.day)
        streak = f"{view.streak}-day streak  ·  " if view.streak > 1 else ""
        if not view.stale:
            self.header.show(f"{streak}{today:%a %d %b}")
        inner = min(self.app.size.width, 140) - 4
        middle = inner - 46 if wide else 39
        left = 42 if wide else inner
        interview = views.interview(view, today, left, wide=wide)
        if wide and view.mock_day:
            interview = Content("\n\n\n").join([interview, views.last_mock(view, left)])
        self.query_one("#concepts", Static).update(views.concepts(view, middle, wide=wide))
        self.query_one("#interview", Static).update(interview)
        self.query_one("#weeks", Static).update(views.weeks(view, today, wide=wide))
        self.query_one("#forecast", Static).update(views.forecast(view, today, 25, wide=wide))

    def _entries(self) -> list[tuple[str, str]]:
        entries = []
        view = self._view if self._view and not self._view.stale else None
        for label, action in _ENTRIES:
            shown = label
            if self._view and action == "browse":
                shown = f"Browse {counted(self._view.questions, 'question')}"
            elif view and view.left and action == "start":
                shown = f"Go on, {view.left} left"
            elif view and view.mock_open and action == "mock":
                shown = "Go on with the mock"
            entries.append((shown, REGISTRY.key("today", action)))
        return entries

    async def on_menu_chosen(self) -> None:
        """Start the entry that was clicked."""
        self.action_start()

    def action_up(self) -> None:
        """The entry above."""
        self.query_one(Menu).move(-1)

    def action_down(self) -> None:
        """The entry below."""
        self.query_one(Menu).move(1)

    def action_start(self) -> None:
        """Start what is selected: the quiz goes on where it was left."""
        action = _ENTRIES[self.query_one(Menu).cursor][1]
        if action != "start":
            getattr(self, f"action_{action}")()
        elif self._view and not self._view.stale and not self._view.left:
            self.app.open("quiz")
        else:
            self.app.attempt(self._go_on)

    def _go_on(self) -> None:
        from interview_prep.practice.left_off import left_off

        self.app.open("quiz", left_off(self.app.services))

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
