"""Today's queue: who comes, in which order, who waits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from interview_prep.scheduling.fsrs import Memory, State
from interview_prep.scheduling.queue import APART, Candidate, Limits, Mode, build_queue

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
END = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)


def memory(overdue: float = 0.0, stability: float = 10.0, state: State = "review") -> Memory:
    due = AT - timedelta(days=overdue)
    step = None if state == "review" else 1
    return Memory(state, step, stability, 5.0, due, due - timedelta(days=stability))


def card(name: str, **fields: object) -> Candidate:
    return replace(Candidate(id=name), **fields)  # type: ignore[arg-type]  # a test's shorthand


def seen(name: str, overdue: float = 0.0, **fields: object) -> Candidate:
    return card(name, memory=memory(overdue), reps=3, **fields)


def names(cards: list[Candidate], mode: Mode = "daily", **limits: object) -> list[str]:
    found = build_queue(cards, AT, END, replace(Limits(), **limits), mode=mode)  # type: ignore[arg-type]
    return [item.id for item in found.items]


def test_learning_comes_first_and_what_comes_later_today_is_due() -> None:
    step = card("step", memory=memory(0.01, state="learning"), reps=1)
    tonight = seen("tonight", -0.5)
    tomorrow = seen("tomorrow", -1.0)
    assert names([tonight, tomorrow, step]) == ["step", "tonight"]


def test_steps_of_the_next_minutes_come_at_the_end_and_later_ones_wait() -> None:
    soon = card("soon", memory=memory(-10 / 1440, state="learning"), reps=1)
    later = card("later", memory=memory(-60 / 1440, state="learning"), reps=1)
    assert names([later, soon, seen("due")]) == ["due", "soon"]


def test_what_is_set_aside_stays_aside() -> None:
    cards = [
        seen("suspended", suspended=True),
        seen("leech", leech=True),
        seen("buried", buried_until=AT + timedelta(hours=1)),
        seen("back", buried_until=AT - timedelta(hours=1)),
    ]
    assert names(cards) == ["back"]


def test_limits_count_what_is_done() -> None:
    fresh = [card(f"new{number}", concept=f"c{number}") for number in range(20)]
    assert len(names(fresh, new=8)) == 8
    assert len(names(fresh, new=8, new_done=5)) == 3
    assert len(names(fresh, new=8, new_done=9)) == 0
    due = [seen(f"due{number}") for number in range(20)]
    found = build_queue(due, AT, END, Limits(reviews=15, reviews_done=5))
    assert (len(found), found.put_off_due) == (10, 10)


def test_a_backlog_is_spread_core_first_then_the_most_faded() -> None:
    cards = [
        seen("extra", 300, priority="extra"),
        seen("normal-fresh", 0),
        seen("normal-faded", 90),
        seen("core-fresh", 0, priority="core"),
        seen("core-faded", 60, priority="core"),
    ]
    assert names(cards, reviews=3) == ["core-faded", "core-fresh", "normal-faded"]


def test_siblings_wait_for_another_day() -> None:
    cards = [seen("one", 2), seen("two", 1, variant_of="one"), card("three", variant_of="one")]
    found = build_queue(cards, AT, END, Limits())
    assert ([item.id for item in found.items], found.put_off_siblings) == (["one"], 2)
    asked = seen("asked", -5, seen_today=True)
    assert names([asked, seen("sibling", 1, variant_of="asked")]) == []


def test_new_cards_come_core_first_and_concepts_in_turn() -> None:
    cards = [
        *(card(f"a{n}", concept="a") for n in range(3)),
        *(card(f"b{n}", concept="b") for n in range(3)),
        card("core", concept="z", priority="core"),
        card("hard", concept="a", level=5),
    ]
    assert names(cards, new=5) == ["core", "a0", "b0", "a1", "b1"]


def test_what_is_needed_comes_before_what_needs_it() -> None:
    cards = [card("late", needs=("early",)), card("early"), card("free", needs=("gone",))]
    assert names(cards) == ["early", "late", "free"]


def test_a_ring_of_needs_still_comes() -> None:
    assert set(names([card("a", needs=("b",)), card("b", needs=("a",))])) == {"a", "b"}


def test_two_new_cards_that_are_easily_confused_never_come_on_one_day() -> None:
    assert names([card("kl", confusable_with=("ce",)), card("ce"), card("other")]) == ["kl", "other"]


@settings(deadline=None, max_examples=60, derandomize=True)
@given(order=st.permutations(range(16)))
def test_confusable_reviews_stand_apart(order: list[int]) -> None:
    cards = [
        seen(f"q{place}", overdue, confusable_with=("q1",) if place == 0 else ()) for place, overdue in enumerate(order)
    ]
    found = names(cards)
    assert sorted(found) == sorted(c.id for c in cards)
    assert abs(found.index("q0") - found.index("q1")) > APART


def test_new_cards_are_mixed_in_evenly() -> None:
    found = build_queue(
        [*(seen(f"d{n}") for n in range(20)), *(card(f"n{n}") for n in range(4))], AT, END, Limits(new=4)
    )
    places = [place for place, item in enumerate(found.items) if item.reason == "new"]
    assert len(places) == 4
    assert all(4 <= later - earlier <= 8 for earlier, later in pairwise(places))


def test_time_cuts_the_queue_but_never_to_nothing() -> None:
    cards = [seen(f"d{n}", seconds=60.0) for n in range(10)]
    assert len(names(cards, seconds=300.0)) == 5
    assert len(names(cards, seconds=1.0)) == 1


def test_ahead_and_cram_leave_the_schedule_alone() -> None:
    cards = [seen("far", -30), seen("near", -3), seen("due", 1), card("new")]
    ahead = build_queue(cards, AT, END, Limits(), mode="ahead")
    assert [item.id for item in ahead.items] == ["near", "far"]
    cram = build_queue(cards, AT, END, Limits(), mode="cram")
    assert [item.id for item in cram.items] == ["due", "near", "far"]
    assert not any(item.schedules for item in (*ahead.items, *cram.items))


def test_the_queue_does_not_depend_on_the_order_of_the_candidates() -> None:
    cards = [seen(f"d{n}", n % 5, priority=("core", "normal", "extra")[n % 3]) for n in range(30)]
    assert names(cards) == names(cards[::-1])
