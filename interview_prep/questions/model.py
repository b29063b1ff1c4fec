"""The eight kinds of question as frozen dataclasses.

pydantic validates them in the compiler only; a session builds them from the index without loading it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, TypeAlias

Level: TypeAlias = Literal[1, 2, 3, 4, 5]
Priority: TypeAlias = Literal["core", "normal", "extra"]
Scope: TypeAlias = Literal["article", "beyond"]
ConceptSlug: TypeAlias = Literal[
    "llm",
    "transformer",
    "tokens",
    "post-training",
    "sampling",
    "prompts",
    "in-context",
    "chain-of-thought",
    "scaling",
]
ResponseShape: TypeAlias = Literal["number", "vector", "matrix", "list", "text"]
JsonObject: TypeAlias = Mapping[str, object]
"""What YAML and JSON call a mapping: plain data, never code."""

_STRICT: dict[str, object] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """An engine call with the question's own quantities, shown where a number teaches."""

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT
    op: str
    args: JsonObject = field(default_factory=dict)
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """The fields that every kind shares. Text fields are the small Markdown of `prompt`."""

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT
    id: str
    concept: ConceptSlug
    level: Level
    prompt: str
    explanation: str = ""
    covers: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    nuance: str = ""
    errata: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    priority: Priority = "normal"
    scope: Scope = "article"
    needs: tuple[str, ...] = ()
    confusable_with: tuple[str, ...] = ()
    variant_of: str | None = None
    seconds: int = 45
    as_of: str | None = None
    volatile: bool = False
    aliases: tuple[str, ...] = ()
    worked: Worked | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CueExamples:
    """Answers that do and do not earn a key point; `bank check` runs them."""

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT
    covered: tuple[str, ...] = ()
    not_covered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPoint:
    """One atom of a spoken answer, and the cues by which it is recognised.

    `all_of` holds groups of alternatives; every group has to be met inside one clause window, and no word of `unless`.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT
    id: str
    text: str
    must: bool = True
    all_of: tuple[tuple[str, ...], ...] = ()
    unless: tuple[str, ...] = ()
    paraphrases: tuple[str, ...] = ()
    formula: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()
    examples: CueExamples = field(default_factory=CueExamples)


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlag:
    """A statement that no good answer makes: several wrong phrasings, and the nearest true statement.

    `all_of` holds groups of alternatives like a key point's, met inside one clause or sentence; a word of `unless` in
    it lets the statement pass.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT
    id: str
    text: str
    phrasings: tuple[str, ...] = ()
    all_of: tuple[tuple[str, ...], ...] = ()
    unless: tuple[str, ...] = ()
    polarity: Literal["affirmed", "denied"] = "affirmed"
    correct_contrast: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall(Common):
    """The learner speaks or types an answer; key points are ticked."""

    kind: Literal["recall"] = "recall"
    answer: str
    answer_short: str = ""
    answer_long: str = ""
    key_points: tuple[KeyPoint, ...]
    red_flags: tuple[RedFlag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option of a choice. A distractor names its misconception and says why it fails."""

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT
    text: str
    correct: bool = False
    misconception: str | None = None
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Common):
    """The learner picks one of three or four options, in an order drawn from the seed."""

    kind: Literal["choice"] = "choice"
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloze(Common):
    """The learner fills the one `{{gap}}` of `text`; the first of `accept` is shown."""

    kind: Literal["cloze"] = "cloze"
    text: str
    accept: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compute:
    """Where a number comes from: an engine operation, or a function of `exercises` that owns the whole draw."""

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT
    op: str | None = None
    args: JsonObject = field(default_factory=dict)
    take: str | None = None
    convert: str | None = None
    exercise: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A mistake with a value of its own. `compute` is absent where the exercise supplies the value."""

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT
    id: str
    because: str
    compute: Compute | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """Right if |x - a| <= max(absolute, relative * |a|), elementwise; both zero means exact."""

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT
    absolute: float = 0.0
    relative: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric(Common):
    """The learner types a number, a vector, a matrix, a list or a token; the engine knows the answer."""

    kind: Literal["numeric"] = "numeric"
    draw: JsonObject = field(default_factory=dict)
    compute: Compute
    response: ResponseShape = "number"
    tolerance: Tolerance = field(default_factory=Tolerance)
    unit: str = ""
    misconceptions: tuple[Slip, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormulaSlip:
    """A wrong formula that has a name. `expr` may be several spellings of one slip."""

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT
    id: str
    expr: str | tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongExample:
    """A wrong formula, and the misconception that `bank check` expects to be named."""

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT
    input: str
    misconception: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormulaExamples:
    """Formulas judged by the author; `bank check` runs them."""

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT
    right: tuple[str, ...] = ()
    wrong: tuple[WrongExample, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineCall:
    """The engine call that a reference has to equal, whatever its symbols' values.

    In `args` and `take` a text that begins with `$` is a formula in the question's own symbols. `given` holds symbols
    to a formula instead of a random value; `gives` writes the reference in terms of the call's value, named `engine`;
    `absent` says why no operation computes it.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT
    op: str | None = None
    args: JsonObject = field(default_factory=dict)
    take: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    gives: str = "engine"
    absent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula(Common):
    """The learner writes a formula; it is compared with the reference on random values."""

    kind: Literal["formula"] = "formula"
    reference: str
    latex: str = ""
    lhs: tuple[str, ...] = ()
    dims: JsonObject = field(default_factory=dict)
    symbols: JsonObject = field(default_factory=dict)
    accept: tuple[str, ...] = ()
    conventions: JsonObject = field(default_factory=dict)
    relation: bool = False
    draws: int | None = None
    engine: EngineCall | None = None
    hints: tuple[str, ...] = ()
    follow_up: str = ""
    misconceptions: tuple[FormulaSlip, ...] = ()
    examples: FormulaExamples = field(default_factory=FormulaExamples)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Common):
    """The learner sorts the steps, which are shown in an order drawn from the seed."""

    kind: Literal["order"] = "order"
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Common):
    """The learner finds the wrong sentence (`wrong`, verbatim) of `statement` and mends it."""

    kind: Literal["flag"] = "flag"
    statement: str
    wrong: str
    correction: str
    key_points: tuple[KeyPoint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUps:
    """What the interviewer says after a strong, a weak and a wrong answer."""

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT
    strong: str
    weak: str
    wrong: str


PASS_SHARE = 2 / 3
"""The share of a rung's key points that passes it, where no red flag was raised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One question of a ladder.

    `asks` names a formula whose checker reads the answer, or a sentence of it; `earns` names the key points that this
    formula alone says, its own first, where the question asks for more. `computes` is the engine call that gives the
    number asked for.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = _STRICT
    level: Level
    question: str
    answer: str
    key_points: tuple[KeyPoint, ...]
    red_flags: tuple[RedFlag, ...]
    follow_ups: FollowUps
    clarify: str = ""
    asks: str | None = None
    earns: tuple[str, ...] = ()
    computes: Compute | None = None
    tolerance: Tolerance = field(default_factory=Tolerance)
    unit: str = ""
    seconds: int = 75

    def passes(self, covered: Collection[str]) -> bool:
        """Whether an answer that covers these key points passes the rung."""
        return len(covered) / len(self.key_points) >= PASS_SHARE - 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder(Common):
    """Five rungs of deepening questions on one subject, climbed in a mock interview."""

    kind: Literal["ladder"] = "ladder"
    rungs: tuple[Rung, ...]


Question: TypeAlias = Recall | Choice | Cloze | Numeric | Formula | Order | Flag | Ladder
