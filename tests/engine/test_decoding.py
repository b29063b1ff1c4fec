"""Speculative decoding against the distribution it must keep, beam search against exhaustive search and a loop."""

import math
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine import DTypeError, ShapeError, TokenIdError

INF = math.inf
OFTEN = settings(deadline=None, max_examples=60, derandomize=True)


def softmax(row: Any) -> Any:
    weights = [math.exp(z - max(row)) if z > -INF else 0.0 for z in row]
    return np.array(weights) / math.fsum(weights)


@st.composite
def drafts(draw: st.DrawFn) -> dict[str, Any]:
    """Logits of a target and a draft over a few tokens, the draft's tokens and uniforms."""
    gamma, vocabulary = draw(st.integers(0, 3)), draw(st.integers(1, 4))
    cell = st.integers(-12, 12).map(lambda n: n / 4)

    def matrix(rows: int) -> Any:
        row = st.lists(cell, min_size=vocabulary, max_size=vocabulary)
        return np.array(draw(st.lists(row, min_size=rows, max_size=rows)), dtype=float).reshape(rows, vocabulary)

    return {
        "target_logits": matrix(gamma + 1),
        "draft_logits": matrix(gamma),
        "draft_tokens": draw(st.lists(st.integers(0, vocabulary - 1), min_size=gamma, max_size=gamma)),
        "uniforms": draw(st.lists(st.integers(0, 15).map(lambda n: (n + 0.37) / 16), min_size=gamma, max_size=gamma)),
    }


@OFTEN
@given(step=drafts())
def test_a_speculative_step_against_the_algorithm(step: dict[str, Any]) -> None:
    found = engine.speculative_accept(**step)
    p = [softmax(row) for row in step["target_logits"]]
    q = [softmax(row) for row in step["draft_logits"]]
    accepted = 0
    for at, (token, u) in enumerate(zip(step["draft_tokens"], step["uniforms"], strict=True)):
        if abs(u - p[at][token] / q[at][token]) < 1e-9:
            return
        if u > p[at][token] / q[at][token]:
            break
        accepted += 1
    following = p[-1]
    if accepted < len(q):
        left = np.maximum(p[accepted] - q[accepted], 0)
        following = left / left.sum() if left.sum() > 0 else p[accepted]
    assert found.num_accepted == accepted
    np.testing.assert_allclose(found.next_distribution, following, rtol=1e-9, atol=1e-12)
    rates = [np.minimum(a, b).sum() for a, b in zip(p, q, strict=False)]
    np.testing.assert_allclose(found.acceptance_rate, rates, rtol=1e-12)


def test_accepted_and_corrected_tokens_together_have_the_targets_distribution() -> None:
    target, draft = np.array([[1.0, 0.2, -1.0], [0.0, 0.0, 0.0]]), np.array([[-0.5, 0.9, 0.1]])
    p, q = softmax(target[0]), softmax(draft[0])
    total = np.zeros(3)
    for token in range(3):
        accept = min(1.0, p[token] / q[token])
        total[token] += q[token] * accept
        refused = engine.speculative_accept(
            target_logits=target, draft_logits=draft, draft_tokens=[token], uniforms=[min(1.0, accept + 1e-9)]
        )
        total += q[token] * (1 - accept) * (refused.next_distribution if accept < 1 else 0)
    np.testing.assert_allclose(total, p, atol=1e-12)


def test_equality_accepts_and_a_token_without_probability_never_is() -> None:
    kwargs: dict[str, Any] = {"target_logits": [[0.0, 0.0]] * 2, "draft_logits": [[0.0, 0.0]], "draft_tokens": [0]}
    assert engine.speculative_accept(**kwargs, uniforms=[1.0]).num_accepted == 1  # p = q: u <= 1
    impossible = engine.speculative_accept(
        target_logits=[["-inf", 0.0], [0.0, 0.0]], draft_logits=[[0.0, 0.0]], draft_tokens=[0], uniforms=[0.0]
    )
    assert impossible.num_accepted == 0
    assert impossible.next_distribution.tolist() == [0, 1]
    narrow = engine.speculative_accept(
        target_logits=np.zeros((2, 2), np.float32),
        draft_logits=np.zeros((1, 2), np.float32),
        draft_tokens=[0],
        uniforms=[0.5],
    )
    assert narrow.next_distribution.dtype == narrow.acceptance_rate.dtype == np.float32


