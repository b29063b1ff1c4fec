"""The registry of exercises: functions that own a whole draw where YAML cannot say it.

An exercise is one function under a name that a question's `compute: {exercise: NAME}` gives: what it draws stands in
the decorator, the function computes from those parameters alone, step by step, and the last step is the answer.
It raises `Redraw` for a draw that is not worth asking (a tie, a trivial margin); the runtime then draws again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, TypeAlias

from interview_prep.errors import UserError
from interview_prep.exercises.draws import Draws

_MODULES = {
    "llm": ("llm",),
    "transformer": ("transformer", "transformer_sizes"),
    "tokens": ("tokens", "positions"),
    "post-training": ("post_training", "preferences"),
    "sampling": ("sampling", "decoding"),
    "prompts": ("prompts",),
    "in-context": ("in_context",),
    "chain-of-thought": ("chain_of_thought",),
    "scaling": ("scaling",),
}


class ExerciseError(UserError, ValueError):
    """A question's draw or computation cannot be carried out; the message says where and why."""


class Redraw(Exception):  # noqa: N818  # control flow, not an error
    """This draw has a tie or a trivial margin: take the next one of the same seed."""


@dataclass(frozen=True, slots=True)
class RawStep:
    """One step of the way to the answer, its value not yet made text."""

    label: str
    formula: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One computed instance: the shown parameters, the steps of which the last is the answer, the slips' values."""

    parameters: Mapping[str, Any]
    steps: tuple[RawStep, ...]
    slips: Mapping[str, Any] = field(default_factory=dict)

    @property
    def answer(self) -> Any:
        """The last step's value."""
        return self.steps[-1].value


class Work:
    """The worked way to an answer: add steps, then close it with what the usual slips give."""

    def __init__(self) -> None:
        self._steps: list[RawStep] = []

    def step(self, label: str, formula: str, value: Any) -> Any:
        """Record a step and hand its value on."""
        self._steps.append(RawStep(label, formula, value))
        return value

    def done(self, **slips: Any) -> tuple[tuple[RawStep, ...], dict[str, Any]]:
        """The steps, and the value of each slip by its misconception id; None stands for "not on this draw"."""
        return tuple(self._steps), {name: value for name, value in slips.items() if value is not None}


Worked: TypeAlias = tuple[tuple[RawStep, ...], dict[str, Any]]
Source: TypeAlias = Callable[[Draws], Any]
_DRAW_LIMIT = 2_000


@dataclass(frozen=True, slots=True)
class Exercise:
    """A named exercise: how parameters are drawn, and what is computed from them alone."""

    name: str
    draw: Callable[[Draws], dict[str, Any]]
    compute: Callable[..., Worked]

    def of(self, parameters: Mapping[str, Any]) -> Drawn:
        """The instance with these parameters."""
        steps, slips = self.compute(**parameters)
        return Drawn(parameters=parameters, steps=steps, slips=slips)

    def __call__(self, draws: Draws) -> Drawn:
        """The first instance of this stream that is worth asking."""
        for _ in range(_DRAW_LIMIT):
            try:
                return self.of(self.draw(draws))
            except Redraw:
                continue
        raise ExerciseError(f"exercise {self.name!r}: no draw in {_DRAW_LIMIT} was worth asking")


EXERCISES: dict[str, Exercise] = {}


def exercise(
    name: str, draw: Callable[[Draws], dict[str, Any]] | None = None, **parameters: Source
) -> Callable[[Callable[..., Worked]], Callable[..., Worked]]:
    """Register a function as the exercise of that name; a name is given once.

    What it draws is one function for all parameters, or one source each, drawn in the order given.
    """

    def register(function: Callable[..., Worked]) -> Callable[..., Worked]:
        if name in EXERCISES:
            raise ValueError(f"two exercises are called {name!r}")
        drawing = draw or (lambda draws: {key: source(draws) for key, source in parameters.items()})
        EXERCISES[name] = Exercise(name, drawing, function)
        return function

    return register


def find_exercise(name: str) -> Exercise:
    """The exercise of that name; its concept's modules are imported when first asked for."""
    if name not in EXERCISES:
        for module in _MODULES.get(name.partition(".")[0], ()):
            import_module(f"interview_prep.exercises.{module}")
    if name not in EXERCISES:
        raise ExerciseError(f"compute.exercise: there is no exercise {name!r}")
    return EXERCISES[name]


def all_exercises() -> dict[str, Exercise]:
    """Every exercise by name, for checks."""
    for modules in _MODULES.values():
        for module in modules:
            import_module(f"interview_prep.exercises.{module}")
    return dict(EXERCISES)
