"""The frame: welcome, summary, palette, help, themes, pictures, and the registry that keys and words come from."""

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from textual.events import Key, MouseScrollDown
from textual.widgets import Input

from interview_prep.questions.concepts import CONCEPTS
from interview_prep.tui.actions import Action, Registry
from interview_prep.tui.app import PrepApp
from interview_prep.tui.commands import PLACES, matches
from interview_prep.tui.registry import REGISTRY
from interview_prep.tui.screens.help import ABOUT
from interview_prep.tui.screens.quiz import QuizScreen

if TYPE_CHECKING:
    from tests.tui.conftest import Home

WIDE, NARROW = (120, 36), (80, 24)


# -- keys -----------------------------------------------------------------------------------------------


async def test_enter_never_overtakes_what_was_typed_before_it(home: "Home") -> None:
    answer = "token after token it writes what is likely to follow"
    async with home.asking("small.recall") as drive:
        for character in answer:
            drive.app.post_message(Key("space" if character == " " else character, character))
        drive.app.post_message(Key("enter", None))
        await drive.settle()
        assert drive.state == "verdict"
        screen = drive.app.screen
        assert isinstance(screen, QuizScreen)
        assert screen.typed == answer


def test_keys_are_shown_as_they_stand_on_a_keyboard() -> None:
    shown = {row.keys for row in REGISTRY.rows}
    assert {"[", "]", "?", "!", "←", "→", "esc"} <= shown
    assert not any("_" in key or key in ("left", "right", "up", "down", "escape") for key in shown)


async def test_a_rating_is_never_overtaken_by_the_keys_for_the_next_card(home: "Home") -> None:
    async with home.running("today") as drive:
        await drive.press("1", "enter")
        assert drive.state == "verdict"
        for key in ("3", "enter", "2"):
            drive.app.post_message(Key(key, key if len(key) == 1 else None))
        await drive.settle()
    [review] = home.services().store.events(kinds=("review",))
    assert review.payload["rating"] == 3


async def test_what_is_typed_never_overtakes_a_key_that_edits(home: "Home") -> None:
    async with home.asking("small.recall") as drive:
        for key in ("s", "o", "f", "t", "n", "backspace", "m", "i", "left", "a", "ctrl+u", "m", "end", "n"):
            drive.app.post_message(Key(key, key if len(key) == 1 else None))
        drive.app.post_message(Key("enter", None))
        await drive.settle()
        screen = drive.app.screen
        assert isinstance(screen, QuizScreen)
        assert screen.typed == "min"


# -- welcome and summary --------------------------------------------------------------------------------


async def test_the_first_start_asks_three_things_and_begins_the_first_quiz(home: "Home") -> None:
    home.configure(welcomed=False)
    async with home.running() as drive:
        assert drive.place == "welcome"
        await drive.type("in 3 weeks")
        await drive.press("down", "ctrl+u")
        await drive.type("20")
        await drive.press("enter")
        assert drive.place == "quiz"
        kept = drive.app.services.settings
        assert (kept.interview, kept.minutes, kept.new_per_day, kept.welcomed) == (date(2026, 3, 23), 20, 8, True)
        await drive.press("escape")
        assert drive.place == "today"


@pytest.mark.parametrize("typed", ["31.31.2031", "yesterday or so", "2020-01-01"])
async def test_a_date_that_is_not_understood_is_asked_again_in_one_line(home: "Home", typed: str) -> None:
    home.configure(welcomed=False)
    async with home.running(size=NARROW) as drive:
        await drive.type(typed)
        await drive.press("down", "enter")
        assert drive.place == "welcome"
        assert "was not understood" in drive.text or "has passed" in drive.text
        assert drive.app.focused is drive.app.screen.query_one("#interview", Input)


async def test_a_number_out_of_range_is_asked_again_where_it_stands(home: "Home") -> None:
    home.configure(welcomed=False)
    async with home.running() as drive:
        await drive.press("down", "ctrl+u")
        await drive.type("many")
        await drive.click(" Start ")
        assert "A number from 1 to 240 goes here." in drive.text
        assert drive.app.focused is drive.app.screen.query_one("#minutes", Input)


async def test_escape_looks_around_first(home: "Home") -> None:
    home.configure(welcomed=False)
    async with home.running() as drive:
        await drive.press("escape")
        assert drive.place == "today"
    async with home.running() as drive:
        assert drive.place == "today"


