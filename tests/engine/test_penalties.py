"""Penalties for repeated tokens and the order of all processors."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine import DTypeError, ShapeError, TokenIdError, Trace

INF = math.inf
LOGITS = st.lists(st.floats(-50, 50), min_size=3, max_size=8)
IDS = st.lists(st.integers(0, 2), max_size=6)


def test_repetition_divides_positive_and_multiplies_negative_logits_once() -> None:
    result = engine.repetition_penalty(logits=[2.0, -1.0, 3.0, 0.0, -INF], token_ids=[0, 0, 1, 3, 4], penalty=2.0)
    assert result.logits.tolist() == [1.0, -2.0, 3.0, 0.0, -INF]
    weights = np.exp([1.0, -2.0, 3.0, 0.0, -INF])
    np.testing.assert_allclose(result.probs, weights / weights.sum())


@settings(deadline=None, max_examples=60, derandomize=True)
@given(logits=LOGITS, ids=IDS, penalty=st.floats(0.5, 3), each=st.floats(-2, 2), once=st.floats(-2, 2))
def test_penalties_against_loops(logits: list[float], ids: list[int], penalty: float, each: float, once: float) -> None:
    repeated, counted = list(logits), list(logits)
    for token in set(ids):
        repeated[token] = logits[token] / penalty if logits[token] > 0 else logits[token] * penalty
        counted[token] = logits[token] - ids.count(token) * each - once
    got = engine.repetition_penalty(logits=logits, token_ids=ids, penalty=penalty)
    np.testing.assert_allclose(got.logits, repeated, rtol=1e-14)
    got = engine.frequency_presence_penalty(logits=logits, token_ids=ids, frequency_penalty=each, presence_penalty=once)
    np.testing.assert_allclose(got.logits, counted, rtol=1e-12, atol=1e-12)


def test_frequency_counts_and_presence_does_not() -> None:
    result = engine.frequency_presence_penalty(
        logits=[1.0, 1.0, 1.0], token_ids=[0, 0, 0, 1], frequency_penalty=0.5, presence_penalty=0.25
    )
    np.testing.assert_allclose(result.logits, [-0.75, 0.25, 1.0])


def test_rows_may_have_their_own_tokens_or_share_them() -> None:
    logits = [[2.0, 2.0], [2.0, 2.0]]
    shared = engine.repetition_penalty(logits=logits, token_ids=[0], penalty=2.0)
    assert shared.logits.tolist() == [[1, 2], [1, 2]]
    own = engine.repetition_penalty(logits=logits, token_ids=[[0], [1]], penalty=2.0)
    assert own.logits.tolist() == [[1, 2], [2, 1]]
    trace = Trace()
    engine.frequency_presence_penalty(logits=[0.0, 0.0], token_ids=[1, 1], trace=trace)
    assert trace["counts"].tolist() == [0, 2]


def softmax(logits: Any) -> Any:
    weights = np.exp(np.asarray(logits) - np.max(logits))
    return weights / weights.sum()


def test_processors_run_in_the_stated_order() -> None:
    """Each pair is set up so that the other order keeps another set."""
    # Temperature before top-p (content of E34): 4 tokens stay; top-p first would leave 3.
    result = engine.process_logits(logits=[2.0, 1.0, 0.0, -1.0], temperature=2.0, top_p=0.95)
    assert (result.probs > 0).sum() == 4
    np.testing.assert_allclose(result.logits, [1, 0.5, 0, -0.5])
    # The repetition penalty before top-k: the penalised winner falls out.
    result = engine.process_logits(logits=[3.0, 2.0, 1.9], token_ids=[0], repetition_penalty=2.0, top_k=2)
    assert (result.probs > 0).tolist() == [False, True, True]
    # Top-k renormalises before top-p counts: on all six, 0.58 + 0.22 + 0.07 + 0.06 would be needed for 0.9.
    logits = np.log([0.58, 0.22, 0.07, 0.06, 0.04, 0.03])
    assert (engine.process_logits(logits=logits, top_k=3, top_p=0.9).probs > 0).sum() == 2
    # Top-p before typical: on the nucleus alone the first token is the typical one.
    logits = np.log([0.4, 0.12, 0.12, 0.12, 0.12, 0.12])
    by_hand = engine.typical(logits=engine.top_p(logits=logits, p=0.45).logits, mass=0.5)
    np.testing.assert_array_equal(
        engine.process_logits(logits=logits, top_p=0.45, typical_p=0.5).logits, by_hand.logits
    )
    other = engine.top_p(logits=engine.typical(logits=logits, mass=0.5).logits, p=0.45)
    assert (other.probs > 0).tolist() != (by_hand.probs > 0).tolist()


def test_min_p_stands_between_top_p_and_typical() -> None:
    logits = np.log([0.5, 0.2, 0.12, 0.1, 0.05, 0.03])
    settings_of = {"top_p": 0.9, "min_p": 0.22, "typical_p": 0.6}
    kept = engine.top_p(logits=logits, p=0.9).logits
    kept = engine.min_p(logits=kept, min_p=0.22).logits
    kept = engine.typical(logits=kept, mass=0.6).logits
    np.testing.assert_array_equal(engine.process_logits(logits=logits, **settings_of).logits, kept)


@pytest.mark.parametrize("neutral", [{}, {"top_k": None, "top_p": None, "min_p": None, "typical_p": None}])
def test_neutral_values_leave_everything_as_it_is(neutral: dict[str, Any]) -> None:
    logits = np.array([3.0, -2.0, 0.5])
    trace = Trace()
    result = engine.process_logits(logits=logits, token_ids=[0, 1], trace=trace, **neutral)
    np.testing.assert_array_equal(result.logits, logits)
    np.testing.assert_allclose(result.probs, softmax(logits))
    assert [step.name for step in trace] == ["logits", "probs"]
    assert not np.shares_memory(result.logits, logits)


def test_the_trace_shows_each_filters_survivors_and_probabilities_in_order() -> None:
    trace = Trace()
    logits = np.log([0.5, 0.3, 0.15, 0.05])
    result = engine.process_logits(logits=logits, temperature=1.0, top_k=3, top_p=0.8, trace=trace)
    assert [step.name for step in trace] == [
        "top_k_kept", "top_k_logits", "top_k_probs", "top_p_kept", "top_p_logits", "top_p_probs", "logits", "probs",
    ]  # fmt: skip
    assert trace["top_k_kept"].tolist() == [True, True, True, False]
    np.testing.assert_allclose(trace["top_k_probs"], np.array([0.5, 0.3, 0.15, 0]) / 0.95)
    np.testing.assert_allclose(trace["top_p_probs"], [0.625, 0.375, 0, 0])
    np.testing.assert_array_equal(result.probs, trace["probs"])


def test_temperature_0_leaves_one_token_whatever_follows() -> None:
    result = engine.process_logits(logits=[1.0, 2.0, 2.0], temperature=0, top_k=5, top_p=0.5, typical_p=0.5)
    assert result.probs.tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"token_ids": [2]}, TokenIdError, "token_ids: id 2 is outside the vocabulary, expected 0 to 1"),
        ({"token_ids": [-1]}, TokenIdError, "token_ids: id -1"),
        ({"token_ids": [[0], [1]]}, ShapeError, r"token_ids: got shape \(2, 1\)"),
        ({"token_ids": [0.5]}, DTypeError, "token_ids: got floats"),
        ({"repetition_penalty": 0}, DTypeError, "repetition_penalty: got 0, expected above 0"),
        ({"temperature": -0.5}, DTypeError, "temperature: got -0.5"),
        ({"top_k": -1}, DTypeError, "top_k: got -1"),
        ({"top_p": 2}, DTypeError, "top_p: got 2"),
        ({"min_p": 2}, DTypeError, "min_p: got 2"),
        ({"typical_p": 0}, DTypeError, "typical_p: got 0"),
    ],
)
def test_bad_values_are_refused_by_name(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        engine.process_logits(logits=[0.0, 1.0], **arguments)
