"""Logs joined: the union of their events, in any order with the same result; and the log as JSON lines.

Insert or ignore by id. One id with two contents is corruption: reported, never taken in. One (device, seq) with two
ids comes from a home that was copied: both events are true, and this home goes on under a new name.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from interview_prep.errors import UserError
from interview_prep.storage import derived, queries
from interview_prep.storage.codec import COLUMNS, Row, check, iso, line_of, row_of_line
from interview_prep.storage.failure import translated
from interview_prep.storage.ids import device_name
from interview_prep.storage.store import Merged
from interview_prep.text import one_line

_CHUNK = 2000
_SHOWN = 5


def export(db: sqlite3.Connection, stream: TextIO) -> int:
    """Write every event as a line, in the order of (at, id)."""
    count = 0
    rows = db.execute(f"SELECT {COLUMNS} FROM events ORDER BY at, id")
    while batch := rows.fetchmany(_CHUNK):
        stream.write("\n".join(map(line_of, batch)) + "\n")
        count += len(batch)
    return count


def parsed(lines: Iterable[str], *, skip_bad: bool) -> tuple[list[Row], list[str]]:
    """The rows of an export's lines, and notes on what was left out: a half-written last line, or bad ones if asked.

    Raises UserError with the number of each bad line.
    """
    rows: list[Row] = []
    bad: list[tuple[int, str, bool]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            rows.append(row_of_line(line))
        except ValueError as error:
            bad.append((number, one_line(str(error), 160), not line.endswith("\n")))
    notes = [f"line {n}: half-written, left out" for n, _, cut in bad if cut]
    wrong = [f"line {n}: {reason}" for n, reason, cut in bad if not cut]
    if wrong and not skip_bad:
        more = f" (and {len(wrong) - _SHOWN} more)" if len(wrong) > _SHOWN else ""
        raise UserError(f"{'; '.join(wrong[:_SHOWN])}{more}. Nothing was taken in; mend these lines or use --skip-bad")
    return rows, notes + wrong


def rows_of_file(path: Path) -> tuple[list[Row], list[str]]:
    """The events of another log: a database of this program, or an export. Raises UserError for anything else."""
    try:
        with path.open("rb") as stream:
            start = stream.read(16)
        if start == b"SQLite format 3\x00":
            return _rows_of_database(path)
        with path.open(encoding="utf-8-sig") as text:
            return parsed(text, skip_bad=False)
    except UnicodeDecodeError:
        raise UserError(f"{path}: neither a history nor an export of one; give a .sqlite or .jsonl file") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check the name and the permissions") from None
    except UserError as error:
        raise UserError(str(error) if str(path) in str(error) else f"{path}: {error}") from None


def _rows_of_database(path: Path) -> tuple[list[Row], list[str]]:
    from interview_prep.storage.connection import Connection

    other = Connection(path)
    try:
        with other.snapshot() as db, translated(path):
            rows: list[Row] = db.execute(f"SELECT {COLUMNS} FROM events ORDER BY at, id").fetchall()
    finally:
        other.close()
    return sound(rows)


def sound(rows: Iterable[Row]) -> tuple[list[Row], list[str]]:
    """The rows that are events, and notes on those that are not."""
    kept, notes = [], []
    for row in rows:
        try:
            payload: Any = json.loads(row[8])
            if not isinstance(payload, dict):
                raise ValueError("payload: expected an object")
            check(row, payload)
            kept.append(row)
        except (ValueError, TypeError, RecursionError) as error:
            notes.append(f"event {one_line(str(row[0]), 40)}: {one_line(str(error), 160)}; left out")
    return kept, notes


def take_in(db: sqlite3.Connection, rows: Iterable[Row], latest: int, device: str, notes: list[str]) -> Merged:
    """Add what is new, inside the caller's transaction, and derive anew what that changes."""
    added: list[Row] = []
    known = 0
    corrupt: list[str] = []
    refused: list[str] = []
    for row in rows:
        present = queries.event(db, row[0])
        if present is not None:
            known += present == row
            corrupt.extend([] if present == row else [f"event {row[0]} has two contents; the one here is kept"])
        elif row[3] > latest:
            refused.append(f"event {row[0]} lies more than a day ahead of the clock ({iso(row[3])})")
        else:
            queries.insert(db, row)
            added.append(row)
    _derive(db, added)
    forked = sorted(_forks(db, added))
    if device in forked:
        queries.put_meta(db, "device", device_name())
    return Merged(len(added), known, tuple(corrupt), tuple(refused), tuple(forked), tuple(notes))


def _derive(db: sqlite3.Connection, added: list[Row]) -> None:
    if not added:
        return
    touched = {row[6] for row in added if row[6] is not None}
    derived.refresh_undone(db)
    touched |= derived.refresh_claims(db)
    total = db.execute("SELECT count(*) FROM events").fetchone()[0]
    if len(added) * 3 > total:
        derived.rebuild(db)
        return
    cards = {derived.resolve(db, name) for name in touched} | touched
    cards |= set(_undone_elsewhere(db, added))
    for name in sorted(cards):
        derived.replay_card(db, name)


def _undone_elsewhere(db: sqlite3.Connection, added: Iterable[Row]) -> Iterator[str]:
    """Cards whose events an added undo takes back, should it stand under another name."""
    for row in added:
        if row[5] == "undo":
            target = queries.event(db, json.loads(row[8])["undoes"])
            if target is not None and target[6] is not None:
                yield derived.resolve(db, target[6])


def _forks(db: sqlite3.Connection, added: Iterable[Row]) -> Iterator[str]:
    """Devices of which two different events have one number."""
    for device in {row[1] for row in added}:
        twice = "SELECT 1 FROM events WHERE device = ? GROUP BY seq HAVING count(*) > 1 LIMIT 1"
        if db.execute(twice, (device,)).fetchone() is not None:
            yield device
