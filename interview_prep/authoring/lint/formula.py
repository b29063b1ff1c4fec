"""F codes: a formula question has to accept itself, refuse its slips, and judge its examples as the author does."""

import re
from collections.abc import Mapping
from typing import Any

from interview_prep.authoring.lint.words import shortened
from interview_prep.authoring.rules import Found, FoundIn, Item, Path, Whole, rule

DRAWS = 100
_SHAPE_NOTE = re.compile(r"\\times|\bin \$?\\?R|\\in|∈|×|\b[\w$]+ x [\w$]+\b|\bby\b|\bshape|\bmatri|\bvector|\brow")
_SILENT = ("index", "size_of", "const", "derived")
"""What helps to read an answer without standing in the reference."""


@rule("F501", "error", "formula")
def symbols_are_declared_well(item: Item) -> Found:
    """Every symbol has one known kind over declared dimensions, and no two spellings mean two symbols."""
    from interview_prep.formula.declaring import faults

    yield from faults(item.question)


@rule("F501", "error", "formula")
def reference_parses(item: Item) -> Found:
    """The reference, its LaTeX and every accepted form are understood, and are right answers."""
    question = item.question
    forms: list[tuple[Path, str]] = [(("reference",), question.reference), (("latex",), question.latex)]
    forms += [(("accept", number), form) for number, form in enumerate(question.accept)]
    for path, form in forms:
        if not form.strip():
            continue
        verdict = _graded(item, form)
        if verdict.error is not None:
            yield path, f'"{shortened(form)}" is not understood ({verdict.error}); declare its symbols, or respell it'
        elif verdict.correct is not True:
            yield path, f'"{shortened(form)}" is not equal to the reference; correct one of them'


@rule("F502", "error", "formula")
def reference_equals_the_engine(item: Item) -> Found:
    """The reference and the engine call that the question declares give the same numbers on every draw."""
    call = item.question.engine
    if call is None or _compiled(item) is None:
        return
    if bool(call.op) == bool(call.absent):
        yield (
            ("engine",),
            "`engine` names an operation in `op`, or says in `absent` why none fits; give one of them",
        )
    elif call.op:
        from interview_prep.authoring.engine_agreement import disagreement

        fault = disagreement(item.question, call)
        if fault is not None:
            yield ("engine",), f"{item.question.id}: {fault}"


@rule("F502", "warning", scope="bundled")
def engine_is_named(whole: Whole) -> FoundIn:
    """Every formula of the bundled bank is held to the engine, or says why it cannot be."""
    for item in whole.items:
        if item.question.kind == "formula" and item.question.engine is None:
            yield item, ("id",), "the engine does not check this formula; declare `engine`, or say in its `absent` why"


@rule("F503", "error", "formula")
def slips_differ(item: Item) -> Found:
    """Every slip is understood, wrong, and named as itself."""
    for number, slip in enumerate(item.question.misconceptions):
        for spelling in (slip.expr,) if isinstance(slip.expr, str) else slip.expr:
            verdict = _graded(item, spelling)
            path = ("misconceptions", number, "expr")
            if verdict.error is not None:
                yield path, f'"{shortened(spelling)}" is not understood ({verdict.error}); respell it'
            elif verdict.correct:
                yield path, f'"{shortened(spelling)}" is a right answer; a slip has to differ from the reference'
            elif slip.id not in (verdict.misconception, *verdict.misconceptions):
                named = ", ".join(verdict.misconceptions) or "nothing"
                yield path, f'"{shortened(spelling)}" is named {named}, not "{slip.id}"; merge the two slips'


@rule("F504", "warning", "formula")
def shapes_are_said(item: Item) -> Found:
    """A formula with matrices says their shapes."""
    tensors = [name for name, spec in item.question.symbols.items() if len(_tensor(spec)) > 1]
    if tensors and not _SHAPE_NOTE.search(item.question.prompt):
        yield ("prompt",), f"{', '.join(tensors)} are matrices; say their shapes, such as n x d_k"


def _tensor(spec: Any) -> Any:
    return spec.get("tensor", ()) if isinstance(spec, dict) else ()


@rule("F505", "error", "formula")
def examples_are_judged(item: Item) -> Found:
    """The author's examples come out as judged."""
    examples = item.question.examples
    for number, text in enumerate(examples.right):
        verdict = _graded(item, text)
        if verdict.correct is not True:
            why = verdict.error or ", ".join(verdict.misconceptions) or "judged wrong"
            yield ("examples", "right", number), f'"{shortened(text)}" is not accepted ({why}); correct the example'
    for number, wrong in enumerate(examples.wrong):
        verdict = _graded(item, wrong.input)
        path = ("examples", "wrong", number)
        if verdict.correct is not False:
            said = verdict.error or "accepted"
            yield path, f'"{shortened(wrong.input)}" is not judged wrong ({said}); correct the example'
        elif wrong.misconception and wrong.misconception not in (verdict.misconception, *verdict.misconceptions):
            named = ", ".join(verdict.misconceptions) or "nothing"
            yield path, f'"{shortened(wrong.input)}" is named {named}, not "{wrong.misconception}"; correct the example'


@rule("F506", "warning", "formula")
def examples_are_enough(item: Item) -> Found:
    """Six right and five wrong answers show that the question judges well."""
    right, wrong = len(item.question.examples.right), len(item.question.examples.wrong)
    if right < 6 or wrong < 5:
        yield ("examples",), f"{right} right and {wrong} wrong examples; give six right and five wrong"


@rule("F507", "error", "formula")
def draws_are_finite(item: Item) -> Found:
    """The reference has a finite value on every draw of its symbols."""
    import numpy as np

    compiled = _compiled(item)
    if compiled is None:
        return
    for number in range(DRAWS):
        value = compiled.sampled(number)
        if value is None or not np.all(np.isfinite(value.data)):
            yield ("symbols",), f"draw {number} of the symbols gives the reference no finite value; narrow their ranges"
            return


@rule("F508", "warning", "formula")
def symbols_are_used(item: Item) -> Found:
    """A declared quantity stands in the reference, in an accepted form, or in a slip."""
    compiled = _compiled(item)
    if compiled is None:
        return
    used = compiled.used_symbols()
    for name, spec in item.question.symbols.items():
        silent = isinstance(spec, Mapping) and any(kind in spec for kind in _SILENT)
        if name not in used and not silent:
            yield ("symbols", name), f'"{name}" is declared but never used; remove it, or use it'


def _compiled(item: Item) -> Any:
    from interview_prep.formula.limits import FormulaError
    from interview_prep.formula.state import compiled_for

    try:
        return compiled_for(item.question)
    except FormulaError:
        return None  # F501 says what is wrong


def _graded(item: Item, text: str) -> Any:
    from interview_prep.grading import grade
    from interview_prep.questions.response import Response

    known = item.memo.setdefault("verdicts", {})
    if text not in known:
        known[text] = grade(item.question, Response(text=text), 0)
    return known[text]
