"""The bank as a collection: lookup, aliases, filters, search, several banks at once, problems."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from interview_prep.bank.bank import Bank, UnknownQuestion
from interview_prep.bank.opening import open_bank
from interview_prep.errors import UserError


@pytest.fixture
def bank(bank_folder: Path, tmp_path: Path) -> Bank:
    return open_bank([bank_folder], bundled=False, cache=tmp_path / "cache")


def _ids(bank: Bank) -> list[str]:
    return [entry.id for entry in bank]


def test_entries_have_place_and_metadata(bank: Bank, bank_folder: Path) -> None:
    entry = bank.entry("a.two")
    assert (entry.kind, entry.concept, entry.level, entry.scope, entry.priority) == (
        "choice",
        "llm",
        2,
        "article",
        "normal",
    )
    assert (entry.tags, entry.aliases, entry.covers, entry.variant_of, entry.seconds) == (
        ("t",),
        ("a.old",),
        (),
        None,
        45,
    )
    assert (entry.file, entry.line) == (str(bank_folder / "first.yaml"), 12)
    assert bank.entry("b.one").file == str(bank_folder / "tokens" / "second.yaml")


def test_lookup_by_id_and_former_id(bank: Bank) -> None:
    assert bank.get("a.old").id == "a.two"
    assert bank.entry("a.old").id == "a.two"
    assert "a.old" in bank
    assert "a.nothing" not in bank
    assert 3 not in bank
    assert bank.aliases == {"a.old": "a.two"}
    list(bank)
    assert bank.get("a.old") is bank.get("a.two")


def test_unknown_id_says_what_is_near(bank: Bank) -> None:
    with pytest.raises(UnknownQuestion, match=r"did you mean a\.two") as caught:
        bank.get("a.twoo")
    assert isinstance(caught.value, UserError)
    assert isinstance(caught.value, KeyError)
    with pytest.raises(UserError, match="bank search"):
        bank.entry("%%%")


def test_filters_take_a_value_or_several(bank: Bank) -> None:
    assert _ids(bank.where(concept="llm")) == ["a.one", "a.two"]
    assert _ids(bank.where(level=(2, 3))) == ["a.two", "b.one"]
    assert _ids(bank.where(concept="llm", level={1, 3})) == ["a.one"]
    assert _ids(bank.where(ids=["b.one", "a.old"])) == ["a.two", "b.one"]
    assert _ids(bank.where(kind="recall")) == []
    assert _ids(bank.where(scope="article", priority=["normal"])) == ["a.one", "a.two", "b.one"]
    assert len(bank) == 3, "a filter leaves the bank as it is"


def test_intersection_and_description(bank: Bank) -> None:
    both = bank.where(concept="llm") & bank.where(level=2)
    assert _ids(both) == ["a.two"]
    assert both.describe() == "1 question: Large language models, level 2"
    assert bank.describe() == "3 questions"
    assert bank.where(kind=["choice", "cloze"]).describe() == "3 questions: choice or cloze"


def test_a_selection_knows_only_its_own(bank: Bank) -> None:
    chosen = bank.where(concept="llm")
    assert "b.one" not in chosen
    assert "a.old" in chosen
    with pytest.raises(UnknownQuestion):
        chosen.get("b.one")
    assert [entry.id for entry in chosen.search("encoding")] == []
    assert [entry.id for entry in chosen.search("softmax")] == ["a.one"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("softmax", ["a.one"]),
        ("SOFTMAX scal", ["a.one"]),
        ("byte pair", ["b.one"]),
        ("mask softmax", ["a.one", "a.two"]),
        ("a.two", ["a.two"]),
        ("worse", ["a.one", "a.two", "b.one"]),
        ('"; DROP TABLE entries; --', []),
        ("NEAR( AND OR NOT *", []),
        ("", []),
        ("   ", []),
        ("\x00\ud800", []),
    ],
)
def test_search(bank: Bank, text: str, found: list[str]) -> None:
    assert sorted(entry.id for entry in bank.search(text)) == found


def test_search_limit_and_rank(bank: Bank) -> None:
    assert len(bank.search("right", limit=2)) == 2
    assert bank.search("mask right")[0].id == "a.two"


def test_a_whole_id_finds_its_question_before_others(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(bank._library), "search", lambda *_: ["a.one", "a.two"])
    assert [entry.id for entry in bank.search(" a.two ")] == ["a.two", "a.one"]
    assert [entry.id for entry in bank.search("a.old", limit=1)] == ["a.two"]
    assert [entry.id for entry in bank.search("two")] == ["a.one", "a.two"]


def test_two_banks_the_first_wins(bank_folder: Path, tmp_path: Path, question: Callable[..., str]) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(question("a.one", "Another prompt?") + question("c.one", "Which mask now?"), encoding="utf-8")
    both = open_bank([bank_folder, other], bundled=False, cache=tmp_path / "cache")
    assert (len(both), _ids(both)) == (4, ["a.one", "a.two", "b.one", "c.one"])
    assert both.get("a.one").prompt == "Why is the softmax scaled?"
    (problem,) = both.problems
    assert (problem.code, problem.file, problem.line, problem.question) == ("Q001", str(other), 1, "a.one")
    assert f"is taken by {bank_folder / 'first.yaml'}" in problem.message
    assert sorted(entry.id for entry in both.search("mask")) == ["a.two", "c.one"]
    turned = open_bank([other, bank_folder], bundled=False, cache=tmp_path / "cache")
    assert turned.get("a.one").prompt == "Another prompt?"


def test_missing_and_broken_banks_are_listed(bank_folder: Path, tmp_path: Path) -> None:
    (bank_folder / "broken.yaml").write_text("- id: [\n", encoding="utf-8")
    (bank_folder / "worse.yaml").write_bytes(b"\xff\xfe")
    bank = open_bank([tmp_path / "nowhere", bank_folder], bundled=False, cache=tmp_path / "cache")
    assert len(bank) == 3
    assert {(Path(row.file).name, row.code) for row in bank.problems} == {
        ("nowhere", "Y002"),
        ("broken.yaml", "Y001"),
        ("worse.yaml", "Y001"),
    }


def test_the_same_id_twice_in_one_bank(bank_folder: Path, tmp_path: Path, question: Callable[..., str]) -> None:
    (bank_folder / "zz.yaml").write_text(question("a.one", "Later?"), encoding="utf-8")
    bank = open_bank([bank_folder], bundled=False, cache=tmp_path / "cache")
    assert len(bank) == 3
    assert bank.get("a.one").prompt == "Why is the softmax scaled?"
    assert [(row.code, Path(row.file).name) for row in bank.problems] == [("Q001", "zz.yaml")]


def test_registry_is_merged(bank_folder: Path, tmp_path: Path) -> None:
    registry = bank_folder / "registry"
    (registry / "misconceptions").mkdir(parents=True)
    (registry / "facts.yaml").write_text("C1.1: {title: one, core: true}\n", encoding="utf-8")
    (registry / "sources.yaml").write_text("vaswani2017: Attention Is All You Need\n", encoding="utf-8")
    (registry / "confusable.yaml").write_text("- [a, b]\n", encoding="utf-8")
    (registry / "misconceptions" / "llm.yaml").write_text("m1: believed\n", encoding="utf-8")
    (registry / "misconceptions" / "tokens.yaml").write_text("m1: again\nm2: too\nm3: 4\n", encoding="utf-8")
    (registry / "oddity.yaml").write_text("a: b\n", encoding="utf-8")
    bank = open_bank([bank_folder], bundled=False, cache=tmp_path / "cache")
    assert bank.registry.facts["C1.1"].core
    assert dict(bank.registry.misconceptions) == {"m1": "believed", "m2": "too"}
    assert [(pair.left, pair.right) for pair in bank.registry.confusable] == [("a", "b")]
    assert dict(bank.registry.sources) == {"vaswani2017": "Attention Is All You Need"}
    assert sorted((row.code, Path(row.file).name, row.line) for row in bank.problems) == [
        ("Q001", "tokens.yaml", 1),
        ("Q002", "tokens.yaml", 3),
        ("Q006", "oddity.yaml", 1),
    ]


def test_rows_and_problems_are_values(bank: Bank) -> None:
    entry = bank.entry("a.one")
    with pytest.raises(AttributeError):
        entry.level = 3  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        bank.get("a.one").level = 3  # type: ignore[misc]
