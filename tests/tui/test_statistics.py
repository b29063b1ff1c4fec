"""Statistics on the screen: the same numbers as in plain lines and in JSON, periods, concepts, table, export."""

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from interview_prep.insight.figures import plain
from interview_prep.insight.statistics import Bin, ConceptFigures, Share, Statistics, statistics
from interview_prep.tui import statistics_views as views
from tests.tui.conftest import NARROW

if TYPE_CHECKING:
    from tests.tui.conftest import Drive, Home


def counted(drive: "Drive", weeks: int | None = 12, concept: str | None = None) -> Statistics:
    services = drive.app.services
    return statistics(services.store, services.bank, services.now(), services.zone, weeks=weeks, concept=concept)


async def test_the_screen_the_plain_lines_and_the_json_agree(home: "Home") -> None:
    home.practised()
    async with home.running("statistics") as drive:
        found = counted(drive)
        data, lines = json.loads(json.dumps(found.as_json())), "\n".join(plain(found))
        shown = drive.text
        await drive.press("t")
        shown += drive.text
    assert found.reviews == data["reviews"] == sum(data["ratings"].values()) > 50
    assert f"{found.reviews} reviews" in lines
    for share in (found.retention.true, found.retention.expected, found.young.true, found.mature.true):
        words = views.percent(share)
        assert words in shown
        assert words in lines
    assert data["retention"]["true"] == pytest.approx(found.retention.true, abs=1e-4)
    for row, counted_row in zip(data["forecast"], found.forecast, strict=True):
        assert row["due"] == counted_row[1]
        assert f"{row['day']}  {row['due']}" in lines
    assert f"{sum(row['due'] for row in data['forecast'])} in 14 days" in shown
    for level, answers, right in found.confidence:
        assert f"said {level} % sure: {right} of {answers} correct" in lines
        assert f"{right / answers * 100:.0f} % right of {answers}" in shown
    for concept in found.concepts:
        assert f"seen {concept.seen} of {concept.cards}" in lines
        assert f"{concept.seen} of {concept.cards}" in shown
        assert f"{concept.seconds / 60:.0f} min" in shown
    assert f"{found.reviews_per_day:.0f} reviews, {found.minutes_per_day:.0f} min" in shown
    assert data["reviews_per_day"] == pytest.approx(found.reviews / found.days_active, abs=0.01)


async def test_concepts_and_periods_by_keys_and_clicks(home: "Home") -> None:
    home.practised()
    async with home.running("statistics") as drive:
        await drive.press("right", "right")
        part = counted(drive, concept="transformer")
        assert f"{part.reviews_per_day:.0f} reviews" in drive.text
        assert views.percent(part.retention.true) in drive.text
        await drive.press("left", "left", "right_square_bracket")
        everything = counted(drive, weeks=None)
        assert f"{sum(n for _, n in everything.forecast)} in 14 days" in drive.text
        await drive.click("4 weeks")
        assert views.percent(counted(drive, weeks=4).retention.true) in drive.text
        await drive.click("Transformer and attention")
        assert f"{counted(drive, 4, 'transformer').reviews_per_day:.0f} reviews" in drive.text
        await drive.press("escape")
        assert drive.place == "today"


async def test_a_shorter_period_counts_fewer_reviews(home: "Home") -> None:
    home.review("small.choice", 2, days_ago=100)
    home.review("small.choice", 2, days_ago=40)
    home.review("small.choice", 3, days_ago=2)
    async with home.running("statistics") as drive:
        await drive.press("t")
        assert "hard 1   good 1" in drive.text
        await drive.press("left_square_bracket")
        assert "hard 0   good 1" in drive.text
        await drive.press("left_square_bracket")
        assert "hard 2   good 1" in drive.text


async def test_without_reviews_it_says_what_to_do(home: "Home") -> None:
    async with home.running("statistics") as drive:
        assert "The daily quiz begins them" in drive.text
        assert "Calibration" not in drive.text
        await drive.press("t")
        assert "0 of" in drive.text


async def test_the_table_and_the_export(home: "Home") -> None:
    home.practised()
    async with home.running("statistics") as drive:
        await drive.press("t")
        assert "By week" in drive.text
        assert "t as curves" in drive.lines[-1]
        await drive.press("x")
        found = counted(drive)
        written = sorted((home.folder / "reports").glob("statistics-*"))
        assert [path.suffix for path in written] == [".json", ".txt"]
        assert json.loads(written[0].read_text()) == json.loads(json.dumps(found.as_json()))
        assert written[1].read_text().splitlines() == plain(found)


async def test_an_export_that_cannot_be_written_is_one_line(home: "Home") -> None:
    (home.folder / "reports").write_text("in the way")
    home.practised()
    async with home.running("statistics") as drive:
        await drive.press("x")
        assert "cannot be written" in drive.notices[-1]


