"""The report as Markdown and as one HTML page: what it says, that it is safe, and that a browser shows it."""

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from interview_prep.bank.bank import Bank
from interview_prep.bank.opening import open_bank
from interview_prep.insight.report import Report, report_of
from interview_prep.insight.report_html import html
from interview_prep.insight.report_parts import calibration, pace
from interview_prep.insight.report_text import markdown
from interview_prep.practice.markup import plain

HOSTILE = '<script>alert(1)</script> & "quotes" </svg><img src=x onerror=alert(2)>'
START = "2026-03-02T08:00:00"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    return open_bank(cache=tmp_path_factory.mktemp("bank"))


def turn(rung: int, outcome: str, **more: Any) -> dict[str, Any]:
    """A recorded turn on the first ladder."""
    plain = {"ladder": "ladder.la1", "concept": "llm", "rung": rung, "ask": "question", "question": "q", "answer": "a"}
    lists = {"covered": [], "unsure": [], "tripped": [], "sentences": [], "quotes": [], "slip": "", "seconds": 60.0}
    return {**plain, **lists, "outcome": outcome, **more}


def recorded(**more: Any) -> dict[str, Any]:
    """An interview that passed rung 1, was helped on rung 2, and flinched at rung 3 with a possible misconception."""
    turns = [
        turn(1, "strong", covered=["k1", "k2", "k3", "k4"], answer="It predicts the next token.", seconds=50.0),
        turn(2, "weak", covered=["k1"], unsure=["k3"], quotes=[["k3", "all of them"]], seconds=95.0),
        turn(
            2,
            "strong",
            ask="hint",
            question="Start from the whole text.",
            covered=["k1", "k2"],
            answer="I think it is cross-entropy.",
            seconds=40.0,
        ),
        turn(3, "wrong", tripped=["r1"], sentences=[HOSTILE], answer=HOSTILE, seconds=130.0),
        turn(3, "weak", ask="repair", answer="", seconds=10.0),
    ]
    base = {"mock": "m", "closed": True, "spec": {"role": "mid"}, "depths": {"llm": 2}, "flinches": {"ladder.la1": 3}}
    return {
        **base,
        "ends": {"ladder.la1": "flinch"},
        "turns": turns,
        "seconds": 325.0,
        "at": START,
        **more,
    }


@pytest.fixture
def report(bundled: Bank) -> Report:
    before = {"depths": {"llm": 1}, "turns": [], "at": "2026-02-20T08:00:00"}
    return report_of(bundled, recorded(guess=4), [before])


def test_depth_flinch_and_points(report: Report) -> None:
    ladder = report.ladders[0]
    assert (ladder.depth, ladder.flinch) == (2, 3)
    assert [rung.passed for rung in ladder.rungs] == [True, True, False]
    assert [rung.helped for rung in ladder.rungs] == [False, True, True]
    assert (report.hit, report.points) == (6, 10)
    assert [point.words for point in report.unsure] == ["all of them"]
    assert report.flags[0][1] == HOSTILE
    assert report.headline == "You held to rung 2 on what a language model is"
    assert report.before == {"llm": 1}


def test_pace_counts_what_was_said(report: Report) -> None:
    assert report.pace.answers == 4
    assert report.pace.mean == pytest.approx(315 / 4)
    assert report.pace.over == 2
    assert pace([]).words == "No answer was timed."
    assert pace([turn(1, "strong", seconds=50.0), turn(1, "asked back", seconds=3.0)]).answers == 1
    assert "short" in pace([turn(1, "weak", seconds=10.0)]).words
    assert "long" in pace([turn(1, "weak", seconds=200.0)]).words


def test_calibration_tells_sure_from_hedged(report: Report) -> None:
    assert (report.calibration.sure, report.calibration.hedged) == (4, 1)
    assert report.calibration.words.startswith("You thought that 4 of 5 answers went well; 2 did: too sure.")
    alone = calibration([turn(1, "strong", answer="The argmax.")], 1).words
    assert alone == "You thought that 1 of 1 answer went well; 1 did: about right. 1 answer sounded sure, and it held."
    assert "2 answers sounded sure, none of them held." in calibration([turn(1, "weak")] * 2, None).words
    modest = calibration([turn(1, "strong", answer="Maybe the argmax.")] * 3, 0)
    assert "too modest" in modest.words
    assert "drop the hedges" in modest.words


