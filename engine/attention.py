"""Attention: softmax(Q K^T / sqrt(d)) V, with masks, grouped heads, a cache, and the softmax computed in one pass.

The idea: every query averages the values, weighted by how well it matches each key. Vaswani et al. 2017, section 3.2;
grouped queries: Ainslie et al. 2023; one-pass softmax: Milakov and Gimelshein 2018; tiles: Dao et al. 2022, 3.1.
`naive_attention` is the whiteboard version; `scaled_dot_product_attention` works on tiles of queries, so that the whole
(T, S) matrix never exists. Left out: dropout, the backward pass.

A causal mask is lower-right aligned: key j is visible to query i when j <= i + S - T. A row that sees nothing is 0.
"""

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine import arrays
from engine.errors import ShapeError
from engine.trace import Trace

FloatArray: TypeAlias = NDArray[Any]
TILE = 128
"""Queries in a tile: their scores against 2,048 keys in 8 heads take 8 MB in float32."""


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
    """What hides keys from queries: the shape (T, S), causal, window, a boolean mask, an added bias."""

    causal: bool
    window: int | None
    mask: FloatArray | None
    bias: FloatArray | None
    queries: int
    keys: int

    def applied(self, scores: FloatArray, first: int = 0) -> FloatArray:
        """Scores (..., t, S) of the queries from `first` on, hidden ones at -inf."""
        last = first + scores.shape[-2]
        if self.bias is not None:
            scores = scores + self.bias[..., first:last, :].astype(scores.dtype)
        hidden = ~self._visible(first, last)
        if hidden.any():
            scores = np.where(hidden, scores.dtype.type(-np.inf), scores)
        return scores

    def _visible(self, first: int, last: int) -> NDArray[np.bool_]:
        here = np.arange(first, last)[:, None] + self.keys - self.queries  # (t, 1), aligned to the last key
        key = np.arange(self.keys)[None, :]  # (1, S)
        visible = np.ones((last - first, self.keys), dtype=bool)
        if self.causal:
            visible &= key <= here
        if self.window is not None:
            visible &= here - key < self.window
        if self.mask is not None:
            visible = visible & self.mask[..., first:last, :]
        return visible


def naive_attention(
    *, q: Any, k: Any, v: Any, causal: bool = False, scale: float | None = None, trace: Trace | None = None
) -> FloatArray:
    """Attention as on the whiteboard. q (..., T, d), k (..., S, d), v (..., S, d_v) -> (..., T, d_v)."""
    return scaled_dot_product_attention(q=q, k=k, v=v, causal=causal, scale=scale, trace=trace or Trace()).output


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
    query = _stacked("q", q)
    key, value = (_stacked(name, x, query) for name, x in (("k", k), ("v", v)))
    key, value = _checked(query, key, value)
    factor = 1.0 / math.sqrt(query.shape[-1]) if scale is None else arrays.number("scale", scale)
    masks = _masks(query, key, causal, window, mask, bias)
    if trace is not None:
        return _traced(query, key, value, factor, masks, trace)
    if return_weights:
        weights = _softmax_rows(masks.applied(query @ np.swapaxes(key, -1, -2) * query.dtype.type(factor)))
        return Attention(weights @ value, weights)
    return Attention(_tiled(query, key, value, factor, masks), None)


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
    joined = np.swapaxes(inner.output, -3, -2).reshape(*given.shape[:-1], -1)  # (B, T, H d_head)
    output = _linear(joined, "w_o", w_o, "b_o", b_o)
    if trace is not None:
        trace.add("concatenated", joined, "heads side by side")
        trace.add("projected", output, "concatenated W_Oᵀ + b_O")
    return Attention(output, inner.weights)


def kv_cache_decode(*, q: Any, k: Any, v: Any, prefill: int) -> FloatArray:
    """Causal attention fed the first `prefill` positions at once and then one a step, keys and values from a cache.

    q, k, v (B, H, T, d) -> (B, H, T, d_v): equal to one causal pass over all. Source: Pope et al. 2022, section 2.1.
    """
    query = _stacked("q", q)
    key, value = _checked(query, _stacked("k", k, query), _stacked("v", v, query))
    total = query.shape[-2]
    first = arrays.integer("prefill", prefill, at_least=0, at_most=total)
    outputs = []
    for start, stop in [(0, first), *((t, t + 1) for t in range(first, total))]:
        if stop > start:
            step = scaled_dot_product_attention(
                q=query[..., start:stop, :], k=key[..., :stop, :], v=value[..., :stop, :], causal=True
            )
            outputs.append(step.output)
    if not outputs:
        return np.zeros((*query.shape[:-1], value.shape[-1]), dtype=query.dtype)
    return np.concatenate(outputs, axis=-2)


