"""Questions to the tables: cards, what is due, events, tallies. Plain functions over a connection."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, get_args

from interview_prep.scheduling.day import date_of, number_of
from interview_prep.storage.codec import COLUMNS, Row, from_ms
from interview_prep.storage.derived import TALLIED, resolve
from interview_prep.storage.replay import PHASES
from interview_prep.storage.store import CardState, Counts, Tally, TallyName

_CARD = (
    "question, state, step, due, stability, difficulty, last_review, reps, lapses, suspended, buried_until, known, "
    "leech, flagged, hash, last_rating, last_correct, milliseconds, tested, passed, predicted"
)
_OPEN = "suspended = 0 AND leech = 0"
_ASKABLE = f"{_OPEN} AND (buried_until IS NULL OR buried_until <= :at)"
_STEPS = f"FROM cards WHERE state IN (1, 3) AND due <= :at AND {_ASKABLE}"
_DUE = f"FROM cards WHERE state = 2 AND due < :end AND {_ASKABLE}"
_LATEST = 1 << 62


def state_of(row: Sequence[Any]) -> CardState:
    """The card of a row of `_CARD`."""
    name, phase, step, due_at, stability, difficulty, last, reps, lapses, suspended, buried, known, leech, *rest = row
    flagged, content, rating, correct, milliseconds, tested, passed, predicted = rest
    return CardState(
        name,
        PHASES[phase],
        step,
        None if due_at is None else from_ms(due_at),
        stability,
        difficulty,
        None if last is None else from_ms(last),
        reps,
        lapses,
        suspended == 1,
        None if buried is None else from_ms(buried),
        known,
        leech == 1,
        flagged,
        content,
        rating,
        None if correct is None else correct == 1,
        milliseconds / 1000,
        tested,
        passed,
        predicted / 1_000_000,
    )


def card(db: sqlite3.Connection, question: str) -> CardState:
    """One card, under whatever name it goes by now."""
    name = resolve(db, question)
    row = db.execute(f"SELECT {_CARD} FROM cards WHERE question = ?", (name,)).fetchone()
    return CardState(question=name) if row is None else state_of(row)


def cards(db: sqlite3.Connection, questions: Iterable[str] | None) -> dict[str, CardState]:
    """The cards asked for (under the names asked by), or all that the log knows."""
    if questions is not None:
        return {question: card(db, question) for question in questions}
    return {row[0]: state_of(row) for row in db.execute(f"SELECT {_CARD} FROM cards")}


def due(db: sqlite3.Connection, at: int, end: int, limit: int | None) -> list[CardState]:
    """Learning steps that have come, then what is due before the day's end, each by due time."""
    given = {"at": at, "end": end, "limit": -1 if limit is None else limit}
    steps = db.execute(f"SELECT {_CARD} {_STEPS} ORDER BY due, question LIMIT :limit", given).fetchall()
    given["limit"] = -1 if limit is None else limit - len(steps)
    ready = db.execute(f"SELECT {_CARD} {_DUE} ORDER BY due, question LIMIT :limit", given).fetchall()
    return [state_of(row) for row in (*steps, *ready)]


def counts(db: sqlite3.Connection, at: int, end: int) -> Counts:
    """How many `due` would give, and how many are in learning beyond that."""
    given = {"at": at, "end": end}
    waiting = db.execute(f"SELECT count(*) {_DUE}", given).fetchone()[0]
    ready = db.execute(f"SELECT count(*) {_STEPS}", given).fetchone()[0]
    learning = db.execute(f"SELECT count(*) FROM cards WHERE state IN (1, 3) AND {_OPEN}").fetchone()[0]
    return Counts(waiting, ready, learning - ready)


def due_times(db: sqlite3.Connection, questions: Iterable[str] | None) -> list[Any]:
    """When scheduled cards are due, sorted."""
    where, given = _only(questions)
    rows = db.execute(f"SELECT due FROM cards WHERE due IS NOT NULL AND {_OPEN} AND {where} ORDER BY due", given)
    return [from_ms(row[0]) for row in rows]


def event(db: sqlite3.Connection, name: str) -> Row | None:
    """The row of one event."""
    found: Row | None = db.execute(f"SELECT {COLUMNS} FROM events WHERE id = ?", (name,)).fetchone()
    return found


def is_undone(db: sqlite3.Connection, name: str) -> bool:
    """Whether an event was taken back."""
    return db.execute("SELECT 1 FROM undone WHERE id = ?", (name,)).fetchone() is not None