@OFTEN
@given(alpha=st.floats(0, 1), gamma=st.integers(0, 8))
def test_expected_tokens_by_adding_up_outcomes(alpha: float, gamma: int) -> None:
    # k accepted and one refused: k + 1 tokens; all accepted: gamma + 1
    by_outcome = math.fsum(alpha**k * (1 - alpha) * (k + 1) for k in range(gamma)) + alpha**gamma * (gamma + 1)
    assert engine.speculative_expected_tokens(alpha=alpha, gamma=gamma) == pytest.approx(by_outcome, rel=1e-9)


def test_expected_tokens_at_the_edges() -> None:
    assert engine.speculative_expected_tokens(alpha=1, gamma=5) == 6
    assert engine.speculative_expected_tokens(alpha=0, gamma=5) == 1
    assert engine.speculative_expected_tokens(alpha=0.7, gamma=5) == pytest.approx(2.941, abs=5e-4)
    assert engine.speculative_expected_tokens(alpha=1 - 1e-12, gamma=5) == pytest.approx(6, rel=1e-9)


@st.composite
def tables(draw: st.DrawFn) -> Any:
    """log p(j | i), rows normalised, some transitions impossible; all sums differ."""
    size = draw(st.integers(2, 4))
    seed = draw(st.integers(0, 10_000))
    rng = np.random.default_rng(seed)
    probs = rng.dirichlet(np.ones(size), size)
    probs[rng.random(probs.shape) < 0.15] = 0
    with np.errstate(divide="ignore"):
        return np.log(probs)


def every_sequence(table: Any, start: int, eos: int, length: int) -> list[tuple[list[int], float]]:
    """All sequences that end by eos or by length, with the sum of their log-probabilities."""
    found = {}
    for tokens in product(range(len(table)), repeat=length):
        cut = [*tokens[: tokens.index(eos) + 1]] if eos in tokens else [*tokens]
        total = math.fsum(table[a][b] for a, b in zip([start, *cut], cut, strict=False))
        found[tuple(cut)] = total
    return [([start, *tokens], total) for tokens, total in found.items() if total > -INF]


@OFTEN
@given(table=tables(), start=st.integers(0, 1), steps=st.integers(1, 3), penalty=st.sampled_from([0.0, 1.0, 2.0]))
def test_a_wide_enough_beam_is_exhaustive_search(table: Any, start: int, steps: int, penalty: float) -> None:
    kwargs: dict[str, Any] = {"start": start, "eos": 1, "max_new_tokens": steps, "length_penalty": penalty}
    sequences = every_sequence(table, start, 1, steps)
    if not sequences:
        with pytest.raises(DTypeError, match="log_prob_table: got only -inf"):
            engine.beam_search(log_prob_table=table, num_beams=400, **kwargs)
        return
    best = max(total / (len(tokens) - 1) ** penalty for tokens, total in sequences)
    found = engine.beam_search(log_prob_table=table, num_beams=400, **kwargs)
    assert found.score == pytest.approx(best, rel=1e-12)
    total = math.fsum(table[a][b] for a, b in zip(found.tokens, found.tokens[1:], strict=False))
    assert total / (len(found.tokens) - 1) ** penalty == pytest.approx(best, rel=1e-12)


def loop_beam_search(table: Any, start: int, eos: int, beams: int, steps: int, penalty: float) -> float:
    """The rule in words: 2 * beams candidates; an EOS among the first `beams` ends; the first `beams` others go on."""
    alive: list[tuple[list[int], float]] = [([start], 0.0)]
    done = []
    for _ in range(steps):
        everything = [
            ([*t, j], s + table[t[-1]][j]) for t, s in alive for j in range(len(table)) if table[t[-1]][j] > -INF
        ]
        looked_at = sorted(everything, key=lambda c: -c[1])[: 2 * beams]
        done += [c for rank, c in enumerate(looked_at) if c[0][-1] == eos and rank < beams]
        alive = [c for c in looked_at if c[0][-1] != eos][:beams]
    return max((s / (len(t) - 1) ** penalty for t, s in done + alive if len(t) > 1), default=-INF)


@OFTEN
@given(table=tables(), beams=st.integers(1, 3), steps=st.integers(1, 5), penalty=st.sampled_from([0.0, 0.7, 1.0]))
def test_beam_search_against_its_rule(table: Any, beams: int, steps: int, penalty: float) -> None:
    expected = loop_beam_search(table, 0, 1, beams, steps, penalty)
    if expected == -INF:
        return
    found = engine.beam_search(
        log_prob_table=table, start=0, eos=1, num_beams=beams, max_new_tokens=steps, length_penalty=penalty
    )
    assert found.score == pytest.approx(expected, rel=1e-12)


