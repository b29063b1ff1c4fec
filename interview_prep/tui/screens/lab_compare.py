"""Two runs in the lab: which of them is changed, what differs, which pairs are ready."""

from textual.content import Content
from textual.widgets import Static

from interview_prep.practice.lab.comparing import Comparison, ready
from interview_prep.tui.lab import compare
from interview_prep.tui.lab.steps import Room
from interview_prep.tui.layout import Line, plain_lines
from interview_prep.tui.screens.lab_form import LabForm
from interview_prep.tui.widgets.page import Page


class LabCompare(LabForm):
    """What the lab does in its state "compare"."""

    _turn = 0
    _only_changes = True

    def action_compare(self) -> None:
        """Two runs side by side: a pair that is ready, or this call twice."""
        if self.comparison is None:
            self._turn = 0
            self.comparison = Comparison.begin(self.bench)
        self._show_both()

    def action_pair(self) -> None:
        """The next comparison that is ready for this operation."""
        assert self.comparison is not None
        first = self.comparison.benches[0]
        if not ready(first.operation.name):
            self.app.say("No pair is ready for this operation; enter changes run B.")
            return
        self._turn += 1
        self.comparison = Comparison.begin(first, self._turn)
        self._show_both()

    def action_side(self) -> None:
        """Mark the other run."""
        assert self.comparison is not None
        self.comparison.active = 1 - self.comparison.active
        self._show_both()

    def action_edit_side(self) -> None:
        """Change the arguments of the marked run on the bench."""
        assert self.comparison is not None
        self.bench = self.comparison.bench
        self._to_bench()

    def action_only_changes(self) -> None:
        """Show the steps that are the same in both as well, or hide them again."""
        self._only_changes = not self._only_changes
        self._show_both()

    def action_end_compare(self) -> None:
        """Back to one run."""
        if self.comparison is not None:
            self.bench, self.comparison = self.comparison.benches[0], None
        self._to_bench()

    def action_both_up(self) -> None:
        """Scroll up."""
        self.query_one("#compare").scroll_up(animate=False)

    def action_both_down(self) -> None:
        """Scroll down."""
        self.query_one("#compare").scroll_down(animate=False)

    def action_leave(self) -> None:
        """Back to where one came from; from a run of a comparison, to the comparison."""
        if self.comparison is not None:
            self._show_both()
        else:
            self.app.back()

    def _to_bench(self) -> None:
        self._show("#bench", hidden="#compare")
        self.state = "bench"
        self.load()

    def _show_both(self) -> None:
        assert self.comparison is not None
        self._show("#compare", hidden="#bench")
        self.state = "compare"
        name = self.comparison.benches[0].operation.name
        words = f"   two runs side by side{': ' if self.comparison.title else ''}{self.comparison.title}"
        self.query_one("#title", Static).update(Content.assemble((name, "bold"), (words, "$foreground 68%")))
        self.query_one("#both", Page).show(self._both_lines)

    def _both_lines(self, width: int) -> list[Line]:
        from interview_prep.errors import UserError
        from interview_prep.tui.content import safe

        assert self.comparison is not None
        try:
            runs = self.comparison.benches[0].run(), self.comparison.benches[1].run()
        except UserError as error:
            return plain_lines([safe(f"One of the runs stops: {error}", "$text-warning")])
        room = Room(width, self._window)
        content = compare.compared(self.comparison, runs, room, only_changes=self._only_changes)
        return plain_lines(content.split("\n"))
