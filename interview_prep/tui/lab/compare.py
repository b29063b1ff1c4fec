"""Two runs beside each other, and what the second has that the first has not."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from textual.content import Content

from interview_prep.practice.lab.bench import Bench, Run, Value
from interview_prep.practice.lab.comparing import DISTRIBUTIONS, Comparison, shared, what_changed
from interview_prep.practice.lab.labels import labels
from interview_prep.practice.recording import plain
from interview_prep.text import counted, one_line
from interview_prep.tui import grid
from interview_prep.tui.blocks import beside, block, head
from interview_prep.tui.content import MUTED
from interview_prep.tui.grid import Look
from interview_prep.tui.lab.arguments import in_words
from interview_prep.tui.lab.steps import Room, is_scalar, number_of
from interview_prep.tui.lab.values import plainly
from interview_prep.tui.layout import hang


def compared(comparison: Comparison, runs: tuple[Run, Run], room: Room, *, only_changes: bool) -> Content:
    """Both runs, step by step, and what the second has that the first has not."""
    third = (room.width - 8) // 3
    wide = room.width >= 100
    widths = (third + 4, third + 4, third) if wide else ((room.width - 3) // 2 + 3, (room.width - 3) // 2, 0)
    lines = beside(
        [block(side) for side in _sides(comparison, widths[0] - 2)][: 3 if wide else 2], widths[: 3 if wide else 2]
    )
    words = what_changed(*runs, tokens=_tokens(runs[0]))
    if words:
        lines += [Content(""), *hang(Content.assemble(("What changed  ", "bold"), words), room.width)]
    left_out = 0
    pairs = shared(*runs)
    for number, (a, b) in enumerate(pairs, 1):
        if grid.same(a.value, b.value) and only_changes:
            left_out += 1
            continue
        lines += [Content(""), *head(number, a.name, a.formula or b.formula, "", room.width, 0)]
        lines += _pair(runs[0].operation, a, b, replace(room, width=widths[1] - (4 if wide else 0)), widths, wide=wide)
    if not pairs:
        lines += [Content(""), Content.styled("The two runs have no step in common.", MUTED)]
    if left_out:
        lines += [
            Content(""),
            Content.styled(f"{counted(left_out, 'step')} {'are' if left_out > 1 else 'is'} the same in both", MUTED),
        ]
    return Content("\n").join(lines)


def _tokens(run: Run) -> list[str]:
    for value in reversed(run.values):
        if value.name in DISTRIBUTIONS:
            return labels(run.operation, value.name, value.shape, grid.shape_of(value.value))[0]
    return []


def _sides(comparison: Comparison, width: int) -> Iterator[list[Content]]:
    changed = comparison.changed()
    for number, bench in enumerate(comparison.benches):
        mark = "▸ " if comparison.active == number else "  "
        own = [f"{name} = {_short(bench, name)}" for name in changed if name in bench.arguments][:2]
        style = "bold $text-accent" if number else "bold"
        words = ", ".join(own) or ("the same call" if not changed else "the rest as it is")
        yield [
            Content.assemble(
                (mark, "bold $text-primary"),
                (f"{'AB'[number]}  ", "$text-primary"),
                (one_line(words, width - 6), style),
            ),
            Content.styled(f"     {bench.operation.name}", MUTED),
        ]
    yield [Content.styled("B − A", "bold"), Content.styled("·  differs by less than 0.005", MUTED)]


def _short(bench: Bench, name: str) -> str:
    value = bench.arguments[name]
    row = next(row for row in bench.rows if row.name == name)
    if grid.is_array(value):
        return f"{grid.shape_words(value)} numbers"
    return in_words(row, value)[0] if not isinstance(value, bool) else ("on" if value else "off")


def _pair(operation: str, a: Value, b: Value, room: Room, widths: tuple[int, ...], *, wide: bool) -> list[Content]:
    if not (grid.is_array(a.value) and grid.is_array(b.value)):
        return _numbers_beside(a.value, b.value, widths, wide=wide)
    size = grid.shape_of(a.value)
    rows, columns = labels(operation, a.name, a.shape, size, a.formula + a.meaning)
    look = Look(
        width=room.width,
        window=room.window,
        rows=rows,
        columns=columns,
        scale=grid.scale_of(a.value, b.value),
        bold_largest=a.name in DISTRIBUTIONS,
    )
    first, second = block(grid.grid(a.value, look)), block(grid.grid(b.value, look))
    gaps = block(grid.difference(a.value, b.value, look if wide else replace(look, width=2 * look.width)))
    if wide:
        return beside((first, second, gaps), widths)
    below = [Content.styled("B − A", MUTED), *gaps.lines]
    return [*beside((first, second), widths[:2]), *below]


def _numbers_beside(a: Any, b: Any, widths: tuple[int, ...], *, wide: bool) -> list[Content]:
    if is_scalar(a) and is_scalar(b):
        x, y = number_of(a), number_of(b)
        gap = "·" if x == y else f"{'+' if y > x else ''}{grid.scalar(y - x)}"
        texts = [grid.scalar(x), grid.scalar(y), gap]
    else:
        texts = [one_line(plainly(a), 30), one_line(plainly(b), 30), "·" if plain(a) == plain(b) else "differs"]
    cells = [block([Content(f"      {text}")]) for text in texts]
    if wide:
        return beside(cells, widths)
    return [*beside(cells[:2], widths[:2]), Content.styled(f"B − A {texts[2]}", MUTED)]
