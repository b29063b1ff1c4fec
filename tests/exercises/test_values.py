"""How values and their units are printed: thousands grouped, digits that matter, lists that can be typed back."""

import pytest

from interview_prep.exercises.units import asked_in
from interview_prep.exercises.values import show, show_answer, show_exact
from interview_prep.questions.model import Tolerance


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2048, "2,048"),
        (40_960, "40,960"),
        (512, "512"),
        (-1024.0, "-1,024"),
        (32_864.8, "32,865"),
        (1_267.4, "1,267"),
        (1_278_123.4, "1,278,000"),
        (0.31326, "0.3133"),
        (1.278e17, "1.278e17"),
        ([2048, 40_960], "[2048, 40960]"),
        ([[1024, 2], [3, 4]], "[[1024, 2], [3, 4]]"),
    ],
)
def test_thousands_are_grouped_alike_and_never_within_a_list(value: object, text: str) -> None:
    assert show(value) == text


def test_a_parameter_keeps_every_digit() -> None:
    assert show_exact(1024) == "1,024"
    assert show_exact(0.076) == "0.076"
    assert [show_exact(n) for n in (1e8, 1e10, 3.1e22, 6.25e9)] == ["1e8", "1e10", "3.1e22", "6.25e9"]
    assert show_exact(20_480_000.0) == "20,480,000"
    assert show_exact(123_456_789_012.0) == "123,456,789,012"


def test_an_answer_has_the_digits_that_its_tolerance_asks_for() -> None:
    assert show_answer(1_267.5, Tolerance(absolute=0.01)) == "1,267.5"
    assert show_answer(12_345_678.0, Tolerance()) == "12,345,678"


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("parameters", "of parameters"),
        ("dot products", "of dot products"),
        ("GiB", "in GiB"),
        ("nats/token", "in nats/token"),
        ("tokens/s", "in tokens/s"),
        ("days", "in days"),
    ],
)
def test_what_is_counted_is_a_number_of_it(unit: str, words: str) -> None:
    assert asked_in(unit) == words
