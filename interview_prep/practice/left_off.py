"""A sitting that was left, or cut off, before its end: which cards were still to come, so that it can go on there.

One cached row holds the rest of the sitting. It is written with every review, after it; a kill between the two leaves
a card in the row that was rated meanwhile, which its number of repetitions tells.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import get_args

from interview_prep.practice.services import Services
from interview_prep.practice.sitting import SessionSpec
from interview_prep.questions.verdict import Rating
from interview_prep.scheduling.day import study_day
from interview_prep.scheduling.queue import Mode

CACHE_KEY = "sitting"
LONGEST = 200
"""More cards than anybody works through at once; a longer sitting is kept up to here."""
_NEXT = 3


def remember(services: Services, spec: SessionSpec, ids: Sequence[str]) -> None:
    """Keep what is left of a sitting; nothing left forgets it."""
    ids = ids[:LONGEST]
    states = services.store.cards(ids[:_NEXT]) if ids else {}
    reps = [states[name].reps if name in states else 0 for name in ids[:_NEXT]]
    day = study_day(services.now(), services.zone).isoformat()
    kept = {"day": day, "mode": spec.mode, "seed": spec.seed, "schedules": spec.schedules, "rest": ids, "reps": reps}
    if spec.began is not None:
        kept["began"] = spec.began.isoformat()
    services.store.put_cached(CACHE_KEY, json.dumps(kept, separators=(",", ":")) if ids else "")


def left_off(services: Services) -> SessionSpec | None:
    """The rest of the sitting that was left on this study day; None where there is none."""
    text = services.store.cached(CACHE_KEY)
    if not text:
        return None
    try:
        kept = json.loads(text)
        if kept["day"] != study_day(services.now(), services.zone).isoformat() or kept["mode"] not in get_args(Mode):
            return None
        ids = _still_to_come(services, kept["rest"], kept["reps"])
        began = datetime.fromisoformat(kept["began"]) if "began" in kept else None
        spec = SessionSpec(mode=kept["mode"], ids=ids, seed=kept["seed"], schedules=kept["schedules"], began=began)
        return spec if ids else None
    except (ValueError, TypeError, KeyError):
        return None


def _still_to_come(services: Services, rest: list[str], reps: list[int]) -> tuple[str, ...]:
    """The cards without those that were rated after the row was written; one that failed comes last."""
    states = services.store.cards(rest)
    ids: list[str] = []
    failed: list[str] = []
    for place, name in enumerate(rest):
        state = states.get(name)
        if name not in services.bank or (state is not None and state.suspended):
            continue
        if state is None or place >= len(reps) or state.reps <= int(reps[place]):
            ids.append(name)
        elif state.last_rating == Rating.AGAIN:
            failed.append(name)
    return tuple(dict.fromkeys((*ids, *failed)))
