"""S codes: sources, corrections, claims that are known to be wrong, units and spelling."""

import re

from interview_prep.authoring.lint.words import prose, readable
from interview_prep.authoring.rules import Found, FoundIn, Item, Whole, rule


@rule("S701", "error", "recall", "choice", "cloze", "formula", "order", "flag")
def has_a_source(item: Item) -> Found:
    """Every factual item says where it can be looked up."""
    if not item.question.sources:
        yield (), "`sources` is missing; name paper and section, such as [vaswani2017 §3.2.1]"


@rule("S701", "error", scope="bank")
def sources_are_registered(whole: Whole) -> FoundIn:
    """A source begins with a name from the registry."""
    for item in whole.items:
        for number, source in enumerate(item.question.sources):
            name = source.split(" ", 1)[0].rstrip(",")
            if name not in whole.registry.sources:
                message = (
                    f'the source "{name}" is not registered; add it to registry/sources/{item.question.concept}.yaml'
                )
                yield item, ("sources", number), message


@rule("S702", "error", scope="bank")
def errata_have_a_nuance(whole: Whole) -> FoundIn:
    """What touches a correction says so in `nuance`; named errata exist."""
    always = {fact: name for name, row in whole.registry.errata.items() if row.nuance for fact in row.touches}
    for item in whole.items:
        question = item.question
        for number, name in enumerate(question.errata):
            if name not in whole.registry.errata:
                yield item, ("errata", number), f"there is no erratum {name}; take one of registry/errata.yaml"
        if question.nuance.strip():
            continue
        name = next(iter(question.errata), None) or next(
            (always[fact] for fact in question.covers if fact in always), None
        )
        if name is not None and name in whole.registry.errata:
            title = whole.registry.errata[name].title
            yield item, ("errata",) if question.errata else ("covers",), f"erratum {name} needs a `nuance`: {title}"


_FORBIDDEN = (
    (re.compile(r"\b89568\b"), "the third piece of that sentence is token 87935", ""),
    (re.compile(r"\bsubtitled\b", re.I), "Language Models are Few-Shot Learners is the paper's title", ""),
    (
        re.compile(r"permutation[- ]invarian", re.I),
        "self-attention is equivariant; say so, or say not invariant",
        "not",
    ),
    (re.compile(r"\blate 2023\b", re.I), "the DPO paper is of May 2023", "-DPO"),
)
_WEIGHTS = re.compile(r"attention weights are (?:the )?(?:learned|learnt|trained) param", re.I)
_DETERMINISTIC = re.compile(r"\bdeterministic", re.I)
_ZERO = re.compile(r"temperature (?:of )?(?:0|zero)\b|\bT\s*(?:=|->|→|\\to)\s*0\b|\bgreedy\b", re.I)
_TRUE_FIELDS = {
    "recall": ("answer", "answer_short", "answer_long", "explanation", "key_points"),
    "choice": ("explanation",),
    "cloze": ("text", "explanation"),
    "numeric": ("prompt", "explanation"),
    "formula": ("prompt", "explanation", "follow_up"),
    "order": ("prompt", "steps", "explanation"),
    "flag": ("correction", "explanation"),
    "ladder": ("explanation",),
}


def _claims(item: Item) -> list[tuple[tuple[str | int, ...], str]]:
    """What the question asserts itself: wrong options, wrong statements and red flags are left out."""
    fields = _TRUE_FIELDS[item.question.kind]
    found = [
        (path, text)
        for path, text in readable(item.data)
        if path[0] in fields and not {"not_covered", "contradicts", "red_flags"} & set(map(str, path))
    ]
    for number, option in enumerate(getattr(item.question, "options", ())):
        if option.correct:
            found.append((("options", number, "text"), option.text))
    for number, rung in enumerate(getattr(item.question, "rungs", ())):
        found.append((("rungs", number, "answer"), rung.answer))
    return found


