"""Whiteboard drills without a screen: sets, the two tasks, other tries, times against the last ones, plain lines."""

import io
from datetime import datetime
from pathlib import Path

import pytest

from interview_prep.bank.opening import open_bank
from interview_prep.practice.drill import DrillSession, drill_spec, short_name
from interview_prep.practice.plain.console import Console
from interview_prep.practice.plain.drill import run_drill
from interview_prep.practice.services import Services
from interview_prep.questions.verdict import Rating
from tests.practice.conftest import Clock

BANK = """
- id: formula.mean
  kind: formula
  concept: llm
  level: 1
  prompt: "Write the mean of $x_1$ to $x_n$."
  reference: "1/n sum_{i=1}^n x_i"
  latex: "\\\\frac{1}{n}\\\\sum_i x_i"
  lhs: [m]
  dims: {n: [5, 7]}
  symbols:
    x: {tensor: [n], sample: normal}
    n: {size_of: n}
  hints: ["Add them up first.", "Then divide."]
  misconceptions:
    - {id: sum_not_mean, expr: "sum_{i=1}^n x_i", because: "The division by the count is missing."}
  explanation: "The sum over the count."
- id: formula.line
  kind: formula
  concept: scaling
  level: 1
  prompt: "Write the compute of training."
  reference: "6 N D"
  latex: "6ND"
  lhs: [C]
  symbols: {N: {scalar: {range: [1, 3]}}, D: {scalar: {range: [1, 3]}}}
  misconceptions:
    - {id: forward_only, expr: "2 N D", because: "That is the forward pass alone."}
  explanation: "Two forward, four backward."
"""


@pytest.fixture
def drills(services: Services, tmp_path: Path) -> Services:
    """Services over two formulas."""
    folder = tmp_path / "formulas"
    folder.mkdir()
    for concept, item in zip(("llm", "scaling"), BANK.strip().split("\n- "), strict=True):
        (folder / f"{concept}.yaml").write_text("- " + item.removeprefix("- "), encoding="utf-8")
    services.__dict__["bank"] = open_bank([folder], cache=services.cache, bundled=False)
    assert services.bank.problems == ()
    return services


def test_sets_take_what_is_due_what_is_weak_or_all(drills: Services, clock: Clock) -> None:
    assert DrillSession(drills, drill_spec(drills)).total == 2
    assert drill_spec(drills, which="all").ids == ("formula.mean", "formula.line")
    assert drill_spec(drills, which="all", concept="scaling").ids == ("formula.line",)
    assert drill_spec(drills, question="formula.mean").ids == ("formula.mean",)
    session = DrillSession(drills, drill_spec(drills, question="formula.line"))
    session.answer("6ND")
    session.rate(Rating.EASY)
    session.save()
    clock.pass_time(days=2)
    assert drill_spec(drills, which="weakest").ids == ("formula.line", "formula.mean")


def test_a_slip_is_named_and_another_try_is_hard_at_best(drills: Services) -> None:
    session = DrillSession(drills, drill_spec(drills, question="formula.line"))
    verdict = session.answer("C = 2*N*D", seconds=9)
    assert verdict.misconception == "forward_only"
    assert int(session.suggested) == 1
    session.try_again()
    assert session.verdict is None
    assert session.answer("6*N*D", seconds=12).correct
    assert int(session.suggested) == 2
    session.rate()
    session.save()
    [event] = drills.store.events(kinds=("review",))
    assert (event.payload["mode"], event.payload["tries"], event.payload["rating"]) == ("drill", 2, 2)


def test_what_is_not_understood_is_no_try(drills: Services) -> None:
    session = DrillSession(drills, drill_spec(drills, question="formula.line"))
    verdict = session.answer("6 N (D")
    assert verdict.error
    assert verdict.column == 5
    assert session.tries == 0
    assert session.verdict is None


def test_a_wrong_formula_to_mend_is_one_of_the_slips(drills: Services) -> None:
    session = DrillSession(drills, drill_spec(drills, question="formula.line"), "mend")
    assert session.task == "mend"
    assert session.shown_wrong == "2 N D"
    assert session.answer(session.shown_wrong).correct is False
    assert session.answer("6 N D").correct


def test_both_tasks_take_turns_by_repetition(drills: Services) -> None:
    spec = drill_spec(drills, question="formula.line")
    session = DrillSession(drills, spec, "both")
    assert session.task == "write"
    session.answer("6ND")
    session.rate()
    session.save()
    assert DrillSession(drills, spec, "both").task == "mend"


def test_times_stand_against_the_last_right_ones_of_the_same_task(drills: Services, clock: Clock) -> None:
    spec = drill_spec(drills, question="formula.line")
    for answer, seconds in (("6ND", 40.0), ("2ND", 5.0), ("6DN", 31.0)):
        session = DrillSession(drills, spec)
        session.answer(answer, seconds=seconds)
        session.rate()
        session.save()
        clock.pass_time(hours=1)
    [timed] = session.timed()
    assert (timed.seconds, timed.before, timed.correct) == (31.0, 40.0, True)
    card = DrillSession(drills, spec).current
    assert card is not None
    past = [(attempt.seconds, attempt.correct) for attempt in session.attempts(card)]
    assert past == [
        (31.0, True),
        (5.0, False),
        (40.0, True),
    ]


def test_hints_make_a_right_answer_hard(drills: Services) -> None:
    session = DrillSession(drills, drill_spec(drills, question="formula.mean"))
    assert session.hint(0) == "Add them up first."
    assert session.hint(2) is None
    assert session.answer("1/n sum_i x_i", hints=1, seconds=30).correct
    assert session.suggested is Rating.HARD


def test_names_for_people() -> None:
    assert short_name("formula.dpo_gradient") == "DPO gradient"
    assert short_name("formula.attention") == "Attention"


def test_plain_lines(drills: Services, clock: Clock) -> None:
    said = io.StringIO()
    typed = io.StringIO(":h\nsum_{i=1}^n x_i\n\n6 N D D)\n6ND\n\n")
    session = DrillSession(drills, drill_spec(drills, which="all"))

    def unhurried() -> datetime:
        clock.pass_time(seconds=50)
        return clock()

    run_drill(Console(typed, said, interactive=False), session, unhurried)
    text = said.getvalue()
    assert "Add them up first." in text
    assert "The division by the count is missing." in text
    assert "Not understood, and not counted:" in text
    assert "^" in text
    assert "✓ Line" in text
    assert "○ Mean" in text


def test_plain_lines_show_the_mistake_to_mend(drills: Services, clock: Clock) -> None:
    said = io.StringIO()
    session = DrillSession(drills, drill_spec(drills, question="formula.line"), "mend")
    run_drill(Console(io.StringIO("6ND\n"), said, interactive=False), session, clock)
    assert "Somebody wrote 2 N D." in said.getvalue()
    assert "1 of 1 right" in said.getvalue()
