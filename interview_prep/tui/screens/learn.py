"""Learn: the explanations of a concept, one at a time, in the order in which they build on each other."""

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll

from interview_prep.practice.sheet import Section, sections, write_page
from interview_prep.questions.concepts import CONCEPTS
from interview_prep.tui import learn_views as views
from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.layout import Line
from interview_prep.tui.widgets.page import Page
from interview_prep.tui.widgets.tabs import Tabs


class LearnScreen(PrepScreen):
    """One explanation, and where it stands among the others."""

    PLACE = "learn"
    HEADING = "Learn"
    CSS_PATH = "learn.tcss"
    BINDINGS: ClassVar[list[BindingType]] = PrepScreen.keys("learn")
    app = getters.app(PrepApp)

    def __init__(self, concept: str | None = None) -> None:
        super().__init__()
        self._concept = next((n for n, row in enumerate(CONCEPTS) if row.slug == concept), 0)
        self._sections: list[Section] = []
        self._at = 0

    def compose_body(self) -> ComposeResult:
        """The concepts in a row, then the page and its contents."""
        yield Tabs([concept.name for concept in CONCEPTS])
        with Horizontal(id="halves"):
            with VerticalScroll(id="page", can_focus=False):
                yield Page(id="section")
            with VerticalScroll(id="rail", can_focus=False):
                yield Page(id="contents")

    def on_mount(self) -> None:
        """Show the first explanation."""
        super().on_mount()
        self.call_after_refresh(self._load)

    def _load(self) -> None:
        def load() -> None:
            self._sections = sections(self.app.services.bank, CONCEPTS[self._concept].slug)

        self.query_one(Tabs).choose(self._concept)
        self.app.attempt(load)
        self._at = 0
        self._paint()

    def _paint(self) -> None:
        place = f"{self._at + 1} of {len(self._sections)}" if self._sections else "nothing yet"
        self.header.show(place)
        self.query_one("#section", Page).show(self._section_lines)
        self.query_one("#page").scroll_home(animate=False)
        contents = self.query_one("#contents", Page)
        contents.show(lambda width: views.contents(self._sections, self._at, width))
        self.call_after_refresh(contents.scroll_to_row, self._at)

    def _section_lines(self, width: int) -> list[Line]:
        return views.section(self._sections[self._at], width) if self._sections else views.empty(width)

    def on_page_picked(self, event: Page.Picked) -> None:
        """A click on the contents goes there."""
        self._at = event.index
        self._paint()

    def on_tabs_chosen(self, event: Tabs.Chosen) -> None:
        """A click on a concept opens it."""
        self._concept = event.index
        self._load()

    def _turn(self, by: int) -> None:
        if self._sections:
            self._at = min(max(0, self._at + by), len(self._sections) - 1)
            self._paint()

    def action_next(self) -> None:
        """The next explanation."""
        self._turn(1)

    def action_previous(self) -> None:
        """The explanation before."""
        self._turn(-1)

    def action_other(self, by: int) -> None:
        """Another concept."""
        self._concept = (self._concept + by) % len(CONCEPTS)
        self._load()

    def action_quiz(self) -> None:
        """A quiz on this concept."""
        from interview_prep.practice.sitting import SessionSpec

        self.app.open("quiz", SessionSpec(concept=CONCEPTS[self._concept].slug))

    def action_lab(self) -> None:
        """The engine, on the call that the explanation works through, or on an operation of the concept."""
        from interview_prep.practice.lab.bench import by_concept

        call = self._sections[self._at].call if self._sections else None
        name = next((row.name for row in by_concept() if row.concept == CONCEPTS[self._concept].slug), None)
        if call is not None:
            self.app.open("lab", *call)
        else:
            self.app.open("lab", *([name] if name else []))

    def action_up(self) -> None:
        """Scroll up."""
        self.query_one("#page").scroll_up(animate=False)

    def action_down(self) -> None:
        """Scroll down."""
        self.query_one("#page").scroll_down(animate=False)

    def action_save(self) -> None:
        """Write the concept as a page."""
        from interview_prep import paths

        def write() -> None:
            self.app.say(f"Page saved: {write_page(self.app.services.bank, slug, paths.reports())}")

        slug = CONCEPTS[self._concept].slug
        self.app.attempt(write)

    def action_page(self, by: int) -> None:
        """A page up or down."""
        page = self.query_one("#page")
        page.scroll_relative(y=by * (page.size.height - 1), animate=False)

    def action_leave(self) -> None:
        """Back."""
        self.app.back()
