"""Values: exact sums, tables, free indices, shapes in dimension names, readings, limits."""

import re

import numpy as np
import pytest

from interview_prep.formula.compiled import Compiled, Setting
from interview_prep.formula.draws import Draw
from interview_prep.formula.equation import parse_answer
from interview_prep.formula.limits import ClashError
from interview_prep.formula.state import compiled_for
from interview_prep.formula.values import Array, Value
from tests.formula.questions import formula, graded


def compiled_draw(name: str) -> tuple[Compiled, Draw]:
    compiled = compiled_for(formula(name))
    return compiled, compiled.draw(0)


def value(name: str, text: str, **setting: bool | int) -> Value:
    compiled, _ = compiled_draw(name)
    tree = parse_answer(text, compiled.table, compiled.lefts).tree
    return compiled.evaluate(tree, 0, Setting(**setting))  # type: ignore[arg-type]  # the tests pass what fits


def data(name: str, symbol: str) -> Array:
    return compiled_draw(name)[1].values[symbol].data


def test_attention_is_what_numpy_says() -> None:
    q, k, v = (data("attention", name) for name in "QKV")
    scores = q @ k.T / np.sqrt(k.shape[1])
    weights = np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)
    found = value("attention", "softmax(QK^T/√d_k)V")
    assert found.dims == ("n", "dv")
    np.testing.assert_allclose(found.data, weights @ v)


def test_sizes_are_distinct_and_never_square() -> None:
    compiled, _ = compiled_draw("attention")
    for place in range(compiled.count):
        sizes = compiled.draw(place).sizes
        assert len(set(sizes.values())) == len(sizes)
    assert compiled.draw(0).sizes["dk"] != compiled.draw(1).sizes["dk"]


def test_an_expectation_is_an_exact_sum() -> None:
    policy, reward = data("rlhf_objective", "pi_theta"), data("rlhf_objective", "r")
    inner = value("rlhf_objective", "E_{y~π_θ(·|x)}[r(x,y)]")
    assert inner.free == ("x",)
    np.testing.assert_allclose(inner.data, (policy * reward).sum(axis=1))
    by_hand = value("rlhf_objective", "sum_y π_θ(y|x) r(x,y)")
    np.testing.assert_allclose(inner.data, by_hand.data)


def test_a_divergence_is_an_exact_sum() -> None:
    p, q = data("kl_divergence", "p"), data("kl_divergence", "q")
    np.testing.assert_allclose(value("kl_divergence", "KL(p||q)").data, (p * np.log(p / q)).sum())


def test_the_data_set_weights_pairs_unevenly() -> None:
    swapped = value("dpo", "E_D[π_θ(y_l|x)]").data
    assert abs(value("dpo", "E_D[π_θ(y_w|x)]").data - swapped) > 1e-4
    uniform = np.mean(data("dpo", "pi_theta"))
    assert abs(swapped - uniform) > 1e-6


def test_free_indices_become_axes() -> None:
    found = value("softmax", "exp(z_i)/sum_j exp(z_j)")
    whole = value("softmax", "softmax(z)")
    assert (found.free, whole.dims) == (("i",), ("n",))
    np.testing.assert_allclose(found.data, whole.data)


def test_a_sum_knows_its_range_from_what_it_indexes() -> None:
    np.testing.assert_allclose(value("softmax", "sum_j z_j").data, data("softmax", "z").sum())
    np.testing.assert_allclose(value("softmax", "sum_{j=2}^{n} z_j").data, data("softmax", "z")[1:].sum())
    np.testing.assert_allclose(value("softmax", "sum_{j≠1} z_j").data, data("softmax", "z")[1:].sum())
    np.testing.assert_allclose(value("softmax", "sum_{j=0}^{n-1} z_j", base=0).data, data("softmax", "z").sum())


def test_masks_restrict_a_sum() -> None:
    mask, p = data("top_p", "V_p"), data("top_p", "P")
    np.testing.assert_allclose(value("top_p", "sum_{x in V_p} P(x)").data, (mask * p).sum())


def test_prefixes_tell_one_place_from_the_next() -> None:
    now, later = value("nll", "p(x_t|x_{<t})"), value("nll", "p(x_t|x_{<t+1})")
    assert np.all(now.data != later.data)
    np.testing.assert_array_equal(now.data, value("nll", "p(x_t|x_1,…,x_{t-1})").data)


