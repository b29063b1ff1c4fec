"""What token ids stand for, as text: beside pairs and above ids in the steps of byte-pair encoding."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from engine.catalog import OPERATIONS
from interview_prep.practice.lab.bench import Run, Value

_PAIRS = ("pair_counts", "candidates", "merge", "merges", "counts")
_IDS = ("ids", "bytes")
_OWN_IDS = "cl100k"


def token_labels(run: Run, value: Value) -> tuple[list[str], list[str]] | None:
    """Row and column labels of ids and pairs of tokens; None where a value holds neither."""
    if OPERATIONS[run.operation].module != "engine.tokenization" or value.name not in (*_PAIRS, *_IDS):
        return None
    rows = value.value.tolist() if hasattr(value.value, "tolist") else value.value
    if not isinstance(rows, list) or not rows:
        return None
    text = _speller(run)
    if value.name in _IDS:
        return ([], [text(number) for number in rows]) if all(isinstance(row, int) for row in rows) else None
    pairs = rows if isinstance(rows[0], list) else [rows]
    fields = ["left", "right", "new id" if value.name in ("merge", "candidates") else "count"]
    return [text(pair[0]) + text(pair[1]) for pair in pairs], fields[: len(pairs[0])]


def _speller(run: Run) -> Callable[[int], str]:
    """From an id to its text, under the merges that the run was given or has learnt."""
    if run.operation.startswith(_OWN_IDS) or run.arguments.get("merges") == _OWN_IDS:
        return _of_cl100k
    tokens = {value: bytes([value]) for value in range(256)}
    for left, right, new in _merges(run):
        tokens[new] = tokens.get(left, b"?") + tokens.get(right, b"?")
    return lambda number: shown(tokens.get(number, b"?"))


def _merges(run: Run) -> list[tuple[int, int, int]]:
    given: Any = run.arguments.get("merges")
    if isinstance(given, list | tuple):
        return [(left, right, 256 + place) for place, (left, right) in enumerate(given)]
    steps = [value.value for value in run.steps if value.name == "merge"]
    return [(int(step[0]), int(step[1]), int(step[2])) for step in steps]


@lru_cache(maxsize=4096)
def _of_cl100k(number: int) -> str:
    import engine

    return shown(engine.cl100k_decode(ids=[number]).bytes)


def shown(token: bytes) -> str:
    """A token as one reads it: ␣ for a space, ⏎ for a line end, hexadecimal where it is no text."""
    try:
        text = token.decode("utf-8")
    except UnicodeDecodeError:
        return token.hex()
    return "".join({" ": "␣", "\n": "⏎", "\t": "⇥"}.get(letter, letter) for letter in text)
