"""What is read straight from the log's file, for a start that paints before the log is opened."""

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

LAST_ENTRY = "SELECT coalesce(max(row), 0) FROM events"


def kept(path: Path, key: str) -> tuple[str | None, int]:
    """What `Store.put_cached` kept under this key, or None, and `Store.last_entry`: both in one reading.

    Where there is no log, or none that can be read so, that is None and 0.
    """
    try:
        db = sqlite3.connect(f"file:{quote(os.fsencode(path))}?mode=ro", uri=True, timeout=0.2)
    except sqlite3.Error:
        return None, 0
    try:
        text, last = db.execute(f"SELECT (SELECT text FROM cached WHERE key = ?), ({LAST_ENTRY})", (key,)).fetchone()
    except sqlite3.Error:
        return None, 0
    finally:
        db.close()
    return text, last
