"""Compiles a bank into its index: only files that changed are read as YAML, everything else comes from the old index.

An index is built in memory, written whole beside its place, and moved there: a reader never sees half of one.
"""

import gc
import json
import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from interview_prep.bank.index import SCHEMA_VERSION, TABLES
from interview_prep.bank.problem import Problem
from interview_prep.bank.registry import collect
from interview_prep.bank.source import Source, SourceFile, content_hash, program_stamp, program_version
from interview_prep.paths import discard

_TUPLES = ("covers", "needs", "confusable_with", "tags", "aliases")


def build_index(source: Source, previous: sqlite3.Connection | None = None) -> sqlite3.Connection:
    """The index of a bank, in memory. Rows of files whose content has not changed come from `previous`."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return _Build(source, previous).run()
    finally:
        if was_enabled:
            gc.enable()


def write_index(connection: sqlite3.Connection, path: Path) -> bool:
    """Put the index on disk, whole or not at all. False when the place cannot be written."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection.execute("VACUUM INTO CAST(? AS TEXT)", (os.fsencode(fresh),))
        os.replace(fresh, path)
    except (OSError, sqlite3.Error):
        discard(fresh)
        return False
    return True


class _Build:
    def __init__(self, source: Source, previous: sqlite3.Connection | None) -> None:
        self._source = source
        self._old = previous
        self._old_hashes = _old_hashes(previous)
        self._db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._rows: list[tuple[Any, ...]] = []
        self._first: dict[str, tuple[str, int]] = {}
        self._duplicates: list[Problem] = []

    def run(self) -> sqlite3.Connection:
        self._db.executescript(TABLES)
        self._db.execute("BEGIN")
        registry: list[tuple[str, str, bytes]] = []
        for file in self._source.files:
            content, problem = _content(self._source, file)
            if problem is not None:
                self._file_row(file.name, "", [problem])
            elif file.registry is not None:
                registry.append((file.registry, file.name, content))
                self._file_row(file.name, content_hash(content), [])
            else:
                self._questions(file, content)
        self._finish(registry)
        self._db.execute("COMMIT")
        return self._db

    def _questions(self, file: SourceFile, content: bytes) -> None:
        digest = content_hash(content)
        if self._old is not None and self._old_hashes.get(file.name) == digest:
            self._carry_over(self._old, file.name, digest)
            return
        from interview_prep.bank.compiler import compile_bytes

        compiled = compile_bytes(content, file.name)
        self._file_row(file.name, digest, compiled.problems)
        for question in compiled.questions:
            self._add(question.data, question.payload, question.hash, file.name, question.data.place[0])

    def _carry_over(self, old: sqlite3.Connection, name: str, digest: str) -> None:
        (problems,) = old.execute("SELECT problems FROM files WHERE name = ?", (name,)).fetchone()
        self._db.execute("INSERT INTO files VALUES (?, ?, ?)", (name, digest, problems))
        query = "SELECT payload, hash, line FROM entries JOIN payloads USING (num) WHERE file = ? ORDER BY num"
        for payload, question_hash, line in old.execute(query, (name,)):
            self._add(json.loads(payload), payload, question_hash, name, line)

    def _add(self, data: dict[str, Any], payload: str, digest: str, file: str, line: int) -> None:
        number, name = len(self._rows) + 1, data["id"]
        first = self._first.setdefault(name, (file, line))
        live = first == (file, line)
        if not live:
            where = f"{first[0] or self._source.root.name}, line {first[1]}"
            message = f'the id "{name}" is taken (first in {where}); give this question another'
            self._duplicates.append(Problem(file, line, 1, "Q001", message, question=name))
        lists = {key: "\n".join(data.get(key, ())) for key in _TUPLES}
        self._rows.append((
            number, name, data["kind"], data["concept"], data["level"], data.get("scope", "article"),
            data.get("priority", "normal"), lists["covers"], digest, lists["needs"], lists["confusable_with"],
            data.get("variant_of"), data.get("seconds", 45), lists["tags"], lists["aliases"], file, line, live,
        ))  # fmt: skip
        self._db.execute("INSERT INTO payloads VALUES (?, ?)", (number, payload))
        if live:
            from interview_prep.bank.compiler import searchable

            words = (number, name, data["prompt"], searchable(data))
            self._db.execute("INSERT INTO words (rowid, id, prompt, body) VALUES (?, ?, ?, ?)", words)

    def _file_row(self, name: str, digest: str, problems: Iterable[Problem]) -> None:
        text = json.dumps([problem.to_json() for problem in problems], ensure_ascii=False)
        self._db.execute("INSERT INTO files VALUES (?, ?, ?)", (name, digest, text))

    def _finish(self, registry: list[tuple[str, str, bytes]]) -> None:
        self._db.executemany(f"INSERT INTO entries VALUES ({', '.join('?' * 18)})", self._rows)
        former = [(alias, row[1]) for row in self._rows if row[17] for alias in row[14].split("\n") if alias]
        self._db.executemany("INSERT OR IGNORE INTO aliases VALUES (?, ?)", former)
        data, problems = collect(registry)
        problems += self._duplicates
        meta = {
            "schema": str(SCHEMA_VERSION),
            "program": program_version(),
            "stamp": program_stamp(),
            "fingerprint": self._source.fingerprint,
            "count": str(sum(1 for row in self._rows if row[17])),
            "registry": json.dumps(data, ensure_ascii=False),
            "problems": json.dumps([problem.to_json() for problem in problems], ensure_ascii=False),
        }
        self._db.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())


def _old_hashes(previous: sqlite3.Connection | None) -> dict[str, str]:
    """The files of the old index, if the same program compiled it; a damaged one has none."""
    if previous is None:
        return {}
    try:
        row = previous.execute("SELECT value FROM meta WHERE key = 'stamp'").fetchone()
        if previous.execute("PRAGMA quick_check").fetchone() != ("ok",):
            return {}
        return dict(previous.execute("SELECT name, hash FROM files")) if row == (program_stamp(),) else {}
    except sqlite3.Error:
        return {}


def _content(source: Source, file: SourceFile) -> tuple[bytes, Problem | None]:
    from interview_prep.bank.reader import ReadError, read_bytes

    try:
        return read_bytes(source.path(file.name)), None
    except ReadError as error:
        return b"", Problem(file.name, error.line, error.column, "Y001", error.message)
