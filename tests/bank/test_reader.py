"""YAML from strangers: data or one clear ReadError, within a second, and never anything else."""

import json
from time import process_time
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from interview_prep.bank import reader
from interview_prep.bank.reader import ReadError, parse, place_of, read_file

QUICK = settings(deadline=None, max_examples=60, derandomize=True)

SCALARS = {
    "no": "no", "yes": "yes", "on": "on", "Off": "Off", "y": "y", "true": True, "FALSE": False, "null": None,
    "~": None,
    "010": 10, "0o17": 15, "0x1F": 31, "-3": -3, "+7": 7, "1_000": "1_000", "1:30": "1:30", "12:30:45": "12:30:45",
    "1.5": 1.5, ".5": 0.5, "5.": 5.0, "1e3": 1000.0, "-2.5E-2": -0.025, "1e999": "1e999", ".inf": ".inf",
    "-.nan": "-.nan",
    "2026-03-31": "2026-03-31", "9" * 19: int("9" * 19), "9" * 20: "9" * 20, "1." + "3" * 60: "1." + "3" * 60,
    "0b11": "0b11", "+": "+", "-": None, "1.2.3": "1.2.3", "1e": "1e", "<<": "<<", "''": "", '"010"': "010",
    "'no'": "no",
    "NaN": "NaN", "0x": "0x", "0o8": "0o8", "²": "²", "١٢": "١٢",
}  # fmt: skip


@pytest.mark.parametrize(("text", "value"), SCALARS.items())
def test_scalars_follow_yaml_1_2(text: str, value: object) -> None:
    found = parse(f"a: {text}\n".encode())["a"] if text != "-" else None
    assert found == value
    assert type(found) is type(value)


