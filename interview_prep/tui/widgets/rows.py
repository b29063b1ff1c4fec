"""A column of rows with one cursor: options, steps, sentences, menu entries. Rows are updated, not mounted anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import RenderResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget

from interview_prep.tui.layout import hang


class Row(Widget):
    """A mark, a label and a text that wraps under itself."""

    DEFAULT_CSS = """
    Row { height: auto; width: 1fr; }
    Row.-cursor { background: $primary 24%; text-style: bold; }
    Row.-held { color: $text-accent; text-style: bold; }
    """

    def __init__(self, index: int) -> None:
        super().__init__()
        self.index = index
        self._shown: tuple[str, Content, bool, bool] | None = None

    def show(self, label: str, text: Content, *, cursor: bool, held: bool) -> None:
        """Show one row; nothing is painted where nothing changed."""
        before, self._shown = self._shown, (label, text, cursor, held)
        if before is not None and before[:1] + before[2:] == self._shown[:1] + self._shown[2:] and before[1] is text:
            return
        self.display = True
        self.set_class(cursor, "-cursor")
        self.set_class(held, "-held")
        self.refresh(layout=before is None or before[1] is not text)

    def hide(self) -> None:
        """Take the row away until it is shown again."""
        self._shown = None
        self.display = False

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """As many rows as the text needs behind its label."""
        return len(self._lines(width))

    def render(self) -> RenderResult:
        """The text behind its mark and label."""
        return Content("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Content]:
        if self._shown is None:
            return [Content("")]
        label, text, cursor, _ = self._shown
        mark = ("▸ " if cursor else "  ", "bold $text-primary")
        lead = Content.assemble(mark, (f"{label:>2}  " if label else "", "bold $text-accent"))
        return hang(text, width, lead, " " * lead.cell_length)


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
        for row in self._built:
            if row.display and row.region.contains_point(event.screen_offset):
                self.post_message(self.Chosen(self, row.index))

    def _paint(self) -> None:
        for row in self._built:
            if row.index >= len(self._texts):
                row.hide()
                continue
            row.show(
                self._labels[row.index],
                self._texts[row.index],
                cursor=row.index == self.cursor,
                held=row.index == self.held,
            )
        if 0 <= self.cursor < len(self._built) and self.is_mounted:
            self._built[self.cursor].scroll_visible(animate=False)
