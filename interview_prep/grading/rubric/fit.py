"""Calibrates the rubric grader: `python -m interview_prep.grading.rubric.fit ANSWERS.jsonl...` writes `weights.json`.

Each line is a judged answer: {id, rung?, answer, covered, borderline?}. For each key point the window that speaks for
it most is taken under the present weights, and a logistic regression with a small ridge is fitted to whether the
point was judged covered. Thresholds stay as they are: they were chosen for precision. `tests/grading` holds the
judged answers.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

from interview_prep.grading.rubric.judging import evidence_for, features
from interview_prep.grading.rubric.matching import Finder
from interview_prep.grading.rubric.said import Said
from interview_prep.grading.rubric.weights import FILE, NAMES, WEIGHTS
from interview_prep.questions.model import KeyPoint, Ladder, Recall

Example: TypeAlias = tuple[tuple[float, ...], int]
STEPS, RATE, RIDGE = 4_000, 0.5, 0.002


def examples(
    rows: Iterable[dict[str, Any]], points_of: Callable[[str, int], tuple[KeyPoint, ...]]
) -> Iterator[Example]:
    """Features and judgement of every key point of every judged answer, but of those that could go either way."""
    for row in rows:
        finder = Finder(Said(row["answer"]))
        for point in points_of(row["id"], int(row.get("rung", 0))):
            if point.id in row.get("borderline", ()):
                continue
            found = [evidence for evidence in evidence_for(point, finder) if not evidence.turned]
            best = max(found, key=lambda evidence: evidence.strength, default=None)
            if best is not None:
                yield features(best), int(point.id in row["covered"])


def fitted(data: list[Example]) -> dict[str, float]:
    """Intercept and weights by gradient descent on the mean log loss; weights of evidence stay at 0 or above."""
    import numpy as np

    values = np.array([(1.0, *row) for row, _ in data])  # (examples, 1 + features)
    truth = np.array([label for _, label in data], dtype=float)
    weights = np.array([WEIGHTS["intercept"], *(WEIGHTS[name] for name in NAMES)])
    ridge = np.array([0.0] + [RIDGE] * len(NAMES))
    for _ in range(STEPS):
        miss = 1 / (1 + np.exp(-values @ weights)) - truth
        weights = weights - RATE * (values.T @ miss / len(data) + ridge * weights)
        weights[1:] = np.maximum(weights[1:], 0.0)
    return {name: round(float(w), 3) for name, w in zip(("intercept", *NAMES), weights, strict=True)}


def main() -> None:
    """Fit on the judged answers of the files named, for the questions of the bundled bank."""
    from interview_prep import paths
    from interview_prep.bank.opening import open_bank

    bank = open_bank(cache=paths.cache())

    def points_of(name: str, rung: int) -> tuple[KeyPoint, ...]:
        question = bank.get(name)
        if isinstance(question, Ladder):
            return question.rungs[rung - 1].key_points
        return question.key_points if isinstance(question, Recall) else ()

    lines = [line for name in sys.argv[1:] for line in Path(name).read_text(encoding="utf-8").splitlines()]
    rows = [json.loads(line) for line in lines]
    weights = {**WEIGHTS, **fitted(list(examples(rows, points_of)))}
    FILE.write_text(json.dumps(weights, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
