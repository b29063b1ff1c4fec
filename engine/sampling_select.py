"""Which tokens a filter keeps, found without sorting a vocabulary of 100,000.

Each function takes one row and gives the indices that stay, in rising order, or a mask. Two ideas: for top-k, the k-th
largest of the maxima of many blocks is a floor that only a few tokens reach; for top-p, a histogram over the leading
bits of the probabilities (which order positive floats) finds the bucket where the mass crosses p, until few are left to
sort. The whiteboard versions, which sort everything, are `naive_top_k` and `naive_top_p` in engine/sampling.py.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_SORTED = 2048  # so many are sorted without more ado
_BLOCKS = 1024
_BUCKET_BITS = 14


def reaching_kth(row: NDArray[Any], k: int) -> NDArray[np.intp]:
    """Every token that is at least as large as the k-th largest; ties with it stay. row: (V,), 1 <= k <= V."""
    candidates = _reaching_floor(row, k)
    values = row[candidates]
    kth = np.partition(values, -k)[-k]
    kept: NDArray[np.intp] = candidates[values >= kth]
    return kept


def nucleus(probs: NDArray[np.float64], p: float, at_least: int) -> NDArray[np.bool_]:
    """The fewest most probable tokens whose mass reaches p, the one that crosses included; first indices win ties.

    probs: (V,) summing to 1 (or all 0) -> mask (V,); no fewer than `at_least` tokens stay.
    """
    contested, mass_above = _around_crossing(probs, p)
    contested = np.sort(contested)[::-1]
    mass_before = mass_above + np.concatenate(([0.0], np.cumsum(contested)[:-1]))
    crossing = int(np.count_nonzero(mass_before < p))
    if crossing == 0:  # p is 0
        return _largest(probs, at_least)
    smallest = contested[crossing - 1]
    kept = _first_of_ties(probs, smallest, int(np.count_nonzero(contested[:crossing] == smallest)))
    return kept if np.count_nonzero(kept) >= at_least else _largest(probs, at_least)


def _reaching_floor(row: NDArray[Any], k: int) -> NDArray[np.intp]:
    """Indices of a few tokens that include the k largest and all their ties."""
    blocks = max(_BLOCKS, 4 * k)
    depth = row.size // blocks
    if depth < 4:
        return np.arange(row.size)
    maxima = row[: depth * blocks].reshape(depth, blocks).max(axis=0)  # (blocks,)
    floor = np.partition(maxima, -k)[-k]  # k blocks, so k tokens, reach it
    return np.flatnonzero(row >= floor)


def _around_crossing(probs: NDArray[np.float64], p: float) -> tuple[NDArray[np.float64], float]:
    """A few probabilities among which the mass from above crosses p, and the mass above them."""
    contested, mass_above = probs, 0.0
    while contested.size > _SORTED:
        bits = contested.view(np.int64)
        lowest = int(bits.min())
        span = int(bits.max()) - lowest
        if span == 0:  # all equal
            break
        bucket_of = bits - lowest
        bucket_of >>= max(span.bit_length() - _BUCKET_BITS, 0)
        mass = np.bincount(bucket_of, weights=contested)  # (buckets,)
        from_above = mass_above + np.cumsum(mass[::-1])
        place = min(int(np.searchsorted(from_above, p)), mass.size - 1)
        mass_above = float(from_above[place - 1]) if place else mass_above
        contested = contested[bucket_of == mass.size - 1 - place]
    return contested, mass_above


def _largest(values: NDArray[Any], count: int) -> NDArray[np.bool_]:
    """The `count` largest, first indices winning ties."""
    count = min(count, values.size)
    smallest = np.partition(values, -count)[-count]
    return _first_of_ties(values, smallest, count - int(np.count_nonzero(values > smallest)))


def _first_of_ties(values: NDArray[Any], smallest: float, ties: int) -> NDArray[np.bool_]:
    """All above `smallest`, and the first `ties` that equal it."""
    reaching: NDArray[np.bool_] = values >= smallest
    reaching[np.flatnonzero(values == smallest)[ties:]] = False
    return reaching
