"""The log in SQLite: appending, undoing, and asking about cards. One file, several processes, nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from interview_prep.errors import UserError
from interview_prep.scheduling import fsrs, fuzz
from interview_prep.scheduling.day import SystemZone, offset_minutes
from interview_prep.scheduling.parameters import DEFAULT, Scheduler
from interview_prep.storage import codec, derived, queries
from interview_prep.storage.connection import Connection
from interview_prep.storage.ids import device_name, event_id
from interview_prep.storage.peek import LAST_ENTRY
from interview_prep.storage.replay import Step
from interview_prep.storage.store import (
    CardState,
    Counts,
    Event,
    Kind,
    Merged,
    Store,
    Tally,
    TallyName,
    Verification,
)
from interview_prep.text import one_line

if TYPE_CHECKING:
    import sqlite3

AHEAD = timedelta(days=1)
"""How far ahead of the clock an event may lie: zones and small errors, and no more."""


class SqliteStore(Store):
    """See `Store` for what every method promises."""

    def __init__(
        self,
        path: Path,
        *,
        now: Callable[[], datetime],
        device: str | None = None,
        zone: tzinfo | None = None,
        scheduler: Scheduler = DEFAULT,
    ) -> None:
        self._connection = Connection(path)
        self._now = now
        self._given_device = device
        self._zone = zone if zone is not None else SystemZone()
        self._scheduler = scheduler

    @property
    def path(self) -> Path:
        return self._connection.path

    @property
    def device(self) -> str:
        with self._connection.reading() as db:
            return self._given_device or queries.meta(db, "device") or ""

    @property
    def read_only(self) -> bool:
        return self._connection.read_only

    @property
    def scheduler(self) -> Scheduler:
        return self._scheduler

    def append(
        self,
        kind: Kind,
        question: str | None,
        hash: str | None,  # noqa: A002  # the field's name in the log
        payload: Mapping[str, Any],
        at: datetime | None = None,
    ) -> Event:
        with self._connection.writing() as db:
            row = self._append(db, kind, question, hash, payload, at)
        return codec.event_of(row)

    def undo_last(self, question: str | None = None, at: datetime | None = None) -> tuple[Event, Event] | None:
        with self._connection.writing() as db:
            names = None if question is None else self._names(db, question)
            target = queries.last_undoable(db, self._device(db), names)
            if target is None:
                return None
            undo = self._append(db, "undo", target[6], target[7], {"undoes": target[0]}, at)
        return codec.event_of(target), codec.event_of(undo)

    def undo(self, event_id: str, at: datetime | None = None) -> Event:
        with self._connection.writing() as db:
            target = queries.event(db, event_id)
            if target is None or target[5] in ("undo", "mock") or queries.is_undone(db, event_id):
                raise UserError(f"event {one_line(event_id, 40)} cannot be undone; `history export` lists events")
            undo = self._append(db, "undo", target[6], target[7], {"undoes": target[0]}, at)
        return codec.event_of(undo)

    def card(self, question: str) -> CardState:
        with self._connection.reading() as db:
            return queries.card(db, question)

    def cards(self, questions: Iterable[str] | None = None) -> dict[str, CardState]:
        with self._connection.reading() as db:
            return queries.cards(db, questions)

    def due(self, at: datetime, day_end: datetime, limit: int | None = None) -> list[CardState]:
        with self._connection.reading() as db:
            return queries.due(db, codec.to_ms(at), codec.to_ms(day_end), limit)

    def counts(self, at: datetime, day_end: datetime) -> Counts:
        with self._connection.reading() as db:
            return queries.counts(db, codec.to_ms(at), codec.to_ms(day_end))

    def repetitions(self, question: str) -> int:
        return self.card(question).reps

    def preview(self, question: str, at: datetime | None = None) -> dict[int, datetime]:
        with self._connection.reading() as db:
            card = derived.load_card(db, derived.resolve(db, question))
        moment = codec.from_ms(max(codec.to_ms(at or self._now()), card.last_at + 1))
        previews = {}
        for rating in fsrs.RATINGS:
            drawn = fuzz.draw(card.question, card.reps)
            after = fsrs.review(card.memory, rating, moment, scheduler=self._scheduler, drawn=drawn)
            if card.known == "asked" and rating >= fsrs.GOOD:
                after = fsrs.known(after, moment, scheduler=self._scheduler, drawn=drawn)
            previews[rating] = after.due
        return previews

    def event(self, event_id: str) -> Event | None:
        with self._connection.reading() as db:
            row = queries.event(db, event_id)
        return None if row is None else codec.event_of(row)

    def events(
        self,
        *,
        kinds: Sequence[Kind] = (),
        question: str | None = None,
        since: datetime | None = None,
        newest_first: bool = False,
        undone: bool = False,
        limit: int | None = None,
    ) -> Iterator[Event]:
        with self._connection.reading() as db:
            names = None if question is None else self._names(db, question)
            after = None if since is None else codec.to_ms(since)
            rows = queries.events(db, kinds, names, after, newest_first, undone, limit)
        return map(codec.event_of, rows)

    def tallies(
        self,
        name: TallyName,
        first: date | None = None,
        last: date | None = None,
        questions: Iterable[str] | None = None,
    ) -> list[Tally]:
        with self._connection.reading() as db:
            return queries.tallies(db, name, first, last, questions)

    def all_tallies(
        self, first: date | None = None, last: date | None = None, questions: Iterable[str] | None = None
    ) -> dict[TallyName, list[Tally]]:
        with self._connection.reading() as db:
            return queries.all_tallies(db, first, last, questions)

    def due_times(self, questions: Iterable[str] | None = None) -> list[datetime]:
        with self._connection.reading() as db:
            return queries.due_times(db, questions)

    def set_aliases(self, aliases: Mapping[str, str]) -> None:
        with self._connection.reading() as db:
            before = queries.aliases(db, "bank")
        if before == dict(aliases) or self.read_only:
            return
        with self._connection.writing() as db:
            for name in derived.replace_aliases(db, "bank", queries.aliases(db, "bank"), dict(aliases)):
                derived.replay_card(db, name)

    def orphans(self, known: Iterable[str]) -> list[CardState]:
        present = set(known)
        return [card for name, card in sorted(self.cards().items()) if name not in present]

    def claim(self, orphan: str, question: str, at: datetime | None = None) -> Event:
        if orphan == question or self.card(orphan).question == self.card(question).question:
            raise UserError(f"{orphan} and {question} are one card already")
        return self.append("override", question, None, {"claims": orphan}, at)

    def last_entry(self) -> int:
        with self._connection.reading() as db:
            return int(db.execute(LAST_ENTRY).fetchone()[0])

    def cached(self, key: str) -> str | None:
        with self._connection.reading() as db:
            return queries.cached(db, key)

    def put_cached(self, key: str, text: str) -> None:
        if self.read_only:
            return
        with self._connection.writing() as db:
            db.execute("INSERT OR REPLACE INTO cached (key, text) VALUES (?, ?)", (key, text))

    def verify(self) -> Verification:
        from interview_prep.storage.checking import verify

        with self._connection.snapshot() as db:
            return verify(db, codec.to_ms(self._now() + AHEAD), self.device)

    def rebuild(self) -> int:
        with self._connection.writing() as db:
            return derived.rebuild(db)

    def export(self, stream: TextIO) -> int:
        from interview_prep.storage.merging import export

        with self._connection.snapshot() as db:
            return export(db, stream)

    def import_lines(self, lines: Iterable[str], *, skip_bad: bool = False) -> Merged:
        from interview_prep.storage.merging import parsed, take_in

        rows, notes = parsed(lines, skip_bad=skip_bad)
        with self._connection.writing() as db:
            return take_in(db, rows, codec.to_ms(self._now() + AHEAD), self._device(db), notes)

    def merge(self, other: Path) -> Merged:
        from interview_prep.storage.merging import rows_of_file, take_in

        rows, notes = rows_of_file(other)
        with self._connection.writing() as db:
            return take_in(db, rows, codec.to_ms(self._now() + AHEAD), self._device(db), notes)

    def backup(self, target: Path | None = None) -> Path:
        from interview_prep.storage.backup import backup

        return backup(self._connection, target, self._now())

    def backup_if_due(self) -> Path | None:
        from interview_prep.storage.backup import backup_if_due

        return None if self.read_only else backup_if_due(self._connection, self._now())

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> SqliteStore:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @staticmethod
    def _names(db: sqlite3.Connection, question: str) -> list[str]:
        return derived.names_of(db, derived.resolve(db, question))

    def _device(self, db: sqlite3.Connection) -> str:
        """This home's name, given or made at its first event."""
        if self._given_device:
            return self._given_device
        name = queries.meta(db, "device")
        if name is None:
            name = device_name()
            queries.put_meta(db, "device", name)
        return name

    def _append(
        self,
        db: sqlite3.Connection,
        kind: Kind,
        question: str | None,
        content: str | None,
        payload: Mapping[str, Any],
        at: datetime | None,
    ) -> codec.Row:
        now = self._now()
        moment = now if at is None else at
        if moment > now + AHEAD:
            raise UserError(
                f"{moment.isoformat(timespec='minutes')} lies more than a day ahead of the clock "
                f"({now.isoformat(timespec='minutes')}); check the time given, or the computer's clock"
            )
        if kind == "review" and "scheduler" not in payload:
            payload = {**payload, "scheduler": self._scheduler.as_json()}
        name = None if question is None else derived.resolve(db, question)
        card = None if name is None else derived.load_card(db, name)
        at_ms = max(codec.to_ms(moment), 0 if card is None else card.last_at + 1)
        device = self._device(db)
        seq = queries.next_seq(db, device)
        row: codec.Row = (
            *(event_id(at_ms, seq), device, seq, at_ms, offset_minutes(moment, self._zone)),
            *(kind, name, content, codec.canonical(payload)),
        )
        codec.check(row, payload)
        place = queries.insert(db, row)
        if kind == "undo":
            db.execute("INSERT OR IGNORE INTO undone (id) VALUES (?)", (payload["undoes"],))
        latest = kind not in ("undo", "mock") and not (kind == "override" and "claims" in payload)
        if card is not None and latest:
            derived.append_step(db, card, Step(card.question, place, row[0], at_ms, row[4], kind, content, row[8]))
        elif name is not None:
            for changed in {name} | derived.refresh_claims(db):
                derived.replay_card(db, changed)
        return row
