"""A function's source over the lab, or a formula's over the drill."""

from typing import ClassVar

from pygments.token import Token  # type: ignore[import-untyped]  # Pygments comes without types
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.highlight import HighlightTheme, highlight

from interview_prep.tui.content import MUTED
from interview_prep.tui.layout import hang, plain_lines
from interview_prep.tui.widgets.overlay import Overlay
from interview_prep.tui.widgets.page import Page


class Roles(HighlightTheme):
    """Python in the roles of the themes: no italics, no underline."""

    STYLES = {  # noqa: RUF012  # Textual's own form
        Token.Comment: MUTED,
        Token.Keyword: "$text-accent",
        Token.Operator.Word: "$text-accent",
        Token.Literal.Number: "$text-primary",
        Token.Literal.String: "$text-success",
        Token.Literal.String.Doc: MUTED,
        Token.Name.Function: "bold",
    }


class SourceScreen(Overlay):
    """Source in the colours of the theme; escape or a click beside it closes."""

    DEFAULT_CSS = """
    SourceScreen {
        align: center middle;
        & > VerticalScroll {
            width: 124; max-width: 96%; height: auto; max-height: 94%;
            background: $surface; border: round $primary; padding: 1 2;
            border-title-color: $text-primary; border-title-style: bold; border-subtitle-color: $foreground 68%;
            scrollbar-size-vertical: 1; scrollbar-color: $panel; scrollbar-background: $surface;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,f2,s,q", "app.pop_screen", "close", show=False),
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("pagedown,space", "scroll(10)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
    ]

    def __init__(self, name: str, source: str, language: str = "python") -> None:
        super().__init__()
        self._name = name
        self._language = language
        self._source = source

    def compose(self) -> ComposeResult:
        """One scrolling page."""
        with VerticalScroll(can_focus=False) as page:
            page.border_title, page.border_subtitle = self._name, "esc closes"
            yield Page()

    def on_mount(self) -> None:
        """Lay the source out; what is too long goes on below, further in."""
        source = highlight(self._source, language=self._language, theme=Roles)
        self.query_one(Page).show(lambda width: plain_lines(folded(source, width)))

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)


def folded(source: Content, width: int) -> list[Content]:
    """Every line of a source; a long one goes on below, four columns further in than it began."""
    lines: list[Content] = []
    for line in source.split("\n", allow_blank=True):
        words = line.plain.lstrip(" ")
        indent = len(line) - len(words)
        if len(line) <= width:
            lines.append(line)
        else:
            lines += hang(line[indent:], width, " " * indent, " " * (indent + 4))
    return lines
