"""How far a window of words meets a cue: phrases with bounded typo repair, groups of alternatives, similarity."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from interview_prep.grading.rubric.words import Window, Word, content, stem, words_of

GAP = 2
"""How many other words may stand between two words of a phrase."""


@dataclass(frozen=True, slots=True)
class Met:
    """What was met in one window: the share of groups, and the words that met them."""

    share: float
    words: tuple[Word, ...]
    cues: tuple[str, ...]


@lru_cache(maxsize=20_000)
def phrase_stems(phrase: str) -> tuple[str, ...]:
    """A cue as stems; a trailing * asks for a beginning only."""
    return tuple(
        (
            f"{part.rstrip('*').lower()}*"
            if part.endswith("*")
            else "".join(w.stem for w in words_of(part)) or part.lower()
        )
        for part in phrase.split()
    )


def find_phrase(phrase: str, words: Sequence[Word]) -> tuple[Word, ...] | None:
    """The words that say a phrase, in order and close together, or None."""
    wanted = phrase_stems(phrase)
    for first in range(len(words)):
        found: list[Word] = []
        at = first
        for part in wanted:
            limit = min(len(words), at + 1 + (GAP if found else 0))
            place = next((i for i in range(at, limit) if same(part, words[i].stem)), None)
            if place is None:
                break
            found.append(words[place])
            at = place + 1
        if len(found) == len(wanted) and found:
            return tuple(found)
    return None


@lru_cache(maxsize=100_000)
def same(cue: str, said: str) -> bool:
    """Whether a word is the cue's, with at most one slip of typing in a long word."""
    if cue.endswith("*"):
        return said.startswith((cue[:-1], stem(cue[:-1])))
    if cue == said:
        return True
    return len(cue) >= 6 and abs(len(cue) - len(said)) <= 1 and cue[0] == said[0] and _near(cue, said)


def _near(a: str, b: str) -> bool:
    """One insertion, deletion, substitution or swap of neighbours apart."""
    if len(a) == len(b):
        wrong = [i for i in range(len(a)) if a[i] != b[i]]
        if len(wrong) == 1:
            return True
        return (
            len(wrong) == 2 and wrong[1] == wrong[0] + 1 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]
        )
    short, long = sorted((a, b), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def groups_met(groups: Sequence[Sequence[str]], window: Window) -> Met:
    """How many groups of alternatives one window meets, and by which words."""
    words: list[Word] = []
    cues: list[str] = []
    for group in groups:
        for phrase in group:
            found = find_phrase(phrase, window.words)
            if found is not None:
                words += found
                cues.append(phrase)
                break
    return Met(len(cues) / len(groups) if groups else 0.0, tuple(words), tuple(cues))


def similarity(phrase: str, window: Window) -> float:
    """How alike a paraphrase and a window are, 0 to 1: the mean of shared content and of character trigrams."""
    ours, theirs = _profile(phrase), content(window.stems)
    if not ours[0] or not theirs:
        return 0.0
    shared = sum(any(same(a, b) for b in set(theirs)) for a in ours[0]) / len(ours[0])
    return 0.6 * shared + 0.4 * _cosine(ours[1], _trigrams(theirs))


def content_met(phrase: str, window: Window) -> float:
    """The share of a phrase's content words that a window has."""
    ours = _profile(phrase)[0]
    said = set(window.stems)
    return sum(any(same(a, b) for b in said) for a in ours) / len(ours) if ours else 0.0


@lru_cache(maxsize=20_000)
def _profile(phrase: str) -> tuple[tuple[str, ...], Counter[str]]:
    stems = tuple(dict.fromkeys(content(word.stem for word in words_of(phrase))))
    return stems, _trigrams(stems)


def _trigrams(stems: Sequence[str]) -> Counter[str]:
    return Counter(padded[i : i + 3] for s in stems for padded in (f" {s} ",) for i in range(len(padded) - 2))


def _cosine(a: Counter[str], b: Counter[str]) -> float:
    dot = sum(count * b[gram] for gram, count in a.items())
    size = sqrt(sum(c * c for c in a.values()) * sum(c * c for c in b.values()))
    return dot / size if size else 0.0
