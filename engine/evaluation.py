"""Measures of what a model can do: pass@k, votes over samples, exact match against edit distance, calibration.

The idea: one sample says little. pass@k asks whether any of k samples is right, self-consistency lets them vote, and a
metric's shape decides whether progress looks smooth or sudden.

References: Chen et al. 2021, "Evaluating Large Language Models Trained on Code" (pass@k, eq. 1); Wang et al. 2023
(self-consistency); Condorcet 1785 (the majority of independent voters); Schaeffer et al. 2023 (emergence); Brier 1950.
Leaves out: confidence intervals, tied votes broken at random, correlated voters, Elo and other pairwise ratings.
"""

import math
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import check_shape, float64s, floats, integer, number, token_ids
from engine.errors import DTypeError, ShapeError
from engine.stable import mean
from engine.trace import Trace


@dataclass(frozen=True, slots=True)
class Vote:
    """The winner (None without an answer), votes or weight per answer in the order seen, the winner's share."""

    winner: Any
    counts: dict[Any, int | float]
    share: float


@dataclass(frozen=True, slots=True)
class EmergenceCurve:
    """P(all tokens right) and the expected number of wrong tokens, for each per-token accuracy."""

    exact_match: NDArray[Any]
    expected_token_edit_distance: NDArray[Any]


def pass_at_k(*, n: int, c: int, k: int, trace: Trace | None = None) -> float:
    """P(at least one of k samples is right), unbiased, from c right ones among n: 1 - C(n - c, k) / C(n, k).

    Not 1 - (1 - c/n)^k, which is biased. Needs 0 <= c <= n and 1 <= k <= n; any size of n is exact to about 1e-15.
    Errors: DTypeError. Source: Chen et al. 2021, eq. 1.
    """
    total = integer("n", n, at_least=1)
    right = integer("c", c, at_least=0, at_most=total)
    drawn = integer("k", k, at_least=1, at_most=total)
    fewer, more = sorted((right, drawn))  # C(n-c, k) / C(n, k) is the same with c and k exchanged
    enough_wrong = fewer + more <= total
    log_miss = math.fsum(math.log1p(-more / (total - i)) for i in range(fewer)) if enough_wrong else -math.inf
    result = -math.expm1(log_miss)
    if trace is not None:
        trace.add("wrong", total - right, "n - c")
        trace.add("all_wrong", math.exp(log_miss), "C(n - c, k) / C(n, k)")
        trace.add("pass_at_k", result, "1 - all_wrong")
    return result


def majority_vote(*, answers: Any, weights: Any = None, trace: Trace | None = None) -> Vote:
    """The answer that most samples gave (self-consistency); None (or NaN) is a sample without an answer.

    answers: N hashable values (an array or a list); weights (N,) of at least 0, or None: one each. Samples without an
    answer count nowhere, also not in the share. Ties go to the answer seen first; without any answer the winner is
    None and the share 0. counts maps each answer to its votes (ints) or its summed weight (floats).
    Errors: ShapeError, DTypeError. Source: Wang et al. 2023, section 2.
    """
    given = _answers(answers)
    if weights is None:
        votes: list[int | float] = [1] * len(given)
    else:
        array = float64s("weights", weights, ndim=1)
        check_shape("weights", array, (len(given),), "one for each answer")
        if not ((array >= 0) & (array < np.inf)).all():
            raise DTypeError("weights: got a negative, infinite or NaN weight, expected finite numbers of at least 0")
        votes = array.tolist()
    counts: dict[Any, int | float] = {}
    for answer, vote in zip(given, votes, strict=True):
        if answer is None or answer != answer:  # noqa: PLR0124 - NaN alone differs from itself
            continue
        counts[answer] = counts.get(answer, 0) + vote
        if trace is not None:
            trace.add("vote", counts[answer], f"votes for {answer!r} so far")
    winner = max(counts, key=counts.__getitem__) if counts else None  # max keeps the first of equals
    total = math.fsum(counts.values())
    share = counts[winner] / total if total else 0.0
    if trace is not None:
        trace.add("counts", dict(counts), "votes of each answer, in the order seen")
        trace.add("share", share, "votes of the winner / votes counted")
        trace.add("winner", winner, "most votes, the first seen among equals")
    return Vote(winner, counts, share)


