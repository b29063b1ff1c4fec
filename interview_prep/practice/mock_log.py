"""Mock interviews in the log: the one that is open, those that are finished, and what was settled or asked for since.

An interview is a run of `mock` events: one for each answer, one that closes it with its turns, and then what the
candidate settles (unsure points, their own guess) and what they want to practise (`wanted.py`).
"""

from collections.abc import Mapping
from typing import Any

from interview_prep.practice.mock import MockInterview
from interview_prep.practice.mock_terms import MockSpec
from interview_prep.practice.services import Services

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


def closed_mocks(services: Services, limit: int | None = None) -> list[dict[str, Any]]:
    """Finished interviews, the newest first, with what was settled since under `settled` and `guess`."""
    settled: dict[str, dict[str, bool]] = {}
    guesses: dict[str, int] = {}
    found: list[dict[str, Any]] = []
    for event in services.store.events(kinds=("mock",), newest_first=True):
        payload = event.payload
        name = str(payload.get("mock", ""))
        for key, value in dict(payload.get("settled", {})).items():
            settled.setdefault(name, {}).setdefault(str(key), bool(value))
        if "guess" in payload:
            guesses.setdefault(name, int(payload["guess"]))
        if payload.get("closed"):
            found.append({**payload, "at": event.at.isoformat(), "settled": settled.get(name, {})})
            found[-1]["guess"] = guesses.get(name)
            if limit is not None and len(found) >= limit:
                break
    return found


def settle(services: Services, mock: str, points: Mapping[str, bool], guess: int | None = None) -> None:
    """Keep what the candidate settled: `ladder#level:point` to whether it was said; `guess` answers that went well."""
    payload: dict[str, Any] = {"mock": mock, "settled": dict(points)}
    if guess is not None:
        payload["guess"] = guess
    services.store.append("mock", None, None, payload)
