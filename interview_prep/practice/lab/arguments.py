"""Arguments as people type and paste them: JSON, rows of numbers, a bare word; and as text again."""

import json
import re
from collections.abc import Mapping
from typing import Any

from engine.catalog import REQUIRED, Argument, Operation
from interview_prep.errors import UserError
from interview_prep.practice.lab.limits import LONGEST_TEXT
from interview_prep.practice.recording import plain
from interview_prep.text import one_line, sanitise

_WORDS = {"True": "true", "False": "false", "None": "null", "none": "null", "inf": "Infinity", "-inf": "-Infinity"}
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|-?\b(?:True|False|None|none|inf)\b')
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_YES, _NO = ("true", "yes", "on"), ("false", "no", "off")


def default_of(argument: Argument) -> Any:
    """What an argument is where nothing is given; None where it has no default."""
    return None if argument.default is REQUIRED else argument.default


def is_text(argument: Argument) -> bool:
    """Whether the argument is text that needs no quotes."""
    return argument.shape.split(" ")[0] == "str"


def text_of(argument: Argument, value: Any) -> str:
    """An argument as one would type it: text bare, a matrix with one row a line, anything else as JSON."""
    if isinstance(value, str) and (is_text(argument) or argument.choices):
        return value
    rows = plain(value)
    if isinstance(rows, list) and len(rows) > 1 and all(isinstance(row, list) for row in rows):
        return "[" + ",\n ".join(_json(row) for row in rows) + "]"
    return _json(rows)


def read(argument: Argument, text: str) -> Any:
    """What was typed for an argument. Raises UserError: the argument, what was not understood, how to write it."""
    if len(text) > LONGEST_TEXT:
        raise UserError(f"{argument.name}: {len(text):,} characters; the lab takes at most {LONGEST_TEXT:,}")
    bare = text.strip()
    if is_text(argument) and not argument.choices:
        if not bare and argument.default is not REQUIRED:
            return default_of(argument)
        return None if bare in ("None", "null", "none") and argument.default is not REQUIRED else sanitise(text)
    if not bare:
        return default_of(argument)
    if argument.shape == "bool" and bare.lower() in (*_YES, *_NO):
        return bare.lower() in _YES
    if argument.choices:
        return _choice(argument, bare.strip("\"'"))
    if bare.isidentifier() and bare in argument.shape.split():
        return None if bare == "None" else bare
    return _parsed(argument, bare)


def read_all(operation: Operation, text: str) -> dict[str, Any]:
    """Several arguments at once, as one JSON object. Raises UserError that names what does not belong."""
    given = _document("arguments", text, '{"x": [1, 2]}')
    if not isinstance(given, dict):
        raise UserError('arguments: expected one JSON object, such as {"x": [1, 2]}')
    known = {row.name: row for row in operation.arguments if row.name != "trace"}
    for name in given:
        if name not in known:
            raise UserError(f"{operation.name} has no argument “{one_line(str(name), 30)}”; it has {', '.join(known)}")
    return {name: unfinite(value) for name, value in given.items()}


def unfinite(value: Any) -> Any:
    """Plain JSON with "inf", "-inf" and "nan" as numbers again."""
    if isinstance(value, list):
        return [unfinite(item) for item in value]
    if isinstance(value, dict):
        return {key: unfinite(item) for key, item in value.items()}
    return float(value) if value in ("inf", "-inf", "nan") else value


def as_json(operation: Operation, arguments: Mapping[str, Any]) -> str:
    """All arguments as one JSON object, one argument a line."""
    lines = [
        f"  {json.dumps(row.name)}: {_json(plain(arguments[row.name]))}"
        for row in operation.arguments
        if row.name != "trace"
    ]
    return "{\n" + ",\n".join(lines) + "\n}"


def _choice(argument: Argument, word: str) -> str:
    if word not in argument.choices:
        raise UserError(f"{argument.name}: “{one_line(word, 30)}” is none of {', '.join(argument.choices)}")
    return word


def _parsed(argument: Argument, text: str) -> Any:
    text = text.replace("−", "-").replace("∞", "inf").replace("\u00a0", " ")
    lines = [line for line in re.split(r"[\n;]", text) if line.strip()]
    rows = [re.split(r"[\s,]+", line.strip(" \t\r,")) for line in lines]
    if argument.shape.startswith("(") and rows and all(_NUMBER.fullmatch(word) for row in rows for word in row):
        numbers = [[_number(word) for word in row] for row in rows]
        return numbers if len(numbers) > 1 else numbers[0]
    value = unfinite(_document(argument.name, text, _like(argument)))
    if argument.shape == "bool" and not isinstance(value, bool):
        raise UserError(f"{argument.name}: expected true or false")
    return value


def _document(name: str, text: str, example: str) -> Any:
    clean = _TOKEN.sub(lambda found: _WORDS.get(found[0], found[0]), text)
    try:
        return json.loads(clean)
    except json.JSONDecodeError as error:
        raise UserError(f"{name}: not read at line {error.lineno}, character {error.colno}; write {example}") from None
    except (RecursionError, ValueError):
        raise UserError(f"{name}: nested too deeply or a number too long; write {example}") from None


def _like(argument: Argument) -> str:
    shape = argument.shape
    if shape.startswith("(") or "list" in shape:
        return "[1, 2]" if shape.count(",") < 2 or shape.startswith("(N,)") else "[[1, 2], [3, 4]]"
    if shape.startswith("dict"):
        return '{"name": 1}'
    return "true" if shape == "bool" else "a number, such as 4" if shape.startswith("int") else "a number, such as 0.7"


def _number(word: str) -> int | float:
    return int(word) if re.fullmatch(r"[-+]?\d+", word) and len(word) < 300 else float(word)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
