"""Key points and red flags judged: the window that speaks for each most, and one of three states."""

from collections.abc import Iterable, Mapping, Sequence

from interview_prep.grading.rubric.evidence import Evidence, Reading, Spans, merged
from interview_prep.grading.rubric.weights import FROM
from interview_prep.questions.model import KeyPoint, RedFlag
from interview_prep.questions.verdict import Finding, Mark


def judge(
    reading: Reading, points: Sequence[KeyPoint], flags: Sequence[RedFlag], *, terse: bool = False
) -> list[Finding]:
    """All points and the flags raised, with the learner's own words that speak for each.

    A `terse` answer has one thing to say and few words near any phrasing, so less is asked of it.
    """
    raised = [found for flag in flags if (found := _flag(flag, reading)) is not None]
    enough = FROM["terse" if terse else "covered"]
    return [_point(point, reading, raised, enough) for point in points] + raised


def judge_formula(reading: Reading, points: Sequence[KeyPoint]) -> list[Finding]:
    """The points of an answer that is a bare formula: covered by a formula cue, else open."""
    return [_written(point, reading) or _finding(point, "unsure", None) for point in points]


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


def _point(point: KeyPoint, reading: Reading, flags: Sequence[Finding], enough: float) -> Finding:
    if any(flag.id in point.contradicts for flag in flags):
        return _finding(point, "not_found", None)
    best = max(reading.evidence(point), key=lambda evidence: evidence.strength, default=None)
    if best is None or best.strength < FROM["unsure"]:
        return _finding(point, "not_found", None)
    if best.strength < enough:
        return _finding(point, "unsure", best)
    # Words that raised a red flag may hold the cues of a point as well: the learner decides.
    raised = [span for flag in flags for span in flag.spans]
    return _finding(point, "unsure" if _inside(best.spans, raised) else "covered", best)


def _written(point: KeyPoint, reading: Reading) -> Finding | None:
    said = reading.finder.said
    for window in said.windows:
        if found := reading.written(point, window):
            spans = merged([said.words[place] for place in found[1]])
            return Finding(id=point.id, text=point.text, mark="covered", cue=found[0], spans=spans)
    return None


def _flag(flag: RedFlag, reading: Reading) -> Finding | None:
    """A red flag that one clause or sentence raises, or None."""
    best = max(reading.flag_evidence(flag), key=lambda evidence: evidence.strength, default=None)
    if best is None or best.strength < FROM["tripped"]:
        return None
    return Finding(
        id=flag.id, text=flag.text, mark="tripped", because=flag.correct_contrast, cue=best.cue, spans=(best.span,)
    )


def _inside(spans: Spans, ranges: Sequence[tuple[int, int]]) -> bool:
    return bool(spans) and all(any(low <= a and b <= high for low, high in ranges) for a, b in spans)


def _finding(point: KeyPoint, mark: Mark, best: Evidence | None) -> Finding:
    return Finding(
        id=point.id, text=point.text, mark=mark, cue=best.cue if best else "", spans=best.spans if best else ()
    )


def _marked(finding: Finding, mark: Mark) -> Finding:
    return Finding(
        id=finding.id, text=finding.text, mark=mark, because=finding.because, cue=finding.cue, spans=finding.spans
    )
