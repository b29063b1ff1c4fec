"""M codes: options that a learner cannot pick apart without knowing the subject."""

import re
from statistics import median

from interview_prep.authoring.lint.words import content_words, folded, prose, shortened
from interview_prep.authoring.rules import Found, FoundIn, Item, Whole, rule

_ALL_OR_NONE = re.compile(
    r"\b(?:all|none|both|any|neither) of (?:the )?(?:above|these|them|options)\b|\ball above\b", re.I
)
_ABSOLUTE = re.compile(
    r"\b(?:always|never|all|every|none|only|nothing|everything|no one|impossible|must)\b", re.IGNORECASE
)
_NUMBER = re.compile(r"^[^\w\d+\-.]*(?P<number>[-+−]?[\d,]*\.?\d+(?:[eE][-+]?\d+)?)(?P<rest>.*)$", re.DOTALL)


@rule("M204", "error", "choice")
def distractor_is_explained(item: Item) -> Found:
    """Every distractor names its misconception and says why it fails."""
    for number, option in enumerate(item.question.options):
        if option.correct:
            continue
        if not option.misconception:
            yield ("options", number), "this distractor needs `misconception`: what would somebody believe who picks it"
        if not option.because.strip():
            yield ("options", number), "this distractor needs `because`: one line that refutes it"


@rule("M204", "error", scope="bank")
def misconceptions_are_registered(whole: Whole) -> FoundIn:
    """Every misconception of an option is in the registry; so are the slips of numbers and formulas."""
    known = whole.registry.misconceptions
    for item in whole.items:
        if item.question.kind == "choice":
            named = [
                (("options", i, "misconception"), row.misconception) for i, row in enumerate(item.question.options)
            ]
        elif item.question.kind in ("numeric", "formula"):
            named = [(("misconceptions", i, "id"), row.id) for i, row in enumerate(item.question.misconceptions)]
        else:
            continue
        for path, name in named:
            if name and name not in known:
                concept = item.question.concept
                message = (
                    f'the misconception "{name}" is not registered; add it to registry/misconceptions/{concept}.yaml'
                )
                yield item, path, message


@rule("M205", "warning", "choice")
def key_is_not_the_longest(item: Item) -> Found:
    """The right option is not given away by its length."""
    key, others = _split(item)
    lengths = [len(prose(text)) for _, text in others]
    if len(prose(key[1])) > 1.4 * median(lengths) and len(prose(key[1])) > max(lengths):
        yield (
            ("options", key[0], "text"),
            "the right option is the longest by far; shorten it, or say more in the others",
        )


@rule("M206", "warning", "choice")
def no_all_of_the_above(item: Item) -> Found:
    """Options stand for themselves."""
    for number, option in enumerate(item.question.options):
        if _ALL_OR_NONE.search(option.text):
            yield (
                ("options", number, "text"),
                "an option about the other options tests logic; say something about the subject",
            )


@rule("M207", "warning", "choice")
def absolutes_are_shared(item: Item) -> Found:
    """Words like always and never do not mark the wrong options."""
    key, others = _split(item)
    absolute = [number for number, text in others if _ABSOLUTE.search(prose(text))]
    if not _ABSOLUTE.search(prose(key[1])) and len(absolute) > 1:
        yield ("options", absolute[0], "text"), "only wrong options are absolute (always, never, all); soften them"


@rule("M208", "warning", "choice")
def stem_does_not_echo_in_key(item: Item) -> Found:
    """A word of the question does not reappear in the right option alone."""
    key, others = _split(item)
    echo = (content_words(item.question.prompt) & content_words(key[1])) - set().union(
        *(content_words(text) for _, text in others)
    )
    if echo:
        word = min(echo)
        yield (
            ("options", key[0], "text"),
            f'"{word}" of the question stands in the right option alone; reword one of them',
        )


@rule("M209", "warning", "choice")
def numbers_are_alike(item: Item) -> Found:
    """Options that are numbers have the same unit and the same decimals."""
    parts = [_NUMBER.match(option.text.strip()) for option in item.question.options]
    found = [part for part in parts if part is not None and not re.search(r"[^\W\d_]{3,}.*\s.*\s", part["rest"])]
    if len(found) < len(parts):
        return
    units = {re.sub(r"\W+", "", part["rest"]).casefold() for part in found}
    decimals = {len(part["number"].partition(".")[2]) for part in found}
    if len(units) > 1:
        yield ("options",), "the options have different units; give all of them the same"
    elif len(decimals) > 1:
        yield ("options",), "the options have different numbers of decimals; round them alike"


@rule("M210", "warning", scope="bundled")
def keys_are_spread(whole: Whole) -> FoundIn:
    """Over the bank, the right option is shown in each of the first three places 15-40 % of the time."""
    from interview_prep.exercises.draws import seed_of
    from interview_prep.grading.shown import shown_options

    questions = [item.question for item in whole.items if item.question.kind == "choice"]
    if len(questions) < 30:
        return
    places = [
        [option.correct for option in shown_options(question, seed_of(question.id, n))].index(True)
        for question in questions
        for n in range(5)
    ]
    for place in range(3):
        share = places.count(place) / len(places)
        if not 0.15 <= share <= 0.4:
            message = f"the right option is shown in place {place + 1} {share:.0%} of the time; vary the numbers' order"
            yield None, ("choice",), message


@rule("M211", "warning", "choice")
def options_are_parallel(item: Item) -> Found:
    """Either all options begin in one grammatical form, or the form tells nothing."""
    key, others = _split(item)
    forms = [_form(text) for _, text in others]
    if _form(key[1]) not in forms and len(set(forms)) == 1:
        yield (
            ("options", key[0], "text"),
            "the right option has another grammatical form than the rest; make them parallel",
        )


@rule("M212", "error", "choice")
def numbers_differ(item: Item) -> Found:
    """Numbers of two options do not lie within half a per cent of each other."""
    values: list[tuple[int, float, str]] = []
    for number, option in enumerate(item.question.options):
        found = _NUMBER.match(option.text.strip())
        if found is not None:
            value = float(found["number"].replace(",", "").replace("−", "-"))
            values.append((number, value, folded(found["rest"])))
    for index, (number, value, rest) in enumerate(values):
        for _, other, other_rest in values[:index]:
            if rest == other_rest and abs(value - other) <= 0.005 * max(abs(value), abs(other)):
                yield ("options", number, "text"), f"{value:g} and {other:g} cannot be told apart; move one"
                return


def _split(item: Item) -> tuple[tuple[int, str], list[tuple[int, str]]]:
    rows = list(enumerate(item.question.options))
    key = next((number, option.text) for number, option in rows if option.correct)
    return key, [(number, option.text) for number, option in rows if not option.correct]


def _form(text: str) -> str:
    first = folded(shortened(prose(text), 200)).split(" ", 1)[0].strip("“\"'(")
    if not first or first[0].isdigit() or first[0] in "+-−":
        return "number"
    if first in ("a", "an", "the", "its", "each", "every"):
        return "noun"
    if first in ("to", "by", "because", "since", "so", "when", "if", "it", "they", "that"):
        return first
    return "ing" if first.endswith("ing") and len(first) > 5 else "other"
