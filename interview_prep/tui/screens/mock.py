"""The mock interview: one question at a time, the ladder beside it, the clock above; then what is left to settle."""

from datetime import datetime, timedelta
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static, TextArea

from interview_prep.insight.report import OpenPoint, report_of
from interview_prep.practice.mock import MockInterview
from interview_prep.practice.mock_log import draft, keep_draft, settle, unfinished
from interview_prep.practice.mock_terms import LENGTHS, MANNERS, RANGES, MockSpec
from interview_prep.questions.concepts import CONCEPTS
from interview_prep.text import counted
from interview_prep.tui import mock_formula, mock_views
from interview_prep.tui.actions import Action
from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.content import MUTED
from interview_prep.tui.layout import bar
from interview_prep.tui.widgets.rows import Rows

_LEAD = "An interviewer goes deeper until you flinch; a report says how deep."
_KEEP_EVERY = 5
"""Seconds between two savings of an answer that is being written."""
_NOTE = "The next question depends on this answer."
_HELP = {
    "length": "15 minutes are about three subjects, 60 about twelve.",
    "role": "Where subjects start and how deep they go: junior 1 to 3, mid 1 to 4, senior 2 to 5.",
    "about": "Like the real thing opens with what a language model is, then follows what you say.",
    "manner": "How the interviewer speaks. The questions are the same.",
}


