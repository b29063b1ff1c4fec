"""Typed numbers, vectors, matrices and lists as people spell them; what is not understood says where."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_prep.grading.numbers import Misread, flatten, read_number
from interview_prep.grading.typed import read


def value_of(text: str, unit: str = "") -> float:
    """The number read from a text, asked in a unit."""
    return read_number(flatten(text), unit).value


@pytest.mark.parametrize("text", ["×400", "x400", "x 400", "400x", "400-fold", "factor 400", "by a factor of 400"])
def test_a_factor_is_read_with_its_sign_or_word(text: str) -> None:
    assert value_of(text, "times") == 400


def test_a_decimal_comma_is_asked_back_with_its_sign() -> None:
    with pytest.raises(Misread, match=r"type a point \(-2\.3\)"):
        value_of("-2,3")


def test_the_sign_of_a_factor_means_nothing_before_another_number() -> None:
    with pytest.raises(Misread):
        value_of("x400", "GiB")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1500", 1500),
        ("1,500", 1500),
        ("1,500,000.25", 1500000.25),
        ("1 500 000", 1500000),
        ("1_000", 1000),
        ("-0.5", -0.5),
        ("−0.5", -0.5),  # the sign of typography
        ("– 3", -3),
        ("+7", 7),
        (".25", 0.25),
        ("3.", 3),
        ("1.4e12", 1.4e12),
        ("1.4E+12", 1.4e12),
        ("1.4 x 10^12", 1.4e12),
        ("1.4×10¹²", 1.4e12),
        ("1.4 * 10**12", 1.4e12),
        ("10^12", 1e12),
        ("2^30", 2**30),
        ("1/3", 1 / 3),
        ("-2/4", -0.5),
        ("1.4T", 1.4e12),
        ("70B", 70e9),
        ("70 billion", 70e9),
        ("3.5M", 3.5e6),
        ("12k", 12e3),
        ("12%", 0.12),
        ("12 per cent", 0.12),
        ("= 42", 42),
        ("x = 42", 42),
        ("~42", 42),
        ("≈ 42", 42),
        ("٤٢", 42),  # digits of another script
        ("１２．５", 12.5),  # full width
    ],
)
def test_numbers_are_read_as_meant(text: str, expected: float) -> None:
    assert value_of(text) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("12%", "%", 12),
        ("12", "%", 12),
        ("1024 MiB", "GiB", 1),
        ("1 GiB", "GB", 1.073741824),
        ("8 Gbit", "GB", 1),
        ("26 GB", "GB", 26),
        ("26", "GB", 26),
        ("2 nats", "nats", 2),
        ("1 bit", "nats", math.log(2)),
        ("1 nat", "bits", 1 / math.log(2)),
        ("90 min", "hours", 1.5),
        ("250 ms", "s", 0.25),
        ("2 days", "hours", 48),
        ("$3", "USD", 3),
        ("$0.014", "cents", 1.4),
        ("$2 million", "USD", 2e6),
        ("300 cents", "USD", 3),
        ("5 tokens", "tokens", 5),
        ("70B parameters", "parameters", 70e9),
        ("3 TFLOPs", "FLOPs", 3e12),
    ],
)
def test_units_convert_within_a_dimension(text: str, unit: str, expected: float) -> None:
    assert value_of(text, unit) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "unit", "column", "says"),
    [
        ("about five", "", 1, "is not a number"),
        ("ln 50257", "", 1, "type the value, as 0.31"),
        ("", "", 1, "Type a number"),
        ("1,5", "", 2, "1.5"),
        ("3 apples", "", 3, "not understood"),
        ("3 s", "GB", 3, "asked in GB"),
        ("3 G", "GB", 3, "GB for powers of ten"),
        ("1/0", "", 3, "zero below the line"),
        ("9" * 80, "", 1, "more digits"),
        ("9^9999", "", 2, "too large"),
        ("1e9999", "", 1, "too large"),
    ],
)
def test_what_is_not_understood_says_where_and_how(text: str, unit: str, column: int, says: str) -> None:
    with pytest.raises(Misread) as caught:
        value_of(text, unit)
    assert says in caught.value.message
    assert caught.value.column == column


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("ln(1 + e^-1) = 0.313 nats", "nats", 0.313),
        ("2 · 8 · 64 = 16 · 64 = 1,024", "", 1024),
        ("ln 2 ≈ 0.693", "", 0.693),
        ("w = ~1/4", "", 0.25),
        ("about 11.6x", "times", 11.6),
        ("approx. 3 GB", "GB", 3),
        ("= 3", "", 3),
    ],
)
def test_the_working_before_a_number_is_let_stand(text: str, unit: str, expected: float) -> None:
    assert read(text, "number", unit, 1.0).value == pytest.approx(expected, rel=1e-12)


def test_a_fault_behind_the_working_is_told_at_its_column() -> None:
    with pytest.raises(Misread) as caught:
        read("a + b = ten", "number", "", 1.0)
    assert caught.value.column == 9


def test_a_very_long_answer_is_refused_at_once() -> None:
    with pytest.raises(Misread, match="longer than an answer"):
        read("1" * 100_000, "number", "", 1.0)


@pytest.mark.parametrize(
    "text",
    [
        "[0.59, -0.30]",
        "(0.59; -0.30)",
        "0.59, -0.30",
        "0.59 -0.30",
        "[0.59 , −0.30,]",
        "⟨0.59, -0.30⟩",
        "v = [0.59, -0.3]",
    ],
)
def test_vectors_in_any_brackets(text: str) -> None:
    assert read(text, "vector", "", [0.0, 0.0]).value == pytest.approx([0.59, -0.30])


def test_vectors_of_another_length_are_asked_again() -> None:
    with pytest.raises(Misread, match="2 numbers are expected, 3 came"):
        read("1, 2, 3", "vector", "", [0.0, 0.0])
    with pytest.raises(Misread, match="opened and not closed"):
        read("[1, 2", "vector", "", [0.0, 0.0])


@pytest.mark.parametrize("text", ["[[1, 2], [3, 4]]", "[1, 2], [3, 4]", "1 2; 3 4", "1, 2\n3, 4"])
def test_matrices_by_rows(text: str) -> None:
    assert read(text, "matrix", "", [[0, 0], [0, 0]]).value == [[1, 2], [3, 4]]


def test_lists_of_words() -> None:
    for text in ("un, happi, ness", "['un', 'happi', 'ness']", "un | happi | ness", "un happi ness"):
        assert read(text, "list", "", ["a"]).value == ["un", "happi", "ness"]
    assert read("' a', 'b '", "list", "", ["a"]).value == [" a", "b "]
    assert read("' a', b", "list", "", ["a"]).value == [" a", "b"]  # some in quotes, some bare
    assert read("don't, won't", "list", "", ["a"]).value == ["don't", "won't"]


@given(st.floats(-1e12, 1e12, allow_nan=False).map(lambda x: round(x, 6)))
def test_a_plain_number_is_read_back(value: float) -> None:
    assert value_of(f"{value:.6f}") == pytest.approx(value, rel=1e-12, abs=1e-9)
    assert value_of(f"{value:,.6f}") == pytest.approx(value, rel=1e-12, abs=1e-9)


@given(st.text(max_size=60))
def test_no_text_crashes_the_reader(text: str) -> None:
    for shape, answer in (("number", 1.0), ("vector", [1.0, 2.0]), ("matrix", [[1.0], [2.0]]), ("list", ["a"])):
        column = column_of(text, shape, answer)
        assert column is None or 1 <= column <= len(text) + 1


def column_of(text: str, shape: str, answer: object) -> int | None:
    """The column at which a text is not understood, or None."""
    try:
        read(text, shape, "GB", answer)
    except Misread as misread:
        return misread.column
    return None
