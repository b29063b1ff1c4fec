"""Appending, undoing and asking: what one learner does at one home."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import fsrs as package
import pytest

from interview_prep.errors import UserError
from interview_prep.scheduling.parameters import Scheduler
from interview_prep.storage.store import KINDS, Store


def answer(log: Store, question: str, rating: int = 3, **more: Any) -> str:
    return log.append("review", question, "hash-1", {"rating": rating, **more}).id


def test_an_event_comes_back_as_it_was_recorded(log: Store, clock: Any) -> None:
    given = {"rating": 3, "response": "0.59 ✓", "parameters": {"q": [1, -2]}, "confidence": 70, "seconds": 12.5}
    event = log.append("review", "llm.first", "abc", given)
    assert (event.kind, event.question, event.hash, event.at) == ("review", "llm.first", "abc", clock())
    assert event.payload == given | {"scheduler": log.scheduler.as_json()}
    assert log.event(event.id) == event
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", event.id)


def test_stability_difficulty_and_state_equal_the_package(log: Store, clock: Any) -> None:
    theirs, card = package.Scheduler(enable_fuzzing=False), package.Card(card_id=1)
    for rating, days in ((3, 0), (3, 0.01), (4, 3), (1, 40), (3, 0.02), (2, 4), (3, 21)):
        clock.on(days=days)
        card, _ = theirs.review_card(card, package.Rating(rating), clock())
        answer(log, "q", rating)
    state = log.card("q")
    assert (state.stability, state.difficulty) == (card.stability, card.difficulty)
    assert state.state == card.state.name.lower()
    assert (state.reps, state.lapses, state.last_review) == (7, 1, clock())


def test_the_preview_is_what_the_review_stores_also_after_a_restart(open_log: Any, clock: Any) -> None:
    for number in range(12):
        first = open_log()
        seen = first.preview("q")
        first.close()
        again = open_log()
        assert again.preview("q") == seen
        rating = (3, 4, 3, 1, 2)[number % 5]
        answer(again, "q", rating)
        assert again.card("q").due == seen[rating]
        again.close()
        clock.on(days=number * 3 + 1)


def test_sequence_and_time_never_run_backwards(log: Store, clock: Any) -> None:
    answer(log, "q")
    clock.on(days=-3)
    answer(log, "q")
    answer(log, "other")
    events = sorted(log.events(), key=lambda event: event.seq)
    assert [event.seq for event in events] == [1, 2, 3]
    assert events[1].at == events[0].at + timedelta(milliseconds=1)
    assert events[2].at == clock()
    assert log.verify().ok


def test_a_time_far_ahead_is_refused_and_leaves_nothing(log: Store, clock: Any) -> None:
    with pytest.raises(UserError, match="more than a day ahead"):
        log.append("review", "q", None, {"rating": 3}, clock() + timedelta(days=1, seconds=1))
    log.append("review", "q", None, {"rating": 3}, clock() + timedelta(hours=23))
    assert log.repetitions("q") == 1


@pytest.mark.parametrize(
    ("kind", "payload", "named"),
    [
        ("review", {}, "rating"),
        ("review", {"rating": 5}, "rating"),
        ("review", {"rating": True}, "rating"),
        ("review", {"rating": 3, "confidence": 101}, "confidence"),
        ("review", {"rating": 3, "seconds": float("nan")}, "payload"),
        ("review", {"rating": 3, "scheduler": {"model": "FSRS-5"}}, "FSRS-5"),
        ("review", {"rating": 3, "correct": "yes"}, "correct"),
        ("undo", {"undoes": "nothing"}, "undoes"),
        ("bury", {"until": "tomorrow"}, "time"),
        ("invented", {}, "kind"),
    ],
)
def test_what_no_log_may_hold_is_refused_by_name(log: Store, kind: Any, payload: Any, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        log.append(kind, "q", None, payload)
    assert list(log.events()) == []
    assert log.verify().ok


def test_undo_takes_back_the_review_and_nothing_else(log: Store, clock: Any) -> None:
    answer(log, "a")
    clock.on(days=1)
    before = log.card("a")
    answer(log, "a", 1)
    answer(log, "b")
    first = log.undo_last()
    assert first is not None
    assert first[0].question == "b"
    assert log.card("b").state == "new"
    second = log.undo_last()
    assert second is not None
    assert second[1].payload == {"undoes": second[0].id}
    assert log.card("a") == before
    assert log.repetitions("a") == 1
    assert log.undo_last("b") is None
    assert log.undo_last() is not None
    assert log.undo_last() is None
    assert log.verify().ok
    assert [event.kind for event in log.events(undone=True)].count("review") == 3


def test_undo_follows_the_order_of_recording_when_the_clock_went_back(log: Store, clock: Any) -> None:
    answer(log, "early")
    clock.on(hours=-2)
    answer(log, "late")
    undone = log.undo_last()
    assert undone is not None
    assert undone[0].question == "late"


def test_undo_by_id(log: Store, clock: Any) -> None:
    first = answer(log, "q", 1)
    clock.on(days=2)
    answer(log, "q", 4)
    log.undo(first)
    assert log.repetitions("q") == 1
    assert log.card("q").last_rating == 4
    with pytest.raises(UserError, match="cannot be undone"):
        log.undo(first)


def test_suspend_bury_resume(log: Store, clock: Any) -> None:
    answer(log, "q", 4)
    clock.on(days=60)
    end = clock() + timedelta(hours=19)

    def due() -> list[str]:
        return [card.question for card in log.due(clock(), end)]

    assert due() == ["q"]
    log.append("suspend", "q", None, {})
    assert due() == []
    log.append("resume", "q", None, {})
    assert due() == ["q"]
    log.append("bury", "q", None, {})
    assert due() == []
    assert log.card("q").buried_until == datetime(2026, 5, 1, 4, 0, tzinfo=UTC)
    clock.at = datetime(2026, 5, 1, 4, 0, tzinfo=UTC)
    assert due() == ["q"]
    assert log.verify().ok


def test_leeches_are_set_aside_after_eight_lapses_and_come_back_on_request(log: Store, clock: Any) -> None:
    def lapse() -> None:
        while log.card("q").state != "review":
            answer(log, "q", 4)
        clock.on(days=40)
        answer(log, "q", 1)

    for count in range(1, 9):
        lapse()
        assert log.card("q").lapses == count
        assert log.card("q").leech == (count == 8)
    assert log.due(clock() + timedelta(days=1), clock() + timedelta(days=1)) == []
    log.append("resume", "q", None, {})
    for _ in range(4):
        assert not log.card("q").leech
        lapse()
    assert log.card("q").leech
    assert log.verify().ok


def test_known_waits_for_one_correct_answer(log: Store, clock: Any) -> None:
    log.append("known", "q", None, {})
    assert log.card("q").state == "new"
    seen = log.preview("q")
    answer(log, "q", 3)
    assert log.card("q").due == seen[3]
    assert seen[3] - clock() > timedelta(days=150)
    log.append("known", "wrong", None, {})
    answer(log, "wrong", 1)
    assert log.card("wrong").known == "no"
    answer(log, "right", 3)
    log.append("known", "right", None, {"confirmed": True})
    assert log.card("right").due is not None
    assert log.card("right").known == "yes"
    assert log.verify().ok


def test_reset_begins_anew_but_draws_go_on(log: Store, clock: Any) -> None:
    answer(log, "q", 4)
    log.append("reset", "q", None, {})
    assert (log.card("q").state, log.card("q").due, log.repetitions("q")) == ("new", None, 1)


def test_cram_counts_for_draws_and_moves_no_date(log: Store, clock: Any) -> None:
    answer(log, "q", 4)
    before = log.card("q")
    clock.on(days=3)
    answer(log, "q", 1, schedules=False)
    after = log.card("q")
    assert (after.due, after.stability, after.lapses) == (before.due, before.stability, 0)
    assert after.reps == 2


def test_every_kind_is_kept_and_verifies(log: Store) -> None:
    review = answer(log, "q")
    for kind in KINDS:
        if kind not in ("review", "undo"):
            log.append(kind, None if kind == "mock" else "q", None, {"text": "noted"})
    log.undo(review)
    assert {event.kind for event in log.events(undone=True)} == set(KINDS)
    assert {event.kind for event in log.events(kinds=("note", "mock"))} == {"note", "mock"}
    assert [event.kind for event in log.events(question="q", newest_first=True, limit=2)] == ["undo", "reset"]
    assert log.verify().ok


def test_due_gives_steps_first_then_the_longest_overdue(log: Store, clock: Any) -> None:
    for number in range(4):
        answer(log, f"q{number}", 4)
        clock.on(hours=5)
    clock.on(days=30)
    answer(log, "step", 1)
    clock.on(minutes=2)
    end = clock() + timedelta(hours=3)
    found = log.due(clock(), end)
    assert found[0].question == "step"
    dates = [card.due for card in found[1:]]
    assert len(dates) == 4
    assert dates == sorted(dates, key=lambda due: due or clock())
    assert [card.question for card in log.due(clock(), end, 2)] == [card.question for card in found[:2]]
    counts = log.counts(clock(), end)
    assert (counts.due, counts.learning, counts.learning_later) == (4, 1, 0)
    assert log.due_times() == sorted(card.due for card in log.cards().values() if card.due)


def test_an_edited_question_keeps_its_history_and_shows_it(log: Store) -> None:
    answer(log, "q")
    assert not log.card("q").edited("hash-1")
    assert log.card("q").edited("hash-2")


def test_the_aimed_retention_is_stored_with_each_review(open_log: Any, clock: Any) -> None:
    eager, relaxed = open_log("eager", scheduler=Scheduler(retention=0.97)), open_log("relaxed")
    for log in (eager, relaxed):
        answer(log, "q", 4)
    assert eager.card("q").due < relaxed.card("q").due
    eager.close()
    again = open_log("eager")  # opened with the default: the stored one still holds
    assert again.verify().ok
    assert again.rebuild() == 1
    assert again.card("q").due < relaxed.card("q").due


def test_cached_texts_are_kept_and_replaced(log: Store) -> None:
    assert log.cached("today") is None
    log.put_cached("today", '{"due": 3}')
    log.put_cached("today", '{"due": 4}')
    assert log.cached("today") == '{"due": 4}'
    assert log.verify().ok


def test_threads_may_share_a_store(log: Store) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: answer(log, f"q{number % 3}"), range(40)))
    assert sorted(event.seq for event in log.events()) == list(range(1, 41))
    assert log.verify().ok
