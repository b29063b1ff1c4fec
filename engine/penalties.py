"""Penalties for tokens that were used before, and all processors in the order in which libraries apply them.

Repetition penalty: Keskar et al. 2019 (CTRL), section 4.1; a positive logit is divided, a negative one multiplied, once
per distinct token. Frequency and presence: OpenAI's rule mu_j - c_j * frequency - 1[c_j > 0] * presence. The order of
`process_logits` is that of Hugging Face transformers; others differ (llama.cpp ends with the temperature).
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import arrays
from engine.errors import ShapeError
from engine.logits import Filtered, FloatArray, checked_logits, keep_everything, softmax64, tempered
from engine.sampling import min_p as _min_p
from engine.sampling import top_k as _top_k
from engine.sampling import top_p as _top_p
from engine.sampling import typical as _typical
from engine.trace import Trace


def repetition_penalty(*, logits: Any, token_ids: Any, penalty: float = 1.0, trace: Trace | None = None) -> Filtered:
    """Divide positive logits of the tokens in `token_ids` by `penalty`, multiply negative ones; each token once.

    logits: (..., V); token_ids: (N,) for all rows or (..., N); penalty above 0, 1 neutral. Raises TokenIdError for an
    id outside the vocabulary.
    """
    checked = checked_logits(logits)
    strength = arrays.number("penalty", penalty, above=0, below=math.inf)
    used = _counts(token_ids, checked) > 0
    penalised = _penalised(checked, used, strength)
    if trace is not None:
        trace.add("used", used, "which tokens were used before")
    return _result(penalised, trace)


def frequency_presence_penalty(
    *,
    logits: Any,
    token_ids: Any,
    frequency_penalty: float = 0.0,
    presence_penalty: float = 0.0,
    trace: Trace | None = None,
) -> Filtered:
    """logits - count * frequency_penalty - [count > 0] * presence_penalty; shapes as in `repetition_penalty`."""
    checked = checked_logits(logits)
    each = arrays.number("frequency_penalty", frequency_penalty, above=-math.inf, below=math.inf)
    once = arrays.number("presence_penalty", presence_penalty, above=-math.inf, below=math.inf)
    counts = _counts(token_ids, checked)
    penalised = (checked - counts * each - (counts > 0) * once).astype(checked.dtype, copy=False)
    if trace is not None:
        trace.add("counts", counts, "how often each token was used before")
    return _result(penalised, trace)


def process_logits(
    *,
    logits: Any,
    token_ids: Any = (),
    repetition_penalty: float = 1.0,
    temperature: float = 1.0,
    top_k: int | None = 0,
    top_p: float | None = 1.0,
    min_p: float | None = 0.0,
    typical_p: float | None = 1.0,
    trace: Trace | None = None,
) -> Filtered:
    """Repetition penalty, temperature, top-k, top-p, min-p, typical, in this order, each on what the last one left.

    Each filter renormalises before it counts mass. A neutral value (1, 1, 0, 1, 0, 1) or None leaves a step out. A
    trace records logits and probabilities after each step that is taken, and which tokens each filter leaves.
    """
    current = checked_logits(logits).copy()
    counts = _counts(token_ids, current)
    penalty = arrays.number("repetition_penalty", repetition_penalty, above=0, below=math.inf)
    heat = arrays.number("temperature", temperature, at_least=0, below=math.inf)
    filters = _active_filters(top_k, top_p, min_p, typical_p)
    if penalty != 1:
        current = _penalised(current, counts > 0, penalty)
        _record(trace, "repetition_penalty", current, filters=False)
    if heat != 1:
        current = tempered(current, heat)
        _record(trace, "temperature", current, filters=False)
    for name, apply in filters:
        current = apply(current).logits
        _record(trace, name, current, filters=True)
    return _result(current, trace)


def _active_filters(
    k: int | None, p: float | None, share: float | None, mass: float | None
) -> list[tuple[str, Callable[[FloatArray], Filtered]]]:
    """The filters that are not at their neutral value, by name and in order; all values checked."""
    count = arrays.integer("top_k", 0 if k is None else k, at_least=0)
    nucleus = arrays.number("top_p", 1 if p is None else p, at_least=0, at_most=1)
    least = arrays.number("min_p", 0 if share is None else share, at_least=0, at_most=1)
    near = arrays.number("typical_p", 1 if mass is None else mass, above=0, at_most=1)
    table: list[tuple[str, bool, Callable[[FloatArray], Filtered]]] = [
        ("top_k", count > 0, lambda logits: _top_k(logits=logits, k=count)),
        ("top_p", nucleus < 1, lambda logits: _top_p(logits=logits, p=nucleus)),
        ("min_p", least > 0, lambda logits: _min_p(logits=logits, min_p=least)),
        ("typical", near < 1, lambda logits: _typical(logits=logits, mass=near)),
    ]
    return [(name, apply) for name, active, apply in table if active]


def _counts(token_ids: Any, logits: FloatArray) -> NDArray[np.int64]:
    """How often each token stands in `token_ids`, (V,) or (..., V)."""
    size = logits.shape[-1]
    ids = arrays.token_ids("token_ids", token_ids, size)
    if ids.ndim == 0 or (ids.ndim > 1 and ids.shape[:-1] != logits.shape[:-1]):
        raise ShapeError(f"token_ids: got shape {ids.shape}, expected (N,) or logits' {(*logits.shape[:-1], 'N')}")
    counts = np.zeros((*ids.shape[:-1], size), dtype=np.int64)
    for at in np.ndindex(ids.shape[:-1]):
        counts[at] = np.bincount(ids[at], minlength=size)
    return counts


def _penalised(logits: FloatArray, used: NDArray[np.bool_], penalty: float) -> FloatArray:
    changed = np.where(logits > 0, logits / penalty, logits * penalty)
    return np.where(used, changed, logits).astype(logits.dtype, copy=False)


def _record(trace: Trace | None, name: str, logits: FloatArray, *, filters: bool) -> None:
    if trace is None:
        return
    if filters:
        trace.add(f"{name}_kept", logits > -np.inf, "which tokens survive")
    trace.add(f"{name}_logits", logits, f"after {name}")
    trace.add(f"{name}_probs", softmax64(logits).astype(logits.dtype), "softmax of what is left")


def _result(logits: FloatArray, trace: Trace | None) -> Filtered:
    result = keep_everything(logits)
    if trace is not None:
        trace.add("logits", result.logits, "logits of the next token")
        trace.add("probs", result.probs, "softmax(logits)")
    return result
