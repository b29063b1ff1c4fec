"""Attention in blocks that stay in the cache: the (T, S) matrix of scores never exists as a whole.

Two ways, one after the other in this file. Both give what `naive_attention` gives, and tests say so.

`by_blocks`, for scores that are known to be small: |q k| <= |q| |k| (Cauchy and Schwarz), so if the longest query and
the longest key say that no score exceeds 30, the exponential needs no maximum taken off. Then the blocks of a row are
independent sums, in any order. A causal triangle is two smaller triangles and a square, and squares need no mask. The
exponential is taken as 2^(x log2 e): `exp2` is twice as fast as `exp` in NumPy, so log2 e goes into the scale.

`by_rows`, for everything else: a tile of queries at a time against all the keys that it may see, with masks, biases and
the exact maximum of each row. Left out: the running maximum of Dao et al. 2022 (`online_softmax` shows it).
"""

import math
from collections.abc import Callable, Iterator
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.threads import run_all

FloatArray: TypeAlias = NDArray[Any]

LARGEST_SCORE = 30.0
"""e^30 a hundred thousand times, weighting values up to 1e15, is still far from float32's largest number."""
LARGEST_VALUE = 1e15
_ROWS, _COLUMNS = 1024, 256  # a block of scores: 1 MB in float32
_LEAF = 64  # a causal triangle of this size is computed as a square and masked
_TOGETHER = 4  # heads that are worked on at once when they have 512 queries, more when they have fewer
_TILE = 128  # queries at a time in `by_rows`


def scores_are_small(query: FloatArray, key: FloatArray, value: FloatArray, factor: float) -> bool:
    """Whether no |score| can exceed `LARGEST_SCORE` (False for NaN). query (..., T, d), key (..., S, d)."""
    with np.errstate(over="ignore", invalid="ignore"):
        longest_query, longest_key = (float(np.vecdot(x, x).max(initial=0.0)) for x in (query, key))  # squared
        largest_value = max(float(value.max(initial=0.0)), -float(value.min(initial=0.0)))
        small = longest_query * longest_key * factor * factor <= LARGEST_SCORE**2
    return small and largest_value <= LARGEST_VALUE


