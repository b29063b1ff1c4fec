"""The report on a mock interview: depth, flinches, what was found, what to practise next."""

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from interview_prep.errors import UserError
from interview_prep.insight.report import LadderReport, Report, report_of
from interview_prep.practice.mock import closed_mocks
from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.content import FAINT, MUTED, line, safe
from interview_prep.tui.widgets.frame import Header


class ReportScreen(PrepScreen):
    """The latest report; earlier ones with the arrows."""

    PLACE = "report"
    HEADING = "Report"
    CSS_PATH = "report.tcss"
    BINDINGS: ClassVar[list[BindingType]] = PrepScreen.keys("report")
    app = getters.app(PrepApp)

    def __init__(self) -> None:
        super().__init__()
        self._at = 0
        self._report: Report | None = None

    def compose_body(self) -> ComposeResult:
        """One scrolling page."""
        with VerticalScroll(id="page", can_focus=False):
            yield Static("", id="report", markup=False)

    def on_mount(self) -> None:
        """Show the latest."""
        super().on_mount()
        self.call_after_refresh(self._paint)

    def _paint(self) -> None:
        def read() -> None:
            mocks = closed_mocks(self.app.services)
            if not mocks:
                self.query_one("#report", Static).update("No interview is finished yet. m on Today begins one.")
                return
            self._at = min(max(0, self._at), len(mocks) - 1)
            self._report = report_of(self.app.services.bank, mocks[self._at], mocks[self._at + 1 :])
            self.query_one(Header).show(f"{self._at + 1} of {len(mocks)}")
            self.query_one("#report", Static).update(_content(self._report))

        self.app.attempt(read)

    def action_older(self) -> None:
        """The report before."""
        self._at += 1
        self._paint()

    def action_newer(self) -> None:
        """The report after."""
        self._at -= 1
        self._paint()

    def action_practise(self) -> None:
        """The three questions that would help most, now."""
        from interview_prep.practice.sitting import SessionSpec

        if self._report and self._report.practise:
            self.app.replace("quiz", SessionSpec(ids=self._report.practise))

    def action_save(self) -> None:
        """Write it as Markdown and as one HTML page."""
        from interview_prep import paths
        from interview_prep.insight import report_text

        report = self._report
        if report is None:
            return
        stem = paths.reports() / f"mock-{report.at[:16].replace(':', '') or 'report'}"

        def write() -> None:
            try:
                stem.parent.mkdir(parents=True, exist_ok=True)
                stem.with_suffix(".md").write_text(report_text.markdown(report), encoding="utf-8")
                stem.with_suffix(".html").write_text(report_text.html(report), encoding="utf-8")
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

    def action_leave(self) -> None:
        """Back."""
        self.app.back()


def _content(report: Report) -> Content:
    parts: list[Content | tuple[str, str]] = [
        (f"{report.hit} of {report.points} key points", "bold"),
        (f"   {report.role}, {report.minutes:g} min. {report.pace}\n\n", MUTED),
    ]
    for ladder in report.ladders:
        flinch = f"flinched at {ladder.flinch}" if ladder.flinch else "no flinch"
        parts += [
            (f"{ladder.title:<32}", ""),
            ("●" * ladder.depth, ""),
            ("○" * (5 - ladder.depth), FAINT),
            (f"   {flinch}\n", "$text-error" if ladder.flinch else MUTED),
        ]
    if report.flags:
        parts.append(("\n! Possible misconceptions\n", "bold $text-error"))
        for text, words in report.flags:
            parts += [line(text), safe(f"  “{words}”\n", MUTED)]
    parts.append(("\nPractise next\n", "bold"))
    parts += [(f"{name}\n", "") for name in report.practise]
    for ladder in report.ladders:
        parts += _ladder(ladder)
    return Content.assemble(*parts)


def _ladder(ladder: LadderReport) -> list[Content | tuple[str, str]]:
    parts: list[Content | tuple[str, str]] = [(f"\n{ladder.title}\n", "bold")]
    for rung in ladder.rungs:
        parts += [(f"{rung.rung}  ", "$text-primary"), line(rung.question), ("\n", "")]
        for said in rung.answers:
            parts += [safe(f"   “{' '.join(said.split())}”\n" if said else "   (silence)\n", MUTED)]
        for sign, style, texts in (
            ("✓", "$text-success", rung.hit),
            ("?", "$text-warning", rung.unsure),
            ("○", FAINT, rung.missed),
        ):
            for text in texts:
                parts += [(f"   {sign} ", style), line(text), ("\n", "")]
        if rung.outcome != "strong":
            parts += [("   A full answer: ", MUTED), line(rung.model_answer, MUTED), ("\n", "")]
    return parts
