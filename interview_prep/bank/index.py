"""The compiled form of one bank: an SQLite database, opened read-only, whose rows are read when they are asked for."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from interview_prep.bank.entry import Entry
from interview_prep.bank.problem import Problem
from interview_prep.bank.registry import Registry, registry_from

SCHEMA_VERSION: Final = 1
"""Rises with every change of the tables, or of what the same file compiles to."""

TABLES: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE files (name TEXT PRIMARY KEY, hash TEXT NOT NULL, problems TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE entries (
  num INTEGER PRIMARY KEY, id TEXT NOT NULL, kind TEXT NOT NULL, concept TEXT NOT NULL, level INTEGER NOT NULL,
  scope TEXT NOT NULL, priority TEXT NOT NULL, covers TEXT NOT NULL, hash TEXT NOT NULL, needs TEXT NOT NULL,
  confusable_with TEXT NOT NULL, variant_of TEXT, seconds INTEGER NOT NULL, tags TEXT NOT NULL, aliases TEXT NOT NULL,
  file TEXT NOT NULL, line INTEGER NOT NULL, live INTEGER NOT NULL) STRICT;
CREATE TABLE payloads (num INTEGER PRIMARY KEY, payload TEXT NOT NULL) STRICT;
CREATE INDEX entries_by_id ON entries (id);
CREATE TABLE aliases (alias TEXT PRIMARY KEY, id TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(id, prompt, body, content='', tokenize="unicode61 remove_diacritics 2");
"""
_COLUMNS: Final = ", ".join(Entry._fields)


class Index:
    """Read access to one compiled bank.

    `rebuild` gives a fresh connection when the file turns out to be damaged in the middle.
    """

    def __init__(self, connection: sqlite3.Connection, root: Path, rebuild: Callable[[], sqlite3.Connection]) -> None:
        self._connection = connection
        self._rebuild: Callable[[], sqlite3.Connection] | None = rebuild
        self._root = str(root)
        self._folder = "" if root.is_file() else str(root).rstrip("/\\") + "/"

    def meta(self, key: str) -> str:
        """A value of the table of facts about the index itself, or the empty string."""
        rows = self._rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else ""

    def __len__(self) -> int:
        return int(self.meta("count") or 0)

    def entries(self) -> Iterator[Entry]:
        """Every question's row, in the order of the files."""
        folder, root = self._folder, self._root
        for row in self._rows(f"SELECT {_COLUMNS} FROM entries WHERE live ORDER BY num"):
            yield _entry(row, folder, root)

    def ids(self) -> list[str]:
        """Every question's id, in the order of the files."""
        return [row[0] for row in self._rows("SELECT id FROM entries WHERE live ORDER BY num")]

    def entry(self, name: str) -> Entry | None:
        """The row of the question of that id."""
        rows = self._rows(f"SELECT {_COLUMNS} FROM entries WHERE id = ? AND live", (name,))
        return _entry(rows[0], self._folder, self._root) if rows else None

    def payload(self, name: str) -> dict[str, Any] | None:
        """The plain data of the question of that id."""
        query = "SELECT payload FROM payloads JOIN entries USING (num) WHERE id = ? AND live"
        rows = self._rows(query, (name,))
        return json.loads(rows[0][0]) if rows else None

    def aliases(self) -> dict[str, str]:
        """Former ids and the ids that they lead to."""
        return dict(self._rows("SELECT alias, id FROM aliases"))

    def resolve_alias(self, name: str) -> str | None:
        """The id that a former id leads to."""
        rows = self._rows("SELECT id FROM aliases WHERE alias = ?", (name,))
        return str(rows[0][0]) if rows else None

    def matches(self, expression: str, limit: int) -> list[tuple[float, str]]:
        """Rank (smaller is better) and id of the questions that an FTS5 expression finds."""
        query = (
            "SELECT bm25(words, 8.0, 4.0, 1.0) AS rank, entries.id FROM words JOIN entries ON entries.num = words.rowid"
            " WHERE words MATCH ? ORDER BY rank, entries.num LIMIT ?"
        )
        return [(float(rank), str(name)) for rank, name in self._rows(query, (expression, limit))]

    def problems(self) -> list[Problem]:
        """What is wrong with the bank's files, with paths that can be opened."""
        found: list[Problem] = []
        for (text,) in self._rows("SELECT problems FROM files WHERE problems != '[]' ORDER BY name"):
            found += [_located(row, self._folder, self._root) for row in json.loads(text)]
        found += [_located(row, self._folder, self._root) for row in json.loads(self.meta("problems") or "[]")]
        return found

    def registry(self) -> Registry:
        """The bank's registry."""
        return registry_from(json.loads(self.meta("registry") or "{}"))

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.DatabaseError:
            if self._rebuild is None:
                raise
            self._connection, self._rebuild = self._rebuild(), None
            return self._connection.execute(query, values).fetchall()


def open_file(path: Path) -> sqlite3.Connection | None:
    """A read-only connection to an index on disk that is whole and of this schema, or None.

    The file is never changed in place, only replaced, so SQLite need not lock it.
    """
    if not _is_whole(path):
        return None
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        row = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    except sqlite3.Error:
        return None
    return connection if row == (str(SCHEMA_VERSION),) else None


def _is_whole(path: Path) -> bool:
    """Whether the file has the length that its header gives: one cut short is told without reading it."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
        size = path.stat().st_size
    except OSError:
        return False
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    return header.startswith(b"SQLite format 3\0") and pages > 0 and size == (65_536 if page == 1 else page) * pages


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


def _entry(row: Sequence[Any], folder: str, root: str) -> Entry:
    name = row[14]
    return Entry(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        _split(row[6]),
        row[7],
        _split(row[8]),
        _split(row[9]),
        row[10],
        row[11],
        _split(row[12]),
        _split(row[13]),
        folder + name if name else root,
        row[15],
    )


def _located(row: dict[str, Any], folder: str, root: str) -> Problem:
    name = row["file"]
    return Problem.from_json({**row, "file": folder + name if name else root})
