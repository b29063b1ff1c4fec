"""Renamed, deleted and claimed questions keep their histories."""

from typing import Any

import pytest

from interview_prep.errors import UserError
from interview_prep.storage.store import Store


def fill(log: Store, clock: Any, question: str, count: int = 3) -> None:
    for _ in range(count):
        log.append("review", question, "h", {"rating": 3})
        clock.on(days=4)


def test_a_renamed_question_keeps_its_card_and_its_dates(log: Store, clock: Any) -> None:
    fill(log, clock, "old")
    before = log.card("old")
    log.set_aliases({"old": "new"})
    after = log.card("new")
    assert (after.due, after.stability, after.reps) == (before.due, before.stability, 3)
    assert log.card("old").question == "new"
    assert list(log.cards()) == ["new"]
    log.append("review", "old", "h", {"rating": 3})
    assert log.repetitions("new") == 4
    assert len(list(log.events(question="new"))) == 4
    assert log.verify().ok


def test_two_names_become_one_history_and_part_again(log: Store, clock: Any) -> None:
    fill(log, clock, "a", 2)
    fill(log, clock, "b", 3)
    apart = log.cards()
    log.set_aliases({"a": "b"})
    assert log.repetitions("b") == 5
    assert log.verify().ok
    log.set_aliases({})
    assert log.cards() == apart
    assert log.verify().ok


def test_chains_and_rings_of_names_end(log: Store, clock: Any) -> None:
    fill(log, clock, "a", 1)
    fill(log, clock, "b", 1)
    log.set_aliases({"a": "b", "b": "c"})
    assert log.repetitions("c") == 2
    assert log.verify().ok
    log.set_aliases({"a": "b", "b": "a"})
    assert log.verify().ok
    assert sum(card.reps for card in log.cards().values()) == 2


def test_a_deleted_question_is_an_orphan_until_it_is_claimed(log: Store, clock: Any) -> None:
    fill(log, clock, "gone")
    fill(log, clock, "here", 1)
    assert [card.question for card in log.orphans(["here", "heir"])] == ["gone"]
    log.claim("gone", "heir")
    assert log.orphans(["here", "heir"]) == []
    assert log.repetitions("heir") == 3
    with pytest.raises(UserError, match="one card already"):
        log.claim("gone", "heir")
    assert log.verify().ok
    log.undo_last()
    assert [card.question for card in log.orphans(["here", "heir"])] == ["gone"]
    assert log.verify().ok


def test_a_claim_travels_with_the_log(log: Store, open_log: Any, clock: Any) -> None:
    fill(log, clock, "gone")
    log.claim("gone", "heir")
    elsewhere = open_log("elsewhere")
    elsewhere.merge(log.path)
    assert elsewhere.cards() == log.cards()
