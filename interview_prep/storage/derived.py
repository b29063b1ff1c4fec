"""The tables that a replay derives from the log: cards, counted reviews, daily tallies.

Every function runs inside the caller's transaction, so a kill leaves either the old or the new state, never a mixture.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from itertools import groupby
from operator import itemgetter

from interview_prep.storage.replay import CARD_COLUMNS, Card, ReviewRow, Step, advance

_STEP = "question, row, id, at, offset_min, kind, hash, payload"
_CARDS = f"INSERT OR REPLACE INTO cards ({', '.join(CARD_COLUMNS)}) VALUES ({', '.join('?' * len(CARD_COLUMNS))})"
_REVIEWS = f"INSERT INTO reviews VALUES ({', '.join('?' * 13)})"
_FOLDED = "kind NOT IN ('undo', 'mock') AND question IS NOT NULL AND id NOT IN (SELECT id FROM undone)"

TALLIED = """
WITH counted AS (SELECT * FROM reviews WHERE {where})
SELECT 'rating' AS name, day, rating AS bin, count(*) AS n, sum(correct) AS hits, sum(milliseconds) AS total
  FROM counted GROUP BY day, rating
UNION ALL SELECT 'recall', day, min(predicted / 100000, 9) AS bin, count(*), sum(rating > 1), sum(predicted)
  FROM counted WHERE tested GROUP BY day, bin
UNION ALL SELECT iif(mature, 'mature', 'young'), day, 0, count(*), sum(rating > 1), sum(predicted)
  FROM counted WHERE tested GROUP BY day, mature
UNION ALL SELECT 'surprise', day, 0, count(*), sum(rating > 1), sum(surprise) FROM counted WHERE tested GROUP BY day
UNION ALL SELECT 'confidence', day, confidence AS bin, count(*), sum(correct), 0
  FROM counted WHERE confidence IS NOT NULL GROUP BY day, bin
UNION ALL SELECT 'new', day, 0, count(*), sum(correct), 0 FROM counted WHERE fresh GROUP BY day
"""
"""The tallies of the reviews that `where` selects (see `Tally`)."""

_ADD = """
INSERT INTO tallies (name, day, bin, n, hits, total)
SELECT name, day, bin, :sign * n, :sign * hits, :sign * total FROM ({tallied}) WHERE true
ON CONFLICT (name, day, bin) DO UPDATE
SET n = n + excluded.n, hits = hits + excluded.hits, total = total + excluded.total
"""
_OF_CARD = _ADD.format(tallied=TALLIED.format(where="question = :question"))
_OF_REVIEW = _ADD.format(tallied=TALLIED.format(where="question = :question AND at = :at AND event = :event"))
_OF_ALL = _ADD.format(tallied=TALLIED.format(where="true"))


def resolve(db: sqlite3.Connection, question: str) -> str:
    """The id under which a question's history is kept: aliases and claims followed to their end."""
    seen = {question}
    current = question
    while True:
        found = db.execute("SELECT new FROM aliases WHERE old = ? ORDER BY origin LIMIT 1", (current,)).fetchone()
        if found is None or found[0] in seen:
            return current
        current = str(found[0])
        seen.add(current)


def names_of(db: sqlite3.Connection, question: str) -> list[str]:
    """Every id whose events belong to this card, its own among them."""
    found = db.execute(
        "WITH RECURSIVE former(id) AS (VALUES (?) UNION SELECT old FROM aliases JOIN former ON new = former.id) "
        "SELECT id FROM former",
        (question,),
    )
    return [str(name) for (name,) in found if resolve(db, str(name)) == question]


def load_card(db: sqlite3.Connection, question: str) -> Card:
    """The card as derived so far, or one without a history."""
    row = db.execute(f"SELECT {', '.join(CARD_COLUMNS)} FROM cards WHERE question = ?", (question,)).fetchone()
    return Card(question) if row is None else Card(*row)


def append_step(db: sqlite3.Connection, card: Card, step: Step) -> None:
    """Derive what one more event changes, where it is the card's latest."""
    review = advance(card, step)
    db.execute(_CARDS, astuple(card))
    if review is not None:
        db.execute(_REVIEWS, (card.question, *review))
        db.execute(_OF_REVIEW, {"sign": 1, "question": card.question, "at": step.at, "event": step.row})


