"""Cleaning of text that comes from outside: banks, answers, notes, file names, settings, errors of libraries."""

import unicodedata

_BIDI = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f"
)
_INVISIBLE = frozenset("\u200b\u2060\ufeff\u2028\u2029\u00ad")


def is_unsafe(character: str, keep: str = "\n\t") -> bool:
    """Whether a terminal could act on this character, or a reader be misled by it."""
    if character in keep:
        return False
    return character in _BIDI or character in _INVISIBLE or unicodedata.category(character) in ("Cc", "Cs", "Co")


def sanitise(text: str, keep: str = "\n\t") -> str:
    """The text without control, escape, surrogate and bidi characters, in Unicode's composed form."""
    if text.isascii() and text.isprintable():
        return text
    kept = "".join(character for character in text if not is_unsafe(character, keep))
    return unicodedata.normalize("NFC", kept)


def one_line(text: str, limit: int = 400) -> str:
    """The text on one line, cleaned, and cut with an ellipsis above `limit` characters."""
    line = " ".join(sanitise(text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 day, 2 days, 3 histories."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in "aeiou" else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"
