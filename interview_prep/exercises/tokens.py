"""Exercises on tokens: byte-pair merges by hand, vocabulary, windows, cost."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import log
from typing import Any

from interview_prep.exercises.draws import Draws
from interview_prep.exercises.registry import Redraw, Work, Worked, exercise
from interview_prep.exercises.sources import choice, integer

_POOL = (
    "low lower lowest new newer newest slow slower grow grows hold holder wide wider widest old older cold colder "
    "snow show shower tower best test rest chest nest sing ring king bring spring land hand sand stand cake lake "
    "make taker light night right sight time times rain train brain grain"
).split()
_FAMILIES = (
    ("low", "lower", "lowest", "slow", "slower", "slowest", "blow", "flower"),
    ("new", "newer", "newest", "renew", "anew", "renewed", "news"),
    ("hold", "holder", "holding", "withhold", "old", "older", "golden", "folder"),
    ("train", "trainer", "training", "rain", "raining", "brain", "grain", "drain"),
    ("rest", "resting", "forest", "test", "tester", "testing", "contest", "best"),
    ("light", "lighter", "night", "nightly", "right", "brighter", "sight", "flight"),
)
_LETTERS = "abdegikmnoprstuy"
Pair = tuple[str, str]


def _joined(pieces: Sequence[str], pair: Pair) -> list[str]:
    """The pieces with the pair joined wherever it stands, from left to right: aaa with (a, a) gives aa, a."""
    result: list[str] = []
    at = 0
    while at < len(pieces):
        if at + 1 < len(pieces) and (pieces[at], pieces[at + 1]) == pair:
            result.append(pieces[at] + pieces[at + 1])
            at += 2
        else:
            result.append(pieces[at])
            at += 1
    return result


def pair_counts(words: dict[str, Sequence[str]], counts: dict[str, int]) -> Counter[Pair]:
    """How often each adjacent pair stands in the corpus, each word as often as it occurs."""
    found: Counter[Pair] = Counter()
    for word, pieces in words.items():
        for pair in pairwise(pieces):
            found[pair] += counts[word]
    return found


def _unique_best(found: Counter[Pair]) -> Pair:
    ranked = found.most_common(2)
    if len(ranked) < 2 or ranked[0][1] == ranked[1][1]:
        raise Redraw
    return ranked[0][0]


def _corpus(draws: Draws) -> dict[str, int]:
    words: dict[str, int] = {}
    while len(words) < 4:
        words.setdefault(draws.choice(_POOL), draws.integer(1, 9))
    ranked = pair_counts({word: list(word) for word in words}, words).most_common(3)
    if ranked[0][1] == ranked[1][1] or ranked[1][1] == ranked[2][1]:
        raise Redraw
    return words


@exercise("tokens.first-merge", corpus=_corpus)
def first_merge(*, corpus: dict[str, int]) -> Worked:
    """The first merge of byte-pair encoding: the most frequent adjacent pair (Sennrich et al. 2016, section 3.2)."""
    work = Work()
    found = pair_counts({word: list(word) for word in corpus}, corpus)
    best = "".join(_unique_best(found))
    ranked = found.most_common(5)
    work.step("pairs by count", "Σ word count", ", ".join(f"{a}{b} {n}" for (a, b), n in ranked))
    work.step("the most frequent pair", "", best)
    letters = Counter(letter for word, n in corpus.items() for letter in word * n).most_common(3)
    slips = {
        "frequent_letters_joined": letters[0][0] + letters[1][0] if letters[1][1] > letters[2][1] else None,
        "second_pair": "".join(ranked[1][0]) if ranked[1][1] > ranked[2][1] else None,
        "alphabetical_pair": "".join(min(found)),
    }
    return work.done(**{name: value for name, value in slips.items() if value != best})


def _trained(draws: Draws) -> dict[str, Any]:
    """Merges as training on related words gives them; ties do no harm here, since the merges are shown."""
    family = draws.choice(_FAMILIES)
    corpus = {word: draws.integer(1, 9) for word in draws.shuffled(family)[:3]}
    words: dict[str, Sequence[str]] = {word: list(word) for word in corpus}
    merges: list[Pair] = []
    for _ in range(draws.integer(3, 5)):
        found = pair_counts(words, corpus)
        pair = max(found, key=lambda candidate: (found[candidate], candidate))
        merges.append(pair)
        words = {word: _joined(pieces, pair) for word, pieces in words.items()}
    word = draws.choice(family)
    pieces: Sequence[str] = list(word)
    for pair in merges:
        pieces = _joined(pieces, pair)
    if len(pieces) == len(word) - len(merges):
        raise Redraw
    return {"merges": [f"{a}+{b}" for a, b in merges], "word": word}


@exercise("tokens.count-after-merges", _trained)
def count_after_merges(*, merges: list[str], word: str) -> Worked:
    """How many tokens a word becomes when the merges are replayed in the order in which they were learnt."""
    work = Work()
    pieces: list[str] = list(word)
    lengths = [len(pieces)]
    for merge in merges:
        first, _, second = merge.partition("+")
        pieces = work.step(f"merge {first} and {second}", "", _joined(pieces, (first, second)))
        lengths.append(len(pieces))
    if lengths[-1] in (1, lengths[0], lengths[1]):
        raise Redraw
    work.step("tokens", "", len(pieces))
    return work.done(
        merges_ignored=lengths[0],
        one_less_per_merge=lengths[0] - len(merges),
        first_merge_only=lengths[1],
        known_word_one_token=1,
    )


def _ranked_merges(draws: Draws) -> dict[str, Any]:
    word = "".join(draws.shuffled(_LETTERS)[: draws.integer(4, 5)])
    pairs = draws.shuffled(["".join(pair) for pair in pairwise(word)])
    return {"merges": pairs[:3], "word": word}


@exercise("tokens.merge-rank", _ranked_merges)
def merge_rank(*, merges: list[str], word: str) -> Worked:
    """The tokens of a word by rank: the earliest learnt merge that applies goes first, not the longest match."""
    pieces: list[str] = list(word)
    work = Work()
    for rank, merge in enumerate(merges, 1):
        after = _joined(pieces, (merge[0], merge[1]))
        if after != pieces:
            pieces = work.step(f"merge {rank}: {merge}", "", after)
    longest = _left_to_right(word, merges)
    if pieces == longest:
        raise Redraw
    work.step("no merge applies any more", "", pieces)
    return work.done(longest_match=longest, letters_only=list(word), merged_everything=[word])


def _left_to_right(word: str, merges: Sequence[str]) -> list[str]:
    result, at = [], 0
    while at < len(word):
        size = 2 if word[at : at + 2] in merges else 1
        result.append(word[at : at + size])
        at += size
    return result


@exercise("tokens.vocabulary-size", merges=choice(1000, 5000, 10_000, 32_000, 50_000, 100_000), specials=integer(1, 12))
def vocabulary_size(*, merges: int, specials: int) -> Worked:
    """256 bytes, one token per merge, and the special tokens (Radford et al. 2019, section 2.2)."""
    work = Work()
    work.step("byte tokens", "2⁸", 256)
    work.step("vocabulary", "256 + merges + special tokens", 256 + merges + specials)
    return work.done(
        merges_only=merges,
        two_tokens_per_merge=256 + 2 * merges + specials,
        characters_not_bytes=149_000 + merges + specials,
        missing_specials=256 + merges,
    )


@exercise("tokens.cost-of-words", words=integer(500, 50_000, 100), usd_per_M=choice(0.5, 1, 2, 3, 5, 10))
def cost_of_words(*, words: int, usd_per_M: float) -> Worked:
    """The price of an English text at 0.75 words a token."""
    work = Work()
    tokens = work.step("tokens", "words / 0.75", words / 0.75)
    work.step("USD", "tokens · price / 10⁶", tokens * usd_per_M / 1e6)
    return work.done(
        multiplied_by_share=words * 0.75 * usd_per_M / 1e6,
        one_word_one_token=words * usd_per_M / 1e6,
        price_per_thousand=tokens * usd_per_M / 1e3,
    )


def _grown(draws: Draws) -> dict[str, Any]:
    n1 = draws.choice((512, 1024, 2048, 4096, 8192))
    return {"n1": n1, "n2": n1 * draws.choice((2, 3, 5, 6, 7, 8, 9, 10, 12, 16, 20, 32))}


@exercise("tokens.quadratic-growth", _grown)
def quadratic_growth(*, n1: int, n2: int) -> Worked:
    """How the cost of attention scores grows with the sequence: with its square."""
    work = Work()
    k = work.step("growth of the length", "n_2 / n_1", n2 // n1)
    work.step("growth of the scores", "(n_2 / n_1)²", k * k)
    return work.done(linear_growth=k, exponential_growth=2**k, log_linear_growth=k * log(n2) / log(n1))


@exercise("tokens.crossover", d=choice(768, 1024, 1600, 2048, 4096, 5120, 8192))
def crossover(*, d: int) -> Worked:
    """The length at which causal attention over the context costs as much as the weights: n = 12 d."""
    work = Work()
    work.step("weights, per token", "2 N = 24 L d²", "24 L d²")
    work.step("context, per token on average", "2 L n d", "2 L n d")
    work.step("equal where", "n = 12 d", 12 * d)
    return work.done(equal_at_width=d, last_token_not_average=6 * d, context_always_dominates=1)


@exercise(
    "tokens.shared-window",
    window=choice(2048, 4096, 8192, 16_384),
    system=integer(50, 400),
    history=integer(100, 1200),
    user=integer(20, 350),
)
def shared_window(*, window: int, system: int, history: int, user: int) -> Worked:
    """What is left for the answer once every input token is counted."""
    work = Work()
    used = work.step("input tokens", "system + history + user", system + history + user)
    if window - used < 50:
        raise Redraw
    work.step("left for new tokens", "window − input", window - used)
    return work.done(
        output_only_window=window, missing_system=window - history - user, missing_history=window - system - user
    )


@exercise(
    "tokens.fertility",
    en_tokens=integer(500, 6000, 100),
    ratio=choice(1.3, 1.5, 1.8, 2.1, 2.4, 2.7, 3.0, 3.3, 3.6, 3.9),
    window=choice(8192, 16_384, 32_768),
)
def fertility(*, en_tokens: int, ratio: float, window: int) -> Worked:
    """The share of a window that the same text takes in a language with more tokens a word."""
    work = Work()
    tokens = work.step("tokens of the translation", "English tokens · ratio", en_tokens * ratio)
    if tokens > 0.98 * window:
        raise Redraw
    work.step("share of the window", "tokens / window", tokens / window)
    return work.done(
        same_count_everywhere=en_tokens / window,
        divided_by_ratio=en_tokens / ratio / window,
        four_characters_rule=en_tokens * 4 / window,
    )
