"""What SQLite reports, in one line that a learner can act on."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from interview_prep.errors import UserError
from interview_prep.text import one_line

FULL = "the disk is full; nothing recorded so far is lost. Free some space, then answer this one again"
DAMAGED = (
    "the history is damaged. `interview-prep doctor` says how much; "
    "`interview-prep restore --salvage` brings back what can be read, joined with the backups"
)
NO_LOG = "this file is no interview-prep history; move it away, or name another home with INTERVIEW_PREP_HOME"
HEADLESS = (
    "this file is no interview-prep history, or its head is damaged. If it was one, `interview-prep restore --salvage` "
    "brings back what can be read, joined with the backups; else move it away, or name another home with "
    "INTERVIEW_PREP_HOME"
)
READ_ONLY = "this home can be read but not written, so nothing new is recorded; check its permissions"
BUSY = "another program holds the history; close it or try again in a moment. Nothing was lost"


def newer(path: Path, found: int, known: int) -> UserError:
    """The error for a log that a later version wrote."""
    return UserError(
        f"{path}: the history has schema {found}, this version knows {known}; "
        "update interview-prep. Nothing was changed"
    )


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into one clear line about this file."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise UserError(f"{path}: {_reason(error)}") from error


def is_full(error: sqlite3.Error) -> bool:
    """Whether the disk has no room left."""
    # The second is what opening a log meets where not a block is left.
    return _name(error) in ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE")


def _name(error: sqlite3.Error) -> str:
    return getattr(error, "sqlite_errorname", "") or ""


def _reason(error: sqlite3.DatabaseError) -> str:
    if is_full(error):
        return FULL
    name = _name(error)
    reasons = {
        "SQLITE_CORRUPT": DAMAGED,
        "SQLITE_NOTADB": HEADLESS,
        "SQLITE_READONLY": READ_ONLY,
        "SQLITE_BUSY": BUSY,
        "SQLITE_LOCKED": BUSY,
        "SQLITE_CANTOPEN": "the history cannot be opened; check that the folder exists and may be read",
    }
    for prefix, reason in reasons.items():
        if name.startswith(prefix):
            return reason
    if name.startswith("SQLITE_IOERR"):
        return f"the disk reports an error ({name}); what was recorded is kept. Check the disk, then run `doctor`"
    return f"the history answers “{one_line(str(error), 120)}”; `interview-prep doctor` says more"
