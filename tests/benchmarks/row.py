"""One row of the speed table, and how both of its sides are timed: in turn, in one process, with as many threads.

A module of this folder that has `rows()`, giving Row after Row, is a benchmark (`python -m tests.benchmarks`). A peer
that is not installed leaves `peer_value` None. A row shows the least of the repeated runs of each side, its ratio, and
the median of the ratios of the pairs, which a busy machine moves less.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from statistics import median
from typing import Any

_PRINTED = {"ms": 1e3, "MB": 1e-6}  # seconds and bytes are held


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured: `target` is the ratio ours / peer to reach, or the seconds (bytes) when there is no peer."""

    work: str
    ours: float
    peer: str
    peer_value: float | None
    target: float
    note: str = ""
    unit: str = "ms"
    median_ratio: float | None = None

    @property
    def ratio(self) -> float | None:
        """Ours over the peer's; None without a peer."""
        return self.ours / self.peer_value if self.peer_value else None

    def line(self) -> str:
        """The row as one line of text."""
        scale = _PRINTED[self.unit]
        if self.ratio is not None and self.peer_value is not None:
            middle = "" if self.median_ratio is None else f", median {self.median_ratio:.2f}"
            verdict = "reached" if self.ratio <= self.target else "missed"
            measured = (
                f"{self.peer} {self.peer_value * scale:.3f} {self.unit}, "
                f"ratio {self.ratio:.2f}{middle} (target {self.target:g}: {verdict})"
            )
        elif self.peer:
            measured = f"skipped the comparison: {self.peer} is not installed"
        else:
            measured = "absolute"
        note = f"  [{self.note}]" if self.note else ""
        return f"{self.work}: {self.ours * scale:.3f} {self.unit}, {measured}{note}"


def seconds_of(function: Callable[[], object]) -> float:
    """The wall-clock seconds of one call."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def compare(
    work: str,
    ours: Callable[[], object],
    peer_name: str,
    peer: Callable[[], object] | None,
    repeats: int,
    target: float,
    note: str = "",
) -> Row:
    """The row of both sides, one call of each in turn after one that warms up; of ours alone without a peer."""
    ours()
    if peer is None:
        return Row(work, min(seconds_of(ours) for _ in range(repeats)), peer_name, None, target, note)
    peer()
    pairs = [(seconds_of(ours), seconds_of(peer)) for _ in range(repeats)]
    least, peers_least = (min(pair[side] for pair in pairs) for side in (0, 1))
    middle = median(mine / theirs for mine, theirs in pairs)
    return Row(work, least, peer_name, peers_least, target, note, median_ratio=middle)


def installed(name: str) -> Any:
    """The module of a peer, or None."""
    try:
        return import_module(name)
    except ImportError:
        return None
