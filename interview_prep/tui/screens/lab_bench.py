"""The lab's bench: arguments to choose from, the run that follows from them, and ways to look at it."""

from typing import ClassVar

from textual import getters
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from engine.catalog import REQUIRED
from interview_prep.errors import UserError
from interview_prep.practice.lab.bench import Bench, Run
from interview_prep.practice.lab.comparing import Comparison
from interview_prep.practice.lab.curves import has_curve
from interview_prep.questions.concepts import BY_SLUG
from interview_prep.tui.actions import Action
from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.content import MUTED, line, safe
from interview_prep.tui.lab import arguments, steps
from interview_prep.tui.lab.steps import Room
from interview_prep.tui.layout import Line, hang, plain_lines
from interview_prep.tui.widgets.page import Page

_ROWS, _COLUMNS = 6, 4  # how far the window moves at once
_MERGES = 2_000  # as many of the learnt merges as the bench takes


class LabBench(PrepScreen):
    """What the lab does in its state "bench", but for changing an argument."""

    PLACE = "lab"
    TYPING = frozenset({"edit", "choose"})
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = PrepScreen.keys("lab")
    app = getters.app(PrepApp)

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self._origin = "this card’s numbers"
        self.comparison: Comparison | None = None
        self._run: Run | None = None
        self._fault = ""
        self._cursor = 0
        self._window = (0, 0, 0)
        self._seed = 0
        self._absent: set[str] = set()

    # -- what is shown -------------------------------------------------------------------------------

    def load(self) -> None:
        """Show another bench from its first argument."""
        self._cursor, self._window = 0, (0, 0, 0)
        self.again()

    def again(self) -> None:
        """Run with the arguments as they are; what stops the call stands in place of the steps."""
        try:
            self._run, self._fault = self.bench.run(), ""
        except UserError as error:
            self._run, self._fault = None, str(error)
        self.paint()

    def paint(self) -> None:
        """Show title, arguments and steps."""
        self._absent = self._not_offered()
        self._paint_title()
        self.query_one("#names", Page).show(self._argument_lines)
        self.query_one("#shown", Page).show(self._step_lines)
        self.refresh_footer()

    def _paint_title(self) -> None:
        row = self.bench.operation
        side = "" if self.comparison is None else f"run {'AB'[self.comparison.active]}   "
        title = Content.assemble((side, "bold $text-accent"), (row.name, "bold"), "   ", line(row.summary, MUTED))
        self.query_one("#title", Static).update(title)
        origin = f"  ·  {self._origin}" if self.bench.own is not None else ""
        self.header.show(f"{BY_SLUG[row.concept].name}{origin}")

    def _argument_lines(self, width: int) -> list[Line]:
        wide = self.app.size.width >= 100
        lines: list[Line] = []
        for index, row in enumerate(self.bench.rows):
            chosen = index == self._cursor
            content = arguments.argument(self.bench, row, width - 3, grids=wide or chosen)
            for at, text in enumerate(content.split("\n")):
                mark = ("▸ ", "bold $text-primary") if chosen and not at else ("  ", "")
                shown = Content.assemble(mark, text)
                shown = Content.assemble(shown, " " * max(0, width - shown.cell_length))
                lines.append((shown.stylize_before("on $primary 24%") if chosen and not at else shown, index))
            if wide and len(content.split("\n")) > 1:
                lines.append((Content(""), None))
        return lines

    def _step_lines(self, width: int) -> list[Line]:
        if self._run is None:
            words = safe(self._fault, "$text-warning")
            advice = "Change the argument that is named, or press x for the example’s numbers."
            head = Content.styled("These arguments do not run", "bold")
            return plain_lines([head, *hang(words, width), Content(""), *hang(Content.styled(advice, MUTED), width)])
        return plain_lines(steps.steps(self._run, Room(width, self._window)).split("\n"))

    # -- keys that hold only for some operations -----------------------------------------------------

    def _not_offered(self) -> set[str]:
        """The actions that this operation, or this run, does not offer."""
        name = self.bench.operation.name
        found = set() if has_curve(name) else {"plot"}
        if name not in ("bpe_train", "naive_bpe_train"):
            found.add("train")
        room = Room(self.query_one("#shown").size.width or 60, self._window)
        if self._run is None or not steps.is_partial(self._run, room):
            found |= {"window", "slice"}
        return found

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An action holds in its own states, and only where the operation offers it."""
        if self.state == "bench" and action in self._absent:
            return False
        return super().check_action(action, parameters)

    def offers(self, action: Action) -> bool:
        """Whether this operation, or this run, has what the action needs."""
        return self.state != "bench" or action.method not in self._absent

    # -- choosing ------------------------------------------------------------------------------------

    def action_up(self) -> None:
        """The argument above."""
        self._move(-1)

    def action_down(self) -> None:
        """The argument below."""
        self._move(1)

    def _move(self, by: int) -> None:
        self._cursor = (self._cursor + by) % len(self.bench.rows)
        self._follow()

    def _follow(self) -> None:
        names = self.query_one("#names", Page)
        names.show(self._argument_lines)
        self.call_after_refresh(names.scroll_to_row, self._cursor)

    def _show(self, shown: str, *, hidden: str) -> None:
        self.query_one(hidden).display = False
        self.query_one(shown).display = True

    def action_randomise(self) -> None:
        """Other numbers of the same shapes."""
        self._seed += 1
        if self.bench.randomise(self._seed):
            self.again()
        else:
            self.app.say("This call has no decimals to draw; open an argument and type.")

    def action_reset(self) -> None:
        """The card's or the example's numbers again."""
        self.bench.reset()
        self.load()

    # -- looking around ------------------------------------------------------------------------------

    def action_window(self, rows: int, columns: int) -> None:
        """Move the window over large arrays; past the end it begins again."""
        which, top, left = self._window
        limit = self._limits()
        self._window = (
            which,
            _around(min(top, limit[0]), rows * _ROWS, limit[0]),
            _around(min(left, limit[1]), columns * _COLUMNS, limit[1]),
        )
        self.query_one("#shown", Page).show(self._step_lines)

    def action_slice(self, by: int) -> None:
        """Another head, or matrix of a batch."""
        which, top, left = self._window
        self._window = (max(0, which + by), top, left)
        self.query_one("#shown", Page).show(self._step_lines)

    def _limits(self) -> tuple[int, int]:
        room = Room(self.query_one("#shown").size.width, (0, 0, 0))
        return steps.farthest(self._run, room) if self._run else (0, 0)

    def action_scroll(self, by: int) -> None:
        """Scroll the steps by half of what is in sight."""
        pane = self.query_one("#steps" if self.state == "bench" else "#compare")
        pane.scroll_relative(y=by * max(3, pane.size.height // 2), animate=False)

    def action_copy(self) -> None:
        """The call with NumPy arrays, in the clipboard."""
        from interview_prep.practice.lab.script import as_numpy

        bench = self.bench if self.comparison is None else self.comparison.bench
        self.app.copy_to_clipboard(as_numpy(bench))
        self.app.say("Copied: paste it into a notebook.")

    def action_source(self) -> None:
        """The function itself."""
        from interview_prep.tui.screens.source import SourceScreen

        self.app.push_screen(SourceScreen(self.bench.operation.name, self.bench.source()))

    def action_plot(self) -> None:
        """The operation's curve."""
        self.app.open("plot", self.bench)

    def action_train(self) -> None:
        """Learn merges from a file."""
        self.app.open("train", self._take_merges)

    def _take_merges(self, merges: list[list[int]], text: str) -> None:
        if len(merges) > _MERGES:
            self.app.say(f"The first {_MERGES:,} merges are taken along.")
        self._origin = "your merges"
        self.bench = Bench.of("bpe_encode", {"merges": merges[:_MERGES], "text": text})
        self.load()

    def focused_help(self) -> tuple[str, str]:
        """The argument under the cursor: its shape, what it means, what it can be."""
        row = self.bench.rows[self._cursor]
        choices = f"one of {', '.join(row.choices)}" if row.choices else ""
        needed = "needed" if row.default is REQUIRED else "may be left out"
        return row.name, " · ".join(part for part in (row.shape, row.meaning, choices, needed) if part)


def _around(place: int, by: int, limit: int) -> int:
    """Moved and kept within 0 and the limit; at an end on to the other one."""
    if not by:
        return place
    if by > 0:
        return 0 if place >= limit else min(place + by, limit)
    return limit if place <= 0 else max(place + by, 0)
