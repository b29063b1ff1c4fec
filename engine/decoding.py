"""Decoding beyond one draw: speculative decoding and beam search.

Speculative decoding (Leviathan et al. 2023, algorithm 1): a draft model proposes tokens, one pass of the target model
accepts a prefix of them and corrects the next, and the result is distributed exactly as the target's own samples.
Beam search as Hugging Face transformers counts it, on a table of next-token log-probabilities, so that it fits on a
whiteboard; left out are early stopping, groups and constraints.
"""

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine import arrays
from engine.errors import DTypeError
from engine.logits import checked_logits, softmax64
from engine.trace import Trace

Hypothesis: TypeAlias = tuple[list[int], float]
_LONGEST = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class SpeculativeStep:
    """num_accepted: how many draft tokens stay; next_distribution: (V,), from which the next token is drawn;
    acceptance_rate: (gamma,), the chance with which each position accepts a token of the draft."""

    num_accepted: int
    next_distribution: NDArray[Any]
    acceptance_rate: NDArray[Any]


@dataclass(frozen=True, slots=True)
class BeamResult:
    """tokens: the best sequence, the start token first; score: its log-probability over its length ** penalty."""

    tokens: list[int]
    score: float


def speculative_accept(
    *, target_logits: Any, draft_logits: Any, draft_tokens: Any, uniforms: Any, trace: Trace | None = None
) -> SpeculativeStep:
    """Accept draft tokens while u <= p / q; then the next token comes from max(p - q, 0), normalised.

    target_logits: (gamma + 1, V); draft_logits: (gamma, V); draft_tokens, uniforms: (gamma,). When all are accepted,
    the next distribution is the target's last. A token of target probability 0 is never accepted. acceptance_rate is
    sum_x min(p(x), q(x)). Raises ShapeError, TokenIdError, DTypeError. Source: Leviathan et al. 2023, algorithm 1.
    """
    target, draft = checked_logits(target_logits, "target_logits"), checked_logits(draft_logits, "draft_logits")
    arrays.check_shape("draft_logits", draft, (None, None))
    gamma, vocabulary = draft.shape
    arrays.check_shape("target_logits", target, (gamma + 1, vocabulary), "from draft_logits: one row more")
    tokens = arrays.token_ids("draft_tokens", draft_tokens, vocabulary, ndim=1)
    arrays.check_shape("draft_tokens", tokens, (gamma,), "one for each row of draft_logits")
    draws = arrays.float64s("uniforms", uniforms, ndim=1)
    arrays.check_shape("uniforms", draws, (gamma,), "one for each row of draft_logits")
    if not ((draws >= 0) & (draws <= 1)).all():
        raise DTypeError("uniforms: got a number outside 0 to 1, expected 0 <= u <= 1")
    p, q = softmax64(target), softmax64(draft)
    at = np.arange(gamma)
    p_token, q_token = p[at, tokens], q[at, tokens]  # (gamma,)
    accepts = (draws * q_token <= p_token) & (p_token > 0)
    accepted = gamma if accepts.all() else int(np.argmin(accepts))
    following = _residual(p[accepted], q[accepted]) if accepted < gamma else p[gamma]
    rate = np.minimum(p[:gamma], q).sum(axis=-1)
    if trace is not None:
        trace.add("p", p_token, "target probability of each draft token")
        trace.add("q", q_token, "draft probability of each draft token")
        trace.add("accepts", accepts, "u <= p / q")
        trace.add("num_accepted", accepted, "up to the first refusal")
        trace.add(
            "next_distribution", following, "max(p - q, 0), normalised; the target's last row if all are accepted"
        )
        trace.add("acceptance_rate", rate, "sum of min(p, q)")
    dtype = np.result_type(target.dtype, draft.dtype)
    return SpeculativeStep(accepted, following.astype(dtype, copy=False), rate.astype(dtype, copy=False))


