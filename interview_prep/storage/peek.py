"""One cached text read straight from the log's file, for a start that paints before the log is opened."""

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote


def cached_text(path: Path, key: str) -> str | None:
    """What `Store.put_cached` kept under this key; None where there is nothing, or nothing that can be read so."""
    try:
        db = sqlite3.connect(f"file:{quote(os.fsencode(path))}?mode=ro", uri=True, timeout=0.2)
    except sqlite3.Error:
        return None
    try:
        row = db.execute("SELECT text FROM cached WHERE key = ?", (key,)).fetchone()
    except sqlite3.Error:
        return None
    finally:
        db.close()
    return str(row[0]) if row else None
