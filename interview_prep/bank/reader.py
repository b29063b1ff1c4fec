"""YAML from strangers to plain data: text, numbers, booleans, lists and mappings, with the place of every key.

Only the events of libyaml are used, never its constructor. Scalars follow the core schema of YAML 1.2: `no`, `yes`,
`on` and `1:30` are text, `010` is ten, `0o17` is fifteen, and whatever a JSON file could not hold (`.inf`, `1e999`,
integers of 20 digits and more) stays text, which the schema then refuses where it wants a number. Tags, anchors,
aliases, equal keys, deep nesting, long text, control and bidi characters and second documents are refused with one
`ReadError`.
"""

import gc
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from interview_prep.bank.scalars import resolve, unsafe_character
from interview_prep.bank.yaml_words import in_plain_words

Place: TypeAlias = tuple[int, int]
"""Line and column, both from 1."""

MAX_BYTES = 16_000_000
MAX_NODES = 1_000_000
MAX_TEXT = 20_000
MAX_DEPTH = 16


class ReadError(Exception):
    """A file that cannot be read as plain data: what is wrong, where, and how to mend it."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message, self.line, self.column = message, line, column


class Block(dict[str, Any]):
    """A mapping that knows where it begins (`place`) and where each of its keys stands (`marks`)."""

    __slots__ = ("marks", "place")

    def __init__(self, place: Place = (1, 1)) -> None:
        super().__init__()
        self.place = place
        self.marks: dict[str, Place] = {}


class Items(list[Any]):
    """A list that knows where it begins (`place`) and where each of its items stands (`marks`)."""

    __slots__ = ("marks", "place")

    def __init__(self, place: Place = (1, 1)) -> None:
        super().__init__()
        self.place = place
        self.marks: list[Place] = []


def read_file(path: Path) -> Any:
    """The plain data of a YAML file; raises ReadError, also for a file that cannot be opened."""
    return parse(read_bytes(path))


def read_bytes(path: Path) -> bytes:
    """The bytes of a file that is not too large; raises ReadError."""
    try:
        if "\ufffd" in path.name and not path.exists():
            raise ReadError("the name of this file is not UTF-8; rename it")
        if not path.is_file():
            raise ReadError("this is not a file that can be read; give a YAML file or a folder of them")
        if path.stat().st_size > MAX_BYTES:
            raise ReadError(f"the file is larger than {MAX_BYTES // 1_000_000} MB; split it into smaller files")
        return path.read_bytes()
    except OSError as error:
        raise ReadError(f"the file cannot be read ({error.strerror}); check its permissions") from None


def parse(data: bytes) -> Any:
    """The plain data of one YAML document; raises ReadError and nothing else."""
    text = _decoded(data)
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return _Builder(text).build()
    finally:
        if was_enabled:
            gc.enable()


def place_of(root: Any, path: tuple[str | int, ...]) -> Place:
    """Where the value at `path` stands; where the path leads nowhere, its nearest holder."""
    place: Place = getattr(root, "place", (1, 1))
    for step in path:
        marks = getattr(root, "marks", None)
        named = isinstance(marks, dict) and step in marks
        numbered = isinstance(marks, list) and isinstance(step, int) and step < len(marks)
        if marks is not None and (named or numbered):
            place, root = marks[step], root[step]
    return place


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise ReadError(f"the text is larger than {MAX_BYTES // 1_000_000} MB; split it into smaller files")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise ReadError("the file is not UTF-8 text; save it with the encoding UTF-8", line, column) from None
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    found = unsafe_character(text)
    if found is not None:
        line = text.count("\n", 0, found) + 1
        column = found - text.rfind("\n", 0, found)
        raise ReadError(
            f"the character U+{ord(text[found]):04X} is invisible or steers the terminal; delete it", line, column
        )
    if not text.strip() or not re.search(r"(?m)^[^#\n]*[^#\s]", text):
        raise ReadError("the file is empty; write at least one question into it, or delete it")
    return text


class _Builder:
    """Turns the events of one document into plain data."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._root: Any = None
        self._holder: Block | Items | None = None
        self._key: str | None = None
        self._around: list[tuple[Block | Items | None, str | None]] = []

    def build(self) -> Any:
        import yaml

        try:
            return self._document(yaml.CSafeLoader(self._text).get_event)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            raise ReadError(in_plain_words(self._problem(error, place), error.context), *place) from None
        except yaml.YAMLError as error:
            raise ReadError(in_plain_words(str(error), None)) from None

    def _problem(self, error: Any, place: Place) -> str:
        """libyaml's complaint; it does not say when the character it trips over is a tab."""
        line = "".join(self._text.split("\n", place[0])[place[0] - 1 : place[0]])
        return "a tab character" if line[place[1] - 1 : place[1]] == "\t" else str(error.problem or "")

    def _document(self, next_event: Callable[[], Any]) -> Any:
        import yaml

        scalar, mapping, sequence = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
        ends, end = (yaml.MappingEndEvent, yaml.SequenceEndEvent), yaml.StreamEndEvent
        nodes = documents = 0
        while (kind := type(event := next_event())) is not end:
            if kind in ends:
                self._holder, self._key = self._around.pop()
            elif kind is scalar or kind is mapping or kind is sequence:
                nodes += 1
                if nodes > MAX_NODES:
                    raise _refusal(event, f"more than {MAX_NODES:,} values in one file; split it into smaller files")
                if event.anchor is not None or event.tag is not None:
                    raise _decorated(event)
                if kind is scalar:
                    self._put(event, _scalar(event))
                else:
                    self._open(event, Block if kind is mapping else Items)
            elif kind is yaml.AliasEvent:
                raise _refusal(event, "aliases (*name) are not read; write the value out")
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise _refusal(event, "a second document begins here; one file holds one document")
        return self._root

    def _open(self, event: Any, make: type[Block] | type[Items]) -> None:
        if len(self._around) >= MAX_DEPTH:
            raise _refusal(event, f"nested deeper than {MAX_DEPTH} levels; write it flatter")
        mark = event.start_mark
        node = make((mark.line + 1, mark.column + 1))
        self._put(event, node)
        self._around.append((self._holder, self._key))
        self._holder, self._key = node, None

    def _put(self, event: Any, value: Any) -> None:
        """Give a value its place in what is open: the next item of a list, the next key or value of a mapping."""
        holder = self._holder
        if type(holder) is Block:
            if self._key is None:
                self._key = _key(event, holder, value)
            else:
                holder[self._key] = value
                self._key = None
        elif type(holder) is Items:
            mark = event.start_mark
            holder.marks.append((mark.line + 1, mark.column + 1))
            holder.append(value)
        else:
            self._root = value


