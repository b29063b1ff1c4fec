"""The connection to the log's file: pragmas, transactions, and the checks of whose file it is."""

import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar
from urllib.parse import quote

from interview_prep.errors import UserError
from interview_prep.storage import schema
from interview_prep.storage.failure import FULL, NO_LOG, READ_ONLY, is_full, newer, translated

BUSY_SECONDS = 20.0
PRIVATE = 0o600
Done = TypeVar("Done")


class Connection:
    """One SQLite connection behind a lock, writing only in BEGIN IMMEDIATE transactions, synced at their end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = threading.RLock()
        self.read_only = False
        self._refusal = READ_ONLY
        self._folder: TemporaryDirectory[str] | None = None
        with translated(path):
            self.db = self._open()

    def _open(self) -> sqlite3.Connection:
        if not self.path.exists():
            try:
                make_private(self.path)
            except OSError:
                return self._empty()
        if os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK):
            try:
                return patiently(self._writable)
            except sqlite3.Error as error:  # what is there can still be read, and taken to another disk
                if not is_full(error):
                    raise
                self._refusal = FULL
        return self._reading()

    def _writable(self) -> sqlite3.Connection:
        db = connect(self.path)
        try:
            check_owner(db, self.path)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
            if version_of(db) < len(schema.MIGRATIONS):
                migrate(db, self.path)
        except BaseException:
            db.close()
            raise
        return db

    def _reading(self) -> sqlite3.Connection:
        """A home that cannot be written or is full: the file alone, or a copy with the journal not yet folded in."""
        self.read_only = True
        if not os.access(self.path, os.R_OK):
            raise UserError(f"{self.path}: the history cannot be read; check the file's permissions")
        db = self._copied() if has_journal(self.path) else connect(self.path, "immutable=1")
        try:
            check_owner(db, self.path)
            found = version_of(db)
        except BaseException:
            db.close()
            raise
        if found == len(schema.MIGRATIONS):
            return db
        db.close()
        if found:
            raise UserError(f"{self.path}: the history has the older schema {found}, and {READ_ONLY}")
        return self._empty()

    def _copied(self) -> sqlite3.Connection:
        self._folder = TemporaryDirectory(prefix="interview-prep-")
        copy = Path(self._folder.name) / self.path.name
        for suffix in ("", "-wal"):
            shutil.copyfile(f"{self.path}{suffix}", f"{copy}{suffix}")
        return connect(copy)

    def _empty(self) -> sqlite3.Connection:
        """No log, and no way to begin one: an empty one that cannot be written."""
        self.read_only = True
        db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        for script in schema.MIGRATIONS:
            for statement in schema.statements(script):
                db.execute(statement)
        return db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that is on disk when the block ends, and undone whole when it fails."""
        if self.read_only:
            raise UserError(f"{self.path}: {self._refusal}")
        with self.lock, translated(self.path):
            begin(self.db)
            try:
                yield self.db
                self.db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self.db.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection for reading; errors come out as one line."""
        with self.lock, translated(self.path):
            yield self.db

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """One consistent view over several reads, whatever other processes write meanwhile."""
        with self.lock, translated(self.path):
            self.db.execute("BEGIN")
            try:
                yield self.db
            finally:
                self.db.execute("ROLLBACK")

    def close(self) -> None:
        """Close it; closing twice does nothing."""
        with self.lock:
            self.db.close()
            if self._folder is not None:
                self._folder.cleanup()


def connect(path: Path, option: str = "mode=rw") -> sqlite3.Connection:
    """A plain connection whose transactions are begun by hand."""
    db = sqlite3.connect(
        f"file:{quote(os.fsencode(path.resolve()))}?{option}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_SECONDS,
    )
    db.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
    return db


def begin(db: sqlite3.Connection) -> None:
    """Begin to write, as soon as no other process does.

    SQLite's own waiting sleeps longer each time and can starve beside a busy writer; asking again every
    millisecond does not.
    """
    db.execute("PRAGMA busy_timeout = 0")
    try:
        patiently(lambda: db.execute("BEGIN IMMEDIATE"))
    finally:
        db.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")


def patiently(work: Callable[[], Done]) -> Done:
    """Do it, again and again while another process is in the way: beside a journal that is being recovered SQLite
    gives up at once, whatever its own patience.
    """
    patience = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            return work()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > patience:
                raise
        time.sleep(0.001)


def has_journal(path: Path) -> bool:
    """Whether some commits stand in the journal beside the file alone."""
    journal = Path(f"{path}-wal")
    return journal.exists() and journal.stat().st_size > 0


def make_private(path: Path) -> None:
    """An empty file that only its owner reads, and its folder likewise. What exists stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, PRIVATE))


def version_of(db: sqlite3.Connection) -> int:
    """The schema's version."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def check_owner(db: sqlite3.Connection, path: Path) -> None:
    """Raise UserError for a file of another program or of a later version."""
    owner = int(db.execute("PRAGMA application_id").fetchone()[0])
    empty = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if owner != schema.APPLICATION_ID and not (owner == 0 and empty):
        raise UserError(f"{path}: {NO_LOG}")
    found = version_of(db)
    if found > len(schema.MIGRATIONS):
        raise newer(path, found, len(schema.MIGRATIONS))


def migrate(db: sqlite3.Connection, path: Path) -> None:
    """Bring the tables up to date, after a whole copy of a log that already has some."""
    found = version_of(db)
    if found:
        copy = path.with_name(f"{path.stem}.schema-{found}{path.suffix}")
        if not copy.exists():
            make_private(copy)
            db.execute("VACUUM INTO CAST(? AS TEXT)", (os.fsencode(copy),))
    begin(db)
    try:
        for script in schema.MIGRATIONS[version_of(db) :]:
            for statement in schema.statements(script):
                db.execute(statement)
        db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS)}")
        db.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise
