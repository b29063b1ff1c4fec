"""From logits to the next token: temperature, filters, penalties, and the draw itself.

The idea: a filter sets logits of unwanted tokens to -inf and the softmax of the rest renormalises what is left. Top-k:
Fan et al. 2018; top-p: Holtzman et al. 2020, section 3.1; typical: Meister et al. 2023; min-p: Nguyen et al. 2024. Sums
that decide run in float64. Elsewhere: penalties and the order of all (engine/penalties.py), speculative decoding and
beam search (engine/decoding.py). Left out: grammars, stop strings.

Logits are (..., V), the vocabulary last; -inf marks a token that is out, and a row of nothing else gives probabilities
of 0. NaN and +inf are refused. `naive_top_k` and `naive_top_p` are the whiteboard versions, which sort.
"""

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine import arrays
from engine.errors import DTypeError, ShapeError
from engine.logits import (
    Filtered,
    checked_logits,
    keep_everything,
    keep_few_or_many,
    keep_indices,
    keep_where,
    refuse_no_vocabulary,
    softmax64,
    tempered,
)
from engine.sampling_select import nucleus, reaching_kth
from engine.trace import Trace

FloatArray: TypeAlias = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Tempered:
    """logits (..., V) after division; probs (..., V); argmax, an int or (...), the first index winning a tie."""

    logits: FloatArray
    probs: FloatArray
    argmax: Any


def temperature(*, logits: Any, temperature: float = 1.0, trace: Trace | None = None) -> Tempered:
    """softmax(logits / T). T 0 is greedy: the largest logit alone stays, the first index wins a tie.

    Raises DTypeError for a negative temperature. Source: Ackley, Hinton and Sejnowski 1985.
    """
    checked = checked_logits(logits)
    value = arrays.number("temperature", temperature, at_least=0, below=math.inf)
    scaled = tempered(checked, value)
    probs = softmax64(scaled).astype(checked.dtype, copy=False)
    best = np.argmax(checked, axis=-1)
    if trace is not None:
        trace.add("logits", scaled, "logits / T; T = 0 keeps the largest alone")
        trace.add("probs", probs, "softmax(logits / T)")
    return Tempered(scaled, probs, int(best) if best.ndim == 0 else best)


def top_k(*, logits: Any, k: int, trace: Trace | None = None) -> Filtered:
    """Keep the k largest logits and every tie with the k-th; k at or above V keeps all. Source: Fan et al. 2018."""
    if trace is not None:
        return naive_top_k(logits=logits, k=k, trace=trace)
    checked = checked_logits(logits)
    count = min(arrays.integer("k", k, at_least=1), checked.shape[-1])
    return keep_indices(checked, lambda row: reaching_kth(row, count))


def naive_top_k(*, logits: Any, k: int, trace: Trace | None = None) -> Filtered:
    """`top_k` as on a whiteboard: sort, read off the k-th, drop what is smaller."""
    checked = checked_logits(logits)
    count = min(arrays.integer("k", k, at_least=1), checked.shape[-1])
    kth = np.sort(checked, axis=-1)[..., -count, None]  # (..., 1)
    if trace is not None:
        trace.add("threshold", kth, "the k-th largest logit")
    return keep_where(checked, checked >= kth, trace)


def top_p(*, logits: Any, p: float, min_tokens_to_keep: int = 1, trace: Trace | None = None) -> Filtered:
    """Keep the fewest most probable tokens whose mass reaches p; the token that crosses p stays; p = 1 keeps all.

    At least `min_tokens_to_keep` stay; of equal probabilities the first index stays. Source: Holtzman et al. 2020.
    """
    if trace is not None:
        return naive_top_p(logits=logits, p=p, min_tokens_to_keep=min_tokens_to_keep, trace=trace)
    checked, mass, least = _nucleus_input(logits, p, min_tokens_to_keep)
    if mass == 1:
        return keep_everything(checked)

    def kept_of(row: FloatArray) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
        probs = softmax64(row)
        return nucleus(probs, mass, least), probs

    return keep_few_or_many(checked, kept_of)


def naive_top_p(*, logits: Any, p: float, min_tokens_to_keep: int = 1, trace: Trace | None = None) -> Filtered:
    """`top_p` as on a whiteboard: sort, add up, keep each token before which the mass is still below p."""
    checked, mass, least = _nucleus_input(logits, p, min_tokens_to_keep)
    probs = softmax64(checked)
    order = np.argsort(-probs, axis=-1, kind="stable")
    cumulative = np.cumsum(np.take_along_axis(probs, order, axis=-1), axis=-1)
    before = np.concatenate((np.zeros_like(cumulative[..., :1]), cumulative[..., :-1]), axis=-1)
    stays = (before < mass) | (np.arange(probs.shape[-1]) < least) | (mass == 1)
    kept = np.zeros(probs.shape, dtype=bool)
    np.put_along_axis(kept, order, stays, axis=-1)
    if trace is not None:
        trace.add("probs_before", probs, "softmax(logits)")
        trace.add("order", order, "tokens from most to least probable")
        trace.add("cumulative", cumulative, "their probabilities added up")
    return keep_where(checked, kept, trace)


def min_p(*, logits: Any, min_p: float, trace: Trace | None = None) -> Filtered:
    """Keep tokens with p >= min_p * p_max, which is logit >= largest + ln(min_p). Source: Nguyen et al. 2024, eq. 2."""
    checked = checked_logits(logits)
    share = arrays.number("min_p", min_p, at_least=0, at_most=1)
    if trace is not None:
        probs = softmax64(checked)
        trace.add("probs_before", probs, "softmax(logits)")
        trace.add("threshold", share * probs.max(axis=-1, keepdims=True), "min_p * p_max")
        return keep_where(checked, checked >= checked.max(axis=-1, keepdims=True) + _log(share), trace)
    return keep_indices(checked, lambda row: np.flatnonzero(row >= row.max() + _log(share)))


