"""Lines fitted to a width, matrices lifted out of a sentence, and the cached row that is read without the log."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from interview_prep.storage.peek import kept
from interview_prep.tui.content import entry
from interview_prep.tui.layout import bar, both_ends, hang, tinted
from interview_prep.tui.matrices import grid, lift, minus, typeset
from interview_prep.tui.wrapping import wrapped

if TYPE_CHECKING:
    from tests.tui.conftest import Home

WORDS = st.lists(st.text("abcdefgh", min_size=1, max_size=12), min_size=1, max_size=30).map(" ".join)


@given(WORDS, st.integers(20, 90))
def test_a_hanging_text_stays_in_its_width_and_loses_no_word(text: str, width: int) -> None:
    lines = hang(Content(text), width, "▸ 1  ", " " * 5)
    assert all(line.cell_length <= width for line in lines)
    assert " ".join(line.plain[5:].strip() for line in lines) == text
    assert all(line.plain.startswith(" " * 5) for line in lines[1:])


@given(WORDS, WORDS.filter(lambda words: len(words) <= 18), st.integers(20, 90))
def test_two_ends_of_a_row_never_overlap(left: str, right: str, width: int) -> None:
    lines = both_ends(Content(left), Content(right), width)
    assert all(line.cell_length <= width for line in lines)
    assert lines[-1].plain.endswith(right)
    assert lines[-1].cell_length == width


@given(
    st.lists(st.sampled_from("= ≈ Σ × − 5 12 % GB x W₂ a keys weights softmax(QKᵀ)".split()), min_size=1, max_size=60),
    st.integers(8, 90),
)
def test_tied_words_stay_in_the_width_and_lose_nothing(words: list[str], width: int) -> None:
    text = " ".join(words)
    lines = wrapped(Content(text).stylize("bold", 0, 3), width)
    assert all(line.cell_length <= width for line in lines)
    assert "".join(line.plain for line in lines).replace(" ", "") == text.replace(" ", "")


def test_no_line_ends_in_a_sign_and_none_begins_with_a_lone_symbol() -> None:
    text = "one gradient step with η = 0.2 from W = 0 on 1/2 Σ (y − Wx)², in 40 GB, 5 % of the mass, by the token t"
    for width in range(20, 100):
        lines = [line.plain.strip() for line in wrapped(Content(text), width)]
        assert not [line for line in lines if line.endswith(("=", "Σ", "−", " 40", " 5"))], width
        assert not [line for line in lines if line.split()[0] in ("=", "GB", "%", "t")], width


def test_a_short_list_stays_on_one_line_and_a_long_one_is_parted() -> None:
    for width in range(30, 60):
        lines = [
            line.plain for line in wrapped(Content("with labels [1, 1, −2], then the query [−2, 0] and so on"), width)
        ]
        assert all(line.count("[") == line.count("]") for line in lines), lines
    long = wrapped(Content("scores [" + ", ".join(["0.25"] * 20) + "] of a row"), 40)
    assert all(20 <= line.cell_length <= 40 for line in long[:-1])


def test_a_chain_of_formulas_is_parted_rather_than_kept_on_a_line_of_its_own() -> None:
    text = "so " + " = ".join(["σ(x)"] * 12)
    lines = [line.plain for line in wrapped(Content(text), 40)]
    assert all(20 <= len(line) <= 40 for line in lines[:-1])


@given(st.floats(-1, 2), st.integers(1, 60))
def test_a_bar_is_as_wide_as_asked(share: float, width: int) -> None:
    assert bar(share, width).cell_length == width
    assert tinted(Content("x"), width, "bold").cell_length == max(1, width)


def test_matrices_are_set_under_the_sentence() -> None:
    sentence, found = lift("Keys $K$ = [[0, -1], [12, 3]] meet $q$ = [2, -1], $d_k$ = 4. What comes out?")
    assert sentence == "Keys $K$ meet $q$, $d_k$ = 4. What comes out?"
    assert [matrix.rows for matrix in found] == [(("0", "−1"), ("12", "3")), (("2", "−1"),)]
    lines = [line.plain for line in typeset(found, 60)]
    assert lines == [
        "K = ⎡  0  −1 ⎤     q = [ 2  −1 ]",
        "    ⎣ 12   3 ⎦                  ",
    ]


def test_matrices_that_do_not_fit_beside_each_other_stand_below() -> None:
    _, found = lift("$A$ = [[1, 2], [3, 4]] and $B$ = [[5, 6], [7, 8]]")
    assert len(typeset(found, 60)) == 2
    assert len(typeset(found, 20)) == 4
    assert all(line.cell_length <= 20 for line in typeset(found, 20))


@pytest.mark.parametrize("prompt", ["What is list[int]?", "Scores [1, 2] and [[a, b]]", "x = [[ 1 ]", "$q$ = [1, 2]"])
def test_a_prompt_without_a_matrix_stays_as_it_is(prompt: str) -> None:
    assert lift(prompt) == (prompt, [])


def test_numbers_get_their_minus_and_words_keep_their_hyphens() -> None:
    assert minus("[-1, 2.5, -0.3] top-5 pre-2017 -x") == "[−1, 2.5, −0.3] top-5 pre-2017 -x"
    assert grid("[1, -2]") == (("1", "−2"),)
    assert grid("about 3") is None


def test_an_entry_that_is_too_long_for_the_menu_stays_on_its_row() -> None:
    row = entry("Whatever this may be about, in full", "enter", 24, selected=True)
    assert row.plain == "▸ Whatever this… enter  "
    assert row.cell_length == 24
    assert entry("Drill", "w", 24, selected=False).cell_length == 24


def test_the_cached_row_is_read_without_the_log(home: "Home", tmp_path: Path) -> None:
    services = home.services()
    services.store.put_cached("today", "{}")
    services.close()
    assert kept(home.folder / "history.sqlite", "today")[0] == "{}"
    assert kept(home.folder / "history.sqlite", "other")[0] is None
    assert kept(tmp_path / "none.sqlite", "today")[0] is None
    assert not (tmp_path / "none.sqlite").exists()
    (tmp_path / "bad.sqlite").write_bytes(b"no database at all" * 9)
    assert kept(tmp_path / "bad.sqlite", "today")[0] is None