def test_a_rotation_may_be_complex() -> None:
    x, theta, m = data("rope", "x"), data("rope", "theta"), data("rope", "m")
    turned = (x[0] + 1j * x[1]) * np.exp(1j * m * theta)
    found = value("rope", "(x_1 + i x_2) e^{i m θ}").data
    np.testing.assert_allclose(found, turned)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("attention", "Q K", r"\(n×d_k\)·\(m×d_k\)"),
        ("attention", "softmax(QK^T/√d_k) V + Q", "n×d_v and n×d_k"),
        ("attention_masked", "Q + M", "n×d_k and n×m"),
        ("softmax", "z_{n+1}", "out of its range"),
        ("bradley_terry", "r(y_w,y_l)", "twice"),
        ("dpo", "π_θ(x|y_w)", "wrong side of the bar"),
        ("multihead", "(head_1,...,head_h) W_O", "concatenate"),
    ],
)
def test_clashes_speak_in_dimension_names(name: str, text: str, words: str) -> None:
    with pytest.raises(ClashError) as caught:
        value(name, text)
    error = caught.value
    assert re.search(words, f"{error.message} {error.hint}")


@pytest.mark.parametrize(
    ("name", "text", "reading"),
    [
        ("attention", "softmax(QK^T/√d_k)V", ""),
        ("ipo", "(log (π_θ(y_w|x) π_ref(y_l|x))/(π_θ(y_l|x) π_ref(y_w|x)) - 1/2τ)^2", "a/bc as a/(bc)"),
        ("kl_divergence", "sum_x p(x) log p(x)/q(x)", "log a/b as log(a/b)"),
        ("cross_entropy", "-y·log p", "inner products"),
        ("ffn", "W_2 relu(W_1 x + b_1) + b_2", "acting from the left"),
        ("rope", "[x_0 cos(mθ) - x_1 sin(mθ), x_0 sin(mθ) + x_1 cos(mθ)]", "indices from 0"),
        ("swiglu", "F.silu(x @ W) * (x @ V) @ W_2", "from left to right"),
    ],
)
def test_a_reading_that_was_needed_is_told(name: str, text: str, reading: str) -> None:
    verdict = graded(name, text)
    assert verdict.correct is True
    assert (reading in verdict.message) if reading else verdict.message == "Right."


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cross_entropy", "-(y*log(p))"),
        ("swiglu", "silu(x W) ⊙ x V W_2"),
        ("kl_divergence", "sum_x p(x) log(p(x))/q(x)"),
        ("ffn", "W_2 relu(x W_1 + b_1) + b_2"),
        ("cosine_similarity", "a*b/(|a||b|)"),
        ("attention", "softmax(Q⊙K^T/√d_k)V"),
        ("entropy", "-p_i log p_i"),
        ("bradley_terry", "σ(r(x,y)-r(x,y_l))"),
        ("rlhf_objective", "E_{x~D}[r(x,y)] - β KL(π_θ||π_ref)"),
        ("attention_masked", "softmax(QK^T/√d_k) V + M"),
    ],
)
def test_no_reading_makes_these_right(name: str, text: str) -> None:
    assert graded(name, text).correct is False


def test_the_same_answer_always_gets_the_same_verdict() -> None:
    first = graded("dpo", "-E[log σ(β log(π_θ(y_w|x)/π_ref(y_w|x)))]")
    compiled = compiled_for(formula("dpo"))
    assert first == graded("dpo", "-E[log σ(β log(π_θ(y_w|x)/π_ref(y_w|x)))]")
    assert compiled is compiled_for(formula("dpo"))


@pytest.mark.parametrize(
    "text",
    [
        "sum_{a=1}^{64} sum_{b=1}^{64} sum_{c=1}^{64} sum_{d=1}^{64} a b c d N",
        "sum_{a=1}^{1000} a",
        "binom(5000, 20)",
        "factorial(1000)",
        "9^9^9^9^9",
        "N^N^N^N^N^N",
    ],
)
def test_too_much_work_is_refused_or_quick(text: str) -> None:
    assert graded("train_flops", text).correct in (None, False)
