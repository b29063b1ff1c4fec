"""Questions and banks on disk for the tests of the bank."""

from collections.abc import Callable
from pathlib import Path

import pytest

QUESTION = """\
- id: {name}
  kind: choice
  concept: {concept}
  level: {level}
  prompt: "{prompt}"
  tags: [{tag}]
  aliases: [{alias}]
  options:
    - {{text: "right", correct: true}}
    - {{text: "wrong", misconception: m1, because: "no"}}
    - {{text: "worse", misconception: m2, because: "no"}}
"""


def _question(
    name: str, prompt: str = "What?", concept: str = "llm", level: int = 1, alias: str = "", tag: str = "t"
) -> str:
    return QUESTION.format(name=name, prompt=prompt, concept=concept, level=level, alias=alias, tag=tag)


@pytest.fixture(name="question")
def question_fixture() -> Callable[..., str]:
    """YAML of one choice question."""
    return _question


@pytest.fixture
def bank_folder(tmp_path: Path) -> Path:
    """A bank of three questions in two files."""
    root = tmp_path / "bank"
    (root / "tokens").mkdir(parents=True)
    first = _question("a.one", "Why is the softmax scaled?") + _question("a.two", "Which mask?", level=2, alias="a.old")
    (root / "first.yaml").write_text(first, encoding="utf-8")
    second = _question("b.one", "What does byte-pair encoding merge?", concept="tokens", level=3)
    (root / "tokens" / "second.yaml").write_text(second, encoding="utf-8")
    return root