class MockScreen(PrepScreen):
    """Choose, answer, see where the ladder stands, settle what is open."""

    PLACE = "mock"
    AUTO_FOCUS = ""  # the answer is hidden until there is a question
    HEADING = "Mock interview"
    CSS_PATH = "mock.tcss"
    TYPING: ClassVar[frozenset[str]] = frozenset(("answer",))
    BINDINGS: ClassVar[list[BindingType]] = PrepScreen.keys("mock")
    app = getters.app(PrepApp)

    def __init__(self, spec: MockSpec | None = None) -> None:
        super().__init__()
        self._choice = {"length": 1, "role": 1, "about": 0, "manner": 0}
        self._spec = spec
        self._interview: MockInterview | None = None
        self._asked_at: datetime | None = None
        self._open: tuple[OpenPoint, ...] = ()
        self._asked = 0
        self._settled: dict[str, bool] = {}
        self._guess: int | None = None
        self._cursor = 0
        self._silent = False
        self._drawn = False

    def compose_body(self) -> ComposeResult:
        """The setting first; then question and answer on the left, ladder on the right."""
        yield Static(Content.styled(_LEAD, MUTED), id="lead", markup=False)
        yield Rows(id="setting")
        yield Static("", id="about", markup=False)
        with Horizontal(id="room"):
            with Vertical(id="talk"):
                yield Static("", id="rungs", markup=False)
                yield Static("", id="before", markup=False)
                yield Static("", id="question", markup=False)
                yield TextArea(id="answer", show_line_numbers=False, soft_wrap=True, tab_behavior="focus")
                yield Static(_NOTE, id="note", markup=False)
            with Vertical(id="side"):
                yield Static("", id="ladder", markup=False)
        with VerticalScroll(id="last", can_focus=False):
            yield Static("", id="settling", markup=False)

    def offers(self, action: Action) -> bool:
        """Points are settled only where some are open."""
        return bool(self._open) or self.state != "settle" or action.name not in ("said", "not_said", "up", "down")

    def caption(self, action: Action) -> str:
        """Before and after the interview there is nothing to pause."""
        if action.name == "leave" and self.state != "answer":
            return "Today" if self.state == "settle" else "back"
        return action.label

    def on_mount(self) -> None:
        """Go on where one stopped, or ask how long and how deep."""
        super().on_mount()
        self.query_one("#room").display = False
        self.query_one("#last").display = False
        self.query_one("#answer", TextArea).border_title = "Your answer"
        self.set_interval(1, self._tick)
        self.set_interval(_KEEP_EVERY, self.keep_draft)
        self.call_after_refresh(self._begin_or_go_on)

    def _begin_or_go_on(self) -> None:
        def begin() -> None:
            self._interview = unfinished(self.app.services)

        self.app.attempt(begin)
        if self._interview is not None:
            self.app.say("Going on where you stopped.")
            self._enter()
            self._take_up(self._interview)
        elif self._spec is not None:
            self._start(self._spec)
        else:
            self.state = "setting"
            self.query_one("#lead").display = True
            self._paint_setting()

    # -- the setting ---------------------------------------------------------------------------------

    def _paint_setting(self) -> None:
        abouts = ["like the real thing", *(concept.name for concept in CONCEPTS)]
        values = (
            ("Length", f"{LENGTHS[self._choice['length']]} minutes"),
            ("Role", f"{list(RANGES)[self._choice['role']]}"),
            ("About", abouts[self._choice["about"]]),
            ("Manner", MANNERS[self._choice["manner"]]),
        )
        rows = self.query_one("#setting", Rows)
        texts = [
            Content.assemble((f"{name:<12}", MUTED), (value, "bold" if index == rows.cursor else ""))
            for index, (name, value) in enumerate(values)
        ]
        rows.fill([""] * len(texts), texts, rows.cursor)
        self.query_one("#about", Static).update(Content.styled(_HELP[list(self._choice)[rows.cursor]], MUTED))
        self.header.show("answers are typed or dictated")

    def action_change(self, step: int = 1) -> None:
        """The next value of a setting."""
        name = list(self._choice)[self.query_one("#setting", Rows).cursor]
        count = {"length": len(LENGTHS), "role": len(RANGES), "about": len(CONCEPTS) + 1, "manner": len(MANNERS)}[name]
        self._choice[name] = (self._choice[name] + step) % count
        self._paint_setting()

    def action_change_back(self) -> None:
        """The value before."""
        self.action_change(-1)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """A click changes."""
        event.rows.point(event.index)
        self.action_change()

    def action_up(self) -> None:
        """The setting, or the open point, above."""
        self._move(-1)

    def action_down(self) -> None:
        """The setting, or the open point, below."""
        self._move(1)

    def _move(self, step: int) -> None:
        if self.state == "setting":
            self.query_one("#setting", Rows).move(step)
            self._paint_setting()
        elif self._open:
            self._cursor = (self._cursor + step) % len(self._open)
            self._paint_settling()

    def action_begin(self) -> None:
        """Start."""
        about = self._choice["about"]
        self._start(
            MockSpec(
                minutes=LENGTHS[self._choice["length"]],
                role=list(RANGES)[self._choice["role"]],  # type: ignore[arg-type]  # the keys of RANGES are the roles
                concepts=(CONCEPTS[about - 1].slug,) if about else (),
                manner=MANNERS[self._choice["manner"]],  # type: ignore[arg-type]  # the tuple holds the manners
                seed=int(self.app.services.now().timestamp()),
            )
        )

    def _start(self, spec: MockSpec) -> None:
        def begin() -> None:
            self._interview = MockInterview(self.app.services, spec)

        if self.app.attempt(begin):
            self._enter()

    def _enter(self) -> None:
        for part in ("#lead", "#setting", "#about"):
            self.query_one(part).display = False
        self.query_one("#room").display = True
        self._ask()

    def _take_up(self, interview: MockInterview) -> None:
        """The words and the seconds from before the pause."""
        text, seconds = draft(self.app.services, interview)
        self._asked_at = self.app.services.now() - timedelta(seconds=seconds)
        answer = self.query_one("#answer", TextArea)
        answer.text = text
        answer.move_cursor(answer.document.end)
        self._tick()

    # -- the interview -------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Fit the talk to the new width."""
        super().on_resize()
        if self.state == "answer":
            self.call_after_refresh(self._paint_talk)
        elif self.state == "settle":
            self.call_after_refresh(self._paint_settling)

    def _ask(self) -> None:
        interview = self._interview
        if interview is None or interview.question is None:
            self._settle_first()
            return
        self.state = "answer"
        self._asked_at = self.app.services.now()
        self._note(_NOTE)
        self._paint_talk()
        answer = self.query_one("#answer", TextArea)
        answer.text = ""
        answer.focus()
        self._tick()

    def _paint_talk(self) -> None:
        interview = self._interview
        if interview is None or interview.question is None:
            return
        wide = self.size.width >= 100
        self.query_one("#rungs", Static).update(mock_views.rungs_row(interview))
        width = min(84, self.size.width - 4 - (mock_views.SIDE + 6 if wide else 0))
        tall = self.size.height
        turns = 2 if tall >= 34 else 1
        before = self.query_one("#before", Static)
        before.display = bool(interview.turns)
        before.update(mock_views.talk(interview, width, turns))
        self.query_one("#question", Static).update(mock_views.voice(interview))
        self._tick()

    def _seconds(self) -> float:
        return (self.app.services.now() - self._asked_at).total_seconds() if self._asked_at else 0.0

    def _tick(self) -> None:
        interview = self._interview
        if interview is None or interview.question is None or self.state != "answer":
            return
        seconds = self._seconds()
        left = max(0.0, interview.seconds_left - seconds)
        words = f"{mock_views.clock(left)} left"
        if self.size.width >= 100:
            place = f"ladder {interview.ladder_number} of {interview.ladders_total}  ·  "
            head = Content.assemble((place, MUTED), (words, "bold"))
        else:
            head = Content.assemble(bar(1 - left / (interview.spec.minutes * 60), 12), (f"  {words}", "bold"))
        self.header.show(head)
        self.query_one("#ladder", Static).update(mock_views.ladder(interview, seconds))
        box = self.query_one("#answer", TextArea)
        nudge, style = mock_views.nudge(seconds)
        count = len(box.text.split())
        box.border_subtitle = f"{counted(count, 'word')} · {mock_views.clock(seconds)} · {nudge}"
        box.set_class(style == "$text-warning", "-late")
        box.set_class(style == "$text-error", "-long")

    def on_text_area_changed(self) -> None:
        """Count the words as they come; a formula is drawn as it is understood."""
        self._tick()
        interview = self._interview
        if interview is None or interview.question is None or interview.rung.asks is None:
            return
        box = self.query_one("#answer", TextArea)
        drawing = mock_formula.read_in(interview, box.text, box.size.width - 4, self.size.height // 5)
        if drawing is not None:
            self._note(drawing, narrow=True)
        elif self._drawn:
            self._note(_NOTE)
        self._drawn = drawing is not None

    def _note(self, words: str | Content, *, narrow: bool = False) -> None:
        """A line under the answer; where rows are few only what is said just now has room."""
        note = self.query_one("#note", Static)
        note.update(words)
        note.set_class(narrow, "-said")

    def action_submit(self) -> None:
        """Hand the answer in."""
        interview = self._interview
        if interview is None or interview.question is None:
            return
        text = self.query_one("#answer", TextArea).text
        if not text.strip() and not self._silent:
            self._silent = True
            self.app.say("Nothing is written yet. Enter again stays silent; f5 says that you do not know.")
            return
        self._silent = False
        seconds = round(self._seconds(), 1)
        if self.app.attempt(lambda: interview.answer(text, seconds)):
            self._ask()

    def action_newline(self) -> None:
        """A new line."""
        self.query_one("#answer", TextArea).insert("\n")

    def action_clarify(self) -> None:
        """Ask what is meant; it costs nothing."""
        if self._interview and self._interview.question:
            self._note(Content.styled(self._interview.clarified(), MUTED), narrow=True)

    def action_give_up(self) -> None:
        """Say that one does not know."""
        self._say_for_me("I don't know")

    def action_skip(self) -> None:
        """Leave this subject."""
        self._say_for_me("skip")

    def _say_for_me(self, words: str) -> None:
        self.query_one("#answer", TextArea).text = words
        self.action_submit()

    def action_end(self) -> None:
        """End the interview and see the report."""
        interview = self._interview
        if interview is None:
            return
        if not interview.turns:
            self.app.back()
        elif self.app.attempt(interview.finish):
            self._settle_first()

    # -- settling ------------------------------------------------------------------------------------

    def _settle_first(self) -> None:
        """The candidate's guess and what the cues left open; straight to the report where nobody spoke."""
        interview = self._interview
        if interview is None:
            self.app.replace("report")
            return
        report = report_of(self.app.services.bank, interview.record(), ())
        self._open = tuple(report.unsure)
        self._asked = report.calibration.sure + report.calibration.hedged
        if not self._asked:
            self.app.replace("report")
            return
        self.query_one("#room").display = False
        self.query_one("#last").display = True
        self.header.show("")
        self.state = "settle"
        self.set_focus(None)
        self._paint_settling()

    def _paint_settling(self) -> None:
        width = min(84, self.size.width - 6)
        over = mock_views.over(self._interview) if self._interview else ""
        content = mock_views.settling(over, self._open, self._settled, self._cursor, self._guess, self._asked, width)
        self.query_one("#settling", Static).update(content)

    def action_said(self) -> None:
        """The point was said."""
        self._decide(True)

    def action_not_said(self) -> None:
        """The point was not said."""
        self._decide(False)

    def _decide(self, said: bool) -> None:
        if self._open:
            self._settled[self._open[self._cursor].key] = said
            self._cursor = min(self._cursor + 1, len(self._open) - 1)
            self._paint_settling()

    def action_more(self) -> None:
        """One more answer went well."""
        self._guess = min(self._asked, (self._guess if self._guess is not None else self._asked // 2) + 1)
        self._paint_settling()

    def action_fewer(self) -> None:
        """One answer fewer went well."""
        self._guess = max(0, (self._guess if self._guess is not None else self._asked // 2) - 1)
        self._paint_settling()

    def action_to_report(self) -> None:
        """Keep what was settled and show the report."""
        interview = self._interview
        if interview is None:
            return

        def keep() -> None:
            if self._settled or self._guess is not None:
                settle(self.app.services, interview.name, self._settled, self._guess)

        if self.app.attempt(keep):
            self.app.replace("report")

    def action_leave(self) -> None:
        """Pause: the next time goes on here, with what is written so far."""
        self.keep_draft()
        self.app.back()

    def keep_draft(self) -> None:
        """Keep what is written so far and its time: a kill takes no more than the last seconds of it."""
        interview = self._interview
        if self.state != "answer" or interview is None or not interview.turns:
            return
        text, seconds = self.query_one("#answer", TextArea).text, self._seconds()
        self.app.attempt(lambda: keep_draft(self.app.services, interview, text, seconds))
