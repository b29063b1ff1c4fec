"""Saving what can be read of a damaged log, joined with every copy there is."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from interview_prep.errors import UserError
from interview_prep.storage.backup import backups_of, set_aside
from interview_prep.storage.codec import COLUMNS, Row, line_of
from interview_prep.storage.connection import connect
from interview_prep.storage.merging import sound
from interview_prep.storage.pages import events_in
from interview_prep.storage.sqlite import SqliteStore

_LONGEST_GAP = 4096


@dataclass(frozen=True, slots=True)
class Recovery:
    """What a recovery brought back: events read from the damaged file, more from copies, and where the old file is."""

    read: int
    from_copies: int
    aside: Path | None
    problems: tuple[str, ...]


def recover(path: Path, *, now: Callable[[], datetime]) -> Recovery:
    """Build a new log from all that can be read, and put it in the place of the damaged one, which is kept aside."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    problems: list[str] = []
    try:
        with SqliteStore(fresh, now=now) as store:
            rows, notes = sound(_readable(path, problems))
            problems += notes
            read = store.import_lines(f"{line_of(row)}\n" for row in rows).added
            copied = 0
            for copy in backups_of(path):
                try:
                    copied += store.merge(copy).added
                except UserError as error:
                    problems.append(str(error))
        aside = set_aside(path, now())
        os.replace(fresh, path)
    except OSError as error:
        raise UserError(f"{path}: cannot be replaced ({error.strerror}); check the folder and the disk") from None
    finally:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{fresh}{suffix}").unlink(missing_ok=True)
    return Recovery(read, copied, aside, tuple(problems))


def _readable(path: Path, problems: list[str]) -> list[Row]:
    """What SQLite can still read, and what only stands in the pages: all of it where the file's head is damaged."""
    if not path.exists():
        return []
    rows: list[Row] = []
    why = "no page of it holds an event"
    try:
        rows += salvage(path)
    except sqlite3.DatabaseError as error:
        why = str(error)
    known = {row[0] for row in rows}
    for row in events_in(path):
        if row[0] not in known:
            known.add(row[0])
            rows.append(row)
    if not rows:
        problems.append(f"{path}: nothing in it can be read ({why})")
    return rows


def salvage(path: Path) -> Iterator[Row]:
    """Every event of a damaged file that can still be read, row by row; damaged stretches are stepped over."""
    db = connect(path)
    try:
        last = _last_row(db)
        start = 1
        while start <= last:
            end = start + 255
            yield from _stretch(db, start, end)
            start = end + 1
    finally:
        db.close()


def _stretch(db: sqlite3.Connection, start: int, end: int) -> list[Row]:
    """The rows from start to end; halved where something between cannot be read."""
    try:
        return db.execute(
            f"SELECT {COLUMNS} FROM events NOT INDEXED WHERE row BETWEEN ? AND ? ORDER BY row", (start, end)
        ).fetchall()
    except sqlite3.DatabaseError:
        if start == end:
            return []
        middle = (start + end) // 2
        return _stretch(db, start, middle) + _stretch(db, middle + 1, end)


def _last_row(db: sqlite3.Connection) -> int:
    """The largest row number that can be found: asked for, or felt for upwards."""
    with suppress(sqlite3.DatabaseError):
        return int(db.execute("SELECT max(row) FROM events NOT INDEXED").fetchone()[0] or 0)
    last, reach = 0, 1
    while reach - last <= _LONGEST_GAP:
        with suppress(sqlite3.DatabaseError):
            if db.execute("SELECT 1 FROM events NOT INDEXED WHERE row = ?", (reach,)).fetchone() is not None:
                last = reach
        reach += 1
    return last
