"""Attention: softmax(Q K^T / sqrt(d)) V, with masks, grouped heads, a cache, and the softmax computed in one pass.

The idea: every query averages the values, weighted by how well it matches each key. Vaswani et al. 2017, section 3.2;
grouped queries: Ainslie et al. 2023; one-pass softmax: Milakov and Gimelshein 2018; tiles: Dao et al. 2022, 3.1.
`naive_attention` is the whiteboard version; `scaled_dot_product_attention` works on blocks (engine/attention_tiles.py),
so that the whole (T, S) matrix never exists. Left out: dropout, the backward pass.

A causal mask is lower-right aligned: key j is visible to query i when j <= i + S - T. A row that sees nothing is 0.
"""

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine import arrays
from engine.attention_tiles import by_blocks, by_rows, scores_are_small, softmax_rows
from engine.errors import DTypeError, ShapeError
from engine.trace import Trace

FloatArray: TypeAlias = NDArray[Any]
_FEW = 1 << 15
"""So many scores are computed at once: blocks would cost more than they spare."""


@dataclass(frozen=True, slots=True, eq=False)
class Attention:
    """output (..., T, d_v); weights (..., T, S) when asked for or traced, else None."""

    output: FloatArray
    weights: FloatArray | None


@dataclass(frozen=True, slots=True, eq=False)
class OnlineSoftmax:
    """running_max and running_sum after each block (blocks,), and the probabilities at the end (n,)."""

    running_max: FloatArray
    running_sum: FloatArray
    probs: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class _Masks:
    """What hides keys from queries: causal, window, a boolean mask, an added bias; both (B, H, T, S) views."""

    causal: bool
    window: int | None
    mask: NDArray[np.bool_] | None
    bias: FloatArray | None
    queries: int
    keys: int

    def applied(self, scores: FloatArray, head: tuple[int, ...] = (), first: int = 0) -> FloatArray:
        """Scores (..., t, s) of the queries from `first` on for the first s keys, hidden ones at -inf.

        The scores are those of all heads, or of `head` (b, h) alone.
        """
        part = (Ellipsis, slice(first, first + scores.shape[-2]), slice(scores.shape[-1]))
        if self.bias is not None:
            scores = scores + self.bias[head[4 - self.bias.ndim :]][part].astype(scores.dtype)
        last_query_alone = first + 1 >= self.queries
        if self.window is None and self.mask is None and (last_query_alone or not self.causal):
            return scores
        visible = self._visible(first, *scores.shape[-2:])
        if self.mask is not None:
            visible = visible & self.mask[head[4 - self.mask.ndim :]][part]
        return np.where(visible, scores, scores.dtype.type(-np.inf))

    def reach(self, last: int) -> int:
        """How many keys the queries before `last` may see: the first so many."""
        return max(0, last + self.keys - self.queries) if self.causal else self.keys

    def _visible(self, first: int, tall: int, wide: int) -> NDArray[np.bool_]:
        here = np.arange(first, first + tall)[:, None] + self.keys - self.queries  # (t, 1), aligned to the last key
        key = np.arange(wide)[None, :]  # (1, s)
        visible = np.ones((tall, wide), dtype=bool)
        if self.causal:
            visible &= key <= here
        if self.window is not None:
            visible &= here - key < self.window
        return visible


def naive_attention(
    *, q: Any, k: Any, v: Any, causal: bool = False, scale: float | None = None, trace: Trace | None = None
) -> FloatArray:
    """Attention as on the whiteboard. q (..., T, d), k (..., S, d), v (..., S, d_v) -> (..., T, d_v)."""
    if trace is not None:
        return scaled_dot_product_attention(q=q, k=k, v=v, causal=causal, scale=scale, trace=trace).output
    query, key, value = _checked(q, k, v)
    key, value = _repeated(query, key, value)
    scores = query @ np.swapaxes(key, -1, -2) * query.dtype.type(_scale(scale, query))  # (..., T, S)
    if arrays.flag("causal", causal):
        queries, keys = scores.shape[-2:]
        scores = np.where(np.tri(queries, keys, keys - queries, dtype=bool), scores, scores.dtype.type(-np.inf))
    output: FloatArray = softmax_rows(scores) @ value  # (..., T, d_v)
    return output


