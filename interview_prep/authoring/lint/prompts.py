"""P codes: what is asked has to be short, single, effortful and clear."""

import re
import unicodedata
from collections import Counter, defaultdict
from math import ceil

from interview_prep.authoring.lint.words import (
    STOP_WORDS,
    content_words,
    folded,
    prose,
    readable,
    shortened,
    texts,
    words,
)
from interview_prep.authoring.rules import Found, FoundIn, Item, Whole, rule

_YES_NO = re.compile(r"(?:is|are|does|do|did|can|could|was|were|will|should|has|have)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:what|why|how|which|when|where|give|name|state|write|compute|explain|describe)\b", re.IGNORECASE
)
_VAGUE = re.compile(r"\b(?:discuss|explain everything|tell me about|some of|talk about|comment on)\b", re.IGNORECASE)
_NEGATIVE = re.compile(r"\b(?:not|never|except|isn't|doesn't|aren't|cannot|can't|don't|least likely)\b")
_DATED = re.compile(
    r"\b(?:latest|currently|modern|today|nowadays|recent|recently|newest|state[- ]of[- ]the[- ]art|these days)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(it|they|them|its|their|this|that|these|those)\b(?:\s+(\w+))?", re.IGNORECASE)
_VERBS = frozenset(
    "is are was were does do did has have can will would should may might must work works mean means".split()
)
_CLAUSE_END = re.compile(r"[,.;:?!]")


@rule("P101", "warning")
def stem_is_short(item: Item) -> Found:
    """At most 45 words; the text of a gap or a statement is not the stem."""
    count = len(words(item.question.prompt))
    if count > 45:
        yield ("prompt",), f"the prompt has {count} words; cut it to 45, or move background to the explanation"


@rule("P102", "warning", "recall", "choice", "cloze", "numeric", "formula", "order", "ladder")
def asks_one_thing(item: Item) -> Found:
    """One question mark, and no second question after "and"; a spoken answer may add why or how."""
    text = prose(item.question.prompt)
    if text.count("?") > 1:
        yield ("prompt",), "the prompt asks two questions; make two items of it"
        return
    sentence = next((part for part in re.split(r"(?<=[.!])\s", text) if "?" in part), text)
    joint = r",? and (?!why\b|how\b)" if item.question.kind == "recall" else r",? and "
    parts = re.split(joint, sentence)
    if any(_ASKS.match(part.strip()) for part in parts[1:]) and _ASKS.search(parts[0]):
        yield ("prompt",), 'the prompt joins two questions with "and"; make two items of it'


@rule("P103", "warning", "recall", "choice", "cloze", "numeric", "formula", "order", "ladder")
def is_no_yes_or_no(item: Item) -> Found:
    """A question that begins with a verb can be answered by yes or no."""
    if _YES_NO.match(item.question.prompt.strip()) and "?" in item.question.prompt:
        yield ("prompt",), "this can be answered by yes or no; ask why, which, or what breaks if"


@rule("P104", "warning", "recall", "cloze", "numeric", "formula", "flag", "ladder")
def following_has_options(item: Item) -> Found:
    """Only a question with options can speak of the following."""
    if re.search(r"\bfollowing\b", prose(item.question.prompt), re.IGNORECASE):
        yield ("prompt",), 'the prompt says "following", but nothing follows; say what is meant'


@rule("P105", "error", "choice", "cloze")
def answer_is_not_given_away(item: Item) -> Found:
    """The answer does not stand in the question."""
    question = item.question
    if question.kind == "choice":
        stem, answers = question.prompt, [option.text for option in question.options if option.correct]
    else:
        stem, answers = f"{question.prompt}\n{question.text}", list(question.accept)
    for answer in answers:
        plain = folded(answer)
        if len(re.findall(r"[^\W\d_]", plain)) < 4 or plain in STOP_WORDS:
            continue
        if re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", folded(stem)):
            field = "prompt" if plain in folded(question.prompt) else "text"
            yield (field,), f'the answer "{shortened(answer)}" stands in the question; word the question differently'
            return


@rule("P106", "warning")
def is_not_vague(item: Item) -> Found:
    """An interviewer's vague word is no question that can be graded."""
    found = _VAGUE.search(prose(item.question.prompt))
    if found:
        yield ("prompt",), f'"{found.group()}" asks for nothing in particular; say what the answer has to contain'


