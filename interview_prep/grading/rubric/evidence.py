"""What speaks for a key point or a red flag in each window of an answer: cues met, phrasings near, polarity."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeAlias

from interview_prep.grading.rubric.matching import Finder
from interview_prep.grading.rubric.nearness import Nearness
from interview_prep.grading.rubric.said import Said, Window
from interview_prep.grading.rubric.weights import FLAG, POINT, probability
from interview_prep.grading.rubric.words import Word, words_of
from interview_prep.questions.model import KeyPoint, RedFlag

REACH = 3
"""How many words before a cue a negation may stand and still turn it."""
VERBATIM = 0.9
"""From which nearness on a phrasing is taken to be said in so many words."""
TAKEN_BACK = 12
"""How many words before a correction of oneself are taken back by it."""
_DISTANCING = (
    "myth", "misconception*", "common mistake", "people think", "people say", "some think", "some say", "wrong to",
    "is false", "isn't true", "not true", "confus*", "mistakenly", "contrary to", "people call", "they call",
    "some call", "often called", "might think", "may think", "people believe", "sounds like", "looks as if",
    "not mean", "not imply", "not the case", "not think that", "not claim", "not believe", "not say that",
    "never claim", "i disagree",
)  # fmt: skip
_CORRECTING = (
    "no wait", "wait no", "scratch that", "actually no", "sorry no", "no sorry", "take that back", "let me correct",
    "correct myself", "other way round", "other way around", "no that's wrong", "no that is wrong",
)  # fmt: skip
Spans: TypeAlias = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one point in one window.

    `share` is the share of its groups of cues that are met. `near` says how near the point's nearest phrasing comes,
    from 0 to 1; `beyond_flags` and `beyond_points` how much nearer than any phrasing of a red flag, of another point.
    """

    share: float
    near: float
    beyond_flags: float
    beyond_points: float
    spans: Spans
    cue: str
    barred: bool
    """Whether a negation turns it, or the window says a word that bars the point."""
    written: bool
    """Whether one of the point's formulas is written out."""

    @property
    def features(self) -> tuple[float, ...]:
        """What the calibration looks at."""
        seen = (self.near, self.beyond_flags, self.beyond_points)
        full = _full(self.share, self.near, self.beyond_flags, self.beyond_points)
        return (self.share, full, *seen, *(full * each for each in seen))

    @property
    def strength(self) -> float:
        """The calibrated probability that the point is covered."""
        if self.written:
            return 1.0
        return 0.0 if self.barred else probability(POINT, self.features)


@dataclass(frozen=True, slots=True)
class FlagEvidence:
    """What speaks for one red flag in one window.

    `near` counts phrasings of the window's polarity and `opposite` those of the other one; `beyond_truth` and
    `beyond_points` say how much nearer it comes than what is true instead, and than any key point.
    """

    share: float
    near: float
    opposite: float
    beyond_truth: float
    beyond_points: float
    span: tuple[int, int]
    cue: str

    @property
    def features(self) -> tuple[float, ...]:
        """What the calibration looks at."""
        full = _full(self.share, self.near, self.beyond_truth, self.beyond_points)
        return (self.share, full, self.near, self.opposite, self.beyond_truth, self.beyond_points)

    @property
    def strength(self) -> float:
        """The calibrated probability that the flag is raised."""
        return probability(FLAG, self.features)


