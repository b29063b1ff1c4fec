"""Byte-pair encoding against a slow reference of the test's own, and its conventions one by one."""

from itertools import pairwise
from typing import Any

import pytest
import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st

import engine
from engine import DTypeError, ShapeError, TokenIdError, Trace
from engine.bpe_patterns import CL100K_PATTERN, GPT2_PATTERN

AB = st.text(alphabet="ab", max_size=60)
MIXED = st.text(alphabet="aab b\n'stéß1₂世😀\u2028", max_size=60)
PATTERNS = st.sampled_from([None, CL100K_PATTERN, GPT2_PATTERN, r"\S+|\s+"])
OFTEN = settings(deadline=None, max_examples=60, derandomize=True)


def reference_chunks(text: str, pattern: str | None) -> list[str]:
    if pattern is None:
        return [text] if text else []
    return [found.group() for found in regex.finditer(pattern, text)]


def reference_train(text: str, vocab_size: int, pattern: str | None) -> list[list[int]]:
    """Recount everything for every merge, with plain lists."""
    chunks = [list(chunk.encode()) for chunk in reference_chunks(text, pattern)]
    merges: list[list[int]] = []
    while 256 + len(merges) < vocab_size:
        pairs = [pair for chunk in chunks for pair in pairwise(chunk)]
        if not pairs:
            break
        most = max(pairs.count(pair) for pair in set(pairs))
        best = min(pair for pair in set(pairs) if pairs.count(pair) == most)
        chunks = [reference_merge(chunk, best, 256 + len(merges)) for chunk in chunks]
        merges.append(list(best))
    return merges


def reference_merge(ids: list[int], pair: tuple[int, int], new_id: int) -> list[int]:
    """A stack: a new id that completes the pair takes its left half off again."""
    result: list[int] = []
    joined = False  # whether the last of the stack has just been made
    for token in ids:
        if result and not joined and (result[-1], token) == pair:
            result[-1], joined = new_id, True
        else:
            result.append(token)
            joined = False
    return result


def reference_encode(text: str, merges: list[list[int]], pattern: str | None) -> list[int]:
    ids: list[int] = []
    for chunk in reference_chunks(text, pattern):
        tokens = list(chunk.encode())
        for i, (left, right) in enumerate(merges):
            tokens = reference_merge(tokens, (left, right), 256 + i)
        ids += tokens
    return ids


@OFTEN
@given(text=st.one_of(AB, MIXED), size=st.integers(256, 280), pattern=PATTERNS)
@example(text="aaaa aaaaa aaa", size=262, pattern=None)
@example(text="abababab", size=262, pattern=None)
def test_training_fast_and_on_the_whiteboard_learns_the_reference_merges(
    text: str, size: int, pattern: str | None
) -> None:
    expected = reference_train(text, size, pattern)
    for train in (engine.bpe_train, engine.naive_bpe_train):
        trained = train(text=text, vocab_size=size, pattern=pattern)
        assert trained.merges == expected
        assert trained.vocab_size == 256 + len(expected)


@OFTEN
@given(corpus=MIXED, text=st.one_of(AB, MIXED), pattern=PATTERNS)
def test_encoding_replays_the_merges_and_decoding_undoes_it(corpus: str, text: str, pattern: str | None) -> None:
    merges = reference_train(corpus, 275, pattern)
    expected = reference_encode(text, merges, pattern)
    assert engine.bpe_encode(merges=merges, text=text, pattern=pattern) == expected
    assert engine.naive_bpe_encode(merges=merges, text=text, pattern=pattern) == expected
    assert engine.bpe_encode(merges=merges, text=text, pattern=pattern, trace=Trace()) == expected
    assert engine.bpe_decode(merges=merges, ids=expected).text == text


@OFTEN
@given(text=st.text(alphabet="ab", min_size=49, max_size=400))
def test_a_long_chunk_goes_through_the_heap_to_the_same_ids(text: str) -> None:
    merges = [[97, 98], [256, 256], [97, 97], [98, 98], [257, 257], [258, 258], [259, 97]]
    assert engine.bpe_encode(merges=merges, text=text, pattern=None) == reference_encode(text, merges, None)


