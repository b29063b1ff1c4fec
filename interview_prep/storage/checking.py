"""The check of a whole log: the file, the events, and every derived state against a full replay."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import astuple

from interview_prep.storage import derived, queries
from interview_prep.storage.codec import COLUMNS, canonical, check, iso
from interview_prep.storage.replay import CARD_COLUMNS
from interview_prep.storage.store import Problem, Verification
from interview_prep.text import counted, one_line

REBUILD = "run `interview-prep doctor --rebuild`"
SALVAGE = "run `interview-prep restore --salvage`"
_MOST = 20


def verify(db: sqlite3.Connection, latest: int, device: str) -> Verification:
    """Check everything, inside a snapshot. Reads the whole log once and replays it."""
    problems = list(_file(db))
    if problems:
        return Verification(0, 0, {}, tuple(problems))
    problems += _events(db, latest)
    problems += _sequences(db, device)
    sound = not any(problem.severity == "error" for problem in problems)
    if sound:
        problems += _derived(db)
    devices = dict(db.execute("SELECT device, count(*) FROM events GROUP BY device").fetchall())
    cards = int(db.execute("SELECT count(*) FROM cards").fetchone()[0])
    return Verification(sum(devices.values()), cards, devices, tuple(problems))


def _file(db: sqlite3.Connection) -> Iterator[Problem]:
    try:
        found = [str(row[0]) for row in db.execute("PRAGMA integrity_check(5)")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    if found != ["ok"]:
        yield Problem("error", f"the file is damaged: {one_line('; '.join(found), 200)}", SALVAGE)


def _events(db: sqlite3.Connection, latest: int) -> list[Problem]:
    problems: list[Problem] = []
    for row in db.execute(f"SELECT {COLUMNS} FROM events"):
        try:
            payload = json.loads(row[8])
            if canonical(payload) != row[8]:
                raise ValueError("payload: not in its canonical spelling")
            check(row, payload)
        except (ValueError, AttributeError) as error:
            problems.append(
                Problem("error", f"event {one_line(str(row[0]), 40)}: {one_line(str(error), 160)}", SALVAGE)
            )
        if row[3] > latest:
            message = f"event {row[0]} lies more than a day ahead of the clock ({iso(row[3])})"
            problems.append(Problem("warning", message, "check the computer's clock"))
        if len(problems) >= _MOST:
            break
    return problems


def _sequences(db: sqlite3.Connection, own: str) -> Iterator[Problem]:
    rows = db.execute("SELECT device, min(seq), max(seq), count(DISTINCT seq), count(*) FROM events GROUP BY device")
    for device, first, last, distinct, count in rows.fetchall():
        missing = last - distinct
        if first != 1 or missing:
            message = f"device {one_line(device, 40)}: {missing} of its events up to {last} are missing"
            severity = "error" if device == own else "warning"
            remedy = "merge a backup that has them" if device == own else "merge that device's whole history"
            yield Problem("error" if severity == "error" else "warning", message, remedy)
        if count != distinct:
            twice = counted(count - distinct, "number")
            message = f"device {one_line(device, 40)} was copied: {twice} given twice"
            yield Problem("warning", message, "nothing is lost; each copy now writes under a name of its own")


def _derived(db: sqlite3.Connection) -> list[Problem]:
    problems: list[Problem] = []
    places = f"SELECT {', '.join(CARD_COLUMNS)} FROM cards WHERE question = ?"
    count = 0
    for card, reviews in derived.replayed(db):
        count += 1
        stored = db.execute(places, (card.question,)).fetchone()
        counted = db.execute("SELECT * FROM reviews WHERE question = ? ORDER BY at, event", (card.question,)).fetchall()
        if stored != astuple(card):
            problems.append(_differs(f"card {card.question}"))
        if sorted(counted) != sorted((card.question, *review) for review in reviews):
            problems.append(_differs(f"the counted reviews of {card.question}"))
        if len(problems) >= _MOST:
            return problems
    if count != db.execute("SELECT count(*) FROM cards").fetchone()[0]:
        problems.append(_differs("the number of cards"))
    problems += _undone(db)
    fresh = f"SELECT name, day, bin, n, hits, total FROM ({derived.TALLIED.format(where='true')})"
    stored_tallies = "SELECT name, day, bin, n, hits, total FROM tallies"
    for one, other in ((fresh, stored_tallies), (stored_tallies, fresh)):
        if db.execute(f"{one} EXCEPT {other} LIMIT 1").fetchone() is not None:
            problems.append(_differs("the daily tallies"))
            break
    return problems


def _undone(db: sqlite3.Connection) -> Iterator[Problem]:
    undos = db.execute("SELECT payload FROM events WHERE kind = 'undo' AND kind <> 'review'")
    told = {json.loads(row[0])["undoes"] for row in undos}
    if told != {row[0] for row in db.execute("SELECT id FROM undone")}:
        yield _differs("what was undone")
    if any(derived.resolve(db, old) == old for old in queries.aliases(db, "claim")):
        yield _differs("what was claimed")


def _differs(what: str) -> Problem:
    return Problem("error", f"{what}: the stored state differs from a replay of the log", REBUILD)
