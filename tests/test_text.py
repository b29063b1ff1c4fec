"""Text from outside: nothing that a terminal acts on, or that misleads a reader, survives."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from interview_prep.text import counted, one_line, sanitise

HOSTILE = "\x1b]52;c;aGk=\x07\x9b31m\u202etxt\u2066\x00\x7f\u200b\ufeffok"


def test_escape_control_and_bidi_characters_go() -> None:
    assert sanitise(HOSTILE) == "]52;c;aGk=31mtxtok"


def test_ordinary_text_of_any_script_stays() -> None:
    for text in ("QKᵀ/√dₖ", "naïve — “quoted” …", "日本語 👩\u200d🔬", "שלום", "tab\tand\nline"):
        assert sanitise(text) == unicodedata.normalize("NFC", text)


@given(st.text())
def test_the_result_is_clean_and_cleaning_twice_changes_nothing(text: str) -> None:
    clean = sanitise(text)
    assert all(character in "\n\t" or unicodedata.category(character) != "Cc" for character in clean)
    assert not {unicodedata.bidirectional(character) for character in clean} & {
        "LRE",
        "RLE",
        "LRO",
        "RLO",
        "PDF",
        "LRI",
        "RLI",
        "FSI",
        "PDI",
    }
    assert sanitise(clean) == clean


@given(st.text(), st.integers(1, 80))
def test_one_line_is_one_line_and_never_longer_than_asked(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line.splitlines()) <= 1
    assert len(line) <= limit


def test_one_is_counted_in_the_singular() -> None:
    assert [counted(number, "day") for number in (0, 1, 2, 1200)] == ["0 days", "1 day", "2 days", "1,200 days"]
    assert [counted(number, "history") for number in (1, 2)] == ["1 history", "2 histories"]
