"""Going on with a sitting that was left: what is still to come, also when the last row was not written."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from interview_prep.practice.left_off import CACHE_KEY, left_off, remember
from interview_prep.practice.services import Services
from interview_prep.practice.sitting import SessionSpec
from interview_prep.settings import Settings, save

QUESTION = """
- {{id: own.{name}, kind: cloze, concept: tokens, level: 1, prompt: Fill, text: "a {{{{gap}}}}", accept: [b],
   sources: [own]}}
"""
NAMES = ("one", "two", "three", "four", "five")
IDS = [f"own.{name}" for name in NAMES]


class Clock:
    """The time, moved by hand."""

    at = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    bank = tmp_path / "own.yaml"
    bank.write_text("".join(QUESTION.format(name=name) for name in NAMES), encoding="utf-8")
    save(tmp_path / "settings.toml", Settings(welcomed=True, zone="UTC"))
    found = Services(
        now=Clock(),
        extra_banks=(bank,),
        bundled=False,
        database=tmp_path / "history.sqlite",
        cache=tmp_path / "cache",
        settings_file=tmp_path / "settings.toml",
    )
    yield found
    found.close()


def rate(services: Services, name: str, rating: int) -> None:
    services.store.append("review", name, "h", {"rating": rating, "mode": "daily", "schedules": True})


def test_what_is_left_comes_in_its_order_and_with_its_mode(services: Services) -> None:
    remember(services, SessionSpec(mode="cram", seed=7, schedules=False), IDS[1:])
    assert left_off(services) == SessionSpec(mode="cram", ids=tuple(IDS[1:]), seed=7, schedules=False)
    remember(services, SessionSpec(), [])
    assert left_off(services) is None


def test_a_card_rated_after_the_row_was_written_is_not_asked_again(services: Services) -> None:
    remember(services, SessionSpec(), IDS)
    rate(services, IDS[0], 3)
    rate(services, IDS[1], 1)
    found = left_off(services)
    assert found is not None
    assert found.ids == (*IDS[2:], IDS[1])


def test_a_card_that_was_set_aside_or_is_gone_is_left_out(services: Services) -> None:
    remember(services, SessionSpec(), [*IDS, "own.gone"])
    services.store.append("suspend", IDS[2], "h", {})
    found = left_off(services)
    assert found is not None
    assert found.ids == (IDS[0], IDS[1], IDS[3], IDS[4])


def test_it_lasts_for_the_study_day(services: Services) -> None:
    remember(services, SessionSpec(), IDS)
    clock = services.now
    assert isinstance(clock, Clock)
    clock.at = datetime(2026, 3, 3, 3, 59, tzinfo=UTC)
    assert left_off(services) is not None
    clock.at += timedelta(minutes=1)
    assert left_off(services) is None


OTHER = json.dumps({"day": "2026-03-02", "mode": "eval", "rest": []})


@pytest.mark.parametrize("row", ["{", "[]", '{"day": 3}', OTHER])
def test_a_row_that_cannot_be_read_is_no_sitting(services: Services, row: str) -> None:
    services.store.put_cached(CACHE_KEY, row)
    assert left_off(services) is None
