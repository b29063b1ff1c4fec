"""Typed vectors, matrices, lists and words: with or without brackets, commas, quotes."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from interview_prep.grading.numbers import Misread, Typed, flatten, read_number

_OPEN, _CLOSE = "[({⟨", "])}⟩"
_BETWEEN = (re.compile(r"[,;]"), re.compile(r"\s*[,;]\s*|\s+"), re.compile(r"[,;](?=\s)|;"))
_NAME = re.compile(r"\s*(?:[A-Za-z_]\w{0,20}\s*=|=)\s*(?=[\[({⟨])")
_WORKING = re.compile(r".*[=~](?=\s*\S)", re.DOTALL)
_ROW = re.compile(r"[\[(]([^\[\]()]*)[\])]")
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"|‘([^’]*)’|“([^”]*)”|`([^`]*)`")
_YES, _NO = {"true", "yes", "y", "t"}, {"false", "no", "n", "f"}
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Read:
    """A typed answer: its value, half a unit of the last digit of each number (None for words)."""

    value: Any
    half: Any = None


def read(text: str, shape: str, unit: str, answer: Any) -> Read:
    """What was typed, in the shape of the answer. Raises Misread."""
    if shape in ("vector", "matrix", "number"):
        flat = _NAME.sub(_blanks, flatten(text), count=1)
        if not flat.strip():
            raise Misread("Nothing was typed.")
        return _numbers(flat, shape, unit, answer)
    if not text.strip():
        raise Misread("Nothing was typed.")
    flatten(text)
    if shape == "list":
        return _list(text, unit, answer)
    return Read(_truth(text) if isinstance(answer, bool) else words(text))


def _blanks(name: re.Match[str]) -> str:
    """As many blanks as `o =` before a vector takes, or the working before a number, so that columns stay."""
    return " " * len(name[0])


def words(text: str) -> str:
    """A word or a pair as typed, without quotes, brackets, plus signs and spaces."""
    return re.sub(r"[\s+,'\"“”‘’`()\[\]]", "", text).casefold()


def _truth(text: str) -> bool:
    word = text.strip().strip(".'\"").casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise Misread("Answer true or false.", 1)


def _numbers(flat: str, shape: str, unit: str, answer: Any) -> Read:
    if shape == "number":
        flat = _WORKING.sub(_blanks, flat, count=1)
        inner, behind = _inside(flat)
        if behind == len(flat) and inner != (0, len(flat)):
            return _split_pair(read_number(flat, unit, *inner))
        return _split_pair(read_number(flat, unit))
    if shape == "vector":
        return _vector(flat, unit, (0, len(flat)), len(answer))
    rows = _rows(flat, len(answer))
    read_rows = [_vector(flat, unit, row, len(answer[0])) for row in rows]
    return Read([row.value for row in read_rows], [row.half for row in read_rows])


def _split_pair(number: Typed) -> Read:
    return Read(number.value, number.half)


def _rows(flat: str, count: int) -> list[Span]:
    """The spans of a matrix's rows: bracketed each, or parted by semicolons or line breaks."""
    (start, stop), _ = _inside(flat)
    inner = [match.span(1) for match in _ROW.finditer(flat)]
    spans = inner or _spans(flat, (start, stop), re.compile(r"[;\n]"))
    if len(spans) != count:
        raise Misread(f"{_plural(count, 'row')} are expected, {len(spans)} came; write them as [1, 2], [3, 4].")
    return spans


def _vector(flat: str, unit: str, span: Span, count: int) -> Read:
    """Numbers between commas, semicolons or blanks, as many as the answer has."""
    inner, behind = _inside(flat, span)
    tail = flat[behind : span[1]].strip()
    unit_factor = read_number(f"1 {tail}", unit).value if tail else 1.0
    failure: Misread | None = None
    for separator in _BETWEEN:
        spans = _spans(flat, inner, separator)
        if len(spans) != count:
            continue
        try:
            numbers = [read_number(flat, unit, *item) for item in spans]
        except Misread as misread:
            failure = failure or misread
            continue
        return Read([n.value * unit_factor for n in numbers], [n.half * unit_factor for n in numbers])
    if failure is not None:
        raise failure
    came = len(_spans(flat, inner, _BETWEEN[1]))
    raise Misread(f"{_plural(count, 'number')} are expected, {came} came; separate them by commas.")


def _inside(flat: str, span: Span | None = None) -> tuple[Span, int]:
    """The span inside the outer brackets, and where the closing one ends; the whole span without brackets."""
    start, stop = span or (0, len(flat))
    first = start + len(flat[start:stop]) - len(flat[start:stop].lstrip())
    if first < stop and flat[first] in _OPEN:
        closing = flat.rfind(_CLOSE[_OPEN.index(flat[first])], first, stop)
        if closing < 0:
            raise Misread("The bracket is opened and not closed.", first + 1)
        return (first + 1, closing), closing + 1
    return (start, stop), stop


def _spans(text: str, span: Span, separator: re.Pattern[str]) -> list[Span]:
    """The spans between separators, without the blanks around them; empty ones at the ends fall away."""
    spans, begin = [], span[0]
    for match in separator.finditer(text, *span):
        spans.append((begin, match.start()))
        begin = match.end()
    spans.append((begin, span[1]))
    trimmed = [_trimmed(text, item) for item in spans]
    while trimmed and trimmed[-1][0] == trimmed[-1][1]:
        trimmed.pop()
    return trimmed


def _trimmed(text: str, span: Span) -> Span:
    piece = text[slice(*span)]
    start = span[0] + len(piece) - len(piece.lstrip())
    return (start, start + len(piece.strip()))


def _list(text: str, unit: str, answer: Sequence[Any]) -> Read:
    """Items as quoted, or between commas, bars, plus signs or blanks; numbers where the answer has numbers."""
    if answer and not isinstance(answer[0], str):
        flat = flatten(text)
        inner, _ = _inside(flat)
        return _first_read(flat, inner, lambda item: read_number(flat, unit, *item))
    quoted = ["".join(groups) for groups in _QUOTED.findall(text)]
    if quoted and not re.search(r"\w", _QUOTED.sub("", text)):  # else it is an apostrophe, or some words stand bare
        return Read(quoted)
    (start, stop), _ = _inside(text)
    separator = next((mark for mark in (",", ";", "|", "+", "/") if mark in text), None)
    pieces = text[start:stop].split(separator)
    return Read([_unquoted(piece.strip()) for piece in pieces if piece.strip()])


def _unquoted(piece: str) -> str:
    quoted = _QUOTED.fullmatch(piece)
    return "".join(group or "" for group in quoted.groups()) if quoted else piece


def _first_read(flat: str, inner: Span, one: Callable[[Span], Typed]) -> Read:
    failure: Misread | None = None
    for separator in _BETWEEN:
        try:
            numbers = [one(item) for item in _spans(flat, inner, separator)]
        except Misread as misread:
            failure = failure or misread
            continue
        return Read([number.value for number in numbers], [number.half for number in numbers])
    assert failure is not None
    raise failure


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
