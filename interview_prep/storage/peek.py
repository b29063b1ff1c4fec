"""What is read straight from the log's file, for a start that paints before the log is opened."""

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

LAST_ENTRY = "SELECT coalesce(max(row), 0) FROM events"


def cached_text(path: Path, key: str) -> str | None:
    """What `Store.put_cached` kept under this key; None where there is nothing, or nothing that can be read so."""
    row = _row(path, "SELECT text FROM cached WHERE key = ?", key)
    return str(row[0]) if row else None


def last_entry(path: Path) -> int:
    """`Store.last_entry`, 0 where there is no log."""
    row = _row(path, LAST_ENTRY)
    return int(str(row[0])) if row else 0


def _row(path: Path, query: str, *values: str) -> tuple[object, ...] | None:
    try:
        db = sqlite3.connect(f"file:{quote(os.fsencode(path))}?mode=ro", uri=True, timeout=0.2)
    except sqlite3.Error:
        return None
    try:
        row: tuple[object, ...] | None = db.execute(query, values).fetchone()
    except sqlite3.Error:
        return None
    finally:
        db.close()
    return row
