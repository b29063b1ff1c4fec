"""F502: references of formulas against the engine. Two codes that share nothing give the same numbers."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from interview_prep.authoring.engine_agreement import disagreement
from interview_prep.authoring.rules import Item, Whole, all_rules
from interview_prep.bank.reader import Block
from interview_prep.bank.registry import Registry
from interview_prep.questions.model import EngineCall, Formula
from tests.authoring.test_lint_formula import SOUND, found
from tests.formula.questions import formula, formulas

KEYS = {"q": [["$Q"]], "k": [["$K"]], "v": [["$K"]]}
SCORES = EngineCall(op="scaled_dot_product_attention", args=KEYS, take="trace.scaled.0.0")
FLOPS = Formula(
    id="formula.flops",
    concept="scaling",
    level=1,
    prompt="Write it.",
    reference="6 N D",
    symbols={"N": {"scalar": {"range": [2, 9]}}, "D": {"scalar": {"range": [2, 9]}}},
    engine=EngineCall(op="training_flops", args={"params": "$N", "tokens": "$D"}, take="flops"),
)


@pytest.mark.parametrize("name", sorted(name for name, row in formulas().items() if row.engine and row.engine.op))
def test_the_references_of_the_bank_equal_the_engine(name: str) -> None:
    question = formulas()[name]
    assert question.engine is not None
    assert disagreement(question, question.engine) is None


def test_most_formulas_of_the_bank_are_held_to_the_engine() -> None:
    calls = [row.engine for row in formulas().values()]
    assert None not in calls
    assert sum(bool(call and call.op) for call in calls) >= 0.8 * len(calls)


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("attention", "softmax(Q K^T/d_k) V"),
        ("dpo", "-E_{(x,y_w,y_l)~D}[log sigmoid(beta log(pi_theta(y_w|x)/pi_ref(y_l|x)))]"),
        ("dpo_gradient", "-beta E_{(x,y_w,y_l)~D}[sigmoid(r(x,y_w)-r(x,y_l)) (g(x,y_w)-g(x,y_l))]"),
        ("ppo_clip", "E_t[r_t A_t]"),
        ("perplexity", "exp(-sum_{t=1}^{N} log p(x_t|x_{<t}))"),
        ("gae", "sum_{l=0}^{inf} gamma^l delta_{t+l}"),
        ("optimal_policy", "pi_ref(y|x) exp(r(x,y)/beta)"),
        ("min_p", "p_i >= p_base"),
        ("sinusoidal_pe", "cos(pos/10000^(2i/d_model))"),
        ("swiglu", "((x W) ⊙ (x V)) W_2"),
        ("attention_cost", "n d^2"),
    ],
)
def test_a_wrong_reference_disagrees(name: str, reference: str) -> None:
    question = formula(name)
    assert question.engine is not None
    assert "the reference gives" in (disagreement(replace(question, reference=reference), question.engine) or "")


def test_the_line_names_the_question_and_the_values() -> None:
    said = found(replace(FLOPS, reference="2 N D"))["F502"]
    assert said.startswith("formula.flops: with N = ")
    assert ", D = " in said
    assert "the reference gives " in said
    assert ", training_flops " in said
    assert "\n" not in said
    assert "F502" not in found(FLOPS)


def test_arrays_are_named_by_shape_and_place() -> None:
    assert "F502" not in found(replace(SOUND, engine=SCORES))
    said = found(replace(SOUND, id="formula.other", reference="Q K^T/d_k", engine=SCORES))["F502"]
    assert "Q of 3 x 7, K of 5 x 7" in said
    assert " at " in said


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"op": None}, "give one of them"),
        ({"absent": "There is none"}, "give one of them"),
        ({"op": "training_flop"}, "no operation 'training_flop'"),
        ({"take": "flopz"}, "no field 'flopz'"),
        ({"args": {"params": "$N"}}, "tokens"),
        ({"args": {"params": "$N", "tokens": "$E"}}, "not understood"),
        ({"args": {"params": "$N", "tokens": "$D +"}}, "not understood"),
        ({"given": {"E": "1"}}, "no such symbol"),
        ({"given": {"N": "[1, 2]"}}, "has shape (2,)"),
        ({"gives": "[engine, engine]"}, "shape ()"),
    ],
)
def test_a_call_that_cannot_be_made_is_said(changes: dict[str, Any], words: str) -> None:
    assert FLOPS.engine is not None
    assert words in found(replace(FLOPS, engine=replace(FLOPS.engine, **changes)))["F502"]


def test_walking_over_large_dimensions_is_refused() -> None:
    question = formula("dpo")
    assert question.engine is not None
    large = replace(question, dims={"X": [9], "Y": [9]})
    assert "more than 500 calls" in (disagreement(large, question.engine) or "")


def test_a_formula_without_a_call_is_asked_for_one() -> None:
    items = [Item(replace(FLOPS, engine=None), Block(), ""), Item(FLOPS, Block(), "")]
    whole = Whole(items, Registry(), date(2026, 6, 15))
    rule = next(row for row in all_rules() if row.code == "F502" and row.scope == "bundled")
    assert [item.question.engine for item, _, _ in rule.check(whole)] == [None]
