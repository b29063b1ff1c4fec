"""The figures against naive counts over the very reviews, made in the test."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import log
from pathlib import Path
from random import Random

import pytest

from interview_prep.insight.figures import plain
from interview_prep.insight.statistics import Statistics, statistics
from interview_prep.scheduling import fsrs
from interview_prep.storage.opening import open_store
from interview_prep.storage.store import Store

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Question:
    """A question as insight reads it."""

    id: str
    concept: str
    kind: str = "choice"
    level: int = 1
    priority: str = "normal"
    seconds: int = 60


@dataclass(frozen=True)
class Review:
    """What the test did, kept apart from the log."""

    question: str
    at: datetime
    rating: int
    correct: bool
    confidence: int
    seconds: float


QUESTIONS = [Question(f"q{n}", ("llm", "scaling", "tokens")[n % 3]) for n in range(12)]
QUESTIONS.append(Question("ladder", "llm", kind="ladder"))
END = START + timedelta(days=100)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, list[Review]]]:
    random, now, reviews = Random(3), [START], []
    path: Path = tmp_path_factory.mktemp("insight") / "history.sqlite"
    with open_store(path, now=lambda: now[0], zone=UTC) as store:
        while now[0] < END:
            now[0] += timedelta(minutes=random.randrange(1, 60 * 24))
            rating, question = random.choice((1, 2, 3, 3, 3, 4)), f"q{random.randrange(11)}"
            review = Review(question, now[0], rating, rating > 2, random.choice((50, 90)), random.uniform(5, 60))
            given = {"rating": rating, "correct": review.correct, "confidence": review.confidence}
            store.append("review", question, "h", given | {"seconds": review.seconds})
            reviews.append(review)
        store.append("review", "q0", "h", {"rating": 4})
        store.undo_last()
        now[0] = END
        yield store, reviews


def naive(reviews: list[Review], first: date | None) -> dict[str, list[tuple[Review, float]]]:
    """Recalls tested (in review, on a later study day) with what FSRS predicted, straight from its own formulas."""
    memories: dict[str, fsrs.Memory] = {}
    tested = []
    for review in reviews:
        memory = memories.get(review.question)
        day = (review.at - timedelta(hours=4)).date()
        if memory is not None and memory.state == "review":
            days = (day - (memory.last_review - timedelta(hours=4)).date()).days
            if days >= 1 and (first is None or day >= first):
                chance = (1 + (0.9 ** (-1 / 0.1542) - 1) * days / memory.stability) ** -0.1542
                tested.append((review, chance))
        memories[review.question] = fsrs.review(memory, review.rating, review.at)
    return {"tested": tested}


def figures(store: Store, weeks: int | None = None, concept: str | None = None) -> Statistics:
    return statistics(store, QUESTIONS, END, UTC, weeks=weeks, concept=concept)


@pytest.mark.parametrize("weeks", [None, 12, 1])
def test_retention_and_calibration(history: tuple[Store, list[Review]], weeks: int | None) -> None:
    store, reviews = history
    first = None if weeks is None else END.date() - timedelta(days=7 * weeks - 1)
    tested = naive(reviews, first)["tested"]
    found = figures(store, weeks)
    assert found.retention.tested == len(tested)
    assert found.retention.recalled == sum(review.rating > 1 for review, _ in tested)
    assert found.retention.predicted == pytest.approx(sum(chance for _, chance in tested), abs=1e-4)
    assert found.young.tested + found.mature.tested == len(tested)
    loss = -sum(log(chance if review.rating > 1 else 1 - chance) for review, chance in tested) / len(tested)
    assert found.log_loss == pytest.approx(loss, abs=1e-5)
    for row in found.calibration:
        inside = [review for review, chance in tested if row.low <= chance < row.high]
        assert (row.share.tested, row.share.recalled) == (len(inside), sum(review.rating > 1 for review in inside))
    assert sum(row.share.tested for row in found.calibration) == len(tested)
    assert sum(share.tested for _, share in found.weeks) == len(tested)


def test_counts_time_and_confidence(history: tuple[Store, list[Review]]) -> None:
    store, reviews = history
    found = figures(store)
    assert found.reviews == len(reviews)
    assert found.correct == sum(review.correct for review in reviews)
    assert found.seconds == pytest.approx(sum(review.seconds for review in reviews), abs=0.5)
    assert found.new == len({review.question for review in reviews})
    assert found.ratings == {rating: sum(r.rating == rating for r in reviews) for rating in (1, 2, 3, 4)}
    assert found.confidence == tuple(
        (level, sum(r.confidence == level for r in reviews), sum(r.confidence == level and r.correct for r in reviews))
        for level in (50, 90)
    )


def test_heatmap_and_streak(history: tuple[Store, list[Review]]) -> None:
    store, reviews = history
    days = [(review.at - timedelta(hours=4)).date() for review in reviews]
    found = figures(store)
    assert len(found.heatmap) == 84
    assert found.heatmap[-1][0] == END.date()
    assert all(count == days.count(day) for day, count, _ in found.heatmap)
    assert found.days_active == len(set(days))
    streak, day = 0, END.date() if END.date() in days else END.date() - timedelta(days=1)
    while day in days:
        streak, day = streak + 1, day - timedelta(days=1)
    assert found.streak == streak


def test_forecast_counts_every_card_once(history: tuple[Store, list[Review]]) -> None:
    store, _ = history
    found = figures(store)
    dues = [card.due for card in store.cards().values() if card.due is not None]
    for day, count in found.forecast[1:]:
        assert count == sum((due - timedelta(hours=4)).date() == day for due in dues)
    assert found.forecast[0][1] == sum((due - timedelta(hours=4)).date() <= END.date() for due in dues)


def test_one_concept_is_counted_from_its_questions_alone(history: tuple[Store, list[Review]]) -> None:
    store, reviews = history
    parts = [figures(store, None, concept) for concept in ("llm", "scaling", "tokens")]
    whole = figures(store)
    for concept, part in zip(("llm", "scaling", "tokens"), parts, strict=True):
        own = {question.id for question in QUESTIONS if question.concept == concept}
        assert part.reviews == sum(review.question in own for review in reviews)
    assert sum(part.retention.tested for part in parts) == whole.retention.tested
    assert sum(part.retention.predicted for part in parts) == pytest.approx(whole.retention.predicted)
    rows = {row.concept: row for row in whole.concepts}
    assert rows["llm"].reviews == parts[0].reviews
    assert rows["llm"].share.tested == parts[0].retention.tested
    assert (rows["llm"].cards, rows["transformer"].cards) == (4, 0)


def test_json_and_plain_say_the_same(history: tuple[Store, list[Review]]) -> None:
    store, _ = history
    found = figures(store, 12)
    data = json.loads(json.dumps(found.as_json()))
    assert len(data["concepts"]) == 9
    assert data["retention"]["target"] == 0.9
    assert len(data["heatmap"]) == 84
    assert len(data["forecast"]) == 14
    text = "\n".join(plain(found))
    assert f"{data['reviews']} reviews since {data['first']}" in text
    assert f"{data['retention']['true'] * 100:.1f} %" in text


def test_an_empty_log_says_how_to_begin(tmp_path: Path) -> None:
    with open_store(tmp_path / "history.sqlite", now=lambda: START, zone=UTC) as store:
        found = statistics(store, QUESTIONS, START, UTC)
    assert found.retention.true is None
    assert found.log_loss is None
    assert "interview-prep quiz" in plain(found)[0]
    json.dumps(found.as_json(), allow_nan=False)
