"""Grids: the number is always printed, the tint repeats its size, labels line up, large arrays have a window."""

from math import inf, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from textual.content import Content

from engine.catalog import OPERATIONS
from interview_prep.practice.lab.bench import Bench
from interview_prep.practice.lab.comparing import Comparison
from interview_prep.tui import grid
from interview_prep.tui.grid import Look
from interview_prep.tui.lab import arguments, compare, steps
from interview_prep.tui.lab.steps import Room


def text(lines: list[Content]) -> list[str]:
    return [line.plain for line in lines]


def styles(line: Content) -> list[tuple[str, str]]:
    return [(line.plain[span.start : span.end].strip(), str(span.style)) for span in line.spans]


def test_cells_are_right_aligned_with_two_decimals() -> None:
    assert text(grid.grid([[1.0, -0.5], [10.25, 0.125]], Look())) == ["   1.00  −0.50", "  10.25   0.12"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(-inf, "−∞"), (inf, "∞"), (nan, "nan"), (0.0, "0.00"), (1e-9, "1e−9"), (123456.7, "1.2e5"), (7, "7"), (True, "✓")],
)
def test_every_number_is_printed(value: float, shown: str) -> None:
    assert grid.number(value) == shown


def test_the_largest_is_bold_and_zero_faint_where_rows_are_weights() -> None:
    (line,) = grid.grid([[0.2, 0.8, 0.0]], Look(bold_largest=True))
    marks = dict(styles(line))
    assert marks["0.80"].startswith("bold")
    assert not marks["0.20"].startswith("bold")
    assert "58%" in marks["0"]


def test_the_tint_grows_with_the_size_and_tells_the_sign() -> None:
    (line,) = grid.grid([[1.0, 2.0, -2.0]], Look())
    small, large, negative = (style for _, style in styles(line))
    assert "$primary 25%" in small
    assert "$primary 44%" in large
    assert "$accent 44%" in negative


def test_masked_is_faint_and_has_no_tint() -> None:
    (line,) = grid.grid([[1.0, -inf]], Look())
    assert styles(line)[1] == ("−∞", "$foreground 58%")


def test_whole_numbers_name_or_count_and_have_no_tint() -> None:
    (line,) = grid.grid([[257, 3]], Look())
    assert line.plain == "    257      3"
    assert all("on" not in style.split() for _, style in styles(line))


def test_labels_stand_beside_and_above() -> None:
    lines = text(grid.grid([[1.0, 2.0], [3.0, 4.0]], Look(rows=["the", "cat"], columns=["a", "b"])))
    assert lines == ["            a      b", "  the    1.00   2.00", "  cat    3.00   4.00"]


def test_a_large_array_has_a_window_that_stops_at_the_end() -> None:
    matrix = np.arange(40 * 30, dtype=float).reshape(40, 30)
    plane = grid.plane_of(matrix, Look(width=35, window=(0, 0, 0)))
    assert (len(plane.cells), len(plane.cells[0]), plane.partial) == (grid.ROWS, 5, True)
    last = grid.plane_of(matrix, Look(width=35, window=(0, 999, 999)))
    assert last.cells[-1][-1] == matrix[-1, -1]
    caption = text(grid.grid(matrix, Look(width=35, window=(0, 6, 4))))[0]
    assert caption == "rows 6–17 of 40 · columns 4–8 of 30"


def test_heads_and_batches_are_slices() -> None:
    value = np.arange(12.0).reshape(3, 2, 2)
    second = grid.grid(value, Look(window=(1, 0, 0)))
    assert text(second) == ["slice 2 of 3", "   4.00   5.00", "   6.00   7.00"]
    assert text(grid.grid(value, Look(window=(4, 0, 0))))[0] == "slice 2 of 3"


def test_cells_draw_together_where_all_columns_fit_only_so() -> None:
    (line,) = grid.grid([[0.11, 0.12, 0.13, 0.14, 0.15, 0.16]], Look(width=36))
    assert line.plain == "  0.11  0.12  0.13  0.14  0.15  0.16"


def test_a_difference_has_signs_and_dots() -> None:
    lines = text(grid.difference([[1.0, 2.0, 0.5]], [[1.5, 2.0, 0.25]], Look()))
    assert lines == ["  +0.50      ·  −0.25"]
    assert text(grid.difference([1.0], [1.0, 2.0], Look())) == ["other shape"]
    assert text(grid.difference([[True, False]], [[False, False]], Look())) == ["      −      ·"]


def test_what_makes_a_grid_and_what_does_not() -> None:
    assert grid.is_array([[1, 2], [3, 4]])
    assert grid.is_array(np.zeros((2, 2)))
    for value in ([], [[1], [2, 3]], ["a"], "text", {"a": 1}, 3.0, None, [([0, 1], -0.5), ([1], -0.7)]):
        assert not grid.is_array(value)


def test_one_scale_for_what_is_compared() -> None:
    assert grid.scale_of([[1.0, -3.0]], np.array([2.0, inf])) == 3.0
    assert grid.scale_of([]) == 0.0


@settings(max_examples=50)
@given(
    arrays(
        np.float64,
        array_shapes(min_dims=1, max_dims=4, max_side=14),
        elements=st.floats(allow_nan=True, allow_infinity=True),
    ),
    st.integers(12, 90),
    st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50)),
)
def test_any_array_fits_into_its_width(value: Any, width: int, window: tuple[int, int, int]) -> None:
    lines = grid.grid(value, Look(width=width, window=window))
    look = grid.fitted(Look(width=width, window=window), value)
    captions = 1 if grid.plane_of(value, look).partial else 0
    assert 1 <= len(lines) <= grid.ROWS + 1
    assert all(line.cell_length <= max(width, 8) for line in lines[captions:])


# -- whole runs --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_is_shown_within_its_room(name: str) -> None:
    bench = Bench.of(name)
    run = bench.run()
    for width in (44, 76):
        content = steps.steps(run, Room(width))
        assert all(line.cell_length <= width for line in content.split("\n")), content.plain
        for value in run.values:
            assert value.name in content.plain
    for row in bench.rows:
        shown = arguments.argument(bench, row, 23, grids=True)
        assert all(line.cell_length <= 23 for line in shown.split("\n")), shown.plain
    comparison = Comparison.begin(bench)
    runs = comparison.benches[0].run(), comparison.benches[1].run()
    for width in (76, 116):
        both = compare.compared(comparison, runs, Room(width), only_changes=False)
        assert all(line.cell_length <= width for line in both.split("\n")), both.plain


def test_text_from_outside_is_clean_in_every_place() -> None:
    bench = Bench.of("cl100k_encode")
    bench.arguments["text"] = "a\x1b]0;x\x07[@click=app.quit]\u202eb\n[/]"
    shown = steps.steps(bench.run(), Room(76)).plain + arguments.argument(bench, bench.rows[0], 27, grids=True).plain
    assert "[@click=app.quit]" in shown.replace(" ", "") or "click" in shown
    assert not any(character in shown for character in "\x1b\x07\u202e")