def test_three_things_to_practise_and_answers_of_two_lengths(report: Report, bundled: Bank) -> None:
    assert len({name for name, _ in report.practise}) == 3
    assert all(name in bundled and "{{" not in prompt for name, prompt in report.practise)
    assert report.models
    for model in report.models:
        assert 40 <= len(model.short.split()) <= 65
        assert 170 <= len(model.long.split()) <= 310


@pytest.mark.parametrize(("rung", "nearest"), [(2, "llm.objective-written"), (3, "llm.bits-per-byte-of-loss")])
def test_the_first_thing_to_practise_is_what_was_missed(bundled: Bank, rung: int, nearest: str) -> None:
    passed = [turn(level, "strong", covered=["k1", "k2", "k3", "k4"]) for level in range(1, rung)]
    missed = [turn(rung, "weak"), turn(rung, "weak", ask="hint")]
    mock = recorded(turns=[*passed, *missed], flinches={"ladder.la1": rung}, depths={"llm": rung - 1})
    assert report_of(bundled, mock, ()).practise[0][0] == nearest


def test_it_is_compared_with_the_mock_that_was_on_the_same_concept(bundled: Bank) -> None:
    other = {"depths": {"scaling": 3}, "turns": [], "at": "2026-02-28T08:00:00"}
    same = {"depths": {"llm": 1}, "turns": [], "at": "2026-02-20T08:00:00"}
    older = {"depths": {"llm": 4}, "turns": [], "at": "2026-02-10T08:00:00"}
    found = report_of(bundled, recorded(), [other, same, older])
    assert (found.before["llm"], found.before_at) == (1, "2026-02-20T08:00:00")
    assert report_of(bundled, recorded(), [other]).before_at == ""


def test_a_follow_up_stands_before_its_answer(report: Report) -> None:
    rung = report.ladders[0].rungs[1]
    assert rung.asked == ("", "Start from the whole text.")
    for page in (markdown(report), html(report, plain)):
        assert page.index("Start from the whole text.") < page.index("I think it is cross-entropy.")


def test_markdown_says_it_all_and_keeps_texts_on_their_lines(report: Report) -> None:
    text = markdown(report)
    for words in (
        "flinched at 3",
        "●●○○○",
        "6 of 10 key points, 2 rungs with help.",
        "Possible misconceptions",
        "In two minutes:",
        "+1 s",
    ):
        assert words in text
    spread = markdown(report_of_answer(report, "one\n# two\n- three"))
    assert "> one # two - three" in spread


def report_of_answer(report: Report, answer: str) -> Report:
    from dataclasses import replace

    ladder = report.ladders[0]
    rung = replace(ladder.rungs[0], asked=("",), answers=(answer,))
    return replace(report, ladders=(replace(ladder, rungs=(rung,)),))


class Page(HTMLParser):
    """Tags, their attributes, and the text between."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_is_self_contained_and_escapes_everything(report: Report) -> None:
    source = html(report, plain)
    page = Page(source)
    assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name in ("src", "href", "onerror", "onload")]
    assert not re.search(r"https?://|url\(|@import", source)
    assert page.tags.count("svg") == 2
    assert HOSTILE in page.text


def test_a_browser_shows_the_page(report: Report, tmp_path: Path) -> None:
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        pytest.skip("no chromium is installed: apt-get install chromium")
    page = tmp_path / "report.html"
    page.write_text(html(report, plain), encoding="utf-8")
    flags = [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
        f"--user-data-dir={tmp_path / 'profile'}",
    ]  # fmt: skip
    picture = tmp_path / "report.png"
    command = [browser, *flags, "--window-size=900,1400", f"--screenshot={picture}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert picture.read_bytes().startswith(b"\x89PNG")
    dumped = subprocess.run(
        [browser, *flags, "--dump-dom", page.as_uri()], check=True, capture_output=True, timeout=120
    )
    shown = Page(dumped.stdout.decode("utf-8"))
    assert "You held to rung 2" in shown.text
    assert "script" not in shown.tags
    assert HOSTILE in shown.text
