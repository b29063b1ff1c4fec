"""An answer as it is judged: its words, the clauses and sentences that they stand in, and where each cue is said.

A cue is looked for once in the whole answer; a window meets it when one of its places lies inside. So a long answer and
a rubric with hundreds of cues stay quick.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise, takewhile

from interview_prep.grading.rubric.words import FILLERS, Word, normalised, words_of

_BREAK = re.compile(r"[.!?;\n]+(?=\s|$)|\n")
_CLAUSE = re.compile(
    r",|:|\s-\s|\b(?:but|(?<!not )because|whereas|while|although|though|however|which|so that|instead|rather)\b"
)

_ARGUMENTS = re.compile(r"(?<=\w)\([^()\n]{1,30}\)")
"""What stands in the brackets of a function, as in C(n - c, k): its commas part no clauses."""
LEADING = 4
"""How many words may lead into a clause."""
_LEADS = frozenset("in for with at during under without on by as from to".split())


@dataclass(frozen=True)
class Window:
    """A run of words that are judged together, from word `first` on; `kind` is clause, sentence or pair."""

    words: tuple[Word, ...]
    kind: str
    first: int = 0

    @property
    def end(self) -> int:
        """The place behind its last word."""
        return self.first + len(self.words)

    @cached_property
    def negations(self) -> tuple[int, ...]:
        """The places of the words that turn the meaning round."""
        return tuple(self.first + at for at, word in enumerate(self.words) if word.negation)


class Said:
    """One answer."""

    def __init__(self, text: str) -> None:
        self.words: tuple[Word, ...] = tuple(words_of(text))
        self.windows = _windows(text, self.words)
        clauses = [window for window in self.windows if window.kind == "clause"]
        self.clause = [number for number, window in enumerate(clauses) for _ in window.words]
        """For each word the number of its clause."""
        self.places: dict[str, list[int]] = {}
        self._counted: list[int] = []
        for place, word in enumerate(self.words):
            self.places.setdefault(word.stem, []).append(place)
            before = self._counted[-1] if self._counted else 0
            self._counted.append(before + (word.stem not in FILLERS))
        self._sorted = sorted(self.places)
        self.odd = frozenset(word.stem for word in self.words if not word.ordinary)
        """The stems that are no ordinary words, and so may be slips of typing."""
        self._odd: dict[str, set[str]] = {}
        for stem in self.odd:
            for letter in stem[:2]:
                self._odd.setdefault(letter, set()).add(stem)

    def beginning(self, letters: str) -> set[str]:
        """The stems that begin so."""
        first = bisect_left(self._sorted, letters)
        return set(takewhile(lambda each: each.startswith(letters), islice(self._sorted, first, None)))

    def odd_like(self, letter: str) -> set[str]:
        """The odd stems with this letter among their first two."""
        return self._odd.get(letter, set())

    def apart(self, first: int, second: int) -> int:
        """How far a word stands behind another one, fillers between them not counted; negative before it."""
        if second <= first:
            return second - first
        return self._counted[second] - self._counted[first] + (self.words[second].stem in FILLERS)


def _windows(text: str, words: Sequence[Word]) -> list[Window]:
    """Clauses, sentences, and neighbouring pairs of sentences."""
    plain, places = normalised(text)
    sentences = _cut((0, len(words)), words, [places[m.start()] for m in _BREAK.finditer(plain)])
    marks = [places[m.start()] for m in _CLAUSE.finditer(_ARGUMENTS.sub(_without_commas, plain))]
    ranges = [(part, "clause") for sentence in sentences for part in _led(_cut(sentence, words, marks), words)]
    ranges += [(sentence, "sentence") for sentence in sentences]
    ranges += [((a, d), "pair") for (a, _), (_, d) in pairwise(sentences)]
    return [Window(tuple(words[first:end]), kind, first) for (first, end), kind in ranges]


def _led(clauses: Sequence[tuple[int, int]], words: Sequence[Word]) -> list[tuple[int, int]]:
    """The clauses of a sentence, the first of them with the few words that say of what it holds: In training, …"""
    if len(clauses) > 1 and clauses[0][1] - clauses[0][0] <= LEADING and words[clauses[0][0]].stem in _LEADS:
        return [(clauses[0][0], clauses[1][1]), *clauses[2:]]
    return list(clauses)


def _without_commas(arguments: re.Match[str]) -> str:
    return arguments.group().replace(",", " ")


def _cut(span: tuple[int, int], words: Sequence[Word], marks: Sequence[int]) -> list[tuple[int, int]]:
    """A range of words cut wherever a mark stands before one of them."""
    first, end = span
    cuts = [first]
    at = 0
    for place in range(first, end):
        passed = at
        while at < len(marks) and marks[at] <= words[place].start:
            at += 1
        if at > passed and place > first:
            cuts.append(place)
    return [(a, b) for a, b in pairwise([*cuts, end]) if b > a]