def scaled_dot_product_attention(
    *,
    q: Any,
    k: Any,
    v: Any,
    causal: bool = False,
    window: int | None = None,
    mask: Any = None,
    bias: Any = None,
    scale: float | None = None,
    return_weights: bool = False,
    trace: Trace | None = None,
) -> Attention:
    """softmax(q k^T scale + bias, hidden keys at -inf) v.

    q (B, H, T, d), k (B, H_kv, S, d), v (B, H_kv, S, d_v), fewer leading dimensions accepted; query head h reads
    key/value head h // (H / H_kv). `mask` (T, S) or broadcastable is True where attention is allowed; `bias` is added
    to the scaled scores; `window` w lets a query see the last w keys up to its own. `scale` is 1/sqrt(d) unless given.
    Raises ShapeError, DTypeError. Source: Vaswani et al. 2017, eq. 1.
    """
    query, key, value = _checked(q, k, v)
    factor = _scale(scale, query)
    masks = _masks(query, key, causal, window, mask, bias)
    weights_wanted = arrays.flag("return_weights", return_weights)
    if trace is not None:
        return _traced(query, *_repeated(query, key, value), factor, masks, trace)
    if weights_wanted or query[..., 0].size * key.shape[-2] <= _FEW:
        key, value = _repeated(query, key, value)
        weights = softmax_rows(masks.applied(query @ np.swapaxes(key, -1, -2) * query.dtype.type(factor)))
        return Attention(weights @ value, weights if weights_wanted else None)
    return Attention(_by_tiles(query, key, value, factor, masks), None)


def multi_head_attention(
    *,
    x: Any,
    w_q: Any,
    w_k: Any,
    w_v: Any,
    b_q: Any = None,
    b_k: Any = None,
    b_v: Any = None,
    w_o: Any,
    b_o: Any = None,
    num_heads: int,
    causal: bool = False,
    return_weights: bool = False,
    trace: Trace | None = None,
) -> Attention:
    """Concat(head_1..head_h) W_O, head_i = Attention(x W_Q^i, x W_K^i, x W_V^i).

    x (B, T, d) or (T, d); weights are (out, in), y = x W^T + b. Returns output (B, T, d) and weights (B, H, T, T).
    Raises ShapeError when the heads do not divide the width. Source: Vaswani et al. 2017, section 3.2.2.
    """
    given = arrays.floats("x", x, ndim=(2, 3))
    heads = arrays.integer("num_heads", num_heads, at_least=1)
    query, key, value = (
        _split(name, _linear(given, name, w, b_name, b), heads)
        for name, w, b_name, b in (("w_q", w_q, "b_q", b_q), ("w_k", w_k, "b_k", b_k), ("w_v", w_v, "b_v", b_v))
    )  # (B, H, T, d_head)
    if trace is not None:
        for name, part in (("queries", query), ("keys", key), ("values", value)):
            trace.add(name, part, f"x W{name[0].upper()}ᵀ, split into heads")
    inner = scaled_dot_product_attention(
        q=query, k=key, v=value, causal=causal, return_weights=return_weights, trace=trace
    )
    joined = np.swapaxes(inner.output, -3, -2).reshape(*given.shape[:-1], heads * value.shape[-1])  # (B, T, H d_head)
    output = _linear(joined, "w_o", w_o, "b_o", b_o)
    if trace is not None:
        trace.add("concatenated", joined, "heads side by side")
        trace.add("projected", output, "concatenated W_Oᵀ + b_O")
    return Attention(output, inner.weights)


