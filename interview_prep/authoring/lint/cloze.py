"""L codes: one gap that takes knowledge, not grammar, to fill."""

import re
from collections import defaultdict

from interview_prep.authoring.lint.words import STOP_WORDS, folded, words
from interview_prep.authoring.rules import Found, FoundIn, Item, Whole, rule

_GAP = "{{gap}}"


@rule("L302", "warning", "cloze")
def gap_is_short(item: Item) -> Found:
    """The gap hides one to six words that mean something."""
    shown = item.question.accept[0]
    if len(words(shown)) > 6:
        yield ("accept", 0), "the gap hides more than six words; hide the one word that matters"
    elif shown.strip().casefold() in STOP_WORDS:
        yield ("accept", 0), "the gap hides a small word; hide a word that carries the fact"


@rule("L303", "warning", scope="bank")
def sentence_has_two_gaps_at_most(whole: Whole) -> FoundIn:
    """One sentence gives two questions at most."""
    family: dict[str, list[Item]] = defaultdict(list)
    for item in whole.items:
        if item.question.kind == "cloze":
            family[folded(item.question.text.replace(_GAP, item.question.accept[0]))].append(item)
    for items in family.values():
        for item in items[2:]:
            yield item, ("text",), f"this sentence has {len(items)} gaps in as many questions; ask about another one"


@rule("L304", "error", "cloze")
def ascii_is_accepted(item: Item) -> Found:
    """What is accepted can be typed on a plain keyboard."""
    if not any(form.isascii() for form in item.question.accept):
        yield ("accept",), "no accepted form can be typed on a plain keyboard; add one in ASCII"


@rule("L305", "warning", "cloze")
def article_does_not_tell(item: Item) -> Found:
    """Neither a nor an before the gap, and no plural ending behind it."""
    text = item.question.text
    if re.search(r"\ban? \{\{gap\}\}", text, re.IGNORECASE):
        yield ("text",), '"a" or "an" before the gap tells how the answer begins; write "a(n)" or reword'
    elif re.search(r"\{\{gap\}\}(?:s|es)\b", text):
        yield ("text",), "an ending behind the gap tells the form of the answer; hide it with the word"
