"""The words of a mock interview: what kind it is, what a turn records, and how the interviewer speaks."""

import re
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from interview_prep.questions.model import Ladder, Rung

Role: TypeAlias = Literal["junior", "mid", "senior"]
Manner: TypeAlias = Literal["warm", "neutral", "terse"]
Outcome: TypeAlias = Literal["strong", "weak", "wrong", "passed over", "asked back", "heard"]
Ask: TypeAlias = Literal["question", "clarify", "hint", "repair", "again", "stretch"]
Intent: TypeAlias = Literal["answer", "silence", "unknown", "repeat", "clarify", "skip"]

RANGES: dict[str, tuple[int, int]] = {"junior": (1, 3), "mid": (1, 4), "senior": (2, 5)}
"""The rung on which a role starts, and the deepest one it is asked for."""
LENGTHS = (15, 30, 45, 60)
MANNERS = ("neutral", "warm", "terse")
USUAL = (45, 90)
"""How many seconds an answer usually takes, at least and at most."""
RAMBLING = 120
"""From how many seconds on the interviewer would cut in."""

_SPOKEN: dict[str, dict[str, str]] = {
    "warm": {
        "strong": "Very good, thank you. ",
        "weak": "You are on the way; let me help a little. ",
        "nothing": "That is all right; let me help a little. ",
        "wrong": "Let us take one step back together. ",
        "silence": "Take your time, there is no hurry. ",
        "again": "That helps. So, once more: ",
        "stretch": "Excellent. One thing more, for curiosity: ",
        "lower": "Let us begin a little lower. ",
        "touched": "You touched on this before, so let us go there. ",
        "next": "Thank you. Another subject. ",
    },
    "neutral": {
        "strong": "Good. ",
        "weak": "Let me narrow it down. ",
        "nothing": "Let me narrow it down. ",
        "wrong": "Let us step back. ",
        "silence": "Let me put it differently. ",
        "again": "Now once more: ",
        "stretch": "One step further: ",
        "lower": "Let us start lower. ",
        "touched": "You touched on this. ",
        "next": "Let us move on. ",
    },
    "terse": {
        "strong": "",
        "weak": "",
        "nothing": "",
        "wrong": "Hm. ",
        "silence": "",
        "again": "Again: ",
        "stretch": "Further: ",
        "lower": "",
        "touched": "You touched on this. ",
        "next": "Next. ",
    },
}
_UNKNOWN = re.compile(
    r"((honestly|frankly|to be honest|sorry|i'?m sorry|well|um+|uh+|hm+|oh|ah|no|ok|okay)[,.]? )*"
    r"((i )?((really|honestly|actually) )?(don'?t|do not) (really )?(know|remember)"
    r"( (that|this|it|the answer)( one)?)?|"
    r"(i |i'?m )?(really )?not sure( about (that|this|it)( one)?)?|(i have |i'?ve got )?(no|not a) (idea|clue)|"
    r"i (can'?t|cannot) answer( (that|this|it)( one)?)?|pass|idk)"
    r"(,? (sorry|honestly|to be honest|i'?m afraid))?"
)
_SKIP = re.compile(r"(skip( (it|this|that|this one))?|next( question| one)?|let'?s (skip|move on).{0,20})")
_REPEAT = re.compile(
    r"(please )?(can|could|would)?( you)?( please)? ?(repeat|say)( (that|it|the question))?( again)?( please)?"
)
_CLARIFY = re.compile(
    r"(please )?((can|could|would) you (please )?)?(clarify|explain)( (that|it|the question))?( please)?|"
    r"what do you mean( by that)?|(can|could) you rephrase( that| it| the question)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MockSpec:
    """What kind of interview. Without concepts it is like the real thing: what an LLM is, then what was said."""

    minutes: int = 30
    role: Role = "mid"
    concepts: tuple[str, ...] = ()
    manner: Manner = "neutral"
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question and its answer, judged.

    `covered` is what the rung has so far; `sentences` are the candidate's own, one for each of `tripped`; `quotes` pair
    an unsure point with the words that nearly earned it; `slip` is what a formula or number checker named.
    """

    ladder: str
    concept: str
    rung: int
    ask: Ask
    question: str
    answer: str
    seconds: float
    outcome: Outcome
    covered: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    tripped: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()
    slip: str = ""


@dataclass
class Place:
    """Where on a ladder the interview stands. `lowered`: the first rung was too high and the one below is asked."""

    ladder: Ladder
    level: int
    ask: Ask = "question"
    prefix: str = ""
    covered: set[str] = field(default_factory=set)
    lowered: bool = False

    @property
    def rung(self) -> Rung:
        """The rung that is asked about."""
        return self.ladder.rungs[self.level - 1]

    @property
    def below(self) -> Rung | None:
        """The rung one lower, which a repair question goes back to."""
        return self.ladder.rungs[self.level - 2] if self.level > 1 else None


def spoken(manner: Manner, what: str) -> str:
    """How an interviewer of this manner leads over to what comes next; it may be nothing."""
    return _SPOKEN[manner][what]


def asked(place: Place) -> str:
    """The interviewer's sentence at this place."""
    rung = place.rung
    words = {
        "question": rung.question,
        "again": rung.question,
        "clarify": clarified(rung),
        "hint": rung.follow_ups.weak,
        "repair": rung.follow_ups.wrong,
        "stretch": rung.follow_ups.strong.removeprefix("Good. "),
    }[place.ask]
    return place.prefix + words


def clarified(rung: Rung) -> str:
    """The question in other words."""
    return rung.clarify or f"In your own words, as to a colleague: {rung.question}"


def led_to(rung: Rung) -> str:
    """What a hint or a step back leads to, for a candidate who asks what it is meant for."""
    return f"The question is still: {rung.question} A first step to it: "


def in_other_words(place: Place) -> str:
    """The question in other words; of a hint or a step back, what it leads to."""
    if place.ask in ("hint", "repair"):
        return asked(replace(place, prefix=led_to(place.rung)))
    return clarified(place.rung)


def intent_of(text: str) -> Intent:
    """What a candidate wants with these words: to answer, or something else."""
    words = " ".join(text.lower().replace("’", "'").split()).strip(" .!?")
    if not words:
        return "silence"
    for pattern, intent in _INTENTS:
        if pattern.fullmatch(words):
            return intent
    return "answer"


_INTENTS: tuple[tuple[re.Pattern[str], Intent], ...] = (
    (_UNKNOWN, "unknown"),
    (_SKIP, "skip"),
    (_REPEAT, "repeat"),
    (_CLARIFY, "clarify"),
)
