"""A column of rows with one cursor: options, steps, sentences, settings. One widget, however many rows there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.message import Message

from interview_prep.tui.layout import Line, hang, tinted
from interview_prep.tui.widgets.page import Page


class Rows(Page):
    """Labelled rows and a cursor that the arrows and the mouse move."""

    DEFAULT_CSS = """
    Rows { margin-top: 1; }
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
        self.held: int | None = None
        self._labels: Sequence[str] = ()
        self._texts: Sequence[Content] = ()

    def fill(self, labels: Sequence[str], texts: Sequence[Content], cursor: int = 0) -> None:
        """Show these rows, the cursor on one of them."""
        self._labels, self._texts, self.cursor, self.held = labels, texts, cursor, None
        self.show(self._laid_out)

    def move(self, by: int) -> None:
        """Move the cursor, around the ends."""
        if self._texts:
            self.point((self.cursor + by) % len(self._texts))

    def point(self, index: int) -> bool:
        """Put the cursor on a row; False where there is none."""
        if not 0 <= index < len(self._texts):
            return False
        self.cursor = index
        self.repaint(self._labels, self._texts)
        return True

    def repaint(self, labels: Sequence[str], texts: Sequence[Content]) -> None:
        """Show other words in the same rows."""
        self._labels, self._texts = labels, texts
        self.show(self._laid_out)
        self.scroll_to_row(self.cursor)

    def picked(self, index: int) -> Message:
        """What a click on a row tells."""
        return self.Chosen(self, index)

    def _laid_out(self, width: int) -> list[Line]:
        rows = enumerate(zip(self._labels, self._texts, strict=True))
        return [(line, index) for index, (label, text) in rows for line in self._row(index, label, text, width)]

    def _row(self, index: int, label: str, text: Content, width: int) -> list[Content]:
        """A mark, a label and a text that wraps under itself."""
        chosen, held = index == self.cursor, index == self.held
        mark = ("⇅ " if held else "▸ " if chosen else "  ", "bold $text-primary")
        lead = Content.assemble(mark, (f"{label:>2}  " if label else "", "bold $text-accent"))
        lines = hang(text, width, lead, " " * lead.cell_length)
        if held:
            lines = [line.stylize_before("bold $text-accent") for line in lines]
        return [tinted(line, width, "bold on $primary 24%") for line in lines] if chosen else lines
