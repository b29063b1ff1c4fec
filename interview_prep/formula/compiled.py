"""What is prepared once for each question: symbols, parsed reference and slips, and their values on the draws."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np

from interview_prep.formula.declaring import faults
from interview_prep.formula.differing import canonical
from interview_prep.formula.draws import Draw, draw
from interview_prep.formula.equation import Answer, parse_answer
from interview_prep.formula.evaluator import Evaluator
from interview_prep.formula.left import LeftSides, left_sides
from interview_prep.formula.limits import FormulaError, NotUnderstoodError
from interview_prep.formula.mutants import Mutant
from interview_prep.formula.nodes import Node
from interview_prep.formula.symbols import SymbolTable
from interview_prep.formula.values import Value
from interview_prep.questions.model import Formula, FormulaSlip

VALUE_DRAWS = 3
RELATION_DRAWS = 14
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Setting:
    """How an answer is evaluated: what a product of vectors is, what the first index is called, whether matrices act
    from the left (all that are transposed together).
    """

    dot: bool = False
    base: int = 1
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A right formula: its text and its tree."""

    text: str
    tree: Node


@dataclass(frozen=True, slots=True)
class Slip:
    """A misconception with the trees of all its spellings."""

    declared: FormulaSlip
    trees: tuple[Node, ...]


@dataclass(slots=True)
class Compiled:
    """A question ready for checking. Values are computed when first needed and kept."""

    question: Formula
    table: SymbolTable
    lefts: LeftSides
    forms: tuple[Form, ...] = ()
    weighted: bool = False
    setting: Setting = Setting()
    numbers: list[int] = field(default_factory=list)
    mutants: list[Mutant] | None = None
    _slips: tuple[Slip, ...] | None = None
    _variants: dict[int, tuple[Node, ...]] = field(default_factory=dict)
    _draws: dict[tuple[int, bool], Draw] = field(default_factory=dict)
    _values: dict[tuple[int, int], Value | None] = field(default_factory=dict)
    _sizes: frozenset[str] = frozenset()
    _kept: list[Node] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many draws an answer has to agree on."""
        if self.question.draws:
            return min(self.question.draws, 60)
        return RELATION_DRAWS if self.question.relation else VALUE_DRAWS

    def draw(self, place: int, turned: bool = False) -> Draw:
        """One of the draws, on which the reference is finite."""
        if (place, turned) not in self._draws:
            number = self._finite_number(place)
            made = self.drawn(number)
            self._draws[place, turned] = self._turned(made) if turned else made
        return self._draws[place, turned]

    def drawn(self, number: int) -> Draw:
        """The draw of this number, whether or not the reference is finite on it, with its derived symbols."""
        return with_derived(self, draw(self.table, self.question.id, number))

    def value_on(self, made: Draw, tree: Node) -> Value:
        """The value of a tree on any draw, read as the reference is."""
        return Evaluator(made, self.table, self.setting.dot, weighted=self.weighted, inner=self.setting.dot).root(tree)

    def _finite_number(self, place: int) -> int:
        while len(self.numbers) <= place:
            start = self.numbers[-1] + 1 if self.numbers else 0
            for number in range(start, start + _TRIES):
                self._draws[len(self.numbers), False] = self.drawn(number)
                value = self.evaluate(self.forms[0].tree, len(self.numbers), self.setting) if self.forms else None
                if value is None or bool(np.all(np.isfinite(value.data))):
                    break
            self.numbers.append(number)
        return self.numbers[place]

    def _turned(self, made: Draw) -> Draw:
        values = dict(made.values)
        for group in self.question.conventions.get("transposed_together", ()):  # type: ignore[attr-defined]
            for name in group:
                value = values[name]
                values[name] = Value(np.swapaxes(value.data, -1, -2), value.free, value.dims[::-1])
        return replace(made, values=values)

    def evaluator(self, place: int, setting: Setting) -> Evaluator:
        """An evaluator for one draw."""
        growth = bool(self.question.conventions.get("up_to_constant"))
        made = self._draws.get((place, setting.turned)) or self.draw(place, setting.turned)
        return Evaluator(made, self.table, setting.dot, setting.base, self.weighted, growth, self.setting.dot)

    def evaluate(self, tree: Node, place: int, setting: Setting) -> Value:
        """The value of a tree on one draw."""
        return self.evaluator(place, setting).root(tree)

    def known(self, tree: Node, place: int) -> Value | None:
        """The value of a tree that belongs to the question, kept; None where it has none."""
        key = (id(tree), place)
        if key not in self._values:
            self._kept.append(tree)
            try:
                self.draw(place)
                self._values[key] = self.evaluate(tree, place, self.setting)
            except FormulaError:
                self._values[key] = None
        return self._values[key]

    @property
    def slips(self) -> tuple[Slip, ...]:
        """The misconceptions, parsed when the first wrong answer asks for them; what cannot be read is left out."""
        if self._slips is None:
            declared = self.question.misconceptions
            self._slips = tuple(Slip(slip, tuple(self._readable(_spellings(slip)))) for slip in declared)
        return self._slips

    def _readable(self, texts: Sequence[str]) -> Iterator[Node]:
        for text in texts:
            with suppress(FormulaError):
                yield self.parse(text).tree

    def sampled(self, number: int) -> Value | None:
        """The reference on a draw that was not searched for, as a check of the declared ranges."""
        made = self.drawn(number)
        try:
            return self.value_on(made, self.forms[0].tree)
        except FormulaError:
            return None

    def used_symbols(self) -> set[str]:
        """The declared names that occur in a right form, in a slip, or in what is derived."""
        trees = [form.tree for form in self.forms] + [tree for slip in self.slips for tree in slip.trees]
        specs = [symbol.spec for symbol in self.table.declared()]
        trees += [self.parse(str(spec["derived"])).tree for spec in specs if "derived" in spec]
        followed = {str(spec["distributed_as"]) for spec in specs if "distributed_as" in spec}
        return followed.union(*(tree.names() for tree in trees))

    def canonical(self, tree: Node) -> Node:
        """A tree without what carries no meaning, kept for trees of the question."""
        return canonical(tree, self._sizes)

    def variants(self, tree: Node) -> tuple[Node, ...]:
        """A slip with the reference's expectation around it, or without its own, where both forms are right."""
        key = id(tree)
        if key not in self._variants:
            self._kept.append(tree)
            expects = [_expectation_of(form.tree) for form in self.forms]
            per_example = any(expects) and not all(expects)
            frame = next((found for found in expects if found is not None), None)
            self._variants[key] = _reframed(tree, frame) if per_example and frame is not None else ()
        return self._variants[key]

    def parse(self, text: str) -> Answer:
        """An author's formula."""
        return parse_answer(text, self.table, self.lefts)


