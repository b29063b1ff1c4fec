"""From drawn parameters to a value: an engine operation by name, what is taken of its result, and its steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from interview_prep.exercises.registry import ExerciseError, RawStep
from interview_prep.exercises.units import convert
from interview_prep.exercises.values import plain
from interview_prep.questions.model import Compute


@dataclass(frozen=True, slots=True)
class Computed:
    """A value, and the steps to it, of which the last holds that value."""

    value: Any
    steps: tuple[RawStep, ...]


def substitute(args: object, parameters: Mapping[str, Any]) -> Any:
    """The arguments with every `$name` replaced by the drawn value; all other strings are literal."""
    if isinstance(args, str):
        if not args.startswith("$"):
            return args
        if args[1:] not in parameters:
            raise ExerciseError(f"args: {args} is not drawn; drawn are {', '.join(parameters) or 'no values'}")
        return parameters[args[1:]]
    if isinstance(args, Mapping):
        return {key: substitute(value, parameters) for key, value in args.items()}
    if isinstance(args, list | tuple):
        return [substitute(value, parameters) for value in args]
    return args


def compute(spec: Compute, parameters: Mapping[str, Any], *, with_steps: bool) -> Computed:
    """Run the operation on the parameters and take the value that is asked for."""
    import engine
    from engine.catalog import OPERATIONS

    row = OPERATIONS.get(spec.op or "")
    if row is None:
        raise ExerciseError(f"compute.op: there is no operation {spec.op!r}; `interview-prep engine list` names them")
    args = substitute(spec.args, parameters)
    from_trace = (spec.take or "").startswith("trace.")
    trace = engine.Trace() if row.steps and (with_steps or from_trace) else None
    try:
        result = getattr(engine, row.name)(**args, **({"trace": trace} if trace is not None else {}))
        value = _taken(spec.take, result, trace)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, ArithmeticError) as error:
        raise ExerciseError(f"compute: {row.name}: {error}") from None
    value = _converted(plain(value), spec.convert)
    if not _finite(value):
        raise ExerciseError(f"compute: {row.name} gives {value}, which nobody can type")
    return Computed(value, _steps(spec, trace, value, row.formula) if with_steps else ())


def _taken(take: str | None, result: Any, trace: Any) -> Any:
    """`FIELD`, `trace.STEP`, each with indices after it, or the result itself."""
    parts = (take or "").split(".") if take else []
    if parts and parts[0] == "trace":
        if trace is None:
            raise ExerciseError("compute.take: this operation records no steps")
        result, parts = trace[parts[1]] if len(parts) > 1 else None, parts[2:]
    for part in parts:
        if part.lstrip("-").isdigit():
            result = result[int(part)]
        elif isinstance(result, Mapping):
            result = result[part]
        elif part.startswith("_") or not hasattr(result, part):
            raise ExerciseError(f"compute.take: the result has no field {part!r}")
        else:
            result = getattr(result, part)
    return result


def _converted(value: Any, unit: str | None) -> Any:
    if unit is None:
        return value
    if isinstance(value, list):
        return [_converted(item, unit) for item in value]
    return convert(value, unit)


def _finite(value: Any) -> bool:
    if isinstance(value, list):
        return all(_finite(item) for item in value)
    return not isinstance(value, float) or isfinite(value)


def _steps(spec: Compute, trace: Any, value: Any, formula: str) -> tuple[RawStep, ...]:
    """The trace's steps up to the one that is taken, then the answer itself."""
    steps: list[RawStep] = []
    wanted = (spec.take or "").split(".")[1] if (spec.take or "").startswith("trace.") else None
    for step in trace or ():
        steps.append(RawStep(step.name.replace("_", " "), step.formula, plain(step.value)))
        if step.name == wanted:
            break
    steps = [step for step in steps if _showable(step.value)]
    if steps and steps[-1].value == value:
        return tuple(steps)
    label = f"in {spec.convert}" if spec.convert and spec.convert != "%" else "the answer"
    return (*steps, RawStep(label, "" if steps else formula, value))


def _showable(value: Any) -> bool:
    """Whether a value fits a line or two of a worked answer."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _count(value) <= 24
    return isinstance(value, bool | int | float | str)


def _count(value: Any) -> int:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return sum(_count(item) for item in value)
    return 1
