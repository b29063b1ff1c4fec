"""What a wrong formula is instead: one of the author's misconceptions, or what can be proved about it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from interview_prep.formula import proving
from interview_prep.formula.comparing import close, comparable, same
from interview_prep.formula.compiled import Compiled, Form, Slip
from interview_prep.formula.differing import MAX_PARTS, Difference, differences, distance, size
from interview_prep.formula.equation import Answer
from interview_prep.formula.limits import FormulaError
from interview_prep.formula.mutants import Show
from interview_prep.formula.nodes import Node, Span, shape_of
from interview_prep.formula.values import Value

MAX_TOLD, MAX_SHOWN = 3, 12
"""So many differing parts are told, and a whole formula only if it has no more nodes than this."""

if TYPE_CHECKING:
    from interview_prep.formula.checking import Outcome, Try


def wrong(compiled: Compiled, answer: Answer, tries: "list[Try]", clash: FormulaError | None) -> "Outcome":
    """The outcome for an answer that no reading makes right."""
    for attempt in tries:
        fitting = named(compiled, attempt)
        if fitting:
            return _named(compiled, attempt, fitting)
    if not tries or (clash is not None and len(tries) == 0):
        return _clashed(compiled, answer, clash)
    for attempt in tries[:2]:
        proof = proving.proven(compiled, attempt)
        if proof is not None:
            sentence, mutant = proof
            outcome = _outcome(compiled, attempt, sentence)
            return outcome if outcome.counterpart or mutant is None else replace(outcome, counterpart=(mutant.span,))
    return _outcome(compiled, tries[0], _seen(compiled, tries[0], nearest(compiled, tries[0].links[-1])))


def named(compiled: Compiled, attempt: "Try") -> list[Slip]:
    """The misconceptions whose value the answer has on every draw; of several the nearest tree first."""
    fitting = [slip for slip in compiled.slips if any(_fits(compiled, attempt, tree) for tree in slip.trees)]
    if not fitting:
        fitting = [
            slip for slip in compiled.slips if any(_fits_variant(compiled, attempt, tree) for tree in slip.trees)
        ]
    tree = compiled.canonical(attempt.links[-1])
    return sorted(fitting, key=lambda slip: _apart(compiled, tree, slip))


def _apart(compiled: Compiled, tree: Node, slip: Slip) -> int:
    return min((distance(tree, compiled.canonical(other)) for other in slip.trees), default=0)


def nearest(compiled: Compiled, tree: Node) -> Form:
    """The right formula that a tree resembles most."""
    tree = compiled.canonical(tree)
    return min(compiled.forms, key=lambda form: distance(tree, compiled.canonical(form.tree)))


def _fits(compiled: Compiled, attempt: "Try", tree: Node) -> bool:
    if shape_of(attempt.links[-1]) == shape_of(tree):  # holds also where the slip has no finite value
        return True
    for place in range(compiled.count):
        value = compiled.known(tree, place)
        mine = proving.value_of(compiled, attempt, place)
        if value is None or mine is None or not same(mine, value, compiled.table):
            return False
    return True


def _fits_variant(compiled: Compiled, attempt: "Try", tree: Node) -> bool:
    """The misconception as it shows in another accepted form: per example, averaged, in another log base."""
    if compiled.question.relation:
        return False
    return any(_fits(compiled, attempt, other) for other in compiled.variants(tree)) or any(
        _fits_scaled(compiled, attempt, tree, form) for form in compiled.forms[1:]
    )


def _fits_scaled(compiled: Compiled, attempt: "Try", tree: Node, form: Form) -> bool:
    """Whether the answer is the misconception times what an accepted form is times the reference."""
    for place in range(compiled.count):
        values = [compiled.known(node, place) for node in (compiled.forms[0].tree, form.tree, tree)]
        mine = proving.value_of(compiled, attempt, place)
        if mine is None or any(value is None or value.data.size != 1 for value in values):
            return False
        reference, accepted, slip = (float(np.real(value.data.item())) for value in values if value is not None)
        pair = comparable(mine, Value(np.asarray(slip * accepted / reference)), compiled.table)
        if pair is None or not close(*pair):
            return False
    return True


def _named(compiled: Compiled, attempt: "Try", fitting: list[Slip]) -> "Outcome":
    reasons = list(dict.fromkeys(slip.declared.because for slip in fitting))
    tree = compiled.canonical(attempt.links[-1])
    alike = [_apart(compiled, tree, slip) for slip in fitting]
    message = reasons[0] if len(alike) == 1 or alike[0] < alike[1] else " Or: ".join(reasons)
    outcome = _outcome(compiled, attempt, message)
    return replace(outcome, misconceptions=tuple(slip.declared.id for slip in fitting))


def _clashed(compiled: Compiled, answer: Answer, clash: FormulaError | None) -> "Outcome":
    from interview_prep.formula.checking import Outcome

    message = "It cannot be evaluated." if clash is None else " ".join(_sentences(clash))
    fault = (clash.span,) if clash is not None and clash.span != (0, 0) else ()
    return Outcome(False, answer.tree, form=compiled.forms[0], message=message, fault=fault)


def _sentences(clash: FormulaError) -> Iterator[str]:
    yield clash.message
    if clash.hint:
        yield f"{clash.hint[0].upper()}{clash.hint[1:]}."


def _outcome(compiled: Compiled, attempt: "Try", message: str) -> "Outcome":
    from interview_prep.formula.checking import Outcome

    tree = attempt.links[-1]
    form = nearest(compiled, tree)
    fault, counterpart = places(compiled.canonical(tree), compiled.canonical(form.tree))
    expected = compiled.known(form.tree, 0)
    return Outcome(
        False,
        attempt.answer.tree,
        form=form,
        message=message,
        fault=fault,
        counterpart=counterpart,
        yours=attempt.values[-1],
        expected=expected,
    )


def places(yours: Node, wanted: Node) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Where the two texts differ; nothing where they have little in common."""
    parts = differences(yours, wanted)
    if len(parts) > MAX_PARTS or any(part.yours is yours and part.wanted is wanted for part in parts):
        return (), ()
    mine = tuple(part.yours.span for part in parts if part.yours is not None)
    theirs = tuple(part.wanted.span for part in parts if part.wanted is not None)
    return mine, theirs


