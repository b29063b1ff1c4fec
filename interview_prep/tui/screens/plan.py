"""The date of the interview, what a day holds, and what fits until then."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from interview_prep.errors import UserError
from interview_prep.insight.readiness import Readiness, readiness
from interview_prep.scheduling.day import study_day
from interview_prep.settings import Settings
from interview_prep.tui import plan_views as views
from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.content import safe
from interview_prep.tui.fields import date_in, number_in
from interview_prep.tui.layout import Line, plain_lines
from interview_prep.tui.widgets.page import Page


class PlanScreen(PrepScreen):
    """Three fields, and the plan that follows from them."""

    PLACE = "plan"
    HEADING = "Plan"
    TYPING = frozenset({""})
    AUTO_FOCUS = "#date"
    CSS_PATH = "plan.tcss"
    BINDINGS: ClassVar[list[BindingType]] = PrepScreen.keys("plan")
    app = getters.app(PrepApp)

    def __init__(self) -> None:
        super().__init__()
        self._at_fault: list[str] = []

    def compose_body(self) -> ComposeResult:
        """The fields, then what they mean."""
        with Horizontal(id="fields"):
            yield Input(id="date", placeholder="a date, or “in 3 weeks”")
            yield Input(id="minutes")
            yield Input(id="new")
        yield Static("", id="fault", markup=False)
        with VerticalScroll(id="page", can_focus=False), Horizontal(id="halves"):
            yield Page(id="summary")
            yield Page(id="concepts")

    def on_mount(self) -> None:
        """Show what is set."""
        super().on_mount()
        settings = self.app.services.settings
        day = settings.interview
        for name, title, value in (
            ("date", "When is the interview?", f"{day:%d %b %Y}" if day else ""),
            ("minutes", "Minutes a day", str(settings.minutes)),
            ("new", "New a day", str(settings.new_per_day)),
        ):
            entry = self.query_one(f"#{name}", Input)
            entry.border_title, entry.value = title, value
        self.query_one("#fault").display = False
        self.call_after_refresh(self._paint)

    def on_input_changed(self) -> None:
        """What is being mended is not at fault any more. (The news of a change may come after the fault was found.)"""
        if self._values() != self._at_fault:
            self.query_one("#fault").display = False

    def on_input_submitted(self) -> None:
        """Enter in a field keeps all three."""
        self.action_keep()

    def action_keep(self) -> None:
        """Keep what is typed and show what fits, or say what is not understood."""
        try:
            changed = self._typed(self.app.services.settings)
            self.app.services.change_settings(changed)
        except UserError as error:
            self._at_fault = self._values()
            fault = self.query_one("#fault", Static)
            fault.display = True
            fault.update(safe(str(error), "$text-warning"))
            return
        day = changed.interview
        self.app.say(f"Kept: {day:%a %d %b %Y}." if day else "Kept; no date is set.")
        self._paint()

    def _values(self) -> list[str]:
        return [entry.value for entry in self.query(Input)]

    def _typed(self, settings: Settings) -> Settings:
        services = self.app.services
        today = study_day(services.now(), services.zone)
        return replace(
            settings,
            interview=date_in(self.query_one("#date", Input), today),
            minutes=self._number("minutes", "minutes a day", 1, 240),
            new_per_day=self._number("new", "new questions a day", 0, 200),
        )

    def _number(self, name: str, label: str, low: int, high: int) -> int:
        fault = f"{label}: a number from {low} to {high} goes here"
        return number_in(self.query_one(f"#{name}", Input), low, high, fault)

    def action_field(self, by: int) -> None:
        """Another field."""
        self.focus_next() if by > 0 else self.focus_previous()

    def action_scroll(self, by: int) -> None:
        """Scroll the plan."""
        self.query_one("#page").scroll_relative(y=3 * by, animate=False)

    def action_leave(self) -> None:
        """Back."""
        self.app.back()

    def focused_help(self) -> tuple[str, str] | None:
        """The field that is being typed in."""
        words = {
            "date": "2026-12-12, 12 Dec, in 3 weeks, tomorrow; empty takes the date away",
            "minutes": "the time that a day has for practice; reviews come first, new questions fill the rest",
            "new": "the most new questions on one day",
        }
        name = self.focused.id if self.focused is not None else None
        return (name, words[name]) if name in words else None

    def _paint(self) -> None:
        self.app.attempt(self._assess)

    def _assess(self) -> None:
        services = self.app.services
        settings = services.settings
        found = readiness(
            services.store,
            services.bank,
            services.now(),
            services.zone,
            settings.interview,
            minutes=settings.minutes,
            new_per_day=settings.new_per_day,
        )
        self.header.show(f"{study_day(services.now(), services.zone):%a %d %b}")
        self.query_one("#summary", Page).show(partial(_lines, views.summary, found))
        self.query_one("#concepts", Page).show(partial(_lines, views.concepts, found))


def _lines(build: Callable[[Readiness, int], list[Content]], found: Readiness, width: int) -> list[Line]:
    return plain_lines(build(found, width))
