"""Logs joined in any order give one state; and whatever happens, the stored state equals a replay."""

import io
import itertools
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interview_prep.errors import UserError
from interview_prep.storage.opening import open_store
from interview_prep.storage.store import Store

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
KINDS = ("review",) * 6 + ("undo", "suspend", "resume", "bury", "known", "flag", "note", "reset", "claim", "alias")
ACTIONS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 3), st.integers(1, 4), st.integers(0, 20 * 24 * 60)), max_size=20
)
Action = tuple[str, int, int, int]


def dump(log: Store) -> str:
    stream = io.StringIO()
    log.export(stream)
    return stream.getvalue()


def state(log: Store) -> tuple[Any, ...]:
    """Everything derived that a learner can see."""
    return dump(log), log.cards(), log.all_tallies(), log.due_times()


def act(log: Store, actions: list[Action], clock: list[datetime]) -> None:
    for kind, card, rating, minutes in actions:
        clock[0] += timedelta(minutes=minutes)
        question = f"q{card}"
        if kind == "review":
            log.append(
                "review", question, "h", {"rating": rating, "seconds": 9, "confidence": 60, "correct": rating > 2}
            )
        elif kind == "undo":
            log.undo_last()
        elif kind == "claim":
            if log.card(question).question != log.card(f"q{rating % 4}").question:
                log.claim(question, f"q{rating % 4}")
        elif kind == "alias":
            log.set_aliases({question: f"q{rating % 4}"} if card != rating % 4 else {})
        else:
            log.append(kind, question, "h", {})  # type: ignore[arg-type]  # drawn from the kinds


@settings(deadline=None, max_examples=40, derandomize=True)
@given(actions=ACTIONS)
def test_stored_state_equals_a_replay(actions: list[Action]) -> None:
    with TemporaryDirectory() as folder:
        clock = [START]
        with open_store(Path(folder) / "log.sqlite", now=lambda: clock[0], zone=UTC) as log:
            act(log, actions, clock)
            assert log.verify().problems == ()
            before = state(log)
            log.rebuild()
            assert state(log) == before


@settings(deadline=None, max_examples=15, derandomize=True)
@given(parts=st.tuples(ACTIONS, ACTIONS, ACTIONS))
def test_merging_in_any_order_gives_one_state(parts: tuple[list[Action], ...]) -> None:
    with TemporaryDirectory() as name:
        folder, end = Path(name), START + timedelta(days=400)
        paths = []
        for number, actions in enumerate(parts):
            clock = [START + timedelta(minutes=number)]
            paths.append(folder / f"device{number}.sqlite")
            with open_store(paths[-1], now=lambda at=clock: at[0], zone=UTC) as log:  # type: ignore[misc]
                act(log, [action for action in actions if action[0] != "alias"], clock)
        found = []
        for order in itertools.permutations(range(3)):
            with open_store(folder / f"all{order}.sqlite", now=lambda: end, zone=UTC) as log:
                for number in order:
                    log.merge(paths[number])
                    assert log.merge(paths[number]).added == 0
                assert log.verify().ok
                found.append(state(log))
        assert all(one == found[0] for one in found)


@pytest.fixture
def two(open_log: Callable[..., Store], clock: Any) -> tuple[Store, Store]:
    one, other = open_log("one"), open_log("other")
    for number in range(5):
        one.append("review", "q", "h", {"rating": 3})
        clock.on(hours=30)
        other.append("review", "q" if number % 2 else "r", "h", {"rating": 2})
        clock.on(hours=7)
    return one, other


def test_an_undo_may_come_before_its_event(two: tuple[Store, Store], open_log: Callable[..., Store]) -> None:
    one, other = two
    one.undo_last()
    lines = dump(one).splitlines(keepends=True)
    undo = next(line for line in lines if '"kind":"undo"' in line)
    other.import_lines([undo])
    other.import_lines(lines)
    one.merge(other.path)
    assert one.cards() == other.cards()
    assert one.verify().ok
    assert other.verify().ok


def test_a_copied_home_forks(open_log: Callable[..., Store], tmp_path: Path, clock: Any) -> None:
    first = open_log("first")
    first.append("review", "q", None, {"rating": 3})
    first.backup(tmp_path / "copy.sqlite")
    copy = open_log("copy")
    assert copy.device == first.device
    clock.on(days=1)
    first.append("review", "a", None, {"rating": 3})
    copy.append("review", "b", None, {"rating": 3})
    name = first.device
    merged = first.merge(copy.path)
    assert (merged.added, merged.forked, merged.corrupt) == (1, (name,), ())
    assert first.device != name
    first.append("review", "c", None, {"rating": 3})
    assert first.verify().ok
    assert any("copied" in problem.message for problem in first.verify().problems)
    assert copy.merge(first.path).added == 2
    assert copy.device not in (name, first.device)
    assert copy.cards() == first.cards()


