"""A small bundled bank of the tests' own, and a way to check questions against it."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import yaml

import question_bank
from interview_prep.authoring.checking import Report, check
from interview_prep.bank.reader import read_file

Edits: TypeAlias = Mapping[str, Any]
Questions: TypeAlias = Sequence[tuple[str, Edits]]
REMOVED = "<removed>"
TODAY = date(2026, 6, 15)
TEMPLATES = Path(str(question_bank.ROOT)).parent / "interview_prep" / "authoring" / "data" / "new"

REGISTRY = {
    "facts": {
        "C2.9": {"title": "the formula", "core": True},
        "C2.11": {"title": "the root"},
        "C1.3": {"title": "loss"},
    },
    "errata": {"E7": {"title": "96 heads are per layer", "touches": ["C2.22"]}},
    "misconceptions": {"mask_zero_scores": "zero", "mask_inputs": "inputs", "sum_not_mean": "sum", "unused": "nobody"},
    "sources": {"vaswani2017": "Vaswani et al. 2017", "brown2020": "Brown et al. 2020"},
    "tags": {"attention": "attention", "contrast": "contrast", "rope": "rope", "alibi": "alibi"},
    "confusable": [],
    "allowed": [],
}


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty bundled bank with a registry; its folder."""
    root = tmp_path / "bundle"
    (root / "registry").mkdir(parents=True)
    for name, data in REGISTRY.items():
        (root / "registry" / f"{name}.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    monkeypatch.setattr(question_bank, "ROOT", root)
    return root


def question(kind: str, edits: Edits) -> dict[str, Any]:
    """The sound question of `bank new KIND`, with some fields changed; a dotted path leads to the field."""
    base = NUMERIC if kind == "numeric" else read_file(TEMPLATES / f"{kind}.yaml")[0]
    data = json.loads(json.dumps(base))
    data["covers"] = ["C2.11"]
    for path, value in edits.items():
        holder: Any = data
        *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))
        for step in steps:
            holder = holder[step]
        if value == REMOVED:
            del holder[last]
        else:
            holder[last] = value
    copied: dict[str, Any] = json.loads(json.dumps(data))
    return copied


def _as_yaml(questions: Questions) -> str:
    """The questions as a file, every key on a line of its own; ids are made distinct unless an edit gives one."""
    items = [question(kind, {"id": f"q{n}.{kind}", **edits}) for n, (kind, edits) in enumerate(questions)]
    return yaml.safe_dump(items, sort_keys=False, allow_unicode=True, width=100_000)


@pytest.fixture(name="as_yaml")
def as_yaml_fixture() -> Callable[[Questions], str]:
    """How questions are written to the file that is checked."""
    return _as_yaml


Checker: TypeAlias = Callable[..., Report]


@pytest.fixture
def checked(tmp_path: Path, bundle: Path) -> Checker:
    """Check questions: as a bank of their own, or with `bundled=True` as all of the bundled bank."""

    def run(questions: Questions | str, *, bundled: bool = False, today: date = TODAY) -> Report:
        text = questions if isinstance(questions, str) else _as_yaml(questions)
        folder = bundle if bundled else tmp_path / "mine"
        folder.mkdir(exist_ok=True)
        (folder / "questions.yaml").write_text(text, encoding="utf-8")
        return check([] if bundled else [folder], today=today, cache=tmp_path / "cache")

    return run


NUMERIC: dict[str, Any] = {
    "id": "llm.loss",
    "kind": "numeric",
    "concept": "llm",
    "level": 2,
    "prompt": "Five target tokens received the probabilities {{p}}. Give the mean loss in nats.",
    "compute": {"exercise": "llm.cross-entropy"},
    "tolerance": {"absolute": 0.01},
    "unit": "nats",
    "misconceptions": [{"id": "sum_not_mean", "because": "That is the sum."}],
    "explanation": "The mean of the negative logarithms.",
}
