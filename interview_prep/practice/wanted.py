"""Questions that a candidate asked for after a mock interview: they come first in the daily quiz until answered."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from interview_prep.practice.services import Services

if TYPE_CHECKING:
    from interview_prep.storage.store import CardState

DAYS = 7
"""How long they stay asked for."""
LOOK_BACK = 40
"""How many events of interviews are looked through for them."""


def practise(services: Services, mock: str, names: Iterable[str]) -> None:
    """These questions are due in the daily quiz from now on, until each of them was answered."""
    services.store.append("mock", None, None, {"mock": mock, "practise": list(names)})


def wanted(services: Services, states: "dict[str, CardState]", at: datetime) -> tuple[str, ...]:
    """The questions asked for in the last days and not answered since, in the order of asking."""
    names: dict[str, None] = {}
    for event in services.store.events(kinds=("mock",), newest_first=True, limit=LOOK_BACK):
        if event.at < at - timedelta(days=DAYS):
            break
        for name in event.payload.get("practise", ()):
            state = states.get(str(name))
            if state is None or state.last_review is None or state.last_review < event.at:
                names.setdefault(str(name))
    return tuple(names)
