"""Browse, the list: search as you type, filters, the rows in sight, the question under the cursor beside them."""

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import getters
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input

from interview_prep.practice.browsing import VALUES, Browsing, Filter
from interview_prep.text import counted
from interview_prep.tui import browse_views as views
from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.layout import Line, plain_lines
from interview_prep.tui.widgets.filters import Filters
from interview_prep.tui.widgets.listing import Listing
from interview_prep.tui.widgets.page import Page

if TYPE_CHECKING:
    from interview_prep.bank.bank import Entry
    from interview_prep.bank.problem import Problem

_LABELS = {"which": "state"}


class BrowseList(PrepScreen):
    """Finding a question."""

    PLACE = "browse"
    TYPING = frozenset({"search"})
    BINDINGS: ClassVar[list[BindingType]] = PrepScreen.keys("browse")
    app = getters.app(PrepApp)

    def __init__(self, wanted: Filter | None = None) -> None:
        super().__init__()
        self._filter = wanted or Filter()
        self._browsing: Browsing
        self._found: list[Entry] = []
        self._answers = False
        self._marked = "concept"
        self._fault: Problem | None = None
        self._searching = False

    # -- searching -----------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as one types: the letter is painted first, and letters that come meanwhile are taken together."""
        self._filter = replace(self._filter, text=event.value)
        if hasattr(self, "_browsing") and not self._searching:
            self._searching = True
            self.call_after_refresh(self._search_soon)

    def _search_soon(self) -> None:
        self._searching = False
        self._search()

    def _search(self, keep: str = "") -> None:
        """Fill the list; the cursor stays on the question `keep` where it is still there."""
        self._found = self._browsing.find(self._filter)
        cursor = next((n for n, entry in enumerate(self._found) if entry.id == keep), 0) if keep else 0
        self.query_one("#list", Listing).fill(len(self._found), self._line, cursor, views.nothing(self._filter))
        bank = self.app.services.bank
        self.query_one("#search", Input).border_subtitle = f"{len(self._found):,} of {len(bank):,}"
        words = counted(len(bank.problems), "problem")
        self.header.show(f"{counted(len(bank), 'question')}  ·  {words}")
        self._paint_filters()
        self._preview()

    def _line(self, index: int, width: int) -> Content:
        entry = self._found[index]
        return views.row(entry, self._browsing.title(entry), self._browsing.when(entry), self._filter.text, width)

    def _paint_filters(self) -> None:
        values = [(name, _LABELS.get(name, name), self._filter.words(name)) for name in VALUES]
        self.query_one(Filters).show(values, self._marked if self.state == "filters" else "")

    # -- the question --------------------------------------------------------------------------------

    @property
    def chosen(self) -> "Entry | None":
        """The question under the cursor."""
        cursor = self.query_one("#list", Listing).cursor
        return self._found[cursor] if cursor < len(self._found) else None

    @property
    def chosen_id(self) -> str:
        """Its id, empty where nothing matches."""
        return self.chosen.id if self.chosen else ""

    def _preview(self) -> None:
        self.query_one("#question", Page).show(self._question_lines)
        self.query_one("#preview").scroll_home(animate=False)

    def _question_lines(self, width: int) -> list[Line]:
        entry = self.chosen
        lines = views.fault(self._fault, width) if self._fault else []
        if entry is None:
            return plain_lines(lines)
        question = self.app.services.bank.get(entry.id)
        facts = self._browsing.facts(entry)
        return plain_lines([*lines, *views.preview(entry, question, facts, width, answer=self._answers)])

    def on_listing_moved(self) -> None:
        """Show the question under the cursor."""
        self._preview()

    # -- keys ----------------------------------------------------------------------------------------

    def action_up(self) -> None:
        """The question above."""
        self.query_one("#list", Listing).move(-1)

    def action_down(self) -> None:
        """The question below."""
        self.query_one("#list", Listing).move(1)

    def action_page(self, by: int) -> None:
        """A page up or down."""
        listing = self.query_one("#list", Listing)
        listing.move(by * listing.page)

    def action_filters(self) -> None:
        """Keys go to the filters."""
        self.set_focus(None)
        self.state = "filters"
        self._paint_filters()

    def action_filter(self, by: int) -> None:
        """Mark the next filter, or the one before."""
        names = list(VALUES)
        self._marked = names[(names.index(self._marked) + by) % len(names)]
        self._paint_filters()

    def action_value(self, by: int) -> None:
        """Another value of the marked filter."""
        self._narrow(self._filter.turned(self._marked, by))

    def action_any_value(self) -> None:
        """Take the marked filter off."""
        self._narrow(self._filter.without(self._marked))

    def action_widen(self) -> None:
        """Take every filter off."""
        self._narrow(Filter(self._filter.text))

    def action_done(self) -> None:
        """Back to the list."""
        self.state = "search"
        self.query_one("#search", Input).focus()
        self._paint_filters()

    def on_filters_clicked(self, event: Filters.Clicked) -> None:
        """A click turns to the next value."""
        self._marked = event.name
        self._narrow(self._filter.turned(event.name, 1))

    def _narrow(self, wanted: Filter) -> None:
        if hasattr(self, "_browsing"):
            keep, self._filter = self.chosen_id, wanted
            self._search(keep)

    def focused_help(self) -> tuple[str, str]:
        """The search, or the filter that is marked."""
        if self.state == "filters":
            values = ", ".join(str(value) for value in VALUES[self._marked][1:])
            return _LABELS.get(self._marked, self._marked), values
        return "search", "all words, the last one may be unfinished; where no question has all, those with any of them"