class Reading:
    """One answer held against the whole of a rubric."""

    def __init__(self, text: str, points: Sequence[KeyPoint], flags: Sequence[RedFlag]) -> None:
        self.finder = Finder(Said(text))
        self._nearness = Nearness(self.finder)
        nearest = self._nearness.nearest
        self._points = {point.id: nearest((point.text, *point.paraphrases)) for point in points}
        self._wrong = nearest([text for flag in flags for text in (flag.text, *flag.phrasings)])

    @cached_property
    def _right(self) -> list[float]:
        """For each window how near it comes to any key point."""
        places = range(len(self.finder.said.windows))
        return [max((near[at] for near in self._points.values()), default=0.0) for at in places]

    @cached_property
    def _disowned(self) -> list[bool]:
        """For each window whether it reports what others think, or takes itself back."""
        corrected = self.finder.starts(_CORRECTING)
        return [
            self.finder.any(_DISTANCING, window)
            or any(window.first <= place <= window.end + TAKEN_BACK for place in corrected)
            for window in self.finder.said.windows
        ]

    def written(self, point: KeyPoint, window: Window) -> tuple[str, tuple[int, ...]] | None:
        """The first formula of a point that a window writes out, and the places of its words."""
        found = ((text, self.finder.phrase(text, window)) for text in point.formula)
        return next(((text, places) for text, places in found if places), None)

    def evidence(self, point: KeyPoint) -> Iterator[Evidence]:
        """What speaks for a point in each window."""
        others = [near for name, near in self._points.items() if name != point.id]
        for at, window in enumerate(self.finder.said.windows):
            near = self._points[point.id][at]
            met = self.finder.groups(point.all_of, window)
            formula = self.written(point, window)
            places = formula[1] if formula else met.places
            yield Evidence(
                share=met.share,
                near=near,
                beyond_flags=near - self._wrong[at],
                beyond_points=near - max((other[at] for other in others), default=0.0),
                spans=merged([self.finder.said.words[place] for place in places] or window.words),
                cue=met.cues[0] if met.cues else "",
                barred=self.finder.any(point.unless, window)
                or _point_turned(point, window, places, self.finder.said.clause),
                written=formula is not None,
            )

    def flag_evidence(self, flag: RedFlag) -> Iterator[FlagEvidence]:
        """What speaks for a red flag in each clause and sentence that does not distance itself from it."""
        phrasings = flag.phrasings or (flag.text,)
        denying = self._nearness.nearest([text for text in phrasings if _negates(text)])
        plain = self._nearness.nearest([text for text in phrasings if not _negates(text)])
        truth = self._nearness.nearest([flag.correct_contrast])
        for at, window in enumerate(self.finder.said.windows):
            if window.kind == "pair" or self._disowned[at] or self.finder.any(flag.unless, window):
                continue
            near, opposite = (denying[at], plain[at]) if window.negations else (plain[at], denying[at])
            met = self.finder.groups(flag.all_of, window)
            turned = bool(met.places) and _turned(window, met.places, self.finder.said.clause)
            yield FlagEvidence(
                share=0.0 if turned else met.share,
                near=near,
                opposite=opposite,
                beyond_truth=near - truth[at],
                beyond_points=near - self._right[at],
                span=(window.words[0].start, window.words[-1].end),
                cue=met.cues[0] if met.cues else flag.text,
            )


def merged(words: Sequence[Word]) -> Spans:
    """Neighbouring words as one range."""
    places = sorted((word.start, word.end) for word in words)
    ranges: list[tuple[int, int]] = []
    for start, end in places:
        if ranges and start - ranges[-1][1] <= 12:
            ranges[-1] = (ranges[-1][0], max(end, ranges[-1][1]))
        else:
            ranges.append((start, end))
    return tuple(ranges)


def _full(share: float, near: float, *beyond: float) -> float:
    """1 where every group of cues is met or a phrasing is said, nearer than any that says something else; else 0."""
    return float(share == 1.0 or (near >= VERBATIM and min(beyond) > 0))


def _point_turned(point: KeyPoint, window: Window, places: Sequence[int], clause: Sequence[int]) -> bool:
    """Whether a negation stands in the clause that the point itself and its cues do not have."""
    if window.kind == "pair" or not window.negations or any(place in places for place in window.negations):
        return False
    said = (point.text, *point.paraphrases, *(phrase for group in point.all_of for phrase in group))
    if any(_negates(text) for text in said):
        return False
    return not places or _turned(window, places, clause)


def _turned(window: Window, places: Sequence[int], clause: Sequence[int]) -> bool:
    """Whether a negation that is none of these words stands among or shortly before them, in a clause of theirs."""
    first, last = min(places), max(places)
    own = {clause[place] for place in places}
    return any(
        first - REACH <= place < last and clause[place] in own for place in window.negations if place not in places
    )


@lru_cache(maxsize=20_000)
def _negates(text: str) -> bool:
    return any(word.negation for word in words_of(text))