def by_blocks(query: FloatArray, key: FloatArray, value: FloatArray, factor: float, *, causal: bool) -> FloatArray:
    """query (B, H, T, d), key and value (B, H_kv, S, ...) -> (B, H, T, d_v). For small scores without masks."""
    batch, heads, rows, _ = query.shape
    output = np.empty((batch, heads, rows, value.shape[-1]), dtype=query.dtype)
    repeats = heads // key.shape[1]
    together = max(1, _TOGETHER * 512**2 // max(1, min(rows, _ROWS)) ** 2)

    def job(at: int, mine: slice, theirs: slice) -> Callable[[], None]:
        given = query[at, mine], key[at, theirs], value[at, theirs], output[at, mine]
        return lambda: _Heads(*given, factor).attend(causal=causal)

    run_all([job(at, *pair) for at in range(batch) for pair in _groups(heads, repeats, together)])
    return output


class Masks(Protocol):
    """What `by_rows` asks of masks."""

    def applied(self, scores: FloatArray, head: tuple[int, ...] = (), first: int = 0) -> FloatArray:
        """Scores (t, s) of head (b, h), queries from `first` on, with hidden keys at -inf."""

    def reach(self, last: int) -> int:
        """How many keys the queries before `last` may see."""


def by_rows(query: FloatArray, key: FloatArray, value: FloatArray, factor: float, masks: Masks) -> FloatArray:
    """As `by_blocks`, for any scores and masks."""
    batch, heads, rows, _ = query.shape
    output = np.zeros((batch, heads, rows, value.shape[-1]), dtype=query.dtype)
    repeats = heads // key.shape[1]

    def job(b: int, h: int) -> Callable[[], None]:
        return lambda: attend(b, h)

    def attend(b: int, h: int) -> None:
        across = key[b, h // repeats].T  # (d, S)
        for first in range(0, rows, _TILE):
            tile = slice(first, min(first + _TILE, rows))
            seen = masks.reach(tile.stop)
            scores = (query[b, h, tile] * query.dtype.type(factor)) @ across[:, :seen]  # (t, s)
            weights = softmax_rows(masks.applied(scores, (b, h), first))
            np.matmul(weights, value[b, h // repeats, :seen], out=output[b, h, tile])

    run_all([job(b, h) for b in range(batch) for h in range(heads)])
    return output


def softmax_rows(scores: FloatArray) -> FloatArray:
    """The softmax of each row, in one new array; a row of -inf becomes 0."""
    top = scores.max(axis=-1, keepdims=True, initial=-np.inf)
    weights: FloatArray = scores - np.where(np.isfinite(top), top, scores.dtype.type(0))
    np.exp(weights, out=weights)
    total = weights.sum(axis=-1, keepdims=True)
    np.divide(weights, total, out=weights, where=total > 0)
    return weights


def _groups(heads: int, repeats: int, together: int) -> Iterator[tuple[slice, slice]]:
    """Slices of query heads and of the key heads that they read: several of both, or several queries of one key."""
    if repeats == 1:
        for first in range(0, heads, together):
            yield (slice(first, min(first + together, heads)),) * 2
        return
    for kept in range(heads // repeats):
        for first in range(kept * repeats, (kept + 1) * repeats, together):
            yield slice(first, min(first + together, (kept + 1) * repeats)), slice(kept, kept + 1)


class _Heads:
    """A few heads g that are worked on at once: a tile of their queries, its running sums, buffers for scores."""

    def __init__(
        self, query: FloatArray, key: FloatArray, value: FloatArray, output: FloatArray, factor: float
    ) -> None:
        self.query, self.key, self.value, self.output = query, key, value, output
        self.factor = query.dtype.type(factor * math.log2(math.e))
        heads, rows = query.shape[:2]
        tall, wide = min(rows, _ROWS), min(key.shape[1], _COLUMNS)
        self.scores = np.empty(heads * tall * max(wide, tall // 4), query.dtype)  # a triangle's square: half by half
        self.partial = np.empty(heads * tall * value.shape[-1], query.dtype)
        self.ones = np.ones(max(tall, wide), query.dtype)
        self.lower = np.tri(_LEAF, dtype=query.dtype)

    def attend(self, *, causal: bool) -> None:
        """Fill the output. Causal: query i sees key j <= i + S - T, so the first T - S queries see nothing."""
        rows, columns = self.query.shape[1], self.key.shape[1]
        unseeing = max(0, rows - columns) if causal else rows * (columns == 0)
        self.output[:, :unseeing] = 0
        for first in range(unseeing, rows, _ROWS):
            tile = slice(first, min(first + _ROWS, rows))
            self.scaled, self.summed = self.query[:, tile] * self.factor, self.output[:, tile]  # (g, t, d), (g, t, d_v)
            self.total = np.empty(self.scaled.shape[:2], self.scaled.dtype)  # (g, t)
            seen_by_all = first + columns - rows if causal else columns
            if causal:
                self._triangle(slice(0, tile.stop - first), seen_by_all)
            for left in range(0, seen_by_all, _COLUMNS):
                keys = slice(left, min(left + _COLUMNS, seen_by_all))
                self._blocks(slice(0, tile.stop - first), keys, new=not causal and left == 0)
            self.summed /= self.total[..., None]

    def _triangle(self, rows: slice, left: int) -> None:
        """Queries of which the first sees key `left` as its last one, the next one more, ..."""
        size = rows.stop - rows.start
        whole = _LEAF << (size // _LEAF).bit_length() - 1 if size >= _LEAF else size
        first, keys = slice(rows.start, rows.start + whole), slice(left, left + whole)
        self._blocks(first, keys, parts=max(whole // _LEAF, 1), new=True, corner=True)
        side = _LEAF
        while side < whole:  # all squares of one size at once: the later half of each part sees the earlier one whole
            self._blocks(first, keys, parts=whole // (2 * side), side=side)
            side *= 2
        if whole < size:
            rest = slice(first.stop, rows.stop)
            self._triangle(rest, left + whole)
            self._blocks(rest, keys)

    def _blocks(
        self, rows: slice, keys: slice, *, parts: int = 1, side: int = 0, corner: bool = False, new: bool = False
    ) -> None:
        """Queries and keys cut into parts, each part's queries over its keys: from `side` on over those before `side`.

        What comes out is added to what is there, or written when it is the queries' first (`new`). In a corner a query
        sees the keys up to its own.
        """
        cut_rows, cut_keys = slice(side, None), slice(side or None)
        query, output = (_cut(x[:, rows], parts)[:, :, cut_rows] for x in (self.scaled, self.summed))  # (g, p, t, ...)
        key, value = (_cut(x[:, keys], parts)[:, :, cut_keys] for x in (self.key, self.value))  # (1 or g, p, s, ...)
        total = _cut(self.total[:, rows], parts)[:, :, cut_rows]  # (g, p, t)
        shape = (*query.shape[:3], key.shape[2])
        weights = self.scores[: math.prod(shape)].reshape(shape)
        np.matmul(query, np.swapaxes(key, -1, -2), out=weights)  # (g, p, t, s)
        np.exp2(weights, out=weights)
        if corner:
            weights *= self.lower[: shape[2], : shape[3]]
        sums = (weights.reshape(-1, shape[3]) @ self.ones[: shape[3]]).reshape(shape[:3])
        if new:
            total[...] = sums
            np.matmul(weights, value, out=output)
            return
        total += sums
        partial = self.partial[: output.size].reshape(output.shape)
        output += np.matmul(weights, value, out=partial)


def _cut(x: FloatArray, parts: int) -> FloatArray:
    """(g, n, ...) as (g, parts, n / parts, ...), without a copy."""
    return x.reshape(len(x), parts, x.shape[1] // parts, *x.shape[2:])
