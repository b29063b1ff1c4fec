"""Our pure function against the `fsrs` package's own scheduler, with its fuzz off, over whole histories."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import fsrs as package
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interview_prep.scheduling import fsrs
from interview_prep.scheduling.fsrs import Memory, preview, review
from interview_prep.scheduling.parameters import DEFAULT, NAMED, Scheduler, scheduler_of

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
REVIEWS = st.lists(st.tuples(st.sampled_from((1, 2, 3, 4)), st.integers(0, 400 * 24 * 3600)), min_size=1, max_size=12)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(history=REVIEWS, retention=st.sampled_from((0.7, 0.85, 0.9, 0.98)))
def test_history_equals_the_package(history: list[tuple[int, int]], retention: float) -> None:
    theirs = package.Scheduler(desired_retention=retention, enable_fuzzing=False)
    card, memory, at = package.Card(card_id=1, due=START), None, START
    for rating, seconds in history:
        at += timedelta(seconds=seconds)
        card, _ = theirs.review_card(card, package.Rating(rating), at)
        memory = review(memory, rating, at, scheduler=Scheduler(retention=retention))
        assert (memory.stability, memory.difficulty, memory.due) == (card.stability, card.difficulty, card.due)
        assert (memory.state, memory.step) == (card.state.name.lower(), card.step)
    assert memory is not None
    later = at + timedelta(days=9, hours=5)
    scheduler = Scheduler(retention=retention)
    assert fsrs.recall_at(memory, later, scheduler) == pytest.approx(theirs.get_card_retrievability(card, later))


def test_named_parameters_are_the_packages_defaults() -> None:
    assert NAMED["fsrs-6-default"] == tuple(package.Scheduler().parameters)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(history=REVIEWS, drawn=st.floats(0, 1, exclude_max=True), wait=st.integers(0, 200 * 24 * 3600))
def test_a_better_rating_never_comes_back_sooner(history: list[tuple[int, int]], drawn: float, wait: int) -> None:
    memory, at = None, START
    for rating, seconds in history:
        at += timedelta(seconds=seconds)
        memory = review(memory, rating, at, drawn=drawn)
    dates = preview(memory, at + timedelta(seconds=wait), drawn=drawn)
    assert [dates[rating] for rating in (1, 2, 3, 4)] == sorted(dates.values())


def test_preview_is_what_the_review_gives() -> None:
    memory = review(review(None, 4, START), 3, START + timedelta(days=9))
    at = START + timedelta(days=40)
    for rating, due in preview(memory, at, drawn=0.3).items():
        assert review(memory, rating, at, drawn=0.3).due == due


def test_any_utc_zone_is_understood() -> None:
    berlin = START.astimezone(ZoneInfo("Europe/Berlin"))
    assert review(None, 3, berlin) == review(None, 3, START.astimezone(ZoneInfo("UTC"))) == review(None, 3, START)


def test_bad_input_is_refused() -> None:
    memory = review(None, 3, START)
    with pytest.raises(ValueError, match="before the last review"):
        review(memory, 3, START - timedelta(seconds=1))
    with pytest.raises(ValueError, match="without a zone"):
        review(None, 3, START.replace(tzinfo=None))
    with pytest.raises(ValueError, match="rating"):
        review(None, 5, START)
    for retention in (0.0, 0.5, 1.0, float("nan")):
        with pytest.raises(ValueError, match="retention"):
            Scheduler(retention=retention)
    with pytest.raises(ValueError, match="21"):
        Scheduler((1.0, 2.0))
    with pytest.raises(ValueError, match="no set"):
        scheduler_of({"model": "FSRS-6", "parameters": "fsrs-9"})
    with pytest.raises(ValueError, match="FSRS-9"):
        scheduler_of({"model": "FSRS-9"})


def test_a_scheduler_comes_back_from_what_a_review_stores() -> None:
    own = Scheduler(tuple(value * 1.01 if 0 < value < 0.1 else value for value in DEFAULT.weights), 0.85)
    for scheduler in (DEFAULT, own):
        assert scheduler_of(scheduler.as_json()) == scheduler
    assert scheduler_of(None) == DEFAULT


def test_known_lies_far_ahead_and_keeps_what_is_better() -> None:
    first = review(None, 3, START)
    placed = fsrs.known(first, START)
    assert placed.state == "review"
    assert placed.due - START >= timedelta(days=150)
    strong = Memory("review", None, 900.0, 3.0, START, START)
    assert fsrs.known(strong, START).stability == 900.0


def test_interval_is_where_recall_falls_to_the_aim() -> None:
    for retention in (0.8, 0.9, 0.95):
        scheduler = Scheduler(retention=retention)
        days = fsrs.interval_days(200.0, scheduler)
        assert fsrs.retrievability(200.0, days, scheduler) == pytest.approx(retention, abs=1e-3)
