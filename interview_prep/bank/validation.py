"""Checks a question against the dataclasses of `questions`, and says in people's words what does not fit.

Imported by the compiler only: it loads pydantic.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from interview_prep.questions import model
from interview_prep.questions.kinds import KINDS

Fault = tuple[str, tuple[str | int, ...], str]
"""A code, the path to the value inside the question, and the message."""

_ADAPTER: TypeAdapter[model.Question] = TypeAdapter(Annotated[model.Question, Field(discriminator="kind")])
_CODES = {"concept": "Q005", "level": "Q005", "scope": "Q005", "id": "Q001"}
_WANTED = {
    "string_type": "text; put quotes around it",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list; write it as [one, two] or with a dash before each item",
    "list_type": "a list; write it as [one, two] or with a dash before each item",
    "dict_type": "a mapping of names to values",
    "mapping_type": "a mapping of names to values",
    "dataclass_type": "a mapping of names to values",
    "finite_number": "a finite number",
}


def validate(text: str, data: Mapping[str, Any]) -> tuple[model.Question | None, list[Fault]]:
    """The question that the JSON `text` of `data` describes, or what is wrong with it."""
    try:
        question = _ADAPTER.validate_json(text, strict=True)
    except ValidationError as error:
        return None, list(_faults(error, data))
    faults = list(_levels(data))
    return (None, faults) if faults else (question, [])


def _levels(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Levels that are true or 1.0: pydantic lets whatever equals a choice pass."""
    rungs = data.get("rungs", ())
    places: list[tuple[str | int, ...]] = [("level",), *(("rungs", number, "level") for number in range(len(rungs)))]
    for path, holder in zip(places, (data, *rungs), strict=True):
        if type(holder["level"]) is not int:
            message = f"`{spelled(path)}` is {_shown(holder['level'])}; it can be 1, 2, 3, 4 or 5"
            yield _code(path), path, message


def schema() -> dict[str, Any]:
    """The JSON Schema of a bank's file, for completion in editors."""
    definition = _ADAPTER.json_schema()
    shared = definition.pop("$defs", {})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A file of questions for interview-prep",
        "type": "array",
        "items": definition,
        "$defs": shared,
    }


def _faults(error: ValidationError, data: Mapping[str, Any]) -> Iterator[Fault]:
    seen: set[tuple[str | int, ...]] = set()
    for row in error.errors(include_url=False):
        path = _path(data, row["loc"][1:])
        if path in seen:
            continue
        seen.add(path)
        yield _code(path), path, _message(row, path, data)


def _path(data: Any, location: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """pydantic's location without the names of union members, as far as the data goes, and one missing field."""
    path: list[str | int] = []
    for step in location:
        if isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        elif isinstance(data, dict) and isinstance(step, str):
            data = data.get(step)
        else:
            continue
        path.append(step)
    return tuple(path)


def _code(path: tuple[str | int, ...]) -> str:
    return _CODES.get(str(path[0]), "Q002") if len(path) == 1 else "Q002"


def _message(row: Any, path: tuple[str | int, ...], data: Mapping[str, Any]) -> str:
    kind, name = str(row["type"]), spelled(path)
    if kind.startswith("union_tag"):
        return _kind_message(data)
    if kind == "missing":
        return f"`{name}` is missing; {_holder(path, data)} needs it"
    if kind == "unexpected_keyword_argument":
        return f"`{name}` is not a field of {_holder(path, data)}; {_nearest(path, data)}"
    if kind == "literal_error":
        return f"`{name}` is {_shown(row['input'])}; it can be {row['ctx']['expected']}"
    wanted = _WANTED.get(kind)
    if wanted is None:
        return f"`{name}` is {_shown(row['input'])}: {str(row['msg']).lower()}; correct the value"
    return f"`{name}` is {_shown(row['input'])}; it has to be {wanted}"


def _kind_message(data: Mapping[str, Any]) -> str:
    known = ", ".join(KINDS)
    if "kind" not in data:
        return f"`kind` is missing; it can be {known}"
    return f"`kind` is {_shown(data['kind'])}; it can be {known}"


def spelled(path: tuple[str | int, ...]) -> str:
    """The path as people write it: options[2].text, counted from 1."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _holder(path: tuple[str | int, ...], data: Mapping[str, Any]) -> str:
    if len(path) > 1:
        return f"`{spelled(path[:-1])}`"
    kind = str(data.get("kind"))
    return f"an {kind} question" if kind[:1] in "aeiou" else f"a {kind} question"


def _nearest(path: tuple[str | int, ...], data: Mapping[str, Any]) -> str:
    if len(path) == 1:
        known = [field.name for field in fields(KINDS[str(data["kind"])].question)]
        near = get_close_matches(str(path[0]), known, 1)
        return f"did you mean `{near[0]}`" if near else "remove it, or see `interview-prep bank schema`"
    return "remove it, or see `interview-prep bank schema`"


def _shown(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, str):
        return f'"{value[:40]}"'
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else text[:39] + "…"