def speculative_expected_tokens(*, alpha: float, gamma: int, trace: Trace | None = None) -> float:
    """(1 - alpha^(gamma + 1)) / (1 - alpha): tokens per pass of the target, the corrected or extra one included.

    alpha: chance that a draft token is accepted, 0 to 1; gamma: draft tokens per pass. At alpha 1 it is gamma + 1.
    Source: Leviathan et al. 2023, equation 1.
    """
    rate = arrays.number("alpha", alpha, at_least=0, at_most=1)
    length = arrays.integer("gamma", gamma, at_least=0)
    expected = 1.0 + length * rate
    if 0 < rate < 1:
        expected = -math.expm1((length + 1) * math.log(rate)) / (1 - rate)  # exact also where alpha is nearly 1
    if trace is not None:
        trace.add("all_accepted", rate**length, "alpha^gamma")
        trace.add("expected_tokens", expected, "(1 - alpha^(gamma + 1)) / (1 - alpha); gamma + 1 at alpha 1")
    return expected


def beam_search(
    *,
    log_prob_table: Any,
    start: int,
    eos: int,
    num_beams: int,
    max_new_tokens: int,
    length_penalty: float = 1.0,
    trace: Trace | None = None,
) -> BeamResult:
    """The best sequence from `start` under log_prob_table[i][j] = log p(j | i), (V, V), -inf where impossible.

    score = sum of log-probabilities / tokens generated ** length_penalty, the EOS counted. At each step the best
    2 * num_beams candidates are looked at (ties: the better beam, then the smaller id): an EOS among the first
    num_beams finishes a sequence, one below is dropped, and the first num_beams others go on. Unfinished beams compete
    at the end. Raises ShapeError, TokenIdError, DTypeError, also when no sequence is possible.
    """
    table = checked_logits(log_prob_table, "log_prob_table").astype(np.float64, copy=False)
    arrays.check_shape("log_prob_table", table, (table.shape[-1], table.shape[-1]), "a row for each token")
    beams: list[Hypothesis] = [([int(arrays.token_ids("start", start, len(table), ndim=0))], 0.0)]
    end = int(arrays.token_ids("eos", eos, len(table), ndim=0))
    width = arrays.integer("num_beams", num_beams, at_least=1)
    penalty = arrays.number("length_penalty", length_penalty, above=-math.inf, below=math.inf)
    finished: list[Hypothesis] = []
    for _ in range(arrays.integer("max_new_tokens", max_new_tokens, at_least=1, at_most=_LONGEST)):
        candidates = _candidates(table, beams, 2 * width)
        ended = [(tokens, total) for tokens, total in candidates[:width] if tokens[-1] == end]
        finished += [(tokens, _score(tokens, total, penalty)) for tokens, total in ended]
        beams = [(tokens, total) for tokens, total in candidates if tokens[-1] != end][:width]
        if trace is not None:
            trace.add("candidates", candidates, "the best 2 * num_beams: tokens, log-probability")
            trace.add("beams", beams, "what goes on")
            trace.add("finished", list(finished), "ended by EOS: tokens, score")
        if not beams:
            break
    finished += [(tokens, _score(tokens, total, penalty)) for tokens, total in beams]
    if not finished:
        raise DTypeError(f"log_prob_table: got only -inf for what follows {start}, expected a possible token")
    best = max(finished, key=lambda hypothesis: hypothesis[1])
    return BeamResult(*best)


def _residual(p: NDArray[np.float64], q: NDArray[np.float64]) -> NDArray[np.float64]:
    """max(p - q, 0), normalised; p itself where q covers it all."""
    excess = np.maximum(p - q, 0.0)
    total = excess.sum()
    return excess / total if total > 0 else p


def _candidates(table: NDArray[np.float64], beams: list[Hypothesis], count: int) -> list[Hypothesis]:
    """The `count` best one-token continuations of all beams, best first."""
    totals = np.array([total for _, total in beams])[:, None] + table[[tokens[-1] for tokens, _ in beams]]  # (beams, V)
    order = np.argsort(-totals, axis=None, kind="stable")[:count]
    places = zip(*np.unravel_index(order, totals.shape), strict=True)
    return [([*beams[b][0], int(j)], float(totals[b, j])) for b, j in places if totals[b, j] > -np.inf]


def _score(tokens: list[int], total: float, length_penalty: float) -> float:
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        return float(total / np.float64(len(tokens) - 1) ** length_penalty)
