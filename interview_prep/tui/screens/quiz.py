"""The quiz: one card after the other. It shows the session's state and forwards keys; the session decides."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from interview_prep.practice.daily import DailySession, SessionSpec
from interview_prep.practice.solution import slip_steps
from interview_prep.questions.kinds import KINDS
from interview_prep.questions.verdict import Rating, Verdict
from interview_prep.text import counted, sanitise
from interview_prep.tui import views
from interview_prep.tui.screens.quiz_asides import QuizAsides
from interview_prep.tui.verdict_views import Shown, height_without_explanation, own_words, page
from interview_prep.tui.widgets.forms import AnswerForm, FlagForm

if TYPE_CHECKING:
    from textual._path import CSSPathType

    from interview_prep.practice.card import Card
    from interview_prep.tui.actions import Action

SURE = ("", "guessing", "fairly sure", "certain")


class QuizScreen(QuizAsides):
    """Prompt, answer form, verdict, ratings."""

    HEADING = "Quiz"
    EXPLAINS: ClassVar[bool] = True
    CSS_PATH: ClassVar["CSSPathType | None"] = "quiz.tcss"

    def __init__(self, sitting: SessionSpec | DailySession | None = None) -> None:
        super().__init__()
        self._sitting = sitting or SessionSpec()
        self._forms: dict[str, AnswerForm] = {}
        self._began: datetime = self.now()
        self._has_call = False
        self._accepted = False
        self._shown: Shown | None = None

    def compose_body(self) -> ComposeResult:
        """The card on the left, the rail on the right, the ratings at the bottom."""
        with Horizontal(id="columns"):
            with self.card:
                yield self.question
                yield self.words
                yield self.judgement
            yield self.rail
        yield Static("", id="paused", markup=False)
        yield self.ratings

    def on_mount(self) -> None:
        """Open the sitting and show its first card."""
        super().on_mount()
        if not self.app.services.bank_is_open:
            self.header.show("reading the questions…")
        self.set_interval(1, self._tick)
        self.call_after_refresh(self._open)

    def _open(self) -> None:
        if self.app.attempt(self._start_session):
            self.show_next()
            self.run_worker(self.session.warm_up, thread=True, exit_on_error=False)
        else:
            self.app.back()

    def _start_session(self) -> None:
        begun = self._sitting
        self.session = begun if isinstance(begun, DailySession) else DailySession(self.app.services, begun)

    # -- the card ----------------------------------------------------------------------------------

    def show_next(self) -> None:
        """Show the next card at once; what was rated is written, and the rail follows, right after the paint."""
        if self.session.current is None:
            self.save()
        card = self.session.current
        while self.session.left_out:
            self.app.say(self.session.left_out.pop(), problem=True)
        if card is None:
            self.app.replace("summary", self.session)
            return
        self.verdict, self.typed, self.hints, self.sure = None, "", 0, 0
        self.shown_at = self.now()
        self.words.display = self.judgement.display = False
        self.ratings.clear()
        form = self._form(card)
        for other in self._forms.values():
            other.display = other is form
        self.paint_question()
        self._has_call = self.session.engine_call() is not None
        if form.stands:
            self.on_answer_form_ready()
        else:
            self.state = ""
        self.card.scroll_home(animate=False)
        self._paint_header()
        self.call_after_refresh(self._after_question)

    def on_answer_form_ready(self) -> None:
        """The keys of the form hold from now on."""
        if self.form is None or self.verdict is not None:
            return
        if self.state == self.form.STATE:
            self.refresh_footer()
        else:
            self.state = self.form.STATE

    def _after_question(self) -> None:
        """The mark tells when it is on disk."""
        self.save()
        self._paint_progress()

    def paint_question(self) -> None:
        """The question's head and prompt."""
        card, wide, sure = self.session.current, self.wide, SURE[self.sure]
        if card is not None:
            self.question.show(lambda width: views.question(card, width, wide=wide, sure=sure))

    def _form(self, card: "Card") -> AnswerForm:
        """The form of the card's kind, built on first use and then only updated."""
        form = self._forms.get(card.kind)
        if form is None:
            form = self._mounted(card.kind)
        form.ask(card)
        return form

    def _mounted(self, kind: str) -> AnswerForm:
        form: AnswerForm = KINDS[kind].load("form")()
        self._forms[kind] = form
        self.card.mount(form, before=self.words)
        return form

    @property
    def form(self) -> AnswerForm | None:
        """The form on the screen, once it stands."""
        form = self._forms.get(self.kind)
        return form if form is not None and form.stands else None

    def save(self) -> None:
        """Write what was rated."""
        if self.session.pending:
            self.app.attempt(self.session.save)

    def on_resize(self) -> None:
        """Lay out for the new width."""
        super().on_resize()
        self.ratings.fit()
        if hasattr(self, "session") and self.session.current:
            self.paint_question()
            self._paint_progress()
            if self.verdict is not None:
                self.paint_verdict()

    def _tick(self) -> None:
        if self.state != "paused" and hasattr(self, "session"):
            self._paint_progress()

    def _paint_progress(self) -> None:
        self._paint_header()
        self._paint_rail()

    def _paint_header(self) -> None:
        seconds = max(0, int((self.now() - self._began).total_seconds()))
        self.header.show(views.progress(self.session, seconds, wide=self.wide))

    def _paint_rail(self) -> None:
        card = self.session.current
        if self.wide and card:
            content = views.rail(self.session, card)
            if not content.is_same(self._rail):
                taller = content.plain.count("\n") != self._rail.plain.count("\n")
                self._rail = content
                self.rail.update(content, layout=taller)

    # -- answering ---------------------------------------------------------------------------------

    def action_submit(self) -> None:
        """Grade what was given; nothing given reveals the answer."""
        form = self.form
        if form is None or (self._accepted and self.app.pressed_twice):
            return
        self._accepted = False
        self.typed = sanitise(form.text())
        seconds = max(0.0, (self.now() - self.shown_at).total_seconds())
        if form.gives_nothing() and not isinstance(form, FlagForm):
            verdict = self.session.reveal(seconds=seconds)
            self.typed = ""
        else:
            verdict = self.session.answer(self.typed, seconds=seconds, hints=self.hints, confidence=self.sure or None)
        if verdict.error is None:
            self._show_verdict(verdict)
        elif not form.fault(verdict.column, verdict.error):
            self.app.say(verdict.error, problem=True)

    def _show_verdict(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.full = self.wide and self.EXPLAINS
        points = self.session.open_findings()
        self.cursor = next((n for n in points if verdict.findings[n].mark == "unsure"), points[0] if points else -1)
        for form in self._forms.values():
            form.display = False
        self.set_focus(None)
        self.paint_verdict()
        self.ratings.show(self.session.choices(), self.session.suggested)
        self.state = "verdict"
        self.call_after_refresh(self._after_verdict)

    def _after_verdict(self) -> None:
        """Where not all of it fits, the prompt gives way to the verdict; then build the next card."""
        if self._shown is not None:
            room = self.card.size.height
            last = self.judgement.virtual_region.y + height_without_explanation(self._shown, self.judgement.size.width)
            first = self.words if self.words.display else self.judgement
            if last > room:
                self.card.scroll_to(y=min(first.virtual_region.y, last - room), animate=False)
        kind = self.session.prepare_next()
        if kind is not None and kind not in self._forms:
            self._mounted(kind).display = False

    def paint_verdict(self) -> None:
        """The judgement, what was found, the worked steps."""
        card, verdict = self.session.current, self.verdict
        if card is None or verdict is None:
            return
        words = self.words
        self.set_class(card.kind == "recall", "-recall")
        words.display = card.kind == "recall" and bool(self.typed.strip())
        if words.display:
            words.update(own_words(self.typed, verdict.findings))
            words.border_title = "Your answer"
            words.border_subtitle = counted(len(self.typed.split()), "word")
        named = self.app.services.bank.registry.misconceptions
        shown = Shown(
            card=card,
            verdict=verdict,
            cursor=self.cursor,
            wide=self.wide,
            full=self.full,
            typed=self.typed,
            slip=named.get(verdict.misconception or "", ""),
            yours=slip_steps(card, verdict),
        )
        self._shown = shown
        self.judgement.display = True
        self.judgement.show(lambda width: page(shown, width))

    # -- rating ------------------------------------------------------------------------------------

    def action_accept(self) -> None:
        """Take the suggestion."""
        self._accepted = True
        self._rate(None)

    def action_rate(self, rating: int) -> None:
        """Rate from 1 to 4."""
        self._rate(Rating(rating))

    def _rate(self, rating: Rating | None) -> None:
        if self.verdict is not None:
            self.session.rate(rating)
            self.show_next()

    def caption(self, action: "Action") -> str:
        """Enter says which rating it accepts."""
        if action.name == "accept" and self.wide and self.verdict is not None:
            return f"accept {self.session.suggested.name.lower()}"
        return super().caption(action)

    def offers(self, action: "Action") -> bool:
        """The lab where the card has numbers, ticks and flags where it has points."""
        if action.name in ("lab", "lab_early"):
            return self._has_call
        if action.name == "tick":
            return self.cursor >= 0
        if action.name == "unflag":
            return self.verdict is not None and bool(self.flags)
        return True
