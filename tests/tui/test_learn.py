"""Learn on the screen: explanations in order, contents to click, a quiz, the lab, a page on disk, hostile text."""

from pathlib import Path
from typing import TYPE_CHECKING

from tests.tui.conftest import NARROW

if TYPE_CHECKING:
    from tests.tui.conftest import Home

HOSTILE = """
- id: own.needs
  kind: cloze
  concept: llm
  level: 1
  prompt: "Complete."
  text: "Second: a {{gap}} comes later."
  accept: [thing]
  explanation: "It needs the first. [@click=app.quit]here[/] and list[int]."
  nuance: "Only here."
  needs: [own.base]
  sources: ["Nobody 2026"]
- id: own.base
  kind: cloze
  concept: llm
  level: 5
  prompt: "Complete."
  text: "First: a {{gap}} comes before."
  accept: [base]
  explanation: "It stands alone."
"""


async def test_explanations_come_in_the_order_in_which_they_build(home: "Home", tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(HOSTILE, encoding="utf-8")
    home.banks = (tmp_path / "own.yaml",)
    async with home.running("learn", "llm") as drive:
        assert "1 of 2" in drive.text
        assert "It stands alone." in drive.text
        await drive.press("right")
        for words in ("2 of 2", "It needs the first.", "Careful", "Only here.", "Nobody 2026"):
            assert words in drive.text
        assert "[@click=app.quit]here[/] and list[int]" in drive.text
        await drive.click("[@click")
        assert drive.place == "learn"
        await drive.press("n", "space", "left", "p", "p")
        assert "1 of 2" in drive.text


async def test_concepts_by_tab_and_by_click(home: "Home") -> None:
    async with home.running("learn", "llm") as drive:
        await drive.press("tab")
        assert "level" in drive.text
        assert "small." in drive.text
        await drive.press("shift+tab", "shift+tab")
        assert drive.app.screen.query_one("Tabs").chosen == 8  # type: ignore[attr-defined]  # our own widget
        assert "No explanations here yet" in drive.text
        await drive.press("right", "left")
        await drive.click("Chain of thought")
        assert "small.flag" in drive.text


async def test_a_click_on_the_contents_goes_there(home: "Home") -> None:
    async with home.running("learn", "transformer") as drive:
        assert "1 of " in drive.text
        await drive.click("One query, nine")
        assert "small.vector" in drive.text


async def test_enter_asks_on_the_concept_and_e_opens_the_lab(home: "Home") -> None:
    async with home.running("learn", "transformer") as drive:
        await drive.press("e")
        assert drive.place == "lab"
        await drive.press("escape", "enter")
        assert drive.place == "quiz"


async def test_the_page_is_saved_or_the_reason_said(home: "Home") -> None:
    async with home.running("learn", "tokens", size=NARROW) as drive:
        await drive.press("w")
        written = home.folder / "reports" / "tokens.md"
        assert written.read_text(encoding="utf-8").startswith("# Tokens and context")
        written.unlink()
        written.mkdir()
        await drive.press("w")
        assert "cannot be written" in drive.notices[-1]
        await drive.press("down", "up", "q")
        assert drive.place == "today"
