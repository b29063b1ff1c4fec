"""Browsing without a screen: search, filters, what the log says of a question, setting aside and starting over."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from interview_prep.practice.browsing import VALUES, Browsing, Filter, outline
from interview_prep.practice.services import Services
from interview_prep.practice.sheet import title_of

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BANK = """
- id: a.choice
  kind: choice
  concept: llm
  level: 1
  prompt: "What does a model predict? [/] list[int]"
  options:
    - {text: "The next token", correct: true, because: "it does"}
    - {text: "The answer", misconception: whole, because: "no"}
    - {text: "The next word", misconception: words, because: "no"}
  explanation: "Tokens."
- id: a.gap
  kind: cloze
  concept: tokens
  level: 2
  prompt: "Complete."
  text: "Byte pairs start from {{gap}}."
  accept: [bytes]
  explanation: "A byte-level vocabulary."
  scope: beyond
- id: a.flag
  kind: flag
  concept: tokens
  level: 3
  prompt: "Which sentence is wrong?"
  statement: "A token is a word. Tokens are ids."
  wrong: "A token is a word."
  correction: "A token is a chunk of text."
  explanation: "Chunks."
- id: a.number
  kind: numeric
  concept: sampling
  level: 4
  prompt: "The logits are {{a}} and 0."
  draw: {a: {choice: [1.0, 2.0]}}
  compute: {op: softmax, args: {x: [$a, 0.0]}, take: "0"}
  response: number
  tolerance: {absolute: 0.01}
  explanation: "The sigmoid."
"""


class Clock:
    """A clock that is set by hand."""

    at = AT

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def browsing(tmp_path: Path, clock: Clock) -> Browsing:
    bank = tmp_path / "bank.yaml"
    bank.write_text(BANK, encoding="utf-8")
    services = Services(
        now=clock,
        extra_banks=(bank,),
        bundled=False,
        database=tmp_path / "history.sqlite",
        cache=tmp_path / "cache",
        settings_file=tmp_path / "settings.toml",
    )
    return Browsing(services)


def ids(browsing: Browsing, **wanted: object) -> list[str]:
    return [entry.id for entry in browsing.find(Filter(**wanted))]  # type: ignore[arg-type]  # each test names its own


def review(browsing: Browsing, name: str, rating: int, days_ago: float = 0.0) -> None:
    content_hash = browsing.services.bank.entry(name).hash
    browsing.services.store.append("review", name, content_hash, {"rating": rating}, AT - timedelta(days=days_ago))
    browsing.refresh()


def test_filters_narrow_and_combine(browsing: Browsing) -> None:
    assert len(ids(browsing)) == 4
    assert ids(browsing, concept="tokens") == ["a.gap", "a.flag"]
    assert ids(browsing, concept="tokens", level=3) == ["a.flag"]
    assert ids(browsing, kind="numeric") == ["a.number"]
    assert ids(browsing, scope="beyond") == ["a.gap"]
    assert ids(browsing, text="byte", kind="choice") == []
    assert ids(browsing, text="byt") == ["a.gap"]


def test_every_filter_turns_through_its_values_and_back(browsing: Browsing) -> None:
    assert set(VALUES) == {field.name for field in fields(Filter)} - {"text"}
    for name, values in VALUES.items():
        wanted = Filter("text")
        seen = []
        for _ in values:
            wanted = wanted.turned(name, 1)
            seen.append(getattr(wanted, name))
            browsing.find(wanted)
        assert seen == [*values[1:], None]
        assert wanted == Filter("text")
        assert wanted.turned(name, 1).without(name) == Filter("text")
        assert wanted.words(name) == "any"


def test_the_state_of_a_question_follows_the_log(browsing: Browsing, clock: Clock) -> None:
    assert ids(browsing, which="new") == ["a.choice", "a.gap", "a.flag", "a.number"]
    review(browsing, "a.choice", 4)
    assert "a.choice" not in ids(browsing, which="new")
    assert ids(browsing, which="later") == ["a.choice"]
    clock.at = AT + timedelta(days=400)
    browsing.refresh()
    assert ids(browsing, which="due") == ["a.choice"]
    assert ids(browsing, which="later") == []
    assert browsing.when(browsing.services.bank.entry("a.choice")) == "today"


def test_setting_aside_and_bringing_back(browsing: Browsing) -> None:
    entry = browsing.services.bank.entry("a.gap")
    assert browsing.toggle_suspended(entry) is True
    assert browsing.when(entry) == "set aside"
    assert ids(browsing, which="set aside") == ["a.gap"]
    assert "a.gap" not in ids(browsing, which="new")
    assert browsing.toggle_suspended(entry) is False
    assert ids(browsing, which="set aside") == []
    kinds = [event.kind for event in browsing.services.store.events()]
    assert kinds == ["suspend", "resume"]


def test_starting_over_keeps_the_log(browsing: Browsing) -> None:
    review(browsing, "a.choice", 3)
    browsing.reset(browsing.services.bank.entry("a.choice"))
    assert ids(browsing, which="new") == ["a.choice", "a.gap", "a.flag", "a.number"]
    assert [event.kind for event in browsing.services.store.events()] == ["review", "reset"]


def test_the_facts_are_those_of_the_log(browsing: Browsing) -> None:
    review(browsing, "a.choice", 4, days_ago=30)
    entry = browsing.services.bank.entry("a.choice")
    facts = dict(browsing.facts(entry))
    memory = browsing.services.store.card("a.choice").memory
    assert memory is not None
    factor = 0.9 ** (-1 / 0.1542) - 1
    recall = (1 + factor * 30 / memory.stability) ** -0.1542
    assert facts["stability"] == f"{memory.stability:.1f} days"
    assert facts["recall now"] == f"{recall * 100:.0f} %"
    assert facts["last"] == "easy, Sat 31 Jan"
    assert facts["reviews"] == "1"
    assert facts["id"] == "a.choice"
    assert dict(browsing.facts(browsing.services.bank.entry("a.gap")))["scope"] == "beyond"


def test_titles_tell_questions_apart(browsing: Browsing) -> None:
    bank = browsing.services.bank
    titles = {entry.id: browsing.title(entry) for entry in bank}
    assert titles["a.choice"] == "What does a model predict? [/] list[int]"
    assert titles["a.gap"] == "Byte pairs start from ____."
    assert titles["a.flag"].startswith("“A token is a word.")
    assert titles["a.number"] == "The logits are ‹a› and 0."
    assert title_of(bank.get("a.gap")) == titles["a.gap"]
    assert outline(bank.get("a.choice")) == "3 options"
    assert outline(bank.get("a.number")) == "numbers drawn anew each time"
