"""The verdicts of formula answers as rows of a batch."""

import json
from collections.abc import Mapping
from typing import Any, cast

from interview_prep.bank.bank import Bank
from interview_prep.grading import grade
from interview_prep.grading.batch import grade_line
from interview_prep.questions.model import Formula, FormulaSlip
from interview_prep.questions.response import Response
from interview_prep.questions.verdict import Rating

KAPLAN = Formula(
    id="formula.law",
    concept="scaling",
    level=2,
    prompt="Write the law.",
    reference="(N_c/N)^alpha",
    lhs=("L", "L(N)"),
    symbols={"N": {"scalar": {"range": [2, 9]}}, "N_c": {"scalar": {"range": [10, 30]}}, "alpha": {"scalar": {}}},
    misconceptions=(FormulaSlip(id="inverted", expr="(N/N_c)^alpha", because="The ratio is upside down."),),
)


class _OneQuestion:
    """As much of a bank as grading a line needs."""

    def __contains__(self, name: object) -> bool:
        return name == KAPLAN.id

    def get(self, _name: str) -> Formula:
        return KAPLAN


def row(answer: str) -> Mapping[str, Any]:
    line = json.dumps({"id": KAPLAN.id, "answer": answer}).encode()
    return grade_line(line, cast(Bank, _OneQuestion()))


def test_a_right_answer() -> None:
    found = row("L(N) = (N_c/N)**alpha")
    assert (found["correct"], found["score"], found["error"], found["column"]) == (True, 1.0, None, None)
    assert found["parsed"] == "(N_c/N)^α"


def test_a_named_slip() -> None:
    found = row("(N/N_c)^α")
    assert found["correct"] is False
    assert (found["misconception"], found["misconceptions"]) == ("inverted", ["inverted"])
    assert found["message"] == "The ratio is upside down."


def test_another_wrong_answer() -> None:
    found = row("2 (N_c/N)^α")
    assert (found["correct"], found["misconception"], found["misconceptions"]) == (False, None, [])
    assert "factor 2" in found["message"]


def test_what_is_not_understood_claims_nothing() -> None:
    found = row("(N_c/M)^α")
    assert (found["correct"], found["score"], found["parsed"], found["message"]) == (None, None, None, "")
    assert "“M”" in found["error"]
    assert found["column"] == 6


def test_columns_count_code_points_from_one() -> None:
    assert row("𝑁 + €")["column"] == 5
    assert row("α̂ + N")["column"] == 1


def test_hostile_text_is_one_clean_line() -> None:
    found = row("\x1b[31mN\u202e")
    assert found["correct"] is None
    assert "\x1b" not in json.dumps(found, ensure_ascii=False)


def test_a_rating_is_suggested() -> None:
    assert grade(KAPLAN, Response(text="(N/N_c)^alpha")).rating is Rating.AGAIN
    assert grade(KAPLAN, Response(text="(N_c/N)^alpha")).rating is not Rating.AGAIN


def test_the_seed_does_not_matter() -> None:
    verdicts = {grade(KAPLAN, Response(text="N_c^α/N^α"), seed).correct for seed in range(5)}
    assert verdicts == {True}


def test_a_question_that_cannot_be_read_says_so() -> None:
    from dataclasses import replace

    broken = replace(KAPLAN, id="formula.broken", symbols={"N": {}})
    error = grade(broken, Response(text="N")).error
    assert error is not None
    assert "one kind" in error
