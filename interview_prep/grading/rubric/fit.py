"""Calibrates the rubric grader: `python -m interview_prep.grading.rubric.fit ANSWERS.jsonl...` writes `weights.json`.

Each line is a judged answer: {id, rung?, answer, covered, red_flags, borderline?}. For each key point and each red flag
the window that speaks for it most is taken under the present weights, and a logistic regression with a small ridge is
fitted to whether it was judged covered, or raised; this is done a few times, since other weights may prefer another
window. Fit on answers whose authors and the authors of the cues had not seen one another's work, else the weights
trust the cues too much. The thresholds stay as they are: they were chosen for precision.
"""

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from interview_prep.grading.rubric.abstaining import is_bare_formula, reason_to_abstain
from interview_prep.grading.rubric.evidence import Reading
from interview_prep.grading.rubric.weights import FILE, FLAG, FROM, POINT
from interview_prep.questions.model import KeyPoint, Ladder, Recall, RedFlag

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Features: TypeAlias = tuple[float, ...]
Rubric: TypeAlias = tuple[tuple[KeyPoint, ...], tuple[RedFlag, ...]]
ROUNDS, STEPS, RIDGE = 3, 40, 0.003


@dataclass(frozen=True, slots=True)
class Example:
    """One point or flag of one judged answer: the features of every window that may speak for it, and the judgement."""

    windows: tuple[Features, ...]
    judged: bool


def examples(
    rows: Iterable[Mapping[str, Any]], rubric_of: Callable[[str, int], Rubric]
) -> tuple[list[Example], list[Example]]:
    """Points and flags of all answers that are judged at all, but for those that could go either way."""
    points: list[Example] = []
    flags: list[Example] = []
    for row in rows:
        if reason_to_abstain(row["answer"]) or is_bare_formula(row["answer"]):
            continue
        own_points, own_flags = rubric_of(row["id"], int(row.get("rung", 0)))
        reading, open_ = Reading(row["answer"], own_points, own_flags), row.get("borderline", ())
        for point in own_points:
            found = [each.features for each in reading.evidence(point) if not (each.barred or each.written)]
            if found and point.id not in open_:
                points.append(Example(tuple(found), point.id in row["covered"]))
        for flag in own_flags:
            seen = [each.features for each in reading.flag_evidence(flag)]
            if seen and flag.id not in open_:
                flags.append(Example(tuple(seen), flag.id in row["red_flags"]))
    return points, flags


def fitted(data: Sequence[Example], start: Mapping[str, float]) -> dict[str, float]:
    """Intercept and weights by Newton's method on the mean log loss."""
    import numpy as np

    truth = np.array([example.judged for example in data], dtype=float)
    windows = [np.array([(1.0, *features) for features in example.windows]) for example in data]
    weights = np.array(list(start.values()))
    for _ in range(ROUNDS):
        best = np.array([each[int(np.argmax(each @ weights))] for each in windows])  # (examples, 1 + features)
        weights = _logistic(best, truth)
    return {name: round(float(weight), 3) for name, weight in zip(start, weights, strict=True)}


def _logistic(values: "NDArray[np.float64]", truth: "NDArray[np.float64]") -> "NDArray[np.float64]":
    import numpy as np

    count, width = values.shape
    weights, ridge = np.zeros(width), np.array([0.0] + [RIDGE] * (width - 1))
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-values @ weights))
        slope = values.T @ (likely - truth) / count + ridge * weights
        bend = (values * (likely * (1 - likely))[:, None]).T @ values / count + RIDGE * np.eye(width)
        weights = weights - np.linalg.solve(bend, slope)
    return weights


def main() -> None:
    """Fit on the judged answers of the files named, for the questions of the bundled bank."""
    from interview_prep import paths
    from interview_prep.bank.opening import open_bank

    bank = open_bank(cache=paths.cache())

    def rubric_of(name: str, rung: int) -> Rubric:
        question = bank.get(name)
        if isinstance(question, Ladder):
            return question.rungs[rung - 1].key_points, question.rungs[rung - 1].red_flags
        return (question.key_points, question.red_flags) if isinstance(question, Recall) else ((), ())

    lines = [line for name in sys.argv[1:] for line in Path(name).read_text(encoding="utf-8").splitlines()]
    points, flags = examples([json.loads(line) for line in lines], rubric_of)
    weights = {"point": fitted(points, POINT), "flag": fitted(flags, FLAG), "from": FROM}
    FILE.write_text(json.dumps(weights, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
