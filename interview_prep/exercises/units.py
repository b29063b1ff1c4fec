"""Units and how they convert within a dimension: data, time, information, work, money; any noun counts itself."""

from dataclasses import dataclass
from math import log

_DATA = {"b": 1.0, "byte": 1.0, "bit": 0.125} | {
    name: factor
    for power, letter in enumerate("kmgtpe", 1)
    for name, factor in (
        (f"{letter}b", 1000.0**power),
        (f"{letter}ib", 1024.0**power),
        (f"{letter}byte", 1000.0**power),
        (f"{letter}bit", 1000.0**power / 8),
    )
}
_DATA |= {"kilobyte": 1e3, "megabyte": 1e6, "gigabyte": 1e9, "terabyte": 1e12}
_DATA |= {"kibibyte": 2.0**10, "mebibyte": 2.0**20, "gibibyte": 2.0**30, "tebibyte": 2.0**40}
_SECONDS = {
    1e-9: "ns nanosecond",
    1e-6: "us µs μs microsecond",
    1e-3: "ms millisecond",
    1.0: "s sec second",
    60.0: "min minute",
    3600.0: "h hr hour",
    86_400.0: "d day",
    604_800.0: "week",
    31_557_600.0: "year yr",
}
_TIME = {name: factor for factor, names in _SECONDS.items() for name in names.split()}
_WORK = {"flop": 1.0, "pf-day": 8.64e19, "pflop-day": 8.64e19} | {
    f"{letter}flop": 1000.0**power for power, letter in enumerate("kmgtpez", 1)
}
_DIMENSIONS: dict[str, dict[str, float]] = {
    "information": {"nat": 1.0, "bit": log(2.0)},
    "data": _DATA,
    "time": _TIME,
    "work": _WORK,
    "money": {"usd": 1.0, "$": 1.0, "dollar": 1.0, "cent": 0.01, "¢": 0.01},
}
_NOUNS = {"param": "parameter", "tok": "token", "seq": "sequence", "opt": "option"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a unit: the dimensions above and below the bar, and the factor to their base units."""

    above: str
    below: str
    factor: float


def _singular(word: str) -> str:
    if word in _TIME or len(word) < 4 or not word.endswith("s"):
        return word
    return word[:-1]


def _word(word: str) -> dict[str, float]:
    """Dimension to factor, for every dimension that knows the word; a noun is a dimension of its own."""
    lower = word.strip().casefold()
    for candidate in (lower, _singular(lower)):
        found = {name: table[candidate] for name, table in _DIMENSIONS.items() if candidate in table}
        if found:
            return found
    noun = _singular(lower)
    return {f"noun {_NOUNS.get(noun, noun)}": 1.0}


def readings(unit: str) -> list[Reading]:
    """Every way to read a unit such as GiB, tokens/s or bits per byte; an empty one counts nothing in particular."""
    if not unit.strip():
        return [Reading("", "", 1.0)]
    above, bar, below = unit.replace(" per ", "/").partition("/")
    over = _word(above)
    under = _word(below) if bar else {"": 1.0}
    return [Reading(a, b, x / y) for a, x in over.items() for b, y in under.items()]


def asked_in(unit: str) -> str:
    """How a unit follows “a number”: of parameters, which are counted, but in GiB, nats or tokens/s."""
    counted = all(reading.above.startswith("noun ") and not reading.below for reading in readings(unit))
    return f"{'of' if counted else 'in'} {unit}"


def _known(unit: str) -> bool:
    return bool(_word(unit).keys() & _DIMENSIONS.keys())


def is_data(unit: str) -> bool:
    """Whether the unit measures bytes, so that B means bytes and not billions."""
    return any(reading.above == "data" for reading in readings(unit)) and "bit" not in unit.casefold()


def factor_between(given: str, asked: str) -> float | None:
    """What a number in the given unit is multiplied by to be in the asked one; None across dimensions.

    A missing denominator is the asked one: 2 nats, where nats/token are asked, means 2 nats/token.
    """
    for mine in readings(given):
        for theirs in readings(asked):
            if mine.above == theirs.above and mine.below == theirs.below:
                return mine.factor / theirs.factor
    for mine in readings(given):
        for theirs in readings(asked):
            if mine.above == theirs.above and not mine.below:
                base = next(reading.factor for reading in readings(asked.partition("/")[0].partition(" per ")[0]))
                return mine.factor / base
    return None


def convert(value: float, unit: str) -> float:
    """A number in base units (bytes, seconds, nats, FLOPs, a fraction) in the given unit."""
    if unit == "%":
        return value * 100.0
    if not _known(unit):
        raise ValueError(f"convert: {unit!r} is not a unit; use one such as GiB, GB, ms, days, bits, TFLOPs or %")
    return value / readings(unit)[0].factor