@rule("S703", "error")
def claims_are_not_forbidden(item: Item) -> Found:
    """A claim that was found to be wrong is not made again."""
    for path, text in _claims(item):
        for pattern, truth, unless in _FORBIDDEN:
            found = pattern.search(text)
            if found is None:
                continue
            near = text[max(0, found.start() - 40) : found.end() + 40]
            if unless == "-DPO" and "DPO" not in near:
                continue
            if unless == "not" and re.search(r"\bnot\b|\bnever\b|\brather than\b|\binstead of\b|n't\b", near):
                continue
            yield path, f'"{found.group()}" is known to be wrong: {truth}'
        if _WEIGHTS.search(text):
            yield path, "attention weights are computed anew for every input; what is learned are the projections"
        if _DETERMINISTIC.search(text) and _ZERO.search(text) and not item.question.nuance.strip():
            yield path, "temperature 0 is deterministic as a rule, not as a system; say so in `nuance`"


_IDS = re.compile(r"\[(\d{1,6}(?:,\s*\d{1,6}){1,})\]")
_FROZEN = {
    "The interviewer asked about tokens.": [791, 87935, 4691, 922, 11460, 13],
    "unhappiness": [359, 71, 67391],
}


@rule("S704", "error")
def calls_run(item: Item) -> Found:
    """The engine call of `worked` runs, and token ids are those of the frozen table."""
    if item.question.worked is not None:
        yield from _worked(item)
    for path, text in _claims(item):
        for sample, ids in _FROZEN.items():
            for found in _IDS.finditer(text):
                given = [int(part) for part in found.group(1).split(",")]
                if sample in text and len(given) == len(ids) and given != ids:
                    yield path, f'the cl100k ids of "{sample}" are {ids}; correct them'


def _worked(item: Item) -> Found:
    from engine.catalog import OPERATIONS
    from interview_prep.exercises.computing import substitute
    from interview_prep.exercises.registry import ExerciseError

    worked = item.question.worked
    if worked.op not in OPERATIONS:
        yield ("worked", "op"), f'there is no operation "{worked.op}"; `interview-prep engine list` names them'
        return
    import engine

    try:
        getattr(engine, worked.op)(**substitute(worked.args, _parameters(item)))
    except (ExerciseError, TypeError, ValueError, KeyError, IndexError, ArithmeticError) as error:
        yield ("worked", "args"), f"{worked.op} cannot be run with these arguments ({str(error)[:200]}); correct them"


def _parameters(item: Item) -> dict[str, object]:
    if item.question.kind != "numeric":
        return {}
    from interview_prep.exercises.instance import instantiate

    return dict(instantiate(item.question, 0).parameters)


_MEASURE = re.compile(
    r"\bhow (?:long|much memory|many (?:bytes|seconds|days|hours|dollars))\b|\bin (?:GiB|GB|MB|days|USD)\b"
)


@rule("S706", "warning", "numeric")
def number_has_a_unit(item: Item) -> Found:
    """A quantity is asked for in a unit."""
    found = _MEASURE.search(prose(item.question.prompt))
    if found and not item.question.unit:
        yield ("prompt",), f'"{found.group()}" asks for a quantity; name its unit in `unit`'


_SPELLINGS = (
    ("colour", "color"), ("behaviour", "behavior"), ("neighbour", "neighbor"), ("normalis", "normaliz"),
    ("optimis", "optimiz"), ("generalis", "generaliz"), ("summaris", "summariz"), ("memoris", "memoriz"),
    ("initialis", "initializ"), ("regularis", "regulariz"), ("penalis", "penaliz"), ("specialis", "specializ"),
    ("minimis", "minimiz"), ("maximis", "maximiz"), ("analys", "analyz"), ("favour", "favor"), ("centre", "center"),
    ("modelling", "modeling"), ("labelled", "labeled"),
)  # fmt: skip
_NAMES = re.compile(r"\b(?:optimizer|tokenizer|analys(?:is|es|t))\w*", re.IGNORECASE)


_BRITISH, _AMERICAN = (re.compile(rf"\b(?:{'|'.join(stems)})\w*") for stems in zip(*_SPELLINGS, strict=True))


@rule("S707", "warning")
def spelling_is_of_one_country(item: Item) -> Found:
    """British and American spelling do not meet in one question."""
    british: str | None = None
    american: tuple[tuple[str | int, ...], str] | None = None
    for path, text in readable(item.data):
        plain = _NAMES.sub(" ", prose(text)).casefold()
        if british is None and (found := _BRITISH.search(plain)):
            british = found.group()
        if american is None and (found := _AMERICAN.search(plain)):
            american = path, found.group()
    if british and american:
        yield american[0], f'"{american[1]}" is American and "{british}" British; spell both the British way'
