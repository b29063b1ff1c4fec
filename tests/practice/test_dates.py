"""Dates as people type them."""

from datetime import date

import pytest

from interview_prep.errors import UserError
from interview_prep.practice.dates import read_date

TODAY = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("2026-12-12", date(2026, 12, 12)),
        ("12 Dec 2026", date(2026, 12, 12)),
        ("12 December", date(2026, 12, 12)),
        ("Dec 12, 2026", date(2026, 12, 12)),
        ("1st April", date(2026, 4, 1)),
        ("12.12.2026", date(2026, 12, 12)),
        ("1 Feb", date(2027, 2, 1)),  # this year's has passed
        ("tomorrow", date(2026, 3, 4)),
        ("in 3 weeks", date(2026, 3, 24)),
        ("two weeks", date(2026, 3, 17)),
        ("in 10 days", date(2026, 3, 13)),
        ("a month", date(2026, 4, 2)),
        ("29 Feb 2028", date(2028, 2, 29)),
    ],
)
def test_dates_are_read_as_meant(text: str, expected: date | None) -> None:
    assert read_date(text, TODAY) == expected


@pytest.mark.parametrize("text", ["soon", "31.2.2027", "29 Feb", "2026-13-01", "0 weeks ago", "12/12"])
def test_what_is_no_date_is_told(text: str) -> None:
    with pytest.raises(UserError, match="was not understood"):
        read_date(text, TODAY)


def test_a_day_that_has_passed_is_told() -> None:
    with pytest.raises(UserError, match="has passed"):
        read_date("2026-03-02", TODAY)


def test_a_day_beyond_reach_is_told() -> None:
    with pytest.raises(UserError, match="check the year"):
        read_date("9999-12-31", TODAY)
