"""Ordinary English words, which are never taken for a misspelt cue.

The list holds the lower-case words among the commonest tokens of cl100k_base, which ships with the engine: a string
that earned a token of its own is a word that people write, not a slip of typing.
`python -m interview_prep.grading.rubric.known` writes it.
"""

import base64
import re
import textwrap
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "known_words.txt"
COMMONEST = 26_000
_WORD = re.compile(rb" [a-z]{4,12}")


@cache
def known_words() -> frozenset[str]:
    """Read once, when the first word is compared."""
    return frozenset(FILE.read_text(encoding="ascii").split())


def written(vocabulary: Path) -> str:
    """The file's text, from a tiktoken vocabulary: one token in base64 and its rank a line."""
    rows = (line.split() for line in vocabulary.read_bytes().splitlines())
    tokens = (base64.b64decode(token) for token, rank in rows if int(rank) < COMMONEST)
    words = sorted(token[1:].decode("ascii") for token in tokens if _WORD.fullmatch(token))
    return textwrap.fill(" ".join(words), 118) + "\n"


def main() -> None:
    """Write the list anew."""
    import engine

    vocabulary = Path(engine.__file__).parent / "data" / "cl100k_base.tiktoken"
    FILE.write_text(written(vocabulary), encoding="ascii")


if __name__ == "__main__":
    main()
