"""What a screen is for and which keys it takes, over the screen itself. Both come from the registry of actions."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content

from interview_prep.tui.actions import Action
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.content import MUTED, safe
from interview_prep.tui.layout import Line, hang, plain_lines
from interview_prep.tui.registry import REGISTRY
from interview_prep.tui.widgets.overlay import Overlay
from interview_prep.tui.widgets.page import Page

ABOUT = {
    "welcome": "Three questions set the pace. Each may be left as it is; the palette changes them later.",
    "today": "What to do now, how well each concept is kept, and what the next days bring.",
    "quiz": "One card at a time. Answer first, then look, then rate how it went; what is rated is saved.",
    "quiz:verdict": "The verdict, the worked steps and four ratings. The suggestion follows from your answer, hints "
    "and time; you have the last word. The interval under a rating is when the card comes back.",
    "quiz:speak": "Answer as you would in the interview, aloud or in writing. Key points are found by their words; "
    "what was not found, or only may have been, you tick yourself.",
    "quiz:paused": "The card is hidden and its clock stands still.",
    "summary": "How the sitting went. Everything in it is on disk.",
    "drill": "Write the formula from memory, in any spelling. What is not understood is not counted.",
    "mock": "An interview that goes deeper until you flinch. Answer as you would say it.",
    "report": "How deep each subject went, what was found and what was not, and what to practise next.",
    "lab": "The engine, step by step, on small numbers, on a card's own or on yours. Each step has its number, name, "
    "formula and shape; a tint repeats the size of each number. JSON pasted here sets the arguments that it names.",
    "lab:edit": "Numbers as JSON, as rows of numbers, or as one number; an empty field is the default again.",
    "lab:choose": "Every operation of the engine. Each opens with a small example that runs.",
    "lab:compare": "Two runs side by side, and the second minus the first. A dot means the same.",
    "plot": "A curve over one argument of the operation. Each line has a sign of its own.",
    "train": "Merges are learnt from your text while the screen stays alive; esc stops the work.",
    "browse": "Every question. Search as you type; narrow by concept, kind, level, scope and state.",
    "learn": "The explanations of a concept in the order in which they build on each other.",
    "statistics": "What the log says: retention true and predicted, what is coming, how well you know what you know.",
    "plan": "The date of the interview, and what fits until then.",
}
_KEYS = 9
"""How many columns the longest key takes."""
_MOMENTS = {
    "verdict": "after an answer",
    "paused": "paused",
    "edit": "an argument",
    "choose": "operations",
    "compare": "two runs",
    "filters": "filters",
}


class HelpScreen(Overlay):
    """An overlay with words and keys."""

    PLACE = "help"
    CSS_PATH = "help.tcss"
    BINDINGS = [Binding("escape,enter,question_mark,f1,q", "app.pop_screen", "close", show=False)]  # noqa: RUF012  # Textual's own form

    def __init__(self, place: str, state: str, focus: tuple[str, str] | None = None) -> None:
        super().__init__()
        self._place = place
        self._state = state
        self._focus = focus
        self._doable: list[Action] = []

    def compose(self) -> ComposeResult:
        """The words, then the keys: those that hold now first."""
        with VerticalScroll(id="box") as box:
            moment = _MOMENTS.get(self._state)
            box.border_title = self._place.capitalize() + (f", {moment}" if moment else "")
            box.border_subtitle = "esc closes"
            yield Page(id="keys")

    def on_mount(self) -> None:
        """Lay the page out."""
        self.query_one(Page).show(self._rows)

    def _rows(self, width: int) -> list[Line]:
        about = ABOUT.get(f"{self._place}:{self._state}") or ABOUT.get(self._place, "")
        lines = plain_lines([*Content(about).wrap(width), Content("")])
        if self._focus is not None:
            name, words = self._focus
            lead = safe(f"{name}  ", "bold")
            lines += plain_lines([*hang(safe(words, MUTED), width, lead, " " * lead.cell_length), Content("")])
        now = [row for row in REGISTRY.of(self._place, self._state) if row.screen == self._place and self._offered(row)]
        everywhere = [row for row in REGISTRY.of("app") if row.screen == "app"]
        later = [row for row in REGISTRY.of(self._place) if row.screen == self._place and row not in now]
        self._doable = [*now, *everywhere]
        for title, rows in (("Now", now), ("Everywhere", everywhere), ("At other moments", later)):
            if rows:
                lines += [(Content.styled(title, "bold"), None), *self._keys(rows, width), (Content(""), None)]
        return lines[:-1]

    def _keys(self, rows: Iterable[Action], width: int) -> list[Line]:
        """A row for each key; rows that say the same stand once. Those that can be done now carry their number."""
        alike: dict[tuple[str, str], list[Action]] = {}
        for row in rows:
            alike.setdefault((row.keys, row.help), []).append(row)
        lines: list[Line] = []
        for row, *others in alike.values():
            keys = row.keys if others else row.own_key
            keys = "? f1" if row.name == "help" else keys  # where text is typed, only f1
            lead = Content.assemble((f"  {keys:<{_KEYS}}  ", "bold $text-accent"))
            number = self._doable.index(row) if row in self._doable else None
            lines += [(line, number) for line in hang(Content.styled(row.help, MUTED), width, lead, " " * (_KEYS + 4))]
        return lines

    def on_page_picked(self, event: Page.Picked) -> None:
        """A click on a key does what the key does."""
        row, below = self._doable[event.index], self.app.screen_stack[-2]
        self.app.pop_screen()
        if isinstance(below, PrepScreen) and row.method != "help":
            name = row.name if row.screen == self._place else f"app.{row.name}"
            self.app.run_worker(below.run_action(name), exit_on_error=False)

    def _offered(self, action: Action) -> bool:
        """Whether the screen below has something for the action to act on."""
        below = self.app.screen_stack[-2]
        return not isinstance(below, PrepScreen) or below.offers(action)
