"""A sentence or two on what a run shows: where a row gives most, how many tokens are left."""

from collections.abc import Iterator, Sequence
from typing import Any

from interview_prep.practice.lab.bench import Run
from interview_prep.practice.lab.comparing import DISTRIBUTIONS
from interview_prep.practice.lab.labels import labels


def sentences(run: Run) -> list[str]:
    """What to read in a run; empty where the numbers speak for themselves."""
    return list(_sentences(run))


def _sentences(run: Run) -> Iterator[str]:
    for value in reversed(run.values):
        if value.name in DISTRIBUTIONS:
            rows, size = _rows(value.value), _size(value.value)
            down, across = labels(run.operation, value.name, value.shape, size, value.formula + value.meaning)
            if rows and len(rows[-1]) > 1:
                yield from _of_rows(rows, down, across)
            return


def _of_rows(rows: list[list[float]], down: Sequence[str], across: Sequence[str]) -> Iterator[str]:
    if len(rows) > 1 and down and sum(p > 0 for p in rows[0]) == 1:
        yield f"Row “{down[0]}” sees only itself, so its output is its own value."
    last, best = rows[-1], max(rows[-1])
    place = last.index(best)
    subject = f"“{down[-1]}” gives most to" if down else "Most goes to token"
    yield f"{subject} {f'“{across[place]}”' if down else across[place]}: {best:.2f}."
    left = sum(p > 0 for p in last)
    if not down and left < len(last):
        yield f"{left} of {len(last)} tokens are left."


def _rows(value: Any) -> list[list[float]]:
    rows = value.tolist() if hasattr(value, "tolist") else value
    while isinstance(rows, list) and rows and isinstance(rows[0], list) and rows[0] and isinstance(rows[0][0], list):
        rows = rows[0]
    if not isinstance(rows, list):
        return []
    return rows if rows and isinstance(rows[0], list) else [rows]


def _size(value: Any) -> tuple[int, ...]:
    return tuple(int(size) for size in getattr(value, "shape", ()))
