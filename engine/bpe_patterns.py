"""Pre-tokenisation: cutting text into chunks that no merge may cross.

The idea: a pattern is matched again and again from left to right and each match is a chunk (GPT-2, Radford et al. 2019,
section 2.2; cl100k's pattern as tiktoken publishes it). Text that a pattern leaves unmatched is dropped, as tiktoken
does; the patterns named here match everything.

What is fast here: the standard library's `re` scans 2.5 times faster than `regex`, but knows no `\\p{L}`. So cl100k's
pattern is rebuilt for `re` with the classes written out for the first 65,536 code points, and only lines with a code
point beyond those go to `regex`. Both give the same chunks, and a test says so.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from engine.errors import DTypeError

if TYPE_CHECKING:
    import regex

CL100K_PATTERN = (
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"
    r"|\s++$|\s*[\r\n]|\s+(?!\S)|\s"
)
GPT2_PATTERN = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"

_FIRST_BEYOND = 0x10000
_beyond = re.compile("[\U00010000-\U0010ffff]").search


def split(text: str, pattern: str | None) -> list[str]:
    """The chunks of `text`; None keeps the text whole. Raises DTypeError for a pattern that does not compile."""
    if pattern is None:
        return [text] if text else []
    if pattern == CL100K_PATTERN:
        return _split_cl100k(text)
    return _split_by(_compiled(pattern), text)


def scalar_text(text: str) -> str:
    """`text` as tiktoken reads it: surrogate pairs joined, a lone surrogate replaced by U+FFFD."""
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


@lru_cache(maxsize=32)
def _compiled(pattern: str) -> "regex.Pattern[str]":
    import regex

    try:
        return regex.compile(pattern)
    except regex.error as error:
        raise DTypeError(f"pattern: got {pattern!r}, expected a regular expression ({error})") from error


def _split_by(compiled: "regex.Pattern[str]", text: str) -> list[str]:
    if compiled.groups:  # findall would give the groups
        return [match.group() for match in compiled.finditer(text) if match.group()]
    return [chunk for chunk in compiled.findall(text) if chunk]


def _split_cl100k(text: str) -> list[str]:
    fast = _cl100k_for_re()
    if text.isascii() or not _beyond(text):
        return fast.findall(text)
    chunks: list[str] = []
    for beyond, piece in _pieces(text):
        chunks += _compiled(CL100K_PATTERN).findall(piece) if beyond else fast.findall(piece)
    return chunks


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """Runs of lines with, or without, code points beyond the first 65,536.

    The cut stands between a newline and a printable ASCII character, where a chunk of cl100k always ends: whitespace
    and trailing newlines end there, and no chunk starts with a newline and goes on with anything but whitespace.
    """
    lines = re.split(r"(?<=\n)(?=[!-~])", text)
    for beyond, run in groupby(lines, key=lambda line: _beyond(line) is not None):
        yield beyond, "".join(run)


@cache
def _cl100k_for_re() -> "re.Pattern[str]":
    """cl100k's pattern for `re`, exact for text below U+10000."""
    pattern = CL100K_PATTERN.replace(r"(?!\S)", r"(?![^\s])")
    for name in (r"\p{L}", r"\p{N}", r"\s"):
        inside = rf"(\[[^\]]*){re.escape(name)}"  # already between brackets
        ranges = _ranges(name)
        pattern = re.sub(inside, lambda found: found[1] + ranges, pattern)  # noqa: B023 - called at once
        pattern = pattern.replace(name, f"[{ranges}]")
    return re.compile(pattern)


def _ranges(name: str) -> str:
    """The class `name` of `regex` as ranges for `re`, so that both follow one version of Unicode."""
    below = "".join(map(chr, range(_FIRST_BEYOND)))
    runs = (match.span() for match in _compiled(f"{name}+").finditer(below))
    return "".join(f"\\u{first:04x}-\\u{end - 1:04x}" for first, end in runs)