def test_the_example_of_wikipedia() -> None:
    # aaabdaaabac -> ZabdZabac -> ZYdZYac -> XdXac
    trained = engine.bpe_train(text="aaabdaaabac", vocab_size=259, pattern=None)
    assert trained.merges == [[97, 97], [97, 98], [256, 257]]
    assert engine.bpe_encode(merges=trained.merges, text="aaabdaaabac", pattern=None) == [258, 100, 258, 97, 99]


def test_a_tie_goes_to_the_smallest_pair_of_ids() -> None:
    # Every pair counts once; the first seen and the largest are both (122, 121).
    assert engine.bpe_train(text="zyab", vocab_size=257, pattern=None).merges == [[97, 98]]
    # left decides before right: (97, 122) comes before (98, 97)
    assert engine.bpe_train(text="baz", vocab_size=257, pattern=None).merges == [[97, 122]]


def test_the_higher_count_comes_before_the_smaller_pair() -> None:
    assert engine.bpe_train(text="ab zy zy", vocab_size=257, pattern=r"\w+").merges == [[122, 121]]


def test_no_merge_crosses_a_pre_token_border() -> None:
    text = "o l o l o l"
    assert [108, 111] not in engine.bpe_train(text=text.replace(" ", ""), vocab_size=400, pattern="o?l?").merges
    assert engine.bpe_train(text="x\nx\nx\n", vocab_size=400).merges == []
    assert engine.bpe_train(text="x\nx\nx\n", vocab_size=400, pattern=None).merges[0] == [120, 10]
    assert engine.bpe_encode(merges=[[120, 10]], text="x\nx", pattern=None) == [256, 120]
    assert engine.bpe_encode(merges=[[120, 10]], text="x\nx") == [120, 10, 120]


def test_training_stops_when_no_pair_is_left() -> None:
    trained = engine.bpe_train(text="ab", vocab_size=100_000)
    assert (trained.merges, trained.vocab_size) == ([[97, 98]], 257)
    assert engine.bpe_train(text="", vocab_size=300).vocab_size == 256
    assert engine.bpe_train(text="anything", vocab_size=256).merges == []
    assert engine.bpe_train(text="ab", vocab_size=10**12).vocab_size == 257


def test_overlapping_pairs_are_counted_as_neighbours_and_merged_from_the_left() -> None:
    # "aaa" holds (a, a) twice, "bc" once each: three neighbours against two
    assert engine.bpe_train(text="aaa bc bc", vocab_size=258, pattern=r"\w+").merges == [[97, 97], [98, 99]]
    assert engine.bpe_merge_step(ids=[97] * 5, pair=[97, 97], new_id=256) == [256, 256, 97]


def test_of_two_equal_merges_the_first_counts() -> None:
    assert engine.bpe_encode(merges=[[97, 98], [97, 98]], text="ab", pattern=None) == [256]


def test_one_text_of_bytes_can_be_two_tokens() -> None:
    merges = [[98, 99], [97, 256], [97, 98], [258, 99]]  # abc is 257 = a + bc and 259 = ab + c
    assert engine.bpe_encode(merges=merges, text="abc", pattern=None) == [257]
    assert engine.bpe_decode(merges=merges, ids=[257, 259]).bytes == b"abcabc"


def test_merge_trace_shows_the_ids_before_and_after_each_merge_that_applies() -> None:
    merges = [[108, 111], [120, 121], [256, 119]]
    steps = engine.bpe_merge_trace(merges=merges, text="low lo")
    assert steps == [[108, 111, 119, 32, 108, 111], [256, 119, 32, 256], [258, 32, 256]]
    assert engine.bpe_merge_trace(merges=merges, text="") == [[]]


@OFTEN
@given(corpus=MIXED, text=MIXED, pattern=PATTERNS)
def test_merge_trace_ends_where_encoding_does(corpus: str, text: str, pattern: str | None) -> None:
    merges = reference_train(corpus, 270, pattern)
    steps = engine.bpe_merge_trace(merges=merges, text=text, pattern=pattern)
    assert steps[-1] == reference_encode(text, merges, pattern)
    assert all(len(later) < len(earlier) for earlier, later in pairwise(steps))


