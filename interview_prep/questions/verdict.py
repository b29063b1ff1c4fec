"""What grading says of a response."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, TypeAlias

Mark: TypeAlias = Literal["covered", "unsure", "not_found", "tripped"]


class Rating(IntEnum):
    """What scheduling gets."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


def was_right(correct: bool | None, rating: int) -> bool:
    """Whether an answer counts as right; of a spoken one, which is neither right nor wrong, the rating decides."""
    return rating >= Rating.GOOD if correct is None else correct


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedStep:
    """One line of a worked answer: what is computed, how, and what it gives (all ready to show)."""

    label: str
    formula: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One judged item of a verdict: a key point, a red flag, an option, a step.

    `spans` are code-point ranges of the learner's text that earned or raised it.
    """

    id: str
    text: str
    mark: Mark | Literal["right", "wrong", "chosen", "other"]
    because: str = ""
    cue: str = ""
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What grading says. With `error` set the response was not understood, and nothing else is claimed."""

    correct: bool | None = None
    score: float | None = None
    grade: int | None = None
    grade_range: tuple[int, int] | None = None
    rating: Rating | None = None
    covered: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    tripped: tuple[str, ...] = ()
    misconception: str | None = None
    misconceptions: tuple[str, ...] = ()
    message: str = ""
    parsed: str | None = None
    error: str | None = None
    column: int | None = None
    expected: str = ""
    steps: tuple[WorkedStep, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def understood(self) -> bool:
        """Whether the response counts as an attempt."""
        return self.error is None
