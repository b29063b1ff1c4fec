"""What can be done with a card beside answering and rating it: look closer, tick, set aside, note, report."""

from datetime import datetime
from string import ascii_lowercase
from typing import ClassVar

from textual import getters
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from interview_prep.practice.daily import DailySession
from interview_prep.questions.verdict import Verdict
from interview_prep.tui.actions import Action
from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.content import MUTED
from interview_prep.tui.screens.ask import AskScreen
from interview_prep.tui.widgets.forms import AnswerForm
from interview_prep.tui.widgets.page import Page
from interview_prep.tui.widgets.ratings import Ratings

_WIDE = 100
_PAUSED = Content.assemble(
    ("Paused", "bold"), ("\n\nThe card is hidden and its clock stands still.\n", MUTED), ("enter", "bold $text-accent"),
    (" goes on", MUTED),
)  # fmt: skip


class QuizAsides(PrepScreen):
    """The quiz screen's lesser actions. What it shows is the business of the class that builds on this one."""

    PLACE = "quiz"
    AUTO_FOCUS = ""  # back from a note or the lab, a hidden form must not take the letters
    TYPING = frozenset(("type", "formula", "speak", "flag"))
    BINDINGS: ClassVar[list[BindingType]] = PrepScreen.keys("quiz")
    app = getters.app(PrepApp)

    def __init__(self) -> None:
        super().__init__()
        self.session: DailySession
        self.verdict: Verdict | None = None
        self.typed = ""
        self.cursor = 0
        self.full = False
        self.hints = 0
        self.sure = 0
        self.shown_at: datetime = self.now()
        self._named: Verdict | None = None
        self._paused_in = ""
        self._paused_at: datetime = self.now()
        self._rail = Content("")
        # The parts that change with a key are held: looking them up costs as much as changing them.
        self.card = VerticalScroll(id="card", can_focus=False)
        self.question, self.judgement = Page(id="question"), Page(id="verdict")
        self.words, self.rail = (Static("", id=name, markup=False) for name in ("words", "rail"))
        self.ratings = Ratings()

    def now(self) -> datetime:
        """The time by the app's clock."""
        return self.app.services.now()

    @property
    def wide(self) -> bool:
        """Whether there is room for the rail and for explanations."""
        return self.app.size.width >= _WIDE

    @property
    def kind(self) -> str:
        """The kind of the card on the table."""
        card = self.session.current if hasattr(self, "session") else None
        return card.kind if card else ""

    @property
    def flags(self) -> list[int]:
        """Which findings are possible misconceptions, also those taken off."""
        card = self.session.current if self.verdict else None
        names = {flag.id for flag in getattr(card.question, "red_flags", ())} if card else set()
        return [n for n, finding in enumerate(self.verdict.findings) if finding.id in names] if self.verdict else []

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

    def paint_question(self) -> None:
        """Show the question's head and prompt."""
        raise NotImplementedError

    def paint_verdict(self) -> None:
        """Show a verdict that has changed."""
        raise NotImplementedError

    def _key(self, action: Action) -> str:
        """The letters that the card on the table has."""
        card = self.session.current if action.method == "pick" else None
        return f"a–{ascii_lowercase[len(card.options) - 1]}" if card and card.options else super()._key(action)

    # -- before the answer -------------------------------------------------------------------------

    def action_newline(self) -> None:
        """A new line in a spoken answer."""
        if self.form:
            self.form.newline()

    def action_up(self) -> None:
        """The row above."""
        if self.form:
            self.form.move(-1)

    def action_down(self) -> None:
        """The row below."""
        if self.form:
            self.form.move(1)

    def action_hold(self) -> None:
        """Pick a step up, or put it down."""
        if self.form:
            self.form.hold()

    def action_pick(self, index: int) -> None:
        """Choose an option."""
        if self.form:
            self.form.pick(index)

    def action_confidence(self) -> None:
        """Guessing, fairly sure, certain, or not said."""
        self.sure = (self.sure + 1) % 4
        self.paint_question()

    def action_hint(self) -> None:
        """The next hint, where the question has one."""
        hint = self.session.hint(self.hints)
        if hint is None:
            self.app.say("No further hint here. Enter with an empty answer shows the solution.")
            return
        self.hints += 1
        if self.form is None or not self.form.tell(hint):
            self.app.say(hint)

    def action_skip(self) -> None:
        """To the end of this sitting."""
        skipped = self.session.current
        self.session.skip()
        if self.session.current is skipped:
            self.app.say("No other card is left in this sitting.")
        else:
            self.show_next()

    def action_pause(self) -> None:
        """Hide the card and stop the clock."""
        self._paused_in, self._paused_at = self.state, self.now()
        self._show_card(shown=False)
        self.state = "paused"

    def action_resume(self) -> None:
        """Show the card again."""
        self._show_card(shown=True)
        self.state = self._paused_in
        self.shown_at += self.now() - self._paused_at
        if self.form:
            self.form.take_focus()

    def _show_card(self, *, shown: bool) -> None:
        self.query_one("#columns").display = shown
        paused = self.query_one("#paused", Static)
        paused.display = not shown
        paused.update(_PAUSED)

    # -- after the answer --------------------------------------------------------------------------

    def action_point_up(self) -> None:
        """The key point above, or a line up."""
        self._point(-1)

    def action_point_down(self) -> None:
        """The key point below, or a line down."""
        self._point(1)

    def _point(self, by: int) -> None:
        points = self.session.open_findings()
        if self.cursor not in points:
            self.card.scroll_relative(y=by, animate=False)
            return
        self.cursor = points[(points.index(self.cursor) + by) % len(points)]
        self._repaint_points()

    def _repaint_points(self) -> None:
        self.paint_verdict()
        self.judgement.scroll_to_row(self.cursor)

    def action_page(self, by: int) -> None:
        """Scroll the card by half a screen."""
        self.card.scroll_relative(y=by * max(1, self.card.size.height // 2), animate=False)

    def action_tick(self) -> None:
        """Tick or untick a key point; take a flag off or put it back."""
        self._settle(self.cursor)

    def action_unflag(self) -> None:
        """Take the possible misconception off, or put it back."""
        if self.flags:
            self._settle(self.cursor if self.cursor in self.flags else self.flags[0])

    def _settle(self, index: int) -> None:
        """Settle a finding, and go on to the next one that waits for a decision."""
        before = self.verdict
        verdict = self.session.toggle(index)
        if verdict is None or before is None:
            return
        self.verdict = verdict
        if before.findings[index].mark == "unsure":
            waiting = [n for n, finding in enumerate(verdict.findings) if finding.mark == "unsure"]
            self.cursor = next((n for n in waiting if n > index), waiting[0] if waiting else index)
        self._repaint_points()
        self.ratings.show(self.session.choices(), self.session.suggested)
        self.refresh_footer()

    def on_page_picked(self, event: Page.Picked) -> None:
        """A click on a key point points at it and ticks it."""
        if self.state == "verdict":
            self.cursor = event.index
            self.action_tick()

    def action_explain(self) -> None:
        """Show or hide the explanation."""
        self.full = not self.full
        self.paint_verdict()
        if self.full and not self.wide:
            self.call_after_refresh(self.action_page, 1)

    def action_lab(self) -> None:
        """Open the engine on this card's own numbers."""
        call = self.session.engine_call() if self.session.current else None
        if call is None:
            self.app.say("This card has no numbers of its own to run. The lab opens from Today.")
        else:
            self.app.open("lab", *call)

    def action_lab_early(self) -> None:
        """Open the engine before answering."""
        self.action_lab()

    def action_undo(self) -> None:
        """Take the last rating back and show that card again."""

        def undo() -> None:
            if self.session.undo():
                self.app.say("Taken back.")
                self.show_next()
            else:
                self.app.say("Nothing to take back in this sitting.")

        self.app.attempt(undo)

    def action_suspend(self) -> None:
        """Set the card aside."""
        if self.app.attempt(self.session.suspend):
            self.app.say("Set aside. Browse brings it back, u right now.")
            self.show_next()

    def action_know(self) -> None:
        """Far ahead, after a right answer."""
        if not self.session.answered_right:
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
        """Back to Today; a checked card that is not rated is named before it is left so."""
        if self.verdict is not None and self._named is not self.verdict:
            self._named = self.verdict
            self.app.say("This card is not rated yet: 1 to 4 rates it, esc again leaves it unrated.")
            return
        if hasattr(self, "session"):
            self.save()
        self.app.back()
