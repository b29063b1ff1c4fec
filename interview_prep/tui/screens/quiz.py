"""The quiz: one card after the other. It shows the session's state and forwards keys; the session decides."""

from string import ascii_lowercase
from time import monotonic

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from interview_prep.practice.card import Card
from interview_prep.practice.daily import DailySession, SessionSpec
from interview_prep.questions.kinds import KINDS
from interview_prep.questions.verdict import Rating, Verdict
from interview_prep.tui import views
from interview_prep.tui.content import safe
from interview_prep.tui.screens.quiz_asides import QuizAsides
from interview_prep.tui.widgets.forms import AnswerForm, FlagForm, LineForm, OrderForm, RecallForm
from interview_prep.tui.widgets.frame import Header
from interview_prep.tui.widgets.ratings import Ratings
from interview_prep.tui.widgets.rows import Rows

_SURE = ("", "guessing", "fairly sure", "certain")


class QuizScreen(QuizAsides):
    """Prompt, answer form, verdict, ratings."""

    HEADING = "Quiz"
    CSS_PATH = "quiz.tcss"

    def __init__(self, spec: SessionSpec | None = None) -> None:
        super().__init__()
        self._spec = spec or SessionSpec()
        self.typed = ""
        self._forms: dict[str, AnswerForm] = {}
        self._sure = 0
        self._began = monotonic()

    def compose_body(self) -> ComposeResult:
        """The card on the left, the rail on the right, the ratings at the bottom."""
        with Horizontal(id="columns"):
            with VerticalScroll(id="card", can_focus=False):
                yield Static("", id="meta", markup=False)
                yield Static("", id="prompt", markup=False)
                yield Vertical(id="form")
                yield Static("", id="words", markup=False)
                yield Static("", id="judgement", markup=False)
                yield Rows(id="points")
                yield Static("", id="worked", markup=False)
                yield Static("", id="why", markup=False)
            yield Static("", id="rail", markup=False)
        yield Ratings()

    def on_mount(self) -> None:
        """Open the sitting and show its first card."""
        super().on_mount()
        self.set_interval(1, self._tick)
        self.call_after_refresh(self._open)

    def _open(self) -> None:
        if not self.app.attempt(self._start_session):
            self.app.back()
            return
        self.show_next()

    def _start_session(self) -> None:
        self.session = DailySession(self.app.services, self._spec)

    # -- the card ----------------------------------------------------------------------------------

    def show_next(self) -> None:
        """Show the next card at once; what was rated is written right after the paint."""
        card = self.session.current
        if card is None:
            self.save()
            card = self.session.current
        if card is None:
            self.app.replace("summary", self.session)
            return
        self._show_card(card)
        self.call_after_refresh(self.save)

    def _show_card(self, card: Card) -> None:
        self.verdict, self.typed, self._sure, self._hints = None, "", 0, 0
        self._shown_at = monotonic()
        self.query_one("#meta", Static).update(views.meta(card))
        self.query_one("#prompt", Static).update(views.prompt(card))
        for part in ("#words", "#judgement", "#points", "#worked", "#why"):
            self.query_one(part).display = False
        self.query_one(Ratings).display = False
        form = self._form(card)
        for other in self._forms.values():
            other.display = other is form
        self.state = "speak" if isinstance(form, RecallForm) else form.STATE
        self.query_one("#card").scroll_home(animate=False)
        self._paint_progress()

    def _form(self, card: Card) -> AnswerForm:
        """The form of the card's kind, built on first use and then only updated."""
        form = self._forms.get(card.kind)
        if form is None:
            form = self._forms[card.kind] = KINDS[card.kind].load("form")()
            self.query_one("#form").mount(form)
            self.call_after_refresh(self._fill, form, card)
        else:
            form.show(card)
            form.take_focus()
        return form

    @staticmethod
    def _fill(form: AnswerForm, card: Card) -> None:
        form.show(card)
        form.take_focus()

    @property
    def form(self) -> AnswerForm | None:
        """The form on the screen."""
        card = self.session.current
        return self._forms.get(card.kind) if card else None

    def save(self) -> None:
        """Write what was rated; the mark tells when it is on disk."""
        if self.app.attempt(self.session.save):
            self._paint_progress()

    def _tick(self) -> None:
        if self.state != "paused" and hasattr(self, "session"):
            self._paint_progress()

    def _paint_progress(self) -> None:
        session = self.session
        seconds = int(monotonic() - self._began)
        saved = "✓ saved" if session.saved and not session.pending else ("… saving" if session.pending else "")
        left = [f"{session.done + 1 if session.current else session.done} of {session.total}"]
        if saved and self.app.size.width >= 60:
            left.insert(0, saved)
        self.query_one(Header).show("  ·  ".join([*left, f"{seconds // 60}:{seconds % 60:02d}"]))
        rail = self.query_one("#rail", Static)
        if rail.display and session.current:
            rail.update(views.rail(session, session.current))

    # -- answering ---------------------------------------------------------------------------------

    def action_submit(self) -> None:
        """Grade what was given; nothing given reveals the answer."""
        form, card = self.form, self.session.current
        if form is None or card is None:
            return
        self.typed = form.text()
        empty = not self.typed.strip() or (isinstance(form, FlagForm) and not self.typed.partition(":")[2].strip())
        seconds = monotonic() - self._shown_at
        if empty and not isinstance(form, FlagForm):
            verdict = self.session.reveal(seconds=seconds)
        else:
            verdict = self.session.answer(self.typed, seconds=seconds, hints=self._hints, confidence=self._sure or None)
        if verdict.error is not None:
            self._not_understood(form, verdict)
            return
        self._show_verdict(card, verdict)

    def _not_understood(self, form: AnswerForm, verdict: Verdict) -> None:
        """Say what was not understood, right under the line; it is no attempt."""
        if isinstance(form, LineForm):
            form.fault(verdict.column, verdict.error or "")
        else:
            self.app.say(verdict.error or "", problem=True)

    def _show_verdict(self, card: Card, verdict: Verdict) -> None:
        self.verdict = verdict
        for form in self._forms.values():
            form.display = False
        self.set_focus(None)
        words = self.query_one("#words", Static)
        own = card.kind == "recall" and bool(self.typed.strip())
        words.display = own or card.kind in ("cloze", "numeric", "formula", "flag")
        words.update(views.own_words(self.typed, verdict.findings) if own else safe(self.typed or "no answer"))
        words.border_title = "Your answer"
        self.paint_verdict(verdict)
        why = self.query_one("#why", Static)
        why.update(views.why(card, verdict))
        why.display = self.app.size.width >= 100 or card.kind == "recall"
        ratings = self.query_one(Ratings)
        ratings.show(self.session.choices(), self.session.suggested)
        ratings.display = True
        self.state = "verdict"

    def paint_verdict(self, verdict: Verdict) -> None:
        """The judgement, what was found, the worked steps."""
        judgement = self.query_one("#judgement", Static)
        judgement.display = True
        judgement.update(views.judgement(verdict))
        judgement.set_classes([f"-{views.headline(verdict)[2]}"])
        points = self.query_one("#points", Rows)
        points.display = bool(verdict.findings)
        if verdict.findings:
            card = self.session.current
            letters = card is not None and card.kind == "choice"
            points.pointed = card is not None and card.kind == "recall"
            numbers = [ascii_lowercase[n] if letters else str(n + 1) for n in range(len(verdict.findings))]
            points.fill(numbers, [views.point(finding) for finding in verdict.findings], points.cursor)
        worked = self.query_one("#worked", Static)
        worked.display = bool(verdict.steps)
        worked.update(views.worked(verdict, self.query_one("#card").size.width - 4))

    def action_newline(self) -> None:
        """A new line in a spoken answer."""
        if isinstance(self.form, RecallForm):
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
        if isinstance(self.form, OrderForm):
            self.form.hold()

    def action_pick(self, index: int) -> None:
        """Choose an option."""
        if self.form:
            self.form.pick(index)

    def action_confidence(self) -> None:
        """Guessing, fairly sure, certain, or not said."""
        self._sure = (self._sure + 1) % len(_SURE)
        if self.form:
            self.form.subtitle(_SURE[self._sure])
        if self._sure:
            self.app.say(f"Noted: {_SURE[self._sure]}.")

    # -- rating ------------------------------------------------------------------------------------

    def action_accept(self) -> None:
        """Take the suggestion."""
        self._rate(None)

    def action_rate(self, rating: int) -> None:
        """Rate from 1 to 4."""
        self._rate(Rating(rating))

    def _rate(self, rating: Rating | None) -> None:
        if self.verdict is not None:
            self.session.rate(rating)
            self.show_next()

    def action_undo(self) -> None:
        """Take the last rating back and show that card again."""
        if self.app.attempt(self._undo):
            self.show_next()

    def _undo(self) -> None:
        self.app.say("Taken back." if self.session.undo() else "Nothing to take back in this sitting.")
