"""Browse: search every question as you type, look at one, practise it, edit it, set it aside."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input

from interview_prep.practice.browsing import Browsing
from interview_prep.tui.screens.browse_list import BrowseList
from interview_prep.tui.widgets.filters import Filters
from interview_prep.tui.widgets.listing import Listing
from interview_prep.tui.widgets.page import Page


class BrowseScreen(BrowseList):
    """The list, the preview, and what can be done with a question."""

    HEADING = "Browse"
    CSS_PATH = "browse.tcss"

    def compose_body(self) -> ComposeResult:
        """The list on the left, the question on the right."""
        with Horizontal(id="halves"):
            with Vertical(id="left"):
                yield Input(id="search", value=self._filter.text)
                yield Filters()
                yield Listing(id="list")
            with VerticalScroll(id="preview", can_focus=False):
                yield Page(id="question")

    def on_mount(self) -> None:
        """Show everything."""
        super().on_mount()
        self.query_one("#search", Input).border_title = "Search"
        self.query_one("#search", Input).focus()
        self.state = "search"
        self.call_after_refresh(self._open)

    def on_screen_resume(self) -> None:
        """Cards may have been answered meanwhile."""
        if hasattr(self, "_browsing"):
            self._browsing.refresh()
            self._search(self.chosen_id)

    def on_resize(self) -> None:
        """Show the preview beside the list where there is room for both."""
        super().on_resize()
        if self.state == "look" and self.app.size.width >= 100:
            self.state = "search"
        self._arrange()
        self._paint_filters()

    def _open(self) -> None:
        def begin() -> None:
            self._browsing = Browsing(self.app.services)
            self._search()

        self.app.attempt(begin)

    def on_listing_opened(self) -> None:
        """A second click practises; where the preview is hidden it shows it."""
        if self.app.size.width >= 100:
            self.action_practise()
        else:
            self.action_answer()

    def _arrange(self) -> None:
        narrow = self.app.size.width < 100
        self.query_one("#preview").display = not narrow or self.state == "look"
        self.query_one("#left").display = self.state != "look"

    # -- the question under the cursor ---------------------------------------------------------------

    def action_practise(self) -> None:
        """A sitting on this question; a ladder is climbed in a mock interview."""
        from interview_prep.practice.sitting import SessionSpec

        entry = self.chosen
        if entry is None:
            self.app.say("Nothing matches. Shorten the search, or widen a filter.")
        elif entry.kind == "ladder":
            self.app.open("mock")
        else:
            self.app.open("quiz", SessionSpec(ids=(entry.id,)))

    def action_answer(self) -> None:
        """Show or hide the answer; where the preview is hidden, show that with it."""
        if self.app.size.width < 100 and self.state == "search":
            self._answers = True
            self.state = "look"
            self._arrange()
        else:
            self._answers = not self._answers
        self._preview()

    def action_read(self, by: int) -> None:
        """Scroll the question."""
        preview = self.query_one("#preview")
        preview.scroll_relative(y=by * max(3, preview.size.height // 2), animate=False)

    def action_close(self) -> None:
        """Back to the list."""
        self.state = "search"
        self._arrange()
        self.query_one("#search", Input).focus()

    def action_suspend(self) -> None:
        """Set aside, or bring back."""
        entry = self.chosen
        if entry is not None and self.app.attempt(lambda: self._browsing.toggle_suspended(entry)):
            self._search(entry.id)

    def action_reset(self) -> None:
        """Start the card over."""
        entry = self.chosen
        if entry is not None and self.app.attempt(lambda: self._browsing.reset(entry)):
            self.app.say("Started over; the log keeps what was.")
            self._search(entry.id)

    def action_edit(self) -> None:
        """Open the file in $EDITOR where the question stands, or where the fault is; then read the bank again."""
        from interview_prep.tui.editing import edit_file

        entry, fault = self.chosen, self._fault
        file, line = (fault.file, fault.line) if fault else (entry.file, entry.line) if entry else ("", 1)
        if file and self.app.attempt(lambda: edit_file(self.app, file, line)):
            self._reload(file, self.chosen_id)

    def _reload(self, file: str, keep: str) -> None:
        """Read the bank anew. A fault in the file is shown beside the list; what is sound stays usable."""

        def read() -> None:
            self.app.services.forget_bank()
            self._browsing = Browsing(self.app.services)
            self._fault = next((p for p in self.app.services.bank.problems if p.file == file), None)
            self._search(keep)

        if self.app.attempt(read) and self._fault is None:
            self.app.say("Read again; the bank is sound.")

    def action_leave(self) -> None:
        """Back."""
        self.app.back()
