"""The index: opened again without reading YAML, rebuilt when anything is off, shared by several processes at once."""

import multiprocessing
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import question_bank
from interview_prep.bank import indexing, opening
from interview_prep.bank.bank import Bank
from interview_prep.bank.indexing import build_index, write_index
from interview_prep.bank.opening import open_bank
from interview_prep.bank.source import Source


def _open(folder: Path, cache: Path) -> Bank:
    return open_bank([folder], bundled=False, cache=cache)


def _ids(bank: Bank) -> list[str]:
    return [entry.id for entry in bank]


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were compiled, in order."""
    from interview_prep.bank import compiler

    seen: list[str] = []
    right = compiler.compile_bytes

    def counting(data: bytes, shown: str) -> compiler.CompiledFile:
        seen.append(shown)
        return right(data, shown)

    monkeypatch.setattr(compiler, "compile_bytes", counting)
    return seen


def test_second_opening_compiles_nothing(bank_folder: Path, cache: Path, compiled: list[str]) -> None:
    assert _ids(_open(bank_folder, cache)) == ["a.one", "a.two", "b.one"]
    assert compiled == ["first.yaml", "tokens/second.yaml"]
    again = _open(bank_folder, cache)
    assert _ids(again) == ["a.one", "a.two", "b.one"]
    assert again.get("a.two").prompt == "Which mask?"
    assert len(compiled) == 2


def test_only_the_changed_file_is_compiled(
    bank_folder: Path, cache: Path, compiled: list[str], question: Callable[..., str]
) -> None:
    before = _open(bank_folder, cache)
    (bank_folder / "tokens" / "second.yaml").write_text(question("b.new", "Whose merge?"), encoding="utf-8")
    compiled.clear()
    after = _open(bank_folder, cache)
    assert compiled == ["tokens/second.yaml"]
    assert _ids(after) == ["a.one", "a.two", "b.new"]
    assert [entry.id for entry in after.search("softmax")] == ["a.one"]
    assert [entry.id for entry in after.search("merge")] == ["b.new"]
    assert before.get("b.one").prompt == "What does byte-pair encoding merge?", "an opened bank does not change"


def test_touched_file_keeps_its_rows_by_content(bank_folder: Path, cache: Path, compiled: list[str]) -> None:
    _open(bank_folder, cache)
    compiled.clear()
    os.utime(bank_folder / "first.yaml", ns=(1, 1))
    assert len(_open(bank_folder, cache)) == 3
    assert compiled == []


def test_files_that_come_and_go(bank_folder: Path, cache: Path, question: Callable[..., str]) -> None:
    _open(bank_folder, cache)
    (bank_folder / "third.yml").write_text(question("c.one"), encoding="utf-8")
    (bank_folder / "first.yaml").unlink()
    assert _ids(_open(bank_folder, cache)) == ["c.one", "b.one"]


@pytest.mark.parametrize("damage", ["empty", "cut", "noise", "text", "other schema", "directory"])
def test_damaged_cache_is_rebuilt(damage: str, bank_folder: Path, cache: Path) -> None:
    _open(bank_folder, cache)
    (path,) = cache.glob("bank-*.sqlite")
    content = path.read_bytes()
    if damage == "directory":
        path.unlink()
        path.mkdir()
    elif damage == "other schema":
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE meta SET value = '999' WHERE key = 'schema'")
        connection.close()
    else:
        spoiled = {"empty": b"", "cut": content[: len(content) // 2], "text": b"not a database"}
        path.write_bytes(spoiled.get(damage, content[:100] + os.urandom(len(content) - 100)))
    bank = _open(bank_folder, cache)
    assert _ids(bank) == ["a.one", "a.two", "b.one"]
    assert bank.get("b.one").concept == "tokens"


def test_damage_in_the_middle_is_healed_while_reading(bank_folder: Path, cache: Path) -> None:
    _open(bank_folder, cache)
    (path,) = cache.glob("bank-*.sqlite")
    bank = _open(bank_folder, cache)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(bytes(content))
    healed = _open(bank_folder, cache)
    assert _ids(healed) == ["a.one", "a.two", "b.one"]
    assert bank.get("a.one").level == 1


def test_cache_that_cannot_be_written_lives_in_memory(bank_folder: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    bank = _open(bank_folder, blocked / "cache")
    assert _ids(bank) == ["a.one", "a.two", "b.one"]
    assert [entry.id for entry in bank.search("mask")] == ["a.two"]
    assert blocked.read_text(encoding="utf-8") == "in the way"


def test_read_only_cache_is_used_as_it_is(bank_folder: Path, cache: Path, compiled: list[str]) -> None:
    _open(bank_folder, cache)
    compiled.clear()
    cache.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert len(_open(bank_folder, cache)) == 3
    finally:
        cache.chmod(stat.S_IRWXU)
    assert compiled == []
    assert [path.name for path in cache.iterdir()] == [next(cache.glob("bank-*.sqlite")).name]


def _opened_elsewhere(folder: str, cache: str) -> int:
    return len(open_bank([Path(folder)], bundled=False, cache=Path(cache)))


def test_many_processes_at_once(bank_folder: Path, cache: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        counts = pool.starmap(_opened_elsewhere, [(str(bank_folder), str(cache))] * 6)
    assert counts == [3] * 6
    assert len(list(cache.iterdir())) == 1, "no half-written file stays behind"


def test_second_opening_loads_neither_pydantic_nor_yaml(bank_folder: Path, cache: Path) -> None:
    _open(bank_folder, cache)
    program = (
        "import sys; from pathlib import Path; from interview_prep.bank.opening import open_bank;"
        f"bank = open_bank([Path({str(bank_folder)!r})], bundled=False, cache=Path({str(cache)!r}));"
        "bank.get('a.one'); bank.search('mask'); len(bank.problems); bank.registry;"
        "print([name for name in ('pydantic', 'yaml', 'numpy', 'typer', 'textual') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@pytest.fixture
def bundled(bank_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(question_bank, "ROOT", bank_folder)
    return bank_folder


def test_shipped_index_is_used_when_it_fits(bundled: Path, cache: Path, compiled: list[str]) -> None:
    assert write_index(build_index(Source(bundled)), bundled / opening.SHIPPED)
    os.utime(bundled / "first.yaml", ns=(7, 7))
    compiled.clear()
    for _ in range(2):
        assert _ids(open_bank(cache=cache)) == ["a.one", "a.two", "b.one"]
    assert compiled == []
    assert list(cache.glob("bank-*")) == []


def test_shipped_index_that_does_not_fit_is_passed_over(
    bundled: Path, cache: Path, question: Callable[..., str]
) -> None:
    write_index(build_index(Source(bundled)), bundled / opening.SHIPPED)
    assert len(open_bank(cache=cache)) == 3
    (bundled / "first.yaml").write_text(question("z.one"), encoding="utf-8")
    assert _ids(open_bank(cache=cache)) == ["z.one", "b.one"]


def test_shipped_index_of_another_version_is_passed_over(
    bundled: Path, cache: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "program_version", lambda: "0.0/0")
    write_index(build_index(Source(bundled)), bundled / opening.SHIPPED)
    compiled.clear()
    assert len(open_bank(cache=cache)) == 3
    assert len(compiled) == 2


def test_links_in_a_circle_and_what_cannot_be_read_leave_the_rest(bank_folder: Path, cache: Path) -> None:
    (bank_folder / "tokens" / "up").symlink_to("..")
    (bank_folder / "lost.yaml").symlink_to("nowhere.yaml")
    (bank_folder / "round.yaml").symlink_to("round.yaml")
    bank = _open(bank_folder, cache)
    assert _ids(bank) == ["a.one", "a.two", "b.one"]
    assert [Path(problem.file).name for problem in bank.problems] == ["lost.yaml", "round.yaml"]


def test_a_file_whose_name_is_no_text_is_told_and_leaves_the_rest(
    bank_folder: Path, cache: Path, question: Callable[..., str]
) -> None:
    try:
        Path(os.fsdecode(os.fsencode(bank_folder) + b"/\xff.yaml")).write_text(question("c.one"), encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    bank = _open(bank_folder, cache)
    assert _ids(bank) == ["a.one", "a.two", "b.one"]
    assert ["rename it" in problem.message for problem in bank.problems] == [True]
