"""The daily quiz without a screen: answering, rating, saving, undo, putting cards away, coming back after a kill."""

import re
from datetime import timedelta

import pytest

from interview_prep.practice.daily import DailySession, SessionSpec
from interview_prep.practice.left_off import left_off
from interview_prep.practice.services import Services
from interview_prep.questions.verdict import Rating
from tests.practice.conftest import Clock


def right_answer(session: DailySession) -> str:
    """What is right for the card on the table, worked out from what it shows."""
    card = session.current
    assert card is not None
    match card.id:
        case "llm.pick":
            return "abc"[card.options.index("The next token")]
        case "llm.gap":
            return "decoder"
        case "llm.number":
            q, k = (numbers_in(found) for found in re.findall(r"\[([^\]]*)\]", card.prompt))
            return str(sum(a * b for a, b in zip(q, k, strict=True)) / 2)
        case "llm.sorted":
            order = ["Predict a distribution", "Choose a token", "Append it"]
            return " ".join(str(card.options.index(step) + 1) for step in order)
        case "scaling.sentence":
            return "2: it had fewer parameters than Gopher"
        case _:
            return "train a smaller model on more tokens, about twenty for each parameter"


def numbers_in(text: str) -> list[float]:
    """Numbers separated by commas."""
    return [float(part.replace("−", "-")) for part in text.split(",")]


def answer_all(session: DailySession, rating: Rating | None = None) -> list[str]:
    """Answer every card right and rate it; the ids in their order."""
    asked = []
    while session.current is not None:
        asked.append(session.current.id)
        session.answer(right_answer(session), seconds=3)
        session.rate(rating)
        session.save()
    return asked


def test_a_sitting_asks_every_kind_and_its_log_verifies(services: Services) -> None:
    session = DailySession(services)
    assert session.total == 6
    asked = answer_all(session, Rating.GOOD)
    assert sorted(asked) == sorted({entry.id for entry in services.bank})
    assert session.summary().right >= 5  # a spoken answer is settled by the learner
    assert services.store.verify().ok
    reviews = list(services.store.events(kinds=("review",)))
    assert len(reviews) == 6
    number = next(event for event in reviews if event.question == "llm.number")
    assert {"rating", "suggested", "correct", "seed", "parameters", "expected", "response", "seconds"} <= set(
        number.payload
    )
    assert number.payload["parameters"].keys() == {"q", "k"}


def test_core_questions_come_before_the_rest(services: Services) -> None:
    session = DailySession(services)
    assert session.current is not None
    assert session.current.id == "llm.pick"


def test_a_named_slip_is_told_and_remembered(services: Services) -> None:
    session = DailySession(services, SessionSpec(ids=("llm.number",)))
    verdict = session.answer(str(float(right_answer(session)) * 2))
    assert verdict.correct is False
    assert verdict.misconception == "unscaled"
    session.rate()
    assert len(session.summary().slips) == 1


def test_what_is_not_understood_is_no_attempt(services: Services) -> None:
    session = DailySession(services, SessionSpec(ids=("llm.number",)))
    verdict = session.answer("about a half")
    assert verdict.error
    assert session.verdict is None
    with pytest.raises(ValueError, match="rated after it was answered"):
        session.rate()
    assert session.answer(right_answer(session)).correct is True


def test_the_numbers_are_the_same_until_the_card_was_reviewed(services: Services) -> None:
    first = DailySession(services, SessionSpec(ids=("llm.number",))).current
    again = DailySession(services, SessionSpec(ids=("llm.number",))).current
    assert first is not None
    assert again is not None
    assert (first.prompt, first.seed) == (again.prompt, again.seed)
    session = DailySession(services, SessionSpec(ids=("llm.number",)))
    session.answer(right_answer(session))
    session.rate()
    session.save()
    later = DailySession(services, SessionSpec(ids=("llm.number",))).current
    assert later is not None
    assert later.seed != first.seed


def test_a_failed_card_comes_back_within_the_sitting(services: Services) -> None:
    session = DailySession(services, SessionSpec(ids=("llm.gap", "llm.pick")))
    session.answer("encoder")
    session.rate(Rating.AGAIN)
    session.save()
    assert session.current is not None
    assert session.current.id == "llm.pick"
    assert session.total == 3
    session.answer(right_answer(session))
    session.rate(Rating.GOOD)
    assert session.current is not None
    assert session.current.id == "llm.gap"


def test_undo_takes_back_a_rating_and_brings_the_card_back(services: Services) -> None:
    session = DailySession(services, SessionSpec(ids=("llm.gap", "llm.pick")))
    before = services.store.card("llm.gap")
    session.answer("encoder")
    session.rate(Rating.AGAIN)
    session.save()
    assert session.undo()
    assert session.current is not None
    assert session.current.id == "llm.gap"
    assert session.total == 2
    assert services.store.card("llm.gap").memory == before.memory
    assert services.store.card("llm.gap").reps == 0
    assert services.store.verify().ok
    assert not session.undo()


