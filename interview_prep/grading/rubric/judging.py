"""Key points and red flags judged: the best window for each, its polarity, and one of three states."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from interview_prep.grading.rubric.matching import Finder, Met, similarity, telling, telling_met
from interview_prep.grading.rubric.said import Window
from interview_prep.grading.rubric.weights import WEIGHTS, covered_probability
from interview_prep.grading.rubric.words import Word, words_of
from interview_prep.questions.model import KeyPoint, RedFlag
from interview_prep.questions.verdict import Finding, Mark

REACH = 3
"""How many words before a cue a negation may stand and still turn it."""
LONGEST = 8
"""How many words a window may hold beyond twice the telling words of a wrong phrasing."""
_DISTANCING = (
    "myth", "misconception*", "common mistake", "people think", "people say", "some think", "some say", "wrong to",
    "is false", "isn't true", "not true", "confus*", "mistakenly", "contrary to", "people call", "they call",
    "some call", "often called", "might think", "may think", "people believe", "sounds like", "looks as if",
)  # fmt: skip
_CORRECTING = (
    "no wait", "wait no", "scratch that", "actually no", "sorry no", "no sorry", "take that back", "let me correct",
    "correct myself", "other way round", "other way around", "no that's wrong", "no that is wrong",
)  # fmt: skip
TAKEN_BACK = 12
"""How many words before a correction of oneself are taken back by it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one point in one window."""

    share: float
    alike: float
    kind: str
    spans: tuple[tuple[int, int], ...]
    cue: str
    turned: bool

    @property
    def strength(self) -> float:
        """The calibrated probability that the point is covered."""
        return 0.0 if self.turned else covered_probability(features(self))


def features(evidence: Evidence) -> tuple[float, ...]:
    """What the calibration looks at: see `weights.py` for the names."""
    full = evidence.share == 1.0
    return (
        evidence.share,
        evidence.alike,
        float(full and evidence.kind == "clause"),
        float(full and evidence.kind != "pair"),
        float(full) * evidence.alike,
    )


def evidence_for(point: KeyPoint, finder: Finder) -> list[Evidence]:
    """What speaks for a point in each window."""
    return [_evidence(point, window, finder) for window in finder.said.windows]


def judge_point(point: KeyPoint, finder: Finder, flags: Sequence[Finding] = ()) -> Finding:
    """One key point: covered, unsure, or not found, with the learner's own words that speak for it."""
    if any(flag.id in point.contradicts for flag in flags):
        return _finding(point, "not_found", None)
    raised = [span for flag in flags for span in flag.spans]
    best = max(evidence_for(point, finder), key=lambda e: e.strength, default=None)
    if best is None:
        return _finding(point, "not_found", None)
    if best.strength >= WEIGHTS["covered_from"]:
        # Words that raised a red flag may hold the cues of a point as well: the learner decides.
        return _finding(point, "unsure" if _inside(best.spans, raised) else "covered", best)
    return _finding(point, "unsure" if best.strength >= WEIGHTS["unsure_from"] else "not_found", best)


def judge_formula(point: KeyPoint, finder: Finder) -> Finding:
    """One key point of an answer that is a bare formula: covered by a formula cue, else open."""
    for window in finder.said.windows:
        for text in point.formula:
            places = finder.phrase(text, window)
            if places is not None:
                spans = _merged([finder.said.words[place] for place in places])
                return Finding(id=point.id, text=point.text, mark="covered", cue=text, spans=spans)
    return Finding(id=point.id, text=point.text, mark="unsure")


def judge_flag(flag: RedFlag, finder: Finder) -> Finding | None:
    """A red flag that one clause or sentence raises with the right polarity, or None."""
    for window in finder.said.windows:
        if window.kind == "pair" or finder.any((*_DISTANCING, *flag.unless), window):
            continue
        if any(window.first <= place <= window.end + TAKEN_BACK for place in finder.starts(_CORRECTING)):
            continue
        cue = _cues_said(flag, window, finder)
        cue = cue or next((text for text in flag.phrasings if _says(text, flag, window, finder)), None)
        if cue is not None:
            span = (window.words[0].start, window.words[-1].end)
            return Finding(
                id=flag.id, text=flag.text, mark="tripped", because=flag.correct_contrast, cue=cue, spans=(span,)
            )
    return None


def overridden(findings: Iterable[Finding], overrides: Mapping[str, bool]) -> list[Finding]:
    """What the learner settled themselves."""
    settled = []
    for finding in findings:
        if finding.id not in overrides:
            settled.append(finding)
        elif finding.mark == "tripped" or finding.id.startswith("r"):
            mark: Mark = "tripped" if overrides[finding.id] else "not_found"
            settled.append(_marked(finding, mark))
        else:
            settled.append(_marked(finding, "covered" if overrides[finding.id] else "not_found"))
    return settled


def _evidence(point: KeyPoint, window: Window, finder: Finder) -> Evidence:
    barred = finder.any(point.unless, window)
    met = Met(0.0, (), ()) if barred else finder.groups(point.all_of, window)
    alike = max((similarity(phrase, window, finder) for phrase in point.paraphrases), default=0.0)
    formula = next((said for text in point.formula if (said := finder.phrase(text, window)) is not None), None)
    places = formula or met.places
    words = [finder.said.words[place] for place in places] or window.words
    cue = met.cues[0] if met.cues else ""
    turned = formula is None and _point_turned(point, window, places, finder.said.clause)
    return Evidence(1.0 if formula else met.share, alike, window.kind, _merged(words), cue, turned)


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


def _cues_said(flag: RedFlag, window: Window, finder: Finder) -> str | None:
    """The first cue of a flag whose groups are all met in a window that means them."""
    if not flag.all_of:
        return None
    met = finder.groups(flag.all_of, window)
    if met.share < 1 or _turned(window, met.places, finder.said.clause):
        return None
    return met.cues[0]


def _says(phrase: str, flag: RedFlag, window: Window, finder: Finder) -> bool:
    """Whether a window says a wrong phrasing: nearly all of its telling words, no more than it takes, its polarity."""
    told = telling(phrase)
    if bool(window.negations) != _negates(phrase):
        return False
    if len(told) < 3:
        return finder.phrase(phrase, window) is not None
    if len(window.words) > LONGEST + 2 * len(told) or telling_met(phrase, window, finder) < WEIGHTS["flag_content"]:
        return False
    alike = similarity(phrase, window, finder)
    return alike >= WEIGHTS["flag_alike"] and not (
        flag.correct_contrast and similarity(flag.correct_contrast, window, finder) > alike
    )


def _inside(spans: Sequence[tuple[int, int]], ranges: Sequence[tuple[int, int]]) -> bool:
    return bool(spans) and all(any(low <= a and b <= high for low, high in ranges) for a, b in spans)


def _merged(words: Sequence[Word]) -> tuple[tuple[int, int], ...]:
    """Neighbouring words as one range."""
    places = sorted((word.start, word.end) for word in words)
    merged: list[tuple[int, int]] = []
    for start, end in places:
        if merged and start - merged[-1][1] <= 12:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _finding(point: KeyPoint, mark: Mark, best: Evidence | None) -> Finding:
    spans = best.spans if best is not None and mark != "not_found" else ()
    cue = best.cue if best is not None and mark != "not_found" else ""
    return Finding(id=point.id, text=point.text, mark=mark, cue=cue, spans=spans)


def _marked(finding: Finding, mark: Mark) -> Finding:
    return Finding(
        id=finding.id, text=finding.text, mark=mark, because=finding.because, cue=finding.cue, spans=finding.spans
    )
