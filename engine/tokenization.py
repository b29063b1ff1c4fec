"""Byte-pair encoding: train it, encode with it, watch it merge; and cl100k, the tokens of GPT-4.

The idea (Sennrich et al. 2016, section 3.2; on bytes: Radford et al. 2019, section 2.2): start from the 256 bytes and
merge the most frequent adjacent pair into a new token, again and again. The i-th merge makes id 256 + i. Encoding
replays the merges in the order in which they were learnt. Chunks of a pre-tokenisation pattern are merged separately.

The whiteboard versions (`bpe_pair_counts`, `bpe_merge_step`, `naive_bpe_train`, `naive_bpe_encode`) stand beside the
fast `bpe_train` and `bpe_encode` (engine/bpe_training.py, engine/bpe_merging.py) and give the same results. Left out:
character-level BPE with an end-of-word mark, WordPiece, Unigram, special tokens inside text.

Text is Unicode: a lone surrogate, which UTF-8 cannot carry, is replaced by U+FFFD, as tiktoken does.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine import arrays, bpe_training
from engine.bpe_merging import NEVER, ChunkIds, MergeTable, PairTable, merge
from engine.bpe_patterns import CL100K_PATTERN, scalar_text, split
from engine.cl100k import (
    SPECIAL_TOKENS,
    UnassignedIdError,
    Vocabulary,
    cl100k_ranks,
    cl100k_tiktoken,
    cl100k_vocabulary,
)
from engine.errors import DTypeError, ShapeError, TokenIdError
from engine.trace import Trace

Merges: TypeAlias = Sequence[Sequence[int]] | Mapping[bytes, int] | str
_SHOWN = 10  # pairs that a trace lists at each merge


@dataclass(frozen=True, slots=True)
class TrainedBpe:
    """merges: [left id, right id] in order; vocab_size: 256 + their number."""

    merges: list[list[int]]
    vocab_size: int


@dataclass(frozen=True, slots=True)
class Decoded:
    """bytes: what the ids stand for; text: those bytes as UTF-8, with U+FFFD where they are not."""

    bytes: bytes
    text: str


def pre_tokenize(*, text: str, pattern: str | None = CL100K_PATTERN, trace: Trace | None = None) -> list[str]:
    """Chunks of `text` that no merge crosses: the matches of `pattern` from left to right; None keeps the text whole.

    Raises DTypeError when text is not a string or the pattern does not compile.
    """
    chunks = split(scalar_text(arrays.text("text", text)), _checked_pattern(pattern))
    if trace is not None:
        trace.add("chunks", chunks, "matches of the pattern, from left to right")
        trace.add("bytes", [list(chunk.encode("utf-8")) for chunk in chunks], "UTF-8 bytes of each chunk")
    return chunks


def bpe_pair_counts(*, ids: Any) -> list[list[int]]:
    """[left, right, count] of each adjacent pair of `ids` (N,), in the order in which training would choose them."""
    numbers = arrays.integers("ids", ids, ndim=1).tolist()
    counts = Counter(pairwise(numbers))
    return [[*pair, counts[pair]] for pair in _by_count(counts)]


def bpe_merge_step(*, ids: Any, pair: Any, new_id: int) -> list[int]:
    """`ids` (N,) with each [left, right] of `pair` replaced by `new_id`, from left to right without overlap."""
    numbers = arrays.integers("ids", ids, ndim=1).tolist()
    both = arrays.integers("pair", pair, ndim=1)
    arrays.check_shape("pair", both, (2,))
    left, right = both.tolist()
    return _merged(numbers, left, right, arrays.integer("new_id", new_id, at_least=0))


def naive_bpe_train(
    *, text: str, vocab_size: int, pattern: str | None = CL100K_PATTERN, trace: Trace | None = None
) -> TrainedBpe:
    """`bpe_train` as on a whiteboard: count all pairs, merge the best everywhere, repeat."""
    chunk_counts, size = _training_input(text, vocab_size, pattern)
    words = [(list(chunk), times) for chunk, times in chunk_counts.items()]
    merges: list[list[int]] = []
    for new_id in range(256, size):
        counts: Counter[tuple[int, int]] = Counter()
        for ids, times in words:
            for pair in pairwise(ids):
                counts[pair] += times
        if not counts:
            break
        left, right = min(counts, key=lambda pair: (-counts[pair], pair))
        merges.append([left, right])
        words = [(_merged(ids, left, right, new_id), times) for ids, times in words]
        if trace is not None:
            trace.add("pair_counts", _best_counts(counts), "count of each pair, best first")
            trace.add("merge", np.array([left, right, new_id]), "argmax count, ties by smallest (left, right)")
            trace.add("tokens", sum(len(ids) * times for ids, times in words), "tokens left in the text")
    return TrainedBpe(merges, 256 + len(merges))


def bpe_train(
    *, text: str, vocab_size: int, pattern: str | None = CL100K_PATTERN, trace: Trace | None = None
) -> TrainedBpe:
    """Learn up to `vocab_size` - 256 merges from `text`: the most frequent pair first, ties by smallest (left, right).

    Stops early when no pair is left. Raises DTypeError for a vocabulary below 256, text that is not a string
    or a pattern that does not compile. Source: Sennrich et al. 2016, algorithm 1, on bytes.
    """
    if trace is not None:
        return naive_bpe_train(text=text, vocab_size=vocab_size, pattern=pattern, trace=trace)
    chunk_counts, size = _training_input(text, vocab_size, pattern)
    merges = bpe_training.train(chunk_counts, size)
    return TrainedBpe(merges, 256 + len(merges))


def naive_bpe_encode(*, merges: Any, text: str, pattern: str | None = CL100K_PATTERN) -> list[int]:
    """`bpe_encode` as on a whiteboard: each merge in its order, everywhere in each chunk."""
    pairs = _checked_merges(merges)
    ids: list[int] = []
    for chunk in pre_tokenize(text=text, pattern=pattern):
        chunk_ids = list(chunk.encode("utf-8"))
        for new_id, (left, right) in enumerate(pairs, start=256):
            chunk_ids = _merged(chunk_ids, left, right, new_id)
        ids += chunk_ids
    return ids


def bpe_encode(
    *, merges: Merges, text: str, pattern: str | None = CL100K_PATTERN, trace: Trace | None = None
) -> list[int]:
    """Ids of `text` under `merges`: pairs [left, right] in order, whose i-th makes id 256 + i.

    `merges` may also be a vocabulary of bytes with their ranks, such as cl100k's, or its name "cl100k": then pairs
    whose bytes together are a token merge, lowest rank first, and the ids are the ranks. Raises TokenIdError when a
    merge names an id that does not exist yet, ShapeError or DTypeError for anything that is not such a list.
    """
    chunks = pre_tokenize(text=text, pattern=pattern)
    vocabulary = _vocabulary(merges)
    if vocabulary is None:
        table = MergeTable(_checked_merges(merges))
        if trace is None:
            return ChunkIds(lambda chunk: merge(list(chunk.encode("utf-8")), table)).of(chunks)
        return _traced_ids([(chunk, list(chunk.encode("utf-8"))) for chunk in chunks], table, trace)
    if trace is None:
        return vocabulary.chunk_ids.of(chunks)
    return _traced_ids([(chunk, vocabulary.byte_ids(chunk)) for chunk in chunks], vocabulary.table, trace)


def bpe_decode(*, merges: Any, ids: Any) -> Decoded:
    """Bytes and text of `ids` (N,) under `merges`, [left, right] in order. Raises TokenIdError for an unknown id."""
    tokens = [bytes([value]) for value in range(256)]
    for left, right in _checked_merges(merges):
        tokens.append(tokens[left] + tokens[right])
    checked = arrays.token_ids("ids", ids, len(tokens), ndim=1)
    return _decoded(b"".join(tokens[i] for i in checked.tolist()))


def bpe_merge_trace(
    *, merges: Any, text: str, pattern: str | None = None, trace: Trace | None = None
) -> list[list[int]]:
    """All ids of `text` at the start (its bytes) and after each merge that changed something, in order.

    A merge takes all its places at once. `pattern` None: no pre-tokenisation. Errors as in `bpe_encode`.
    """
    pairs = _checked_merges(merges)
    chunks = [list(chunk.encode("utf-8")) for chunk in pre_tokenize(text=text, pattern=pattern)]
    steps = [_joined(chunks)]
    for new_id, (left, right) in enumerate(pairs, start=256):
        counts = Counter(pair for ids in chunks for pair in pairwise(ids))
        if (left, right) not in counts:
            continue
        chunks = [_merged(ids, left, right, new_id) for ids in chunks]
        steps.append(_joined(chunks))
        if trace is not None:
            trace.add("pair_counts", _best_counts(counts), "count of each pair")
            trace.add("merge", np.array([left, right, new_id]), "the first merge learnt of those that apply")
            trace.add("ids", np.array(steps[-1]), "each [left, right] replaced by the new id")
    return steps


def cl100k_encode(*, text: str, trace: Trace | None = None) -> list[int]:
    """Ids of `text` in cl100k_base; the text of a special token, such as <|endoftext|>, is ordinary text.

    Without a trace tiktoken does it, with one the engine's own merge loop; the ids are the same.
    Raises DTypeError when text is not a string.
    """
    if trace is not None:
        return bpe_encode(merges="cl100k", text=text, trace=trace)
    return cl100k_tiktoken().encode_ordinary(arrays.text("text", text))


def cl100k_decode(*, ids: Any, trace: Trace | None = None) -> Decoded:
    """Bytes and text of cl100k `ids` (N,). Raises TokenIdError for an id to which no token is assigned."""
    numbers = arrays.integers("ids", ids, ndim=1).tolist()
    encoding = cl100k_tiktoken()
    unassigned = [i for i in numbers if not (0 <= i < len(cl100k_ranks()) or i in SPECIAL_TOKENS.values())]
    if unassigned:
        last = len(cl100k_ranks()) - 1
        raise UnassignedIdError(
            f"ids: id {unassigned[0]} is assigned to no token of cl100k, expected 0 to {last} or one of "
            f"{', '.join(map(str, SPECIAL_TOKENS.values()))}"
        )
    if trace is not None:
        trace.add("tokens", [list(encoding.decode_single_token_bytes(i)) for i in numbers], "bytes of each id")
    return _decoded(encoding.decode_bytes(numbers))


def _merged(ids: list[int], left: int, right: int, new_id: int) -> list[int]:
    result: list[int] = []
    at = 0
    while at < len(ids):
        if ids[at] == left and ids[at + 1 : at + 2] == [right]:
            result.append(new_id)
            at += 2
        else:
            result.append(ids[at])
            at += 1
    return result


def _traced_ids(chunks: list[tuple[str, list[int]]], table: PairTable, trace: Trace) -> list[int]:
    """The merge loop on each chunk, one recorded merge at a time."""
    result: list[int] = []
    trace.add("chunks", [chunk for chunk, _ in chunks], "matches of the pattern")
    for _, start in chunks:
        ids = start
        trace.add("bytes", np.array(ids), "ids of the chunk's bytes")
        while made := [(table[p], at) for at, p in enumerate(pairwise(ids)) if table[p] != NEVER]:
            new_id, at = min(made)
            candidates = [[*ids[i : i + 2], candidate] for candidate, i in made]
            trace.add("candidates", np.array(candidates), "pairs that can merge")
            trace.add("merge", np.array([*ids[at : at + 2], new_id]), "the one learnt first, leftmost of equals")
            ids = [*ids[:at], new_id, *ids[at + 2 :]]
            trace.add("ids", np.array(ids), "after the merge")
        result += ids
    return result


def _by_count(counts: Mapping[tuple[int, int], int]) -> list[tuple[int, int]]:
    return sorted(counts, key=lambda pair: (-counts[pair], pair))


def _best_counts(counts: Mapping[tuple[int, int], int]) -> NDArray[np.int64]:
    """[left, right, count] of the pairs that training would choose first."""
    return np.array([[*pair, counts[pair]] for pair in _by_count(counts)[:_SHOWN]], dtype=np.int64)


def _joined(chunks: list[list[int]]) -> list[int]:
    return [token for ids in chunks for token in ids]


def _decoded(data: bytes) -> Decoded:
    return Decoded(data, data.decode("utf-8", "replace"))


def _checked_pattern(pattern: str | None) -> str | None:
    return None if pattern is None else arrays.text("pattern", pattern)


def _training_input(text: str, vocab_size: int, pattern: str | None) -> tuple[dict[bytes, int], int]:
    """How often each chunk's bytes come, and the checked size."""
    size = arrays.integer("vocab_size", vocab_size, at_least=256)
    chunk_counts = Counter(pre_tokenize(text=text, pattern=pattern))
    return {chunk.encode("utf-8"): times for chunk, times in chunk_counts.items()}, size


def _checked_merges(merges: Any) -> list[list[int]]:
    """Pairs of ids, each made before it is used."""
    if isinstance(merges, (Mapping, str)):
        raise DTypeError(f"merges: got {type(merges).__name__}, expected a list of [left, right]")
    table = arrays.integers("merges", merges)
    if table.size == 0:
        return []
    if table.ndim != 2 or table.shape[1] != 2:
        raise ShapeError(f"merges: got shape {table.shape}, expected (N, 2): a list of [left, right]")
    pairs: list[list[int]] = table.tolist()
    for new_id, pair in enumerate(pairs, start=256):
        for part in pair:
            if not 0 <= part < new_id:
                raise TokenIdError(
                    f"merges: id {part} in merge {new_id - 256} is not made yet, expected 0 to {new_id - 1}"
                )
    return pairs


def _vocabulary(merges: Merges) -> Vocabulary | None:
    """The byte vocabulary that `merges` is or names; None for a list of pairs."""
    if isinstance(merges, str):
        arrays.choice("merges", merges, ("cl100k",))
        return cl100k_vocabulary()
    if not isinstance(merges, Mapping):
        return None
    return cl100k_vocabulary() if merges == cl100k_ranks() else Vocabulary(merges)
