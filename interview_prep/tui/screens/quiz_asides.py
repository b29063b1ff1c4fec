"""What can be done with a card beside answering and rating it: look closer, tick, set aside, note, report."""

from time import monotonic
from typing import ClassVar

from textual import getters
from textual.binding import BindingType
from textual.widgets import Static

from interview_prep.practice.daily import DailySession
from interview_prep.questions.verdict import Verdict
from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.screens.ask import AskScreen
from interview_prep.tui.widgets.forms import AnswerForm
from interview_prep.tui.widgets.ratings import Ratings
from interview_prep.tui.widgets.rows import Rows


class QuizAsides(PrepScreen):
    """The quiz screen's lesser actions. What it shows is the business of the class that builds on this one."""

    PLACE = "quiz"
    BINDINGS: ClassVar[list[BindingType]] = PrepScreen.keys("quiz")
    app = getters.app(PrepApp)

    def __init__(self) -> None:
        super().__init__()
        self.session: DailySession
        self.verdict: Verdict | None = None
        self._hints = 0
        self._paused_in = ""
        self._paused_at = 0.0
        self._shown_at = monotonic()

    @property
    def form(self) -> AnswerForm | None:
        """The form on the screen."""
        raise NotImplementedError

    def show_next(self) -> None:
        """Show the card that is on the table now."""
        raise NotImplementedError

    def save(self) -> None:
        """Write what was rated."""
        raise NotImplementedError

    def paint_verdict(self, verdict: Verdict) -> None:
        """Show a verdict that has changed."""
        raise NotImplementedError

    def action_point_up(self) -> None:
        """The key point above."""
        self.query_one("#points", Rows).move(-1)

    def action_point_down(self) -> None:
        """The key point below."""
        self.query_one("#points", Rows).move(1)

    def action_tick(self) -> None:
        """Tick or untick a key point; take a flag off or put it back."""
        verdict = self.session.toggle(self.query_one("#points", Rows).cursor)
        if verdict is not None:
            self.verdict = verdict
            self.paint_verdict(verdict)
            self.query_one(Ratings).show(self.session.choices(), self.session.suggested)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """A click on a key point points at it, a second one ticks it."""
        if self.state != "verdict":
            return
        if event.rows.cursor == event.index:
            self.action_tick()
        event.rows.point(event.index)

    def action_explain(self) -> None:
        """Show or hide the explanation."""
        why = self.query_one("#why", Static)
        why.display = not why.display
        if why.display:
            why.scroll_visible(animate=False)

    def action_lab(self) -> None:
        """Open the engine on this card's own numbers."""
        card = self.session.current
        call = self.session.engine_call() if card else None
        if call is None:
            self.app.say("This card has no engine call of its own; the lab opens from Today.")
        else:
            self.app.open("lab", *call)

    def action_lab_early(self) -> None:
        """Open the engine before answering."""
        self.action_lab()

    def action_hint(self) -> None:
        """The next hint, where the question has one."""
        hint = self.session.hint(self._hints)
        if hint is None:
            self.app.say("No further hint here. Enter alone shows the answer.")
            return
        self._hints += 1
        self.app.say(hint)

    def action_skip(self) -> None:
        """To the end of this sitting."""
        self.session.skip()
        self.show_next()

    def action_pause(self) -> None:
        """Hide the card and stop the clock."""
        self._paused_in, self._paused_at = self.state, monotonic()
        self.query_one("#columns").display = False
        self.state = "paused"
        self.app.say("Paused. Enter goes on.")

    def action_resume(self) -> None:
        """Show the card again."""
        self.query_one("#columns").display = True
        self.state = self._paused_in
        self._shown_at += monotonic() - self._paused_at
        if self.form:
            self.form.take_focus()

    def action_suspend(self) -> None:
        """Set the card aside."""
        if self.app.attempt(self.session.suspend):
            self.app.say("Set aside. Browse brings it back.")
            self.show_next()

    def action_know(self) -> None:
        """Far ahead, after a right answer."""
        if self.verdict is None or self.verdict.correct is False:
            self.app.say("Once it is answered right, it can be placed far ahead.")
        elif self.app.attempt(self.session.know):
            self.app.say("Placed far ahead.")
            self.show_next()

    def action_note(self) -> None:
        """Write a note."""

        def keep(text: str) -> None:
            if self.app.attempt(lambda: self.session.note(text)):
                self.app.say("Kept with the card.")

        self.app.push_screen(AskScreen("A note for this card", keep))

    def action_report(self) -> None:
        """Report a mistake in the question."""

        def keep(text: str) -> None:
            if self.app.attempt(lambda: self.session.report(text)):
                self.app.say("Kept with the question; thank you.")

        self.app.push_screen(AskScreen("What is not right in this question?", keep))

    def action_leave(self) -> None:
        """Back to Today."""
        self.save()
        self.app.back()