def compile_question(question: Formula) -> Compiled:
    """Parse what a question declares. Raises FormulaError where its symbols or a right form cannot be read."""
    for path, message in faults(question):
        raise NotUnderstoodError(f"{'.'.join(map(str, path))}: {message}.")
    made = Compiled(question, SymbolTable(question.symbols, question.dims), left_sides(question.lhs))
    made._sizes = frozenset(symbol.name for symbol in made.table.symbols.values() if symbol.kind == "size_of")
    made.table.turns &= not {"R", "RoPE"} & made.lefts.keys
    made.setting = Setting(dot="dot_between_vectors" in question.conventions)
    made.forms = tuple(Form(text, made.parse(text).tree) for text in (question.reference, *question.accept))
    made.forms += _expected_loss(made)
    made.weighted = any(node.kind == "data" for form in made.forms for node in form.tree.walk())
    return made


def _expected_loss(made: Compiled) -> tuple[Form, ...]:
    """A loss for each example is also right as its expectation over the data."""
    tree = made.forms[0].tree
    loss = bool({"loss", "L"} & made.lefts.keys) and not any(node.kind == "expect" for node in tree.walk())
    indices = {symbol.name for symbol in made.table.symbols.values() if symbol.kind == "index"}
    if not loss or made.question.relation or not indices & _free_names(tree):
        return ()
    inside = tree.parts[0] if tree.kind == "neg" else tree
    data = Node("data", tree.span, text="D")
    mean = Node("expect", tree.span, (inside, data), marks=("",))
    whole = Node("neg", tree.span, (mean,)) if tree.kind == "neg" else mean
    return (Form(made.forms[0].text, whole),)


def _free_names(tree: Node) -> set[str]:
    """The names of a formula that no sum in it binds."""
    bound = {node.marks[0] for node in tree.walk() if node.kind == "big"}
    return {node.text for node in tree.walk() if node.kind == "sym"} - bound


def _spellings(slip: FormulaSlip) -> Sequence[str]:
    return (slip.expr,) if isinstance(slip.expr, str) else slip.expr


def with_derived(made: Compiled, plain: Draw) -> Draw:
    """The draw with its derived symbols computed."""
    for symbol in made.table.declared():
        if "derived" not in symbol.spec:
            continue
        over = symbol.spec.get("derived_over")
        tree = made.parse(str(symbol.spec["derived"])).tree
        evaluator = Evaluator(plain, made.table, made.setting.dot, inner=made.setting.dot)
        value = evaluator.root(tree)
        if over is not None:
            value = Value(value.data, (), symbol.dims)
        plain.values[symbol.name] = value
    return plain


def _expectation_of(tree: Node) -> Node | None:
    """The expectation that holds a whole formula, behind a sign at most."""
    inside = tree.parts[0] if tree.kind == "neg" else tree
    return inside if inside.kind == "expect" else None


def _reframed(tree: Node, frame: Node) -> tuple[Node, ...]:
    own = _expectation_of(tree)
    negative = tree.kind == "neg"
    inside = tree.parts[0] if negative else tree
    changed = own.parts[0] if own is not None else replace(frame, parts=(inside, *frame.parts[1:]))
    return (Node("neg", tree.span, (changed,)) if negative else changed,)
