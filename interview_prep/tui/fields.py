"""What is typed into the fields of a setting; where it is at fault, the keys go into that field."""

from datetime import date

from textual.widgets import Input

from interview_prep.errors import UserError
from interview_prep.practice.dates import read_date


def date_in(entry: Input, today: date) -> date | None:
    """The date of a field, None where it is empty; raises UserError."""
    try:
        return read_date(entry.value, today)
    except UserError:
        entry.focus()
        raise


def number_in(entry: Input, low: int, high: int, fault: str) -> int:
    """The whole number of a field; raises UserError with this fault for anything else."""
    typed = entry.value.strip()
    if typed.isascii() and typed.isdecimal() and len(typed) < 10 and low <= int(typed) <= high:
        return int(typed)
    entry.focus()
    raise UserError(fault)
