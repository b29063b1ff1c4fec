"""`bank coverage`: which facts are asked, by which kinds, on which levels, and which misconceptions are never met."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from interview_prep.bank.bank import Bank
from interview_prep.questions import model
from interview_prep.questions.concepts import CONCEPTS
from interview_prep.questions.kinds import KINDS


def coverage(bank: Bank) -> dict[str, Any]:
    """The document of `bank coverage --json`: counts, and lists of what is missing."""
    by_fact: dict[str, Counter[str]] = defaultdict(Counter)
    concepts: dict[str, Counter[str]] = {row.slug: Counter() for row in CONCEPTS}
    kinds: Counter[str] = Counter()
    for entry in bank:
        kinds[entry.kind] += 1
        concepts[entry.concept][str(entry.level)] += 1
        for fact in entry.covers:
            by_fact[fact][entry.kind] += 1
    facts = bank.registry.facts
    uncovered = [name for name in facts if name not in by_fact]
    met = _misconceptions(bank)
    return {
        "facts": {
            "total": len(facts),
            "covered": len(facts) - len(uncovered),
            "uncovered": uncovered,
            "by_fact": {name: dict(by_fact[name]) for name in facts if name in by_fact},
        },
        "concepts": {slug: dict(sorted(levels.items())) for slug, levels in concepts.items()},
        "kinds": {kind: kinds[kind] for kind in KINDS},
        "misconceptions": {
            "used": len(met),
            "unused": sorted(name for name in bank.registry.misconceptions if name not in met),
        },
        "ladders": {entry.id: {"rungs": _rungs(bank.get(entry.id))} for entry in bank if entry.kind == "ladder"},
    }


def coverage_lines(document: dict[str, Any]) -> Iterator[str]:
    """The document for people."""
    facts = document["facts"]
    yield f"facts: {facts['covered']} of {facts['total']} are asked"
    if facts["uncovered"]:
        yield f"  not yet: {', '.join(facts['uncovered'])}"
    yield "concept            level 1   2   3   4   5   all"
    for slug, levels in document["concepts"].items():
        counts = [levels.get(str(level), 0) for level in range(1, 6)]
        yield f"{slug:<22}" + "".join(f"{count:>4}" for count in counts) + f"{sum(counts):>6}"
    yield "kinds: " + ", ".join(f"{kind} {count}" for kind, count in document["kinds"].items())
    unused = document["misconceptions"]["unused"]
    yield f"misconceptions: {document['misconceptions']['used']} met, {len(unused)} not"
    if unused:
        yield f"  not met: {', '.join(unused)}"


def _misconceptions(bank: Bank) -> set[str]:
    """The ids that some option, slip or wrong formula names."""
    found: set[str] = set()
    for entry in bank.where(kind=("choice", "numeric", "formula")):
        question = bank.get(entry.id)
        if isinstance(question, model.Choice):
            found |= {option.misconception for option in question.options if option.misconception}
        elif isinstance(question, model.Numeric | model.Formula):
            found |= {slip.id for slip in question.misconceptions}
    return found


def _rungs(question: model.Question) -> int:
    return len(question.rungs) if isinstance(question, model.Ladder) else 0
