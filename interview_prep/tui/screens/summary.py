"""How the sitting went, and what comes next."""

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from interview_prep.practice.daily import DailySession, SessionSpec
from interview_prep.questions.concepts import BY_SLUG
from interview_prep.tui.actions import Action
from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.content import MUTED, safe
from interview_prep.tui.layout import bar


class SummaryScreen(PrepScreen):
    """Counts, concepts, slips, and the next step."""

    PLACE = "summary"
    HEADING = "Summary"
    CSS_PATH = "summary.tcss"
    BINDINGS: ClassVar[list[BindingType]] = PrepScreen.keys("summary")
    app = getters.app(PrepApp)

    def __init__(self, session: DailySession) -> None:
        super().__init__()
        self._session = session

    def compose_body(self) -> ComposeResult:
        """One page."""
        with Vertical(id="page"):
            yield Static(self._content(), markup=False)

    def offers(self, action: Action) -> bool:
        """Take back only what was answered; study ahead only where that is not what had nothing to ask."""
        answered = bool(self._session.summary().answered)
        return answered or not (
            action.name == "undo" or (action.name == "again" and self._session.spec.mode != "daily")
        )

    def action_leave(self) -> None:
        """Back to Today."""
        self.app.back()

    def action_again(self) -> None:
        """Go on with cards of the next days."""
        self.app.replace("quiz", SessionSpec(mode="ahead"))

    def action_undo(self) -> None:
        """Take the last rating back and go on from there."""
        if self.app.attempt(self._session.undo) and self._session.current is not None:
            self.app.replace("quiz", self._session)

    def _content(self) -> Content:
        summary = self._session.summary()
        if not summary.answered and self._session.spec.mode != "daily":
            return Content.assemble(
                ("Nothing is there to ask again", "bold"), ("\n\nLearn something new from Today.", MUTED)
            )
        if not summary.answered:
            return Content.assemble(
                ("Nothing is due now", "bold"),
                ("\n\n", ""),
                (summary.next_due, ""),
                ("\n\nStudy ahead with a, or learn something new from Today.", MUTED),
            )
        parts: list[Content | tuple[str, str]] = [
            (f"{summary.answered} answered, {summary.right} right", "bold"),
            (f"   {f'{summary.minutes} min' if summary.minutes else 'less than a minute'}", MUTED),
            ("\n\n", ""),
        ]
        for slug, (right, count) in summary.by_concept.items():
            name = BY_SLUG[slug].name
            parts += [(f"{name:<28}", ""), bar(right / count, 20), (f"   {right} of {count}\n", MUTED)]
        if summary.slips:
            parts += [
                ("\nSlips to remember\n", "bold"),
                safe("\n".join(f"• {slip}" for slip in summary.slips)),
                ("\n", ""),
            ]
        parts += [("\n✓ ", "$text-success"), (f"Saved. {summary.next_due}", "")]
        return Content.assemble(*parts)