async def test_the_summary_counts_names_slips_and_takes_back(home: "Home") -> None:
    async with home.asking("small.cloze", "small.choice") as drive:
        await drive.type("bytes")
        await drive.press("enter", "enter")
        await drive.click("So that each row")
        await drive.press("enter", "3")
        assert drive.place == "summary"
        for words in (
            "2 answered, 1 right",
            "Tokens and context",
            "1 of 1",
            "the scale makes rows sum to one",
            "Saved.",
        ):
            assert words in drive.text
        await drive.press("u")
        assert drive.place == "quiz"
        assert "choice" in drive.lines[2]
        await drive.press("enter", "3", "enter")
        assert drive.place == "today"


async def test_nothing_due_says_what_to_do_next(home: "Home") -> None:
    home.configure(new_per_day=0)
    async with home.running("quiz") as drive:
        assert drive.place == "summary"
        assert "Nothing is due now" in drive.text
        await drive.press("a")
        assert drive.place == "summary"


# -- palette and help -----------------------------------------------------------------------------------


async def test_a_question_that_is_looked_at_closes_by_the_mouse_at_80_columns(home: "Home") -> None:
    async with home.running("browse", size=NARROW) as drive:
        await drive.press("f3")
        assert drive.state == "look"
        await drive.click("esc list")
        assert drive.state == "search"


@pytest.mark.parametrize("key", ["a", "c"])
async def test_before_the_first_card_there_is_nothing_to_ask_again(home: "Home", key: str) -> None:
    async with home.running("today") as drive:
        await drive.press(key)
        assert "Nothing is there to ask again" in drive.text
        assert "study ahead" not in drive.text


async def test_the_palette_finds_by_typing_and_does_it(home: "Home") -> None:
    async with home.running("today") as drive:
        await drive.press("ctrl+p")
        await drive.type("interview date and")
        await drive.press("enter")
        assert drive.place == "plan"


async def test_the_palette_offers_what_the_state_can_do(home: "Home") -> None:
    async with home.asking("small.cloze") as drive:
        await drive.press("ctrl+p")
        await drive.type("take the last rating back")
        assert "Nothing fits" in drive.text
        await drive.press("escape", "enter", "ctrl+p")
        await drive.type("take the last rating back")
        assert "Quiz" in drive.text
        await drive.press("enter")
        assert any("Nothing to take back" in notice for notice in drive.notices)


async def test_the_palette_names_each_concept_once_with_its_own_key(home: "Home") -> None:
    async with home.running("today") as drive:
        await drive.press("ctrl+p")
        await drive.type("one concept")
        rows = re.findall(r"A quiz on one concept: (.+?) +Today +(\S+)", drive.text)
        assert rows == [(concept.name, str(number)) for number, concept in enumerate(CONCEPTS, 1)]


async def test_the_palette_takes_arrows_and_clicks(home: "Home") -> None:
    async with home.running("today", size=NARROW) as drive:
        await drive.press("ctrl+p")
        await drive.type("go to")
        await drive.press("down", "up", "up", "down")
        await drive.click("Go to: Engine lab")
        assert drive.place == "lab"


async def test_an_overlay_closes_by_a_click_on_its_border_or_beside_it(home: "Home") -> None:
    async with home.asking("small.cloze", size=NARROW) as drive:
        for beside in (False, True):
            await drive.press("f1")
            await (drive.pilot.click(offset=(1, 12)) if beside else drive.click("esc closes"))
            await drive.settle()
            assert drive.place == "quiz"


async def test_a_note_that_was_begun_is_not_lost_by_a_click_beside_it(home: "Home") -> None:
    async with home.asking("small.cloze", size=NARROW) as drive:
        await drive.press("enter", "n")
        await drive.type("look this up")
        await drive.pilot.click(offset=(1, 2))
        await drive.settle()
        assert "look this up" in drive.text


async def test_a_window_that_is_too_small_says_so_until_it_grows(home: "Home") -> None:
    async with home.asking("small.recall", size=NARROW) as drive:
        for size in ((36, 20), (80, 10)):
            await drive.resize(size)
            assert "Please make the window larger." in drive.lines[0]
            await drive.resize(NARROW)
            assert drive.lines[0].startswith("  interview-prep  Quiz")


async def test_the_way_back_stays_in_the_footer_at_80_columns(home: "Home") -> None:
    async with home.running("lab", size=NARROW) as drive:
        assert drive.lines[-1].rstrip().endswith("esc back   ? help")
        await drive.click("esc back")
        assert drive.place != "lab"


async def test_the_wheel_moves_through_the_palette(home: "Home") -> None:
    async with home.running("today", size=NARROW) as drive:
        await drive.press("ctrl+p")
        await drive.pilot._post_mouse_events([MouseScrollDown], offset=(20, 12), times=1)
        await drive.settle()
        assert "▸ Write formulas from memory" in drive.text


