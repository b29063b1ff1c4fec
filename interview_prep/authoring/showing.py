"""Questions as plain data for `bank list` and `bank show`: what is asked, and on request what is right."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from interview_prep.bank.entry import Entry
from interview_prep.questions import model


def listed(entry: Entry) -> dict[str, Any]:
    """A row of `bank list`."""
    names = ("id", "kind", "concept", "level", "scope", "priority", "covers", "hash", "file", "line")
    return {name: getattr(entry, name) for name in names}


def shown(question: model.Question, seed: int, *, answer: bool) -> dict[str, Any]:
    """A question as the learner meets it under a seed; `answer` adds what `grade` takes as right, and why.

    Raises ExerciseError (a ValueError) for a numeric question that cannot be drawn.
    """
    document: dict[str, Any] = {
        "id": question.id,
        "kind": question.kind,
        "concept": question.concept,
        "level": question.level,
        "prompt": question.prompt,
        "seed": seed,
        "parameters": {},
    }
    solution = _BY_KIND[question.kind](question, seed, document)
    if answer:
        document |= {"answer": "", "steps": [], "misconceptions": [], **solution, "explanation": question.explanation}
        if question.nuance:
            document["nuance"] = question.nuance
    return document


def shown_lines(document: dict[str, Any]) -> Iterator[str]:
    """The document of `shown` for people."""
    yield f"{document['id']}  ({document['kind']}, {document['concept']}, level {document['level']})"
    for name in ("prompt", "text", "statement"):
        if name in document:
            yield from str(document[name]).splitlines()
    for number, option in enumerate(document.get("options", ()), 1):
        yield f"  {number}. {option}"
    for name, meaning in document.get("symbols", {}).items():
        yield f"  {name}: {_declared(meaning)}"
    for number, rung in enumerate(document.get("rungs", ()), 1):
        yield f"  {number}. {rung['question']}"
    if "answer" in document:
        yield from _solution_lines(document)


def _declared(meaning: Any) -> str:
    """A symbol's declaration in words rather than as Python has it."""
    if isinstance(meaning, Mapping):
        return ", ".join(f"{key} {_declared(value)}" for key, value in meaning.items())
    return f"[{', '.join(map(str, meaning))}]" if isinstance(meaning, list | tuple) else str(meaning)


def _solution_lines(document: dict[str, Any]) -> Iterator[str]:
    yield ""
    first, *rest = str(document["answer"]).splitlines() or [""]
    yield f"Answer: {first}"
    yield from (f"        {line}" for line in rest)
    for step in document["steps"]:
        yield "  " + "  ".join(part for part in (step["label"], step["formula"], step["value"]) if part)
    for slip in document["misconceptions"]:
        value = f" -> {slip['value']}" if "value" in slip else ""
        yield f"  not {slip['id']}{value}: {slip['because']}"
    yield from str(document["explanation"]).splitlines()
    if "nuance" in document:
        yield f"Nuance: {document['nuance']}"


def _recall(question: model.Recall, seed: int, document: dict[str, Any]) -> dict[str, Any]:
    return {"answer": question.answer, "key_points": [{"id": row.id, "text": row.text} for row in question.key_points]}


def _choice(question: model.Choice, seed: int, document: dict[str, Any]) -> dict[str, Any]:
    from interview_prep.grading.shown import shown_options

    document["options"] = [option.text for option in shown_options(question, seed)]
    wrong = [row for row in question.options if not row.correct]
    return {
        "answer": next(row.text for row in question.options if row.correct),
        "misconceptions": [{"id": row.misconception, "value": row.text, "because": row.because} for row in wrong],
    }


def _cloze(question: model.Cloze, seed: int, document: dict[str, Any]) -> dict[str, Any]:
    document["text"] = question.text
    return {"answer": question.accept[0], "accept": list(question.accept)}


def _numeric(question: model.Numeric, seed: int, document: dict[str, Any]) -> dict[str, Any]:
    from interview_prep.exercises.instance import instantiate

    instance = instantiate(question, seed)
    document |= {"prompt": instance.prompt, "parameters": dict(instance.parameters), "unit": question.unit}
    because = {slip.id: slip.because for slip in question.misconceptions}
    return {
        "answer": instance.shown_answer,
        "value": instance.answer,
        "steps": [{"label": row.label, "formula": row.formula, "value": row.value} for row in instance.steps],
        "misconceptions": [
            {"id": name, "value": value, "because": because[name]} for name, value in instance.slips.items()
        ],
    }


def _formula(question: model.Formula, seed: int, document: dict[str, Any]) -> dict[str, Any]:
    document["symbols"] = dict(question.symbols)
    slips = question.misconceptions
    return {
        "answer": question.reference,
        "latex": question.latex,
        "misconceptions": [{"id": row.id, "value": row.expr, "because": row.because} for row in slips],
    }


def _order(question: model.Order, seed: int, document: dict[str, Any]) -> dict[str, Any]:
    from interview_prep.grading.shown import shown_steps

    document["options"] = list(shown_steps(question, seed))
    return {"answer": "\n".join(question.steps)}


def _flag(question: model.Flag, seed: int, document: dict[str, Any]) -> dict[str, Any]:
    document["statement"] = question.statement
    return {"answer": f"{question.wrong}\n{question.correction}"}


def _ladder(question: model.Ladder, seed: int, document: dict[str, Any]) -> dict[str, Any]:
    document["rungs"] = [{"level": rung.level, "question": rung.question} for rung in question.rungs]
    return {"answer": "\n".join(f"{rung.level}. {rung.answer}" for rung in question.rungs)}


_BY_KIND: dict[str, Callable[[Any, int, dict[str, Any]], dict[str, Any]]] = {
    "recall": _recall,
    "choice": _choice,
    "cloze": _cloze,
    "numeric": _numeric,
    "formula": _formula,
    "order": _order,
    "flag": _flag,
    "ladder": _ladder,
}
