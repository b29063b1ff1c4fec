"""Browsing without a screen: every question, searched and narrowed, with what the log says of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from interview_prep.practice.intervals import words_for
from interview_prep.practice.services import Services
from interview_prep.practice.sheet import title_of
from interview_prep.questions import model
from interview_prep.questions.concepts import CONCEPTS
from interview_prep.questions.kinds import KINDS
from interview_prep.questions.verdict import Rating
from interview_prep.scheduling.day import day_end
from interview_prep.scheduling.fsrs import recall_at
from interview_prep.text import counted

if TYPE_CHECKING:
    from interview_prep.bank.bank import Entry
    from interview_prep.storage.store import CardState

Which: TypeAlias = Literal["new", "due", "later", "set aside", "reported"]

# What each filter can be; None leaves every question in.
VALUES: dict[str, tuple[Any, ...]] = {
    "concept": (None, *(concept.slug for concept in CONCEPTS)),
    "kind": (None, *KINDS),
    "level": (None, 1, 2, 3, 4, 5),
    "scope": (None, "article", "beyond"),
    "which": (None, "new", "due", "later", "set aside", "reported"),
}
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Filter:
    """What to look for; None leaves a question in."""

    text: str = ""
    concept: str | None = None
    kind: str | None = None
    level: int | None = None
    scope: str | None = None
    which: Which | None = None

    def turned(self, name: str, by: int) -> "Filter":
        """With the next value of a filter, or the one before."""
        values = VALUES[name]
        at = values.index(getattr(self, name)) + by
        return replace(self, **{name: values[at % len(values)]})

    def without(self, name: str) -> "Filter":
        """With one filter taken off."""
        taken_off: dict[str, Any] = {name: None}
        return replace(self, **taken_off)

    def words(self, name: str) -> str:
        """A filter's value for people."""
        value = getattr(self, name)
        if value is None:
            return "any"
        return f"level {value}" if name == "level" else str(value)


class Browsing:
    """The list behind the Browse screen. Card states are read once, and again after a change."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._titles: dict[str, str] = {}
        self.refresh()

    def refresh(self) -> None:
        """Read the cards anew."""
        self._cards = self.services.store.cards()
        self._at = self.services.now()
        self._until = day_end(self._at, self.services.zone)

    def find(self, wanted: Filter) -> "list[Entry]":
        """The questions that match, the best first, or in the order of the bank without a search."""
        bank = self.services.bank
        entries = bank.search(wanted.text, _MOST) if wanted.text.strip() else list(bank)
        return [
            entry
            for entry in entries
            if (wanted.concept is None or entry.concept == wanted.concept)
            and (wanted.kind is None or entry.kind == wanted.kind)
            and (wanted.level is None or entry.level == wanted.level)
            and (wanted.scope is None or entry.scope == wanted.scope)
            and (wanted.which is None or self._is(entry, wanted.which))
        ]

    def title(self, entry: "Entry") -> str:
        """What a question asks, on one line."""
        title = self._titles.get(entry.id)
        if title is None:
            title = self._titles[entry.id] = title_of(self.services.bank.get(entry.id))
        return title

    def when(self, entry: "Entry") -> str:
        """When it comes back, in a word or two."""
        card = self._cards.get(entry.id)
        if entry.kind == "ladder":
            return "mock"
        if card is not None and (card.suspended or card.leech):
            return "set aside"
        if card is None or card.due is None:
            return "new"
        return "today" if card.due < self._until else f"in {_short(card.due, self._at)}"

    def facts(self, entry: "Entry") -> list[tuple[str, str]]:
        """What the log and the bank know of a question, as labels and values."""
        card, rows = self._cards.get(entry.id), []
        if card is not None and card.memory is not None:
            rows += [
                ("stability", f"{card.memory.stability:.1f} days"),
                ("recall now", f"{recall_at(card.memory, self._at) * 100:.0f} %"),
                ("last", self._last(card)),
            ]
        if card is not None and card.reps:
            lapses = f", {counted(card.lapses, 'lapse')}" if card.lapses else ""
            rows.append(("reviews", f"{card.reps}{lapses}"))
        when = self.when(entry)
        rows.append(("comes back" if when == "today" or when.startswith("in ") else "state", when))
        if entry.scope != "article":
            rows.append(("scope", entry.scope))
        return [*rows, ("id", entry.id)]

    def toggle_suspended(self, entry: "Entry") -> bool:
        """Set aside, or bring back; True when it is now set aside."""
        card = self._cards.get(entry.id)
        aside = not (card is not None and (card.suspended or card.leech))
        self.services.store.append("suspend" if aside else "resume", entry.id, entry.hash, {})
        self.refresh()
        return aside

    def reset(self, entry: "Entry") -> None:
        """Start a card over; the log keeps what was."""
        self.services.store.append("reset", entry.id, entry.hash, {})
        self.refresh()

    def _last(self, card: "CardState") -> str:
        assert card.last_review is not None
        rating = f"{Rating(card.last_rating).name.lower()}, " if card.last_rating else ""
        return f"{rating}{card.last_review.astimezone(self.services.zone):%a %d %b}"

    def _is(self, entry: "Entry", which: Which) -> bool:
        card = self._cards.get(entry.id)
        aside = card is not None and (card.suspended or card.leech)
        due = card.due if card is not None and not aside else None
        match which:
            case "new":
                return entry.kind != "ladder" and not aside and (card is None or card.state == "new")
            case "due":
                return due is not None and due < self._until
            case "later":
                return due is not None and due >= self._until
            case "set aside":
                return aside
            case "reported":
                return card is not None and card.flagged > 0


def outline(question: model.Question) -> str:
    """What a question holds, in a few words."""
    match question:
        case model.Recall():
            flags = f", {_count(len(question.red_flags), 'red flag')}" if question.red_flags else ""
            return f"{_count(len(question.key_points), 'key point')}{flags}"
        case model.Choice():
            return _count(len(question.options), "option")
        case model.Order():
            return _count(len(question.steps), "step")
        case model.Ladder():
            return f"{_count(len(question.rungs), 'rung')} of a mock interview"
        case model.Numeric():
            return "numbers drawn anew each time" if question.draw or question.compute.exercise else "one number"
        case model.Formula():
            return "written from memory"
        case model.Flag():
            return "one sentence to find and mend"
        case _:
            return "one gap"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _short(due: datetime, at: datetime) -> str:
    return words_for(due - at).replace(" days", " d").replace(" day", " d").replace(" months", " mo")
