"""Opening the learner's log."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path

from interview_prep.scheduling.parameters import DEFAULT, Scheduler
from interview_prep.storage.store import Store


def open_store(
    path: Path,
    *,
    now: Callable[[], datetime],
    device: str | None = None,
    zone: tzinfo | None = None,
    scheduler: Scheduler = DEFAULT,
) -> Store:
    """Open the log, or begin one where there is none.

    `now` is the clock and `zone` the wall clock (the computer's own by default); `device` overrides this home's name.
    A home that cannot be written opens for reading. Raises UserError in one line for a newer schema, a damaged file,
    or a file that is no log.
    """
    from interview_prep.storage.sqlite import SqliteStore

    return SqliteStore(path, now=now, device=device, zone=zone, scheduler=scheduler)
