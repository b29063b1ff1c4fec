"""Hashes of eight consecutive words, by which a bank is checked for sentences of a text without shipping the text.

`python -m interview_prep.authoring.shingles TEXT` writes the hashes of a text file into the program's data.
"""

import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

WIDTH = 8
SIZE = 5
DATA = Path(__file__).parent / "data" / "article_shingles.bin"
_WORD = re.compile(r"[^\W_]+")


def shingles(text: str) -> Iterator[tuple[bytes, str]]:
    """The truncated hash of every run of eight words, and the run itself."""
    words = _WORD.findall(text.casefold())
    for start in range(len(words) - WIDTH + 1):
        run = " ".join(words[start : start + WIDTH])
        yield blake2b(run.encode(), digest_size=SIZE).digest(), run


def pack(text: str) -> bytes:
    """The sorted hashes of a text, one after the other."""
    return b"".join(sorted({digest for digest, _ in shingles(text)}))


@lru_cache(maxsize=1)
def known_hashes() -> frozenset[bytes]:
    """The hashes that ship with the program."""
    data = DATA.read_bytes()
    return frozenset(data[start : start + SIZE] for start in range(0, len(data), SIZE))


def main(arguments: list[str]) -> int:
    """Write the hashes of the named text file."""
    if len(arguments) != 1:
        print("usage: python -m interview_prep.authoring.shingles TEXT", file=sys.stderr)
        return 2
    DATA.write_bytes(pack(Path(arguments[0]).read_text(encoding="utf-8")))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
