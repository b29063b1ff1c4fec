"""Study days across zones with daylight saving, skipped dates and repeated hours."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interview_prep.scheduling.day import (
    SystemZone,
    date_of,
    day_end,
    day_number,
    day_start,
    number_of,
    offset_minutes,
    study_day,
    zone_of,
)

ZONES = (
    *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia", "America/Sao_Paulo"),
    *("Africa/Casablanca", "Asia/Kathmandu", "Antarctica/Troll", "Pacific/Kiritimati", "UTC"),
)


@pytest.mark.parametrize(
    ("zone", "wall", "day"),
    [
        ("Europe/Berlin", "2026-03-29T03:59", "2026-03-28"),  # the clock jumped at 02:00
        ("Europe/Berlin", "2026-03-29T04:00", "2026-03-29"),
        ("Europe/Berlin", "2026-10-25T02:30", "2026-10-24"),  # the hour comes twice
        ("Europe/Berlin", "2026-10-25T04:00", "2026-10-25"),
        ("America/New_York", "2026-11-01T03:59", "2026-10-31"),
        ("Asia/Kolkata", "2026-01-01T00:30", "2025-12-31"),
        ("UTC", "2026-06-01T23:59", "2026-06-01"),
    ],
)
def test_turns_over_at_four_on_the_wall(zone: str, wall: str, day: str) -> None:
    at = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))
    assert study_day(at, ZoneInfo(zone)) == date.fromisoformat(day)


def test_days_of_a_changing_clock_are_not_24_hours() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    lengths = {
        day: (day_start(day + timedelta(days=1), berlin) - day_start(day, berlin)) / timedelta(hours=1)
        for day in (date(2026, 3, 28), date(2026, 10, 24), date(2026, 6, 1))
    }
    assert list(lengths.values()) == [23, 25, 24]


def test_a_date_that_a_zone_skipped_is_empty() -> None:
    apia = ZoneInfo("Pacific/Apia")  # there was no 30 December 2011
    assert day_start(date(2011, 12, 30), apia) == day_start(date(2011, 12, 31), apia)
    assert study_day(datetime(2011, 12, 30, 14, 0, tzinfo=UTC), apia) == date(2011, 12, 31)
    assert study_day(datetime(2011, 12, 30, 13, 59, tzinfo=UTC), apia) == date(2011, 12, 29)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(zone=st.sampled_from(ZONES), seconds=st.integers(0, 30 * 366 * 86_400))
def test_every_instant_has_one_day_and_days_never_run_backwards(zone: str, seconds: int) -> None:
    at, place = datetime(2005, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds), ZoneInfo(zone)
    day = study_day(at, place)
    assert day_start(day, place) <= at < day_end(at, place)
    assert study_day(at + timedelta(hours=1), place) >= day


@settings(deadline=None, max_examples=60, derandomize=True)
@given(zone=st.sampled_from(ZONES), hours=st.integers(0, 10 * 8766))
def test_an_events_own_offset_tells_the_same_day(zone: str, hours: int) -> None:
    at, place = datetime(2015, 1, 1, 0, 30, tzinfo=UTC) + timedelta(hours=hours), ZoneInfo(zone)
    number = day_number(round(at.timestamp() * 1000), offset_minutes(at, place))
    assert date_of(number) == study_day(at, place)


def test_numbers_and_dates() -> None:
    assert number_of(date(1970, 1, 1)) == 0
    assert date_of(number_of(date(2026, 11, 24))) == date(2026, 11, 24)


def test_zones_by_name_and_the_computers_own(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    with pytest.raises(ValueError, match="Mars/Olympus"):
        zone_of("Mars/Olympus")
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        own, named = zone_of(""), ZoneInfo("America/New_York")
        assert isinstance(own, SystemZone)
        for month in range(1, 13):
            at = datetime(2026, month, 1, 8, 30, tzinfo=UTC)
            assert at.astimezone(own).replace(tzinfo=None) == at.astimezone(named).replace(tzinfo=None)
            assert offset_minutes(at, own) == offset_minutes(at, named)
            assert study_day(at, own) == study_day(at, named)
    finally:
        monkeypatch.undo()
        time.tzset()
