"""The lab on the screen: its keys and its mouse, forms, two runs, curves, training, text from outside."""

from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest
from textual import events
from textual.content import Content
from textual.widgets import Input, TextArea

from interview_prep.practice.lab import training
from interview_prep.tui.screens.source import folded
from tests.tui.conftest import NARROW

if TYPE_CHECKING:
    from tests.tui.conftest import Drive, Home


async def test_every_step_of_attention_is_a_labelled_grid(home: "Home") -> None:
    async with home.running("lab", "scaled_dot_product_attention") as drive:
        assert drive.place == "lab"
        for words in ("1  scores  q kᵀ", "4 × 4", "7  weights", "8  output", "−∞", "the    cat    sat   down"):
            assert words in drive.text
        # q₁ · k₁ of the example, worked by hand: 1.2 · 0.9 + 0.4 · 0.2 + 0.3 · 0.5 + 0.8 · 0.7
        assert f"{1.2 * 0.9 + 0.4 * 0.2 + 0.3 * 0.5 + 0.8 * 0.7:.2f}" in drive.text


async def test_a_flag_switches_and_the_steps_follow(home: "Home") -> None:
    async with home.running("lab") as drive:
        assert drive.text.count("−∞") > 6  # six hidden keys, and the formula
        await drive.press("down", "j", "down", "enter")
        assert drive.text.count("−∞") == 1
        await drive.press("space")
        assert drive.text.count("−∞") > 6
        await drive.press("k", "up", "up", "up")
        assert drive.state == "bench"


async def test_an_argument_is_typed_and_taken(home: "Home") -> None:
    async with home.running("lab", "top_k") as drive:
        await drive.press("enter")
        assert drive.state == "edit"
        await drive.type("3 1 2")
        await drive.press("enter")
        assert drive.state == "bench"
        assert "2.00" in drive.text  # the threshold of k = 2
        await drive.press("x")
        assert "1.50" in drive.text


async def test_what_is_not_understood_is_said_in_the_form(home: "Home") -> None:
    async with home.running("lab", "top_k") as drive:
        await drive.press("enter")
        await drive.type("[1, 2")
        await drive.press("enter")
        assert drive.state == "edit"
        assert "logits: not read at line 1" in drive.text
        await drive.type("]")
        assert "not read" not in drive.text
        await drive.press("escape")
        assert drive.state == "bench"
        assert "1.50" in drive.text


async def test_arguments_that_do_not_run_say_which_and_how_to_go_on(home: "Home") -> None:
    async with home.running("lab") as drive:
        await drive.press("enter")
        await drive.type("1 2")
        await drive.press("enter")
        assert "These arguments do not run" in drive.text
        assert "press x" in drive.text
        await drive.press("x")
        assert "1  scores" in drive.text


async def test_json_is_pasted_over_the_bench_or_edited_whole(home: "Home") -> None:
    async with home.running("lab", "softmax") as drive:
        drive.app.post_message(events.Paste('{"x": [0, 0]}'))
        await drive.settle()
        assert drive.text.count("0.50") >= 2
        drive.app.post_message(events.Paste('{"y": [0, 0]}'))
        await drive.settle()
        assert "softmax has no argument “y”" in drive.notices[-1]
        await drive.press("a")
        area = drive.app.screen.query_one("#text", TextArea)
        assert '"x": [0, 0]' in area.text
        area.text = '{"x": [0, 0, 0, 0]}'
        await drive.press("enter")
        assert drive.text.count("0.25") >= 4


async def test_several_lines_are_pasted_into_one_argument(home: "Home") -> None:
    async with home.running("lab", "softmax") as drive:
        await drive.press("enter")
        drive.app.post_message(events.Paste("0 0\n0 0\n0 0"))
        await drive.settle()
        await drive.press("enter")
        assert "3 × 2" in drive.text


async def test_random_numbers_are_seeded_and_keep_their_shape(home: "Home") -> None:
    shown = []
    for _ in range(2):
        async with home.running("lab", "softmax") as drive:
            before = drive.text
            await drive.press("r")
            assert drive.text != before
            shown.append(drive.text)
    assert shown[0] == shown[1]


async def test_operations_are_searched_and_opened(home: "Home") -> None:
    async with home.running("lab") as drive:
        await drive.press("o")
        assert drive.state == "choose"
        assert "Large language models" in drive.text
        await drive.type("rope rel")
        await drive.press("enter")
        assert drive.state == "bench"
        assert "rope_relative_dot" in drive.lines[2]
        await drive.press("slash")
        await drive.type("nothing like it")
        await drive.press("enter")
        assert drive.state == "choose"
        assert "shorten the search" in drive.notices[-1]
        await drive.press("escape")
        assert "rope_relative_dot" in drive.lines[2]