def fold(question: str, steps: Iterable[Step]) -> tuple[Card | None, list[ReviewRow]]:
    """The card and its counted reviews after these events, in order; no card where there are none."""
    card = Card(question)
    reviews: list[ReviewRow] = []
    for step in steps:
        review = advance(card, step)
        if review is not None:
            reviews.append(review)
    return (card if card.last_id else None), reviews


def replay_card(db: sqlite3.Connection, question: str) -> None:
    """Derive one card anew from its events."""
    card, reviews = fold(question, steps_of(db, names_of(db, question)))
    db.execute(_OF_CARD, {"sign": -1, "question": question})
    db.execute("DELETE FROM reviews WHERE question = ?", (question,))
    db.execute("DELETE FROM cards WHERE question = ?", (question,))
    if card is not None:
        db.execute(_CARDS, astuple(card))
        db.executemany(_REVIEWS, ((question, *review) for review in reviews))
        db.execute(_OF_CARD, {"sign": 1, "question": question})
    db.execute("DELETE FROM tallies WHERE n = 0")


def steps_of(db: sqlite3.Connection, names: list[str]) -> Iterator[Step]:
    """The events that count for a card with these names, in the order of time."""
    marks = ", ".join("?" * len(names))
    rows = db.execute(f"SELECT {_STEP} FROM events WHERE question IN ({marks}) AND {_FOLDED} ORDER BY at, id", names)
    return (Step(*row) for row in rows)


def replayed(db: sqlite3.Connection) -> Iterator[tuple[Card, list[ReviewRow]]]:
    """Every card of the log by a full replay, with its counted reviews."""
    renamed = {str(old) for (old,) in db.execute("SELECT old FROM aliases UNION SELECT new FROM aliases")}
    rows = db.execute(f"SELECT {_STEP} FROM events WHERE {_FOLDED} ORDER BY question, at, id")
    for question, group in groupby(rows, key=itemgetter(0)):
        if question not in renamed:
            card, reviews = fold(question, (Step(*row) for row in group))
            if card is not None:
                yield card, reviews
    for question in sorted({resolve(db, name) for name in renamed}):
        card, reviews = fold(question, steps_of(db, names_of(db, question)))
        if card is not None:
            yield card, reviews


def rebuild(db: sqlite3.Connection) -> int:
    """Derive everything anew; the number of cards."""
    refresh_undone(db)
    refresh_claims(db)
    for table in ("cards", "reviews", "tallies"):
        db.execute(f"DELETE FROM {table}")
    count = 0
    for card, reviews in replayed(db):
        db.execute(_CARDS, astuple(card))
        db.executemany(_REVIEWS, ((card.question, *review) for review in reviews))
        count += 1
    db.execute(_OF_ALL, {"sign": 1})
    return count


def refresh_undone(db: sqlite3.Connection) -> None:
    """Mark anew what undo events take back. An undo may come before its event: order does not matter."""
    db.execute("DELETE FROM undone")
    db.execute(
        "INSERT OR IGNORE INTO undone SELECT json_extract(payload, '$.undoes') FROM events "
        "WHERE kind = 'undo' AND kind <> 'review'"
    )


def refresh_claims(db: sqlite3.Connection) -> set[str]:
    """Derive anew which orphans were claimed; the ids whose cards that changes. The latest claim holds."""
    before = dict(db.execute("SELECT old, new FROM aliases WHERE origin = 'claim'").fetchall())
    claims: dict[str, str] = dict(
        db.execute(
            "SELECT json_extract(payload, '$.claims'), question FROM events "
            "WHERE kind = 'override' AND kind <> 'review' "
            "AND json_extract(payload, '$.claims') IS NOT NULL AND id NOT IN (SELECT id FROM undone) ORDER BY at, id"
        ).fetchall()
    )
    return replace_aliases(db, "claim", before, claims)


def replace_aliases(db: sqlite3.Connection, origin: str, before: dict[str, str], after: dict[str, str]) -> set[str]:
    """Store the aliases of one origin ('bank' or 'claim'); the ids whose cards have to be derived anew."""
    changed = {old for old in before.keys() | after.keys() if before.get(old) != after.get(old)}
    if not changed:
        return set()
    touched = changed | {resolve(db, old) for old in changed}
    db.executemany("DELETE FROM aliases WHERE origin = ? AND old = ?", ((origin, old) for old in changed))
    kept = ((old, origin, after[old]) for old in changed if old in after and after[old] != old)
    db.executemany("INSERT INTO aliases (old, origin, new) VALUES (?, ?, ?)", kept)
    return touched | {resolve(db, old) for old in changed}