def test_one_id_with_two_contents_is_reported_and_never_merged(two: tuple[Store, Store]) -> None:
    one, other = two
    other.merge(one.path)
    before = state(other)
    forged = [line.replace('"rating":3', '"rating":1') for line in dump(one).splitlines(keepends=True)]
    merged = other.import_lines(forged)
    assert len(merged.corrupt) == 5
    assert "two contents" in merged.corrupt[0]
    assert state(other) == before


def test_events_far_ahead_are_refused_one_by_one(two: tuple[Store, Store], clock: Any) -> None:
    one, other = two
    last = max(event.at for event in one.events())
    clock.at = last - timedelta(days=1, minutes=1)
    merged = other.merge(one.path)
    assert (merged.added, len(merged.refused)) == (4, 1)
    assert "ahead of the clock" in merged.refused[0]


def test_export_is_sorted_json_lines_of_the_promised_shape(two: tuple[Store, Store]) -> None:
    lines = dump(two[0]).splitlines()
    keys = ["at", "device", "hash", "id", "kind", "offset_min", "payload", "question", "seq", "v"]
    assert len(lines) == 5
    for line in lines:
        data = json.loads(line)
        assert list(data) == keys
        assert json.dumps(data, sort_keys=True, separators=(",", ":")) == line
        assert data["v"] == 1
    times = [json.loads(line)["at"] for line in lines]
    assert times == sorted(times)
    assert times[0] == "2026-03-01T08:00:00.000Z"


def test_an_export_taken_in_elsewhere_is_the_same_log(two: tuple[Store, Store], open_log: Callable[..., Store]) -> None:
    one, _ = two
    fresh = open_log("fresh")
    merged = fresh.import_lines(io.StringIO(dump(one)))
    assert (merged.added, merged.known) == (5, 0)
    assert state(fresh) == state(one)
    assert fresh.import_lines(io.StringIO(dump(one))).known == 5


BAD_LINES = {
    "not JSON": "{",
    "NaN": '{"v": NaN}',
    "expected an object": "[]",
    "v: missing": "{}",
    "newer version": '{"v": 2}',
    "fields missing: at": '{"v": 1}',
}


@pytest.mark.parametrize("reason", BAD_LINES)
def test_a_bad_line_is_named_and_nothing_is_taken_in(two: tuple[Store, Store], log: Store, reason: str) -> None:
    lines = dump(two[0]).splitlines(keepends=True)
    lines.insert(2, BAD_LINES[reason] + "\n")
    with pytest.raises(UserError, match=rf"line 3: .*{reason}"):
        log.import_lines(lines)
    assert list(log.events()) == []
    merged = log.import_lines(lines, skip_bad=True)
    assert (merged.added, len(merged.notes)) == (5, 1)


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        *(("id", "1", "id"), ("id", None, "id"), ("device", "a b", "device"), ("device", 3, "device")),
        *(("seq", 0, "seq"), ("seq", 1.5, "seq"), ("seq", True, "seq"), ("at", "2026-03-01", "at"), ("at", 5, "at")),
        *(("at", "1999-01-01T00:00:00Z", "at"), ("offset_min", 5000, "offset_min"), ("kind", "x", "kind")),
        *(("question", None, "question"), ("question", "a\x1b[0m", "question"), ("hash", 3, "hash")),
        *(("payload", [], "payload"), ("payload", {"rating": 9}, "rating")),
    ],
)
def test_every_field_is_checked(two: tuple[Store, Store], log: Store, field: str, value: object, named: str) -> None:
    data = json.loads(dump(two[0]).splitlines()[0]) | {field: value}
    with pytest.raises(UserError, match=f"line 1: .*{named}"):
        log.import_lines([json.dumps(data) + "\n"])


def test_a_half_written_last_line_is_left_out_and_told(two: tuple[Store, Store], log: Store) -> None:
    text = dump(two[0])
    merged = log.import_lines(io.StringIO(text[:-40]))
    assert merged.added == 4
    assert merged.notes == ("line 5: half-written, left out",)


def test_merging_what_is_no_log_is_one_line(log: Store, tmp_path: Path) -> None:
    for name, content in (
        ("text", b"hello\n"),
        ("latin", b"\xe9\xff\n"),
        ("sqlite", b"SQLite format 3\x00" + b"x" * 500),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(UserError, match=str(path)):
            log.merge(path)
    with pytest.raises(UserError, match="cannot be read"):
        log.merge(tmp_path / "missing")
