"""The plots of a report's page, as SVG: depth by subject, and the length of each answer."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from interview_prep.insight.report_parts import USUAL_SECONDS

if TYPE_CHECKING:
    from interview_prep.insight.report import Report

WIDTH, ROW, LEFT, STEP = 620, 30, 250, 68
"""The picture's width, the height of a row, where bars begin, and the width of a rung."""
TALL = 140
"""The height of the plot of answers."""


def depth_plot(report: "Report") -> str:
    """Depth by subject as bars of five rungs, with an upright mark for the mock before."""
    rows = []
    for place, ladder in enumerate(report.ladders):
        y = 24 + ROW * place
        rows.append(f'<text x="0" y="{y + 13}">{escape(ladder.title[:34])}</text>')
        for rung in range(5):
            kind = "bar" if rung < ladder.depth else "track"
            rows.append(
                f'<rect class="{kind}" x="{LEFT + STEP * rung}" y="{y}" width="{STEP - 4}" height="16" rx="3"/>'
            )
        if ladder.concept in report.before:
            x = LEFT + STEP * report.before[ladder.concept] - 3
            rows.append(f'<rect class="mark" x="{x}" y="{y - 4}" width="3" height="24"/>')
    heads = "".join(f'<text class="muted" x="{LEFT + STEP * n + 28}" y="12">{n + 1}</text>' for n in range(5))
    label = "Depth reached by subject, from rung 1 to 5"
    if report.before:
        label += "; the upright mark is the mock before"
    return _svg(label, 30 + ROW * len(report.ladders), heads + "".join(rows))


def answers_plot(seconds: Sequence[float]) -> str:
    """Each answer as a column, the usual length as a band; columns above it in another colour."""
    low, high = USUAL_SECONDS
    top = max(*seconds, high * 1.2)
    unit = (TALL - 30) / top
    base = TALL - 20
    step = min(48.0, (WIDTH - 60) / len(seconds))
    y, tall = base - high * unit, (high - low) * unit
    band = f'<rect class="band" x="40" y="{y:.1f}" width="{WIDTH - 40}" height="{tall:.1f}"/>'
    marks = "".join(
        f'<text class="muted" x="0" y="{base - value * unit + 4:.1f}">{value} s</text>' for value in (low, high)
    )
    columns = "".join(
        f'<rect class="{"over" if value > high else "bar"}" x="{46 + step * n:.1f}" y="{base - value * unit:.1f}" '
        f'width="{step * 0.7:.1f}" height="{value * unit:.1f}"><title>{value:.0f} s</title></rect>'
        for n, value in enumerate(seconds)
    )
    return _svg("Seconds of each answer, with the usual length as a band", TALL, band + marks + columns)


def _svg(label: str, height: float, inside: str) -> str:
    return f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(label)}">{inside}</svg>'
