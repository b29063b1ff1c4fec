"""What a screen is for and which keys it takes, over the screen itself. Both come from the registry of actions."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from interview_prep.tui.content import MUTED
from interview_prep.tui.registry import REGISTRY

ABOUT = {
    "welcome": "Three questions set the pace. Each may be left as it is; the palette changes them later.",
    "today": "What to do now, how well each concept is kept, and what the next days bring.",
    "quiz": "One card at a time. Answer first, then look, then rate how it went; what is rated is saved.",
    "summary": "How the sitting went. Everything in it is on disk.",
    "drill": "Write the formula from memory, in any spelling. What is not understood is not counted.",
    "mock": "An interview that goes deeper until you flinch. Answer as you would say it.",
    "report": "How deep each subject went, what was found and what was not, and what to practise next.",
    "lab": "The engine, step by step, on small numbers, on a card's own or on yours.",
    "browse": "Every question. Search as you type; narrow by concept, kind and state.",
    "learn": "The explanations of a concept in the order in which they build on each other.",
    "statistics": "What the log says: retention true and predicted, what is coming, how well you know what you know.",
    "plan": "The date of the interview, and what fits until then.",
}


class HelpScreen(ModalScreen[None]):
    """An overlay with words and keys."""

    PLACE = "help"
    CSS_PATH = "help.tcss"
    BINDINGS = [Binding("escape,enter,question_mark,f1,q", "app.pop_screen", "close", show=False)]  # noqa: RUF012  # Textual's own form

    def __init__(self, place: str, state: str) -> None:
        super().__init__()
        self._place = place
        self._state = state

    def compose(self) -> ComposeResult:
        """The words, then the keys: those that hold now first."""
        with Vertical(id="box") as box:
            box.border_title = self._place.capitalize()
            with VerticalScroll():
                yield Static(ABOUT.get(self._place, ""), id="about", markup=False)
                yield Static(self._keys(), markup=False)
            yield Static(Content.styled("esc closes", MUTED), id="close", markup=False)

    def _keys(self) -> Content:
        now = list(REGISTRY.of(self._place, self._state))
        rest = [row for row in REGISTRY.of(self._place) if row not in now]
        parts: list[tuple[str, str]] = []
        for title, rows in (("", now), ("At other moments", rest)):
            if rows and title:
                parts.append((f"\n{title}\n", MUTED))
            shown: set[tuple[str, str]] = set()
            for row in rows:
                if (row.keys, row.help) not in shown:
                    shown.add((row.keys, row.help))
                    parts += [(f"{row.keys:>9}  ", "bold $text-accent"), (f"{row.help}\n", "")]
        return Content.assemble(*parts)
