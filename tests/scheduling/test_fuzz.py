"""The spread of intervals: seeded, monotone, within its ranges."""

from statistics import mean

from interview_prep.scheduling.fuzz import bounds, draw, fuzzed

PINNED = [0.011320601108, 0.438609795764, 0.530886088474]


def test_monotone_in_the_interval_for_every_draw() -> None:
    for step in range(0, 100, 3):
        spread = [fuzzed(days, step / 100) for days in range(1, 3000)]
        assert spread == sorted(spread)


def test_stays_in_its_range_and_uses_it_whole() -> None:
    for days in (3, 7, 15, 40, 365):
        low, high = bounds(days)
        found = {fuzzed(days, step / 1000) for step in range(1000)}
        assert found == set(range(low, high + 1))
        assert low <= days <= high


def test_short_intervals_are_left_alone() -> None:
    assert [fuzzed(days, 0.99) for days in (1, 2)] == [1, 2]


def test_draws_are_pinned_for_ever() -> None:
    """A stored history replays to the same dates only while these numbers hold."""
    assert [round(draw("transformer.scaled-score", n), 12) for n in range(3)] == PINNED


def test_draws_are_even() -> None:
    draws = [draw(f"q{number}", 0) for number in range(2000)]
    assert 0.48 < mean(draws) < 0.52
    assert min(draws) >= 0
    assert max(draws) < 1
