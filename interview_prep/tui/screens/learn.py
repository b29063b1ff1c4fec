"""Learn: the explanations of a concept, one at a time, in the order in which they build on each other."""

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from interview_prep.errors import UserError
from interview_prep.practice.sheet import Section, sections, sheet_lines
from interview_prep.questions.concepts import CONCEPTS
from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.content import MUTED, prose, safe
from interview_prep.tui.widgets.frame import Header


class LearnScreen(PrepScreen):
    """One explanation at a time."""

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
        """The concepts in a row, then the page."""
        yield Static("", id="concepts", markup=False)
        with VerticalScroll(id="page", can_focus=False):
            yield Static("", id="section", markup=False)

    def on_mount(self) -> None:
        """Show the first explanation."""
        super().on_mount()
        self.call_after_refresh(self._load)

    def _load(self) -> None:
        def load() -> None:
            self._sections = sections(self.app.services.bank, CONCEPTS[self._concept].slug)

        self.app.attempt(load)
        self._at = 0
        self._paint()

    def _paint(self) -> None:
        names = [
            (
                f" {row.code[1:] if number != self._concept else row.name} ",
                "bold on $primary 24%" if number == self._concept else MUTED,
            )
            for number, row in enumerate(CONCEPTS)
        ]
        self.query_one("#concepts", Static).update(Content.assemble(*names))
        place = f"{self._at + 1} of {len(self._sections)}" if self._sections else "nothing yet"
        self.query_one(Header).show(place)
        self.query_one("#section", Static).update(self._section())
        self.query_one("#page").scroll_home(animate=False)

    def _section(self) -> Content:
        if not self._sections:
            return Content.styled("No explanations here yet. Tab goes to the next concept.", MUTED)
        section = self._sections[self._at]
        parts: list[Content | tuple[str, str]] = [
            (f"level {section.level}  ·  {section.id}\n\n", MUTED),
            prose(section.heading, "bold"),
        ]
        for title, text in (("", section.answer), ("Why", section.explanation), ("Careful", section.nuance)):
            if text:
                parts += [(f"\n\n{title}\n" if title else "\n\n", "bold"), prose(text)]
        if section.sources:
            parts += [("\n\n", ""), safe("Sources: " + "; ".join(section.sources), MUTED)]
        return Content.assemble(*parts)

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

    def action_up(self) -> None:
        """Scroll up."""
        self.query_one("#page").scroll_up(animate=False)

    def action_down(self) -> None:
        """Scroll down."""
        self.query_one("#page").scroll_down(animate=False)

    def action_save(self) -> None:
        """Write the concept as a page."""
        from interview_prep import paths

        slug = CONCEPTS[self._concept].slug
        target = paths.reports() / f"{slug}.md"

        def write() -> None:
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text("\n".join(sheet_lines(self.app.services.bank, slug)), encoding="utf-8")
            except OSError as error:
                raise UserError(f"{target}: the page cannot be written ({error.strerror})") from error
            self.app.say(f"Page saved: {target}")

        self.app.attempt(write)

    def action_leave(self) -> None:
        """Back."""
        self.app.back()
