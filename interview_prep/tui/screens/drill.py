"""The whiteboard drill: choose a set, write each formula, see what differs, try again or rate."""

from typing import TYPE_CHECKING, ClassVar, get_args

from textual.app import ComposeResult
from textual.binding import BindingType

from interview_prep.practice.daily import DailySession
from interview_prep.practice.drill import DrillSession, Set, Tasks, drill_spec
from interview_prep.practice.sitting import SessionSpec
from interview_prep.questions.concepts import CONCEPTS
from interview_prep.tui import drill_views as views
from interview_prep.tui.actions import Action
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.screens.quiz import QuizScreen
from interview_prep.tui.widgets.formula_form import FormulaForm
from interview_prep.tui.widgets.page import Page

if TYPE_CHECKING:
    from textual._path import CSSPathType

_SETS = {"due": "due and new today", "weakest": "the ten weakest", "all": "all of them"}
_TASKS = {"write": "write it from memory", "mend": "find and mend a mistake", "both": "both in turn"}


class DrillScreen(QuizScreen, inherit_bindings=False):
    """Everything the quiz does with a card, for formulas: with the whole width, a clock, and more tries."""

    PLACE = "drill"
    HEADING = "Drill"
    TYPING = frozenset(("formula",))
    EXPLAINS = False  # the two formulas come first; x shows the rest
    CSS_PATH: ClassVar["CSSPathType | None"] = ["quiz.tcss", "drill.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = PrepScreen.keys("drill")
    session: DrillSession

    def __init__(self, sitting: SessionSpec | DailySession | None = None, tasks: Tasks = "write") -> None:
        super().__init__(sitting)
        self._chosen = sitting is not None
        self._tasks: Tasks = tasks
        self._setting = {"set": 0, "concept": 0, "task": list(_TASKS).index(tasks)}
        self._at = 0
        self._clock = True
        self._took = 0.0

    def compose_body(self) -> ComposeResult:
        """The setting first; then what the quiz has."""
        yield Page(id="setting")
        yield from super().compose_body()

    def _open(self) -> None:
        if self._chosen:
            super()._open()
        else:
            self.query_one("#columns").display = False
            self.query_one("#setting").display = True
            self.state = "setting"
            self._paint_setting()

    def _start_session(self) -> None:
        begun = self._sitting
        if isinstance(begun, SessionSpec):
            begun = DrillSession(self.app.services, begun, self._tasks)
        assert isinstance(begun, DrillSession)
        self.session = begun

    # -- the setting ---------------------------------------------------------------------------------

    def _paint_setting(self) -> None:
        about = ["every concept", *(concept.name for concept in CONCEPTS)]
        rows = (
            ("Set", list(_SETS.values())[self._setting["set"]]),
            ("About", about[self._setting["concept"]]),
            ("Task", list(_TASKS.values())[self._setting["task"]]),
        )
        self.query_one("#setting", Page).show(lambda width: views.setting(rows, self._at, min(72, width)))

    def action_choose(self, by: int) -> None:
        """Another setting."""
        self._at = (self._at + by) % len(self._setting)
        self._paint_setting()

    def action_change(self, by: int) -> None:
        """Another value."""
        name = list(self._setting)[self._at]
        count = {"set": len(_SETS), "concept": len(CONCEPTS) + 1, "task": len(_TASKS)}[name]
        self._setting[name] = (self._setting[name] + by) % count
        self._paint_setting()

    def on_page_picked(self, event: Page.Picked) -> None:
        """A click on a setting changes it."""
        if self.state == "setting":
            self._at = event.index
            self.action_change(1)

    def action_begin(self) -> None:
        """Start with these settings."""
        which: Set = get_args(Set)[self._setting["set"]]
        self._tasks = get_args(Tasks)[self._setting["task"]]
        place = self._setting["concept"]
        concept = CONCEPTS[place - 1].slug if place else None

        def begin() -> None:
            self._sitting = drill_spec(self.app.services, which=which, concept=concept)
            self._start_session()

        if not self.app.attempt(begin):
            return
        if self.session.current is None:
            self.app.say("No formula of that set is due now. Take another set with space.")
            return
        self._chosen = True
        self.query_one("#setting").display = False
        self.query_one("#columns").display = True
        self._began = self.now()
        self.show_next()

    # -- the formula ---------------------------------------------------------------------------------

    def show_next(self) -> None:
        """The next formula, or the times when all are done."""
        if self.session.current is None:
            self.save()
            self.app.replace("drilled", self.session)
            return
        super().show_next()
        if self.session.shown_wrong is not None:
            self._begin_with(self.session.shown_wrong)

    def _begin_with(self, text: str) -> None:
        form = self._forms.get("formula")
        if isinstance(form, FormulaForm):
            form.begin_with(text)

    def paint_question(self) -> None:
        """The formula's name, the clock and the prompt."""
        card = self.session.current
        if card is not None:
            clock, wide = self._clock_text(), self.wide
            self.question.show(lambda width: views.head(self.session, card, clock, width, wide=wide))

    def _clock_text(self) -> str:
        if not self._clock:
            return ""
        seconds = self._took if self.verdict is not None else (self.now() - self.shown_at).total_seconds()
        return views.clock_of(max(0.0, seconds))

    def _tick(self) -> None:
        if self.state == "formula" and hasattr(self, "session"):
            self.paint_question()

    def _paint_header(self) -> None:
        self.header.show(views.progress(self.session, wide=self.wide))

    def _paint_rail(self) -> None:
        """The formula has the whole width."""

    def action_submit(self) -> None:
        """Check what was written."""
        self._took = (self.now() - self.shown_at).total_seconds()
        super().action_submit()
        if self.state == "verdict":
            self.paint_question()

    def action_reveal(self) -> None:
        """Give up: the formula is shown."""
        self._begin_with("")
        self.action_submit()

    def action_clock(self) -> None:
        """Show or hide the clock."""
        self._clock = not self._clock
        self.paint_question()

    def action_symbols(self) -> None:
        """Put a symbol into the line."""
        from interview_prep.tui.screens.symbols import SymbolScreen

        card = self.session.current
        if card is not None and isinstance(self.form, FormulaForm):
            self.app.push_screen(SymbolScreen(card.question, self.form.insert))

    # -- the verdict ---------------------------------------------------------------------------------

    @property
    def _may_try_again(self) -> bool:
        return self.verdict is not None and self.verdict.correct is False and bool(self.typed.strip())

    def action_go_on(self) -> None:
        """Write it once more after a mistake, else take the suggested rating."""
        if not self._may_try_again:
            self.action_accept()
            return
        self.session.try_again()
        self.verdict = None
        self.judgement.display = False
        self.ratings.clear()
        form = self.form
        if form is not None:
            form.display = True
            self.state = form.STATE
            self.paint_question()
            form.take_focus()

    def action_latex(self) -> None:
        """Show the formula as LaTeX source, over the card."""
        from interview_prep.tui.screens.source import SourceScreen

        question = self.session.current.question if self.session.current else None
        latex = str(getattr(question, "latex", ""))
        if latex:
            self.app.push_screen(SourceScreen("LaTeX", latex, "tex"))
        else:
            self.app.say("This formula has no LaTeX source.")

    def caption(self, action: Action) -> str:
        """Enter says what it does now."""
        if action.name == "go_on" and not self._may_try_again:
            return f"accept {self.session.suggested.name.lower()}"
        return super().caption(action)