def _seen(compiled: Compiled, attempt: "Try", form: Form) -> str:
    """What the trees show where no change of value could be proved."""
    show = Show(form.tree)
    tree = compiled.canonical(attempt.links[-1])
    wanted = compiled.canonical(form.tree)
    parts = differences(tree, wanted)
    if len(parts) <= MAX_TOLD and not any(part.yours is tree and size(tree) > MAX_SHOWN for part in parts):
        return _told(parts, show)
    used = _symbols(compiled, attempt.links[-1])
    missing = [show.name(name) for name in sorted(_symbols(compiled, form.tree) - used)]
    if missing:
        return f"{_listed(missing)} {'does' if len(missing) == 1 else 'do'} not occur in yours."
    extra = used.difference(*(_symbols(compiled, f.tree) for f in compiled.forms))
    if extra:
        names = [show.name(name) for name in sorted(extra)]
        return f"{_listed(names)} {'does' if len(names) == 1 else 'do'} not occur in the formula."
    return _compared(compiled, attempt, form)


def _told(parts: list[Difference], show: Show) -> str:
    """Each differing part in words."""
    sentences = []
    for part in parts:
        if part.turned and part.yours is not None:
            sentences.append(f"{show(part.yours)} divides on one side and multiplies on the other.")
        elif part.yours is None and part.wanted is not None:
            sentences.append(f"{show(part.wanted)} is missing.")
        elif part.wanted is None and part.yours is not None:
            sentences.append(f"{show(part.yours)} does not belong here.")
        elif part.yours is not None and part.wanted is not None:
            sentences.append(f"Yours has {show(part.yours)} where the formula has {show(part.wanted)}.")
    return " ".join(dict.fromkeys(sentences))


def _compared(compiled: Compiled, attempt: "Try", form: Form) -> str:
    """Shapes or numbers side by side."""
    expected = compiled.known(form.tree, 0)
    mine = attempt.values[-1]
    if expected is not None and expected.data.ndim != mine.data.ndim:
        return f"Yours gives {_kind(mine)}, the formula {_kind(expected)}."
    if expected is not None and expected.data.ndim == 1 and expected.data.shape == mine.data.shape:
        fine = [bool(close(a, b)) for a, b in zip(mine.data[:, None], expected.data[:, None], strict=True)]
        if any(fine) and len(fine) <= 4:
            right = _listed([str(place) for place, good in enumerate(fine, 1) if good])
            return f"Entry {right} is right; the rest gives other values."
    return "This is another formula: with the same numbers it gives another value."


def _kind(value: Value) -> str:
    return {0: "a number", 1: "a vector", 2: "a matrix"}.get(value.data.ndim, "a table")


def _symbols(compiled: Compiled, tree: Node) -> set[str]:
    """The declared quantities in a tree; sizes and indices say nothing."""
    kinds = {symbol.name: symbol.kind for symbol in compiled.table.symbols.values()}
    return {name for name in tree.names() if kinds.get(name) not in ("size_of", "index")}


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
