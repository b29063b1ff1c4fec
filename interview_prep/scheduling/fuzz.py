"""A small spread of intervals, so that cards learned together do not stay together for ever.

Seeded by card and repetition: the preview shows what the commit does, and a restart or a replay gives it again. One
draw serves all four ratings and the map from days to days is monotone, so a better rating never comes back sooner.
The ranges are those of FSRS (Anki's `fuzz_range`): 15 % from 2.5 to 7 days, 10 % to 20 days, 5 % above.
"""

from hashlib import blake2b
from math import inf

_RANGES = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, inf, 0.05))
LONGEST_DAYS = 36_500


def draw(card: str, repetition: int) -> float:
    """The draw of a card's n-th repetition, in [0, 1)."""
    digest = blake2b(f"fuzz\n{card}\n{repetition}".encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 11) / (1 << 53)


def bounds(days: int) -> tuple[int, int]:
    """The shortest and the longest interval, in days, that one of `days` may become. Both grow with `days`."""
    if days < 3:
        return days, days
    width = 1.0 + sum(factor * max(min(float(days), end) - start, 0.0) for start, end, factor in _RANGES)
    low = max(2, int(days - width + 0.5))
    return low, min(LONGEST_DAYS, int(days + width + 0.5))


def fuzzed(days: int, drawn: float) -> int:
    """The interval in days for a draw in [0, 1); monotone in `days`."""
    low, high = bounds(days)
    return low + int(drawn * (max(high, low) - low + 1))