HOSTILE = {
    "deep nesting": (b"[" * 100_000, (1, 17), "nested deeper than 16"),
    "deep mappings": (b"{a: " * 50_000, (1, 65), "nested deeper than 16"),
    "deep dashes": (b"- " * 100_000, (1, 33), "nested deeper than 16"),
    "alias bomb": (b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", (1, 4), "anchors (&name) are not read"),
    "alias": (b"a: 1\nb: *a\n", (2, 4), "aliases (*name) are not read"),
    "tag": (b"a: !!python/object/apply:os.system [ls]\n", (1, 4), "tags (!name) are not read"),
    "local tag": (b"a: !x 1\n", (1, 4), "tags (!name) are not read"),
    "duplicate key": (b"a: 1\nb: 2\na: 3\n", (3, 1),
    "the key `a` stands here a second time (first in line 1); keep one"),
    "second document": (b"a: 1\n---\nb: 2\n", (2, 1), "second document"),
    "escape character": (b"a: b\n\x1b[31mc: d\n", (2, 1), "U+001B"),
    "escaped escape": (b'a: "\\e[31m"\n', (1, 4), "control character"),
    "escaped bidi": (b'a: "\\u202Ex"\n', (1, 4), "control character"),
    "bidi": ("a: b\u202ec\n".encode(), (1, 5), "U+202E"),
    "nul": (b"a: \x00\n", (1, 4), "U+0000"),
    "c1": ("a: \x9b31m\n".encode(), (1, 4), "U+009B"),
    "private use": ("a: \ue000\n".encode(), (1, 4), "U+E000"),
    "lone return": (b"a: b\rc: d\n", (1, 5), "U+000D"),
    "latin-1": ("a: x\nb: caf\xe9\n".encode("latin-1"), (2, 7), "not UTF-8"),
    "utf-16": ("a: b\n".encode("utf-16"), (1, 1), "not UTF-8"),
    "empty": (b"", (1, 1), "the file is empty"),
    "blank": (b" \n\n", (1, 1), "the file is empty"),
    "comment only": (b"# nothing\n", (1, 1), "the file is empty"),
    "half a text": (b'- id: "abc\n', (2, 1), "the file ends inside a quoted text; close the quotes"),
    "half a list": (b"a: [1, 2\n", (2, 1), "a bracket is not closed"),
    "half a key": (b"- id: a\n  kin\n", (3, 1), "a key without a colon"),
    "tab": (b"a:\n\t- b\n", (2, 1), "indent with spaces"),
    "colon in text": (b"a: b: c\n", (1, 5), "quote the text"),
    "list as key": (b"? [a]\n: b\n", (1, 3), "a key has to be plain text"),
    "hole without quotes": (b"a: {{gap}}\n", (1, 5), "a key has to be plain text"),
    "at sign": (b"a: @x\n", (1, 4), "needs quotes"),
    "bad escape": (b'a: "\\sqrt"\n', (1, 5), "use single quotes"),
    "other version": (b"%YAML 2.0\n---\na\n", (1, 1), "delete the line"),
    "huge number": (b"9" * 5_000_000, (1, 1), "longer than 20,000 characters"),
    "huge text": (b"a: " + b"x" * 5_000_000, (1, 4), "longer than 20,000 characters"),
    "huge file": (b"a" * (reader.MAX_BYTES + 1), (1, 1), "split it"),
    "quotes": (b'"' * 100_000, (1, 3), "end of the document"),
    "many keys on a line": (b"a: " * 100_000, (1, 5), "quote the text"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "place", "says"), HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_files_give_one_clear_line(data: bytes, place: tuple[int, int], says: str) -> None:
    began = process_time()
    with pytest.raises(ReadError) as caught:
        parse(data)
    assert process_time() - began < 1.0
    assert ((caught.value.line, caught.value.column), says in caught.value.message) == (place, True), (
        caught.value.message
    )
    assert "\n" not in caught.value.message
    assert caught.value.message.isprintable()


def test_byte_order_mark_and_windows_lines_are_read() -> None:
    assert parse(b"\xef\xbb\xbfa:\r\n  - 1\r\n  - x y\r\n") == {"a": [1, "x y"]}


def test_files_that_cannot_be_opened(tmp_path: Any) -> None:
    for path in (tmp_path / "missing.yaml", tmp_path):
        with pytest.raises(ReadError, match="not a file"):
            read_file(path)
    large = tmp_path / "large.yaml"
    with large.open("wb") as file:
        file.truncate(reader.MAX_BYTES + 1)
    with pytest.raises(ReadError, match="larger than 16 MB"):
        read_file(large)


def test_too_many_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_NODES", 10)
    assert len(parse(b"- a\n" * 9)) == 9
    with pytest.raises(ReadError, match="more than 10 values") as caught:
        parse(b"- a\n" * 10)
    assert caught.value.line == 10


def test_places_of_keys_and_items() -> None:
    root = parse(b"- id: x\n  list:\n    - a\n    -   b\n  map: {k: v, l: [1,\n 2]}\n")
    assert place_of(root, (0,)) == (1, 3)
    assert place_of(root, (0, "list", 1)) == (4, 9)
    assert place_of(root, (0, "map", "l")) == (5, 15)
    assert place_of(root, (0, "map", "l", 1)) == (6, 2)
    assert place_of(root, (0, "map", "nothing", 3)) == (5, 3)


_texts = st.text(st.characters(exclude_categories=("Cc", "Cs", "Co", "Cf", "Zl", "Zp")), max_size=30)
_data = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | _texts | st.floats(-1e6, 1e6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_texts, inner, max_size=4),
    max_leaves=12,
)


@QUICK
@given(st.dictionaries(_texts, _data, min_size=1, max_size=4))
def test_json_comes_back_as_it_was(data: dict[str, Any]) -> None:
    """JSON is YAML 1.2, with every text in quotes."""
    assert parse(json.dumps(data, ensure_ascii=False).encode()) == data


@QUICK
@given(st.dictionaries(_texts.filter(bool), _data, min_size=1, max_size=4))
def test_what_yaml_writes_is_read(data: dict[str, Any]) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    assert parse(text.encode()) == data


def _outcome(data: bytes) -> str:
    """The data as JSON, or the error as people see it."""
    try:
        return json.dumps(parse(data), allow_nan=False)
    except ReadError as error:
        return f"{error.line:d}:{error.column:d}: {error.message}" if min(error.line, error.column) > 0 else ""


@QUICK
@given(st.binary(max_size=300) | st.text("[]{}:-?&*!|>'\"%@`#,. \n\tab01~<=", max_size=300).map(str.encode))
def test_any_bytes_give_data_or_a_read_error(data: bytes) -> None:
    assert _outcome(data)