def kv_cache_decode(*, q: Any, k: Any, v: Any, prefill: int, trace: Trace | None = None) -> FloatArray:
    """Causal attention fed the first `prefill` positions at once and then one a step, keys and values from a cache.

    q, k, v (B, H, T, d) -> (B, H, T, d_v): equal to one causal pass over all. Source: Pope et al. 2022, section 2.1.
    """
    query, key, value = _checked(q, k, v)
    arrays.check_shape("k", key, (*key.shape[:-2], query.shape[-2], None), "as long as q")
    total = query.shape[-2]
    first = arrays.integer("prefill", prefill, at_least=0, at_most=total)
    outputs = []
    for start, stop in [(0, first), *((t, t + 1) for t in range(first, total))]:
        if stop > start:
            step = scaled_dot_product_attention(
                q=query[..., start:stop, :], k=key[..., :stop, :], v=value[..., :stop, :], causal=True
            )
            outputs.append(step.output)
            if trace is not None:
                trace.add("cached", stop, "positions in the cache")
                trace.add("step_output", step.output, "the new queries over the cached keys and values")
    empty = np.zeros((*query.shape[:-2], 0, value.shape[-1]), dtype=query.dtype)
    output = np.concatenate([empty, *outputs], axis=-2)
    if trace is not None:
        trace.add("output", output, "all steps, one after the other")
    return output


def online_softmax(*, scores: Any, block: int, trace: Trace | None = None) -> OnlineSoftmax:
    """The softmax in one pass: after each block the maximum so far, and the sum rescaled to it.

    scores (n,) -> running_max, running_sum (ceil(n / block),), probs (n,). All -inf: sum 0, probabilities 0. Source:
    Milakov and Gimelshein 2018, algorithm 3.
    """
    given = arrays.floats("scores", scores, ndim=1)
    size = arrays.integer("block", block, at_least=1)
    wide = given.astype(np.float64)
    if not (wide < np.inf).all():
        raise DTypeError("scores: got NaN or +inf, expected finite numbers or -inf")
    top, total = -math.inf, 0.0
    tops, totals = [], []
    for start in range(0, len(wide), size):
        part = wide[start : start + size]
        new = max(top, float(part.max()))
        shift = new if math.isfinite(new) else 0.0
        kept = total * math.exp(top - shift) if math.isfinite(top) else 0.0
        total = kept + float(np.exp(part - shift).sum())
        top = new
        tops.append(top)
        totals.append(total)
        if trace is not None:
            trace.add("running_max", np.float64(top), "max(old max, max of the block)")
            trace.add("running_sum", np.float64(total), "old sum · exp(old max - max) + Σ exp(x - max)")
    shift = top if math.isfinite(top) else 0.0
    probs = np.exp(wide - shift) / total if total > 0 else np.zeros_like(wide)
    if trace is not None:
        trace.add("probs", probs, "exp(x - max) / sum")
    return OnlineSoftmax(*(np.array(state, dtype=given.dtype) for state in (tops, totals, probs)))


def _by_tiles(query: FloatArray, key: FloatArray, value: FloatArray, factor: float, masks: _Masks) -> FloatArray:
    """As blocks where nothing but a causal mask hides keys and scores are small, else as rows."""
    shape = (*query.shape[:-1], value.shape[-1])
    query, key, value = (x.reshape(*(1,) * (4 - x.ndim), *x.shape) for x in (query, key, value))  # (B, H, T, d)
    plain = masks.window is None and masks.mask is None and masks.bias is None
    if plain and scores_are_small(query, key, value, factor):
        return by_blocks(query, key, value, factor, causal=masks.causal).reshape(shape)
    return by_rows(query, key, value, factor, masks).reshape(shape)


def _traced(
    query: FloatArray, key: FloatArray, value: FloatArray, factor: float, masks: _Masks, trace: Trace
) -> Attention:
    scores = query @ np.swapaxes(key, -1, -2)  # (..., T, S)
    scaled = scores * query.dtype.type(factor)
    masked = masks.applied(scaled)
    top = masked.max(axis=-1, initial=-np.inf)  # (..., T)
    exponentials = np.exp(masked - np.where(np.isfinite(top), top, 0.0)[..., None])
    denominators = exponentials.sum(axis=-1)  # (..., T)
    weights = np.divide(
        exponentials, denominators[..., None], out=np.zeros_like(exponentials), where=denominators[..., None] > 0
    )
    output = weights @ value  # (..., T, d_v)
    for name, step, formula in (
        ("scores", scores, "q kᵀ"),
        ("scaled", scaled, f"scores · {factor:.4g}"),
        ("masked", masked, "+ bias; hidden keys at −∞"),
        ("row_max", top, "largest of each row"),
        ("exponentials", exponentials, "exp(masked − row max)"),
        ("denominators", denominators, "sum of each row"),
        ("weights", weights, "exponentials / denominators"),
        ("output", output, "weights · v"),
    ):
        trace.add(name, step, formula)
    return Attention(output, weights)