async def test_a_theme_chosen_in_the_palette_is_kept(home: "Home") -> None:
    async with home.running("today") as drive:
        await drive.press("ctrl+p")
        await drive.type("theme: gruvbox")
        await drive.press("enter")
        assert drive.app.theme == "gruvbox"
    async with home.running("today") as drive:
        assert drive.app.theme == "gruvbox"


async def test_help_lists_the_keys_of_the_state_and_closes(home: "Home") -> None:
    async with home.asking("small.cloze") as drive:
        await drive.press("f1")
        assert drive.place == "help"
        assert "Check the answer" in drive.text
        await drive.press("escape", "enter", "question_mark")
        assert "Quiz, after an answer" in drive.text
        assert "you have the last word" in drive.text
        assert re.search(r" 1 +Again: I did not know it", drive.text)
        await drive.press("question_mark")
        assert drive.place == "quiz"


async def test_an_overlay_lies_over_the_dimmed_screen(home: "Home") -> None:
    async with home.asking("small.cloze") as drive:
        await drive.press("enter", "n")
        assert "A note for this card" in drive.text
        assert "Fill the gap." in drive.text


def test_every_place_is_explained_and_every_action_has_its_words() -> None:
    screens = {row.screen for row in REGISTRY.rows} - {"app"}
    assert screens <= set(ABOUT)
    assert set(PLACES) <= set(PrepApp.PLACES)
    for row in REGISTRY.rows:
        assert row.label
        assert row.help[0].isupper()
        assert not row.help.endswith(".")
        assert "!" not in row.help


def test_two_actions_on_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="both take 'x'"):
        Registry((Action("s", "a", "x", "a", "A"), Action("s", "b", "x", "b", "B")))
    Registry((Action("s", "a", "x", "a", "A", states=("one",)), Action("s", "b", "x", "b", "B", states=("two",))))


def test_ids_of_actions_are_unique_per_key_and_method() -> None:
    seen = {(row.id, row.key) for row in REGISTRY.rows}
    assert len(seen) == len(REGISTRY.rows)


def test_the_palette_ranks_words_from_their_beginning_first() -> None:
    labels = ["Browse questions", "Undo the last review", "Set the date", "Count reviews"]
    found = sorted((fit[0], label) for label in labels if (fit := matches("un", label)))
    assert [label for _, label in found] == ["Undo the last review", "Count reviews"]
    assert matches("", "anything") == (0, [])
    assert matches("zz", "anything") is None
    assert matches("udl", "Undo the last") == (4 + 9, [0, 2, 9])


# -- themes, pictures, bad settings -----------------------------------------------------------------------


async def test_every_theme_shows_every_word(home: "Home") -> None:
    async with home.running("today") as drive:
        for theme in sorted(drive.app.available_themes):
            drive.app.theme = theme
            await drive.settle()
            assert "Daily quiz" in drive.text


async def test_without_colour_the_states_keep_their_signs(home: "Home", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with home.asking("small.choice") as drive:
        await drive.click("So that each row")
        await drive.press("enter")
        for sign in ("✗ b", "✓", "▸1", "your choice"):
            assert sign in drive.text
        strips = drive.app.screen._compositor.render_strips()
        shown = [
            segment.style.color.triplet
            for strip in strips
            for segment in strip.apply_filter(drive.app._filters[0], drive.app.screen.background_colors[1])
            if segment.style and segment.style.color and segment.style.color.triplet
        ]
        assert shown
        assert all(max(colour) - min(colour) <= 2 for colour in shown)


async def test_a_picture_is_saved_in_the_reports_folder(home: "Home") -> None:
    async with home.running("today") as drive:
        await drive.press("ctrl+s")
        assert any("Picture saved" in notice for notice in drive.notices)
    (picture,) = (home.folder / "reports").glob("*.svg")
    assert "Daily" in picture.read_text(encoding="utf-8")


async def test_an_unknown_theme_in_the_settings_falls_back(home: "Home") -> None:
    home.configure(theme="no-such-theme")
    app = PrepApp(home.services())
    assert app.theme == "ink"


async def test_a_log_that_cannot_be_opened_is_said_in_one_line(home: "Home") -> None:
    (home.folder / "history.sqlite").write_bytes(b"not a database" * 100)
    async with home.running("today") as drive:
        assert len(drive.notices) == 1
        assert "history.sqlite" in drive.notices[0]
        await drive.press("enter")
        assert drive.place == "today"
