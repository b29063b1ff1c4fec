"""A home of its own, a clock that is moved by hand, and a small bank with a question of each kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from interview_prep.bank.bank import Bank
from interview_prep.bank.opening import open_bank
from interview_prep.practice.services import Services

BANK = """
- id: llm.pick
  kind: choice
  concept: llm
  level: 1
  prompt: "What does a language model predict?"
  explanation: "The next token."
  priority: core
  options:
    - {text: "The next token", correct: true, because: "it does"}
    - {text: "The next word", misconception: words_not_tokens, because: "Its units are tokens."}
    - {text: "The whole answer", misconception: whole_answer, because: "It goes token by token."}
- id: llm.gap
  kind: cloze
  concept: llm
  level: 1
  prompt: "Fill in the word."
  text: "Most chat models are {{gap}}-only transformers."
  accept: [decoder]
  explanation: "They keep the decoder stack."
- id: llm.number
  kind: numeric
  concept: llm
  level: 2
  prompt: "$q$ = {{q}}, $k$ = {{k}}, $d_k$ = 4. Which score enters the softmax?"
  draw: {q: {integers: [1, 3], shape: [4]}, k: {integers: [1, 3], shape: [4]}}
  compute: {op: scaled_dot_product_attention, args: {q: [$q], k: [$k], v: [$k]}, take: trace.scaled.0.0}
  response: number
  tolerance: {absolute: 0.01}
  misconceptions:
    - id: unscaled
      because: "The division by the root is missing."
      compute: {op: scaled_dot_product_attention, args: {q: [$q], k: [$k], v: [$k], scale: 1.0}, take: trace.scaled.0.0}
  explanation: "The dot product, divided by the root of the width."
- id: llm.sorted
  kind: order
  concept: llm
  level: 1
  prompt: "Put the loop of generation in order."
  steps: [Predict a distribution, Choose a token, Append it]
  explanation: "Then again."
- id: scaling.sentence
  kind: flag
  concept: scaling
  level: 2
  prompt: "One sentence is not right. Which one, and what should it say?"
  statement: "Compute is about 6ND. Chinchilla had more parameters than Gopher. It saw more tokens."
  wrong: "Chinchilla had more parameters than Gopher."
  correction: "Chinchilla had fewer parameters than Gopher."
  key_points:
    - id: k1
      text: "Fewer parameters"
      all_of: [[fewer, less, smaller], [parameter*, model]]
      examples: {covered: [it had fewer parameters], not_covered: [it is a bird]}
  explanation: "70B against 280B."
- id: scaling.spoken
  kind: recall
  concept: scaling
  level: 2
  prompt: "What did Chinchilla change about training?"
  answer: "Smaller models were trained on more tokens: about twenty tokens for each parameter."
  key_points:
    - id: smaller
      text: "Smaller models"
      all_of: [[smaller, fewer], [model*, parameter*]]
      examples: {covered: [train a smaller model], not_covered: [nothing]}
    - id: tokens
      text: "More tokens"
      all_of: [[more], [token*, data]]
      examples: {covered: [use more tokens], not_covered: [nothing]}
    - id: twenty
      text: "About twenty tokens a parameter"
      all_of: [[twenty, "20"], [parameter*]]
      examples: {covered: [twenty tokens for each parameter], not_covered: [nothing]}
  red_flags:
    - id: bigger
      text: "Bigger models are always better"
      phrasings: [bigger models are always better, the bigger the better, just make it larger]
  explanation: "Balance model and data."
"""


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """The bundled bank, compiled once for all tests that need it."""
    return open_bank(cache=tmp_path_factory.mktemp("bundled"))


@dataclass
class Clock:
    """The time of a test; calling it reads it."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def pass_time(self, **parts: float) -> None:
        """Move on by a timedelta's parts."""
        self.at += timedelta(**parts)


@pytest.fixture
def clock() -> Clock:
    """A Tuesday morning."""
    return Clock(datetime(2026, 3, 3, 9, 0, tzinfo=UTC))


@pytest.fixture
def bank_folder(tmp_path: Path) -> Path:
    """The folder with the small bank."""
    folder = tmp_path / "bank"
    folder.mkdir()
    for concept in ("llm", "scaling"):
        items = [item for item in BANK.strip().split("\n- ") if f"concept: {concept}" in item]
        text = "\n".join("- " + item.removeprefix("- ") for item in items)
        (folder / f"{concept}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def services(tmp_path: Path, clock: Clock, bank_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """Services over the small bank alone, in a new home, in UTC."""
    monkeypatch.setenv("INTERVIEW_PREP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TZ", "UTC")
    opened = Services(now=clock)
    opened.__dict__["bank"] = open_bank([bank_folder], cache=opened.cache, bundled=False)
    opened.__dict__["zone"] = UTC
    yield opened
    opened.close()


@pytest.fixture
def room(tmp_path: Path, clock: Clock, bundled: Bank, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """Services over the bundled bank in a new home, in UTC."""
    monkeypatch.setenv("INTERVIEW_PREP_HOME", str(tmp_path))
    opened = Services(now=clock)
    opened.__dict__["bank"] = bundled
    opened.__dict__["zone"] = UTC
    yield opened
    opened.close()