def majority_accuracy(*, p: float, n: int, trace: Trace | None = None) -> float:
    """P(more than half of n independent voters are right), each right with probability p; two answers, n odd.

    Σ_{i > n/2} C(n, i) p^i (1 - p)^(n - i). The terms are built in the log domain and divided by their own sum, so that
    no factorial overflows. Errors: DTypeError. Source: Condorcet 1785.
    """
    right = number("p", p, at_least=0.0, at_most=1.0)
    voters = integer("n", n, at_least=1)
    if voters % 2 == 0:
        raise DTypeError(f"n: got {voters}, expected an odd number of voters")
    terms = _binomial(right, voters)  # (n + 1,)
    majority = terms[voters // 2 + 1 :]
    # the smaller side is summed: its terms are small, and what is left of 1 keeps its digits
    result = float(majority.sum()) if right <= 0.5 else 1.0 - float(terms[: voters // 2 + 1].sum())
    if trace is not None:
        trace.add("terms", terms, "C(n, i) p^i (1 - p)^(n - i), i = 0 to n")
        trace.add("majority_terms", majority, "those with i > n/2")
        trace.add("accuracy", result, "Σ majority_terms")
    return result


def emergence_curve(*, per_token_accuracy: Any, length: int, trace: Trace | None = None) -> EmergenceCurve:
    """The same smooth per-token accuracy p under two metrics: exact match p^L jumps, edit distance L (1 - p) does not.

    Shapes: per_token_accuracy (N,), length L in tokens -> exact_match (N,), expected_token_edit_distance (N,).
    Tokens are taken as independent and edits as substitutions. Errors: ShapeError, DTypeError.
    Source: Schaeffer et al. 2023, section 2.
    """
    given = floats("per_token_accuracy", per_token_accuracy, ndim=(0, 1))
    accuracy = given.astype(np.float64)
    if not ((accuracy >= 0) & (accuracy <= 1)).all():
        raise DTypeError("per_token_accuracy: got a number outside [0, 1], expected probabilities")
    tokens = integer("length", length, at_least=1)
    exact = np.asarray(accuracy**tokens, given.dtype)  # (N,)
    distance = np.asarray(tokens * (1.0 - accuracy), given.dtype)  # (N,)
    if trace is not None:
        trace.add("exact_match", exact, "p^L")
        trace.add("expected_token_edit_distance", distance, "L (1 - p)")
    return EmergenceCurve(exact, distance)


def brier_score(*, probs: Any, labels: Any, trace: Trace | None = None) -> float:
    """Squared distance between the forecast and what came, summed over classes, averaged over examples (0 is best).

    Shapes: probs (N, K), labels (N,) -> (), between 0 and 2; 0 without examples.
    Errors: ShapeError, DTypeError, TokenIdError (a label that is no class). Source: Brier 1950.
    """
    forecast = float64s("probs", probs, ndim=2)
    if not ((forecast >= 0) & (forecast <= 1)).all():
        raise DTypeError("probs: got a number outside [0, 1], expected probabilities")
    classes = token_ids("labels", labels, forecast.shape[1], ndim=1)
    check_shape("labels", classes, (len(forecast),), "one for each row of probs")
    outcome = np.zeros_like(forecast)
    outcome[np.arange(len(classes)), classes] = 1.0
    per_example = ((forecast - outcome) ** 2).sum(axis=1)  # (N,)
    result = mean(per_example)
    if trace is not None:
        trace.add("outcome", outcome, "1 at the label, 0 elsewhere")
        trace.add("per_example", per_example, "Σ_k (p_k - outcome_k)²")
        trace.add("score", result, "mean(per_example)")
    return result


def _answers(value: Any) -> list[Any]:
    """A list of hashable answers; NumPy's scalars become Python's."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if not isinstance(value, list | tuple):
        raise ShapeError(f"answers: got {type(value).__name__}, expected a list of answers")
    plain = [answer.item() if isinstance(answer, np.generic) else answer for answer in value]
    for answer in plain:
        if not isinstance(answer, Hashable):
            raise DTypeError(f"answers: got {type(answer).__name__}, expected text, numbers or None")
    return plain


def _binomial(p: float, n: int) -> NDArray[np.float64]:
    """The probability of each count from 0 to n.  # (n + 1,)"""
    if p in (0.0, 1.0):
        certain = np.zeros(n + 1)
        certain[n if p else 0] = 1.0
        return certain
    steps = np.arange(n)
    log_steps = np.log((n - steps) / (steps + 1.0)) + (math.log(p) - math.log1p(-p))  # log of term i + 1 over term i
    logs = np.concatenate([[0.0], np.cumsum(log_steps)])
    terms = np.exp(logs - logs.max())
    result: NDArray[np.float64] = terms / terms.sum()
    return result
