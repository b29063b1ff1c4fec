"""What a wrong answer is told: the author's word, or what can be proved; where; and in numbers."""

import pytest

from interview_prep.formula.checking import Outcome, check
from interview_prep.formula.example import counter_example
from interview_prep.formula.state import compiled_for
from interview_prep.formula.symbol_list import symbols
from tests.formula.questions import formula, graded


def outcome(name: str, text: str) -> Outcome:
    return check(compiled_for(formula(name)), text)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("train_flops", "-6ND", "sign is the other one"),
        ("train_flops", "12ND", "factor 2"),
        ("train_flops", "6 N D D", "one factor D too many"),
        ("train_flops", "1/(6ND)", "reciprocal"),
        ("train_flops", "6(N+D)", "multiplied, not added"),
        ("kaplan", "(N_c/N)^(2 alpha_N)", "2 α_N where the formula has α_N"),
        ("attention", "softmax(Q K^T/sqrt(d_v)) V", "d"),
        ("attention", "softmax(Q K/sqrt(d_k)) V", "n×d_k"),
        ("attention_masked", "softmax(Q K^T/sqrt(d_k)+M)", "V is missing"),
        ("layernorm", "γ(μ-x)/√(σ²+ε)+β", "sign"),
        ("chinchilla", "E + B/N^α + A/D^β", "A and B are swapped"),
        ("chinchilla", "E + A/N^α - B/D^β", "sign of B/D^β"),
        ("cosine_similarity", "a·b/√(‖a‖‖b‖)", "√"),
        ("gae", "Σ_{l=0}^∞ (γ+λ)^l δ_{t+l}", "product, not a sum"),
        ("min_p", "p_i >= p_base min_j p_j", "maximum"),
        ("optimal_policy", "Z(x) π_ref(y|x) exp(r(x,y)/β)", "divide, not multiply"),
        ("dpo", "-log σ(β log(π_θ(y_w|x)/π_ref(y_w|x)) − log(π_θ(y_l|x)/π_ref(y_l|x)))", "β is missing"),
        ("kl_divergence", "sum_x p(x) log(p(x)/q(x)) + 1", "constant 1"),
    ],
)
def test_what_can_be_proved_is_said(name: str, text: str, words: str) -> None:
    verdict = graded(name, text)
    assert verdict.correct is False
    assert words in verdict.message


def test_twins_are_told_apart_by_the_tree() -> None:
    swapped = "-log σ(β log(π_θ(y_l|x)/π_ref(y_l|x)) - β log(π_θ(y_w|x)/π_ref(y_w|x)))"
    inverted = "-log σ(β log(π_ref(y_w|x)/π_θ(y_w|x)) - β log(π_ref(y_l|x)/π_θ(y_l|x)))"
    first, second = graded("dpo", swapped), graded("dpo", inverted)
    assert first.misconception == "swapped_chosen_rejected"
    assert second.misconception == "ratio_inverted"
    assert set(first.misconceptions) == set(second.misconceptions) == {"swapped_chosen_rejected", "ratio_inverted"}


def test_a_slip_counts_in_every_accepted_form() -> None:
    assert graded("nll", "1/N sum_t log p(x_t|x_{<t})").misconception == "sign_flipped"
    assert graded("reward_model_loss", "-E_D[log σ(r(x,y_w)/r(x,y_l))]").misconception == "ratio_not_difference"


def test_fault_and_counterpart_are_places_in_the_two_texts() -> None:
    text = "-E[log σ(β log(π_θ(y_l|x)/π_ref(y_l|x)) - β log(π_θ(y_w|x)/π_ref(y_w|x)))]"
    found = outcome("dpo", text)
    assert found.form is not None
    assert [text[start:end] for start, end in found.fault] == ["y_l", "y_l", "y_w", "y_w"]
    assert [found.form.text[start:end] for start, end in found.counterpart] == ["y_w", "y_w", "y_l", "y_l"]


def test_a_shape_clash_marks_the_product() -> None:
    text = "softmax(Q K/sqrt(d_k)) V"
    assert [text[start:end] for start, end in outcome("attention", text).fault] == ["Q K"]


def test_the_counter_example_gives_both_numbers() -> None:
    found = counter_example(formula("train_flops"), outcome("train_flops", "6N"))
    assert found is not None
    values = {name: float(value) for name, value in found.inputs}
    assert set(values) == {"N", "D"}
    assert float(found.yours) == pytest.approx(6 * values["N"], rel=1e-3)
    assert float(found.expected) == pytest.approx(6 * values["N"] * values["D"], rel=2e-3)
    assert "yours gives" in found.sentence()


def test_what_cannot_be_evaluated_has_no_numbers() -> None:
    assert counter_example(formula("attention"), outcome("attention", "Q K")) is None


def test_the_symbol_list_tells_kind_and_spellings() -> None:
    rows = {row.spellings[0]: row for row in symbols(formula("attention"))}
    assert rows["Q"].meaning == "matrix n × d_k"
    assert rows["d_k"].shown == "dₖ"
    assert "d_h" in rows["d_k"].spellings


def test_what_is_not_understood_claims_nothing() -> None:
    verdict = graded("attention", "softmax(QK^T V")
    assert (verdict.correct, verdict.misconceptions, verdict.message, verdict.parsed) == (None, (), "", None)
    assert verdict.error is not None
