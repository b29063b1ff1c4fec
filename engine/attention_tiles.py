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
_TOGETHER = 1 << 18  # scores of a few heads that are worked on at once
_TILE = 128  # queries at a time in `by_rows`


def scores_are_small(query: FloatArray, key: FloatArray, value: FloatArray, factor: float) -> bool:
    """Whether no |score| can exceed `LARGEST_SCORE` (False for NaN). query (..., T, d), key (..., S, d)."""
    with np.errstate(over="ignore", invalid="ignore"):
        longest = [float(np.vecdot(x, x).max(initial=0.0)) for x in (query, key, value)]
    return longest[0] * longest[1] * factor * factor <= LARGEST_SCORE**2 and longest[2] <= LARGEST_VALUE**2


def by_blocks(query: FloatArray, key: FloatArray, value: FloatArray, factor: float, *, causal: bool) -> FloatArray:
    """query (B, H, T, d), key and value (B, H_kv, S, ...) -> (B, H, T, d_v). For small scores without masks."""
    batch, heads, rows, _ = query.shape
    output = np.empty((batch, heads, rows, value.shape[-1]), dtype=query.dtype)
    across = np.swapaxes(key, -1, -2)  # (B, H_kv, d, S)
    repeats = heads // key.shape[1]
    together = max(1, _TOGETHER // max(1, min(rows, _ROWS) * min(key.shape[2], _COLUMNS)))

    def job(at: int, mine: slice, theirs: slice) -> Callable[[], None]:
        given = query[at, mine], across[at, theirs], value[at, theirs], output[at, mine]
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
    """A few heads g that are worked on at once, their running sums, and buffers for a block of scores."""

    def __init__(
        self, query: FloatArray, across: FloatArray, value: FloatArray, output: FloatArray, factor: float
    ) -> None:
        self.query, self.across, self.value, self.output = query, across, value, output
        self.factor = query.dtype.type(factor * math.log2(math.e))
        heads, rows = query.shape[:2]
        tall, wide = min(rows, _ROWS), min(across.shape[-1], _COLUMNS)
        self.total = np.empty((heads, rows), query.dtype)
        self.scores = np.empty(heads * tall * max(wide, tall // 4), query.dtype)  # a triangle's square: half by half
        self.partial = np.empty(heads * tall * value.shape[-1], query.dtype)
        self.ones = np.ones(max(tall, wide), query.dtype)
        self.lower = np.tri(_LEAF, dtype=query.dtype)

    def attend(self, *, causal: bool) -> None:
        """Fill the output. Causal: query i sees key j <= i + S - T, so the first T - S queries see nothing."""
        rows, columns = self.query.shape[1], self.across.shape[-1]
        unseeing = max(0, rows - columns) if causal else rows * (columns == 0)
        self.output[:, :unseeing] = 0
        for first in range(unseeing, rows, _ROWS):
            last = min(first + _ROWS, rows)
            self.first, self.scaled = first, self.query[:, first:last] * self.factor  # (g, t, d)
            seen_by_all = first + columns - rows if causal else columns
            if causal:
                self._triangle(first, last, seen_by_all)
            for left in range(0, seen_by_all, _COLUMNS):
                new = not causal and left == 0
                self._square(first, last, left, min(left + _COLUMNS, seen_by_all), new=new)
            self.output[:, first:last] /= self.total[:, first:last, None]

    def _triangle(self, first: int, last: int, left: int) -> None:
        """Queries first to last, the first of which sees key `left` as its last one, the next one more, ..."""
        size = last - first
        if size <= _LEAF:
            self._square(first, last, left, left + size, corner=True, new=True)
            return
        half = 1 << (size - 1).bit_length() - 1
        self._triangle(first, first + half, left)
        self._triangle(first + half, last, left + half)
        self._square(first + half, last, left, left + half)

    def _square(self, first: int, last: int, left: int, right: int, *, corner: bool = False, new: bool = False) -> None:
        """What keys left to right give queries first to last; in a corner, only keys up to the query's own.

        It is added to what is there, or written when it is the queries' first (`new`).
        """
        heads, tall, wide = len(self.query), last - first, right - left
        weights = self.scores[: heads * tall * wide].reshape(heads, tall, wide)
        scaled = self.scaled[:, first - self.first : last - self.first]
        np.matmul(scaled, self.across[..., left:right], out=weights)  # (g, t, s)
        np.exp2(weights, out=weights)
        if corner:
            weights *= self.lower[:tall, :wide]
        total = (weights.reshape(-1, wide) @ self.ones[:wide]).reshape(heads, tall)
        output, value = self.output[:, first:last], self.value[:, left:right]
        if new:
            self.total[:, first:last] = total
            np.matmul(weights, value, out=output)  # (g, t, d_v)
            return
        self.total[:, first:last] += total
        partial = self.partial[: heads * tall * self.value.shape[-1]].reshape(heads, tall, -1)
        np.matmul(weights, value, out=partial)
        output += partial
