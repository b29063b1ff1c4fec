"""What can be done with a card beside answering and rating it: look closer, tick, set aside, note, report."""

from typing import TYPE_CHECKING

from textual.widgets import Static

from interview_prep.tui.widgets.ratings import Ratings
from interview_prep.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from interview_prep.practice.daily import DailySession
    from interview_prep.questions.verdict import Verdict
    from interview_prep.tui.app import PrepApp
    from interview_prep.tui.screens.quiz import QuizScreen


class QuizAsides:
    """The quiz screen's lesser actions."""

    if TYPE_CHECKING:
        app: PrepApp
        session: DailySession
        verdict: Verdict | None

    def action_point_up(self: "QuizScreen") -> None:
        """The key point above."""
        self.query_one("#points", Rows).move(-1)

    def action_point_down(self: "QuizScreen") -> None:
        """The key point below."""
        self.query_one("#points", Rows).move(1)

    def action_tick(self: "QuizScreen") -> None:
        """Tick or untick a key point; take a flag off or put it back."""
        verdict = self.session.toggle(self.query_one("#points", Rows).cursor)
        if verdict is not None:
            self.verdict = verdict
            self._paint_verdict(verdict)
            self.query_one(Ratings).show(self.session.choices(), self.session.suggested)

    def on_rows_chosen(self: "QuizScreen", event: Rows.Chosen) -> None:
        """A click on a key point points at it, a second one ticks it."""
        if self.state != "verdict":
            return
        if event.rows.cursor == event.index:
            self.action_tick()
        event.rows.point(event.index)

    def action_explain(self: "QuizScreen") -> None:
        """Show or hide the explanation."""
        why = self.query_one("#why", Static)
        why.display = not why.display
        if why.display:
            why.scroll_visible(animate=False)

    def action_lab(self: "QuizScreen") -> None:
        """Open the engine on this card's own numbers."""
        card = self.session.current
        call = self.session.engine_call() if card else None
        if call is None:
            self.app.say("This card has no engine call of its own; the lab opens from Today.")
        else:
            self.app.open("lab", *call)

    def action_lab_early(self: "QuizScreen") -> None:
        """Open the engine before answering."""
        self.action_lab()

    def action_hint(self: "QuizScreen") -> None:
        """The next hint, where the question has one."""
        hint = self.session.hint(self._hints)
        if hint is None:
            self.app.say("No further hint here. Enter alone shows the answer.")
            return
        self._hints += 1
        self.app.say(hint)

    def action_skip(self: "QuizScreen") -> None:
        """To the end of this sitting."""
        self.session.skip()
        self._next()

    def action_pause(self: "QuizScreen") -> None:
        """Hide the card and stop the clock."""
        self._paused_in = self.state
        self.query_one("#columns").display = False
        self.state = "paused"
        self.app.say("Paused. Enter goes on.")

    def action_resume(self: "QuizScreen") -> None:
        """Show the card again."""
        self.query_one("#columns").display = True
        self.state = self._paused_in
        if self.form:
            self.form.take_focus()

    def action_suspend(self: "QuizScreen") -> None:
        """Set the card aside."""
        if self.app.attempt(self.session.suspend):
            self.app.say("Set aside. Browse brings it back.")
            self._next()

    def action_know(self: "QuizScreen") -> None:
        """Far ahead, after a right answer."""
        if self.verdict is None or self.verdict.correct is False:
            self.app.say("Once it is answered right, it can be placed far ahead.")
        elif self.app.attempt(self.session.know):
            self.app.say("Placed far ahead.")
            self._next()

    def action_note(self: "QuizScreen") -> None:
        """Write a note."""
        self._ask("A note for this card", "", self.session.note)

    def action_report(self: "QuizScreen") -> None:
        """Report a mistake in the question."""
        self._ask(
            "What is not right in this question?", "it stays in your log, and in its exports", self.session.report
        )

    def action_leave(self: "QuizScreen") -> None:
        """Back to Today."""
        self._save()
        self.app.back()
