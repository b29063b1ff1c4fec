"""Long histories for measurements: reviews of many cards over three years, written straight into a log."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from interview_prep.storage.codec import COLUMNS, Row, canonical
from interview_prep.storage.ids import event_id
from interview_prep.storage.opening import open_store

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_RATINGS = (3, 3, 3, 3, 3, 3, 3, 2, 2, 4, 4, 1)


def card_name(number: int) -> str:
    """The id of the n-th card."""
    return f"benchmark.q{number:05d}"


def rows(reviews: int, cards: int) -> Iterator[Row]:
    """That many reviews, spread over the cards and over the 1000 days before `NOW`."""
    random = Random(7)
    step = timedelta(days=1000) / reviews
    start = round((NOW - timedelta(days=1000)).timestamp() * 1000)
    for number in range(reviews):
        at = start + round(number * step.total_seconds() * 1000)
        rating = random.choice(_RATINGS)
        payload = {
            "rating": rating,
            "suggested": rating,
            "correct": rating > 1,
            "score": float(rating > 1),
            "mode": "quiz",
            "schedules": True,
            "seed": random.getrandbits(63),
            "parameters": {"d_k": 9, "q": [1, -2, 3], "k": [0, 2, 1]},
            "expected": "0.33",
            "response": "0.33",
            "seconds": round(random.uniform(5, 90), 1),
            "confidence": random.choice((None, 50, 70, 90)),
            "scheduler": {"model": "FSRS-6", "parameters": "fsrs-6-default", "retention": 0.9},
        }
        card = card_name(random.randrange(cards))
        yield (
            event_id(at, number + 1, random.randbytes),
            "benchmark",
            number + 1,
            at,
            60,
            "review",
            card,
            "h",
            canonical(payload),
        )


def fill(path: Path, reviews: int, cards: int = 10_000) -> Path:
    """A log with these reviews and everything derived from them; one that is there already is kept."""
    if path.exists():
        return path
    fresh = path.with_suffix(".building")
    fresh.unlink(missing_ok=True)
    open_store(fresh, now=lambda: NOW).close()
    db = sqlite3.connect(fresh, isolation_level=None)
    db.execute("PRAGMA synchronous = OFF")
    db.execute("BEGIN IMMEDIATE")
    db.executemany(f"INSERT INTO events ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows(reviews, cards))
    db.execute("COMMIT")
    db.close()
    with open_store(fresh, now=lambda: NOW) as store:
        store.rebuild()
    fresh.rename(path)
    return path