@rule("P107", "warning")
def pronoun_has_a_noun(item: Item) -> Found:
    """The first clause names what it is about."""
    clause = _CLAUSE_END.split(prose(item.question.prompt), 1)[0]
    found = _PRONOUN.search(clause)
    if found is None or content_words(clause[: found.start()]) - {"doe"} or "X" in clause[: found.start()]:
        return
    follower = (found.group(2) or "").casefold()
    alone = found.group(1).casefold() in ("it", "they", "them", "its", "their")
    if alone or not follower or follower in _VERBS:
        yield ("prompt",), f'"{found.group(1)}" refers to nothing yet; name the thing'


@rule("P108", "warning", "choice")
def negation_is_loud(item: Item) -> Found:
    """A negative question says NOT in capitals."""
    sentence = next((part for part in re.split(r"(?<=[.!])\s", prose(item.question.prompt)) if "?" in part), "")
    found = _NEGATIVE.search(sentence)
    if found and not re.search(r"\b(?:NOT|NEVER|EXCEPT)\b", sentence):
        yield ("prompt",), f'"{found.group()}" is easily overlooked here; ask positively, or write it in capitals'


@rule("P109", "warning", scope="bank")
def stems_differ(whole: Whole) -> FoundIn:
    """No two questions ask the same (Jaccard similarity of their words above 0.8), unless one is a variant."""
    stems = [_stem(item) for item in whole.items]
    frequency = Counter(word for stem in stems for word in stem)
    holders: dict[str, list[int]] = defaultdict(list)
    for number, stem in enumerate(stems):
        rare_first = sorted(stem, key=lambda word: (frequency[word], word))
        prefix = rare_first[: len(stem) - ceil(0.8 * len(stem)) + 1]
        candidates = sorted({other for word in prefix for other in holders[word]})
        for word in prefix:
            holders[word].append(number)
        for other in candidates:
            if len(stem & stems[other]) > 0.8 * len(stem | stems[other]) and not _variants(whole, number, other):
                twin = whole.items[other].question.id
                yield (
                    whole.items[number],
                    ("prompt",),
                    f"this asks nearly the same as {twin}; reword it, or say variant_of",
                )
                break


def _stem(item: Item) -> frozenset[str]:
    question = item.question
    body = {"cloze": "text", "flag": "statement"}.get(question.kind)
    text = f"{question.prompt} {getattr(question, body) if body else ''}"
    return frozenset({question.kind, *re.findall(r"[^\W_]+", text.casefold())} - STOP_WORDS)


def _variants(whole: Whole, one: int, other: int) -> bool:
    first, second = whole.items[one].question, whole.items[other].question
    families = [{question.id, question.variant_of} - {None} for question in (first, second)]
    return bool(families[0] & families[1])


@rule("P110", "warning")
def dated_words_have_a_date(item: Item) -> Found:
    """What is true now says when that was."""
    if item.question.as_of is not None:
        return
    for path, text in readable(item.data):
        if path[0] in ("prompt", "text", "statement", "answer", "options", "rungs"):
            found = _DATED.search(prose(text))
            if found:
                yield path, f'"{found.group()}" grows old; name the year or the model, or add `as_of`'
                return


@rule("P111", "error")
def text_is_clean(item: Item) -> Found:
    """No empty text, trailing spaces, tabs, or letters in decomposed form."""
    for path, text in texts(item.data):
        if not text.strip() and path[-1] not in ("unit", "nuance", "explanation", "because", "caption", "clarify"):
            yield path, "this text is empty; write it, or remove the field"
        elif "\t" in text:
            yield path, "there is a tab in this text; use spaces"
        elif any(line != line.rstrip(" ") for line in text.split("\n")):
            yield path, "a line of this text ends in spaces; remove them"
        elif not unicodedata.is_normalized("NFC", text):
            yield path, "letters and their accents are stored apart; save the text in Unicode's composed form (NFC)"


@rule("P112", "warning", "choice", "cloze")
def answer_is_no_list(item: Item) -> Found:
    """A list of four is an ordering, or several items."""
    question = item.question
    answer = question.accept[0] if question.kind == "cloze" else ""
    if question.kind == "choice":
        answer = next(option.text for option in question.options if option.correct)
    if not re.search(r"[\[\](){}\d$`]", answer) and len(re.split(r",\s+(?:and\s+)?|\s+and\s+", answer)) > 3:
        yield ("prompt",), "the answer lists more than three things; split it, or make it an order or a recall question"