def _scale(scale: float | None, query: FloatArray) -> float:
    return 1.0 / math.sqrt(max(query.shape[-1], 1)) if scale is None else arrays.finite("scale", scale)


def _checked(q: Any, k: Any, v: Any) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Queries, keys and values of q's dtype, whose shapes go together."""
    query = arrays.floats("q", q, ndim=(2, 3, 4))
    key, value = (arrays.floats_like(name, x, query, ndim=query.ndim) for name, x in (("k", k), ("v", v)))
    arrays.check_last("k", key, query.shape[-1], "q")
    if value.shape[:-1] != key.shape[:-1]:
        raise ShapeError(f"v: got shape {value.shape}, expected k's {key.shape[:-1]} before the last dimension")
    if key.shape[:-3] != query.shape[:-3]:
        raise ShapeError(f"k: got shape {key.shape}, expected q's batch {query.shape[:-3]}")
    if query.ndim > 2:
        heads, kept = query.shape[-3], key.shape[-3]
        if heads != kept and (kept == 0 or heads % kept):
            raise ShapeError(f"k: got {kept} heads, expected a divisor of q's {heads}")
    return query, key, value


def _repeated(query: FloatArray, key: FloatArray, value: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Keys and values once for each query head: head h reads h // (H / H_kv)."""
    if query.ndim == 2 or key.shape[-3] == query.shape[-3]:
        return key, value
    times = query.shape[-3] // key.shape[-3]
    return np.repeat(key, times, axis=-3), np.repeat(value, times, axis=-3)


def _masks(query: FloatArray, key: FloatArray, causal: bool, window: int | None, mask: Any, bias: Any) -> _Masks:
    shape = (*query.shape[:-1], key.shape[-2])  # (B, H, T, S)
    added = None if bias is None else arrays.floats("bias", bias)
    if added is not None and not (added < np.inf).all():
        raise DTypeError("bias: got NaN or +inf, expected finite numbers or -inf")
    return _Masks(
        arrays.flag("causal", causal),
        None if window is None else arrays.integer("window", window, at_least=1),
        None if mask is None else _fitted("mask", arrays.booleans("mask", mask), shape),
        None if added is None else _fitted("bias", added, shape),
        *shape[-2:],
    )


def _fitted(name: str, array: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    """`array` seen as one entry for each score."""
    try:
        return np.broadcast_to(array, shape)
    except ValueError:
        raise ShapeError(f"{name}: got shape {array.shape}, expected {shape} or one that broadcasts to it") from None


def _linear(x: FloatArray, name: str, weight: Any, bias_name: str, bias: Any) -> FloatArray:
    """x W^T + b for W (out, in)."""
    matrix = arrays.floats_like(name, weight, x, ndim=2)
    arrays.check_last(name, matrix, x.shape[-1], "x")
    result = x @ matrix.T
    if bias is None:
        return result
    shift = arrays.floats_like(bias_name, bias, x, ndim=1)
    arrays.check_last(bias_name, shift, matrix.shape[0], name)
    return result + shift


def _split(name: str, x: FloatArray, heads: int) -> FloatArray:
    """(..., T, H d) -> (..., H, T, d)."""
    if x.shape[-1] % heads:
        raise ShapeError(f"{name}: got {x.shape[-1]} outputs, expected a multiple of num_heads {heads}")
    return np.swapaxes(x.reshape(*x.shape[:-1], heads, x.shape[-1] // heads), -3, -2)
