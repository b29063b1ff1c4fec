"""Every named slip of every numeric family in the bank is reached by typing its value; the answer itself is right."""

from collections.abc import Iterator
from typing import Any

import pytest

from interview_prep.bank.bank import Bank
from interview_prep.bank.opening import open_bank
from interview_prep.exercises.instance import instantiate
from interview_prep.grading import grade
from interview_prep.questions.model import Numeric
from interview_prep.questions.response import Response

SEEDS = range(20)


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """The bundled bank."""
    return open_bank(cache=tmp_path_factory.mktemp("cache"))


def typed(value: Any) -> str:
    """A value as somebody with a calculator would type it."""
    if isinstance(value, str | bool):
        return str(value).lower() if isinstance(value, bool) else value
    if isinstance(value, list | tuple):
        return "[" + ", ".join(f"'{item}'" if isinstance(item, str) else typed(item) for item in value) + "]"
    return f"{float(value):.12g}"


def families(bank: Bank) -> Iterator[Numeric]:
    """The numeric questions."""
    for entry in bank:
        question = bank.get(entry.id)
        if isinstance(question, Numeric):
            yield question


def test_every_slip_is_named_when_its_value_is_typed(bank: Bank) -> None:
    reached: dict[str, set[str]] = {}
    for question in families(bank):
        seen = reached.setdefault(question.id, set())
        for seed in SEEDS:
            instance = instantiate(question, seed)
            for name, value in instance.slips.items():
                verdict = grade(question, Response(text=typed(value)), seed)
                assert verdict.error is None, (question.id, seed, name, typed(value), verdict.error)
                assert verdict.correct is False, (question.id, seed, name, value, instance.answer)
                assert name in verdict.misconceptions, (question.id, seed, name, value, verdict.misconceptions)
                only = len(verdict.misconceptions) == 1
                assert verdict.misconception == (name if only else None)
                seen.add(name)
    unreached = {
        question.id: missing
        for question in families(bank)
        if (missing := {slip.id for slip in question.misconceptions} - reached[question.id])
    }
    assert unreached == {}
    assert len(reached) >= 112


def test_the_drawn_answer_is_right_however_it_is_shown(bank: Bank) -> None:
    for question in families(bank):
        for seed in SEEDS:
            instance = instantiate(question, seed)
            for text in (typed(instance.answer), instance.shown_answer):
                verdict = grade(question, Response(text=text), seed)
                assert verdict.correct is True, (question.id, seed, text, instance.answer, verdict.error)


@pytest.mark.parametrize(
    ("answer", "said"), [("15.6 bits", "10.8131 nats"), ("10.82", "10.82 nats"), ("21/2", "10.5 nats")]
)
def test_a_converted_number_is_read_back_in_few_digits(bank: Bank, answer: str, said: str) -> None:
    assert grade(bank.get("llm.loss-at-initialisation"), Response(text=answer), 0).parsed == said


def test_a_list_is_read_back_as_the_answer_is_shown(bank: Bank) -> None:
    question = bank.get("tokens.merge-rank")
    verdict = grade(question, Response(text="r nd bk"), 0)
    assert (verdict.correct, verdict.parsed) == (True, verdict.expected)
    assert grade(question, Response(text="' r', nd"), 0).parsed == "[' r', nd]"
