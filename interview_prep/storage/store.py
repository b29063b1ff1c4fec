"""The interface of the learner's log, and the plain data that it gives and takes. No database is imported here.

The log of events is append-only and the truth; everything about cards, days and statistics is a cache derived from it.
Every time is an aware datetime in UTC with milliseconds; study days are dates that turn over at 04:00 of the wall
clock under which the event was recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, Protocol, TextIO, TypeAlias

from interview_prep.scheduling.fsrs import Memory
from interview_prep.scheduling.parameters import Scheduler

Kind: TypeAlias = Literal[
    "review", "undo", "suspend", "resume", "bury", "known", "flag", "note", "override", "reset", "mock"
]
KINDS: tuple[Kind, ...] = (
    *("review", "undo", "suspend", "resume", "bury", "known"),
    *("flag", "note", "override", "reset", "mock"),
)
CardPhase: TypeAlias = Literal["new", "learning", "review", "relearning"]
Known: TypeAlias = Literal["no", "asked", "yes"]
TallyName: TypeAlias = Literal["rating", "recall", "young", "mature", "confidence", "new", "surprise"]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log. `seq` counts a device's events from 1, gapless; `offset_min` is the local offset then."""

    id: str
    device: str
    seq: int
    at: datetime
    offset_min: int
    kind: Kind
    question: str | None
    hash: str | None
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CardState:
    """What the log says of one question. `reps` counts every review that is not undone and never falls on a reset.

    `hash` is the question's content hash at the last review: another one today means that the question was edited.
    `tested`, `passed` and `predicted` (a sum of probabilities) count reviews on a later day than the one before.
    """

    question: str
    state: CardPhase = "new"
    step: int | None = None
    due: datetime | None = None
    stability: float | None = None
    difficulty: float | None = None
    last_review: datetime | None = None
    reps: int = 0
    lapses: int = 0
    suspended: bool = False
    buried_until: datetime | None = None
    known: Known = "no"
    leech: bool = False
    flagged: int = 0
    hash: str | None = None
    last_rating: int | None = None
    last_correct: bool | None = None
    seconds: float = 0.0
    tested: int = 0
    passed: int = 0
    predicted: float = 0.0

    @property
    def memory(self) -> Memory | None:
        """What FSRS keeps of the card; None before its first scheduling review."""
        if self.state == "new" or self.stability is None or self.difficulty is None:
            return None
        assert self.due is not None
        assert self.last_review is not None
        return Memory(self.state, self.step, self.stability, self.difficulty, self.due, self.last_review)

    def edited(self, current_hash: str) -> bool:
        """Whether the question was changed since the learner last answered it."""
        return self.hash is not None and self.hash != current_hash


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cards wait: due today (review), in learning steps that have come up, in learning at all."""

    due: int
    learning: int
    learning_later: int


@dataclass(frozen=True, slots=True)
class Tally:
    """One bin of one day's counts, of reviews that are not undone.

    | name | bin | n | hits | total |
    |---|---|---|---|---|
    | rating | rating 1-4 | reviews | answered correctly | milliseconds |
    | recall | tenth of predicted recall, 0-9 | recalls tested | recalled | predicted, sum in millionths |
    | young, mature | 0 | recalls tested with stability below 21 days, from 21 | recalled | predicted, as above |
    | surprise | 0 | recalls tested | recalled | log loss, sum in millionths of a nat |
    | confidence | level 0-100 | answers given with it | correct | 0 |
    | new | 0 | cards seen for the first time | answered correctly | 0 |
    """

    day: date
    bin: int
    n: int
    hits: int
    total: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a check found: what it is, and how to mend it. A warning loses nothing."""

    severity: Literal["error", "warning"]
    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of a check of the whole log against its derived state."""

    events: int
    cards: int
    devices: Mapping[str, int]
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is lost and every derived state agrees with a full replay."""
        return not any(problem.severity == "error" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge or an import did. Corrupt events (one id, two contents) and refused ones are never taken in."""

    added: int
    known: int
    corrupt: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    forked: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


class Store(Protocol):
    """The log of one learner. Every method is safe to call from several threads; several processes may share a file.

    Every method raises `interview_prep.errors.UserError` with one line for what the learner can mend: a full disk, a
    damaged file, a home that cannot be written.
    """

    @property
    def path(self) -> Path:
        """The file of the log."""

    @property
    def device(self) -> str:
        """The name under which this home writes."""

    @property
    def read_only(self) -> bool:
        """Whether the home cannot be written: reading works, writing says so."""

    @property
    def scheduler(self) -> Scheduler:
        """How new reviews are scheduled."""

    def append(
        self,
        kind: Kind,
        question: str | None,
        hash: str | None,  # noqa: A002  # the field's name in the log
        payload: Mapping[str, Any],
        at: datetime | None = None,
    ) -> Event:
        """Record one event; it is on disk when this returns.

        `at` is the store's clock by default; it becomes the card's last moment plus 1 ms where it lies before that.
        A review's payload holds at least `rating`; the scheduler is added. Raises UserError for a time more than
        a day ahead, ValueError for a payload that the kind does not allow.
        """

    def undo_last(self, question: str | None = None, at: datetime | None = None) -> tuple[Event, Event] | None:
        """Take back what was last recorded and is not undone (mocks aside): (the event, its undo), or None.

        What this home recorded comes first; events of other devices only where it has none.
        """

    def undo(self, event_id: str, at: datetime | None = None) -> Event:
        """Take back one event by its id: its undo. Raises UserError for one that is not there or undone already."""

    def card(self, question: str) -> CardState:
        """The state of one card; phase `new` where the log has nothing on it."""

    def cards(self, questions: Iterable[str] | None = None) -> dict[str, CardState]:
        """The states of the cards asked for, or of all that the log knows."""

    def due(self, at: datetime, day_end: datetime, limit: int | None = None) -> list[CardState]:
        """Cards in learning whose step has come, then cards due before the day's end, the longest overdue first.

        Suspended and buried cards and leeches are left out.
        """

    def counts(self, at: datetime, day_end: datetime) -> Counts:
        """The same as counts alone."""

    def repetitions(self, question: str) -> int:
        """How many reviews of a question are not undone: the n of its next draw."""

    def preview(self, question: str, at: datetime | None = None) -> dict[int, datetime]:
        """When the card would come back after each rating: exactly what a review at that time would store."""

    def event(self, event_id: str) -> Event | None:
        """One event by its id."""

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
        """Events in the order of time; those undone only when asked."""

    def tallies(
        self,
        name: TallyName,
        first: date | None = None,
        last: date | None = None,
        questions: Iterable[str] | None = None,
    ) -> list[Tally]:
        """The counts of the days from `first` to `last`, both included; over some questions alone when given."""

    def all_tallies(
        self, first: date | None = None, last: date | None = None, questions: Iterable[str] | None = None
    ) -> dict[TallyName, list[Tally]]:
        """Every tally of those days at once; an empty list for a name without counts."""

    def due_times(self, questions: Iterable[str] | None = None) -> list[datetime]:
        """When each scheduled card is due, sorted; suspended cards and leeches left out."""

    def set_aliases(self, aliases: Mapping[str, str]) -> None:
        """Tell which former ids (keys) now go by which id; their histories become one. Cheap when unchanged."""

    def orphans(self, known: Iterable[str]) -> list[CardState]:
        """Cards whose questions are no longer known under any name."""

    def claim(self, orphan: str, question: str, at: datetime | None = None) -> Event:
        """Give a deleted question's history to another one; can be undone."""

    def last_entry(self) -> int:
        """A number that grows with every entry of the log: what was counted at another number is out of date."""

    def cached(self, key: str) -> str | None:
        """A text kept by `put_cached`: one indexed row, read in well under a millisecond."""

    def put_cached(self, key: str, text: str) -> None:
        """Keep a text under a key. It is no part of the log and may vanish; a read-only home keeps nothing."""

    def verify(self) -> Verification:
        """Check the file, the log and every derived state against a full replay."""

    def rebuild(self) -> int:
        """Derive everything anew from the log; the number of cards."""

    def export(self, stream: TextIO) -> int:
        """Write the log as JSON lines in the order of time; the number of lines."""

    def import_lines(self, lines: Iterable[str], *, skip_bad: bool = False) -> Merged:
        """Take in exported lines. A line that is not an event stops it (UserError with its number), unless skipped."""

    def merge(self, other: Path) -> Merged:
        """Take in every event of another log (a database or an export): the same result in any order."""

    def backup(self, target: Path | None = None) -> Path:
        """Write a whole copy of the log to `target`, or to the folder of backups beside it."""

    def backup_if_due(self) -> Path | None:
        """Write the copy of the latest day with entries unless there is one, and drop all but the ten latest."""

    def close(self) -> None:
        """Close the file."""

    def __enter__(self) -> Store:
        """The store itself."""

    def __exit__(self, *error: object) -> None:
        """Close the file."""
