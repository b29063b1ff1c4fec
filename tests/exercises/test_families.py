"""Every numeric family of the bundled bank over 200 seeds, under the rules that hand-checkable numbers need."""

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import question_bank
from interview_prep.authoring.second_methods import SECOND_METHODS
from interview_prep.bank.opening import open_bank
from interview_prep.exercises.comparing import is_list, within
from interview_prep.exercises.instance import Instance, instantiate, reproduce
from interview_prep.exercises.registry import all_exercises
from interview_prep.questions.model import Numeric

SEEDS = range(200)
# sixteen families whose answers have a second way to them
WITH_SECOND_METHODS = 16


@pytest.fixture(scope="module")
def families(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Numeric]:
    """The numeric questions of the bundled bank by id."""
    bank = open_bank(cache=tmp_path_factory.mktemp("cache"))
    questions = [bank.get(row.id) for row in bank if row.kind == "numeric"]
    return {question.id: question for question in questions if isinstance(question, Numeric)}


IDS = sorted(
    name
    for file in Path(question_bank.__file__).parent.glob("*/numeric.yaml")
    for name in re.findall(r"^- id: (\S+)$", file.read_text("utf-8"), re.MULTILINE)
)


def numbers(value: Any) -> Iterator[float]:
    """Every number in a value."""
    if isinstance(value, dict):
        value = list(value.values())
    if is_list(value):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, int | float):
        yield value


def test_there_are_112_families(families: dict[str, Numeric]) -> None:
    assert len(IDS) == 112
    assert set(IDS) == set(families)


@pytest.mark.parametrize("name", IDS)
def test_two_hundred_draws_keep_the_rules(families: dict[str, Numeric], name: str) -> None:
    question = families[name]
    answers = set()
    for seed in SEEDS:
        drawn = instantiate(question, seed)
        check(question, drawn)
        answers.add(repr((drawn.parameters, drawn.answer)))
    assert len(answers) > 1
    assert instantiate(question, 7) == instantiate(question, 7)


def check(question: Numeric, drawn: Instance) -> None:
    """Finite; the last step is the answer; nothing but what is shown decides it; no slip is an answer."""
    assert all(math.isfinite(value) for value in numbers(drawn.answer))
    assert all(math.isfinite(value) for value in numbers(list(drawn.slips.values())))
    assert drawn.steps[-1].value == drawn.shown_answer
    assert drawn.steps[-1].label
    assert "{{" not in drawn.prompt
    assert not any(within(slip, drawn.answer, question.tolerance) for slip in drawn.slips.values())
    assert set(drawn.slips) <= {slip.id for slip in question.misconceptions}
    again = reproduce(question, drawn.parameters)
    assert again.answer == drawn.answer
    assert (again.steps, again.slips) == (drawn.steps, drawn.slips)


def test_the_parameters_that_are_shown_are_those_that_are_computed_with(families: dict[str, Numeric]) -> None:
    for question in families.values():
        drawn = instantiate(question, 3)
        for value in numbers(dict(drawn.parameters)):
            assert float(repr(value)) == value
            assert value == pytest.approx(float(f"{value:.9g}"), rel=1e-15), (question.id, value)  # rounded first


def test_sixteen_families_have_a_second_method(families: dict[str, Numeric]) -> None:
    assert len(SECOND_METHODS) == WITH_SECOND_METHODS
    assert {families_name(families, name) for name in SECOND_METHODS} <= set(families)


def families_name(families: dict[str, Numeric], name: str) -> str:
    """The question that a name of an exercise or of a question stands for."""
    if name in families:
        return name
    return next(question.id for question in families.values() if question.compute.exercise == name)


@pytest.mark.parametrize("name", SECOND_METHODS)
def test_a_second_method_gives_the_same_answers(families: dict[str, Numeric], name: str) -> None:
    question = families[families_name(families, name)]
    for seed in range(0, 200, 13):
        drawn = instantiate(question, seed)
        value, tolerance = SECOND_METHODS[name](drawn.parameters)
        assert within(value, drawn.answer, tolerance), (seed, value, drawn.answer)


def test_every_exercise_is_asked_by_a_question(families: dict[str, Numeric]) -> None:
    asked = {question.compute.exercise for question in families.values()}
    named = {question.id for question in families.values()}
    assert {name for name in all_exercises() if name not in asked | named} == set()
