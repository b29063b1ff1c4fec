"""The report on a mock interview: depth, flinches, what was found, what to practise next."""

from collections.abc import Callable
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from interview_prep.errors import UserError
from interview_prep.insight.report import Report, report_of
from interview_prep.practice.mock_log import closed_mocks
from interview_prep.practice.wanted import practise
from interview_prep.text import counted
from interview_prep.tui import report_views
from interview_prep.tui.actions import Action
from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen

_NARROW = 100


class ReportScreen(PrepScreen):
    """The latest report; earlier ones with the arrows."""

    PLACE = "report"
    HEADING = "Mock report"
    CSS_PATH = "report.tcss"
    BINDINGS: ClassVar[list[BindingType]] = PrepScreen.keys("report")
    app = getters.app(PrepApp)

    def __init__(self, number: int = 1) -> None:
        super().__init__()
        self._at = number - 1
        self._report: Report | None = None
        self._models = False

    def compose_body(self) -> ComposeResult:
        """One scrolling page: the overview in two columns, every rung below."""
        with VerticalScroll(id="page", can_focus=False):
            yield Static("", id="head", markup=False)
            with Horizontal(id="columns"):
                yield Static("", id="depth", markup=False)
                yield Static("", id="aside", markup=False)
            yield Static("", id="models", markup=False)
            yield Static("", id="rungs", markup=False)

    def offers(self, action: Action) -> bool:
        """Without a report there is nothing to read, to save or to practise."""
        return self._report is not None or action.screen != self.PLACE or action.name == "leave"

    def on_mount(self) -> None:
        """Show the latest."""
        super().on_mount()
        self.call_after_refresh(self._read)

    def on_resize(self) -> None:
        """Fit the page to the new width."""
        super().on_resize()
        self.call_after_refresh(self._paint)

    def _read(self) -> None:
        def read() -> None:
            mocks = closed_mocks(self.app.services)
            if not mocks:
                self.query_one("#head", Static).update("No interview is finished yet. m on Today begins one.")
                return
            self._at = min(max(0, self._at), len(mocks) - 1)
            self._report = report_of(self.app.services.bank, mocks[self._at], mocks[self._at + 1 :])
            self.header.show(f"{self._at + 1} of {len(mocks)}")

        if self.app.attempt(read):
            self._paint()

    def _paint(self) -> None:
        report = self._report
        if report is None:
            return
        self.refresh_footer()
        room = self.size.width - 6
        wide = self.size.width >= _NARROW
        left = min(84, room)
        self._show("#head", lambda: report_views.head(report, room if wide else left))
        column = room - report_views.RIGHT - 5 if wide else left
        self._show("#depth", lambda: _first_column(report, column))
        self._show("#aside", lambda: report_views.aside(report, report_views.RIGHT if wide else left))
        self._show("#models", lambda: report_views.models(report, left) if self._models else "")
        self._show("#rungs", lambda: report_views.rungs(report, left))

    def _show(self, place: str, content: Callable[[], object]) -> None:
        self.query_one(place, Static).update(content())  # type: ignore[arg-type]  # Content or a text of ours

    def action_older(self) -> None:
        """The report before."""
        self._at += 1
        self._read()

    def action_newer(self) -> None:
        """The report after."""
        self._at -= 1
        self._read()

    def action_models(self) -> None:
        """Show or hide the model answers."""
        self._models = not self._models
        self._paint()
        self.query_one("#models" if self._models else "#head").scroll_visible(animate=False, top=True)

    def action_practise(self) -> None:
        """The three questions that would help most, now."""
        from interview_prep.practice.sitting import SessionSpec

        if self._report and self._report.practise:
            self.app.replace("quiz", SessionSpec(ids=tuple(name for name, _ in self._report.practise)))

    def action_queue(self) -> None:
        """Make the three questions due in the daily quiz."""
        report = self._report
        if report is None or not report.practise:
            return
        names = [name for name, _ in report.practise]
        if self.app.attempt(lambda: practise(self.app.services, report.mock, names)):
            come = "comes" if len(names) == 1 else "come"
            self.app.say(f"{counted(len(names), 'question')} {come} first in the next daily quiz.")

    def action_save(self) -> None:
        """Write it as Markdown and as one HTML page."""
        from interview_prep import paths
        from interview_prep.insight import report_html, report_text
        from interview_prep.practice.markup import plain

        report = self._report
        if report is None:
            return
        stem = paths.reports() / f"mock-{report.at[:16].replace(':', '') or 'report'}"

        def write() -> None:
            try:
                stem.parent.mkdir(parents=True, exist_ok=True)
                stem.with_suffix(".md").write_text(report_text.markdown(report), encoding="utf-8")
                stem.with_suffix(".html").write_text(report_html.html(report, plain), encoding="utf-8")
            except OSError as error:
                raise UserError(f"{stem.parent}: the report cannot be written ({error.strerror})") from error
            self.app.say(f"Saved as {stem}.md and .html")

        self.app.attempt(write)

    def action_up(self) -> None:
        """Scroll up."""
        self.query_one("#page").scroll_up(animate=False)

    def action_down(self) -> None:
        """Scroll down."""
        self.query_one("#page").scroll_down(animate=False)

    def action_page(self, step: int) -> None:
        """Scroll by a page."""
        page = self.query_one("#page")
        page.scroll_relative(y=step * (page.size.height - 2), animate=False)

    def action_leave(self) -> None:
        """Back."""
        self.app.back()


def _first_column(report: Report, width: int) -> Content:
    """Depth, what was possibly said wrong, and where the candidate flinched."""
    parts = (report_views.depth(report), report_views.flags(report, width), report_views.flinches(report, width))
    return Content("\n").join(part for part in parts if part.cell_length)