def typical(*, logits: Any, mass: float, trace: Trace | None = None) -> Filtered:
    """Keep the tokens whose surprisal lies nearest the entropy until their mass reaches `mass`; 1 keeps all.

    The token that crosses stays, and so do its ties in distance. Source: Meister et al. 2023, eq. 7.
    """
    checked = checked_logits(logits)
    share = arrays.number("mass", mass, above=0, at_most=1)
    if share == 1 and trace is None:
        return keep_everything(checked)
    probs = softmax64(checked)
    surprisal = -np.log(probs, out=np.full_like(probs, -np.inf), where=probs > 0)
    terms = np.multiply(probs, surprisal, out=np.zeros_like(probs), where=probs > 0)
    spread = terms.sum(axis=-1, keepdims=True)  # the entropy
    distance = np.abs(surprisal - spread)
    order = np.argsort(distance, axis=-1, kind="stable")
    cumulative = np.cumsum(np.take_along_axis(probs, order, axis=-1), axis=-1)
    crossing = np.minimum((cumulative < share).sum(axis=-1, keepdims=True), probs.shape[-1] - 1)
    farthest = np.take_along_axis(distance, np.take_along_axis(order, crossing, axis=-1), axis=-1)
    if trace is not None:
        trace.add("probs_before", probs, "softmax(logits)")
        trace.add("entropy", spread, "H = -sum p ln p")
        trace.add("distance", distance, "|-ln p - H|")
        trace.add("order", order, "tokens from nearest to farthest")
        trace.add("cumulative", cumulative, "their probabilities added up")
    return keep_where(checked, (distance <= farthest) | (share == 1), trace)


def entropy(*, probs: Any, unit: str = "nats", trace: Trace | None = None) -> Any:
    """-sum p log p over the last axis, with 0 log 0 = 0; unit `nats` or `bits`. probs: (..., V) -> float or (...).

    Raises DTypeError for a negative probability or an unknown unit. Source: Shannon 1948, section 6.
    """
    checked = arrays.floats("probs", probs)
    refuse_no_vocabulary("probs", checked)
    if not (checked >= 0).all():
        raise DTypeError(f"probs: got {checked.min():g}, expected probabilities, none below 0")
    per_nat = 1 / math.log(2) if arrays.choice("unit", unit, ("nats", "bits")) == "bits" else 1.0
    wide = checked.astype(np.float64, copy=False)
    logs = np.log(wide, out=np.zeros_like(wide), where=wide > 0)
    terms = -wide * logs * per_nat + 0.0
    if trace is not None:
        trace.add("terms", terms, "-p log p")
    total = terms.sum(axis=-1)
    return float(total) if total.ndim == 0 else total.astype(checked.dtype, copy=False)


def perplexity(*, token_logprobs: Any, trace: Trace | None = None) -> float:
    """exp of the mean negative log-probability, natural logarithms. token_logprobs: (N,), N >= 1, each at most 0."""
    checked = arrays.float64s("token_logprobs", token_logprobs, ndim=1)
    if not checked.size:
        raise ShapeError("token_logprobs: got shape (0,), expected at least one token")
    if not (checked <= 1e-5).all():  # a float32 log-softmax may end a hair above 0
        raise DTypeError(f"token_logprobs: got {checked.max():g}, expected log-probabilities, at most 0")
    mean_nll = -float(checked.mean())
    if trace is not None:
        trace.add("mean_nll", mean_nll, "-mean(log p)")
    return math.exp(mean_nll) if mean_nll < 709.78 else math.inf


def sample_inverse_cdf(*, logits: Any, uniforms: Any, trace: Trace | None = None) -> NDArray[np.int64]:
    """For each u the smallest i with u < p_0 + ... + p_i. Logits (V,) take uniforms of any shape, (..., V) take (...).

    uniforms: in [0, 1). Returns token ids of their shape. Raises DTypeError when a row has no token to draw.
    """
    checked = checked_logits(logits)
    draws = arrays.float64s("uniforms", uniforms)
    if not ((draws >= 0) & (draws < 1)).all():
        raise DTypeError("uniforms: got a number outside 0 to 1, expected 0 <= u < 1")
    if checked.ndim > 1 and draws.shape != checked.shape[:-1]:
        raise ShapeError(f"uniforms: got shape {draws.shape}, expected logits' {checked.shape[:-1]}, one for each row")
    if (checked == -np.inf).all(axis=-1).any():
        raise DTypeError("logits: got a row of -inf, expected at least one token to draw")
    probs = softmax64(checked)
    cdf = np.cumsum(probs, axis=-1)
    one_row = checked.ndim == 1
    ids = np.searchsorted(cdf, draws, side="right") if one_row else (cdf <= draws[..., None]).sum(axis=-1)
    last = checked.shape[-1] - 1 - np.argmax(probs[..., ::-1] > 0, axis=-1)  # rounding may end the sum below 1
    ids = np.asarray(np.minimum(ids, last), dtype=np.int64)
    if trace is not None:
        trace.add("probs", probs, "softmax(logits)")
        trace.add("cdf", cdf, "p_0 + ... + p_i")
        trace.add("token_ids", ids, "smallest i with u < cdf_i")
    return ids


def _nucleus_input(logits: Any, p: float, min_tokens_to_keep: int) -> tuple[FloatArray, float, int]:
    mass = arrays.number("p", p, at_least=0, at_most=1)
    return checked_logits(logits), mass, arrays.integer("min_tokens_to_keep", min_tokens_to_keep, at_least=1)


def _log(share: float) -> float:
    return math.log(share) if share > 0 else -math.inf
