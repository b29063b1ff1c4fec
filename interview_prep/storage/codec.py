"""Events as text and back: canonical JSON, the lines of an export, and the checks that every event passes.

A row is the tuple of an event's columns as stored: (id, device, seq, at in ms, offset_min, kind, question, hash,
payload as canonical JSON). Two events have the same content exactly when their rows are equal.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias, cast

from interview_prep.scheduling.parameters import scheduler_of
from interview_prep.storage.store import KINDS, Event, Kind
from interview_prep.text import one_line

VERSION = 1
Row: TypeAlias = tuple[str, str, int, int, int, str, str | None, str | None, str]
COLUMNS = "id, device, seq, at, offset_min, kind, question, hash, payload"
FIELDS = ("at", "device", "hash", "id", "kind", "offset_min", "payload", "question", "seq", "v")
EARLIEST_MS = 946_684_800_000  # 2000-01-01: before it lies a clock that was never set
LATEST_MS = 4_102_444_800_000  # 2100-01-01
LONGEST_PAYLOAD = 1_000_000
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NAME = re.compile(r"[^\s\x00-\x1f\x7f]{1,200}")
_WITHOUT_QUESTION = ("undo", "note", "mock")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def to_ms(at: datetime) -> int:
    """Milliseconds since 1970 of an aware time, cut (not rounded) to the millisecond."""
    if at.tzinfo is None:
        raise ValueError("at: a time without a zone; give it one")
    return (at - _EPOCH) // _MILLISECOND


def from_ms(ms: int) -> datetime:
    """The time in UTC."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def iso(ms: int) -> str:
    """The time as written in exports: 2026-03-01T08:00:00.000Z."""
    return f"{from_ms(ms).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def canonical(payload: Mapping[str, Any]) -> str:
    """The one spelling of a payload: sorted keys, no blanks, ASCII. Raises ValueError for what JSON cannot hold."""
    try:
        text = json.dumps(payload, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"payload: {one_line(str(error), 120)}") from None
    if len(text) > LONGEST_PAYLOAD:
        raise ValueError(f"payload: {len(text)} characters; at most {LONGEST_PAYLOAD}")
    return text


def event_of(row: Row) -> Event:
    """The event of a row."""
    name, device, seq, at, offset, kind, question, content, payload = row
    return Event(name, device, seq, from_ms(at), offset, cast(Kind, kind), question, content, json.loads(payload))


def line_of(row: Row) -> str:
    """The event as one line of an export, without the line's end: sorted keys, no blanks."""
    name, device, seq, at, offset, kind, question, content, payload = row
    return (
        f'{{"at":"{iso(at)}","device":{json.dumps(device)},"hash":{json.dumps(content)},"id":"{name}","kind":"{kind}",'
        f'"offset_min":{offset},"payload":{payload},"question":{json.dumps(question)},"seq":{seq},"v":{VERSION}}}'
    )


def row_of_line(line: str) -> Row:
    """The row of an export's line. Raises ValueError that says which field is wrong and what it should be."""
    try:
        data = json.loads(line, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON (column {error.colno}: {error.msg})") from None
    if not isinstance(data, dict):
        raise ValueError("not an event: expected an object")
    if type(data.get("v")) is not int:
        raise ValueError("v: missing; an event begins as interview-prep history export writes it")
    if data["v"] > VERSION:
        raise ValueError(f"v: {data['v']} was written by a newer version; update interview-prep")
    missing = [field for field in FIELDS if field not in data]
    unknown = [one_line(str(field), 40) for field in data if field not in FIELDS]
    if missing or unknown:
        raise ValueError(f"fields missing: {', '.join(missing) or 'none'}; not known: {', '.join(unknown) or 'none'}")
    if not isinstance(data["payload"], dict):
        raise ValueError("payload: expected an object")
    row: tuple[Any, ...] = (
        *(data["id"], data["device"], data["seq"], _ms_of(data["at"]), data["offset_min"], data["kind"]),
        *(data["question"], data["hash"], canonical(data["payload"])),
    )
    check(row, data["payload"])
    return cast(Row, row)


def check(row: tuple[Any, ...], payload: Mapping[str, Any]) -> None:
    """Raise ValueError, naming the field, for an event that no log may hold."""
    name, device, seq, at, offset, kind, question, content, _ = row
    if not (isinstance(name, str) and _UUID.fullmatch(name)):
        raise ValueError("id: expected a UUID in lower case")
    if not (isinstance(device, str) and _NAME.fullmatch(device)):
        raise ValueError("device: expected a name without blanks")
    if type(seq) is not int or not 1 <= seq < 1 << 53:
        raise ValueError("seq: expected a whole number from 1")
    if type(at) is not int or not EARLIEST_MS <= at <= LATEST_MS:
        raise ValueError("at: expected a time between 2000 and 2100")
    if type(offset) is not int or not -1440 < offset < 1440:
        raise ValueError("offset_min: expected minutes between -1439 and 1439")
    if kind not in KINDS:
        raise ValueError(f"kind: {one_line(repr(kind), 40)} is none of {', '.join(KINDS)}")
    if question is None and kind not in _WITHOUT_QUESTION:
        raise ValueError(f"question: a {kind} needs one")
    for field, value in (("question", question), ("hash", content)):
        if value is not None and not (isinstance(value, str) and _NAME.fullmatch(value)):
            raise ValueError(f"{field}: expected a name without blanks, or null")
    check_payload(kind, payload)


def check_payload(kind: str, payload: Mapping[str, Any]) -> None:
    """Raise ValueError for a payload that its kind does not allow. Fields not known here are kept."""
    if kind == "review":
        _check_review(payload)
    elif kind == "undo":
        if not (isinstance(payload.get("undoes"), str) and _UUID.fullmatch(payload["undoes"])):
            raise ValueError("payload.undoes: expected the id of an event")
    elif kind == "bury" and payload.get("until") is not None:
        _ms_of(payload["until"])
    elif kind == "override" and "claims" in payload:
        claimed = payload["claims"]
        if not (isinstance(claimed, str) and _NAME.fullmatch(claimed)):
            raise ValueError("payload.claims: expected a question's id")


def _check_review(payload: Mapping[str, Any]) -> None:
    rating = payload.get("rating")
    if type(rating) is not int or not 1 <= rating <= 4:
        raise ValueError("payload.rating: expected 1 again, 2 hard, 3 good or 4 easy")
    for field, expected in (("correct", bool), ("schedules", bool)):
        if payload.get(field) is not None and type(payload[field]) is not expected:
            raise ValueError(f"payload.{field}: expected true, false or null")
    seconds = payload.get("seconds")
    if seconds is not None and (isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0):
        raise ValueError("payload.seconds: expected a number from 0")
    confidence = payload.get("confidence")
    if confidence is not None and (type(confidence) is not int or not 0 <= confidence <= 100):
        raise ValueError("payload.confidence: expected a whole number from 0 to 100, or null")
    stored = payload.get("scheduler")
    if stored is not None and not isinstance(stored, dict):
        raise ValueError("payload.scheduler: expected an object")
    scheduler_of(stored)


def ms_of_text(text: str) -> int:
    """Milliseconds of an ISO time with an offset or Z. Raises ValueError."""
    return _ms_of(text)


def _ms_of(value: object) -> int:
    if isinstance(value, str):
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            raise ValueError("at: expected a time such as 2026-03-01T08:00:00.000Z") from None
        if at.tzinfo is not None:
            return to_ms(at)
    raise ValueError("at: expected a time with an offset, such as 2026-03-01T08:00:00.000Z")


def _no_constant(name: str) -> object:
    raise ValueError(f"not JSON ({name} is no number)")
