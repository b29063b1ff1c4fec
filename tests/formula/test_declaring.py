"""Faults in what a formula question declares."""

from dataclasses import replace
from typing import Any

import pytest

from interview_prep.formula.declaring import faults
from interview_prep.formula.left import left_sides
from interview_prep.questions.model import Formula
from tests.formula.questions import formulas

QUESTION = Formula(
    id="formula.sum",
    concept="llm",
    level=1,
    prompt="Add.",
    reference="sum_i x_i + a",
    dims={"n": [4, 5]},
    symbols={"x": {"tensor": ["n"]}, "a": {"scalar": {"range": [1, 2]}}, "i": {"index": {"over": "n"}}},
)


def messages(**changes: Any) -> str:
    return " ".join(message for _, message in faults(replace(QUESTION, **changes)))


def test_the_bank_has_none() -> None:
    for question in formulas().values():
        assert not list(faults(question)), question.id


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"dims": {"n": [0]}}, "whole numbers"),
        ({"dims": {"n": "many"}}, "whole numbers"),
        ({"draws": 1000}, "1 to 60"),
        ({"conventions": {"guess": True}}, "no convention"),
        ({"symbols": {"x": "tensor"}}, "mapping"),
        ({"symbols": {"x": {}}}, "one kind"),
        ({"symbols": {"x": {"tensor": ["n"], "scalar": {}}}}, "has 2"),
        ({"symbols": {"x": {"tensor": ["m"]}}}, 'no dimension "m"'),
        ({"symbols": {"x": {"tensor": []}}}, "name the dimensions"),
        ({"symbols": {"x": {"tensor": ["n", []]}}}, "name the dimensions"),
        ({"symbols": {"x": {"scalar": {}, "aliases": True}}}, "`aliases` is a list"),
        ({"symbols": {"x": {"int": {"choices": []}}}}, "whole numbers"),
        ({"symbols": {"x": {"int": {"choices": [2, True]}}}}, "whole numbers"),
        ({"symbols": {"x": {"scalar": {"range": [2, 1]}}}}, "give a range"),
        ({"symbols": {"x": {"scalar": {"range": [False, 1]}}}}, "give a range"),
        ({"symbols": {"x": {"scalar": {}, "colour": 1}}}, "not a field"),
        ({"symbols": {"x": {"tensor": ["n"], "sample": "odd"}}}, "`sample`"),
        ({"dims": {"n": [64]}, "symbols": {"x": {"tensor": ["n", "n", "n"]}}}, "entries"),
        ({"symbols": {"W_O": {"scalar": {}}, "W^O": {"scalar": {}}}}, "spelled the same"),
        ({"symbols": {"a": {"scalar": {}, "aliases": ["b"]}, "b": {"scalar": {}}}}, "spelling of b"),
    ],
)
def test_faults_are_told(changes: dict[str, Any], words: str) -> None:
    assert words in messages(**changes)


def test_a_sound_question_has_none() -> None:
    assert messages() == ""


def test_an_empty_left_side_declares_nothing() -> None:
    assert left_sides(("A", "")) == left_sides(("A",))