def test_greedy_is_not_the_most_likely_sequence() -> None:
    half = math.log(0.5)
    table = [
        [-INF, math.log(0.6), math.log(0.4), -INF],
        [-INF, half, half, -INF],
        [-INF, -INF, -INF, 0.0],
        [-INF, -INF, -INF, 0.0],
    ]
    kwargs: dict[str, Any] = {"log_prob_table": table, "start": 0, "eos": 3, "max_new_tokens": 2, "length_penalty": 0.0}
    assert engine.beam_search(**kwargs, num_beams=1).tokens[:2] == [0, 1]
    assert engine.beam_search(**kwargs, num_beams=2).tokens == [0, 2, 3]
    assert engine.beam_search(**kwargs, num_beams=2).score == pytest.approx(math.log(0.4))


def test_twice_as_many_candidates_as_beams_are_looked_at() -> None:
    table = [[-INF, math.log(0.6), math.log(0.4)], [-INF, -INF, -INF], [-INF, 0.0, -INF]]
    found = engine.beam_search(log_prob_table=table, start=0, eos=1, num_beams=1, max_new_tokens=2)
    assert found.tokens == [0, 2, 1]  # log 0.4 / 2 beats log 0.6, which ended first; the second candidate went on
    # an EOS that does not rank among the first num_beams does not end
    table = [[-INF, math.log(0.4), math.log(0.6)], [-INF, -INF, -INF], [-INF, math.log(0.1), math.log(0.9)]]
    found = engine.beam_search(log_prob_table=table, start=0, eos=1, num_beams=1, max_new_tokens=2, length_penalty=0.0)
    assert found.tokens == [0, 2, 2]


def test_the_length_penalty_divides_by_generated_tokens_with_the_eos() -> None:
    table = [[-INF, math.log(0.3), math.log(0.7)], [-INF, -INF, 0.0], [-INF, -INF, -INF]]
    found = engine.beam_search(log_prob_table=table, start=0, eos=2, num_beams=1, max_new_tokens=3)
    assert found.tokens == [0, 2]
    assert found.score == pytest.approx(math.log(0.7) / 1)
    longer = engine.beam_search(log_prob_table=table, start=0, eos=2, num_beams=2, max_new_tokens=3, length_penalty=3.0)
    assert longer.tokens == [0, 1, 2]  # log 0.3 / 2³ beats log 0.7 / 1³
    assert longer.score == pytest.approx(math.log(0.3) / 8)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: engine.speculative_accept(
                target_logits=[[0.0, 0.0]], draft_logits=[[0.0, 0.0]], draft_tokens=[0], uniforms=[0.5]
            ),
            ShapeError,
            "target_logits: got shape",
        ),
        (
            lambda: engine.speculative_accept(
                target_logits=[[0.0]] * 2, draft_logits=[[0.0]], draft_tokens=[1], uniforms=[0.5]
            ),
            TokenIdError,
            "draft_tokens: id 1",
        ),
        (
            lambda: engine.speculative_accept(
                target_logits=[[0.0]] * 2, draft_logits=[[0.0]], draft_tokens=[0], uniforms=[1.5]
            ),
            DTypeError,
            "uniforms: got a number outside",
        ),
        (lambda: engine.speculative_expected_tokens(alpha=1.5, gamma=1), DTypeError, "alpha: got 1.5"),
        (
            lambda: engine.beam_search(log_prob_table=[[0.0]], start=1, eos=0, num_beams=1, max_new_tokens=1),
            TokenIdError,
            "start: id 1",
        ),
        (
            lambda: engine.beam_search(log_prob_table=[[0.0, 0.0]], start=0, eos=0, num_beams=1, max_new_tokens=1),
            ShapeError,
            "log_prob_table: got shape",
        ),
        (
            lambda: engine.beam_search(log_prob_table=[[0.0]], start=0, eos=0, num_beams=0, max_new_tokens=1),
            DTypeError,
            "num_beams: got 0",
        ),
        (
            lambda: engine.beam_search(
                log_prob_table=[[0.0, 0.0]] * 2, start=0, eos=1, num_beams=1, max_new_tokens=10_001
            ),
            DTypeError,
            "max_new_tokens: got 10001",
        ),
        (lambda: engine.seeded_tiny_model(n_layer=1_001), DTypeError, "n_layer: got 1001"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(call: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()
