"""Values that are no grid: text, chunks, bytes, counts, models, summaries."""

from collections.abc import Iterator
from typing import Any

from textual.content import Content

from interview_prep.practice.recording import plain
from interview_prep.text import one_line, sanitise
from interview_prep.tui import grid
from interview_prep.tui.content import MUTED


def lines_of(value: Any, width: int) -> list[Content]:
    """Text, chunks, bytes, counts, models, summaries: everything that is no grid."""
    if isinstance(value, str):
        return [Content(line) for line in _wrapped(value, width - 3)]
    if isinstance(value, bytes):
        text = one_line(value.decode("utf-8", "replace"), max(8, width - 4))
        return [Content(f"   {one_line(value.hex(' ', 1), max(8, width - 4))}"), Content(f"   {text}")]
    if isinstance(value, dict):
        return [line for key, item in value.items() for line in _entry(str(key), item, width)]
    if isinstance(value, list | tuple) and value and all(isinstance(item, str) for item in value):
        return _chips(value, width)
    if hasattr(value, "minimum"):
        words = f"   {grid.shape_words(value)}: from {grid.scalar(value.minimum)} to {grid.scalar(value.maximum)}, "
        return [Content.styled(f"{words}mean {grid.scalar(value.mean)}; too large to show", MUTED)]
    if isinstance(value, list | tuple):
        return [Content(f"   {one_line(plainly(item), width - 4)}") for item in value[: grid.ROWS]] or [
            Content.styled("   none", MUTED)
        ]
    return [Content(f"   {one_line(plainly(value), width - 4)}")]


def _entry(key: str, item: Any, width: int) -> Iterator[Content]:
    if isinstance(item, dict):
        yield Content.styled(f"   {one_line(key, 40)}", "bold")
        for name, inner in item.items():
            shape = grid.shape_words(inner)
            yield Content.assemble(
                (f"     {one_line(str(name), 40):<28}", MUTED), shape or one_line(plainly(inner), 40)
            )
        return
    yield Content.assemble((f"   {one_line(key, 30):<12}", ""), (one_line(plainly(item), width - 20), "bold"))


def _chips(words: list[str] | tuple[str, ...], width: int) -> list[Content]:
    """Chunks of text one after the other, in two tints, with spaces and line ends shown."""
    lines: list[list[tuple[str, str]]] = [[]]
    used = 3
    for number, word in enumerate(words[:200]):
        shown = one_line(sanitise(word).replace(" ", "␣").replace("\n", "⏎").replace("\t", "⇥"), width - 4) or "␀"
        if used + len(shown) + 1 > width:
            lines.append([])
            used = 3
        lines[-1] += [(shown, f"$foreground on $primary {12 if number % 2 else 26}%"), (" ", "")]
        used += len(shown) + 1
    rows = [Content.assemble("   ", *line) for line in lines]
    if len(words) > 200:
        rows.append(Content.styled(f"   {len(words) - 200:,} more", MUTED))
    return rows


def _wrapped(text: str, width: int) -> list[str]:
    lines = []
    for line in sanitise(text).split("\n")[:60]:
        lines += [f"   {line[at : at + width]}" for at in range(0, max(1, len(line)), width)]
    return lines


def plainly(value: Any) -> str:
    """Any other value on one line, its numbers with as many digits as one reads."""
    import json

    return json.dumps(_shortened(plain(value)), ensure_ascii=False)


def _shortened(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.5g}")
    if isinstance(value, list):
        return [_shortened(item) for item in value]
    return {key: _shortened(item) for key, item in value.items()} if isinstance(value, dict) else value
