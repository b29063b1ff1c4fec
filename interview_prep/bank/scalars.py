"""Single values of YAML: what a plain scalar means in the core schema of YAML 1.2, and which characters are refused."""

import math
import re
from typing import Final

_WORDS: Final = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_NUMBER_STARTS: Final = frozenset("0123456789+-.")
_INTEGER: Final = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE: Final = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_MAX_DIGITS: Final = 19
_MAX_FLOAT: Final = 40
_BASES: Final = {"o": 8, "x": 16}

_UNSAFE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u206f\ufeff"
    "\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff]"
)


def resolve(text: str) -> str | int | float | bool | None:
    """What a scalar without quotes means. Numbers that do not fit 64 bits, or no number's range, stay text."""
    if text[:1] in _NUMBER_STARTS and text:
        return _number(text)
    return _WORDS.get(text, text)


def _number(text: str) -> str | int | float:
    if _INTEGER.fullmatch(text):
        return int(text) if len(text.lstrip("+-")) <= _MAX_DIGITS else text
    if len(text) > _MAX_FLOAT:
        return text
    if _FLOAT.fullmatch(text):
        value = float(text)
        return value if math.isfinite(value) else text
    if _OTHER_BASE.fullmatch(text) and len(text) <= _MAX_DIGITS:
        return int(text[2:], _BASES[text[1]])
    return text


def unsafe_character(text: str) -> int | None:
    """The index of the first character that a terminal could act on or a reader be misled by, or None."""
    if text.isascii() and text.isprintable():
        return None
    found = _UNSAFE.search(text)
    return None if found is None else found.start()
