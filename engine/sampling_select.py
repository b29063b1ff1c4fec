"""Which tokens a filter keeps, found without sorting a vocabulary of 100,000.

Each function takes one row and gives the indices that stay, in rising order. Two ideas: for top-k, the k-th largest of
the maxima of many blocks is a floor that only a few tokens reach; for top-p, a histogram over the leading bits of the
probabilities (which order positive floats) finds the narrow bucket where the mass crosses p, and only that is sorted.
The whiteboard versions, which sort everything, are `naive_top_k` and `naive_top_p` in engine/sampling.py.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_SORTED_WHOLE = 2048  # up to this size sorting is fastest
_BLOCKS = 1024
_IGNORED_BITS = 47  # of a float64's 52 mantissa bits: buckets are 3 % wide


def reaching_kth(row: NDArray[Any], k: int) -> NDArray[np.intp]:
    """Every token that is at least as large as the k-th largest; ties with it stay. row: (V,), 1 <= k <= V."""
    candidates = _reaching_floor(row, k)
    values = row[candidates]
    kth = np.partition(values, -k)[-k]
    kept: NDArray[np.intp] = candidates[values >= kth]
    return kept


def nucleus(probs: NDArray[np.float64], p: float, at_least: int) -> NDArray[np.intp]:
    """The fewest most probable tokens whose mass reaches p, the one that crosses included; first indices win ties.

    probs: (V,) summing to 1 (or all 0); no fewer than `at_least` tokens stay.
    """
    low, high, mass_above = _crossing_bucket(probs, p) if probs.size > _SORTED_WHOLE else (0.0, np.inf, 0.0)
    contested = np.sort(probs[(probs >= low) & (probs < high)])[::-1]
    mass_before = mass_above + np.concatenate(([0.0], np.cumsum(contested)[:-1]))
    crossing = int(np.count_nonzero(mass_before < p))
    smallest = contested[crossing - 1] if crossing else high
    kept = _first_of_ties(probs, smallest, int(np.count_nonzero(contested[:crossing] == smallest)))
    return kept if kept.size >= at_least else _largest(probs, at_least)


def _reaching_floor(row: NDArray[Any], k: int) -> NDArray[np.intp]:
    """Indices of a few tokens that include the k largest and all their ties."""
    blocks = max(_BLOCKS, 4 * k)
    depth = row.size // blocks
    if depth < 4:
        return np.arange(row.size)
    maxima = row[: depth * blocks].reshape(depth, blocks).max(axis=0)  # (blocks,)
    floor = np.partition(maxima, -k)[-k]  # k blocks, so k tokens, reach it
    return np.flatnonzero(row >= floor)


def _crossing_bucket(probs: NDArray[np.float64], p: float) -> tuple[float, float, float]:
    """low and high of the bucket of probabilities in which the mass from above crosses p, and the mass above it."""
    bucket_of = probs.view(np.int64) >> _IGNORED_BITS
    mass = np.bincount(bucket_of, weights=probs)  # (buckets,)
    from_above = np.cumsum(mass[::-1])
    place = min(int(np.searchsorted(from_above, p)), mass.size - 1)
    bucket = mass.size - 1 - place
    edges = (np.array([bucket, bucket + 1], dtype=np.int64) << _IGNORED_BITS).view(np.float64)
    return float(edges[0]), float(edges[1]), float(from_above[place - 1]) if place else 0.0


def _largest(values: NDArray[Any], count: int) -> NDArray[np.intp]:
    """The `count` largest, first indices winning ties."""
    count = min(count, values.size)
    smallest = np.partition(values, -count)[-count]
    return _first_of_ties(values, smallest, count - int(np.count_nonzero(values > smallest)))


def _first_of_ties(values: NDArray[Any], smallest: float, ties: int) -> NDArray[np.intp]:
    """All above `smallest`, and the first `ties` that equal it."""
    reaching = np.flatnonzero(values >= smallest)
    equal = np.flatnonzero(values[reaching] == smallest)
    return reaching if equal.size == ties else np.delete(reaching, equal[ties:])
