"""One typed number: signs, thousands, fractions, powers of ten, k M B T, per cent and units, however they are spelt."""

import re
import unicodedata
from dataclasses import dataclass
from math import isfinite

from interview_prep.exercises.units import factor_between, is_data, readings

LIMIT = 4_000
_HOW = "Work it out and type the value, as 0.31, 1/3, 2.5e9 or 50 %."
_MINUS = dict.fromkeys(map(ord, "−‐‑‒–—﹣－"), "-")
_SPACE = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u200a\u202f\u2002\u2003\t"), " ")
_SIGNS = {ord("×"): "*", ord("·"): "*", ord("⋅"): "*", ord("＋"): "+", ord("．"): ".", ord("，"): ",", ord("⁄"): "/"}
_SIGNS |= {ord("∕"): "/", ord("％"): "%", ord("’"): "'", ord("＝"): "=", ord("∼"): "~", ord("≈"): "~"}
_SUPER = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True))
_DIGITS = r"(?:[1-9]\d{0,2}(?:[,_']\d{3})+(?![\d])|[1-9]\d{0,2}(?: \d{3})+(?![\d])|\d+)"
_NUMBER = re.compile(rf"(?P<sign>[+-]?)\s*(?P<whole>{_DIGITS})?(?P<part>\.\d*)?(?:[eE](?P<exp>[+-]?\d{{1,4}}))?")
_EXPONENT = rf"\s*(?:(?:\^|\*\*)\s*\(?\s*(?P<exp>[+-]?\d{{1,4}})\s*\)?|(?P<super>[{''.join(_SUPER)}]{{1,4}}))"
_TIMES_TEN = re.compile(r"\s*[*xX]\s*10" + _EXPONENT)
_POWER = re.compile(_EXPONENT)
_OVER = re.compile(r"\s*/\s*(?=[+-]?\s*[\d.])")
_ABOUT = r"(?:~|about|around|roughly|approx(?:imately|\.)?)\s*(?=[$+-]?\s*[\d.])"
_OPENING = re.compile(rf"\s*(?:[A-Za-z_]\w{{0,20}}\s*=|=)?\s*(?:{_ABOUT})?", re.IGNORECASE)
_FACTOR = re.compile(r"(?:by\s+)?(?:a\s+)?(?:factor\s+(?:of\s+)?)?(?:[*xX]\s*)?(?=[\d.+-])", re.IGNORECASE)
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "million": 1e6, "g": 1e9, "b": 1e9, "bn": 1e9}
_SCALES |= {"billion": 1e9, "t": 1e12, "tn": 1e12, "trillion": 1e12}
_SCALE = re.compile(rf"(?P<scale>{'|'.join(sorted(_SCALES, key=len, reverse=True))})(?![a-z])", re.IGNORECASE)
_PERCENT = re.compile(r"%|per ?cent\b", re.IGNORECASE)


