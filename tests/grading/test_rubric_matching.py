"""Cues in clause windows: order, gaps, typing slips, polarity, words that bar a point, and where the words stand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interview_prep.grading.recall import grade_of, grade_spoken
from interview_prep.grading.rubric.matching import Finder, same
from interview_prep.grading.rubric.said import Said
from interview_prep.grading.rubric.words import stem, words_of
from interview_prep.questions.model import KeyPoint, RedFlag
from interview_prep.questions.response import Response

GREEDY = KeyPoint(
    id="k1",
    text="It is greedy decoding",
    all_of=(("greedy", "argmax", "most likely"), ("token*", "step", "decod*")),
    paraphrases=("the most likely token is taken at every step", "take the argmax token"),
)
RANDOM = RedFlag(
    id="r1",
    text="It is random",
    phrasings=("the output becomes random", "at t = 0 the output is random"),
    all_of=(("temperature 0", "it"), ("more random", "random output")),
    unless=("raise",),
    correct_contrast="the output becomes deterministic",
)


def said(text: str, *, points: tuple[KeyPoint, ...] = (GREEDY,), flags: tuple[RedFlag, ...] = (RANDOM,)) -> str:
    """The marks of an answer, in order: the points' and then the flags'."""
    verdict = grade_spoken(points, flags, Response(text=text))
    return " ".join(finding.mark for finding in verdict.findings)


@pytest.mark.parametrize(
    "text",
    [
        "It is greedy decoding, nothing else.",
        "It takes the argmax token each time.",
        "At each step it picks the most likely one.",
        "so it's greedy decodng at every turn",
        "It’s GREEDY — decoding, that is.",
    ],
)
def test_a_point_is_covered_however_it_is_put(text: str) -> None:
    assert said(text) == "covered"


@pytest.mark.parametrize(
    "text",
    [
        "It samples tokens by their probability.",
        "It does not do greedy decoding of any sort.",
        "The greedy merchant walked home through the rain.",
    ],
)
def test_a_point_is_not_covered_without_its_cues_or_against_them(text: str) -> None:
    assert "covered" not in said(text).split()


def test_the_words_that_earned_a_point_are_marked() -> None:
    text = "Well, I would say it is greedy decoding."
    finding = grade_spoken((GREEDY,), (), Response(text=text)).findings[0]
    assert [text[start:end] for start, end in finding.spans] == ["greedy decoding"]


def test_a_barred_word_takes_the_point_away() -> None:
    barred = KeyPoint(id="k1", text="Decoders generate", all_of=(("decoder",), ("generat*",)), unless=("encoder",))
    assert said("the decoder generates text", points=(barred,), flags=()) == "covered"
    assert said("the encoder and the decoder generates text", points=(barred,), flags=()) == "not_found"


@pytest.mark.parametrize("text", ["Temperature 0 makes it more random.", "At T = 0 the output becomes random."])
def test_a_flag_is_raised_by_cues_and_by_phrasings(text: str) -> None:
    assert said(text).split()[-1] == "tripped"


@pytest.mark.parametrize(
    "text",
    [
        "Temperature 0 does not make it more random.",
        "Raise it and it is more random.",
        "A common misconception is that it is more random.",
        "At T = 0 the output becomes deterministic.",
    ],
)
def test_a_flag_needs_its_polarity(text: str) -> None:
    assert "tripped" not in said(text).split()


@pytest.mark.parametrize(
    "text",
    [
        "It is more random, no wait, it is less so.",
        "People call it more random but that holds for higher ones.",
        "You might think it is more random.",
    ],
)
def test_what_is_taken_back_or_only_reported_raises_nothing(text: str) -> None:
    assert "tripped" not in said(text).split()


def test_a_negation_turns_its_own_clause_only() -> None:
    assert said("It does not sample, it cannot wander, and so it is greedy decoding.") == "covered"
    assert "covered" not in said("It samples, so it is not greedy decoding.").split()


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("all of them are wrong is C(n-c, k)/C(n, k)", 1),
        ("softmax(q, k) gives weights, which sum to one", 2),
        ("it is slow (in a loop, say) and exact", 2),
        ("In cross-attention, the queries come from the decoder, and so on", 2),
    ],
)
def test_neither_the_comma_of_a_function_nor_that_of_a_lead_parts_a_clause(text: str, clauses: int) -> None:
    assert [window.kind for window in Said(text).windows].count("clause") == clauses


def test_signs_are_words() -> None:
    point = KeyPoint(id="k1", text="At least p", all_of=(("sum",), ("at least p",)))
    assert said("the smallest set with Σ p_i ≥ p", points=(point,), flags=()) == "covered"


def test_notes_are_not_negations() -> None:
    assert not any(word.negation for word in words_of("lecture notes"))
    assert stem("notes") != "not"


def test_a_flag_vetoes_what_it_contradicts_and_leaves_its_own_words_open() -> None:
    point = KeyPoint(id="k1", text="Pieces of words", all_of=(("token*",), ("word*",)), contradicts=("r1",))
    near = KeyPoint(id="k2", text="A token is a word or less", all_of=(("token*",),), paraphrases=("one word or less",))
    flag = RedFlag(id="r1", text="Words", phrasings=("a token is exactly one word",))
    verdict = grade_spoken((point, near), (flag,), Response(text="A token is exactly one word."))
    assert verdict.tripped == ("r1",)
    assert verdict.covered == ()
    assert verdict.unsure == ("k2",)


def test_hesitation_does_not_part_a_phrase() -> None:
    finder = Finder(Said("the most um really quite likely token"))
    assert finder.phrase("most likely", finder.said.windows[0]) is not None
    assert Finder(Said("the most of all those very likely")).phrase("most likely", finder.said.windows[0]) is None


@pytest.mark.parametrize(
    ("cue", "typed"),
    [
        ("not change", "the weights don't change"),
        ("not guarantee*", "it doesnt guarantee facts"),
        ("isn't", "it is not"),
        ("cannot", "it can’t"),
    ],
)
def test_a_contraction_is_the_word_that_it_stands_for(cue: str, typed: str) -> None:
    finder = Finder(Said(typed))
    assert finder.phrase(cue, finder.said.windows[0]) is not None


@pytest.mark.parametrize(
    ("cue", "typed"), [("softmax", "sofmax"), ("query", "querry"), ("weight", "wieght"), ("parameter", "paramter")]
)
def test_slips_of_typing_are_mended(cue: str, typed: str) -> None:
    assert same(cue, typed, ordinary=False)
    assert not same(cue, typed, ordinary=True)


@pytest.mark.parametrize(
    ("cue", "typed"), [("supervis*", "supervised"), ("normalis*", "normalization"), ("basis*", "the basis")]
)
def test_a_beginning_is_met_in_both_spellings(cue: str, typed: str) -> None:
    finder = Finder(Said(typed))
    assert finder.phrase(cue, finder.said.windows[0]) is not None


def test_unlikely_is_not_unlike() -> None:
    finder = Finder(Said("unlikely tokens are cut off"))
    assert finder.phrase("unlike", finder.said.windows[0]) is None


@pytest.mark.parametrize(("cue", "typed"), [("token", "taken"), ("model", "modal"), ("scale", "stale")])
def test_ordinary_words_are_no_slips(cue: str, typed: str) -> None:
    word = words_of(typed)[0]
    assert not same(stem(cue), word.stem, word.ordinary)


@pytest.mark.parametrize(
    ("covered", "points", "flags", "grade"),
    [
        (0, 4, 0, 0), (1, 4, 0, 1), (1, 5, 0, 1), (2, 5, 0, 2), (2, 4, 0, 3), (4, 5, 0, 3), (5, 6, 0, 4), (4, 4, 0, 4),
        (4, 4, 1, 2), (4, 4, 3, 1), (1, 4, 1, 1), (0, 4, 2, 0),
    ],
)  # fmt: skip
def test_the_grade_follows_the_share_and_the_flags(covered: int, points: int, flags: int, grade: int) -> None:
    assert grade_of(covered, points, flags) == grade


def test_what_the_learner_settles_has_the_last_word() -> None:
    answer = "It is something like that, roughly speaking."
    settled = grade_spoken((GREEDY,), (RANDOM,), Response(text=answer, overrides=(("k1", True),)))
    assert settled.covered == ("k1",)
    assert settled.grade == 4


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_is_judged_and_spans_lie_inside(text: str) -> None:
    verdict = grade_spoken((GREEDY,), (RANDOM,), Response(text=text))
    assert set(verdict.covered) | set(verdict.unsure) <= {"k1"}
    for finding in verdict.findings:
        assert all(0 <= start < end <= len(text) for start, end in finding.spans)


def test_one_word_does_not_meet_two_groups_but_a_phrase_may() -> None:
    point = KeyPoint(
        id="k1",
        text="Keys and values are kept in memory",
        all_of=(("memory", "k and v"), ("costly", "memory", "k and v")),
        paraphrases=("memory gets costly", "k and v are stored"),
    )
    assert said("it all needs memory here", points=(point,), flags=()) != "covered"
    assert said("memory is what makes this costly", points=(point,), flags=()) == "covered"
    assert said("only k and v are stored for it", points=(point,), flags=()) == "covered"
