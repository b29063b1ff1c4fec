"""One row of the speed table, and how both of its sides are timed: in turn, in one process, the best of several runs.

A module of this folder that has `rows() -> list[Row]` is a benchmark. A peer that is not installed leaves
`peer_seconds` None. Both sides run with the same number of threads.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured: `target` is the ratio ours / peer to reach, or the seconds to reach when there is no peer."""

    work: str
    ours_seconds: float
    peer: str
    peer_seconds: float | None
    target: float
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours over the peer's; None without a peer."""
        return self.ours_seconds / self.peer_seconds if self.peer_seconds else None

    def line(self) -> str:
        """The row as one line of text."""
        if self.peer_seconds is None:
            measured = "peer not installed" if self.peer else "absolute"
        else:
            measured = f"{self.peer} {self.peer_seconds * 1e3:.3f} ms, ratio {self.ratio:.2f} (target {self.target:g})"
        note = f"  [{self.note}]" if self.note else ""
        return f"{self.work}: {self.ours_seconds * 1e3:.3f} ms, {measured}{note}"


def seconds_of(function: Callable[[], object]) -> float:
    """The wall-clock seconds of one call."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def best_of(function: Callable[[], object], repeats: int) -> float:
    """The least seconds of `repeats` calls, after one that warms up."""
    function()
    return min(seconds_of(function) for _ in range(repeats))


def in_turn(ours: Callable[[], object], peer: Callable[[], object], repeats: int) -> tuple[float, float]:
    """The least seconds of both, one call of each in turn, so that a busy machine is unfair to neither."""
    ours()
    peer()
    pairs = [(seconds_of(ours), seconds_of(peer)) for _ in range(repeats)]
    return min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
