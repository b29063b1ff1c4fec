"""The form for a formula: a line that wraps, what is understood of it drawn below at each key, and the symbols."""

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static, TextArea

from interview_prep.practice.card import Card
from interview_prep.questions import model
from interview_prep.text import sanitise
from interview_prep.tui.content import MUTED, line
from interview_prep.tui.formula_views import known_symbols, not_understood, read_as
from interview_prep.tui.layout import hang
from interview_prep.tui.widgets.forms import AnswerForm

_LONGEST = 4_000
_FRAME = 2  # the border and the padding before the text


class FormulaArea(TextArea):
    """A text whose character at fault is shown reversed: no caret can stand between wrapped rows."""

    def __init__(self) -> None:
        super().__init__(show_line_numbers=False, soft_wrap=True, tab_behavior="focus", compact=False)
        self._fault: int | None = None

    def get_line(self, line_index: int) -> Text:
        """The line, with the character at fault reversed."""
        text = super().get_line(line_index)
        if self._fault is not None and line_index == 0:
            colour = self.app.theme_variables.get("warning", "")
            text.stylize(f"reverse {colour}".strip(), self._fault, self._fault + 1)
        return text

    def mark(self, place: int | None) -> None:
        """Show the character at this place reversed, or none."""
        if place != self._fault:
            self._fault = place
            self._line_cache.clear()
            self.refresh()


class FormulaForm(AnswerForm):
    """A formula in any spelling. What is drawn is what was understood, not what was typed."""

    STATE = "formula"
    DEFAULT_CSS = """
    FormulaForm {
        & TextArea { min-height: 3; max-height: 7; }
        & .read { margin-top: 1; padding: 0; color: $foreground; }
        & .read.-caret { margin-top: 0; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._question: model.Formula | None = None
        self._told: Content | None = None
        self._problem: list[Content] = []
        self._start = ""

    def compose(self) -> ComposeResult:
        yield FormulaArea()
        yield Static("", classes="read", markup=False)

    def show(self, card: Card) -> None:
        """Empty the line; the drawing follows what is typed."""
        self._question = card.question if isinstance(card.question, model.Formula) else None
        self._told = None
        area = self.query_one(FormulaArea)
        area.border_title = "Your formula"
        area.border_subtitle = "ASCII, Unicode or LaTeX"
        self.fill(self._start)
        self._start = ""

    def begin_with(self, text: str) -> None:
        """Put a text into the line of the card that is asked for, now or as soon as the form stands."""
        if self.stands:
            self.fill(text)
        else:
            self._start = text

    def fill(self, text: str) -> None:
        """Put a text into the line, the cursor behind it."""
        area = self.query_one(FormulaArea)
        area.text = text
        area.move_cursor(area.document.end)
        self._unmark()
        self._paint()

    def text(self) -> str:
        """What was typed, on one line."""
        return self.query_one(FormulaArea).text.replace("\n", " ")

    def take_focus(self) -> None:
        """Type in the line."""
        self.query_one(FormulaArea).focus()

    def insert(self, text: str) -> None:
        """Type a symbol where the cursor stands."""
        self.query_one(FormulaArea).insert(text)

    def tell(self, text: str) -> bool:
        """A hint, under the line."""
        self._told = Content.assemble(("hint  ", "bold $text-accent"), line(text))
        self._paint()
        return True

    def fault(self, column: int | None, message: str) -> bool:
        """Say what is not understood, with a caret under the character that is reversed, where the text has one row."""
        text, area = self.text(), self.query_one(FormulaArea)
        place = (column or 0) - 1
        sign = text[place] if 0 <= place < len(text) else ""
        area.mark(place if sign.strip() else None)
        caret = None
        if column and cell_len(sanitise(text)) < area.content_size.width:
            caret = cell_len(sanitise(text[:place])) + _FRAME
        self._problem = not_understood(sanitise(sign.strip()), message, self._width, caret)
        self.query_one(".read").set_class(caret is not None, "-caret")
        self._paint()
        return True

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Draw anew; a mended line has no fault any more."""
        event.stop()
        self._unmark()
        self._paint()

    def _unmark(self) -> None:
        """Nothing is at fault any more."""
        self.query_one(FormulaArea).mark(None)
        self.query_one(".read").remove_class("-caret")
        self._problem = []

    def on_resize(self) -> None:
        """Draw for the new width."""
        self._paint()

    @property
    def _width(self) -> int:
        return max(20, (self.size.width or self.screen.size.width - 4))

    def _paint(self) -> None:
        question = self._question
        if question is None:
            return
        wide, text = self.screen.size.width >= 100, self.text()[:_LONGEST]
        rows = list(self._problem)
        if self._told is not None:
            rows += hang(self._told, self._width)
        read = read_as(question, text, self._width, 9 if wide else 7)
        parts = [part for part in (rows, read, known_symbols(question, self._width)) if part]
        joined = [row for index, part in enumerate(parts) for row in ([Content("")] if index else []) + part]
        self.query_one(".read", Static).update(Content("\n").join(joined).stylize_before(MUTED if not read else ""))