def online_softmax(*, scores: Any, block: int, trace: Trace | None = None) -> OnlineSoftmax:
    """The softmax in one pass: after each block the maximum so far, and the sum rescaled to it.

    scores (n,) -> running_max, running_sum (ceil(n / block),), probs (n,). All -inf: sum 0, probabilities 0. Source:
    Milakov and Gimelshein 2018, algorithm 3.
    """
    given = arrays.floats("scores", scores, ndim=1)
    size = arrays.integer("block", block, at_least=1)
    wide = given.astype(np.float64)
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
    return OnlineSoftmax(np.array(tops), np.array(totals), probs.astype(given.dtype))


def _tiled(query: FloatArray, key: FloatArray, value: FloatArray, factor: float, masks: _Masks) -> FloatArray:
    """Tile by tile of queries; a causal tile leaves out the keys that none of its queries can see."""
    output = np.zeros((*query.shape[:-1], value.shape[-1]), dtype=query.dtype)
    across = np.swapaxes(key, -1, -2)  # (..., d, S)
    scaled = query * query.dtype.type(factor)
    plain = masks.mask is None and masks.bias is None
    for first in range(0, query.shape[-2], TILE):
        last = min(first + TILE, query.shape[-2])
        seen = masks.keys if not (plain and masks.causal) else max(0, last + masks.keys - masks.queries)
        part = _Masks(masks.causal, masks.window, masks.mask, masks.bias, masks.queries, masks.keys)
        scores = scaled[..., first:last, :] @ across[..., :seen]  # (..., t, seen)
        if plain and seen < masks.keys:
            part = _Masks(masks.causal, masks.window, None, None, masks.queries - (masks.keys - seen), seen)
        output[..., first:last, :] = _softmax_rows(part.applied(scores, first)) @ value[..., :seen, :]
    return output


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


def _softmax_rows(scores: FloatArray) -> FloatArray:
    """Row softmax; a row of -inf becomes 0."""
    top = scores.max(axis=-1, keepdims=True, initial=-np.inf)
    scores = scores - np.where(np.isfinite(top), top, 0)
    np.exp(scores, out=scores)
    total = scores.sum(axis=-1, keepdims=True)
    np.divide(scores, total, out=scores, where=total > 0)
    return scores


def _stacked(name: str, x: Any, leader: FloatArray | None = None) -> FloatArray:
    given = arrays.floats(name, x, ndim=(2, 3, 4))
    return given if leader is None else given.astype(leader.dtype, copy=False)


def _checked(query: FloatArray, key: FloatArray, value: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Check shapes, and repeat key/value heads for grouped queries."""
    arrays.check_last("k", key, query.shape[-1], "q")
    if value.ndim != key.ndim or value.shape[:-1] != key.shape[:-1]:
        raise ShapeError(f"v: got shape {value.shape}, expected k's {key.shape[:-1]} before the last dimension")
    if key.ndim != query.ndim or key.shape[:-3] != query.shape[:-3]:
        raise ShapeError(f"k: got shape {key.shape}, expected q's {query.ndim} dimensions and batch {query.shape[:-3]}")
    if query.ndim == 2 or key.shape[-3] == query.shape[-3]:
        return key, value
    heads, kept = query.shape[-3], key.shape[-3]
    if kept == 0 or heads % kept:
        raise ShapeError(f"k: got {kept} heads, expected a divisor of q's {heads}")
    return np.repeat(key, heads // kept, axis=-3), np.repeat(value, heads // kept, axis=-3)


def _masks(query: FloatArray, key: FloatArray, causal: bool, window: int | None, mask: Any, bias: Any) -> _Masks:
    shape = (query.shape[-2], key.shape[-2])
    return _Masks(
        arrays.flag("causal", causal),
        None if window is None else arrays.integer("window", window, at_least=1),
        None if mask is None else _fitted("mask", arrays.booleans("mask", mask), shape),
        None if bias is None else _fitted("bias", arrays.floats("bias", bias), shape),
        *shape,
    )


def _fitted(name: str, array: FloatArray, shape: tuple[int, int]) -> FloatArray:
    """`array` with (T, S) as its last dimensions."""
    try:
        return np.broadcast_to(array, (*array.shape[:-2], *shape))
    except ValueError:
        raise ShapeError(f"{name}: got shape {array.shape}, expected (..., {shape[0]}, {shape[1]})") from None


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
    return np.swapaxes(x.reshape(*x.shape[:-1], heads, -1), -3, -2)