async def test_two_runs_side_by_side_and_back(home: "Home") -> None:
    async with home.running("lab", "temperature") as drive:
        await drive.press("c")
        assert drive.state == "compare"
        for words in ("temperature = 0.7", "temperature = 1.5", "B − A", "What changed", "nats"):
            assert words in drive.text
        await drive.press("tab")
        assert "temperature 1 and 0" in drive.text
        await drive.press("left", "enter")
        assert drive.state == "bench"
        assert "run A" in drive.text
        await drive.press("down", "enter")
        await drive.type("2")
        await drive.press("enter", "escape")
        assert drive.state == "compare"
        assert "temperature = 2" in drive.text
        await drive.press("n")
        await drive.press("c")
        assert drive.state == "bench"
        assert drive.place == "lab"


async def test_copying_puts_numpy_on_the_clipboard(home: "Home") -> None:
    async with home.running("lab", "softmax") as drive:
        await drive.press("y")
        assert "x = np.array([[6.0, 2.0, -1.0]" in drive.app.clipboard
        assert "engine.softmax(x=x" in drive.app.clipboard


def test_a_long_line_of_a_source_goes_on_further_in() -> None:
    lines = folded(Content("def f():\n    return first_of_several + second_of_several\n\nx = 1"), 34)
    assert [line.plain for line in lines] == [
        "def f():",
        "    return first_of_several +",
        "        second_of_several",
        "",
        "x = 1",
    ]


async def test_the_source_opens_over_the_lab_and_closes(home: "Home") -> None:
    async with home.running("lab", "softmax") as drive:
        await drive.press("s")
        assert "def softmax(" in drive.text
        await drive.press("down", "pagedown", "escape")
        assert drive.place == "lab"


async def test_a_curve_where_there_is_one_and_no_key_where_there_is_none(home: "Home") -> None:
    async with home.running("lab", "kv_cache_bytes") as drive:
        assert "p plot" in drive.lines[-1]
        await drive.press("p")
        assert drive.place == "plot"
        for words in ("KV cache against context", "32 key-value heads", "GiB", "4,096"):
            assert words in drive.text
        drive.app.theme = "paper"
        await drive.settle()
        await drive.press("enter")
        assert drive.place == "lab"
    async with home.running("lab", "beam_search") as drive:
        assert "p plot" not in drive.lines[-1]
        await drive.press("p")
        assert drive.place == "lab"


async def test_the_window_moves_over_a_large_array_and_comes_round(home: "Home") -> None:
    async with home.running("lab", "sinusoidal_positions", {"num_positions": 20, "dim": 32}) as drive:
        assert "columns 0–" in drive.text
        assert "window" in drive.lines[-1]
        await drive.press("right")
        assert "columns 4–" in drive.text
        await drive.press("J")
        assert "rows 6–17 of 20" in drive.text
        await drive.press("J", "J")
        assert "rows 0–11 of 20" in drive.text
        await drive.press("left", "left")
        assert "–31 of 32" in drive.text


async def test_heads_are_slices(home: "Home") -> None:
    async with home.running("lab", "alibi_bias") as drive:
        assert "slice 1 of 2" in drive.text
        await drive.press("right_square_bracket")
        assert "slice 2 of 2" in drive.text
        await drive.press("left_square_bracket")
        assert "slice 1 of 2" in drive.text


async def test_a_card_opens_the_lab_on_its_own_numbers_and_takes_two_keys_back(home: "Home") -> None:
    async with home.asking("small.number") as drive:
        await drive.type("0.5")
        await drive.press("enter", "e")
        assert drive.place == "lab"
        assert "this card’s numbers" in drive.text
        await drive.press("escape")
        assert drive.place == "quiz"
        assert drive.state == "verdict"


async def test_the_mouse_alone_can_do_it(home: "Home") -> None:
    async with home.running("lab") as drive:
        await drive.click("causal")
        assert drive.text.count("−∞") == 1
        await drive.click("o operation")
        await drive.click("online_softmax")
        assert "online_softmax" in drive.lines[2]
        await drive.click("scores")
        assert drive.state == "edit"
        await drive.click("enter take it")
        assert drive.state == "bench"
        await drive.click("c compare")
        await drive.click("c leave comparison")
        assert drive.state == "bench"


