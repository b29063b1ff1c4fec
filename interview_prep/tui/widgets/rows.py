"""A column of rows with one cursor: options, steps, sentences, menu entries. Rows are updated, not mounted anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widgets import Static

from interview_prep.tui.content import MUTED


class Row(Horizontal):
    """A mark, a label and a text that wraps under itself."""

    DEFAULT_CSS = """
    Row {
        height: auto;
        & > .mark { width: 6; height: auto; }
        & > .text { width: 1fr; height: auto; }
        &.-cursor { background: $primary 24%; }
        &.-cursor > .text { text-style: bold; }
        &.-held > .text { color: $text-accent; text-style: bold; }
    }
    """

    def __init__(self, index: int) -> None:
        super().__init__()
        self.index = index

    def compose(self) -> ComposeResult:
        yield Static("", classes="mark", markup=False)
        yield Static("", classes="text", markup=False)

    def show(self, label: str, text: Content, *, cursor: bool, held: bool) -> None:
        """Show one row."""
        self.display = True
        self.set_class(cursor, "-cursor")
        self.set_class(held, "-held")
        sign = "▸" if cursor else " "
        self.query_one(".mark", Static).update(
            Content.assemble((f"{sign} ", "bold $text-primary"), (f"{label:>2}  ", "bold $text-accent"))
        )
        self.query_one(".text", Static).update(text)


class Rows(Vertical):
    """Labelled rows and a cursor that the arrows and the mouse move."""

    DEFAULT_CSS = """
    Rows { height: auto; margin-top: 1; }
    """

    @dataclass
    class Chosen(Message):
        """A row was clicked."""

        rows: "Rows"
        index: int

        @property
        def control(self) -> "Rows":
            """The rows that were clicked."""
            return self.rows

    def __init__(self, id: str | None = None) -> None:  # noqa: A002  # Textual's own name for it
        super().__init__(id=id)
        self.cursor: int = 0
        self.pointed = True
        self.held: int | None = None
        self._labels: Sequence[str] = ()
        self._texts: Sequence[Content] = ()
        self._built: list[Row] = []

    def fill(self, labels: Sequence[str], texts: Sequence[Content], cursor: int = 0) -> None:
        """Show these rows, the cursor on one of them."""
        self._labels, self._texts, self.cursor, self.held = labels, texts, cursor, None
        missing = [Row(index) for index in range(len(self._built), len(texts))]
        if missing:
            self._built.extend(missing)
            self.mount_all(missing)
            self.call_after_refresh(self._paint)
        else:
            self._paint()

    def move(self, by: int) -> None:
        """Move the cursor, around the ends."""
        if self._texts:
            self.cursor = (self.cursor + by) % len(self._texts)
            self._paint()

    def point(self, index: int) -> bool:
        """Put the cursor on a row; False where there is none."""
        if not 0 <= index < len(self._texts):
            return False
        self.cursor = index
        self._paint()
        return True

    def repaint(self, labels: Sequence[str], texts: Sequence[Content]) -> None:
        """Show other words in the same rows."""
        self._labels, self._texts = labels, texts
        self._paint()

    def on_click(self, event: Click) -> None:
        """Tell which row was clicked."""
        widget = event.widget
        row = widget if isinstance(widget, Row) else getattr(widget, "parent", None)
        if isinstance(row, Row):
            self.post_message(self.Chosen(self, row.index))

    def _paint(self) -> None:
        if not self.is_mounted:
            return
        for row in self._built:
            if row.index < len(self._texts):
                row.show(
                    self._labels[row.index],
                    self._texts[row.index],
                    cursor=self.pointed and row.index == self.cursor,
                    held=row.index == self.held,
                )
            else:
                row.display = False


def muted(text: str) -> Content:
    """A caption."""
    return Content.styled(text, MUTED)
