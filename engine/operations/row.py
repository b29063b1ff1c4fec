"""What a row of the catalogue holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final


class _Required:
    """The default of an argument that has none."""

    def __repr__(self) -> str:
        return "required"


REQUIRED: Final = _Required()


@dataclass(frozen=True, slots=True)
class Argument:
    """One keyword argument: its shape or type as text ("(B, H, T, d)", "int", "bool"), its default, its choices."""

    name: str
    shape: str
    default: Any = REQUIRED
    meaning: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepName:
    """A step that a trace of the operation records."""

    name: str
    formula: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """One public function of the engine.

    `results` are (field, shape) pairs; one pair means that the value itself comes back. `example` holds small
    arguments that the lab starts with. `concept` is the slug of the concept that it belongs to.
    """

    name: str
    module: str
    concept: str
    summary: str
    arguments: tuple[Argument, ...]
    results: tuple[tuple[str, str], ...]
    formula: str = ""
    steps: tuple[StepName, ...] = ()
    example: Mapping[str, Any] = field(default_factory=dict)
