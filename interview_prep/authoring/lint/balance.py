"""B codes: the mix of the bundled bank."""

import json
from collections import Counter, defaultdict

from interview_prep.authoring.rules import Found, FoundIn, Item, Whole, rule
from interview_prep.questions.model import Flag

_KINDS = ("recall", "choice", "cloze", "numeric", "formula", "order", "flag", "ladder")
_MIX = {
    "llm": (8, 7, 8, 8, 2, 1, 3, 2),
    "transformer": (16, 14, 12, 20, 8, 4, 6, 3),
    "tokens": (14, 12, 14, 16, 6, 3, 5, 3),
    "post-training": (18, 14, 12, 19, 8, 5, 6, 3),
    "sampling": (10, 12, 8, 16, 5, 3, 5, 3),
    "prompts": (7, 6, 5, 6, 1, 2, 4, 2),
    "in-context": (7, 6, 5, 6, 1, 1, 3, 2),
    "chain-of-thought": (7, 6, 5, 9, 3, 2, 3, 2),
    "scaling": (9, 9, 8, 12, 6, 2, 4, 2),
}
"""Questions wanted per concept and kind; the seven model answers come on top of the recall questions."""
_MODEL_ANSWERS = 7
_LEVELS = {1: 0.20, 2: 0.30, 3: 0.25, 4: 0.15, 5: 0.10}
_CORE = 150
_WIDE = 0.3


@rule("B801", "warning", scope="bundled")
def mix_is_kept(whole: Whole) -> FoundIn:
    """Kinds and concepts deviate from the plan by 30 % at most."""
    kinds = Counter(item.question.kind for item in whole.items)
    concepts = Counter(item.question.concept for item in whole.items if item.question.kind != "ladder")
    for column, kind in enumerate(_KINDS):
        wanted = sum(row[column] for row in _MIX.values()) + (_MODEL_ANSWERS if kind == "recall" else 0)
        if abs(kinds[kind] - wanted) > _WIDE * wanted:
            yield None, (kind,), f"{kinds[kind]} {kind} questions where {wanted} are planned; add or remove some"
    for concept, row in _MIX.items():
        wanted = sum(row[:-1])
        if abs(concepts[concept] - wanted) > _WIDE * wanted:
            yield (
                None,
                (concept,),
                f"{concepts[concept]} questions on {concept} where {wanted} are planned; even it out",
            )


@rule("B802", "warning", scope="bundled")
def levels_are_spread(whole: Whole) -> FoundIn:
    """20, 30, 25, 15 and 10 % of the questions on levels 1 to 5, give or take a third."""
    levels = Counter(item.question.level for item in whole.items if item.question.kind != "ladder")
    for level, wanted in _LEVELS.items():
        share = levels[level] / max(levels.total(), 1)
        if abs(share - wanted) > wanted / 3:
            yield None, (f"level {level}",), f"{share:.0%} of the questions have level {level}; aim at {wanted:.0%}"
    core = sum(item.question.priority == "core" for item in whole.items)
    if abs(core - _CORE) > _WIDE * _CORE:
        yield None, ("core",), f"{core} questions are core; two weeks hold about {_CORE}"


@rule("B803", "warning", scope="bundled")
def pairs_are_contrasted(whole: Whole) -> FoundIn:
    """Each confusable pair has a question that carries the tag of both sides and `contrast`."""
    tagged = [set(item.question.tags) for item in whole.items]
    for pair in whole.registry.confusable:
        if not any({pair.left, pair.right, "contrast"} <= tags for tags in tagged):
            message = f"nothing contrasts {pair.left} with {pair.right}; tag a question with both and with contrast"
            yield None, (f"{pair.left}/{pair.right}",), message


@rule("B804", "warning")
def card_is_quick(item: Item) -> Found:
    """A card outside the mock interview takes 90 seconds at most."""
    if item.question.kind != "ladder" and item.question.seconds > 90:
        yield ("seconds",), f"{item.question.seconds} seconds are long for a card; split it, or make it a rung"


@rule("B805", "warning", scope="bundled")
def worked_calls_differ(whole: Whole) -> FoundIn:
    """No engine call with the same arguments stands in more than two questions."""
    calls: dict[str, list[Item]] = defaultdict(list)
    for item in whole.items:
        worked = item.question.worked
        if worked is not None:
            calls[json.dumps([worked.op, worked.args], sort_keys=True)].append(item)
    for items in calls.values():
        for item in items[2:]:
            message = f"{len(items)} questions show this very engine call; use this question's own numbers"
            yield item, ("worked",), message


@rule("B806", "warning", scope="bundled")
def mistakes_are_spread(whole: Whole) -> FoundIn:
    """Over the bank, the wrong sentence of three is the first, the second and the third 20-50 % of the time each."""
    from interview_prep.grading.shown import statement_sentences, wrong_place

    places: Counter[int] = Counter()
    for item in whole.items:
        if isinstance(item.question, Flag):
            place = wrong_place(item.question)
            if place >= 0 and len(statement_sentences(item.question)) == 3:
                places[place] += 1
    for number in range(3):
        share = places[number] / max(places.total(), 1)
        if places.total() >= 30 and not 0.2 <= share <= 0.5:
            message = f"the wrong sentence is number {number + 1} {share:.0%} of the time; reorder some statements"
            yield None, ("flag",), message
