"""Events read from the bare pages of a log whose head or index is gone, without SQLite's help.

Every leaf page of a table begins with a mark, so rows can be found by looking at all pages. What looks like an event is
decoded; whether it is one, `merging.sound` decides. Left out: pages of another size than SQLite's usual one.
Source: sqlite.org/fileformat2.html, sections 1.5, 1.6, 2.1 and 4.1.
"""

import struct
from collections.abc import Iterator, Mapping
from contextlib import suppress
from io import SEEK_END
from pathlib import Path
from typing import BinaryIO, TypeAlias

from interview_prep.storage.codec import LONGEST_PAYLOAD, Row

PAGE = 4096
_LEAF, _HEAD = 0x0D, 100
_MOST_LOCAL = PAGE - 35
_LEAST_LOCAL = (PAGE - 12) * 32 // 255 - 23
_OVERFLOW = PAGE - 4
_LONGEST = 2 * LONGEST_PAYLOAD
_JOURNAL_HEAD, _FRAME_HEAD = 32, 24
_WIDTHS = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 8: 0, 9: 0}
_TEXT = (str,)
_FIELDS: tuple[tuple[type, ...], ...] = (
    (type(None),),  # the row's own number stands in its cell
    *(_TEXT, _TEXT, (int,), (int,), (int,), _TEXT),
    *((str, type(None)), (str, type(None)), _TEXT),
)
"""The types of the columns of an event, as `schema` declares them."""

_Value: TypeAlias = str | int | None


def events_in(path: Path) -> Iterator[Row]:
    """Every row that looks like an event, the same one perhaps twice where an old page was left behind."""
    with path.open("rb") as stream:
        pages = _Pages(stream, _waiting(Path(f"{path}-wal")))
        for number in range(1, pages.count + 1):
            yield from _events(pages, number)


class _Pages:
    """The pages of a file, those of the journal in the place of older ones."""

    def __init__(self, stream: BinaryIO, newer: Mapping[int, bytes]) -> None:
        self._stream, self._newer = stream, newer
        self.count = max(stream.seek(0, SEEK_END) // PAGE, *newer, 0)

    def page(self, number: int) -> bytes:
        """Page `number`, counted from 1. Raises ValueError where there is none."""
        if number in self._newer:
            return self._newer[number]
        if number < 1:
            raise ValueError("no such page")
        self._stream.seek((number - 1) * PAGE)
        page = self._stream.read(PAGE)
        if len(page) < PAGE:
            raise ValueError("no such page")
        return page


def _events(pages: _Pages, number: int) -> Iterator[Row]:
    """The rows of one page, if it is a leaf."""
    with suppress(ValueError):
        page, start = pages.page(number), _HEAD if number == 1 else 0
        for cell in _cells(page, start) if page[start] == _LEAF else ():
            with suppress(IndexError, ValueError, struct.error):  # a damaged cell; its neighbours may be whole
                values = _record(_payload(pages, page, cell))
                if len(values) == len(_FIELDS) and all(map(isinstance, values, _FIELDS)):
                    yield values[1:]  # type: ignore[misc]  # just checked


def _waiting(journal: Path) -> dict[int, bytes]:
    """The pages that were committed to the journal and are not in the file yet."""
    committed: dict[int, bytes] = {}
    waiting: dict[int, bytes] = {}
    for number, last, page in _frames(journal.read_bytes() if journal.exists() else b""):
        waiting[number] = page
        if last:
            committed |= waiting
    return committed


def _frames(data: bytes) -> Iterator[tuple[int, bool, bytes]]:
    """The pages of the journal that belong to its present round: number, whether it ends a commit, content."""
    salts = data[16:24]
    for at in range(_JOURNAL_HEAD, len(data) - _FRAME_HEAD - PAGE + 1, _FRAME_HEAD + PAGE):
        if data[at + 8 : at + 16] != salts:
            return
        number, size = struct.unpack_from(">II", data, at)
        yield number, size > 0, data[at + _FRAME_HEAD : at + _FRAME_HEAD + PAGE]


def _cells(page: bytes, start: int) -> list[int]:
    """Where the cells of a leaf page begin."""
    count = min(struct.unpack_from(">H", page, start + 3)[0], (PAGE - start - 8) // 2)
    return [at for (at,) in (struct.unpack_from(">H", page, start + 8 + 2 * n) for n in range(count)) if at < PAGE]


def _payload(pages: _Pages, page: bytes, at: int) -> bytes:
    """The record of a cell, its overflow pages joined."""
    size, at = _varint(page, at)
    _, at = _varint(page, at)
    if size > _LONGEST:
        raise ValueError("no event")
    local = size
    if size > _MOST_LOCAL:
        local = _LEAST_LOCAL + (size - _LEAST_LOCAL) % _OVERFLOW
        local = local if local <= _MOST_LOCAL else _LEAST_LOCAL
    parts, left = [page[at : at + local]], size - local
    following = struct.unpack_from(">I", page, at + local)[0] if left else 0
    while left > 0:
        part = pages.page(following)
        parts.append(part[4 : 4 + min(left, _OVERFLOW)])
        left -= _OVERFLOW
        following = struct.unpack_from(">I", part)[0]
    return b"".join(parts)


def _record(data: bytes) -> tuple[_Value, ...]:
    """The values of a record. Raises ValueError for what no event has: numbers with a point, blobs."""
    end, at = _varint(data, 0)
    kinds = []
    while at < end:
        kind, at = _varint(data, at)
        kinds.append(kind)
    values: list[_Value] = []
    for kind in kinds[: len(_FIELDS) + 1]:
        text = kind >= 13 and kind % 2 == 1
        width = (kind - 13) // 2 if text else _WIDTHS.get(kind, -1)
        part = data[at : at + width]
        if width < 0 or len(part) < width:
            raise ValueError("no event")
        values.append(part.decode() if text else None if kind == 0 else kind - 8 if kind in (8, 9) else _integer(part))
        at += width
    return tuple(values)


def _integer(part: bytes) -> int:
    return int.from_bytes(part, "big", signed=True)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and the place behind it."""
    value = 0
    for place in range(8):
        byte = data[at + place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + place + 1
    return value << 8 | data[at + 8], at + 9
