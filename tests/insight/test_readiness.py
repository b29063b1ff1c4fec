"""Recall now and on the day, and the plan that fits the days left."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from interview_prep.insight.mastery import concept_recall, maintained, overall
from interview_prep.insight.plan import make_plan
from interview_prep.insight.readiness import plain, readiness
from interview_prep.scheduling import fsrs
from interview_prep.scheduling.parameters import DEFAULT, Scheduler
from interview_prep.storage.opening import open_store
from interview_prep.storage.store import CardState

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


def seen(name: str, stability: float, days_ago: float, due_in: float) -> CardState:
    return CardState(
        name,
        state="review",
        due=AT + timedelta(days=due_in),
        stability=stability,
        difficulty=5.0,
        last_review=AT - timedelta(days=days_ago),
        reps=3,
    )


def test_recall_is_the_mean_with_zero_for_what_was_never_answered() -> None:
    cards = {"a": seen("a", 10.0, 10, 0), "b": seen("b", 50.0, 5, 45)}
    entries = [Question("a"), Question("b"), Question("c"), Question("ladder", kind="ladder")]
    row = concept_recall(entries, cards, AT, DEFAULT)[0]
    factor = 0.9 ** (-1 / 0.1542) - 1
    expected = (0.9 + (1 + factor * 5 / 50) ** -0.1542) / 3
    assert row.now == pytest.approx(expected)
    assert (row.cards, row.seen, row.then, row.idle) == (3, 2, None, None)


def test_on_the_day_practised_cards_hold_and_others_fade() -> None:
    interview = AT + timedelta(days=30)
    cards = {"soon": seen("soon", 10.0, 5, 5), "later": seen("later", 90.0, 10, 80), "aside": seen("aside", 10.0, 5, 5)}
    cards["aside"] = CardState(
        "aside", state="review", due=AT, stability=10.0, difficulty=5.0, last_review=AT, reps=1, suspended=True
    )
    rows = {
        name: concept_recall([Question(name)], cards, AT, DEFAULT, interview=interview, introduced=("fresh",))[0]
        for name in ("soon", "later", "aside", "fresh", "never")
    }
    kept = maintained(DEFAULT)
    assert rows["soon"].then == pytest.approx(kept)
    assert rows["later"].then == rows["later"].idle == pytest.approx(fsrs.retrievability(90.0, 40))
    assert rows["aside"].then == rows["aside"].idle
    assert rows["fresh"].then == pytest.approx(kept)
    assert rows["fresh"].idle == 0.0
    assert rows["never"].then == 0.0
    assert all((row.then or 0) >= (row.idle or 0) for row in rows.values())


def test_maintained_is_the_mean_of_the_curve() -> None:
    """Against a plain sum over one interval, cut into small steps."""
    for retention in (0.8, 0.9, 0.97):
        scheduler = Scheduler(retention=retention)
        factor = 0.9 ** (-1 / 0.1542) - 1
        end = (retention ** (-1 / 0.1542) - 1) / factor
        steps = 20_000
        total = sum((1 + factor * end * (step + 0.5) / steps) ** -0.1542 for step in range(steps)) / steps
        assert maintained(scheduler) == pytest.approx(total, abs=1e-6)


def test_overall_weighs_by_questions() -> None:
    entries = [Question("a"), Question("b"), Question("x", "scaling")]
    rows = concept_recall(entries, {"a": seen("a", 10.0, 0, 10), "b": seen("b", 10.0, 0, 10)}, AT, DEFAULT)
    assert overall(rows)[0] == pytest.approx(2 / 3)


def test_the_core_fits_first_and_the_rest_is_named() -> None:
    entries = [Question(f"n{number:02d}") for number in range(30)]
    entries += [Question(f"core{number}", priority="core") for number in range(3)]
    plan = make_plan(entries, {}, AT, TODAY, TODAY + timedelta(days=5), minutes=8, new_per_day=8)
    assert plan.fits[:3] == ("core0", "core1", "core2")
    assert len(plan.fits) == 5 * 8 * 60 // (4 * 60)
    assert len(plan.fits) + len(plan.dropped) == 33
    assert set(plan.fits).isdisjoint(plan.dropped)


def test_reviews_take_their_time_first() -> None:
    cards = {f"s{n}": seen(f"s{n}", 10.0, 9, 1) for n in range(20)}
    entries = [Question(name) for name in cards] + [Question(f"n{n}") for n in range(20)]
    plan = make_plan(entries, cards, AT, TODAY, TODAY + timedelta(days=3), minutes=8, new_per_day=8)
    assert plan.reviews == 20  # each once: the next interval of 20 days ends after the interview
    assert len(plan.fits) == (3 * 8 * 60 - 20 * 60) // 240


def test_the_weakest_concept_comes_first() -> None:
    cards = {"s": seen("s", 100.0, 1, 99)}
    entries = [Question("s"), Question("strong"), Question("weak", "scaling")]
    plan = make_plan(entries, cards, AT, TODAY, TODAY + timedelta(days=9), minutes=30, new_per_day=8)
    assert plan.fits == ("weak", "strong")
    assert plan.focus[0] in ("scaling", "llm")


@pytest.mark.parametrize("days", [0, -3])
def test_no_days_left_hold_nothing(days: int) -> None:
    plan = make_plan([Question("n")], {}, AT, TODAY, TODAY + timedelta(days=days), minutes=30, new_per_day=8)
    assert (plan.days_left, plan.fits, plan.reviews, plan.new_per_day) == (0, (), 0, 0.0)


def test_readiness_from_a_log(tmp_path: Path) -> None:
    with open_store(tmp_path / "history.sqlite", now=lambda: AT, zone=UTC) as store:
        store.append("review", "a", "h", {"rating": 4})
        store.append("mock", None, None, {"depths": {"llm": 3, "scaling": 9, "tokens": "x"}})
        store.append("mock", None, None, {"depths": {"llm": 4}}, AT + timedelta(hours=1))
        entries = [Question("a"), Question("b", "scaling")]
        found = readiness(store, entries, AT, UTC, date(2026, 3, 20), minutes=15, new_per_day=8)
        without = readiness(store, entries, AT, UTC, None, minutes=15, new_per_day=8)
    data = json.loads(json.dumps(found.as_json(), allow_nan=False))
    assert (data["date"], data["days_left"]) == ("2026-03-20", 19)
    assert data["recall"]["now"] == 0.5
    assert [row["depth"] for row in data["concepts"]] == [4, 0, 0, 0, 0, 0, 0, 0, 0]
    assert data["plan"]["new"] == 1
    assert data["recall"]["then"] > data["recall"]["now"] > data["recall"]["idle"]
    assert without.as_json()["plan"] is None
    assert "readiness --date" in plain(without)[0]
    assert "19 days left" in "\n".join(plain(found))
