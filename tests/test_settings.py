"""The settings file: defaults, strict values, unknown keys kept, written whole; and where everything is kept."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from interview_prep import paths
from interview_prep.errors import UserError
from interview_prep.settings import Settings, load, save


def test_without_a_file_there_are_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "settings.toml") == Settings()


def test_what_is_saved_is_read_back(tmp_path: Path) -> None:
    file = tmp_path / "new" / "settings.toml"
    chosen = Settings(interview=date(2026, 12, 12), minutes=25, theme="paper", banks=("~/my-bank",), welcomed=True)
    save(file, chosen)
    assert load(file) == chosen
    save(file, replace(chosen, interview=None))
    assert load(file).interview is None
    assert [path.name for path in file.parent.iterdir()] == ["settings.toml"]


def test_keys_of_a_newer_version_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('colour_of_cats = "grey"\nminutes = 20\n')
    save(file, replace(load(file), minutes=30))
    assert 'colour_of_cats = "grey"' in file.read_text()
    assert load(file).minutes == 30


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("minutes = 0", "from 1 to 240"),
        ('minutes = "ten"', "minutes is 'ten'; write it as a whole number, such as 15"),
        ("minutes = true", "minutes is true; write it as a whole number, such as 15"),
        ("welcomed = 1", "welcomed is 1; write it as true or false"),
        ("zone = 5", "zone is 5; write it as text in quotes"),
        ("retention = 'high'", "write it as a number, such as 0.9"),
        ("interview = 2026-12-12T10:00:00", "interview is 2026-12-12 10:00:00; write it as a date without quotes"),
        ("retention = 2", "from 0.7 to 0.98"),
        ('interview = "soon"', "2026-03-31"),
        ("interview = 9999-12-31", "check the year"),
        ('banks = "one"', "write it as a list"),
        ("minutes = ", "not valid TOML"),
        ("\x1b[31m", "not valid TOML"),
    ],
)
def test_a_bad_value_says_file_setting_and_remedy(tmp_path: Path, line: str, says: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(line)
    with pytest.raises(UserError) as caught:
        load(file)
    assert str(file) in str(caught.value)
    assert says in str(caught.value)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("\ufeffminutes = 20\n", encoding="utf-8")
    assert load(file).minutes == 20


def test_the_home_of_a_stranger_is_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEW_PREP_HOME", "~nobody-of-this-name/prep")
    with pytest.raises(UserError, match=r"INTERVIEW_PREP_HOME is ~nobody-of-this-name/prep: .* write the whole path"):
        paths.data()
    assert paths.in_full(Path("~nobody-of-this-name/x")) == Path("~nobody-of-this-name/x")


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match="not valid TOML"):
        load(file)


def test_a_folder_in_the_way_is_told_and_nothing_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(UserError, match="cannot be"):
        save(tmp_path / "settings.toml", Settings())
    assert [path.name for path in tmp_path.iterdir()] == ["settings.toml"]


def test_one_variable_moves_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEW_PREP_HOME", str(tmp_path))
    places = (paths.data(), paths.cache(), paths.settings_file(), paths.database(), paths.backups(), paths.reports())
    assert all(place.is_relative_to(tmp_path) for place in places)
    assert len(set(places)) == len(places)
