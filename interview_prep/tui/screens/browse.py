"""Browse: search every question as you type, narrow the list, look at one, practise it, edit it."""

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from interview_prep.practice.browsing import WHICH, Browsing, Filter, Found
from interview_prep.practice.sheet import answer_of
from interview_prep.questions.concepts import BY_SLUG, CONCEPTS
from interview_prep.questions.kinds import KINDS
from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.content import MUTED, prose, safe
from interview_prep.tui.views import table
from interview_prep.tui.widgets.frame import Header


class BrowseScreen(PrepScreen):
    """Search, filters, list, preview."""

    PLACE = "browse"
    HEADING = "Browse"
    CSS_PATH = "browse.tcss"
    BINDINGS: ClassVar[list[BindingType]] = PrepScreen.keys("browse")
    app = getters.app(PrepApp)

    def __init__(self) -> None:
        super().__init__()
        self._filter = Filter()
        self._browsing: Browsing
        self._found: list[Found] = []
        self._answers = False

    def compose_body(self) -> ComposeResult:
        """The list on the left, the question on the right."""
        with Horizontal(id="halves"):
            with Vertical(id="left"):
                yield Input(id="search")
                yield Static("", id="filters", markup=False)
                yield OptionList(id="list", markup=False)
            with VerticalScroll(id="preview", can_focus=False):
                yield Static("", id="question", markup=False)

    def on_mount(self) -> None:
        """Show everything."""
        super().on_mount()
        self.query_one("#search", Input).border_title = "Search"
        self.query_one("#list", OptionList).can_focus = False
        self.query_one("#search", Input).focus()
        self.call_after_refresh(self._open)

    def on_screen_resume(self) -> None:
        """Cards may have been answered meanwhile."""
        if hasattr(self, "_browsing"):
            self._browsing.refresh()
            self._search()

    def _open(self) -> None:
        def begin() -> None:
            self._browsing = Browsing(self.app.services)
            self._search()

        self.app.attempt(begin)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as one types."""
        if hasattr(self, "_browsing"):
            self._filter = Filter(event.value, self._filter.concept, self._filter.kind, self._filter.which)
            self._search()

    def _search(self) -> None:
        self._found, count = self._browsing.find(self._filter)
        listed = self.query_one("#list", OptionList)
        listed.clear_options()
        width = max(30, listed.size.width - 2 or 60)
        listed.add_options([Option(_line(found, width)) for found in self._found])
        if self._found:
            listed.highlighted = 0
        total = len(self.app.services.bank)
        self.query_one("#search", Input).border_subtitle = f"{count} of {total}"
        problems = len(self.app.services.bank.problems)
        self.query_one(Header).show(f"{total} questions  ·  {problems} problems")
        wanted = self._filter
        filters = Content.assemble(
            ("concept ", MUTED),
            BY_SLUG[wanted.concept].name if wanted.concept else "any",
            ("   kind ", MUTED),
            KINDS[wanted.kind].label if wanted.kind else "any",
            ("   state ", MUTED),
            wanted.which,
        )
        self.query_one("#filters", Static).update(filters)
        self._preview()

    def on_option_list_option_highlighted(self) -> None:
        """Show the question under the cursor."""
        self._preview()

    def on_option_list_option_selected(self) -> None:
        """A click opens it."""
        self.action_practise()

    @property
    def chosen(self) -> Found | None:
        """The question under the cursor."""
        index = self.query_one("#list", OptionList).highlighted
        return self._found[index] if index is not None and index < len(self._found) else None

    def _preview(self) -> None:
        shown = self.query_one("#question", Static)
        found = self.chosen
        if found is None:
            shown.update(Content.styled("Nothing matches. Shorten the search, or widen a filter.", MUTED))
            return
        entry, question = found.entry, self.app.services.bank.get(found.entry.id)
        kind = KINDS[entry.kind].label
        parts: list[Content | tuple[str, str]] = [
            (f"{BY_SLUG[entry.concept].name}  ·  level {entry.level}  ·  {kind}\n\n", MUTED),
            prose(question.prompt, "bold"),
            ("\n\n", ""),
        ]
        if self._answers:
            parts += [prose(answer_of(question) or question.explanation or "The answer is computed."), ("\n\n", "")]
        rows = [("id", entry.id), ("comes back", found.when)]
        if found.card and found.card.reps:
            rows += [("answered", str(found.card.reps)), ("lapses", str(found.card.lapses))]
        parts.append(table(rows, 44))
        if question.sources:
            parts += [("\n\n", ""), safe("\n".join(question.sources), MUTED)]
        shown.update(Content.assemble(*parts))

    def action_up(self) -> None:
        """The question above."""
        self.query_one("#list", OptionList).action_cursor_up()

    def action_down(self) -> None:
        """The question below."""
        self.query_one("#list", OptionList).action_cursor_down()

    def action_page_up(self) -> None:
        """A page up."""
        self._page(-10)

    def action_page_down(self) -> None:
        """A page down."""
        self._page(10)

    def _page(self, by: int) -> None:
        listed = self.query_one("#list", OptionList)
        if listed.highlighted is not None:
            listed.highlighted = min(max(0, listed.highlighted + by), len(self._found) - 1)

    def action_practise(self) -> None:
        """A sitting on this question."""
        from interview_prep.practice.sitting import SessionSpec

        if self.chosen is None:
            return
        if self.chosen.entry.kind == "ladder":
            self.app.open("mock")
        else:
            self.app.open("quiz", SessionSpec(ids=(self.chosen.entry.id,)))

    def action_concept(self) -> None:
        """The next concept, then any."""
        slugs = [None, *(row.slug for row in CONCEPTS)]
        follow = slugs[(slugs.index(self._filter.concept) + 1) % len(slugs)]
        self._filter = Filter(self._filter.text, follow, self._filter.kind, self._filter.which)
        self._search()

    def action_kind(self) -> None:
        """The next kind, then any."""
        kinds = [None, *KINDS]
        follow = kinds[(kinds.index(self._filter.kind) + 1) % len(kinds)]
        self._filter = Filter(self._filter.text, self._filter.concept, follow, self._filter.which)
        self._search()

    def action_which(self) -> None:
        """New, due, set aside, reported, or any."""
        follow = WHICH[(WHICH.index(self._filter.which) + 1) % len(WHICH)]
        self._filter = Filter(self._filter.text, self._filter.concept, self._filter.kind, follow)
        self._search()

    def action_answer(self) -> None:
        """Show or hide the answer."""
        self._answers = not self._answers
        self._preview()

    def action_suspend(self) -> None:
        """Set aside, or bring back."""
        found = self.chosen
        if found is not None and self.app.attempt(lambda: self._browsing.toggle_suspended(found.entry)):
            self._search()

    def action_reset(self) -> None:
        """Start the card over."""
        found = self.chosen
        if found is not None and self.app.attempt(lambda: self._browsing.reset(found.entry)):
            self.app.say("Started over; the log keeps what was.")
            self._search()

    def action_edit(self) -> None:
        """Open the file in $EDITOR, then read the bank again."""
        from interview_prep.tui.editing import edit_file

        found = self.chosen
        if found is None or found.entry.file is None:
            return
        if self.app.attempt(lambda: edit_file(self.app, str(found.entry.file), found.entry.line or 1)):
            self.app.services.forget_bank()
            self._open()

    def action_leave(self) -> None:
        """Back."""
        self.app.back()


def _line(found: Found, width: int) -> Content:
    entry = found.entry
    prompt = found.title
    room = max(8, width - 26)
    if len(prompt) > room:
        prompt = prompt[: room - 1] + "…"
    style = {"today": "$text-accent", "new": "$text-primary", "set aside": "$text-error"}.get(found.when, MUTED)
    return Content.assemble(
        (f"{entry.kind:<8}", MUTED),
        (prompt.ljust(room), ""),
        (f" L{entry.level} ", MUTED),
        (f"{found.when:>10}", style),
    )
