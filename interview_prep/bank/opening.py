"""Opens banks: from the index that ships with the program, from the cache, or by compiling what is new."""

import sqlite3
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path

from interview_prep.bank.bank import Bank
from interview_prep.bank.index import Index, open_file
from interview_prep.bank.library import Library
from interview_prep.bank.problem import Problem
from interview_prep.bank.source import Source, content_hash, program_version
from interview_prep.paths import in_full

SHIPPED = "index.sqlite"


def open_bank(extra: Sequence[Path] = (), *, bundled: bool = True, cache: Path) -> Bank:
    """The bundled bank and the given ones (folders or files) as one; where an id occurs twice, the first wins.

    Nothing is raised for a bank that is missing or broken: `bank.problems` lists it. Indexes are kept in `cache`;
    where that cannot be written they live in memory.
    """
    indexes: list[Index] = []
    problems: list[Problem] = []
    if bundled:
        import question_bank

        indexes.append(_opened(Source(question_bank.ROOT), cache, question_bank.ROOT / SHIPPED))
    for path in dict.fromkeys(in_full(given) for given in extra):
        if path.exists():
            indexes.append(_opened(Source(path.absolute()), cache, None))
        else:
            message = "there is no such file or folder; correct the path of this bank, or take it out of the settings"
            problems.append(Problem(str(path), 1, 1, "Y002", message))
    return Bank(Library(tuple(indexes), tuple(problems)))


def _opened(source: Source, cache: Path, shipped: Path | None) -> Index:
    from_wheel = _shipped(source, cache, shipped) if shipped is not None else None
    connection = from_wheel or _cached(source, cache)
    return Index(connection, source.root, _anew(source))


def _anew(source: Source) -> Callable[[], sqlite3.Connection]:
    def rebuild() -> sqlite3.Connection:
        from interview_prep.bank.indexing import build_index

        return build_index(source)

    return rebuild


def _cached(source: Source, cache: Path) -> sqlite3.Connection:
    key = blake2b(str(source.root).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    path = cache / f"bank-{key}.sqlite"
    old = open_file(path)
    if old is not None and _meta(old, "fingerprint") == source.fingerprint:
        return old
    from interview_prep.bank.indexing import build_index, write_index

    connection = build_index(source, old)
    write_index(connection, path)
    return connection


def _shipped(source: Source, cache: Path, path: Path) -> sqlite3.Connection | None:
    """The index from the wheel, if it was made by this version from these very files.

    Comparing takes reading every file once; that they fitted is remembered beside the cache, by sizes and times.
    """
    connection = open_file(path)
    if connection is None or _meta(connection, "program") != program_version():
        return None
    stat = path.stat()
    seal = f"{source.fingerprint}/{stat.st_size}/{stat.st_mtime_ns}"
    note = cache / "shipped.txt"
    try:
        if note.read_text(encoding="ascii") == seal:
            return connection
    except (OSError, UnicodeDecodeError):
        pass
    if not _fits(source, connection):
        return None
    try:
        cache.mkdir(parents=True, exist_ok=True)
        note.write_text(seal, encoding="ascii")
    except OSError:
        pass
    return connection


def _fits(source: Source, connection: sqlite3.Connection) -> bool:
    try:
        known = dict(connection.execute("SELECT name, hash FROM files"))
        found = {file.name: content_hash(source.path(file.name).read_bytes()) for file in source.files}
    except (sqlite3.Error, OSError):
        return False
    return known == found


def _meta(connection: sqlite3.Connection, key: str) -> str:
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    except sqlite3.Error:
        return ""
    return str(row[0]) if row else ""
