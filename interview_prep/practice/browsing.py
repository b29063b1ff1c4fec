"""Browsing without a screen: every question, searched and narrowed, with what the log says of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

from interview_prep.practice.intervals import words_for
from interview_prep.practice.markup import plain
from interview_prep.practice.services import Services
from interview_prep.scheduling.day import day_end

if TYPE_CHECKING:
    from interview_prep.bank.bank import Entry
    from interview_prep.storage.store import CardState

Which: TypeAlias = Literal["any", "new", "due", "set aside", "reported"]
WHICH: tuple[Which, ...] = ("any", "new", "due", "set aside", "reported")


@dataclass(frozen=True, slots=True)
class Filter:
    """What to look for; None and "any" leave a question in."""

    text: str = ""
    concept: str | None = None
    kind: str | None = None
    which: Which = "any"


@dataclass(frozen=True, slots=True)
class Found:
    """One question of the list: its entry, its card, and when it comes back in words."""

    entry: "Entry"
    title: str
    card: "CardState | None"
    when: str


class Browsing:
    """The list behind the Browse screen. Card states are read once and again after a change."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.refresh()

    def refresh(self) -> None:
        """Read the cards anew."""
        self._cards = self.services.store.cards()
        self._at = self.services.now()
        self._until = day_end(self._at, self.services.zone)

    def find(self, wanted: Filter, limit: int = 200) -> tuple[list[Found], int]:
        """The questions that match, the best first and at most `limit`, and how many there are."""
        bank = self.services.bank
        entries = bank.search(wanted.text, 10_000) if wanted.text.strip() else list(bank)
        kept = [
            entry
            for entry in entries
            if (wanted.concept is None or entry.concept == wanted.concept)
            and (wanted.kind is None or entry.kind == wanted.kind)
            and (wanted.which == "any" or self._is(entry, wanted.which))
        ]
        found = [Found(e, self._title(e), self._cards.get(e.id), self._when(e)) for e in kept[:limit]]
        return found, len(kept)

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

    def _title(self, entry: "Entry") -> str:
        return " ".join(plain(self.services.bank.get(entry.id).prompt).split())

    def _is(self, entry: "Entry", which: Which) -> bool:
        card = self._cards.get(entry.id)
        match which:
            case "new":
                return card is None or card.state == "new"
            case "due":
                return card is not None and card.due is not None and card.due < self._until and not card.suspended
            case "set aside":
                return card is not None and (card.suspended or card.leech)
            case _:
                return card is not None and card.flagged > 0

    def _when(self, entry: "Entry") -> str:
        card = self._cards.get(entry.id)
        if entry.kind == "ladder":
            return "mock"
        if card is None or card.due is None:
            return "new"
        if card.suspended or card.leech:
            return "set aside"
        return "today" if card.due < self._until else f"in {_short(card.due, self._at)}"


def _short(due: datetime, at: datetime) -> str:
    return words_for(due - at).replace(" days", " d").replace(" day", " d").replace(" months", " mo")
