"""A log in a temporary folder with a clock that is set by hand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from interview_prep.storage.opening import open_store
from interview_prep.storage.store import Store

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


@dataclass
class Clock:
    """The time that every store of a test is told."""

    at: datetime = field(default=START)

    def __call__(self) -> datetime:
        return self.at

    def on(self, **by: float) -> None:
        """Let time pass."""
        self.at += timedelta(**by)


OpenLog = Callable[..., Store]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_log(tmp_path: Path, clock: Clock) -> Iterator[OpenLog]:
    """Opens logs by name in the test's folder; all are closed at its end."""
    opened: list[Store] = []

    def opening(name: str = "history", **more: object) -> Store:
        store = open_store(tmp_path / f"{name}.sqlite", now=clock, zone=UTC, **more)  # type: ignore[arg-type]
        opened.append(store)
        return store

    yield opening
    for store in opened:
        store.close()


@pytest.fixture
def log(open_log: OpenLog) -> Store:
    return open_log()
