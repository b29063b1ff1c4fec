"""The lab: the engine step by step, on small numbers, on a card's own, or on what is typed."""

from collections.abc import Mapping
from typing import Any, ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from interview_prep.practice.lab import Bench, Run, by_concept
from interview_prep.questions.concepts import BY_SLUG
from interview_prep.tui import grid
from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.content import MUTED, line, safe
from interview_prep.tui.widgets.frame import Header
from interview_prep.tui.widgets.rows import Rows

_FIRST = "scaled_dot_product_attention"


class LabScreen(PrepScreen):
    """Arguments on the left, every step on the right; the list of operations over both on a key."""

    PLACE = "lab"
    HEADING = "Lab"
    CSS_PATH = "lab.tcss"
    BINDINGS: ClassVar[list[BindingType]] = PrepScreen.keys("lab")
    app = getters.app(PrepApp)

    def __init__(self, operation: str | None = None, arguments: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self._bench = Bench.of(operation or _FIRST, arguments)
        self._from_card = arguments is not None
        self._run: Run | None = None
        self._kept: Run | None = None
        self._found = by_concept()
        self._window = (0, 0)
        self._seed = 0

    def compose_body(self) -> ComposeResult:
        """Title, arguments, steps, and the list that hides them while it is open."""
        yield Static("", id="title", markup=False)
        with Horizontal(id="bench"):
            with VerticalScroll(id="arguments", can_focus=False) as arguments:
                arguments.border_title = "Arguments"
                yield Rows(id="names")
                yield Input(id="edit")
            with VerticalScroll(id="steps", can_focus=False):
                yield Static("", id="shown", markup=False)
        with Vertical(id="choose"):
            yield Input(id="search", placeholder="search the operations")
            with VerticalScroll(can_focus=False):
                yield Rows(id="found")

    def on_mount(self) -> None:
        """Run the first call."""
        super().on_mount()
        self.query_one("#choose").display = False
        self.query_one("#edit").display = False
        self.state = "bench"
        self._load()

    def on_resize(self) -> None:
        """Lay the grids out anew."""
        super().on_resize()
        self._paint_run()

    # -- the bench -----------------------------------------------------------------------------------

    def _load(self) -> None:
        row = self._bench.operation
        title = Content.assemble((row.name, "bold"), "   ", line(row.summary, MUTED))
        self.query_one("#title", Static).update(title)
        origin = "  ·  from this card" if self._from_card else ""
        self.query_one(Header).show(f"{len(by_concept())} operations{origin}")
        self._paint_arguments(0)
        self._again()

    def _names(self) -> list[str]:
        return [row.name for row in self._bench.operation.arguments if row.name != "trace"]

    def _paint_arguments(self, cursor: int | None = None) -> None:
        rows = self.query_one("#names", Rows)
        texts = [self._argument(name) for name in self._names()]
        rows.fill([""] * len(texts), texts, rows.cursor if cursor is None else cursor)

    def _argument(self, name: str) -> Content:
        value = self._bench.arguments[name]
        head = Content.assemble((name, "bold"), (f"   {grid.shape_words(value)}", MUTED))
        if grid.shape_of(value):
            cells = grid.grid(value, scale=0.0)
            return Content.assemble(head, "\n", cells)
        return Content.assemble((name, "bold"), (f"   {self._bench.text_of(name)}", ""))

    def _again(self) -> None:
        def run() -> None:
            self._run = self._bench.run()

        if self.app.attempt(run):
            self._paint_run()

    def _paint_run(self) -> None:
        if self._run is None:
            return
        shown = self.query_one("#shown", Static)
        shown.update(self._compared(self._kept, self._run) if self._kept else self._steps(self._run))

    def _steps(self, run: Run) -> Content:
        parts: list[Content] = []
        for number, step in enumerate(run.steps, 1):
            parts.append(_head(number, step.name, step.formula, step.value))
            parts.append(self._value(step.value, bold=step.name in ("weights", "probs")))
            parts.append(Content(""))
        parts.append(Content.styled("Result", "bold"))
        for name, value in run.results.items():
            if value is not None:
                parts.append(_head(0, name, "", value))
                parts.append(self._value(value))
        return Content("\n").join(parts)

    def _value(self, value: Any, *, bold: bool = False) -> Content:
        matrix = grid.shape_of(value) or isinstance(value, int | float)
        if matrix and not isinstance(value, bool):
            return grid.grid(value, window=self._window, bold_largest=bold)
        return safe(str(value))

    def _compared(self, first: Run, second: Run) -> Content:
        changed = [n for n in self._names() if first.arguments.get(n) != second.arguments.get(n)]
        words = ", ".join(changed) or "nothing yet; change an argument"
        parts = [
            Content.assemble(
                ("A", "bold $text-primary"), " kept   ", ("B", "bold $text-accent"), f" now; changed: {words}"
            )
        ]
        by_name = {step.name: step for step in first.steps}
        pairs = [(s.name, by_name[s.name].value, s.value) for s in second.steps if s.name in by_name]
        pairs = pairs or [(n, first.results[n], v) for n, v in second.results.items() if n in first.results]
        for name, a, b in pairs:
            parts += [Content(""), Content.styled(name, "bold")]
            scale = grid.scale_of(a, b)
            for label, value in (("A", a), ("B", b)):
                if grid.shape_of(value) or isinstance(value, float | int):
                    parts += [Content.styled(label, MUTED), grid.grid(value, scale=scale, window=self._window)]
                else:
                    parts += [Content.styled(label, MUTED), safe(str(value))]
            parts += [Content.styled("B − A", MUTED), grid.difference(a, b)]
        return Content("\n").join(parts)

    # -- keys ----------------------------------------------------------------------------------------

    def action_up(self) -> None:
        """The argument or operation above."""
        self.query_one("#found" if self.state == "choose" else "#names", Rows).move(-1)

    def action_down(self) -> None:
        """The argument or operation below."""
        self.query_one("#found" if self.state == "choose" else "#names", Rows).move(1)

    def action_change(self) -> None:
        """Switch a flag or a choice; open anything else for editing."""
        name = self._names()[self.query_one("#names", Rows).cursor]
        if self._bench.cycle(name):
            self._paint_arguments()
            self._again()
            return
        edit = self.query_one("#edit", Input)
        edit.value = self._bench.text_of(name)
        edit.border_title = name
        edit.display = True
        edit.focus()
        self.state = "edit"

    def action_apply(self) -> None:
        """Take the edited argument and run again."""
        name = self._names()[self.query_one("#names", Rows).cursor]
        text = self.query_one("#edit", Input).value
        if self.app.attempt(lambda: self._bench.set_text(name, text)):
            self.action_drop()
            self._paint_arguments()
            self._again()

    def action_drop(self) -> None:
        """Leave the argument or the list as it was."""
        self.query_one("#edit").display = False
        self.query_one("#choose").display = False
        self.query_one("#bench").display = True
        self.set_focus(None)
        self.state = "bench"

    def action_operations(self) -> None:
        """The list of operations."""
        self.query_one("#bench").display = False
        self.query_one("#choose").display = True
        self.state = "choose"
        self._search("")
        self.query_one("#search", Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as one types."""
        if event.input.id == "search":
            self._search(event.value)

    def _search(self, text: str) -> None:
        self._found = by_concept(text)[:60]
        texts = [
            Content.assemble(
                (f"{row.name:<32}", "bold"), (BY_SLUG[row.concept].name if row.concept in BY_SLUG else "", MUTED)
            )
            for row in self._found
        ]
        self.query_one("#found", Rows).fill([""] * len(texts), texts)

    def action_take(self) -> None:
        """Open the operation under the cursor."""
        if not self._found:
            return
        row = self._found[min(self.query_one("#found", Rows).cursor, len(self._found) - 1)]
        self._bench, self._kept, self._from_card = Bench.of(row.name), None, False
        self.action_drop()
        self._load()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """A click points; on the list it opens, on an argument it changes."""
        event.rows.point(event.index)
        self.action_take() if event.rows.id == "found" else self.action_change()

    def action_compare(self) -> None:
        """Keep this run and compare the next ones with it; again leaves the comparison."""
        self._kept = None if self._kept else self._run
        self._paint_run()

    def action_randomise(self) -> None:
        """Other numbers of the same shapes."""
        self._seed += 1
        self._bench.randomise(self._seed)
        self._paint_arguments()
        self._again()

    def action_reset(self) -> None:
        """The example again."""
        self._bench = Bench.of(self._bench.operation.name)
        self._load()

    def action_copy(self) -> None:
        """The call as Python, in the clipboard."""
        self.app.copy_to_clipboard(self._bench.as_python())
        self.app.say("Copied as Python.")

    def action_source(self) -> None:
        """The function itself."""
        from interview_prep.tui.screens.source import SourceScreen

        self.app.push_screen(SourceScreen(self._bench.operation.name, self._bench.source()))

    def action_window(self, rows: int, columns: int) -> None:
        """Move the window over large arrays."""
        self._window = (max(0, self._window[0] + rows), max(0, self._window[1] + columns))
        self._paint_run()

    def action_leave(self) -> None:
        """Back to where one came from."""
        self.app.back()


def _head(number: int, name: str, formula: str, value: Any) -> Content:
    label = f"{number}  " if number else ""
    parts: list[Content | tuple[str, str]] = [(label, "$text-primary"), (name, "bold")]
    if formula:
        parts += [("  ", ""), safe(formula, MUTED)]
    shape = grid.shape_words(value)
    if shape:
        parts.append((f"   {shape}", MUTED))
    return Content.assemble(*parts)