def test_undo_takes_back_the_last_thing_whatever_it_was(services: Services) -> None:
    session = DailySession(services, SessionSpec(ids=("llm.gap", "llm.pick", "llm.sorted")))
    session.answer("decoder")
    session.rate(Rating.GOOD)
    session.save()
    session.suspend()
    assert services.store.card("llm.pick").suspended
    assert session.undo()
    assert session.current is not None
    assert session.current.id == "llm.pick"
    assert not services.store.card("llm.pick").suspended
    assert services.store.card("llm.gap").reps == 1
    assert session.undo()
    assert services.store.card("llm.gap").reps == 0


def test_known_cards_go_far_ahead_and_undo_takes_both_events_back(services: Services, clock: Clock) -> None:
    session = DailySession(services, SessionSpec(ids=("llm.gap",)))
    assert not session.know()
    session.answer("encoder")
    assert not session.know()
    session.answer("decoder")
    assert session.know()
    due = services.store.card("llm.gap").due
    assert due is not None
    assert due - clock() > timedelta(days=60)
    assert session.undo()
    assert services.store.card("llm.gap").reps == 0
    assert list(services.store.events(question="llm.gap", kinds=("review", "known"))) == []


def test_a_spoken_answer_is_known_once_its_points_are(services: Services) -> None:
    session = DailySession(services, SessionSpec(ids=("scaling.spoken",)))
    session.answer("")
    assert not session.know()
    session.answer("it is a bird")
    assert not session.know()
    for place in session.open_findings():
        session.override(place, covered=True)
    assert session.know()


def test_ratings_show_the_intervals_that_they_give(services: Services, clock: Clock) -> None:
    session = DailySession(services, SessionSpec(ids=("llm.gap",)))
    session.answer("decoder")
    choices = session.choices()
    assert [choice.interval for choice in choices] == sorted(choice.interval for choice in choices)
    session.rate(Rating.EASY)
    session.save()
    due = services.store.card("llm.gap").due
    assert due is not None
    assert due - clock() == choices[3].interval


def test_points_of_a_spoken_answer_are_settled_by_the_learner(services: Services) -> None:
    session = DailySession(services, SessionSpec(ids=("scaling.spoken",)))
    first = session.answer("smaller models, more tokens")
    assert "twenty" not in first.covered
    position = [finding.id for finding in first.findings].index("twenty")
    second = session.override(position, covered=True)
    assert second is not None
    assert set(second.covered) == {"smaller", "tokens", "twenty"}
    session.rate()
    session.save()
    [review] = services.store.events(kinds=("review",))
    assert "twenty" in str(review.payload)


def test_a_new_sitting_goes_on_where_the_last_one_was_cut_off(services: Services) -> None:
    session = DailySession(services)
    session.answer(right_answer(session))
    session.rate(Rating.GOOD)
    session.save()
    left = session.current
    fresh = DailySession(services)
    assert left is not None
    assert fresh.current is not None
    assert fresh.current.id == left.id
    assert fresh.current.prompt == left.prompt


def test_after_a_break_the_count_and_the_summary_go_on(services: Services, clock: Clock) -> None:
    session = DailySession(services)
    total = session.total
    for rating in (Rating.GOOD, Rating.GOOD):
        session.answer(right_answer(session), seconds=60)
        session.rate(rating)
        session.save()
        clock.pass_time(minutes=1)
    first = session.summary()
    spec = left_off(services)
    assert spec is not None
    again = DailySession(services, spec)
    assert (again.done, again.total, again.right) == (2, total, first.right)
    assert again.summary().by_concept == first.by_concept
    assert again.summary().minutes == 2
    answer_all(again, Rating.GOOD)
    assert again.summary().answered == total


def test_study_ahead_and_cram_move_no_date_unless_asked(services: Services, clock: Clock) -> None:
    answer_all(DailySession(services), Rating.EASY)
    assert DailySession(services).current is None
    due = {name: state.due for name, state in services.store.cards().items()}
    clock.pass_time(hours=1)
    answer_all(DailySession(services, SessionSpec(mode="cram")), Rating.HARD)
    assert {name: state.due for name, state in services.store.cards().items()} == due
    clock.pass_time(hours=1)
    answer_all(DailySession(services, SessionSpec(mode="cram", schedules=True)), Rating.GOOD)
    assert {name: state.due for name, state in services.store.cards().items()} != due


def test_notes_and_reports_are_kept_with_the_card(services: Services) -> None:
    session = DailySession(services, SessionSpec(ids=("llm.gap",)))
    session.note("  the stack on the right  ")
    session.report("ambiguous")
    session.note("   ")
    kept = [(event.kind, event.payload["text"]) for event in services.store.events(kinds=("note", "flag"))]
    assert kept == [("note", "the stack on the right"), ("flag", "ambiguous")]


def test_minutes_and_limits_bound_a_sitting(services: Services) -> None:
    assert DailySession(services, SessionSpec(limit=2)).total == 2
    assert DailySession(services, SessionSpec(concept="scaling")).total == 2
    assert DailySession(services, SessionSpec(minutes=1)).total < 6


def test_a_fixed_seed_gives_the_same_numbers_whatever_was_answered(services: Services) -> None:
    spec = SessionSpec(ids=("llm.number",), seed=5)
    first = DailySession(services, spec)
    assert first.current is not None
    prompt = first.current.prompt
    first.answer(right_answer(first))
    first.rate()
    first.save()
    again = DailySession(services, spec).current
    assert again is not None
    assert again.prompt == prompt
