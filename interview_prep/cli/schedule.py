"""Scheduling without a screen: `due`, `review`, `undo`."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from interview_prep.bank.bank import Entry
    from interview_prep.practice.services import Services
    from interview_prep.storage.store import CardState

Json = Annotated[bool, typer.Option("--json", help="As one JSON document.")]
At = Annotated[str | None, typer.Option("--at", metavar="ISO", help="When; without an offset it is local time.")]
YEARS = range(2000, 2100)  # what the log takes
RATINGS = {"again": 1, "hard": 2, "good": 3, "easy": 4}


def register(app: typer.Typer) -> None:
    """Add the commands of the schedule."""
    app.command()(due)
    app.command()(review)
    app.command()(undo)


def due(at: At = None, as_json: Json = False) -> None:
    """What is due, what is in learning, and which new cards come today."""
    from interview_prep.practice.sitting import SessionSpec, todays_queue
    from interview_prep.scheduling.day import study_day

    with opened() as services:
        moment = when(services, at)
        queue = todays_queue(services, SessionSpec(), moment)
        cards = services.store.cards(item.id for item in queue.items)
        counts = {"due": queue.count("due"), "learning": queue.count("learning"), "new": queue.count("new")}
        items = [_item(services, cards[item.id], item.id, item.reason, moment) for item in queue.items]
        day = study_day(moment, services.zone).isoformat()
    if as_json:
        written = moment.isoformat(timespec="seconds")
        typer.echo(json.dumps({"at": written, "study_day": day, "counts": counts, "items": items}))
        return
    typer.echo(f"{day}: {counts['due']} due, {counts['learning']} in learning, {counts['new']} new")
    for item in items:
        typer.echo(f"{item['reason']:<9} {item['id']}")


def review(
    question: Annotated[str, typer.Argument(metavar="ID", help="The question's id.")],
    rating: Annotated[str, typer.Option(help="1 again, 2 hard, 3 good, 4 easy.")],
    at: At = None,
    as_json: Json = False,
) -> None:
    """Record one review."""
    given = _rating(rating)
    with opened() as services:
        entry = _scheduled(services.bank.entry(known(services, question)))
        services.store.set_aliases(services.bank.aliases)
        moment = when(services, at)
        payload = {"rating": given, "suggested": None, "correct": None, "mode": "command", "schedules": True}
        event = services.store.append("review", entry.id, entry.hash, payload, moment)
        card = services.store.card(entry.id)
    found = {"event": event.id, "id": entry.id, "at": _iso(event.at), "rating": given, **state_of(card)}
    if as_json:
        typer.echo(json.dumps(found))
    else:
        typer.echo(f"{entry.id}: recorded. It is in {card.state} and comes back {_iso(card.due)}.")


def _scheduled(entry: Entry) -> Entry:
    """The question; a ladder is climbed in a mock interview and never comes back by itself."""
    from interview_prep.errors import UserError

    if entry.kind == "ladder":
        raise UserError(f"{entry.id} is a ladder: mock interviews climb it, it has no schedule to rate it for")
    return entry


def undo(as_json: Json = False) -> None:
    """Take back the last thing recorded, and nothing else."""
    from interview_prep.errors import UserError

    with opened() as services:
        found = services.store.undo_last()
        if found is None:
            raise UserError("there is nothing to undo: the history holds nothing that is not undone already")
        event, undone_by = found
        card = None if event.question is None else services.store.card(event.question)
    told: dict[str, Any] = {"undone": event.id, "kind": event.kind, "id": event.question, "event": undone_by.id}
    if as_json:
        typer.echo(json.dumps(told | ({} if card is None else state_of(card))))
    else:
        typer.echo(f"Taken back: {event.kind} of {event.question or 'nothing'} at {_iso(event.at)}.")


class opened:  # noqa: N801  # used as `with opened() as services`
    """The learner's settings, log and bank, closed at the end."""

    def __enter__(self) -> Services:
        from interview_prep.practice.services import Services

        self._services = Services()
        return self._services

    def __exit__(self, *error: object) -> None:
        self._services.close()


def when(services: Services, text: str | None) -> datetime:
    """The time asked for, or now. Raises UserError for what is no ISO time."""
    from interview_prep.errors import UserError
    from interview_prep.text import one_line

    if text is None:
        return services.now()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(f"--at: “{one_line(text, 40)}” is no time; write it as 2026-03-01T08:30") from None
    if found.year not in YEARS:
        raise UserError(f"--at: the year {found.year} is out of reach; give one from {YEARS[0]} to {YEARS[-1]}")
    return found if found.tzinfo is not None else found.replace(tzinfo=services.zone)


def _rating(text: str) -> int:
    from interview_prep.errors import UserError
    from interview_prep.text import one_line

    number = RATINGS.get(text.lower(), int(text) if text in ("1", "2", "3", "4") else 0)
    if not number:
        raise UserError(f"--rating: “{one_line(text, 20)}” is none of 1 again, 2 hard, 3 good, 4 easy")
    return number


def known(services: Services, question: str) -> str:
    """The id of a question of the bank; raises UserError with what is near."""
    from difflib import get_close_matches

    from interview_prep.errors import UserError
    from interview_prep.text import one_line

    if question in services.bank:
        return question
    near = get_close_matches(question, [entry.id for entry in services.bank], 1)
    hint = f"did you mean {near[0]}?" if near else "`interview-prep bank list` names them all"
    raise UserError(f"no question is called “{one_line(question, 60)}”; {hint}")


def _item(services: Services, card: CardState, name: str, reason: str, at: datetime) -> dict[str, Any]:
    from interview_prep.scheduling.fsrs import recall_at

    memory = card.memory
    recall = None if memory is None else round(recall_at(memory, at, services.store.scheduler), 4)
    return {"id": name, **state_of(card), "retrievability": recall, "reason": reason}


def state_of(card: CardState) -> dict[str, Any]:
    """Where a card stands, as every command tells it."""
    return {"state": card.state, "due": _iso(card.due), "stability": card.stability, "difficulty": card.difficulty}


def _iso(at: datetime | None) -> str | None:
    from datetime import UTC

    return None if at is None else at.astimezone(UTC).isoformat(timespec="milliseconds")
