"""The first start: three questions, each of which may be left as it is."""

from dataclasses import replace
from datetime import date
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Center, Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Static

from interview_prep.errors import UserError
from interview_prep.scheduling.day import study_day
from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.content import MUTED
from interview_prep.tui.fields import date_in, number_in

_WORDS = (
    "Short spaced quizzes, formulas at the whiteboard, and mock interviews that go deeper until you flinch. "
    "Every number is computed, every formula checked. It all stays on this computer."
)


class WelcomeScreen(PrepScreen):
    """Interview date, minutes a day, new cards a day."""

    PLACE = "welcome"
    TYPING = frozenset(("",))
    CSS_PATH = "welcome.tcss"
    BINDINGS: ClassVar[list[BindingType]] = PrepScreen.keys("welcome")
    app = getters.app(PrepApp)

    def compose_body(self) -> ComposeResult:
        """A few words, three fields, one button."""
        with Center(id="middle"), Vertical(id="page"):
            yield Static("Practise every day until the interview.", id="title", markup=False)
            yield Static(_WORDS, id="words", markup=False)
            with Vertical(id="fields") as fields:
                fields.border_title = "Three questions"
                kept = self.app.services.settings
                day = f"{kept.interview:%d %b %Y}" if kept.interview else ""
                yield from _field("interview", "When is the interview?", day, "a date, “in 3 weeks”, or leave it empty")
                yield from _field("minutes", "Minutes a day", str(kept.minutes), "the plan reckons with it")
                yield from _field("new", "New cards a day", str(kept.new_per_day), "at most; reviews come first")
            yield Static("", id="fault", markup=False)
            with Horizontal(id="go"):
                yield Button("Start", id="start", variant="primary")
                yield Static(Content.styled("enter", "bold $text-accent"), classes="enter", markup=False)
                hint = Content.assemble(("change any of it later with ", MUTED), ("ctrl+p", "bold $text-accent"))
                yield Static(hint, classes="later", markup=False)

    def on_mount(self) -> None:
        """Begin with the date."""
        super().on_mount()
        self.header.show(f"{self._today():%a %d %b}")
        self.query_one("#interview", Input).focus()

    def action_next_field(self) -> None:
        """The next field."""
        self.focus_next()

    def action_previous_field(self) -> None:
        """The field before."""
        self.focus_previous()

    def on_button_pressed(self) -> None:
        """Start by mouse."""
        self.action_begin()

    def action_begin(self) -> None:
        """Keep the answers and start the first quiz, or say which one is not understood."""
        settings = self.app.services.settings
        try:
            changed = replace(
                settings,
                interview=date_in(self.query_one("#interview", Input), self._today()),
                minutes=self._number("minutes", 1, 240),
                new_per_day=self._number("new", 0, 200),
                welcomed=True,
            )
            self.app.services.change_settings(changed)
        except UserError as error:
            self.query_one("#fault", Static).update(Content.styled(str(error), "$text-warning"))
            return
        self.app.replace("today")
        self.app.call_later(self.app.open, "quiz")

    def action_look(self) -> None:
        """Go on with the defaults."""
        settings = replace(self.app.services.settings, welcomed=True)
        if self.app.attempt(lambda: self.app.services.change_settings(settings)):
            self.app.replace("today")

    def _today(self) -> date:
        services = self.app.services
        return study_day(services.now(), services.zone)

    def _number(self, name: str, low: int, high: int) -> int:
        return number_in(self.query_one(f"#{name}", Input), low, high, f"A number from {low} to {high} goes here.")


def _field(name: str, label: str, value: str, hint: str) -> ComposeResult:
    with Horizontal(classes="field"):
        yield Static("▸ ", classes="mark", markup=False)
        yield Static(label, classes="label", markup=False)
        yield Input(value, id=name, compact=True)
    yield Static(hint, classes="hint", markup=False)
