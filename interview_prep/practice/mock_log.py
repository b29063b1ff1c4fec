"""Mock interviews in the log: the one that is open, those that are finished, and what was settled or asked for since.

An interview is a run of `mock` events: one for each answer, one that closes it with its turns, and then what the
candidate settles (unsure points, their own guess) and what they want to practise (`wanted.py`).
"""

import json
from collections.abc import Mapping
from typing import Any

from interview_prep.insight.report_settled import settled
from interview_prep.practice.mock import MockInterview
from interview_prep.practice.mock_terms import MockSpec
from interview_prep.practice.services import Services

DRAFT = "mock draft"
LOOK_BACK = 400
"""How many events of an interview are looked through for the one that is open."""


def unfinished(services: Services) -> MockInterview | None:
    """The interview that a kill or a pause left open, brought to where it stopped; None where there is none."""
    open_turns: list[Mapping[str, Any]] = []
    for event in services.store.events(kinds=("mock",), newest_first=True, limit=LOOK_BACK):
        payload = event.payload
        if "turn" not in payload or (open_turns and payload.get("mock") != open_turns[0].get("mock")):
            break
        open_turns.append(payload)
    if not open_turns or "spec" not in open_turns[-1]:
        return None
    first = open_turns[-1]
    given = {**first["spec"], "concepts": tuple(first["spec"].get("concepts", ()))}
    names = tuple(str(name) for name in first.get("ladders", ()))
    interview = MockInterview(services, MockSpec(**given), name=str(first["mock"]), record=False, ladders=names)
    for payload in reversed(open_turns):
        if interview.question is not None:
            interview.answer(str(payload.get("answer", "")), float(payload.get("seconds", 0.0)))
    interview.start_recording()
    if interview.question is None:
        interview.finish()  # it was killed between its last answer and its closing
        return None
    return interview


def keep_draft(services: Services, interview: MockInterview, text: str, seconds: float) -> None:
    """Keep what is written so far, and how long it took, for the next time; the log holds whole answers only."""
    kept = {"mock": interview.name, "turns": len(interview.turns), "text": text, "seconds": seconds}
    services.store.put_cached(DRAFT, json.dumps(kept))


def draft(services: Services, interview: MockInterview) -> tuple[str, float]:
    """What was written to this question before a pause, and the seconds it took."""
    try:
        kept = json.loads(services.cached(DRAFT) or "{}")
        if (kept["mock"], kept["turns"]) == (interview.name, len(interview.turns)):
            return str(kept["text"]), max(0.0, float(kept["seconds"]))
    except (ValueError, KeyError, TypeError):
        pass  # nothing was kept, or not in this form: the question begins anew
    return "", 0.0


def closed_mocks(services: Services, limit: int | None = None) -> list[dict[str, Any]]:
    """Finished interviews, the newest first, with what was settled since under `settled` and `guess`.

    `at` is local time: an interview late in the evening belongs to that day.
    """
    choices: dict[str, dict[str, bool]] = {}
    guesses: dict[str, int] = {}
    found: list[dict[str, Any]] = []
    for event in services.store.events(kinds=("mock",), newest_first=True):
        payload = event.payload
        name = str(payload.get("mock", ""))
        for key, value in dict(payload.get("settled", {})).items():
            choices.setdefault(name, {}).setdefault(str(key), bool(value))
        if "guess" in payload:
            guesses.setdefault(name, int(payload["guess"]))
        if payload.get("closed"):
            at = event.at.astimezone(services.zone).isoformat()
            found.append({**payload, "at": at, "settled": choices.get(name, {}), "guess": guesses.get(name)})
            if limit is not None and len(found) >= limit:
                break
    return found


def settle(services: Services, mock: str, points: Mapping[str, bool], guess: int | None = None) -> None:
    """Keep what the candidate settled: `ladder#level:point` to whether it was said; `guess` answers that went well.

    The depths that follow are kept with it, for they are what Today and the plan reckon with.
    """
    payload: dict[str, Any] = {"mock": mock, "settled": dict(points)}
    closed = next((row for row in closed_mocks(services) if row["mock"] == mock), None) if points else None
    if closed is not None:
        payload["depths"] = dict(
            settled(services.bank, {**closed, "settled": {**closed["settled"], **points}})["depths"]
        )
    if guess is not None:
        payload["guess"] = guess
    services.store.append("mock", None, None, payload)
