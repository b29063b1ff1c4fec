"""Calibrates the rubric grader: `python -m interview_prep.grading.rubric.fit ANSWERS.jsonl` writes `weights.json`.

Each line is a judged answer: {question_id, answer, covered, borderline}. For each key point the window that speaks for
it most is taken under the present weights, and a logistic regression with a small ridge is fitted to whether the point
was judged covered. Thresholds stay as they are: they were chosen for precision.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from math import exp
from typing import Any

from interview_prep.grading.rubric.judging import evidence_for, features
from interview_prep.grading.rubric.matching import Finder
from interview_prep.grading.rubric.said import Said
from interview_prep.grading.rubric.weights import FILE, NAMES, WEIGHTS
from interview_prep.questions.model import KeyPoint

STEPS, RATE, RIDGE = 4_000, 0.5, 0.002


def examples(
    lines: Iterable[str], points_of: Callable[[str], tuple[KeyPoint, ...] | None]
) -> Iterator[tuple[tuple[float, ...], int]]:
    """Features and judgement of every key point of every judged answer."""
    for line in lines:
        row: dict[str, Any] = json.loads(line)
        finder = Finder(Said(row["answer"]))
        for point in points_of(row["question_id"]) or ():
            if point.id in (row.get("borderline") or ()):
                continue
            found = [evidence for evidence in evidence_for(point, finder) if not evidence.turned]
            best = max(found, key=lambda evidence: evidence.strength, default=None)
            if best is not None:
                yield features(best), int(point.id in row["covered"])


def fitted(data: list[tuple[tuple[float, ...], int]]) -> dict[str, float]:
    """Intercept and weights by gradient descent on the mean log loss; weights of evidence stay at 0 or above."""
    weights = [WEIGHTS["intercept"], *(WEIGHTS[name] for name in NAMES)]
    for _ in range(STEPS):
        slopes = [0.0] * len(weights)
        for values, truth in data:
            full = (1.0, *values)
            score = sum(w * x for w, x in zip(weights, full, strict=True))
            miss = 1 / (1 + exp(-score)) - truth
            slopes = [slope + miss * x / len(data) for slope, x in zip(slopes, full, strict=True)]
        moved = [w - RATE * (s + RIDGE * w * (i > 0)) for i, (w, s) in enumerate(zip(weights, slopes, strict=True))]
        weights = [moved[0], *(max(0.0, w) for w in moved[1:])]
    return dict(zip(("intercept", *NAMES), (round(w, 3) for w in weights), strict=True))


def main() -> None:
    """Fit on the judged answers of a file, for the questions of the bundled bank."""
    from interview_prep import paths
    from interview_prep.bank.opening import open_bank
    from interview_prep.questions.model import Recall

    bank = open_bank(cache=paths.cache())

    def points_of(name: str) -> tuple[KeyPoint, ...] | None:
        question = next((bank.get(f"{p}.{name}") for p in ("answers", "concepts") if f"{p}.{name}" in bank), None)
        return question.key_points if isinstance(question, Recall) else None

    with open(sys.argv[1], encoding="utf-8") as lines:
        weights = {**WEIGHTS, **fitted(list(examples(lines, points_of)))}
    FILE.write_text(json.dumps(weights, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
