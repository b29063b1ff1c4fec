"""Key points and red flags judged: the best window for each, its polarity, and one of three states."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from interview_prep.grading.rubric.matching import content_met, find_phrase, groups_met, similarity
from interview_prep.grading.rubric.weights import WEIGHTS, covered_probability
from interview_prep.grading.rubric.words import Window, words_of
from interview_prep.questions.model import KeyPoint, RedFlag
from interview_prep.questions.verdict import Finding, Mark


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
        float(full and evidence.kind == "sentence"),
        float(full) * evidence.alike,
    )


def evidence_for(point: KeyPoint, windows: Sequence[Window]) -> list[Evidence]:
    """What speaks for a point in each window."""
    return [_evidence(point, window) for window in windows]


def judge_point(point: KeyPoint, windows: Sequence[Window], flags: Sequence[Finding] = ()) -> Finding:
    """One key point: covered, unsure, or not found, with the learner's own words that speak for it."""
    if any(flag.id in point.contradicts for flag in flags):
        return _finding(point, "not_found", None)
    raised = [span for flag in flags for span in flag.spans]
    best = max(evidence_for(point, windows), key=lambda e: e.strength, default=None)
    if best is None:
        return _finding(point, "not_found", None)
    if best.strength >= WEIGHTS["covered_from"]:
        # Words that raised a red flag may hold the cues of a point as well: the learner decides.
        return _finding(point, "unsure" if _inside(best.spans, raised) else "covered", best)
    return _finding(point, "unsure" if best.strength >= WEIGHTS["unsure_from"] else "not_found", best)


def judge_flag(flag: RedFlag, windows: Sequence[Window]) -> Finding | None:
    """A red flag that one clause or sentence raises with the right polarity, or None."""
    for window in windows:
        if window.kind == "pair":
            continue
        phrase = next((text for text in flag.phrasings if _says(text, flag, window)), None)
        if phrase is not None:
            span = (window.words[0].start, window.words[-1].end)
            return Finding(
                id=flag.id, text=flag.text, mark="tripped", because=flag.correct_contrast, cue=phrase, spans=(span,)
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


def _evidence(point: KeyPoint, window: Window) -> Evidence:
    met = groups_met(point.all_of, window)
    alike = max((similarity(phrase, window) for phrase in point.paraphrases), default=0.0)
    formula = any(_formula_said(text, window) for text in point.formula)
    share = 1.0 if formula else met.share
    words = met.words or window.words
    cue = met.cues[0] if met.cues else ""
    return Evidence(share, alike, window.kind, _merged(words), cue, _turned(point, window, met.words))


def _turned(point: KeyPoint, window: Window, words: Sequence[object]) -> bool:
    """Whether a negation stands in the clause that the point itself and its cues do not have."""
    if window.kind == "pair" or not window.negations:
        return False
    own = [word for word in window.words if word.negation]
    if any(word in words for word in own):
        return False
    said = (point.text, *point.paraphrases, *(phrase for group in point.all_of for phrase in group))
    if any(word.negation for text in said for word in words_of(text)):
        return False
    places = [window.words.index(word) for word in window.words if word in words]
    if not places:
        return True
    return any(0 < min(places) - window.words.index(word) <= 3 for word in own) or any(
        min(places) < window.words.index(word) < max(places) for word in own
    )


def _says(phrase: str, flag: RedFlag, window: Window) -> bool:
    if content_met(phrase, window) < WEIGHTS["flag_content"] or similarity(phrase, window) < WEIGHTS["flag_alike"]:
        return False
    if bool(window.negations) != any(word.negation for word in words_of(phrase)):
        return False
    return not (flag.correct_contrast and similarity(flag.correct_contrast, window) > similarity(phrase, window))


def _inside(spans: Sequence[tuple[int, int]], ranges: Sequence[tuple[int, int]]) -> bool:
    return bool(spans) and all(any(low <= a and b <= high for low, high in ranges) for a, b in spans)


def _formula_said(formula: str, window: Window) -> bool:
    return find_phrase(formula, window.words) is not None


def _merged(words: Sequence[object]) -> tuple[tuple[int, int], ...]:
    """Neighbouring words as one range."""
    places = sorted((word.start, word.end) for word in words)  # type: ignore[attr-defined]  # words are Word
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
