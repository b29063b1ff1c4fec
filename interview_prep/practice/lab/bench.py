"""An operation on the bench: its arguments as they are changed, and a run with every step that the engine takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.catalog import OPERATIONS, REQUIRED, Argument, Operation
from interview_prep.errors import UserError
from interview_prep.practice.lab import arguments as reading
from interview_prep.practice.lab.examples import example_of
from interview_prep.practice.lab.functions import FUNCTIONS, callable_of
from interview_prep.practice.lab.limits import MOST_STEPS, check
from interview_prep.practice.recording import plain
from interview_prep.text import one_line

_FAULTS = (ValueError, TypeError, KeyError, OverflowError, ZeroDivisionError, IndexError, RecursionError, MemoryError)


@dataclass(frozen=True, slots=True)
class Value:
    """Something that a run made: a step, or a field of the result.

    `shape` and `meaning` are the catalogue's, such as "(..., T, S)" and "[left, right, new id]".
    """

    name: str
    formula: str
    value: Any
    shape: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """What a call gave: its steps, those fields of its result that no step shows, and how many steps were left out."""

    operation: str
    arguments: Mapping[str, Any]
    steps: tuple[Value, ...]
    results: tuple[Value, ...]
    left_out: int = 0

    @property
    def values(self) -> tuple[Value, ...]:
        """Steps, then results."""
        return (*self.steps, *self.results)


@dataclass
class Bench:
    """An operation and the arguments that are being edited; `own` are those of a card, to which a reset goes back."""

    operation: Operation
    arguments: dict[str, Any] = field(default_factory=dict)
    own: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, name: str, arguments: Mapping[str, Any] | None = None) -> Bench:
        """An operation with its example, or with given arguments. Raises UserError for an unknown name."""
        row = OPERATIONS.get(name)
        if row is None:
            raise UserError(f"“{one_line(name, 60)}” is no operation of the engine; `engine list` names them all")
        bench = cls(row, own=None if arguments is None else plain_arguments(arguments))
        bench.reset()
        return bench

    @property
    def rows(self) -> tuple[Argument, ...]:
        """The arguments that can be changed; a function is chosen by name."""
        return tuple(
            replace(row, choices=tuple(FUNCTIONS)) if row.shape.startswith("function") else row
            for row in self.operation.arguments
            if row.name != "trace"
        )

    def reset(self) -> None:
        """The card's numbers again, or the example's."""
        given = plain_arguments(example_of(self.operation)) if self.own is None else self.own
        self.arguments = {row.name: given.get(row.name, reading.default_of(row)) for row in self.rows}

    def copy(self) -> Bench:
        """The same call, to be changed on its own."""
        return Bench(self.operation, dict(self.arguments), self.own)

    def text_of(self, name: str) -> str:
        """An argument as one would type it."""
        return reading.text_of(self._row(name), self.arguments[name])

    def set_text(self, name: str, text: str) -> None:
        """Take an argument from what was typed. Raises UserError that says what was not understood."""
        value = reading.read(self._row(name), text)
        check(self.operation.name, {name: value})
        self.arguments[name] = value

    def set_all(self, text: str) -> None:
        """Take several arguments from one JSON object; the others stay. Raises UserError."""
        given = reading.read_all(self.operation, text)
        check(self.operation.name, given)
        self.arguments |= given

    def as_json(self) -> str:
        """All arguments as one JSON object."""
        return reading.as_json(self.operation, self.arguments)

    def cycle(self, name: str) -> bool:
        """Switch a flag, or take the next choice; False for anything else."""
        row, value = self._row(name), self.arguments[name]
        if row.shape == "bool":
            self.arguments[name] = not value
        elif row.choices:
            at = row.choices.index(value) + 1 if value in row.choices else 0
            self.arguments[name] = row.choices[at % len(row.choices)]
        else:
            return False
        return True

    def randomise(self, seed: int) -> bool:
        """Other numbers in every array of decimals, from a seed; False where there is none. The shapes stay."""
        from interview_prep.practice.lab.drawing import redrawn

        fresh = redrawn(self.operation, self.arguments, seed)
        self.arguments |= fresh
        return bool(fresh)

    def run(self) -> Run:
        """Call the engine with a trace. Raises UserError with the engine's own words."""
        import engine

        check(self.operation.name, self.arguments)
        trace = engine.Trace()
        given = self._given()
        if self.operation.steps:
            given["trace"] = trace
        try:
            result = getattr(engine, self.operation.name)(**given)
        except _FAULTS as error:
            raise UserError(_words(error)) from error
        kept = trace.steps[:MOST_STEPS]
        rows = {step.name: step for step in self.operation.steps}
        steps = tuple(
            Value(
                s.name, s.formula, s.value, *((rows[s.name].shape, rows[s.name].formula) if s.name in rows else ("",))
            )
            for s in kept
        )
        return Run(
            self.operation.name,
            dict(self.arguments),
            steps,
            _results(self.operation, result, {step.name for step in kept}),
            len(trace.steps) - len(kept),
        )

    def missing(self) -> list[str]:
        """The arguments that the call cannot do without and that have no value yet."""
        return [row.name for row in self.rows if row.default is REQUIRED and self.arguments[row.name] is None]

    def source(self) -> str:
        """The function's own source."""
        import inspect

        import engine

        return inspect.getsource(getattr(engine, self.operation.name))

    def _given(self) -> dict[str, Any]:
        """What is passed on: everything but arguments that stand at their default."""
        missing = self.missing()
        if missing:
            raise UserError(f"{missing[0]}: this call needs a value; open it and type one")
        given = {
            row.name: self.arguments[row.name]
            for row in self.rows
            if row.default is REQUIRED or self.arguments[row.name] != row.default
        }
        named = {row.name for row in self.operation.arguments if row.shape.startswith("function")}
        return {name: callable_of(value) if name in named else value for name, value in given.items()}

    def _row(self, name: str) -> Argument:
        return next(row for row in self.rows if row.name == name)


def by_concept(search: str = "") -> list[Operation]:
    """The operations in which all words of a search occur, in the order of the concepts, then of the catalogue."""
    from interview_prep.questions.concepts import BY_SLUG, CONCEPTS

    words = search.lower().split()
    order = [concept.slug for concept in CONCEPTS]
    found = [
        row
        for row in OPERATIONS.values()
        if all(
            word in f"{row.name} {row.name.replace('_', ' ')} {row.summary} {BY_SLUG[row.concept].name}".lower()
            for word in words
        )
    ]
    return sorted(found, key=lambda row: order.index(row.concept))


def plain_arguments(given: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments as lists and numbers, so that they can be shown, edited and copied."""
    return {name: reading.unfinite(plain(value)) for name, value in given.items() if name != "trace"}


def _words(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "the call needs more memory than there is; make its arrays smaller"
    if isinstance(error, KeyError) and error.args:
        return one_line(f"there is no {error.args[0]}; the configuration needs it")
    return one_line(str(error) or type(error).__name__)


def _results(operation: Operation, result: Any, shown: set[str]) -> tuple[Value, ...]:
    single = len(operation.results) == 1
    values = [Value(name, "", result if single else getattr(result, name), shape) for name, shape in operation.results]
    return tuple(value for value in values if value.name not in shown and value.value is not None)
