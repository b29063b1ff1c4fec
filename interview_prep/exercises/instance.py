"""A numeric question for one seed: parameters, prompt, answer, worked steps, and what the usual slips give."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from interview_prep.exercises.comparing import is_list, within
from interview_prep.exercises.computing import compute
from interview_prep.exercises.draws import Draws
from interview_prep.exercises.params import draw_parameters
from interview_prep.exercises.registry import Drawn, ExerciseError, RawStep, find_exercise
from interview_prep.exercises.values import plain, show, show_answer, show_exact
from interview_prep.questions.model import Numeric
from interview_prep.questions.verdict import WorkedStep

_HOLE = re.compile(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One drawn instance. `slips` maps a misconception id to its value, without those that are no mistake here."""

    seed: int
    parameters: Mapping[str, Any]
    prompt: str
    answer: Any
    shown_answer: str
    steps: tuple[WorkedStep, ...]
    slips: Mapping[str, Any] = field(default_factory=dict)


def instantiate(question: Numeric, seed: int) -> Instance:
    """Draw the question's parameters from the seed and compute everything from what is shown.

    Raises ExerciseError, which names the field at fault, when the question cannot be drawn or computed.
    """
    try:
        return _instance(question, seed, _drawn(question, seed))
    except ExerciseError as error:
        raise ExerciseError(f"{question.id}: {error}") from None


def reproduce(question: Numeric, parameters: Mapping[str, Any]) -> Instance:
    """The instance with these parameters, computed anew: what is shown decides the answer."""
    if question.compute.exercise:
        return _instance(question, 0, find_exercise(question.compute.exercise).of(parameters))
    steps = compute(question.compute, parameters, with_steps=True).steps
    return _instance(question, 0, Drawn(parameters=parameters, steps=steps))


def fill(text: str, parameters: Mapping[str, Any]) -> str:
    """The text with its `{{name}}` holes filled; single braces are literal."""

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in parameters:
            raise ExerciseError(
                f"the hole {{{{{name}}}}} is not drawn; drawn are {', '.join(parameters) or 'no values'}"
            )
        return show_exact(parameters[name])

    return _HOLE.sub(value, text)


def _drawn(question: Numeric, seed: int) -> Drawn:
    draws = Draws(seed)
    if question.compute.exercise:
        return find_exercise(question.compute.exercise)(draws)
    parameters = draw_parameters(question.draw, draws)
    return Drawn(parameters=parameters, steps=compute(question.compute, parameters, with_steps=True).steps)


def _slips(question: Numeric, drawn: Drawn) -> dict[str, Any]:
    """The slips that the question lists, each from its own computation or from the exercise."""
    values = {
        slip.id: compute(slip.compute, drawn.parameters, with_steps=False).value
        if slip.compute is not None
        else drawn.slips.get(slip.id)
        for slip in question.misconceptions
    }
    found = {name: plain(value) for name, value in values.items() if value is not None}
    for name, value in found.items():
        if not _comparable(value):
            raise ExerciseError(f"the slip {name} gives a {type(value).__name__}; correct its `take`")
    return found


def _comparable(value: Any) -> bool:
    """Whether an answer can be held against it: text, a truth value, numbers, in lists or alone."""
    return all(map(_comparable, value)) if is_list(value) else isinstance(value, str | int | float)


def _instance(question: Numeric, seed: int, drawn: Drawn) -> Instance:
    answer = plain(drawn.answer)
    _check_shape(answer, question)
    shown = show_answer(answer, question.tolerance)
    slips = _slips(question, drawn)
    return Instance(
        seed=seed,
        parameters=plain(drawn.parameters),
        prompt=fill(question.prompt, drawn.parameters),
        answer=answer,
        shown_answer=shown,
        steps=(*map(_shown, drawn.steps[:-1]), _shown(drawn.steps[-1], shown)),
        slips={name: value for name, value in slips.items() if not within(value, answer, question.tolerance)},
    )


def _check_shape(answer: Any, question: Numeric) -> None:
    """Raise ExerciseError where the answer is nothing that could be typed in the question's response shape."""
    fits = {
        "number": _is_number(answer),
        "vector": is_list(answer) and all(map(_is_number, answer)),
        "matrix": is_list(answer) and all(is_list(row) and all(map(_is_number, row)) for row in answer),
        "list": is_list(answer) and all(isinstance(item, str) or _is_number(item) for item in answer),
        "text": isinstance(answer, str | bool),
    }
    if not fits[question.response] or answer == []:
        given = type(answer).__name__
        raise ExerciseError(f"response is {question.response}, but the computation gives a {given}; correct `take`")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(step: RawStep, value: str | None = None) -> WorkedStep:
    return WorkedStep(label=step.label, formula=step.formula, value=show(step.value) if value is None else value)
