"""R codes: spoken answers are graded by atoms that the model answer contains, and ladders deepen rung by rung."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from interview_prep.authoring.lint.words import content_words, shortened, words
from interview_prep.authoring.rules import Found, Item, Path, rule
from interview_prep.text import counted

_DERIVES = re.compile(r"\d|\$|=|\\frac|\bderiv|\bbecause\b|\bhence\b|\btherefore\b|\bso that\b")


@rule("R601", "error", "recall", "ladder")
def points_are_few(item: Item) -> Found:
    """Three to seven key points."""
    for path, holder in _rubrics(item):
        count = len(holder.key_points)
        low = 2 if item.question.kind == "ladder" else 3
        if not low <= count <= 7:
            yield (*path, "key_points"), f"{count} of {low}-7 key points; give that many, each of them one atom"


@rule("R602", "error", "recall", "ladder")
def has_a_red_flag(item: Item) -> Found:
    """At least one statement that no good answer makes."""
    for path, holder in _rubrics(item):
        if not holder.red_flags:
            yield (*path, "red_flags"), "`red_flags` is empty; name one statement that no good answer makes"


_LENGTHS = {"answer": (20, 120), "answer_short": (30, 70), "answer_long": (150, 330)}


@rule("R603", "warning", "recall", "ladder")
def answers_can_be_spoken(item: Item) -> Found:
    """A model answer of up to 120 words, a short one of 45-60, a long one of 180-300 (with a margin)."""
    for path, holder in _rubrics(item):
        for field, (low, high) in _LENGTHS.items():
            count = len(words(getattr(holder, field, "")))
            if count and not (low if field != "answer" else 1) <= count <= high:
                yield (*path, field), f"`{field}` has {counted(count, 'word')}; {low} to {high} can be spoken in time"


@rule("R604", "error", "recall", "ladder")
def points_occur_in_the_answer(item: Item) -> Found:
    """The model answer says what every key point asks for, by one of its words or cues at least."""
    for path, holder in _rubrics(item):
        answer = " ".join((holder.answer, getattr(holder, "answer_long", "")))
        plain, known = " ".join(answer.casefold().split()), content_words(answer)
        for number, point in enumerate(holder.key_points):
            cues = [cue.casefold().strip("*") for group in point.all_of for cue in group]
            if not content_words(point.text) & known and not any(cue in plain for cue in cues):
                message = f'the answer says nothing of "{shortened(point.text)}"; add it, or drop the point'
                yield (*path, "key_points", number, "text"), message


@rule("R605", "error", "ladder")
def rungs_lead_on(item: Item) -> Found:
    """Every rung has something to say after a strong, a weak and a wrong answer."""
    for number, rung in enumerate(item.question.rungs):
        for name in ("strong", "weak", "wrong"):
            if not getattr(rung.follow_ups, name).strip():
                yield ("rungs", number, "follow_ups", name), f"the follow-up after a {name} answer is empty; write it"


@rule("R606", "warning", "recall", "ladder")
def depth_has_substance(item: Item) -> Found:
    """Levels 4 and 5 ask for a number or a derivation."""
    for path, holder in _rubrics(item):
        level = getattr(holder, "level", item.question.level)
        if level >= 4 and not _DERIVES.search(holder.answer):
            yield (*path, "answer"), f"level {level} without a number or a derivation; add one to the answer"


@rule("R610", "error", "recall", "flag", "ladder")
def cue_examples_hold(item: Item) -> Found:
    """The author's examples earn their key point, or do not, as written."""
    for path, holder in _rubrics(item):
        for number, point in enumerate(holder.key_points):
            where = (*path, "key_points", number, "examples")
            for index, text in enumerate(point.examples.covered):
                if point.id not in _covered(item, holder, text):
                    message = f'"{shortened(text)}" does not earn this point; add a cue, or correct the example'
                    yield (*where, "covered", index), message
            for index, text in enumerate(point.examples.not_covered):
                if point.id in _covered(item, holder, text):
                    message = f'"{shortened(text)}" earns this point; tighten its cues, or correct the example'
                    yield (*where, "not_covered", index), message


@rule("R611", "warning", "recall", "ladder")
def cues_have_examples(item: Item) -> Found:
    """Every key point has cues, and an example of each sort to try them on."""
    for path, holder in _rubrics(item):
        for number, point in enumerate(holder.key_points):
            if not point.all_of:
                yield (*path, "key_points", number), f'key point "{point.id}" has no cues; add `all_of`'
            elif not (point.examples.covered and point.examples.not_covered):
                message = f'key point "{point.id}" lacks examples; give one covered and one not_covered'
                yield (*path, "key_points", number), message


@rule("R612", "error", "recall", "flag", "ladder")
def contractions_deny_something(item: Item) -> Found:
    """No cue is a contraction alone: “isn't” is read as “not” and would meet any denial."""
    from interview_prep.grading.rubric.matching import phrase_stems

    for path, holder in _rubrics(item):
        for where, cue in _cues(path, holder):
            stems = phrase_stems(cue)
            if stems in (("not",), ("cannot",)) and cue.casefold() != stems[0]:
                meant = f"write the word that it denies, too, or {stems[0]} where any denial is meant"
                yield where, f'"{cue}" alone is read as {stems[0]}; {meant}'


def _cues(path: Path, holder: Any) -> Iterator[tuple[Path, str]]:
    """Every alternative of `all_of` and every word of `unless`, with its place."""
    for field in ("key_points", "red_flags"):
        for number, row in enumerate(getattr(holder, field, ())):
            where = (*path, field, number)
            for group, cues in enumerate(row.all_of):
                yield from (((*where, "all_of", group, place), cue) for place, cue in enumerate(cues))
            yield from (((*where, "unless", place), cue) for place, cue in enumerate(row.unless))


def _rubrics(item: Item) -> Iterator[tuple[Path, Any]]:
    """The question itself, or each rung of a ladder: whatever has key points."""
    if item.question.kind == "ladder":
        yield from ((("rungs", number), rung) for number, rung in enumerate(item.question.rungs))
    else:
        yield (), item.question


def _covered(item: Item, holder: Any, text: str) -> Sequence[str]:
    """The key points that an example earns, as the learner would; a correction earns all of them or none."""
    from interview_prep.grading import grade
    from interview_prep.grading.recall import grade_spoken
    from interview_prep.grading.shown import wrong_place
    from interview_prep.questions.response import Response

    if item.question.kind == "flag":
        place = wrong_place(item.question)
        mended = place >= 0 and grade(item.question, Response(text=f"{place + 1}: {text}")).correct
        return tuple(point.id for point in holder.key_points) if mended else ()
    return grade_spoken(holder.key_points, getattr(holder, "red_flags", ()), Response(text=text)).covered
