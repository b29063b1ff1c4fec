"""cl100k against tiktoken, built here from the same file, and against ids that OpenAI published."""

import base64
from pathlib import Path

import pytest
import regex
import tiktoken
from hypothesis import example, given, settings
from hypothesis import strategies as st

import engine
from engine import DTypeError, TokenIdError, Trace
from engine.cl100k import VocabularyFileError, cl100k_ranks, read_ranks

FILE = Path(engine.__file__).parent / "data" / "cl100k_base.tiktoken"
# The pattern as OpenAI first published it; tiktoken has since rewritten it for speed.
PUBLISHED = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
TRICKY = st.text(alphabet="aeS'tTlLvVſdé1²½٣世𝔸😀\u0301\u200d \u00a0\u3000\t\n\r.!_<|>", max_size=40)
OFTEN = settings(deadline=None, max_examples=60, derandomize=True)


@pytest.fixture(scope="module")
def reference() -> tiktoken.Encoding:
    lines = (line.split() for line in FILE.read_bytes().splitlines())
    ranks = {base64.b64decode(token): int(rank) for token, rank in lines}
    return tiktoken.Encoding("reference", pat_str=PUBLISHED, mergeable_ranks=ranks, special_tokens={})


@pytest.mark.parametrize(
    ("text", "ids"),
    [  # OpenAI's cookbook, "How to count tokens with tiktoken"
        ("tiktoken is great!", [83, 1609, 5963, 374, 2294, 0]),
        ("antidisestablishmentarianism", [519, 85342, 34500, 479, 8997, 2191]),
        ("2 + 2 = 4", [17, 489, 220, 17, 284, 220, 19]),
        ("お誕生日おめでとう", [33334, 45918, 243, 21990, 9080, 33334, 62004, 16556, 78699]),
    ],
)
def test_published_ids(text: str, ids: list[int]) -> None:
    assert engine.cl100k_encode(text=text) == ids
    assert engine.bpe_encode(merges="cl100k", text=text) == ids
    assert engine.cl100k_decode(ids=ids).text == text


@OFTEN
@given(text=st.one_of(TRICKY, st.text(max_size=40)))
@example(text="a\n😀 b\n\n  \nc 😀\r\n\r\n! \n\n😀")
def test_both_ways_give_tiktokens_ids(reference: tiktoken.Encoding, text: str) -> None:
    ids = reference.encode_ordinary(text)
    assert engine.cl100k_encode(text=text) == ids
    assert engine.cl100k_encode(text=text, trace=Trace()) == ids
    assert engine.bpe_encode(merges=cl100k_ranks(), text=text) == ids
    assert engine.cl100k_decode(ids=ids).bytes == text.encode()


@OFTEN
@given(text=st.one_of(TRICKY, st.text(max_size=40)))
@example(text="x\n😀\n \n y\n😀 z\n")
@example(text="x \n\n\n")
def test_chunks_are_those_of_the_published_pattern(text: str) -> None:
    chunks = engine.pre_tokenize(text=text)
    assert chunks == [found.group() for found in regex.finditer(PUBLISHED, text)]
    assert "".join(chunks) == text


def test_every_code_point_falls_into_the_same_chunks_as_with_the_published_pattern() -> None:
    points = [*range(0xD800), *range(0xE000, 0x32000), *range(0xE0000, 0xE0200)]  # all that Unicode has assigned
    text = "".join(f"a{chr(point)}1 {chr(point)}\n" for point in points)
    assert engine.pre_tokenize(text=text) == regex.findall(PUBLISHED, text)


def test_a_long_chunk_without_a_border(reference: tiktoken.Encoding) -> None:
    text = "abracadabra" * 300 + "z" * 700
    assert engine.bpe_encode(merges="cl100k", text=text) == reference.encode_ordinary(text)


def test_other_ranks_than_cl100ks_are_taken_too() -> None:
    ranks = {bytes([value]): 255 - value for value in range(256)} | {b"ab": 256, b"abab": 257}
    assert engine.bpe_encode(merges=ranks, text="ababa", pattern=None) == [257, 255 - 97]


def test_the_text_of_a_special_token_is_ordinary_text() -> None:
    ids = engine.cl100k_encode(text="<|endoftext|>")
    assert ids == [27, 91, 8862, 728, 428, 91, 29]
    assert engine.cl100k_encode(text="<|im_start|>", trace=Trace()) == [27, 91, 318, 5011, 91, 29]


@pytest.mark.parametrize(("text", "same_as"), [("\ud800", "\ufffd"), ("a\udfffb", "a\ufffdb"), ("\ud83d\ude00", "😀")])
def test_surrogates_are_joined_or_replaced_as_tiktoken_does(
    reference: tiktoken.Encoding, text: str, same_as: str
) -> None:
    ids = reference.encode_ordinary(same_as)
    assert reference.encode_ordinary(text) == ids
    assert engine.cl100k_encode(text=text) == ids
    assert engine.cl100k_encode(text=text, trace=Trace()) == ids
    assert engine.pre_tokenize(text=text, pattern=None) == [same_as]


def test_empty_text() -> None:
    assert engine.cl100k_encode(text="") == []
    assert engine.pre_tokenize(text="") == []
    assert engine.pre_tokenize(text="", pattern=None) == []
    assert engine.cl100k_decode(ids=[]).text == ""


def test_part_of_a_character_decodes_to_a_replacement_character() -> None:
    ids = engine.cl100k_encode(text="誕")  # two tokens, neither of them valid UTF-8 alone
    assert engine.cl100k_decode(ids=ids[:1]).bytes + engine.cl100k_decode(ids=ids[1:]).bytes == "誕".encode()
    assert "\ufffd" in engine.cl100k_decode(ids=ids[:1]).text


def test_special_ids_decode_to_their_text() -> None:
    assert engine.cl100k_decode(ids=[100257, 100276]).text == "<|endoftext|><|endofprompt|>"


@pytest.mark.parametrize("unassigned", [-1, 100256, 100261, 100275, 100277, 2**31, 2**40])
def test_an_id_without_a_token_is_named(unassigned: int) -> None:
    with pytest.raises(
        TokenIdError, match=f"ids: id {unassigned} is assigned to no token of cl100k, expected 0 to 100255"
    ):
        engine.cl100k_decode(ids=[15339, unassigned])


def test_what_is_no_text_and_no_id_is_refused() -> None:
    with pytest.raises(DTypeError, match=r"text: got b'abc', expected text"):
        engine.cl100k_encode(text=b"abc")
    with pytest.raises(DTypeError, match="ids: got floats, expected integers"):
        engine.cl100k_decode(ids=[1.5])


def test_a_pattern_with_groups_or_gaps() -> None:
    assert engine.pre_tokenize(text="ab12cd", pattern=r"([a-z])([a-z])|x*") == ["ab", "cd"]


def test_a_damaged_or_missing_vocabulary_says_so(tmp_path: Path) -> None:
    damaged = tmp_path / "cl100k_base.tiktoken"
    damaged.write_bytes(FILE.read_bytes()[:-1])
    with pytest.raises(VocabularyFileError, match="expected 223921b76ee9"):
        read_ranks(damaged)
    with pytest.raises(VocabularyFileError, match="cannot be read"):
        read_ranks(tmp_path / "none")


def test_the_shipped_ranks_cannot_be_written_to() -> None:
    ranks = cl100k_ranks()
    assert len(ranks) == 100_256
    with pytest.raises(TypeError):
        ranks[b"x"] = 1  # type: ignore[index]
