"""Checks of drawn numbers, on exercises of the tests' own that are wrong in one way each."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from interview_prep.authoring import second_methods
from interview_prep.authoring.checking import Report
from interview_prep.authoring.lint import numeric
from interview_prep.bank.problem import Problem
from interview_prep.exercises import instance, registry
from interview_prep.exercises.draws import Draws
from interview_prep.exercises.registry import Redraw, Work, Worked
from interview_prep.questions.model import Tolerance

Checker = Callable[..., Report]


def _any(draws: Draws) -> dict[str, Any]:
    return {"p": draws.integer(1, 50)}


def _double(p: int) -> Worked:
    work = Work()
    work.step("twice", "2p", 2 * p)
    return work.done(sum_not_mean=p)


def _constant(p: int) -> Worked:
    work = Work()
    work.step("p mod 4", "p % 4", p % 4)
    return work.done(sum_not_mean=p + 10)


def _often_the_same(p: int) -> Worked:
    work = Work()
    work.step("twice", "2p", 2 * p)
    return work.done(sum_not_mean=2 * p if p % 2 else p)


def _picky(p: int) -> Worked:
    if p != 7:
        raise Redraw
    return _double(p)


def _fails(p: int) -> Worked:
    raise registry.ExerciseError(f"no value for {p}")


@pytest.fixture(autouse=True)
def exercises(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {
        "llm.double": _double,
        "llm.constant": _constant,
        "llm.same": _often_the_same,
        "llm.picky": _picky,
        "llm.fails": _fails,
    }
    made = {name: registry.Exercise(name, _any, function) for name, function in own.items()}
    monkeypatch.setattr(registry, "EXERCISES", {**registry.EXERCISES, **made})


def _found(checked: Checker, code: str, exercise: str = "llm.double", **more: Any) -> list[Problem]:
    edits = {"prompt": "What is twice {{p}}?", "compute": {"exercise": exercise}, "tolerance": {}, **more}
    return [row for row in checked([("numeric", edits)]).problems if row.code == code]


@pytest.mark.parametrize(
    ("code", "exercise", "says", "severity"),
    [
        ("N402", "llm.fails", "seed 0 cannot be drawn (", "error"),
        ("N404", "llm.same", "dropped in", "warning"),
        ("N406", "llm.constant", "4 different answers; draw from more", "warning"),
        ("N409", "llm.picky", "of 200 draws are rejected", "warning"),
    ],
)
def test_bad_exercise(code: str, exercise: str, says: str, severity: str, checked: Checker) -> None:
    found = _found(checked, code, exercise)
    assert [row.severity for row in found] == [severity]
    assert says in found[0].message
    assert _found(checked, code) == []


def test_engine_call_is_checked_argument_by_argument(checked: Checker) -> None:
    compute = {"op": "majority_vote", "args": {"votes": ["a"]}, "take": "winner"}
    found = _found(checked, "N401", compute=compute, misconceptions=[], draw={"p": {"integers": [1, 9]}})
    assert any('has no argument "votes"; it takes answers' in row.message for row in found)
    assert any('needs the argument "answers"; add it' in row.message for row in found)
    compute = {"op": "majority_vote", "args": {"answers": ["a"]}, "take": "winner"}
    assert not _found(checked, "N401", compute=compute, misconceptions=[], draw={"p": {"integers": [1, 9]}})


def test_last_step_and_answer_must_agree(checked: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    right = instance.instantiate
    monkeypatch.setattr(
        instance, "instantiate", lambda question, seed: replace(right(question, seed), shown_answer="0")
    )
    assert "end with it" in _found(checked, "N403")[0].message


def test_drawn_but_not_shown(checked: Checker) -> None:
    assert "put {{p}} into the prompt" in _found(checked, "N408", prompt="What is twice that?")[0].message
    assert _found(checked, "N408") == []


def test_answer_must_follow_from_what_is_shown(checked: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    right = instance.reproduce
    monkeypatch.setattr(instance, "reproduce", lambda question, shown: right(question, {"p": shown["p"] + 1}))
    assert "the shown numbers give" in _found(checked, "N408")[0].message


def test_second_method(checked: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    ways = {"llm.double": lambda shown: (shown["p"] * 2 + 0.001, Tolerance(absolute=0.01))}
    monkeypatch.setattr(second_methods, "SECOND_METHODS", ways)
    assert _found(checked, "N410") == []
    ways = {"llm.double": lambda shown: (shown["p"] * 3, Tolerance(absolute=0.01))}
    monkeypatch.setattr(second_methods, "SECOND_METHODS", ways)
    found = _found(checked, "N410", id="a.other")
    assert "a second method gives" in found[0].message


def test_draws_are_held_to_the_record(checked: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    edits = {"id": "a.one", "prompt": "What is twice {{p}}?", "compute": {"exercise": "llm.double"}, "tolerance": {}}

    def found() -> list[tuple[str, str | None]]:
        rows = checked([("numeric", edits)], bundled=True).problems
        return [(row.severity, row.question) for row in rows if row.code == "N407"]

    monkeypatch.setattr(numeric, "golden_hashes", dict)
    assert found() == [("warning", "a.one")]
    monkeypatch.setattr(numeric, "golden_hashes", lambda: {"a.one": "0123456789abcdef"})
    assert found() == [("error", "a.one")]
