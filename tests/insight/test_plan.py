"""What the plan spares first, and the minutes that would hold the core or everything."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_prep.errors import UserError
from interview_prep.insight.figures import plain as statistics_lines
from interview_prep.insight.figures import write
from interview_prep.insight.plan import ANSWERS_OF_A_NEW_CARD, make_plan
from interview_prep.insight.readiness import plain, readiness
from interview_prep.insight.statistics import statistics
from interview_prep.storage.opening import open_store

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
TODAY = AT.date()


@dataclass(frozen=True)
class Question:
    """A question as insight reads it."""

    id: str
    concept: str = "llm"
    priority: str = "normal"
    kind: str = "choice"
    level: int = 1
    seconds: int = 60


MIXED = [
    *(Question(f"core{n}", "scaling", "core") for n in range(4)),
    *(Question(f"normal{n}", "llm", "normal") for n in range(3)),
    *(Question(f"extra{n}", "tokens", "extra") for n in range(2)),
]


def test_what_matters_least_is_spared_first() -> None:
    plan = make_plan(MIXED, {}, AT, TODAY, TODAY + timedelta(days=1), minutes=8, new_per_day=8)
    assert plan.fits == ("core0", "core1")
    assert plan.fits_by == (("core", 2),)
    assert plan.dropped_by == (("extra", "tokens", 2), ("normal", "llm", 3), ("core", "scaling", 2))


def test_the_minutes_that_would_hold_the_core_and_everything() -> None:
    plan = make_plan(MIXED, {}, AT, TODAY, TODAY + timedelta(days=3), minutes=1, new_per_day=8)
    assert plan.minutes_for_core == ceil(4 * ANSWERS_OF_A_NEW_CARD * 60 / 60 / 3)
    assert plan.minutes_for_all == ceil(9 * ANSWERS_OF_A_NEW_CARD * 60 / 60 / 3)
    enough = make_plan(MIXED, {}, AT, TODAY, TODAY + timedelta(days=3), minutes=plan.minutes_for_all, new_per_day=8)
    assert enough.dropped == ()
    assert enough.dropped_by == ()


@given(st.integers(0, 30), st.integers(1, 240), st.integers(0, 20), st.integers(0, 25))
def test_everything_fits_or_is_named_whatever_the_days(days: int, minutes: int, new: int, count: int) -> None:
    names = ("core", "normal", "extra")
    entries = [Question(f"q{n}", "llm", names[n % 3], seconds=20 + n) for n in range(count)]
    plan = make_plan(entries, {}, AT, TODAY, TODAY + timedelta(days=days), minutes=minutes, new_per_day=new)
    assert sorted(plan.fits + plan.dropped) == sorted(entry.id for entry in entries)
    assert sum(n for _, n in plan.fits_by) == len(plan.fits)
    assert sum(n for *_, n in plan.dropped_by) == len(plan.dropped)
    spent = sum(entry.seconds for entry in entries if entry.id in plan.fits) * ANSWERS_OF_A_NEW_CARD
    assert spent <= days * minutes * 60
    assert len(plan.fits) <= days * new
    assert plan.minutes_for_core <= plan.minutes_for_all or days == 0


def test_plain_lines_and_json_name_what_is_spared(tmp_path: Path) -> None:
    with open_store(tmp_path / "history.sqlite", now=lambda: AT, zone=UTC) as store:
        found = readiness(store, MIXED, AT, UTC, TODAY + timedelta(days=1), minutes=8, new_per_day=8)
    data = json.loads(json.dumps(found.as_json(), allow_nan=False))["plan"]
    assert data["dropped"] == 7
    assert data["dropped_by"][0] == {"priority": "extra", "concept": "tokens", "questions": 2}
    assert data["new_by_priority"] == {"core": 2}
    lines = "\n".join(plain(found))
    assert "2 extra of Tokens and context" in lines
    assert f"The core takes {data['minutes_for_core']} minutes a day, everything {data['minutes_for_all']}." in lines


def test_figures_are_written_twice_with_the_same_numbers(tmp_path: Path) -> None:
    with open_store(tmp_path / "history.sqlite", now=lambda: AT, zone=UTC) as store:
        for number in range(3):
            store.append("review", f"core{number}", "h", {"rating": 3, "correct": True, "seconds": 30.0})
        found = statistics(store, MIXED, AT, UTC, concept="scaling")
    data, text = write(found, tmp_path / "reports")
    assert data.name == "statistics-2026-03-01-scaling.json"
    assert json.loads(data.read_text())["reviews"] == 3
    assert json.loads(data.read_text())["minutes_per_day"] == 1.5
    assert text.read_text().splitlines() == statistics_lines(found)
    assert "3 reviews, 2 minutes" in text.read_text()
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match="cannot be written"):
        write(found, tmp_path / "file")
