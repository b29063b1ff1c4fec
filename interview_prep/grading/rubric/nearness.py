"""How near each window of an answer comes to a phrasing, by the rare words that the two share."""

from collections.abc import Iterable
from functools import lru_cache

from interview_prep.grading.rubric.matching import Finder
from interview_prep.grading.rubric.rarity import rarity
from interview_prep.grading.rubric.words import words_of

OWN = 0.3
"""How much of the measure's denominator is the window's own weight, beside the phrasing's (Tversky 1977)."""


_SMALL = frozenset(
    "a an the is are was were be been am do do does did has hav had of in on at to for from by with as and or it its "
    "they them their that this thes those you i we us so will would can could".split()
)
"""Stems of articles, auxiliaries, prepositions and pronouns, which say nothing of their own."""


class Nearness:
    """Compares all windows of one answer with phrasings; only the stems that the answer has are looked at."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._weights = [_weight(word.stem for word in window.words) for window in finder.said.windows]

    def nearest(self, phrasings: Iterable[str]) -> list[float]:
        """For each window how near the nearest phrasing is: from 0 for no word in common to 1."""
        having, weights = _indexed(tuple(phrasings))
        shared: dict[tuple[int, int], float] = {}
        for stem in self._finder.said_of(having.keys()):
            for at in self._finder.windows_with(stem):
                for number in having[stem]:
                    shared[at, number] = shared.get((at, number), 0.0) + rarity(stem)
        best = [0.0] * len(self._weights)
        for (at, number), common in shared.items():
            whole = (1 - OWN) * weights[number] + OWN * self._weights[at]
            best[at] = max(best[at], min(1.0, common / whole) if common else 0.0)
        return best


@lru_cache(maxsize=4_000)
def _indexed(phrasings: tuple[str, ...]) -> tuple[dict[str, list[int]], list[float]]:
    """For each stem that says something the phrasings which have it, by their number; and what each phrasing weighs."""
    having: dict[str, list[int]] = {}
    weights: list[float] = []
    for number, phrasing in enumerate(phrasings):
        stems = _telling(phrasing)
        weights.append(_weight(stems))
        for stem in stems:
            having.setdefault(stem, []).append(number)
    return having, weights


@lru_cache(maxsize=20_000)
def _telling(phrasing: str) -> frozenset[str]:
    return frozenset(word.stem for word in words_of(phrasing)) - _SMALL


def _weight(stems: Iterable[str]) -> float:
    return sum(rarity(stem) for stem in set(stems) if stem not in _SMALL)
