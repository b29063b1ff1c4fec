"""The calibrated weights of the rubric grader, read from `weights.json`, which `fit.py` beside it writes."""

import json
from collections.abc import Mapping, Sequence
from math import exp
from pathlib import Path

FILE = Path(__file__).parent / "weights.json"
_READ = json.loads(FILE.read_text(encoding="utf-8"))
POINT: dict[str, float] = _READ["point"]
"""Of what speaks for a key point; the names are those of `evidence.Evidence.features`."""
FLAG: dict[str, float] = _READ["flag"]
"""Of what speaks for a red flag."""
FROM: dict[str, float] = _READ["from"]
"""From which probability on a point is covered, covered by a terse answer, unsure, and a flag is raised."""


def probability(weights: Mapping[str, float], features: Sequence[float]) -> float:
    """The logistic function of the weighted features; the first weight is the intercept."""
    intercept, *slopes = weights.values()
    return 1 / (1 + exp(-intercept - sum(slope * value for slope, value in zip(slopes, features, strict=True))))
