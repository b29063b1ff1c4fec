"""Text as the checks see it: without maths and code, in words, and its words in a common form."""

import re
from collections.abc import Iterator
from typing import Any

STOP_WORDS = frozenset(
    "a an and any are as at be but by can do does for from had has have how if in into is it its more most no not of on"
    " or some such than that the their them then there these they this those to up was were what when where which while"
    " who why will with would you your each only one two both between over under after before about per".split()
)
_MATHS = re.compile(r"\$[^$]*\$|`[^`]*`|\{\{[^}]*\}\}")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_LEFT_OUT = frozenset(
    ("id", "kind", "concept", "covers", "sources", "tags", "errata", "needs", "aliases", "as_of", "op", "polarity")
)
_CODE = frozenset(
    {
        "draw",
        "compute",
        "args",
        "symbols",
        "dims",
        "conventions",
        "reference",
        "latex",
        "expr",
        "take",
        "convert",
        "lhs",
    }
    | {
        "confusable_with",
        "variant_of",
        "misconception",
        "contradicts",
        "formula",
        "asks",
        "exercise",
        "response",
        "unit",
    }
)


def prose(text: str) -> str:
    """The text with maths, code and holes as a single neutral word."""
    return _MATHS.sub("X", text)


def words(text: str) -> list[str]:
    """The words of the text, maths as one of them."""
    return _WORD.findall(prose(text))


def content_words(text: str) -> set[str]:
    """The words that carry meaning: four letters or more, folded, plural s cut."""
    found = {word.casefold() for word in words(text)}
    return {word.rstrip("s") for word in found if len(word) >= 4 and word not in STOP_WORDS}


def folded(text: str) -> str:
    """The text in one line and one case."""
    return " ".join(text.casefold().split())


def texts(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text of a question that people read, with its path; ids, maths sources and engine calls are left out."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            if key not in _CODE and not (key in _LEFT_OUT and len(path) != 1):
                yield from texts(value, (*path, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from texts(value, (*path, number))


def readable(data: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The texts of a question without its reference fields."""
    return (
        (path, text) for path, text in texts(data) if not _LEFT_OUT & {step for step in path if isinstance(step, str)}
    )


def shortened(text: str, limit: int = 50) -> str:
    """The text for a message."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