class Misread(Exception):  # noqa: N818  # what the learner typed was not understood; it is asked again
    """The typed text is not understood; `column` is the 1-based code point at fault, or None."""

    def __init__(self, message: str, column: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.column = column


@dataclass(frozen=True, slots=True)
class Typed:
    """A number as typed: its value in the asked unit, and half a unit of its last digit (0 when exact)."""

    value: float
    half: float


def flatten(text: str) -> str:
    """The text with every spelling of signs, spaces and digits made plain, one character for one."""
    if len(text) > LIMIT:
        raise Misread(f"That is longer than an answer can be (more than {LIMIT:,} characters).")
    flat = text.translate(_MINUS).translate(_SPACE).translate(_SIGNS)
    if flat.isascii():
        return flat
    return "".join(_digit(character) for character in flat)


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None or character in _SUPER else str(value)


def read_number(text: str, unit: str, start: int = 0, end: int | None = None) -> Typed:
    """The number that stands in flattened text from `start` to `end`, in the asked unit.

    Raises Misread with the column at fault when something other than a number and its unit stands there.
    """
    stop = len(text) if end is None else end
    position, dollars = _prefix(text, start, stop, unit)
    if position >= stop:
        raise Misread("Type a number.", start + 1)
    value, half, position = _literal(text, position, stop)
    over = _OVER.match(text, position, stop)
    if over:
        below, _, position = _literal(text, over.end(), stop)
        if below == 0:
            raise Misread("A fraction cannot have zero below the line.", over.end() + 1)
        value, half = value / below, 0.0
    factor = _suffix(text, position, stop, "USD" if dollars else unit)
    if dollars:
        factor *= factor_between("USD", unit) or 1.0
    if not isfinite(value * factor):
        raise Misread("That number is too large to work with.", start + 1)
    return Typed(value * factor, half * abs(factor))


def _prefix(text: str, start: int, stop: int, unit: str) -> tuple[int, bool]:
    """Past blanks, `=`, `~`, a dollar sign, and what stands before a factor (×400); whether there was the sign."""
    opening = _OPENING.match(text, start, stop)
    position = opening.end() if opening else start
    if unit == "times" and (factor := _FACTOR.match(text, position, stop)):
        position = factor.end()
    dollars = text.startswith("$", position) and any(reading.above == "money" for reading in readings(unit))
    return position + dollars, dollars


def _literal(text: str, position: int, stop: int) -> tuple[float, float, int]:
    """A number, half a unit of its last digit, and where it ends."""
    match = _NUMBER.match(text, position, stop)
    if match is None or not _has_digits(match):
        raise Misread(f"{_quoted(text[position:stop])} is not a number. {_HOW}", position + 1)
    whole, part, exponent = match["whole"] or "0", match["part"] or "", int(match["exp"] or 0)
    digits = re.sub(r"[,_' ]", "", whole) + part
    if len(digits) > 60:
        raise Misread("That number has more digits than an answer needs.", position + 1)
    _refuse_decimal_comma(text, match.end(), stop, match["sign"] + whole)
    value = float(f"{match['sign']}{digits}e{exponent}")
    return _powers(text, value, 0.5 * _ten(exponent - max(len(part) - 1, 0)), match.end(), stop)


def _has_digits(match: re.Match[str]) -> bool:
    return bool(match["whole"]) or len(match["part"] or "") > 1


def _ten(exponent: int) -> float:
    return float(10.0**exponent) if abs(exponent) < 300 else 0.0


def _refuse_decimal_comma(text: str, position: int, stop: int, whole: str) -> None:
    tail = re.compile(r",(\d+)").match(text, position, stop)
    if tail:
        mended = f"{whole}.{tail.group(1)}"
        raise Misread(f"A comma groups thousands (1,500); for a decimal type a point ({mended}).", position + 1)


def _powers(text: str, value: float, half: float, position: int, stop: int) -> tuple[float, float, int]:
    """Past `× 10^12`, `10¹²` or `2^30`."""
    scientific = _TIMES_TEN.match(text, position, stop)
    if scientific:
        factor = float(f"1e{_exponent(scientific)}")
        return value * factor, half * factor, scientific.end()
    power = _POWER.match(text, position, stop)
    if power is None:
        return value, half, position
    try:
        return float(value ** _exponent(power)), 0.0, power.end()
    except (OverflowError, ZeroDivisionError):
        raise Misread("That number is too large to work with.", position + 1) from None


def _exponent(match: re.Match[str]) -> int:
    digits = match["exp"] or "".join(_SUPER[character] for character in match["super"])
    return int(digits) if digits.lstrip("+-") else 0


def _suffix(text: str, position: int, stop: int, unit: str) -> float:
    """What the letters behind the number multiply it by."""
    rest = text[position:stop].lstrip()
    column = stop - len(rest) + 1
    rest = rest.rstrip(" .\n")
    if not rest:
        return 1.0
    percent = _PERCENT.match(rest)
    if percent and not rest[percent.end() :].strip():
        return 1.0 if unit == "%" else 0.01
    if (factor := _unit_factor(rest, unit)) is not None:
        return factor
    _refuse_unclear(rest, unit, column)
    scale = None if is_data(unit) else _SCALE.match(rest)
    if scale:
        behind = rest[scale.end() :].strip()
        more = 1.0 if not behind else _unit_factor(behind, unit)
        if more is not None:
            return _SCALES[scale["scale"].lower()] * more
    asked = f"the answer is asked in {unit}" if unit not in ("", "times") else "type the number alone"
    raise Misread(f"{_quoted(rest)} behind the number is not understood; {asked}.", column)


def _unit_factor(word: str, unit: str) -> float | None:
    if word.casefold() == unit.casefold():
        return 1.0
    if not unit or unit == "times":
        return 1.0 if word.casefold() in ("*", "x", "times", "fold", "-fold") else None
    if word.casefold() == "b" and not is_data(unit):
        return None
    return factor_between(word, unit)


def _refuse_unclear(rest: str, unit: str, column: int) -> None:
    above = readings(unit)[0].above
    if above == "time" and rest.casefold() == "m":
        raise Misread("m is unclear here: write min for minutes or ms for milliseconds.", column)
    if is_data(unit) and rest.casefold() in ("k", "m", "g", "t"):
        letter = rest.upper()
        raise Misread(
            f"{rest} is unclear here: write {letter}B for powers of ten or {letter}iB for powers of two.", column
        )


def _quoted(text: str) -> str:
    word = " ".join(text.split())
    return f"“{word if len(word) <= 24 else word[:23] + '…'}”"
