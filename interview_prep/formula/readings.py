"""The small set of readings under which an ambiguous text is tried."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

MAX_PARSES = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """How the ambiguous places of a text are read; the default is the convention.

    tight: 1/2τ is 1/(2τ). quotient: log a/b is log(a/b). short: a sum holds its next factor only. near: cos mθ x takes
    what is written without a blank. level: * and @ from left to right, as in Python.
    """

    tight: bool = False
    quotient: bool = False
    short: bool = False
    near: bool = False
    level: bool = False

    def flags(self) -> tuple[str, ...]:
        """The names of what differs from the convention."""
        return tuple(name for name in _WORDS if getattr(self, name))

    def describe(self) -> str:
        """What this reading took for granted, or an empty text for the convention."""
        return ", ".join(_WORDS[flag] for flag in self.flags())


_WORDS = {
    "tight": "a/bc as a/(bc)",
    "quotient": "log a/b as log(a/b)",
    "short": "the sum with its next factor only",
    "near": "a function with what follows it without a blank",
    "level": "* and @ from left to right",
}
DEFAULT = Reading()


def others(met: Iterable[str]) -> Iterator[Reading]:
    """The further readings of a text in which these ambiguities were met, the nearest first."""
    flags = sorted(met)
    made = 1
    for size in range(1, len(flags) + 1):
        for chosen in combinations(flags, size):
            made += 1
            if made > MAX_PARSES:
                return
            yield replace(DEFAULT, **dict.fromkeys(chosen, True))
