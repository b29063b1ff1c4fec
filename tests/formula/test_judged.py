"""The checker against answers that were judged without it, and against right answers in many spellings."""

import pytest

from tests.formula.questions import formula, formulas, graded, judged, spellings, wrong_answers

MISREAD_AT_MOST, REFUSED_AT_MOST, NAMED_AT_LEAST, CARETS_AT_LEAST = 0.02, 0.03, 0.95, 0.95


def test_no_wrong_formula_is_accepted() -> None:
    wrong = [row for row in judged() if row["verdict"] == "wrong"]
    assert len(wrong) >= 250
    accepted = [row for row in wrong if graded(_name(row["id"]), row["answer"]).correct]
    assert not accepted


def test_wrong_formulas_of_all_kinds_are_wrong() -> None:
    assert len(wrong_answers()) > 250
    assert not [(name, answer) for name, answer in wrong_answers() if graded(name, answer).correct is not False]


def test_right_formulas_are_accepted() -> None:
    rows = [row for row in judged() if row["verdict"] == "right"]
    verdicts = [graded(_name(row["id"]), row["answer"]) for row in rows]
    assert sum(verdict.correct is False for verdict in verdicts) <= REFUSED_AT_MOST * len(rows)
    assert sum(verdict.error is not None for verdict in verdicts) <= MISREAD_AT_MOST * len(rows)


def test_listed_misconceptions_are_named() -> None:
    rows = [row for row in judged() if row["misconception"]]
    named = [row["misconception"] in graded(_name(row["id"]), row["answer"]).misconceptions for row in rows]
    assert sum(named) >= NAMED_AT_LEAST * len(rows)


def test_carets_point_at_the_place() -> None:
    rows = [row for row in judged() if row["verdict"] == "unparseable"]
    verdicts = [graded(_name(row["id"]), row["answer"]) for row in rows]
    assert all(verdict.error is not None and verdict.correct is None for verdict in verdicts)
    exact = [verdict.column == row["column"] for verdict, row in zip(verdicts, rows, strict=True)]
    assert sum(exact) >= CARETS_AT_LEAST * len(rows)


def test_most_other_wrong_formulas_get_a_true_word() -> None:
    rows = [row for row in judged() if row["verdict"] == "wrong" and not row["misconception"]]
    vague = [row for row in rows if graded(_name(row["id"]), row["answer"]).message.startswith("This is another")]
    assert len(vague) <= 0.2 * len(rows)


@pytest.mark.parametrize("name", sorted({name for name, _ in spellings()}))
def test_spellings_are_accepted(name: str) -> None:
    refused = [answer for other, answer in spellings() if other == name and graded(name, answer).correct is not True]
    assert not refused


@pytest.mark.parametrize("name", sorted(question_id.removeprefix("formula.") for question_id in formulas()))
def test_a_question_judges_its_own_forms(name: str) -> None:
    question = formula(name)
    for form in (question.reference, question.latex, *question.accept):
        assert graded(name, form).correct is True, form
    for slip in question.misconceptions:
        for spelling in (slip.expr,) if isinstance(slip.expr, str) else slip.expr:
            assert slip.id in graded(name, spelling).misconceptions, spelling


def _name(question_id: str) -> str:
    return question_id.removeprefix("formula.")