def _scalar(event: Any) -> Any:
    text: str = event.value
    if len(text) > MAX_TEXT:
        raise _refusal(event, f"this text is longer than {MAX_TEXT:,} characters; shorten it")
    style = event.style
    if not style:
        return resolve(text)
    if style == '"' and unsafe_character(text) is not None:
        raise _refusal(event, "an escape in this text makes an invisible or control character; take it out")
    return text


def _key(event: Any, holder: Block, value: Any) -> str:
    if isinstance(value, Block | Items):
        raise _refusal(event, "a key has to be plain text, not a list or a mapping; put it in quotes")
    key: str = event.value
    mark = event.start_mark
    if key in holder.marks:
        line = holder.marks[key][0]
        raise _refusal(event, f"the key `{key[:60]}` stands here a second time (first in line {line}); keep one")
    holder.marks[key] = (mark.line + 1, mark.column + 1)
    return key


def _decorated(event: Any) -> ReadError:
    if event.anchor is not None:
        return _refusal(event, "anchors (&name) are not read; write the value out where it is needed")
    return _refusal(event, "tags (!name) are not read; take the tag away, or put the text in quotes")


def _refusal(event: Any, message: str) -> ReadError:
    mark = event.start_mark
    return ReadError(message, mark.line + 1, mark.column + 1)
