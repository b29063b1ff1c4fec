"""Ordinary English words, which are never taken for a misspelt cue.

The list holds the lower-case words among the commonest tokens of cl100k_base, which ships with the engine: a string
that earned a token of its own is a word that people write, not a slip of typing. The field's own words follow from the
model answers of the bank.
`python -m interview_prep.grading.rubric.known` writes it.
"""

import base64
import re
import textwrap
from collections.abc import Iterable
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "known_words.txt"
COMMONEST = 26_000
_WORD = re.compile(rb" [a-z]{4,12}")


@cache
def known_words() -> frozenset[str]:
    """Read once, when the first word is compared."""
    return frozenset(FILE.read_text(encoding="ascii").split())


def written(vocabulary: Path, answers: Iterable[str]) -> str:
    """The file's text, from a tiktoken vocabulary (a token in base64 and its rank a line) and texts of the field."""
    rows = (line.split() for line in vocabulary.read_bytes().splitlines())
    tokens = (base64.b64decode(token) for token, rank in rows if int(rank) < COMMONEST)
    words = {token[1:].decode("ascii") for token in tokens if _WORD.fullmatch(token)}
    words |= {word for text in answers for word in re.findall(r"[a-z]{4,}", text.lower())}
    return textwrap.fill(" ".join(sorted(words)), 118) + "\n"


def main() -> None:
    """Write the list anew."""
    import engine
    from interview_prep import paths
    from interview_prep.bank.opening import open_bank
    from interview_prep.questions.model import Ladder, Recall

    bank = open_bank(cache=paths.cache())
    questions = [bank.get(entry.id) for entry in bank]
    answers = [f"{q.answer} {q.answer_short} {q.answer_long}" for q in questions if isinstance(q, Recall)]
    answers += [f"{rung.question} {rung.answer}" for q in questions if isinstance(q, Ladder) for rung in q.rungs]
    vocabulary = Path(engine.__file__).parent / "data" / "cl100k_base.tiktoken"
    FILE.write_text(written(vocabulary, answers), encoding="ascii")


if __name__ == "__main__":
    main()
