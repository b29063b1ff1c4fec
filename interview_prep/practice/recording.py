"""What a review's event holds: enough to replay it, to explain it, and to learn from it later."""

from dataclasses import fields
from math import isfinite
from typing import Any

from interview_prep.practice.card import Card
from interview_prep.questions.response import Response
from interview_prep.questions.verdict import Rating, Verdict

_KEPT = ("correct", "score", "grade", "covered", "unsure", "tripped", "misconception", "misconceptions", "message")


def review_payload(
    card: Card, verdict: Verdict, response: Response, rating: Rating, *, mode: str, schedules: bool
) -> dict[str, Any]:
    """The payload of one review, ready for JSON."""
    known = {field.name for field in fields(verdict)}
    return {
        "rating": int(rating),
        "suggested": int(verdict.rating) if verdict.rating else None,
        "correct": verdict.correct,
        "score": verdict.score,
        "mode": mode,
        "schedules": schedules,
        "seed": card.seed,
        "parameters": plain(card.instance.parameters) if card.instance else {},
        "expected": plain(card.instance.answer) if card.instance else None,
        "response": response.text,
        "overrides": [list(pair) for pair in response.overrides],
        "verdict": {name: plain(getattr(verdict, name)) for name in _KEPT if name in known},
        "seconds": round(response.seconds, 1) if response.seconds is not None else None,
        "confidence": response.confidence,
        "hints": response.hints,
    }


def plain(value: Any) -> Any:
    """A value as JSON knows it: arrays and tuples become lists, NumPy's numbers plain ones."""
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    return value if isinstance(value, str | int | float | bool | None) else str(value)
