"""Q codes: ids, references between questions, coverage. What a question cannot be loaded without is the compiler's."""

from collections import defaultdict
from datetime import date

from interview_prep.authoring.lint.words import readable
from interview_prep.authoring.rules import FoundIn, Item, Whole, rule


@rule("Q001", "error", scope="bank")
def alias_is_free(whole: Whole) -> FoundIn:
    """A former id is never used again."""
    owners = {item.question.id: item for item in whole.items}
    seen: dict[str, str] = {}
    for item in whole.items:
        for number, alias in enumerate(item.question.aliases):
            other = item.question.id if alias in owners else seen.get(alias)
            if alias in owners or other is not None:
                yield (
                    item,
                    ("aliases", number),
                    f'the former id "{alias}" is in use elsewhere; an id is never used again',
                )
            seen[alias] = item.question.id


@rule("Q003", "error", scope="bank")
def covers_exist(whole: Whole) -> FoundIn:
    """Every fact that a question covers is registered."""
    for item in whole.items:
        for number, fact in enumerate(item.question.covers):
            if fact not in whole.registry.facts:
                message = f"there is no fact {fact}; take one of registry/facts.yaml"
                yield item, ("covers", number), message


@rule("Q004", "error", scope="bundled")
def facts_covered(whole: Whole) -> FoundIn:
    """Every fact is asked; a core fact by two kinds of question."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for item in whole.items:
        for fact in item.question.covers:
            kinds[fact].add(item.question.kind)
    for name, fact in whole.registry.facts.items():
        if not kinds[name]:
            yield None, (name,), f"no question covers {name} ({fact.title}); write one"
        elif fact.core and len(kinds[name]) < 2:
            only = next(iter(kinds[name]))
            yield None, (name,), f"core fact {name} ({fact.title}) is asked by {only} alone; add another kind"


@rule("Q006", "warning", scope="bank")
def tags_known(whole: Whole) -> FoundIn:
    """Tags come from the vocabulary."""
    for item in whole.items:
        for number, tag in enumerate(item.question.tags):
            if tag not in whole.registry.tags:
                known = ", ".join(sorted(whole.registry.tags))[:160]
                yield item, ("tags", number), f'the tag "{tag}" is not registered; use one of {known}'


@rule("Q007", "error", scope="bank")
def references_exist(whole: Whole) -> FoundIn:
    """What a question needs, is confused with or varies exists, and needs do not go round in a circle."""
    known = {item.question.id for item in whole.items} | whole.elsewhere
    known |= {alias for item in whole.items for alias in item.question.aliases}
    for item in whole.items:
        for field in ("needs", "confusable_with"):
            for number, name in enumerate(getattr(item.question, field)):
                if name not in known:
                    yield item, (field, number), f'there is no question "{name}"; correct the id in `{field}`'
                elif name == item.question.id:
                    yield item, (field, number), f"a question cannot name itself in `{field}`; remove the id"
        variant = item.question.variant_of
        if variant is not None and variant not in known:
            yield item, ("variant_of",), f'there is no question "{variant}"; correct the id in `variant_of`'
        elif variant == item.question.id:
            yield item, ("variant_of",), "a question cannot be a variant of itself; name the other one"
        for number, rung in enumerate(getattr(item.question, "rungs", ())):
            if rung.asks is not None and rung.asks not in known:
                yield item, ("rungs", number, "asks"), f'there is no question "{rung.asks}"; correct the id in `asks`'
            for name in {*rung.earns} - {point.id for point in rung.key_points}:
                yield item, ("rungs", number, "earns"), f'there is no key point "{name}"; correct the id in `earns`'
    yield from _circles(whole)


def _circles(whole: Whole) -> FoundIn:
    """Questions that remain when everything whose needs are met has been taken away stand on a circle."""
    items = {item.question.id: item for item in whole.items}
    needs = {name: {need for need in item.question.needs if need in items} for name, item in items.items()}
    while True:
        free = [name for name, wanted in needs.items() if not wanted]
        if not free:
            break
        for name in free:
            del needs[name]
        for wanted in needs.values():
            wanted.difference_update(free)
    on_circle = {name for name in needs if name in set().union(*needs.values())} if needs else set()
    for name in sorted(on_circle)[:1]:
        others = ", ".join(sorted(on_circle)[:5])
        yield items[name], ("needs",), f"`needs` goes round in a circle ({others}); take one of them out"


_MONTHS = {False: 18, True: 6}


@rule("Q008", "warning", scope="bank")
def reviewed_lately(whole: Whole) -> FoundIn:
    """What is dated has been looked at within 18 months, what changes by the month within 6."""
    for item in whole.items:
        question = item.question
        if question.as_of is None:
            if question.volatile:
                yield item, ("volatile",), "a volatile question needs `as_of`; write when it was last true"
            continue
        limit = _MONTHS[question.volatile]
        if not question.volatile and _is_history(item):
            continue
        if _months_between(question.as_of, whole.today) > limit:
            remedy = "check it and move the date, or name the year in the question"
            yield item, ("as_of",), f"`as_of` is {question.as_of}, more than {limit} months ago; {remedy}"


def _is_history(item: Item) -> bool:
    """Whether the question names the year of what it asks: that stays true."""
    year = item.question.as_of[:4]
    return any(
        year in text for path, text in readable(item.data) if path[0] in ("prompt", "text", "statement", "options")
    )


def _months_between(text: str, today: date) -> int:
    year, _, rest = text.partition("-")
    month = int(rest[:2]) if rest else 12
    return (today.year - int(year)) * 12 + today.month - month


@rule("Q010", "warning", scope="bank")
def allowances_name_something(whole: Whole) -> FoundIn:
    """A warning is allowed for a question that exists."""
    known = {item.question.id for item in whole.items} | whole.elsewhere
    for row in whole.registry.allowed:
        if row.id not in known and not row.code.startswith("B"):
            yield None, (row.id,), f'registry/allowed names "{row.id}", which does not exist; remove the row'