def test_pair_counts_stand_in_the_order_in_which_training_chooses() -> None:
    assert engine.bpe_pair_counts(ids=[2, 1, 2, 1, 3, 4]) == [[2, 1, 2], [1, 2, 1], [1, 3, 1], [3, 4, 1]]
    assert engine.bpe_pair_counts(ids=[]) == []


def test_a_training_trace_shows_counts_merge_and_tokens_left() -> None:
    trace = Trace()
    trained = engine.bpe_train(text="ab ab abc", vocab_size=258, pattern=r"\w+", trace=trace)
    assert trained.merges == [[97, 98], [256, 99]]
    counts, merge, tokens = (step.value for step in list(trace)[:3])
    assert counts.tolist() == [[97, 98, 3], [98, 99, 1]]
    assert merge.tolist() == [97, 98, 256]
    assert tokens == 4  # ab, ab, ab, c
    assert trace["tokens"] == 3


def test_an_encoding_trace_shows_candidates_and_each_merge() -> None:
    trace = Trace()
    assert engine.bpe_encode(merges=[[98, 99], [97, 98]], text="abc", pattern=None, trace=trace) == [97, 256]
    assert trace["candidates"].tolist() == [[97, 98, 257], [98, 99, 256]]
    assert trace["merge"].tolist() == [98, 99, 256]
    assert trace["ids"].tolist() == [97, 256]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"text": 5, "vocab_size": 300}, DTypeError, "text: got 5, expected text"),
        ({"text": "a", "vocab_size": 255}, DTypeError, "vocab_size: got 255"),
        ({"text": "a", "vocab_size": 300.0}, DTypeError, "vocab_size: got 300.0, expected an integer"),
        ({"text": "a", "vocab_size": 300, "pattern": "("}, ValueError, r"pattern: got '\(', expected a regular"),
        ({"text": "a", "vocab_size": 300, "pattern": 3}, DTypeError, "pattern: got 3"),
    ],
)
def test_training_refuses_by_name(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    for train in (engine.bpe_train, engine.naive_bpe_train):
        with pytest.raises(error, match=message):
            train(**arguments)


@pytest.mark.parametrize(
    ("merges", "error", "message"),
    [
        ([[97, 256]], TokenIdError, "merges: id 256 in merge 0 is not made yet, expected 0 to 255"),
        ([[97, 98], [-1, 98]], TokenIdError, "merges: id -1 in merge 1"),
        ([[97, 98, 99]], ShapeError, r"merges: got shape \(1, 3\), expected \(N, 2\)"),
        ([97, 98], ShapeError, r"merges: got shape \(2,\)"),
        ([[97, 98], [97]], ShapeError, "merges: got rows of unequal length"),
        ([[0.5, 1]], DTypeError, "merges: got floats"),
        ("gpt2", DTypeError, "merges: got 'gpt2', expected one of cl100k"),
        ({b"a": 0}, TokenIdError, "merges: the ranks lack byte 0"),
    ],
)
def test_encoding_refuses_by_name(merges: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        engine.bpe_encode(merges=merges, text="abc")


def test_decoding_and_steps_refuse_by_name() -> None:
    with pytest.raises(TokenIdError, match="ids: id 257 is outside the vocabulary, expected 0 to 256"):
        engine.bpe_decode(merges=[[97, 98]], ids=[257])
    with pytest.raises(DTypeError, match="merges: got dict, expected a list"):
        engine.bpe_merge_trace(merges={}, text="a")
    with pytest.raises(ShapeError, match=r"pair: got shape \(3,\), expected \(2,\)"):
        engine.bpe_merge_step(ids=[1], pair=[1, 2, 3], new_id=4)


@pytest.mark.parametrize("pattern", [None, r"\w+|\W"])
def test_no_text_has_no_chunks_and_no_ids(pattern: str | None) -> None:
    assert engine.pre_tokenize(text="", pattern=pattern) == []
    assert engine.bpe_encode(merges=[[97, 98]], text="", pattern=pattern) == []
    assert engine.bpe_train(text="", vocab_size=300, pattern=pattern).merges == []
    assert engine.bpe_merge_trace(merges=[[97, 98]], text="", pattern=pattern) == [[]]
