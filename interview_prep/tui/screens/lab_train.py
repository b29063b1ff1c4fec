"""Training byte-pair encoding on a file, beside the screen: a bar that moves, a key that stops it, what was learnt."""

from collections.abc import Callable
from threading import Event
from typing import ClassVar

from textual import getters, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Paste
from textual.message import Message
from textual.widgets import Input, Static

from interview_prep.errors import UserError
from interview_prep.practice.lab.training import Cancelled, Progress, Trained, text_from, train
from interview_prep.text import counted, one_line
from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.content import MUTED, safe
from interview_prep.tui.layout import bar

_BAR = 60


class SourceInput(Input):
    """A line for a path. Pasted text of several lines is the text itself, which a line cannot hold."""

    class Pasted(Message):
        """Text of several lines was pasted."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def _on_paste(self, event: Paste) -> None:
        if "\n" in event.text.strip():
            event.stop()
            event.prevent_default()
            self.post_message(self.Pasted(event.text))


class TrainScreen(PrepScreen):
    """Where the text is, how many tokens to learn, and how far the work is."""

    PLACE = "train"
    HEADING = "Lab"
    CSS_PATH = "lab_train.tcss"
    TYPING = frozenset({"form"})
    AUTO_FOCUS = "#source"
    BINDINGS: ClassVar[list[BindingType]] = PrepScreen.keys("train")
    app = getters.app(PrepApp)

    def __init__(self, use: Callable[[list[list[int]], str], None]) -> None:
        super().__init__()
        self._use = use
        self._pasted = ""
        self._text = ""
        self._stop = Event()
        self._trained: Trained | None = None
        self._at_fault: list[str] = []

    def compose_body(self) -> ComposeResult:
        """Two fields, then the progress and the result."""
        yield Static("Learn the merges of byte-pair encoding from a text of yours", id="title", markup=False)
        with Vertical(id="fields"):
            yield SourceInput(id="source", placeholder="path of a text file; or paste the text itself")
            yield Input(value="1000", id="size", type="integer")
            yield Static("", id="fault", markup=False)
        yield Static("", id="progress", markup=False)
        yield Static("", id="learnt", markup=False)

    def on_mount(self) -> None:
        """Ask for the text."""
        super().on_mount()
        self.query_one("#source", Input).border_title = "Text"
        size = self.query_one("#size", Input)
        size.border_title, size.border_subtitle = "Vocabulary", "256 bytes and the merges to learn"
        self.header.show("bpe_train")
        self.state = "form"

    def on_unmount(self) -> None:
        """No work goes on for a screen that is gone."""
        self._stop.set()

    def on_source_input_pasted(self, event: SourceInput.Pasted) -> None:
        """Keep the text and say how long it is."""
        self._pasted = event.text
        self.query_one("#source", Input).value = f"{counted(len(event.text), 'character')}, pasted"

    def on_input_changed(self, event: Input.Changed) -> None:
        """What is being mended is not yet at fault again. (The news of a change may come after the fault was found.)"""
        if self._values() != self._at_fault:
            self.query_one("#fault", Static).update("")
        if self._pasted and "pasted" not in event.input.value and event.input.id == "source":
            self._pasted = ""

    # -- keys ----------------------------------------------------------------------------------------

    def action_next_field(self) -> None:
        """The other field."""
        self.query_one("#size" if self.focused is self.query_one("#source") else "#source").focus()

    def action_next_field_back(self) -> None:
        """The other field."""
        self.action_next_field()

    def action_start(self) -> None:
        """Begin."""
        try:
            self._text = self._pasted or text_from(self.query_one("#source", Input).value)
            size = self._vocabulary()
        except UserError as error:
            self._say_fault(str(error))
            return
        self._stop.clear()
        self.set_focus(None)
        self.query_one("#learnt", Static).update("")
        self._show_progress(Progress("reading", 0.0))
        self.state = "busy"
        self._train(self._text, size)

    def _values(self) -> list[str]:
        return [entry.value for entry in self.query(Input)]

    def _say_fault(self, message: str) -> None:
        self._at_fault = self._values()
        self.query_one("#fault", Static).update(safe(message, "$text-warning"))

    def _vocabulary(self) -> int:
        words = self.query_one("#size", Input).value.strip().replace(",", "").replace(" ", "")
        if not words.isascii() or not words.isdecimal() or len(words) > 9:
            raise UserError("vocabulary: expected a whole number, such as 1000")
        return int(words)

    def action_cancel(self) -> None:
        """Stop; the worker notices within a moment."""
        self._stop.set()

    def action_use(self) -> None:
        """Open the encoder with these merges."""
        if self._trained is not None:
            self.app.back()
            self._use([list(pair) for pair in self._trained.merges], self._text[:200])

    def action_again(self) -> None:
        """The fields again."""
        self.query_one("#source", Input).focus()
        self.state = "form"

    def action_leave(self) -> None:
        """Back to the numbers."""
        self.app.back()

    # -- the work ------------------------------------------------------------------------------------

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _train(self, text: str, size: int) -> None:
        def report(progress: Progress) -> None:
            self.app.call_from_thread(self._show_progress, progress)

        try:
            trained = train(text, size, report, self._stop.is_set)
        except Cancelled:
            self._finish(self._show_stopped)
        except UserError as error:
            message = str(error)
            self._finish(lambda: self._show_fault(message))
        else:
            self._finish(lambda: self._show_trained(trained))

    def _finish(self, show: Callable[[], None]) -> None:
        if self.is_attached:
            self.app.call_from_thread(show)

    def _show_progress(self, progress: Progress) -> None:
        line = bar(progress.share, min(_BAR, max(10, self.size.width - 12)))
        content = Content.assemble(line, f"{progress.share * 100:>4.0f} %\n", (progress.doing, MUTED))
        self.query_one("#progress", Static).update(content)

    def _show_stopped(self) -> None:
        self.query_one("#progress", Static).update(Content.styled("Stopped; nothing was kept.", MUTED))
        self.action_again()

    def _show_fault(self, message: str) -> None:
        self.query_one("#progress", Static).update("")
        self.action_again()
        self._say_fault(message)

    def _show_trained(self, trained: Trained) -> None:
        self._trained = trained
        self.query_one("#progress", Static).update("")
        share = trained.text_bytes / max(1, trained.text_tokens)
        words = "  ".join(one_line(token, 30) for token in trained.tokens)
        self.query_one("#learnt", Static).update(
            Content.assemble(
                (f"{counted(len(trained.merges), 'merge')} learnt", "bold"),
                (f"   a vocabulary of {trained.vocabulary:,}\n\n", MUTED),
                (f"{counted(trained.text_bytes, 'byte')} in {counted(trained.text_tokens, 'token')}: ", ""),
                (f"{share:.2f} bytes a token\n\n", "bold"),
                ("longest tokens   ", MUTED),
                words,
            )
        )
        self.state = "done"
