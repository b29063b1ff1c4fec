"""Builds questions from the index's plain data without pydantic, which checked that data when it was compiled."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any

from interview_prep.questions import model
from interview_prep.questions.kinds import KINDS

_ONE: Mapping[str, type] = {
    "worked": model.Worked,
    "engine": model.EngineCall,
    "follow_ups": model.FollowUps,
    "compute": model.Compute,
    "computes": model.Compute,
    "tolerance": model.Tolerance,
}
_MANY: Mapping[str, type] = {
    "key_points": model.KeyPoint,
    "red_flags": model.RedFlag,
    "options": model.Option,
    "rungs": model.Rung,
    "wrong": model.WrongExample,
}
_VARIANTS: Mapping[tuple[type, str], type] = {
    (model.Numeric, "misconceptions"): model.Slip,
    (model.Formula, "misconceptions"): model.FormulaSlip,
    (model.Formula, "examples"): model.FormulaExamples,
    (model.KeyPoint, "examples"): model.CueExamples,
}
_PLAIN = frozenset({"args", "draw", "dims", "symbols", "conventions", "given"})


def build(data: Mapping[str, Any]) -> model.Question:
    """The question that compiled plain data describes."""
    question: model.Question = _made(KINDS[str(data["kind"])].question, data)
    return question


def _made(kind: type, data: Mapping[str, Any]) -> Any:
    converters = _converters(kind)
    return kind(**{name: converters[name](value) for name, value in data.items()})


@lru_cache(maxsize=64)
def _converters(kind: type) -> dict[str, Callable[[Any], Any]]:
    return {field.name: _converter(kind, field.name, str(field.type)) for field in fields(kind)}


def _converter(kind: type, name: str, annotation: str) -> Callable[[Any], Any]:
    part = _VARIANTS.get((kind, name))
    if name in _PLAIN:
        return _same
    if part is None and name in _ONE:
        part = _ONE[name]
    elif part is None and name in _MANY and annotation.startswith("tuple"):
        return _many(_MANY[name])
    if part is None:
        return _floating if annotation == "<class 'float'>" else _tuples
    return _many(part) if annotation.startswith("tuple") else _one(part)


def _same(value: Any) -> Any:
    return value


def _floating(value: Any) -> float:
    return float(value)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value


def _one(part: type) -> Callable[[Any], Any]:
    return lambda value: None if value is None else _made(part, value)


def _many(part: type) -> Callable[[Any], Any]:
    return lambda value: tuple(_made(part, item) for item in value)
