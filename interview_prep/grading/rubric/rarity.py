"""How rare a word is in the model answers of the bundled bank: a rare word that two sentences share says more.

`python -m interview_prep.grading.rubric.rarity` writes the counts.
"""

import json
from collections import Counter
from collections.abc import Iterable
from functools import cache
from math import log
from pathlib import Path

from interview_prep.grading.rubric.words import words_of

FILE = Path(__file__).parent / "rarity.json"


@cache
def rarity(stem: str) -> float:
    """The logarithm of how many answers there are for each that has the word (Spärck Jones 1972), at least 0."""
    answers, having = _counts()
    return log((answers + 1) / (having.get(stem, 1) + 1))


@cache
def _counts() -> tuple[int, dict[str, int]]:
    read = json.loads(FILE.read_text(encoding="ascii"))
    return read["answers"], read["having"]


def counted(answers: Iterable[str]) -> dict[str, object]:
    """In how many of the answers each stem stands; one that stands in one alone is left out."""
    stems = [{word.stem for word in words_of(text)} for text in answers]
    having = Counter(stem for each in stems for stem in each)
    return {"answers": len(stems), "having": {stem: n for stem, n in sorted(having.items()) if n > 1}}


def main() -> None:
    """Count anew."""
    from interview_prep import paths
    from interview_prep.bank.opening import open_bank
    from interview_prep.questions.model import Ladder, Recall

    bank = open_bank(cache=paths.cache())
    questions = [bank.get(entry.id) for entry in bank]
    answers = [f"{q.answer} {q.answer_long}" for q in questions if isinstance(q, Recall)]
    answers += [rung.answer for q in questions if isinstance(q, Ladder) for rung in q.rungs]
    FILE.write_text(json.dumps(counted(answers), separators=(",", ":")) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
