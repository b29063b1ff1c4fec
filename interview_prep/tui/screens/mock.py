"""The mock interview: one question at a time, the ladder beside it, the clock above."""

from time import monotonic
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static, TextArea

from interview_prep.practice.mock import LENGTHS, RAMBLING, RANGES, MockInterview, MockSpec, unfinished
from interview_prep.questions.concepts import CONCEPTS
from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.content import FAINT, MUTED, line, safe
from interview_prep.tui.layout import bar
from interview_prep.tui.widgets.frame import Header
from interview_prep.tui.widgets.rows import Rows

_MANNERS = ("neutral", "warm", "terse")


class MockScreen(PrepScreen):
    """Choose, answer, see where the ladder stands."""

    PLACE = "mock"
    HEADING = "Mock interview"
    CSS_PATH = "mock.tcss"
    BINDINGS: ClassVar[list[BindingType]] = PrepScreen.keys("mock")
    app = getters.app(PrepApp)

    def __init__(self, spec: MockSpec | None = None) -> None:
        super().__init__()
        self._choice = {"length": 1, "role": 1, "about": 0, "manner": 0}
        self._spec = spec
        self._interview: MockInterview | None = None
        self._asked_at = monotonic()

    def compose_body(self) -> ComposeResult:
        """The setting first; then question and answer on the left, ladder on the right."""
        yield Rows(id="setting")
        with Horizontal(id="room"):
            with VerticalScroll(id="talk", can_focus=False):
                yield Static("", id="before", markup=False)
                yield Static("", id="question", markup=False)
                yield TextArea(id="answer", show_line_numbers=False, soft_wrap=True, tab_behavior="focus")
                yield Static("The next question depends on this answer.", id="note", markup=False)
            with Vertical(id="side"):
                yield Static("", id="ladder", markup=False)

    def on_mount(self) -> None:
        """Go on where one stopped, or ask how long and how deep."""
        super().on_mount()
        self.query_one("#room").display = False
        self.query_one("#answer", TextArea).border_title = "Your answer"
        self.set_interval(1, self._tick)
        self.call_after_refresh(self._open)

    def _open(self) -> None:
        def begin() -> None:
            self._interview = unfinished(self.app.services)

        self.app.attempt(begin)
        if self._interview is not None:
            self.app.say("Going on where you stopped.")
            self._enter()
        elif self._spec is not None:
            self._start(self._spec)
        else:
            self.state = "setting"
            self._paint_setting()

    # -- the setting ---------------------------------------------------------------------------------

    def _paint_setting(self) -> None:
        abouts = ["like the real thing", *(concept.name for concept in CONCEPTS)]
        values = (
            ("Length", f"{LENGTHS[self._choice['length']]} minutes"),
            ("Role", f"{list(RANGES)[self._choice['role']]}"),
            ("About", abouts[self._choice["about"]]),
            ("Manner", _MANNERS[self._choice["manner"]]),
        )
        texts = [Content.assemble((f"{name:<12}", MUTED), (value, "bold")) for name, value in values]
        rows = self.query_one("#setting", Rows)
        rows.fill([""] * len(texts), texts, rows.cursor)
        self.query_one(Header).show("space changes, enter starts")

    def action_change(self) -> None:
        """The next value of a setting."""
        name = list(self._choice)[self.query_one("#setting", Rows).cursor]
        count = {"length": len(LENGTHS), "role": len(RANGES), "about": len(CONCEPTS) + 1, "manner": len(_MANNERS)}[name]
        self._choice[name] = (self._choice[name] + 1) % count
        self._paint_setting()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """A click changes."""
        event.rows.point(event.index)
        self.action_change()

    def action_up(self) -> None:
        """The setting above."""
        self.query_one("#setting", Rows).move(-1)

    def action_down(self) -> None:
        """The setting below."""
        self.query_one("#setting", Rows).move(1)

    def action_begin(self) -> None:
        """Start."""
        about = self._choice["about"]
        roles = list(RANGES)
        self._start(
            MockSpec(
                minutes=LENGTHS[self._choice["length"]],
                role=roles[self._choice["role"]],  # type: ignore[arg-type]  # the keys of RANGES are the roles
                concepts=(CONCEPTS[about - 1].slug,) if about else (),
                manner=_MANNERS[self._choice["manner"]],  # type: ignore[arg-type]  # the tuple holds the manners
                seed=int(self.app.services.now().timestamp()),
            )
        )

    def _start(self, spec: MockSpec) -> None:
        def begin() -> None:
            self._interview = MockInterview(self.app.services, spec)

        if self.app.attempt(begin):
            self._enter()

    def _enter(self) -> None:
        self.query_one("#setting").display = False
        self.query_one("#room").display = True
        self._ask()

    # -- the interview -------------------------------------------------------------------------------

    def _ask(self) -> None:
        interview = self._interview
        if interview is None or interview.question is None:
            self.app.replace("report")
            return
        self.state = "answer"
        self._asked_at = monotonic()
        self.query_one("#question", Static).update(line(interview.question, "bold"))
        self.query_one("#before", Static).update(self._before(interview))
        self.query_one("#ladder", Static).update(self._ladder(interview))
        answer = self.query_one("#answer", TextArea)
        answer.text = ""
        answer.focus()
        self._tick()

    def _before(self, interview: MockInterview) -> Content:
        parts: list[Content | tuple[str, str]] = []
        for turn in interview.turns[-2:]:
            said = " ".join(turn.answer.split())
            said = said if len(said) <= 72 else said[:71] + "…"
            sign = {"strong": "✓", "weak": "?", "wrong": "!"}.get(turn.outcome, "○")
            style = {"strong": "$text-success", "weak": "$text-warning", "wrong": "$text-error"}.get(
                turn.outcome, FAINT
            )
            parts += [
                line(turn.question),
                ("\n", ""),
                safe(f"“{said}”" if said else "(silence)", MUTED),
                (f"  {sign}\n\n", style),
            ]
        return Content.assemble(*parts) if parts else Content("")

    def _ladder(self, interview: MockInterview) -> Content:
        place = f"{interview.ladder_number} of {interview.ladders_total}"
        parts: list[Content | tuple[str, str]] = [
            ("Ladder", "bold"),
            (f"   {place}\n", MUTED),
            line(interview.ladder.prompt, MUTED),
            ("\n\n", ""),
        ]
        passed = {t.rung for t in interview.turns if t.ladder == interview.ladder.id and t.outcome == "strong"}
        for level in range(5, 0, -1):
            here = level == interview.rung.level
            sign, style = (
                ("◐", "$text-primary") if here else ("●", "$text-success") if level in passed else ("○", FAINT)
            )
            parts += [("▸" if here else " ", "bold $text-primary"), (f"{level} ", MUTED), (f"{sign}\n", style)]
        share = 1 - interview.seconds_left / (interview.spec.minutes * 60)
        parts += [("\nTime\n", "bold"), bar(share, 24)]
        return Content.assemble(*parts)

    def _tick(self) -> None:
        interview = self._interview
        if interview is None or interview.question is None or self.state != "answer":
            return
        seconds = int(monotonic() - self._asked_at)
        left = max(0, int(interview.seconds_left - seconds))
        place = f"ladder {interview.ladder_number} of {interview.ladders_total}"
        self.query_one(Header).show(f"{place}  ·  {left // 60}:{left % 60:02d} left")
        words = len(self.query_one("#answer", TextArea).text.split())
        nudge = " · lead with the point" if seconds > RAMBLING else ""
        usual = "usual 0:45–1:30"
        self.query_one(
            "#answer", TextArea
        ).border_subtitle = f"{words} words · {seconds // 60}:{seconds % 60:02d} · {usual}{nudge}"

    def action_submit(self) -> None:
        """Hand the answer in."""
        interview = self._interview
        if interview is None or interview.question is None:
            return
        text = self.query_one("#answer", TextArea).text
        seconds = monotonic() - self._asked_at
        if self.app.attempt(lambda: interview.answer(text, round(seconds, 1))):
            self._ask()

    def action_newline(self) -> None:
        """A new line."""
        self.query_one("#answer", TextArea).insert("\n")

    def action_clarify(self) -> None:
        """Ask what is meant; it costs nothing."""
        if self._interview and self._interview.question:
            self.app.say(self._interview.clarified())

    def action_give_up(self) -> None:
        """Say that one does not know."""
        self.query_one("#answer", TextArea).text = "pass"
        self.action_submit()

    def action_end(self) -> None:
        """End the interview and see the report."""
        interview = self._interview
        if interview is not None and self.app.attempt(interview.finish):
            self.app.replace("report")

    def action_leave(self) -> None:
        """Pause: the next time goes on here."""
        self.app.back()
