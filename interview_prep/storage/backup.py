"""Whole copies of the log, and bringing one back."""

import os
import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from interview_prep.errors import UserError
from interview_prep.paths import discard
from interview_prep.storage import codec, queries
from interview_prep.storage.connection import Connection, connect, make_private
from interview_prep.storage.failure import translated
from interview_prep.storage.ids import device_name

KEPT = 10
_OTHERS = "`interview-prep restore` lists the copies there are"


def folder_of(path: Path) -> Path:
    """Where a log's copies go."""
    return path.parent / "backups"


def backups_of(path: Path) -> list[Path]:
    """The copies there are, the latest first."""
    return sorted(folder_of(path).glob(f"{path.stem}-*{path.suffix}"), reverse=True)


def backup(connection: Connection, target: Path | None, now: datetime) -> Path:
    """Write a whole, defragmented copy beside the target and put it in place in one step."""
    path = connection.path
    place = target or folder_of(path) / f"{path.stem}-{now.astimezone().strftime('%Y-%m-%dT%H%M%S')}{path.suffix}"
    if target is not None and place.exists():
        raise UserError(f"{place}: there is a file of that name already; name another")
    fresh = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        make_private(fresh)
        with connection.reading() as db, translated(place):
            _write_whole(db, fresh)
        os.replace(fresh, place)
    except OSError as error:
        raise UserError(
            f"{place}: the copy cannot be written ({error.strerror}); check the folder and the disk"
        ) from None
    finally:
        discard(fresh)
    return place


def backup_if_due(connection: Connection, now: datetime) -> Path | None:
    """One copy for each day with entries, at most one a day, and the ten latest kept; nothing for an empty log."""
    with connection.reading() as db:
        (last,) = db.execute("SELECT max(at) FROM events").fetchone()
    if last is None:
        return None
    today = _day(now)
    wanted = min(today, _day(codec.from_ms(last)))  # the clock may have gone back since
    copied = (copy.stem.removeprefix(f"{connection.path.stem}-")[:10] for copy in backups_of(connection.path))
    if any(wanted <= day <= today for day in copied):
        return None
    written = backup(connection, None, now)
    for old in backups_of(connection.path)[KEPT:]:
        old.unlink(missing_ok=True)
    return written


def _day(at: datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d")


def restored(path: Path, source: Path, now: datetime) -> Path | None:
    """Make `source` the log; what stood there before is kept aside, and its new name returned.

    The home goes on under a new device name, since events that the copy lacks may live on elsewhere.
    Raises UserError for a source that is no sound log.
    """
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        make_private(fresh)
        _copy(source, fresh)
        make_private(path)
        aside = set_aside(path, now)
        os.replace(fresh, path)
    except OSError as error:
        raise UserError(f"{path}: cannot be replaced ({error.strerror}); check the folder and the disk") from None
    finally:
        discard(fresh)
    connection = Connection(path)
    try:
        with connection.writing() as db:
            queries.put_meta(db, "device", device_name())
    finally:
        connection.close()
    return aside


def set_aside(path: Path, now: datetime) -> Path | None:
    """Move a log and its journal out of the way; its new name, or None where there was nothing in it."""
    if not path.exists() or path.stat().st_size == 0:
        return None
    with suppress(sqlite3.Error, UserError):
        _fold_journal(path)
    aside = path.with_name(f"{path.stem}.aside-{now.astimezone().strftime('%Y-%m-%dT%H%M%S')}{path.suffix}")
    for suffix in ("", "-wal", "-shm"):
        if Path(f"{path}{suffix}").exists():
            os.replace(f"{path}{suffix}", f"{aside}{suffix}")
    return aside


def _fold_journal(path: Path) -> None:
    db = connect(path)
    try:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        db.close()


def _write_whole(db: sqlite3.Connection, fresh: Path) -> None:
    """A defragmented copy, on disk when this returns."""
    db.execute("VACUUM INTO CAST(? AS TEXT)", (os.fsencode(fresh),))
    with fresh.open("rb") as written:
        os.fsync(written.fileno())


def _copy(source: Path, fresh: Path) -> None:
    """Write a whole copy of a sound log, with what its journal holds; raises UserError for anything else."""
    if not source.is_file():
        raise UserError(f"{source}: there is no such file; {_OTHERS}")
    try:
        connection = Connection(source)
    except UserError as error:
        if "no interview-prep history" not in str(error):
            raise
        raise UserError(f"{source}: this is no copy of a history; {_OTHERS}") from None
    try:
        with connection.reading() as db:
            found = db.execute("PRAGMA quick_check(1)").fetchone()[0]
            tables = db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'events'").fetchone()[0]
            if found == "ok" and tables:
                with translated(fresh):
                    _write_whole(db, fresh)
                return
    finally:
        connection.close()
    raise UserError(f"{source}: this copy is damaged too; choose an earlier one")
