"""Answer forms, one for each shape of answer. Each shows a card, gives its text, and names the state of its keys."""

import string
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from interview_prep.exercises.units import asked_in
from interview_prep.practice.card import Card
from interview_prep.practice.solution import read_back
from interview_prep.questions import model
from interview_prep.text import sanitise
from interview_prep.tui.content import line
from interview_prep.tui.matrices import minus
from interview_prep.tui.widgets.rows import Rows


class AnswerForm(Vertical):
    """What every form can do. `STATE` is the quiz's state while the form waits."""

    class Ready(Message):
        """The form stands and shows its card: keys may come."""

    STATE: ClassVar[str] = "type"
    DEFAULT_CSS = """
    AnswerForm {
        height: auto;
        & Input, & TextArea {
            border: round $primary;
            background: $background;
            padding: 0 1;
            border-title-color: $text-primary;
            border-title-style: bold;
            border-subtitle-color: $foreground 68%;
            margin-top: 1;
            &:focus { border: round $primary; background-tint: $foreground 0%; }
        }
        & TextArea { height: auto; min-height: 6; max-height: 12; }
        & .read { height: auto; padding: 0 2; color: $foreground 68%; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.stands = False
        self._asked: Card | None = None

    def on_mount(self) -> None:
        """From now on there is something to type into."""
        self.stands = True
        if self._asked is not None:
            self.ask(self._asked)
            self.post_message(self.Ready())

    def ask(self, card: Card) -> None:
        """Show a fresh card and take the keys, as soon as the form stands."""
        self._asked = card
        if self.stands:
            self.show(card)
            self.take_focus()

    def show(self, card: Card) -> None:
        """Show a fresh card."""

    def text(self) -> str:
        """The answer as text, the shape that grading reads."""
        return ""

    def gives_nothing(self) -> bool:
        """Whether nothing was given, so that enter reveals the answer."""
        return not self.text().strip()

    def take_focus(self) -> None:
        """Put the keys where the answer goes."""

    def move(self, by: int) -> None:
        """Move the cursor, where the form has one."""

    def pick(self, index: int) -> bool:
        """Choose a row by number; False where the form has no such row."""
        return False

    def hold(self) -> None:
        """Pick up what is under the cursor, or put it down."""

    def newline(self) -> None:
        """Start a new line, where the form has several."""

    def tell(self, text: str) -> bool:
        """Show a line under the answer, such as a hint; False where the form has no room for one."""
        return False

    def fault(self, column: int | None, message: str) -> bool:
        """Say what is not understood, where the form can; False where it cannot."""
        return False


class LineForm(AnswerForm):
    """One line of text: a number, a vector, a word."""

    def compose(self) -> ComposeResult:
        yield Input(compact=False, select_on_focus=False)
        yield Static("", classes="read", markup=False)

    def show(self, card: Card) -> None:
        """Empty the line and name what is asked for."""
        self._card = card
        entry = self.query_one(Input)
        entry.value = ""
        entry.border_title = _title(card)
        entry.border_subtitle = _tolerance(card)
        self.query_one(".read", Static).update("")

    def text(self) -> str:
        """What was typed."""
        return self.query_one(Input).value

    def take_focus(self) -> None:
        """Type in the line."""
        self.screen.set_focus(self.query_one(Input))

    def tell(self, text: str) -> bool:
        """Under the line."""
        self.query_one(".read", Static).update(line(text))
        return True

    def fault(self, column: int | None, message: str) -> bool:
        """Say under the line what is not understood, with a caret under the character where there is room for one."""
        entry = self.query_one(Input)
        parts: list[tuple[str, str]] = []
        if column and cell_len(entry.value) < entry.content_size.width:
            before = cell_len(sanitise(entry.value[: column - 1]))
            parts.append((" " * before + "▲\n", "bold $text-warning"))
        parts.append((f"{sanitise(message)} This was no attempt.", "$text-warning"))
        self.query_one(".read", Static).update(Content.assemble(*parts))
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        """A mended line has no fault any more; numbers are read back as they are understood."""
        event.stop()
        shown = read_back(self._card, event.value) if event.value.strip() else ""
        words = Content.assemble("read as  ", (minus(sanitise(shown)), "$foreground")) if shown else Content("")
        self.query_one(".read", Static).update(words)


class ClozeForm(LineForm):
    """The words in the gap."""


class NumericForm(LineForm):
    """A number, vector, matrix, list or token."""


class RecallForm(AnswerForm):
    """An answer as one would speak it."""

    STATE = "speak"

    def compose(self) -> ComposeResult:
        yield TextArea(show_line_numbers=False, soft_wrap=True, tab_behavior="focus")

    def show(self, card: Card) -> None:
        """Empty the text."""
        area = self.query_one(TextArea)
        area.text = ""
        area.border_title = "Your answer"
        area.border_subtitle = "as you would say it; say it aloud and leave this empty, if you like"

    def text(self) -> str:
        """What was typed."""
        return self.query_one(TextArea).text

    def take_focus(self) -> None:
        """Type in the text."""
        self.screen.set_focus(self.query_one(TextArea))

    def newline(self) -> None:
        """Start a new line; enter hands the answer in."""
        self.query_one(TextArea).insert("\n")


class ChoiceForm(AnswerForm):
    """Options by letter."""

    STATE = "choose"

    def compose(self) -> ComposeResult:
        yield Rows()

    def show(self, card: Card) -> None:
        """Show the options in the order of the seed."""
        letters = string.ascii_lowercase[: len(card.options)]
        self.query_one(Rows).fill(letters, [line(minus(option)) for option in card.options])

    def text(self) -> str:
        """The letter under the cursor."""
        return string.ascii_lowercase[self.query_one(Rows).cursor]

    def move(self, by: int) -> None:
        """The next option."""
        self.query_one(Rows).move(by)

    def pick(self, index: int) -> bool:
        """An option by its number."""
        return self.query_one(Rows).point(index)

    def take_focus(self) -> None:
        """Keys go to the screen."""
        self.screen.set_focus(None)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """A click chooses."""
        event.rows.point(event.index)


class OrderForm(AnswerForm):
    """Steps that are picked up and carried to their place."""

    STATE = "order"

    def __init__(self) -> None:
        super().__init__()
        self._order: list[int] = []
        self._steps: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        yield Rows()

    def show(self, card: Card) -> None:
        """Show the steps as drawn."""
        self._steps = card.options
        self._order = list(range(len(card.options)))
        self.query_one(Rows).fill(*self._rows())

    def text(self) -> str:
        """The shown numbers in the learner's order."""
        return " ".join(str(step + 1) for step in self._order)

    def move(self, by: int) -> None:
        """Move the cursor, or the step that is held."""
        rows = self.query_one(Rows)
        if rows.held is None:
            rows.move(by)
            return
        target = rows.held + by
        if 0 <= target < len(self._order):
            self._order.insert(target, self._order.pop(rows.held))
            rows.held = rows.cursor = target
            rows.repaint(*self._rows())

    def hold(self) -> None:
        """Pick up the step under the cursor, or put it down."""
        rows = self.query_one(Rows)
        rows.held = rows.cursor if rows.held is None else None
        rows.repaint(*self._rows())

    def take_focus(self) -> None:
        """Keys go to the screen."""
        self.screen.set_focus(None)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """The first click picks up, the second puts down there."""
        rows = event.rows
        if rows.held is None:
            rows.point(event.index)
            self.hold()
            return
        self.move(event.index - rows.held) if abs(event.index - rows.held) == 1 else self._carry(event.index)
        self.hold()

    def _carry(self, target: int) -> None:
        rows = self.query_one(Rows)
        if rows.held is not None:
            self._order.insert(target, self._order.pop(rows.held))
            rows.held = rows.cursor = target
            rows.repaint(*self._rows())

    def _rows(self) -> tuple[list[str], list[Content]]:
        numbers = [str(place + 1) for place in range(len(self._order))]
        return numbers, [line(self._steps[step]) for step in self._order]


