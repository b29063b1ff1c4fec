"""Drawing the parameters that a question's `draw` block lists, top down, from a seed."""

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

from interview_prep.exercises.draws import Draws
from interview_prep.exercises.registry import ExerciseError

MOST_NUMBERS = 4_096  # nobody reads more, and a bank from elsewhere must not hold the app up
_MAKERS = ("choice", "integers", "uniform")


def draw_parameters(block: Mapping[str, object], draws: Draws) -> dict[str, Any]:
    """Every parameter of the block, in its order; a shape may name an earlier integer."""
    drawn: dict[str, Any] = {}
    for name, spec in block.items():
        if not isinstance(spec, Mapping):
            raise ExerciseError(f"draw.{name}: give {{choice: ...}}, {{integers: ...}} or {{uniform: ..., step: ...}}")
        drawn[name] = _drawn(name, spec, drawn, draws)
    return drawn


def _drawn(name: str, spec: Mapping[str, Any], earlier: Mapping[str, Any], draws: Draws) -> Any:
    maker = next((key for key in _MAKERS if key in spec), None)
    unknown = sorted(set(spec) - {maker, "shape", "step"})
    if maker is None or unknown:
        raise ExerciseError(
            f"draw.{name}: {', '.join(unknown) or 'nothing'} is not a way to draw; use {', '.join(_MAKERS)}"
        )
    shape = spec.get("shape", ())
    if not isinstance(shape, Sequence) or isinstance(shape, str):
        raise ExerciseError(f"draw.{name}: shape takes a list of sizes, such as [3] or [d_k]")
    sizes = [_size(name, size, earlier) for size in shape]
    if prod(sizes) > MOST_NUMBERS:
        raise ExerciseError(f"draw.{name}: shape {sizes} holds more than {MOST_NUMBERS:,} numbers; draw fewer")
    return _filled(sizes, lambda: _one(name, maker, spec, draws))


def _size(name: str, size: object, earlier: Mapping[str, Any]) -> int:
    value = earlier.get(size) if isinstance(size, str) else size
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= 1024:
        raise ExerciseError(f"draw.{name}: shape {size!r} is neither a size up to 1024 nor an earlier integer")
    return value


def _one(name: str, maker: str, spec: Mapping[str, Any], draws: Draws) -> Any:
    values = spec[maker]
    if not isinstance(values, Sequence) or isinstance(values, str) or not values:
        raise ExerciseError(f"draw.{name}: {maker} takes a list")
    if maker == "choice":
        return draws.choice(values)
    whole = maker == "integers"
    if len(values) != 2 or not all(_is_number(bound, whole) for bound in values) or values[0] > values[1]:
        raise ExerciseError(
            f"draw.{name}: {maker} takes a lower and an upper bound{', whole numbers' if whole else ''}"
        )
    if whole:
        return draws.integer(values[0], values[1])
    if not _is_number(spec.get("step")) or not spec["step"] > 0:
        raise ExerciseError(f"draw.{name}: uniform takes a step above 0, so that what is shown is exact")
    return draws.decimal(values[0], values[1], spec["step"])


def _is_number(value: object, whole: bool = False) -> bool:
    """Whether YAML gave a number; true and false, which Python counts with, are none."""
    return isinstance(value, int if whole else int | float) and not isinstance(value, bool)


def _filled(sizes: Sequence[int], make: Any) -> Any:
    if not sizes:
        return make()
    return [_filled(sizes[1:], make) for _ in range(sizes[0])]
