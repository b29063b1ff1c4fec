"""What all samplers share: checked logits, their softmax, and a filter's result from what it keeps.

Logits are (..., V); -inf marks a token that is out, and a row of nothing else has probabilities of 0, never NaN.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine import arrays
from engine.errors import DTypeError, ShapeError
from engine.trace import Trace

FloatArray: TypeAlias = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Filtered:
    """logits (..., V) with -inf for what is out; probs (..., V), their softmax."""

    logits: FloatArray
    probs: FloatArray


def checked_logits(value: Any, name: str = "logits") -> FloatArray:
    """Logits (..., V), V >= 1, that are finite or -inf."""
    logits = arrays.floats(name, value)
    refuse_no_vocabulary(name, logits)
    peak = logits.max() if logits.size else 0.0
    if not peak < math.inf:
        raise DTypeError(f"{name}: got {peak:g}, expected finite numbers or -inf")
    return logits


def refuse_no_vocabulary(name: str, array: FloatArray) -> None:
    """Raise ShapeError unless the last dimension has at least one token."""
    if array.ndim == 0 or array.shape[-1] == 0:
        raise ShapeError(f"{name}: got shape {array.shape}, expected (..., V) with at least one token")


def softmax64(logits: FloatArray) -> NDArray[np.float64]:
    """Softmax over the last axis in float64; a row of -inf gives zeros. In place: fresh memory costs more than exp."""
    probs = logits.astype(np.float64)
    peak = probs.max(axis=-1, keepdims=True)
    with np.errstate(over="ignore"):  # 1e308 - (-1e308): the difference is -inf, its exponential 0
        probs -= np.where(np.isfinite(peak), peak, 0.0)
    np.exp(probs, out=probs)
    total = probs.sum(axis=-1, keepdims=True)
    probs /= np.where(total > 0, total, 1.0)
    return probs


def tempered(logits: FloatArray, temperature: float) -> FloatArray:
    """logits / T; at 0, or where the division would overflow, the first largest logit alone stays."""
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        scaled = logits / temperature if temperature > 0 else np.full_like(logits, np.nan)
    if (np.isfinite(scaled) == np.isfinite(logits)).all() and not np.isnan(scaled).any():
        return scaled
    best = np.argmax(logits, axis=-1)[..., None]  # zero, or so small that the division overflows
    greedy = np.full_like(logits, -np.inf)
    np.put_along_axis(greedy, best, np.take_along_axis(logits, best, axis=-1), axis=-1)
    return greedy


def keep_everything(logits: FloatArray) -> Filtered:
    """The result of a filter at its neutral value."""
    return Filtered(logits.copy(), softmax64(logits).astype(logits.dtype, copy=False))


def keep_where(logits: FloatArray, kept: NDArray[np.bool_], trace: Trace | None) -> Filtered:
    """What stays where `kept`, and its probabilities, with a word to the trace."""
    kept = kept & (logits > -np.inf)
    filtered = np.where(kept, logits, np.array(-np.inf, dtype=logits.dtype))
    probs = softmax64(filtered).astype(logits.dtype, copy=False)
    if trace is not None:
        trace.add("kept", kept, "which tokens survive")
        trace.add("logits", filtered, "-inf for the others")
        trace.add("probs", probs, "softmax of what is left")
    return Filtered(filtered, probs)


def keep_indices(logits: FloatArray, kept_of: Callable[[FloatArray], NDArray[np.intp]]) -> Filtered:
    """As `keep_where`, row by row from the indices that stay, touching no others."""
    filtered = np.full(logits.shape, -np.inf, dtype=logits.dtype)
    probs = np.zeros(logits.shape, dtype=logits.dtype)
    for at in np.ndindex(logits.shape[:-1]):
        kept = kept_of(logits[at])
        if kept.size:
            filtered[at][kept] = values = logits[at][kept]
            probs[at][kept] = softmax64(values)
    return Filtered(filtered, probs)


def keep_few_or_many(
    logits: FloatArray, kept_of: Callable[[FloatArray], tuple[NDArray[np.bool_], NDArray[np.float64]]]
) -> Filtered:
    """As `keep_indices`, from masks, with the probabilities before: where most tokens stay, no index is worth its cost.

    The probabilities that kept_of gives are written to.
    """
    filtered, probs = np.full(logits.shape, -np.inf, dtype=logits.dtype), np.zeros(logits.shape, dtype=logits.dtype)
    for at in np.ndindex(logits.shape[:-1]):
        mask, before = kept_of(logits[at])
        if np.count_nonzero(mask) * 8 < mask.size:
            kept = np.flatnonzero(mask)
            filtered[at][kept] = logits[at][kept]
            probs[at][kept] = before[kept] / (before[kept].sum() or 1.0)
            continue
        bound = mask.astype(logits.dtype)  # +inf where a token stays, else -inf: no branch for each token
        bound -= 0.5
        bound *= np.inf
        np.minimum(logits[at], bound, out=filtered[at])
        before *= mask
        np.divide(before, before.sum() or 1.0, out=probs[at], casting="same_kind")
    return Filtered(filtered, probs)
