"""pass@k, votes, emergence and Brier's score against enumeration, exact fractions and published values."""

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine import DTypeError, ShapeError, TokenIdError

OFTEN = settings(deadline=None, max_examples=60, derandomize=True)


@OFTEN
@given(sizes=st.integers(1, 9).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(1, n))))
def test_pass_at_k_is_the_share_of_draws_with_a_right_one(sizes: tuple[int, int, int]) -> None:
    n, c, k = sizes
    draws = list(combinations(range(n), k))
    lucky = sum(any(sample < c for sample in draw) for draw in draws)
    assert engine.pass_at_k(n=n, c=c, k=k) == pytest.approx(lucky / len(draws), rel=1e-12, abs=1e-15)


def test_pass_at_k_is_unbiased_and_exact_for_many_samples() -> None:
    assert engine.pass_at_k(n=10, c=2, k=5) == pytest.approx(7 / 9)  # the plug-in 1 - 0.8^5 is 0.672
    exact = 1 - Fraction(math.comb(200_000 - 37, 100), math.comb(200_000, 100))
    assert engine.pass_at_k(n=200_000, c=37, k=100) == pytest.approx(float(exact), rel=1e-12)
    assert engine.pass_at_k(n=5, c=5, k=1) == 1
    assert engine.pass_at_k(n=5, c=0, k=5) == 0


def test_the_first_seen_wins_a_tie_and_no_answer_counts_nowhere() -> None:
    found = engine.majority_vote(answers=["b", None, "a", "a", "b", None])
    assert (found.winner, found.counts, found.share) == ("b", {"b": 2, "a": 2}, 0.5)
    assert engine.majority_vote(answers=[None, None]).winner is None
    assert engine.majority_vote(answers=[]).share == 0
    assert engine.majority_vote(answers=np.array([3, 1, 1])).winner == 1
    weighted = engine.majority_vote(answers=["x", "y", "y"], weights=[5.0, 1.0, 1.5])
    assert (weighted.winner, weighted.counts) == ("x", {"x": 5.0, "y": 2.5})
    assert weighted.share == pytest.approx(2 / 3)


@OFTEN
@given(answers=st.lists(st.one_of(st.none(), st.sampled_from("abc")), max_size=9))
def test_votes_against_counting(answers: list[str | None]) -> None:
    found = engine.majority_vote(answers=answers)
    given_answers = [answer for answer in answers if answer is not None]
    assert found.counts == {answer: given_answers.count(answer) for answer in dict.fromkeys(given_answers)}
    if given_answers:
        most = max(map(given_answers.count, given_answers))
        assert found.winner == next(answer for answer in given_answers if given_answers.count(answer) == most)
        assert found.share == pytest.approx(most / len(given_answers))


@pytest.mark.parametrize("n", [1, 3, 5, 7])
@pytest.mark.parametrize("p", [0.0, 0.35, 0.6, 1.0])
def test_the_majority_by_enumeration(n: int, p: float) -> None:
    expected = math.fsum(
        math.prod(p if right else 1 - p for right in voters)
        for voters in product([True, False], repeat=n)
        if sum(voters) > n / 2
    )
    assert engine.majority_accuracy(p=p, n=n) == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_the_majority_of_many_voters() -> None:
    assert engine.majority_accuracy(p=0.6, n=5) == pytest.approx(0.68256)
    assert engine.majority_accuracy(p=0.5, n=10_001) == pytest.approx(0.5, rel=1e-9)
    assert engine.majority_accuracy(p=0.51, n=100_001) == pytest.approx(1, abs=1e-9)
    with pytest.raises(DTypeError, match="n: got 4, expected an odd number"):
        engine.majority_accuracy(p=0.5, n=4)


def test_emergence_is_sharp_in_one_metric_and_linear_in_the_other() -> None:
    found = engine.emergence_curve(per_token_accuracy=[0.0, 0.5, 0.9, 1.0], length=10)
    np.testing.assert_allclose(found.exact_match, [0, 0.5**10, 0.9**10, 1], rtol=1e-14)
    np.testing.assert_allclose(found.expected_token_edit_distance, [10, 5, 1, 0], rtol=1e-14, atol=1e-15)
    assert engine.emergence_curve(per_token_accuracy=[], length=3).exact_match.shape == (0,)
    narrow = engine.emergence_curve(per_token_accuracy=np.array([0.5], np.float32), length=3)
    assert narrow.exact_match.dtype == np.float32


def test_brier_sums_over_classes_and_averages_over_examples() -> None:
    assert engine.brier_score(probs=[[1.0, 0.0], [0.0, 1.0]], labels=[0, 1]) == 0
    assert engine.brier_score(probs=[[1.0, 0.0]], labels=[1]) == 2
    assert engine.brier_score(probs=[[0.7, 0.2, 0.1], [0.7, 0.2, 0.1]], labels=[0, 1]) == pytest.approx(
        ((0.09 + 0.04 + 0.01) + (0.49 + 0.64 + 0.01)) / 2
    )
    assert engine.brier_score(probs=np.zeros((0, 3)), labels=[]) == 0


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: engine.pass_at_k(n=5, c=6, k=1), DTypeError, "c: got 6, expected an integer at least 0 and at most 5"),
        (lambda: engine.pass_at_k(n=5, c=1, k=0), DTypeError, "k: got 0"),
        (lambda: engine.majority_vote(answers="abc"), ShapeError, "answers: got str"),
        (lambda: engine.majority_vote(answers=[[1]]), DTypeError, "answers: got list"),
        (lambda: engine.majority_vote(answers=["a"], weights=[1.0, 2.0]), ShapeError, "weights: got shape"),
        (lambda: engine.majority_vote(answers=["a"], weights=[-1.0]), DTypeError, "weights: got a negative"),
        (lambda: engine.emergence_curve(per_token_accuracy=[1.5], length=2), DTypeError, "per_token_accuracy: got"),
        (lambda: engine.emergence_curve(per_token_accuracy=[0.5], length=0), DTypeError, "length: got 0"),
        (lambda: engine.brier_score(probs=[[0.5, 0.5]], labels=[2]), TokenIdError, "labels: id 2"),
        (lambda: engine.brier_score(probs=[[1.5, -0.5]], labels=[0]), DTypeError, "probs: got a number outside"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(call: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()