def last_undoable(db: sqlite3.Connection, device: str, names: list[str] | None) -> Row | None:
    """The latest event that can be taken back and is not: by number at this home, else by time at the others."""
    where, given = ("true", []) if names is None else (f"question IN ({', '.join('?' * len(names))})", names)
    wanted = f"{where} AND kind NOT IN ('undo', 'mock') AND id NOT IN (SELECT id FROM undone)"
    own: Row | None = db.execute(
        f"SELECT {COLUMNS} FROM events WHERE device = ? AND {wanted} ORDER BY seq DESC LIMIT 1", (device, *given)
    ).fetchone()
    if own is not None:
        return own
    other: Row | None = db.execute(
        f"SELECT {COLUMNS} FROM events WHERE {wanted} ORDER BY at DESC, id DESC LIMIT 1", given
    ).fetchone()
    return other


def events(
    db: sqlite3.Connection,
    kinds: Sequence[str],
    names: list[str] | None,
    since: int | None,
    newest_first: bool,
    undone: bool,
    limit: int | None,
) -> list[Row]:
    """Rows of events in the order of time."""
    where, given = ["at >= ?"], [0 if since is None else since, *kinds, *(names or ())]
    if kinds:
        where.append(f"kind IN ({', '.join('?' * len(kinds))})")
        where.extend(() if "review" in kinds else ("kind <> 'review'",))
    if names is not None:
        where.append(f"question IN ({', '.join('?' * len(names))})")
    if not undone:
        where.append("id NOT IN (SELECT id FROM undone)")
    order = "at DESC, id DESC" if newest_first else "at, id"
    rows: list[Row] = db.execute(
        f"SELECT {COLUMNS} FROM events WHERE {' AND '.join(where)} ORDER BY {order} LIMIT ?",
        (*given, -1 if limit is None else limit),
    ).fetchall()
    return rows


def tallies(
    db: sqlite3.Connection, name: str, first: date | None, last: date | None, questions: Iterable[str] | None
) -> list[Tally]:
    """One tally's rows by day and bin: read for all questions, counted for some."""
    return [tally for _, tally in _tallies(db, "name = :name", {"name": name}, first, last, questions)]


def all_tallies(
    db: sqlite3.Connection, first: date | None, last: date | None, questions: Iterable[str] | None
) -> dict[TallyName, list[Tally]]:
    """All tallies' rows at once, by name."""
    found: dict[TallyName, list[Tally]] = {name: [] for name in get_args(TallyName)}
    for name, tally in _tallies(db, "true", {}, first, last, questions):
        found[name].append(tally)
    return found


def _tallies(
    db: sqlite3.Connection,
    which: str,
    given: dict[str, Any],
    first: date | None,
    last: date | None,
    questions: Iterable[str] | None,
) -> Iterator[tuple[TallyName, Tally]]:
    span = "day BETWEEN :first AND :last"
    given |= {"first": -_LATEST if first is None else number_of(first)}
    given |= {"last": _LATEST if last is None else number_of(last)}
    source = "tallies"
    if questions is not None:
        source = f"({TALLIED.format(where=f'question IN (SELECT value FROM json_each(:questions)) AND {span}')})"
        given["questions"] = json.dumps(sorted(questions))
    rows = db.execute(
        f"SELECT name, day, bin, n, hits, total FROM {source} WHERE {which} AND {span} ORDER BY name, day, bin", given
    )
    return ((name, Tally(date_of(day), bin_, n, hits, total)) for name, day, bin_, n, hits, total in rows.fetchall())


def _only(questions: Iterable[str] | None) -> tuple[str, list[str]]:
    if questions is None:
        return "true", []
    return "question IN (SELECT value FROM json_each(?))", [json.dumps(sorted(questions))]


def aliases(db: sqlite3.Connection, origin: str) -> dict[str, str]:
    """The aliases of one origin, 'bank' or 'claim'."""
    return dict(db.execute("SELECT old, new FROM aliases WHERE origin = ?", (origin,)).fetchall())


def next_seq(db: sqlite3.Connection, device: str) -> int:
    """The number of a device's next event."""
    found = db.execute("SELECT max(seq) FROM events WHERE device = ?", (device,)).fetchone()[0]
    return 1 if found is None else int(found) + 1


def insert(db: sqlite3.Connection, row: Row) -> int:
    """Add an event; its place in the table."""
    added = db.execute(f"INSERT INTO events ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    assert added.lastrowid is not None
    return added.lastrowid


def meta(db: sqlite3.Connection, key: str) -> str | None:
    """A fact about this home."""
    found = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if found is None else str(found[0])


def put_meta(db: sqlite3.Connection, key: str, value: str) -> None:
    """Keep a fact about this home."""
    db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))


def cached(db: sqlite3.Connection, key: str) -> str | None:
    """A text kept under a key."""
    found = db.execute("SELECT text FROM cached WHERE key = ?", (key,)).fetchone()
    return None if found is None else str(found[0])
