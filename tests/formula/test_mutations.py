"""Right answers that were damaged by one token: none is accepted that is not still the same formula.

`survivors.txt` lists the damaged answers that are accepted although their trees differ from the original. Each was
read: it is another spelling of the same formula (a factor 1, an index moved into its bracket, per example instead of
its mean, a left side or a condition that says nothing).
"""

from functools import lru_cache

import pytest

from tests.formula.mutations import mutants, same_formula
from tests.formula.questions import HERE, formula, graded, right_answers


@lru_cache(maxsize=1)
def reviewed() -> frozenset[str]:
    return frozenset((HERE / "survivors.txt").read_text("utf-8").splitlines())


def wrongly_accepted(every: int) -> tuple[int, list[str]]:
    """How many damaged answers were tried, every so manieth of all, and which are accepted for no known reason."""
    count, found = 0, []
    for number, (name, answer) in enumerate(right_answers()):
        for place, damaged in enumerate(mutants(answer)):
            if (number + place) % every or damaged.split() == answer.split():
                continue
            count += 1
            if graded(name, damaged).correct and not same_formula(formula(name), answer, damaged):
                line = f"{name} | {damaged}"
                found += [line] if line not in reviewed() else []
    return count, found


def test_damaged_answers_are_not_accepted() -> None:
    count, found = wrongly_accepted(every=80)
    assert count > 800
    assert not found


@pytest.mark.slow
def test_no_damaged_answer_is_accepted() -> None:
    count, found = wrongly_accepted(every=2)
    assert count > 30_000
    assert not found