async def test_at_eighty_columns_the_chosen_argument_unfolds(home: "Home") -> None:
    async with home.running("lab", size=NARROW) as drive:
        assert "1.2  0.4 −0.3  0.8" in drive.text
        await drive.press("down")
        assert "1.2  0.4 −0.3  0.8" not in drive.text
        assert "0.9  0.2 −0.5  0.7" in drive.text
        await drive.press("c")
        assert "scale = 1" in drive.text
        await drive.resize((120, 36))
        assert "B − A" in drive.lines[4]


async def test_the_help_begins_with_the_argument_under_the_cursor(home: "Home") -> None:
    async with home.running("lab", "temperature") as drive:
        await drive.press("down", "question_mark")
        assert "0 or more" in drive.text
        assert "p" in drive.text
        await drive.press("escape")
        assert drive.place == "lab"


async def test_a_click_in_the_help_does_what_the_key_does(home: "Home") -> None:
    async with home.running("lab", "softmax") as drive:
        await drive.click("? help")
        await drive.click("All arguments as JSON")
        assert drive.state == "edit"
        await drive.press("escape")
        await drive.click("? help")
        await drive.click("Everything that can be done here")
        assert type(drive.app.screen).__name__ == "PaletteScreen"


async def test_text_from_outside_stays_text(home: "Home") -> None:
    hostile = "\x1b]52;c;eA==\x07[@click=app.quit]x[/] \u202elist[int]"
    async with home.running("lab", "render_chatml", {"messages": [{"role": "user", "content": hostile}]}) as drive:
        assert "[@click=app.quit]x[/]" in drive.text
        assert "list[int]" in drive.text
        assert not set("\x1b\x07\u202e") & set(drive.text)
        await drive.click("[@click")
        assert drive.place == "lab"


# -- training ----------------------------------------------------------------------------------------


async def _typed(drive: "Drive", source: str, size: str) -> None:
    drive.app.screen.query_one("#source", Input).value = source
    drive.app.screen.query_one("#size", Input).value = size
    await drive.settle()


async def _trained(drive: "Drive") -> None:
    """Start, and wait for the worker: its last word comes from another thread."""
    await drive.press("enter")
    for _ in range(200):
        if drive.state != "busy":
            return
        await drive.settle()


async def test_merges_are_learnt_from_a_file_and_used(home: "Home", tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.txt"
    corpus.write_text("low lower lowest\n" * 50, encoding="utf-8")
    async with home.running("lab", "bpe_train") as drive:
        await drive.press("t")
        assert drive.place == "train"
        await _typed(drive, str(corpus), "259")
        await _trained(drive)
        assert drive.state == "done"
        assert "3 merges learnt" in drive.text
        await drive.press("enter")
        assert drive.place == "lab"
        assert "bpe_encode" in drive.lines[2]
        assert "your merges" in drive.text


async def test_training_says_what_is_missing(home: "Home") -> None:
    async with home.running("lab", "bpe_train") as drive:
        await drive.press("t")
        await drive.press("enter")
        assert "nothing to train on" in drive.text
        await _typed(drive, "/no/such/file.txt", "300")
        await drive.press("enter")
        assert "there is no such file" in drive.text
        await _typed(drive, "some words", "10")
        await _trained(drive)
        assert "from 256" in drive.text
        assert drive.state == "form"
        await drive.press("escape")
        assert drive.place == "lab"


async def test_pasted_text_is_trained_on(home: "Home") -> None:
    async with home.running("train", lambda _merges, _text: None) as drive:
        drive.app.post_message(events.Paste("low low\nlow low\n"))
        await drive.settle()
        assert "characters, pasted" in drive.text
        await _typed(drive, drive.app.screen.query_one("#source", Input).value, "257")
        await _trained(drive)
        assert "1 merge learnt" in drive.text


async def test_a_training_can_be_stopped(home: "Home", monkeypatch: pytest.MonkeyPatch) -> None:
    started = False

    def endless(_text: str, _size: int, report: object, cancelled: object) -> training.Trained:
        nonlocal started
        started = True
        assert callable(cancelled)
        while not cancelled():
            Event().wait(0.001)
        raise training.Cancelled

    monkeypatch.setattr("interview_prep.tui.screens.lab_train.train", endless)
    async with home.running("train", lambda _merges, _text: None) as drive:
        await _typed(drive, "words", "300")
        await drive.pilot.press("enter")
        await drive.pilot.pause()
        assert drive.state == "busy"
        await drive.press("escape")
        for _ in range(200):
            if drive.state != "busy":
                break
            await drive.settle()
        assert started
        assert drive.state == "form"
        assert "nothing was kept" in drive.text