class FlagForm(AnswerForm):
    """Sentences, one of them wrong: arrows point at it, the line takes how it should be."""

    STATE = "flag"

    def compose(self) -> ComposeResult:
        yield Rows()
        yield Input(select_on_focus=False)

    def show(self, card: Card) -> None:
        """Show the sentences."""
        numbers = [str(number) for number in range(1, len(card.options) + 1)]
        self.query_one(Rows).fill(numbers, [line(sentence) for sentence in card.options])
        entry = self.query_one(Input)
        entry.value = ""
        entry.border_title = "The marked sentence is wrong; it should say"
        entry.border_subtitle = "↑↓ another sentence"

    def text(self) -> str:
        """The sentence's number and the correction."""
        return f"{self.query_one(Rows).cursor + 1}: {self.query_one(Input).value}"

    def gives_nothing(self) -> bool:
        """Whether no correction was typed."""
        return not self.query_one(Input).value.strip()

    def move(self, by: int) -> None:
        """Point at another sentence."""
        self.query_one(Rows).move(by)

    def take_focus(self) -> None:
        """Type in the line."""
        self.screen.set_focus(self.query_one(Input))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """A click points at a sentence."""
        event.rows.point(event.index)
        self.take_focus()

    def on_click(self, _event: Click) -> None:
        """Keep the keys in the line."""
        self.take_focus()


_SHAPES = {"number": "A number", "vector": "A vector", "matrix": "A matrix", "list": "A list", "text": "A short answer"}
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _title(card: Card) -> str:
    question = card.question
    if not isinstance(question, model.Numeric):
        return "In the gap"
    if question.unit == "times":
        return "A factor"
    title = _SHAPES[question.response]
    answer = card.instance.answer if card.instance else None
    if question.response == "vector" and isinstance(answer, list):
        title += f" of {_COUNTS[len(answer)] if len(answer) < len(_COUNTS) else len(answer)} numbers"
    return title + (f" {asked_in(question.unit)}" if question.unit and question.response != "text" else "")


def _tolerance(card: Card) -> str:
    question = card.question
    if not isinstance(question, model.Numeric) or question.response in ("text", "list"):
        return ""
    tolerance = question.tolerance
    if tolerance.relative:
        return f"within {tolerance.relative * 100:g} %"
    each = " each" if question.response != "number" else ""
    return f"within {tolerance.absolute:g}{each} · fractions are fine" if tolerance.absolute else "exact"
