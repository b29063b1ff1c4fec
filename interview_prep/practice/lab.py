"""The lab without a screen: arguments as text, one run with every step, two runs compared, a call as Python."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.catalog import OPERATIONS, REQUIRED, Argument, Operation
from interview_prep.errors import UserError
from interview_prep.practice.recording import plain
from interview_prep.text import one_line


@dataclass(frozen=True, slots=True)
class LabStep:
    """One step of a run."""

    name: str
    formula: str
    value: Any
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """What a call gave: its steps and its results by field."""

    operation: str
    arguments: Mapping[str, Any]
    steps: tuple[LabStep, ...]
    results: Mapping[str, Any]


@dataclass
class Bench:
    """An operation and the arguments that are being edited."""

    operation: Operation
    arguments: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, arguments: Mapping[str, Any] | None = None) -> "Bench":
        """An operation with its example, or with given arguments."""
        row = OPERATIONS[name]
        given = dict(arguments) if arguments is not None else dict(row.example)
        return cls(row, {argument.name: given.get(argument.name, _default(argument)) for argument in row.arguments})

    def text_of(self, name: str) -> str:
        """An argument as JSON on one line."""
        return json.dumps(plain(self.arguments[name]), ensure_ascii=False)

    def set_text(self, name: str, text: str) -> None:
        """Read an argument from what was typed: JSON, or a bare word. Raises UserError that names the place."""
        argument = next(row for row in self.operation.arguments if row.name == name)
        if not text.strip():
            self.arguments[name] = _default(argument)
            return
        try:
            value = json.loads(text.replace("−", "-"))
        except json.JSONDecodeError as error:
            if argument.choices or argument.shape == "str" or text.strip() in ("inf", "-inf", "nan"):
                value = text.strip().strip("\"'")
            else:
                raise UserError(
                    f"{name}: not read at character {error.colno}; write it as {self.text_of(name)}"
                ) from None
        if argument.choices and value is not None and value not in argument.choices:
            raise UserError(f"{name}: “{one_line(str(value), 30)}” is none of {', '.join(argument.choices)}")
        self.arguments[name] = value

    def cycle(self, name: str) -> bool:
        """Switch a flag, or take the next choice; False for anything else."""
        argument = next(row for row in self.operation.arguments if row.name == name)
        value = self.arguments[name]
        if isinstance(value, bool) or argument.shape == "bool":
            self.arguments[name] = not value
        elif argument.choices:
            options = argument.choices
            self.arguments[name] = (
                options[(options.index(value) + 1) % len(options)] if value in options else options[0]
            )
        else:
            return False
        return True

    def randomise(self, seed: int) -> None:
        """Other numbers of the same shapes, from a seed; flags, counts and words stay."""
        from interview_prep.exercises.draws import Draws

        draws = Draws(seed)
        for argument in self.operation.arguments:
            value = self.arguments[argument.name]
            if isinstance(value, list) and _holds_floats(value):
                self.arguments[argument.name] = _redrawn(value, draws)

    def run(self) -> Run:
        """Call the engine with a trace. Raises UserError with the engine's own words."""
        import engine

        trace = engine.Trace()
        call = getattr(engine, self.operation.name)
        given = {
            row.name: self.arguments[row.name]
            for row in self.operation.arguments
            if row.name != "trace" and not (row.default is not REQUIRED and self.arguments[row.name] == row.default)
        }
        try:
            result = call(**given, **({"trace": trace} if self.operation.steps else {}))
        except (ValueError, TypeError, KeyError, OverflowError, ZeroDivisionError, IndexError) as error:
            raise UserError(one_line(str(error))) from error
        steps = tuple(LabStep(s.name, s.formula, s.value, s.shape) for s in trace.steps)
        return Run(self.operation.name, dict(self.arguments), steps, _results(self.operation, result))

    def as_python(self) -> str:
        """The call as a line of Python that runs anywhere the engine is installed."""
        given = ", ".join(
            f"{row.name}={plain(self.arguments[row.name])!r}"
            for row in self.operation.arguments
            if row.name != "trace" and self.arguments[row.name] is not None
        )
        return f"import engine\n\nprint(engine.{self.operation.name}({given}))\n"

    def source(self) -> str:
        """The function's own source."""
        import inspect

        import engine

        return inspect.getsource(getattr(engine, self.operation.name))


def by_concept(search: str = "") -> list[Operation]:
    """The operations that match a search, in the order of the catalogue."""
    words = search.lower().split()
    return [
        row
        for row in OPERATIONS.values()
        if all(word in f"{row.name} {row.summary} {row.concept}".lower() for word in words)
    ]


def _default(argument: Argument) -> Any:
    return None if argument.default is REQUIRED else argument.default


def _results(operation: Operation, result: Any) -> dict[str, Any]:
    if len(operation.results) == 1:
        return {operation.results[0][0]: result}
    return {name: getattr(result, name) for name, _ in operation.results}


def _holds_floats(value: list[Any]) -> bool:
    flat = value
    while flat and isinstance(flat[0], list):
        flat = flat[0]
    return bool(flat) and any(isinstance(item, float) for item in flat)


def _redrawn(value: Any, draws: Any) -> Any:
    if isinstance(value, list):
        return [_redrawn(item, draws) for item in value]
    return draws.decimal(-2, 2, 0.1)
