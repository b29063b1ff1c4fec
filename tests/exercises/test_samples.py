"""Every exercise against values that were computed outside this project's code."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from interview_prep.exercises.registry import all_exercises

SAMPLES: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "samples.yaml").read_text("utf-8"))


def agrees(value: Any, rounded: Any, relative: float = 6e-4) -> bool:
    """Whether a value gives the rounded one: four significant digits, three inside a vector."""
    if isinstance(rounded, list):
        return len(value) == len(rounded) and all(agrees(v, r, 6e-3) for v, r in zip(value, rounded, strict=True))
    if isinstance(rounded, str | bool):
        return bool(value == rounded)
    return bool(abs(value - rounded) <= relative * abs(rounded) + 1e-12)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_published_sample_comes_out(name: str) -> None:
    sample = SAMPLES[name]
    drawn = all_exercises()[name].of(sample["parameters"])
    assert agrees(drawn.answer, sample["answer"]), (drawn.answer, sample["answer"])
    for slip, value in sample["slips"].items():
        assert agrees(drawn.slips[slip], value), (slip, drawn.slips[slip], value)


def test_every_exercise_has_a_sample() -> None:
    assert set(all_exercises()) == set(SAMPLES)


def test_rounding_of_samples_is_strict() -> None:
    assert agrees(0.06861, 0.06861)
    assert not agrees(0.0682, 0.06861)
    assert not agrees([1.0, 2.0], [1.0])
