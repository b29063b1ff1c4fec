"""How far a window of words meets a cue: phrases with bounded typo repair, and groups of alternatives."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from interview_prep.grading.rubric.said import Said, Window
from interview_prep.grading.rubric.words import stem, words_of

GAP = 2
"""How many other words may stand between two words of a phrase."""


@dataclass(frozen=True, slots=True)
class Met:
    """What was met in one window: the share of groups, the places of the words that met them, and the cues."""

    share: float
    places: tuple[int, ...]
    cues: tuple[str, ...]


class Finder:
    """Looks cues up in one answer; each cue is searched once, whatever the number of windows."""

    def __init__(self, said: Said) -> None:
        self.said = said
        self._words: dict[str, list[int]] = {}
        self._having: dict[str, list[int]] = {}
        self._phrases: dict[str, list[tuple[int, ...]]] = {}
        self._lists: dict[tuple[str, ...], list[tuple[str, list[tuple[int, ...]]]]] = {}

    def phrase(self, phrase: str, window: Window) -> tuple[int, ...] | None:
        """The places of the words that say a phrase, in order and close together, inside a window; or None."""
        return _inside(self._found(phrase), window)

    def any(self, phrases: Sequence[str], window: Window) -> bool:
        """Whether a window says one of the phrases."""
        return any(_inside(found, window) is not None for _, found in self._present(tuple(phrases)))

    def starts(self, phrases: Sequence[str]) -> list[int]:
        """The places where these phrases begin, anywhere in the answer."""
        return [at[0] for _, found in self._present(tuple(phrases)) for at in found]

    def groups(self, groups: Sequence[Sequence[str]], window: Window) -> Met:
        """How many groups of alternatives a window meets, and by which words."""
        offers = [
            [
                (phrase, at)
                for phrase, found in self._present(tuple(group))
                if (at := _inside(found, window)) is not None
            ]
            for group in groups
        ]
        met = _apart([offer for offer in offers if offer])
        places = {place for _, at in met for place in at}
        return Met(len(met) / len(groups) if groups else 0.0, tuple(sorted(places)), tuple(cue for cue, _ in met))

    def said_of(self, stems: Set[str]) -> list[str]:
        """Which of these stems the answer has, slips of typing mended."""
        said = stems & self.said.places.keys()
        return sorted(said.union(s for each in self.said.odd for s in stems if same(s, each, ordinary=False)))

    def windows_with(self, stem: str) -> list[int]:
        """Which windows, by their number, have this stem."""
        having = self._having.get(stem)
        if having is None:
            places = self._places(stem)
            having = [at for at, w in enumerate(self.said.windows) if _within(places, w)] if places else []
            self._having[stem] = having
        return having

    def _present(self, phrases: tuple[str, ...]) -> list[tuple[str, list[tuple[int, ...]]]]:
        """Those phrases that the answer says anywhere, with their places."""
        present = self._lists.get(phrases)
        if present is None:
            present = self._lists[phrases] = [(each, at) for each in phrases if (at := self._found(each))]
        return present

    def _found(self, phrase: str) -> list[tuple[int, ...]]:
        found = self._phrases.get(phrase)
        if found is None:
            found = self._phrases[phrase] = self._search(phrase_stems(phrase))
        return found

    def _search(self, wanted: Sequence[str]) -> list[tuple[int, ...]]:
        chains: list[tuple[int, ...]] = [(place,) for place in self._places(wanted[0])] if wanted else []
        for part in wanted[1:]:
            if not chains:
                break
            places = self._places(part)
            chains = [
                (*chain, following)
                for chain in chains
                for following in [next((p for p in places if 0 < self.said.apart(chain[-1], p) <= 1 + GAP), None)]
                if following is not None
            ]
        return chains

    def _places(self, part: str) -> list[int]:
        places = self._words.get(part)
        if places is None:
            places = self._words[part] = self._sought(part)
        return places

    def _sought(self, part: str) -> list[int]:
        said = self.said
        odd, begins = said.odd_like(part[:1]), part.endswith("*")
        if not (odd or begins):
            return said.places.get(part, [])
        found = {each for each in odd if same(part, each, ordinary=False)}
        if begins:
            found = found.union(*(said.beginning(letters) for letters in _beginnings(part[:-1])))
        elif part in said.places:
            found.add(part)
        return sorted(place for each in found for place in said.places[each])


_Offer: TypeAlias = tuple[str, tuple[int, ...]]


def _apart(offers: Sequence[Sequence[_Offer]]) -> list[_Offer]:
    """One cue for as many groups as can be met without one single word serving two of them."""
    if not offers:
        return []
    best: list[_Offer] = []
    for offer in offers[0]:
        left = [[each for each in group if len(each[1]) > 1 or each[1] != offer[1]] for group in offers[1:]]
        found = [offer, *_apart([group for group in left if group])]
        if len(found) == len(offers):
            return found
        best = max(best, found, key=len)
    return best


def _inside(found: Sequence[tuple[int, ...]], window: Window) -> tuple[int, ...] | None:
    return next((at for at in found if window.first <= at[0] and at[-1] < window.end), None)


def _beginnings(letters: str) -> tuple[str, ...]:
    """How the stems of a word begin that begins so: with z for the British s, too."""
    return (letters, stem(letters), f"{letters[:-1]}z") if letters.endswith("is") else (letters, stem(letters))


def _within(places: Sequence[int], window: Window) -> bool:
    return any(window.first <= place < window.end for place in places)


@lru_cache(maxsize=50_000)
def phrase_stems(phrase: str) -> tuple[str, ...]:
    """A cue as stems; a trailing * asks for a beginning only."""
    stems: list[str] = []
    for part in phrase.split():
        if part.endswith("*"):
            *before, last = [word for word in part.rstrip("*").lower().replace("_", "").split("-") if word] or [""]
            stems += [stem(word) for word in before] + [f"{last}*"]
        else:
            stems += [word.stem for word in words_of(part)]
    return tuple(stems)


@lru_cache(maxsize=200_000)
def same(cue: str, said: str, ordinary: bool = True) -> bool:
    """Whether a word is the cue's; one that is not ordinary may differ by a slip, in a long word by two."""
    if cue.endswith("*"):
        begin = cue[:-1]
        if said.startswith(_beginnings(begin)):
            return True
        return not ordinary and len(begin) >= 6 and any(_near(begin, said[: len(begin) + d]) for d in (0, 1, -1))
    if cue == said:
        return True
    if ordinary or len(cue) < 5 or len(said) < 4 or not cue.isalpha():
        return False
    return _near(cue, said) or (len(cue) >= 8 and cue[0] == said[0] and _within_two(cue, said))


def _near(a: str, b: str) -> bool:
    """One insertion, deletion, substitution or swap of neighbours apart, the first letter kept or swapped."""
    if abs(len(a) - len(b)) > 1 or not (a[:1] == b[:1] or a[:2] == b[1::-1]):
        return False
    if len(a) == len(b):
        wrong = [i for i in range(len(a)) if a[i] != b[i]]
        if len(wrong) <= 1:
            return True
        return (
            len(wrong) == 2 and wrong[1] == wrong[0] + 1 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]
        )
    short, long = sorted((a, b), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _within_two(a: str, b: str) -> bool:
    """At most two edits apart (Levenshtein 1966)."""
    if abs(len(a) - len(b)) > 2:
        return False
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, right in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (left != right))
    return row[-1] <= 2
