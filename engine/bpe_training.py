"""Training byte-pair encoding fast: the merges of `naive_bpe_train`, without counting every pair anew for each merge.

The idea: over the unique chunks, laid end to end with their counts, keep for each pair where it stands and how often it
counts, and a heap of pairs. A merge visits only the places of its pair and changes only the pairs beside them.

Two facts keep it short. A pair (a, b) comes into being during the merge that makes the later of a and b, and from then
on its count only falls: so a heap entry can be too high but never too low, and is put right when it comes to the top.
And the list of a pair's places is written once, from left to right: a place that has since gone is recognised by its
ids, which also settles overlaps such as "aaa".

A token's id stands at its first and at its last byte, so that both neighbours are found without a linked list: the one
before ends a byte earlier, and lengths are known. What stands between is never read. Counts are exact integers.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from heapq import heapify, heappop, heappush, heapreplace
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

_ByNeighbour: TypeAlias = dict[int, list[int]]

_BORDER = -1  # stands after each chunk
_GONE = -2  # once the first byte of a token, now inside a longer one


def train(chunk_counts: Mapping[bytes, int], vocab_size: int) -> list[list[int]]:
    """Merges [left, right] in order until the vocabulary is full or no pair is left; ties by smallest (left, right)."""
    return [[left, right] for left, right in learning(chunk_counts, vocab_size)]


def learning(chunk_counts: Mapping[bytes, int], vocab_size: int) -> Iterator[tuple[int, int]]:
    """The merges of `train` one by one, for those who show progress or stop early."""
    corpus = _Corpus(chunk_counts, vocab_size)
    for new_id in range(256, vocab_size):
        pair = corpus.most_frequent()
        if pair is None:
            return
        yield pair
        corpus.merge(*pair, new_id)


class _Corpus:
    """Every place of every pair. A pair is packed into one int, left << bits | right: ints order as pairs do."""

    def __init__(self, chunk_counts: Mapping[bytes, int], vocab_size: int) -> None:
        chunks = {chunk: times for chunk, times in chunk_counts.items() if len(chunk) > 1}
        ids, weights = _laid_out(chunks)
        self.bits = min(vocab_size, 256 + ids.size).bit_length()  # each merge removes an id, so no id is larger
        self.ids: list[int] = ids.tolist()
        self.weight: list[int] = weights.tolist()
        self.lengths = [1] * 256  # bytes of each token
        self.count: dict[int, int] = {}
        self.places: dict[int, list[int]] = {}
        for pair, count, places in _initial_pairs(ids, weights, self.bits):
            self.count[pair] = count
            self.places[pair] = places
        self.heap = [self._entry(pair, count) for pair, count in self.count.items()]
        heapify(self.heap)

    def _entry(self, pair: int, count: int) -> int:
        """Smallest for the highest count, then for the smallest pair."""
        return pair - (count << 2 * self.bits)

    def most_frequent(self) -> tuple[int, int] | None:
        """The pair to merge next, taken off the heap; None when no pair is left."""
        mask = (1 << 2 * self.bits) - 1
        while self.heap:
            entry = self.heap[0]
            pair = entry & mask
            count = self.count[pair]
            if count == 0:
                heappop(self.heap)
            elif entry != (now := self._entry(pair, count)):
                heapreplace(self.heap, now)
            else:
                heappop(self.heap)
                return pair >> self.bits, pair & (1 << self.bits) - 1
        return None

    def merge(self, left: int, right: int, new_id: int) -> None:
        """Merge the pair at all its places, and count the pairs that so come and go beside it."""
        bits, count, lengths = self.bits, self.count, self.lengths
        pair = left << bits | right
        lengths.append(lengths[left] + lengths[right])
        after, before = self._join(self.places.pop(pair), left, right, new_id)
        count[pair] = 0
        for neighbour, places in after.items():
            weight = self._add(new_id << bits | neighbour, places, places)
            count[right << bits | neighbour] -= weight
        for neighbour, places in before.items():
            length = lengths[neighbour]
            weight = self._add(neighbour << bits | new_id, [at - length for at in places], places)
            count[neighbour << bits | left] -= weight

    def _join(self, places: list[int], left: int, right: int, new_id: int) -> tuple[_ByNeighbour, _ByNeighbour]:
        """Write `new_id` at each place still there; the places by the id that follows and by the id that precedes."""
        ids, left_length, length = self.ids, self.lengths[left], self.lengths[new_id]
        after: _ByNeighbour = defaultdict(list)
        before: _ByNeighbour = defaultdict(list)
        for at in places:
            middle = at + left_length
            if ids[at] != left or ids[middle] != right:
                continue
            end = at + length
            ids[middle] = _GONE
            ids[at] = ids[end - 1] = new_id
            after[ids[end]].append(at)
            before[ids[at - 1]].append(at)
        after.pop(_BORDER, None)
        before.pop(_BORDER, None)
        return after, before

    def _add(self, pair: int, starts: list[int], places: list[int]) -> int:
        """Enter a new pair that starts at `starts`; any byte of its chunk, as in `places`, gives the weights."""
        weight = sum(map(self.weight.__getitem__, places))
        self.count[pair] = weight
        self.places[pair] = starts
        heappush(self.heap, self._entry(pair, weight))
        return weight


def _laid_out(chunks: Mapping[bytes, int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Bytes of all chunks with a border before the first and after each, and the count of the chunk at each place."""
    lengths = np.fromiter(map(len, chunks), np.int64, len(chunks)) + 1
    times = np.fromiter(chunks.values(), np.int64, len(chunks))
    joined = b"\0".join([b"", *chunks, b""]) if chunks else b"\0"
    ids = np.frombuffer(joined, np.uint8).astype(np.int64)
    borders = np.concatenate(([0], np.cumsum(lengths)))
    ids[borders] = _BORDER
    return ids, np.concatenate(([0], np.repeat(times, lengths)))


def _initial_pairs(
    ids: NDArray[np.int64], weights: NDArray[np.int64], bits: int
) -> Iterable[tuple[int, int, list[int]]]:
    """(pair, count, places from left to right) for each pair of neighbouring bytes."""
    starts = np.flatnonzero((ids[:-1] >= 0) & (ids[1:] >= 0))
    if not starts.size:
        return
    pairs = ids[starts] << bits | ids[starts + 1]
    order = np.argsort(pairs, kind="stable")  # stable: the places of a pair stay in order
    pairs, starts = pairs[order], starts[order]
    first = np.flatnonzero(np.diff(pairs, prepend=-1))
    counts = np.add.reduceat(weights[starts], first).tolist()
    edges = [*first.tolist(), starts.size]
    for pair, count, (start, end) in zip(pairs[first].tolist(), counts, pairwise(edges), strict=True):
        yield pair, count, starts[start:end].tolist()
