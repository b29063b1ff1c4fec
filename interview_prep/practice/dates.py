"""Dates as people type them: 2026-12-12, 12 Dec 2026, 12.12.2026, in 3 weeks, tomorrow."""

import re
from datetime import date, timedelta

from interview_prep.errors import UserError
from interview_prep.text import one_line

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEARS_AHEAD = 10
_UNITS = {"day": 1, "week": 7, "month": 30}


def read_date(text: str, today: date) -> date | None:
    """The date in a text, or None for an empty one. A date without a year is the next one.

    Raises UserError that says how to write it, also for a day that has passed.
    """
    words = text.strip().lower().rstrip(".")
    if not words:
        return None
    found = _relative(words, today) or _absolute(words, today)
    if found is None:
        raise UserError(f"“{one_line(text, 40)}” was not understood; write 2026-12-12, 12 Dec, or in 3 weeks")
    if found < today:
        raise UserError(f"{found:%d %b %Y} has passed; the interview is today or later")
    if found.year > today.year + _YEARS_AHEAD:
        raise UserError(f"{found:%d %b %Y} is more than {_YEARS_AHEAD} years away; check the year")
    return found


def _relative(words: str, today: date) -> date | None:
    if words in ("today", "tomorrow"):
        return today + timedelta(days=words == "tomorrow")
    match = re.fullmatch(r"(?:in )?(\d{1,3}|a|an|one|two|three|four) (day|week|month)s?", words)
    if not match:
        return None
    numbers = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}
    count = numbers.get(match[1]) or int(match[1])
    return today + timedelta(days=count * _UNITS[match[2]])


def _absolute(words: str, today: date) -> date | None:
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", words):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?", words):
        return _dated(int(match[1]), int(match[2]), match[3], today)
    if match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?\.? ([a-z]{3})[a-z]*\.?,? ?(\d{4})?", words):
        return _dated(int(match[1]), _month(match[2]), match[3], today)
    if match := re.fullmatch(r"([a-z]{3})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? ?(\d{4})?", words):
        return _dated(int(match[2]), _month(match[1]), match[3], today)
    return None


def _month(name: str) -> int:
    return _MONTHS.index(name) + 1 if name in _MONTHS else 0


def _dated(day: int, month: int, year: str | None, today: date) -> date | None:
    if year:
        return _date(int(year), month, day)
    found = _date(today.year, month, day)
    return _date(today.year + 1, month, day) if found and found < today else found


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
