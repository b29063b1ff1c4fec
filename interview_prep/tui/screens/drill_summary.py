"""How the drill went: the times against the last ones, the slips, and what comes next."""

from textual.content import Content

from interview_prep.practice.drill import DrillSession, drill_spec
from interview_prep.tui import drill_views as views
from interview_prep.tui.content import MUTED, safe
from interview_prep.tui.screens.summary import SummaryScreen


class DrillSummaryScreen(SummaryScreen):
    """The summary of a drill."""

    CSS_PATH = "summary.tcss"

    def __init__(self, session: DrillSession) -> None:
        super().__init__(session)
        self._drill = session

    def action_again(self) -> None:
        """Go on with the weakest formulas."""
        services = self.app.services
        self.app.replace("drill", drill_spec(services, which="weakest"), self._drill.tasks)

    def action_undo(self) -> None:
        """Take the last rating back and go on from there."""
        if self.app.attempt(self._drill.undo) and self._drill.current is not None:
            self.app.replace("drill", self._drill)

    def _content(self) -> Content:
        summary, timed = self._drill.summary(), self._drill.timed()
        if not timed:
            return Content.assemble(
                ("Nothing was written this time", "bold"), ("\n\nThe formulas wait. a drills the weakest ones.", MUTED)
            )
        rows = [
            Content.styled(f"{summary.right} of {summary.answered} right", "bold"),
            Content(""),
            *views.times(timed, 76),
        ]
        if summary.slips:
            rows += [
                Content(""),
                Content.styled("Slips to remember", "bold"),
                *(safe(f"• {slip}") for slip in summary.slips),
            ]
        rows += [Content(""), Content.assemble(("✓ ", "$text-success"), f"Saved. {summary.next_due}")]
        return Content("\n").join(rows)
