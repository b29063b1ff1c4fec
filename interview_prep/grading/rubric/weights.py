"""The calibrated weights of the rubric grader, read from `weights.json`, which `fit.py` beside it writes."""

import json
from collections.abc import Sequence
from math import exp
from pathlib import Path

NAMES = ("share", "alike", "full_clause", "full_sentence", "full_alike")
FILE = Path(__file__).parent / "weights.json"
WEIGHTS: dict[str, float] = json.loads(FILE.read_text(encoding="utf-8"))


def covered_probability(features: Sequence[float]) -> float:
    """The probability that a point is covered: the logistic function of the weighted features."""
    score = WEIGHTS["intercept"] + sum(WEIGHTS[name] * value for name, value in zip(NAMES, features, strict=True))
    return 1 / (1 + exp(-score))