async def test_everything_can_be_reached_at_eighty_columns(home: "Home") -> None:
    home.practised()
    async with home.running("statistics", size=NARROW) as drive:
        assert "Retention" in drive.text
        await drive.press("down", "pagedown")
        assert "Calibration" in drive.text
        await drive.press("space", "space", "space")
        assert "Twelve weeks" in drive.text
        await drive.press("pageup", "pageup", "pageup", "k", "pageup")
        assert "Retention" in drive.text


# -- drawings ----------------------------------------------------------------------------------------

DAY = date(2026, 3, 2)


def figures(weeks: list[tuple[date, Share]], **changed: object) -> Statistics:
    given: dict[str, object] = {
        "first": DAY,
        "last": DAY,
        "concept": None,
        "target": 0.9,
        "reviews": 10,
        "correct": 9,
        "seconds": 600.0,
        "days_active": 2,
        "streak": 2,
        "new": 1,
        "ratings": {1: 1, 2: 0, 3: 9, 4: 0},
        "retention": Share(10, 9, 8.8),
        "young": Share(5, 5, 4.0),
        "mature": Share(0, 0, 0.0),
        "weeks": tuple(weeks),
        "calibration": (Bin(0.8, 0.9, Share(10, 9, 8.5)),),
        "log_loss": 0.3,
        "log_loss_constant": 0.4,
        "confidence": ((66, 4, 3),),
        "heatmap": tuple((DAY - timedelta(days=back), back % 5, 60.0) for back in reversed(range(84))),
        "forecast": tuple((DAY + timedelta(days=ahead), ahead) for ahead in range(14)),
        "concepts": (ConceptFigures("llm", 4, 2, 10, Share(10, 9, 8.8), 600.0, 0.45),),
    }
    return Statistics(**(given | changed))  # type: ignore[arg-type]  # the fields are those of the dataclass


def plotted(found: Statistics, width: int = 54) -> list[str]:
    return [line.plain for line in views.retention(found, width)]


def test_dots_stand_on_their_level_and_the_target_is_dashed() -> None:
    weeks = [(DAY + timedelta(days=7 * n), Share(100, recalled, 90.0)) for n, recalled in enumerate((86, 90, 94))]
    lines = plotted(figures(weeks))
    by_label = {line[:8].strip(): line[8:] for line in lines if "%" in line[:8]}
    step = (54 - 8) // 12
    assert [by_label[f"{level} %"].index("●") // step for level in (86, 90, 94)] == [0, 1, 2]
    assert "╌" in by_label["90 %"]
    assert "╌" not in by_label["94 %"]


def test_a_week_with_few_recalls_is_hollow_and_does_not_stretch_the_axis() -> None:
    lines = plotted(figures([(DAY, Share(2, 0, 1.8)), (DAY + timedelta(days=7), Share(100, 90, 90.0))]))
    assert any("○" in line[8:] for line in lines if "%" in line[:8])
    assert not any(line.startswith("   0 %") for line in lines)
    assert any("fewer than ten" in line for line in lines)


def test_the_line_of_calibration_is_as_long_as_what_was_recalled() -> None:
    line = next(line.plain for line in views.calibration(figures([]), 54) if "80–90 %" in line.plain)
    assert line.index("┃") == 11 + round(0.85 * 24)
    assert line.count("━") == round(0.9 * 24) - 1  # the mark covers one of them
    assert "90 %" in line.split("┃")[1]


def test_the_tallest_column_is_full_and_days_stand_below() -> None:
    lines = [line.plain for line in views.forecast(figures([]), 54)]
    top = next(line for line in lines if "█" in line)
    assert top.rstrip().endswith("██")
    assert top.startswith("  13")
    assert any("Mo Tu We Th Fr Sa Su Mo Tu We Th Fr Sa Su" in line for line in lines)


@pytest.mark.parametrize(("width", "days"), [(54, 14), (45, 13), (40, 11)])
def test_a_narrow_forecast_shows_as_many_days_as_it_has_room_for(width: int, days: int) -> None:
    lines = views.forecast(figures([]), width)
    assert lines[0].plain.endswith(f"the next {days}")
    assert all(line.cell_length <= width for line in lines)


def test_the_heatmap_has_every_day_once() -> None:
    lines = [line.plain for line in views.weeks(figures([]), 54)]
    marks = sum(line.count(sign) for line in lines[2:9] for sign in "·▪■")
    assert marks == 84


@pytest.mark.parametrize("width", [54, 76, 40])
@pytest.mark.parametrize("view", ["retention", "forecast", "calibration", "weeks", "table"])
def test_nothing_is_wider_than_its_place(view: str, width: int) -> None:
    weeks = [(DAY + timedelta(days=7 * n), Share(20, 10 + n, 15.0)) for n in range(12)]
    for found in (figures(weeks), figures([], calibration=(), heatmap=(), confidence=())):
        assert all(line.cell_length <= max(width, 54) for line in getattr(views, view)(found, width))
