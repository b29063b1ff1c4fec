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
    """Compares all windows of one answer with phrasings; each stem is looked up once."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._weights = [_weight(word.stem for word in window.words) for window in finder.said.windows]

    def nearest(self, phrasings: Iterable[str]) -> list[float]:
        """For each window how near the nearest phrasing is: from 0 for no word in common to 1."""
        best = [0.0] * len(self._weights)
        for phrasing in phrasings:
            for at, nearness in self._to(phrasing):
                best[at] = max(best[at], nearness)
        return best

    def _to(self, phrasing: str) -> Iterable[tuple[int, float]]:
        shared: dict[int, float] = {}
        stems, weight = _profile(phrasing)
        for stem in stems:
            for at in self._finder.windows_with(stem):
                shared[at] = shared.get(at, 0.0) + rarity(stem)
        for at, common in shared.items():
            if common:
                yield at, min(1.0, common / ((1 - OWN) * weight + OWN * self._weights[at]))


@lru_cache(maxsize=20_000)
def _profile(phrasing: str) -> tuple[tuple[str, ...], float]:
    """The stems of a phrasing that carry meaning, each once, and what they weigh together."""
    stems = tuple(dict.fromkeys(word.stem for word in words_of(phrasing) if word.stem not in _SMALL))
    return stems, _weight(stems)


def _weight(stems: Iterable[str]) -> float:
    return sum(rarity(stem) for stem in set(stems) if stem not in _SMALL)
