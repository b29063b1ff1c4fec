"""The hash of a question: over what is asked and what is accepted, so that a card notices when its question changed.

Explanations, nuances, sources, tags, priority, seconds, reasons beside wrong answers, hints and examples do not count,
and neither do line breaks inside text.
"""

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

_POINT = ("id", "text", "must")
_ASKED: Mapping[str, tuple[str, ...]] = {
    "recall": ("answer", "key_points", "red_flags"),
    "choice": ("options",),
    "cloze": ("text", "accept"),
    "numeric": ("draw", "compute", "response", "tolerance", "unit"),
    "formula": ("reference", "lhs", "dims", "symbols", "accept", "conventions", "relation", "draws"),
    "order": ("steps",),
    "flag": ("statement", "wrong", "correction", "key_points"),
    "ladder": ("rungs",),
}
_PARTS: Mapping[str, tuple[str, ...]] = {
    "key_points": _POINT,
    "red_flags": ("id", "text"),
    "options": ("text", "correct"),
    "rungs": ("level", "question", "answer", "key_points", "red_flags", "asks"),
}
_DEFAULTS: Mapping[str, Any] = {"must": True, "correct": False, "response": "number", "relation": False}


def question_hash(data: Mapping[str, Any]) -> str:
    """16 hexadecimal digits for the plain data of a question, the same whether a default is written out or not."""
    kind = str(data["kind"])
    content = {"kind": kind, "prompt": _plain(data["prompt"]), **_chosen(data, _ASKED[kind])}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _chosen(data: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The named fields that say something: defaults and empty values are left out."""
    chosen = {}
    for name in names:
        value = data.get(name)
        if (
            value in (None, "", [], {})
            or (name in _DEFAULTS and value is _DEFAULTS[name])
            or value == _DEFAULTS.get(name)
        ):
            continue
        chosen[name] = [_chosen(part, _PARTS[name]) for part in value] if name in _PARTS else _plain(value, name)
    return chosen


def _plain(value: Any, name: str = "") -> Any:
    """Text with its white space folded; the order of a draw counts, so mappings become lists of pairs there."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, Mapping):
        if name == "tolerance":
            return {key: float(number) for key, number in value.items() if number}
        pairs = [[key, _plain(part)] for key, part in value.items()]
        return pairs if name == "draw" else dict(pairs)
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
