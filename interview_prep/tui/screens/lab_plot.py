"""A curve of the lab, where one looks rather than reads. The plotting library loads with this screen and not before."""

from typing import Any, ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.color import Color
from textual.content import Content
from textual.widgets import Static
from textual_plotext import PlotextPlot

from interview_prep.practice.lab.bench import Bench
from interview_prep.practice.lab.curves import Curve, curve_of, decades, round_marks, short
from interview_prep.text import one_line
from interview_prep.tui.app import PrepApp
from interview_prep.tui.base import PrepScreen
from interview_prep.tui.content import MUTED, safe
from interview_prep.tui.grid import scalar

# Each line has a colour and a sign of its own, so that they can be told apart without colour.
_LINES = (
    ("primary", "●", "●"),
    ("accent", "+", "+"),
    ("success", "×", "×"),
    ("error", "o", "o"),
    ("secondary", ":", ":"),
    ("foreground", "*", "*"),
)


class PlotScreen(PrepScreen):
    """Title, curve, signs, one sentence."""

    PLACE = "plot"
    HEADING = "Lab"
    CSS_PATH = "lab_plot.tcss"
    BINDINGS: ClassVar[list[BindingType]] = PrepScreen.keys("plot")
    app = getters.app(PrepApp)

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench

    def compose_body(self) -> ComposeResult:
        """The words above and below the curve."""
        yield Static("", id="title", markup=False)
        yield PlotextPlot()
        yield Static("", id="lines", markup=False)
        yield Static("", id="note", markup=False)

    def on_mount(self) -> None:
        """Draw once, and again in another theme."""
        super().on_mount()
        self.header.show(self._bench.operation.name)
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._draw())
        self._draw()

    def action_leave(self) -> None:
        """Back to the numbers."""
        self.app.back()

    def _draw(self) -> None:
        self.app.attempt(lambda: self._plot(curve_of(self._bench)))

    def _plot(self, curve: Curve) -> None:
        here = "" if curve.here is None else f"   ┃ the bench: {curve.across} {scalar(curve.here)}"
        self.query_one("#title", Static).update(Content.assemble((curve.title, "bold"), (here, "$text-accent")))
        names = [
            (f"{_LINES[n][2]} {one_line(label, 40)}   ", f"${_LINES[n][0]}") for n, (label, _) in enumerate(curve.lines)
        ]
        self.query_one("#lines", Static).update(Content.assemble(*names))
        self.query_one("#note", Static).update(safe(curve.note, MUTED))
        widget = self.query_one(PlotextPlot)
        widget.theme = "clear"
        plot = widget.plt
        plot.clear_figure()
        plot.xscale("log" if curve.logarithmic else "linear")
        for number, (_, values) in enumerate(curve.lines):
            role, marker, _ = _LINES[number % len(_LINES)]
            plot.plot(curve.xs, values, marker=marker, color=self._rgb(role))
        if curve.here is not None and curve.xs[0] <= curve.here <= curve.xs[-1]:
            plot.vline(curve.here, color=self._rgb("accent"))
        self._axes(plot, curve)
        widget.refresh()

    def _axes(self, plot: Any, curve: Curve) -> None:
        """Round numbers along two axes, nothing around the other sides."""
        muted = self._rgb("foreground-muted" if "foreground-muted" in self.app.theme_variables else "foreground")
        plot.ticks_color(muted)
        plot.axes_color(self._rgb("background"))
        plot.xaxes(True, False)
        plot.yaxes(True, False)
        marks = decades(*curve.xs[:: len(curve.xs) - 1]) if curve.logarithmic else round_marks(curve.xs)
        plot.xticks(marks, [short(mark) for mark in marks])
        heights = round_marks([value for _, values in curve.lines for value in values])
        plot.yticks(heights, [short(mark) for mark in heights])
        plot.xlabel(curve.across)
        plot.ylabel(curve.up)

    def _rgb(self, role: str) -> tuple[int, int, int]:
        return Color.parse(self.app.theme_variables[role]).rgb
