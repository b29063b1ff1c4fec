"""The merge loop of byte-pair encoding: ids of a chunk's bytes in, ids after every merge out.

The idea (Sennrich et al. 2016, section 3.2): while some adjacent pair can be merged, merge the one learnt first, the
leftmost of equals. A merge's place in the order and the id of the token it makes rise together, so one table from pair
to new id decides both. Left out: dropout and any normalisation of text.

Short chunks are scanned again after each merge; long ones (10 kB without a border) use a heap over a linked list.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import chain, pairwise
from typing import TypeAlias

Pair: TypeAlias = tuple[int, int]
PairTable: TypeAlias = dict[Pair, int]

NEVER = 1 << 31
"""In place of a new id: this pair does not merge."""

_SHORT = 48
_REMEMBERED = 1_000_000


class MergeTable(PairTable):
    """Pair -> new id for a list of merges: the i-th makes 256 + i, and the first of two equal pairs counts."""

    def __init__(self, merges: Sequence[Sequence[int]]) -> None:
        super().__init__()
        for new_id, (left, right) in enumerate(merges, start=256):
            self.setdefault((left, right), new_id)

    def __missing__(self, pair: Pair) -> int:
        return NEVER


class VocabularyTable(PairTable):
    """Pair -> new id for a vocabulary of bytes: two tokens merge when their bytes together are a token.

    Filled as pairs are met; the vocabulary is tiktoken's, where a token's id is its rank.
    """

    def __init__(self, vocabulary: Mapping[bytes, int]) -> None:
        super().__init__()
        self._ids = vocabulary
        self._bytes = {token_id: token for token, token_id in vocabulary.items()}

    def __missing__(self, pair: Pair) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        new_id = self[pair] = self._ids.get(self._bytes[pair[0]] + self._bytes[pair[1]], NEVER)
        return new_id


class ChunkIds(dict[str, tuple[int, ...]]):
    """Chunk -> ids, encoded once and remembered: text repeats its words."""

    def __init__(self, encode: Callable[[str], Iterable[int]]) -> None:
        super().__init__()
        self._encode = encode

    def __missing__(self, chunk: str) -> tuple[int, ...]:
        if len(self) >= _REMEMBERED:
            self.clear()
        ids = self[chunk] = tuple(self._encode(chunk))
        return ids

    def of(self, chunks: Iterable[str]) -> list[int]:
        """The ids of all chunks, one after the other."""
        return list(chain.from_iterable(map(self.__getitem__, chunks)))


def merge(ids: list[int], table: PairTable) -> list[int]:
    """`ids` after every merge that `table` allows. Changes and may return the list it was given."""
    return _merge_by_scan(ids, table) if len(ids) <= _SHORT else _merge_by_heap(ids, table)


def _merge_by_scan(ids: list[int], table: PairTable) -> list[int]:
    made = [table[pair] for pair in pairwise(ids)]  # made[i]: what ids[i] and ids[i + 1] merge into
    while made:
        new_id = min(made)
        if new_id == NEVER:
            break
        i = made.index(new_id)
        ids[i : i + 2] = [new_id]
        del made[i]
        if i:
            made[i - 1] = table[ids[i - 1], new_id]
        if i < len(made):
            made[i] = table[new_id, ids[i + 1]]
    return ids


def _merge_by_heap(ids: list[int], table: PairTable) -> list[int]:
    """The same in O(n log n). A heap entry is (new id, position) packed into one int; stale ones are skipped."""
    n = len(ids)
    after = list(range(1, n + 1))
    before = list(range(-1, n - 1))
    made = [table[pair] for pair in pairwise(ids)]
    made.append(NEVER)
    heap = [new_id << 32 | at for at, new_id in enumerate(made) if new_id != NEVER]
    heapify(heap)

    def renew(at: int, right: int) -> None:
        new_id = made[at] = table[ids[at], ids[right]]
        if new_id != NEVER:
            heappush(heap, new_id << 32 | at)

    while heap:
        entry = heappop(heap)
        new_id, at = entry >> 32, entry & 0xFFFFFFFF
        if made[at] != new_id:
            continue
        gone = after[at]
        following = after[at] = after[gone]
        ids[at], ids[gone] = new_id, -1
        made[at] = made[gone] = NEVER
        if following < n:
            before[following] = at
            renew(at, following)
        if at:
            renew(before[at], at)
    return [token for token in ids if token >= 0]
