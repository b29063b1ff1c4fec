"""The registry of exercises: functions that own a whole draw where YAML cannot say it.

An exercise is one function, `(Draws) -> Drawn`, under a name that a question's `compute: {exercise: NAME}` gives.
It raises `Redraw` for a draw that is not worth asking (a tie, a trivial margin); the runtime then draws again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from interview_prep.exercises.draws import Draws
from interview_prep.questions.verdict import WorkedStep


class Redraw(Exception):  # noqa: N818  # control flow, not an error
    """This draw has a tie or a trivial margin: take the next one of the same seed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One drawn instance: the shown parameters, the answer computed from them, the steps to it, the slips' values."""

    parameters: Mapping[str, Any]
    answer: Any
    steps: tuple[WorkedStep, ...]
    slips: Mapping[str, Any] = field(default_factory=dict)


Exercise: TypeAlias = Callable[[Draws], Drawn]
EXERCISES: dict[str, Exercise] = {}


def exercise(name: str) -> Callable[[Exercise], Exercise]:
    """Register a function as the exercise of that name; a name is given once."""

    def register(function: Exercise) -> Exercise:
        if name in EXERCISES:
            raise ValueError(f"two exercises are called {name!r}")
        EXERCISES[name] = function
        return function

    return register
