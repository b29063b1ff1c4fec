"""A concept as a page: what others need comes first, then the level; answers of every kind; a file or a clear line."""

from pathlib import Path

import pytest

from interview_prep.bank.bank import Bank
from interview_prep.bank.opening import open_bank
from interview_prep.errors import UserError
from interview_prep.practice.sheet import sections, sheet_lines, write_page

PAGE = """
- id: s.late
  kind: choice
  concept: sampling
  level: 1
  prompt: "Why is it called a nucleus?"
  needs: [s.first]
  options:
    - {text: "It holds most of the mass", correct: true, because: "yes"}
    - {text: "It is small", misconception: small, because: "no"}
    - {text: "It is hot", misconception: hot, because: "no"}
  explanation: "The smallest set whose mass reaches $p$."
  nuance: "Its size changes from step to step."
  sources: ["Holtzman 2020"]
- id: s.first
  kind: cloze
  concept: sampling
  level: 3
  prompt: "Complete."
  text: "Top-p keeps the {{gap}}."
  accept: [nucleus]
  explanation: "It is sorted by probability."
- id: s.order
  kind: order
  concept: sampling
  level: 2
  prompt: "Order the steps."
  steps: [Sort, Add up, Cut]
  explanation: "Then renormalise."
- id: s.silent
  kind: cloze
  concept: sampling
  level: 1
  prompt: "Complete."
  text: "A {{gap}} has no explanation."
  accept: [card]
- id: s.worked
  kind: choice
  concept: sampling
  level: 4
  prompt: "What does T = 0 do?"
  options:
    - {text: "Greedy", correct: true, because: "yes"}
    - {text: "Nothing", misconception: nothing, because: "no"}
    - {text: "Noise", misconception: noise, because: "no"}
  explanation: "All mass on the largest."
  worked: {op: temperature, args: {logits: [1.0, 0.0], temperature: 0.0}, caption: "T = 0"}
- id: s.drawn
  kind: numeric
  concept: sampling
  level: 5
  prompt: "The logits are {{a}} and 0. What is the first probability?"
  draw: {a: {choice: [1.0, 2.0]}}
  compute: {op: softmax, args: {x: [$a, 0.0]}, take: "0"}
  response: number
  tolerance: {absolute: 0.01}
  explanation: "The sigmoid of a."
  worked: {op: softmax, args: {x: [$a, 0.0]}, caption: "two logits"}
"""


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    (tmp_path / "bank.yaml").write_text(PAGE, encoding="utf-8")
    return open_bank([tmp_path / "bank.yaml"], bundled=False, cache=tmp_path / "cache")


def test_what_is_needed_comes_first_then_the_level(bank: Bank) -> None:
    assert [section.id for section in sections(bank, "sampling")] == [
        "s.order",
        "s.first",
        "s.late",
        "s.worked",
        "s.drawn",
    ]


def test_a_section_is_whole(bank: Bank) -> None:
    by_id = {section.id: section for section in sections(bank, "sampling")}
    assert by_id["s.late"].answer == "It holds most of the mass"
    assert by_id["s.first"].heading == "Top-p keeps the ____."
    assert by_id["s.first"].answer == "Top-p keeps the **nucleus**."
    assert by_id["s.order"].answer == "1. Sort\n2. Add up\n3. Cut"
    assert by_id["s.worked"].call == ("temperature", {"logits": [1.0, 0.0], "temperature": 0.0})
    assert by_id["s.late"].call is None
    assert by_id["s.drawn"].call is None  # its numbers are drawn for each card
    assert by_id["s.drawn"].heading == "The logits are ‹a› and 0. What is the first probability?"


def test_the_page_is_markdown_with_every_part(bank: Bank) -> None:
    page = "\n".join(sheet_lines(bank, "sampling"))
    assert page.startswith("# Sampling\n")
    assert "## Why is it called a nucleus?\n\nIt holds most of the mass\n\nThe smallest set" in page
    assert "Careful: Its size changes from step to step." in page
    assert "Sources: Holtzman 2020" in page
    assert "\x1b" not in page


def test_all_nine_concepts_without_one(bank: Bank) -> None:
    headings = [line for line in sheet_lines(bank, None) if line.startswith("# ")]
    assert len(headings) == 9


def test_a_page_is_written_or_says_why_not(bank: Bank, tmp_path: Path) -> None:
    written = write_page(bank, "sampling", tmp_path / "reports")
    assert written.read_text(encoding="utf-8").startswith("# Sampling")
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(UserError, match="cannot be written"):
        write_page(bank, "sampling", blocked)
