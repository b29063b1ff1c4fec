"""The date of the interview, and what fits until then."""

from dataclasses import replace
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from interview_prep.insight.readiness import Readiness, readiness
from interview_prep.practice.dates import read_date
from interview_prep.questions.concepts import BY_SLUG
from interview_prep.scheduling.day import study_day
from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.content import MUTED
from interview_prep.tui.today_views import recall_bar


class PlanScreen(PrepScreen):
    """One field, and the plan that follows from it."""

    PLACE = "plan"
    HEADING = "Plan"
    CSS_PATH = "plan.tcss"
    BINDINGS: ClassVar[list[BindingType]] = PrepScreen.keys("plan")
    app = getters.app(PrepApp)

    def compose_body(self) -> ComposeResult:
        """The date, then what it means."""
        yield Input(id="date")
        with VerticalScroll(id="page", can_focus=False):
            yield Static("", id="plan", markup=False)

    def on_mount(self) -> None:
        """Show the date that is set."""
        super().on_mount()
        entry = self.query_one("#date", Input)
        entry.border_title = "When is the interview?"
        entry.border_subtitle = "a date, “in 3 weeks”, or empty"
        day = self.app.services.settings.interview
        entry.value = f"{day:%d %b %Y}" if day else ""
        entry.focus()
        self.call_after_refresh(self._paint)

    def action_keep(self) -> None:
        """Keep the date and show what fits."""
        services = self.app.services

        def keep() -> None:
            today = study_day(services.now(), services.zone)
            day = read_date(self.query_one("#date", Input).value, today)
            services.change_settings(replace(services.settings, interview=day))
            self.app.say(f"Kept: {day:%a %d %b %Y}." if day else "No date set.")
            self._paint()

        self.app.attempt(keep)

    def action_leave(self) -> None:
        """Back."""
        self.app.back()

    def _paint(self) -> None:
        services = self.app.services

        def assess() -> None:
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
            self.query_one("#plan", Static).update(_content(found))

        self.app.attempt(assess)


def _content(found: Readiness) -> Content:
    parts: list[Content | tuple[str, str]] = []
    plan = found.plan
    if plan is None:
        parts.append(("With a date set, this page says what fits until then.\n\n", MUTED))
    else:
        then = f"{found.then * 100:.0f} %" if found.then is not None else "–"
        idle = f"{found.idle * 100:.0f} %" if found.idle is not None else "–"
        parts += [
            (f"{plan.days_left} days left", "bold"),
            (f"   {plan.minutes_per_day} minutes a day\n\n", MUTED),
            (f"{plan.reviews} reviews and {len(plan.fits)} new questions fit", ""),
            (f", {plan.new_per_day:.1f} new a day\n", MUTED),
        ]
        if plan.dropped:
            parts.append((f"{len(plan.dropped)} questions do not fit; the core comes first\n", "$text-warning"))
        parts += [
            (f"\nrecall {found.now * 100:.0f} % now, ", ""),
            (then, "bold"),
            (" on the day if the plan is kept, ", ""),
            (idle, ""),
            (" without practice\n\n", ""),
        ]
    parts.append(("By concept\n", "bold"))
    for row in found.concepts:
        parts.append((f"{BY_SLUG[row.concept].name:<26}", ""))
        parts += recall_bar(row.now, row.then, 24, weak=row.now < 0.6)
        parts.append((f"{row.now * 100:>5.0f} %", ""))
        parts.append((f"{row.then * 100:>6.0f} %" if row.then is not None else "", MUTED))
        parts.append((f"   {row.seen} of {row.cards} seen\n", MUTED))
    return Content.assemble(*parts)
