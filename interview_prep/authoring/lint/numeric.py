"""N codes: 200 draws of every numeric question have to be finite, sound, distinct and the same for ever."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path as File
from time import process_time
from typing import Any

from interview_prep.authoring.rules import Found, FoundIn, Item, Path, Whole, rule

SEEDS = 200
_GOLDEN_SEEDS = 5
_HOLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
GOLDEN = File(__file__).parent.parent / "data" / "draws.json"


@dataclass(slots=True)
class _Draws:
    """What became of the seeds of one question."""

    instances: list[Any] = field(default_factory=list)
    error: str = ""
    seed: int = 0
    seconds: float = 0.0


def _draws(item: Item) -> _Draws:
    """The instances of all seeds, computed once for all rules of this family."""
    if "draws" not in item.memo:
        item.memo["draws"] = _drawn(item)
    known: _Draws = item.memo["draws"]
    return known


def _drawn(item: Item) -> _Draws:
    from interview_prep.exercises.instance import instantiate
    from interview_prep.exercises.registry import ExerciseError

    found = _Draws()
    instantiate_first(item)
    began = process_time()
    for seed in range(SEEDS):
        try:
            found.instances.append(instantiate(item.question, seed))
        except ExerciseError as error:
            found.error, found.seed = str(error).removeprefix(f"{item.question.id}: "), seed
            break
    found.seconds = process_time() - began
    return found


def instantiate_first(item: Item) -> None:
    """Draw once without looking, so that imports and first calls are not counted as time."""
    from interview_prep.exercises.instance import instantiate
    from interview_prep.exercises.registry import ExerciseError

    try:
        instantiate(item.question, 0)
    except ExerciseError:
        return


@rule("N401", "error", "numeric")
def generator_exists(item: Item) -> Found:
    """The operation or exercise exists, with these arguments and steps; so do those of the slips and of `worked`."""
    from engine.catalog import OPERATIONS
    from interview_prep.exercises.registry import ExerciseError, find_exercise

    calls: list[tuple[Path, Any]] = [(("compute",), item.question.compute)]
    calls += [(("misconceptions", i, "compute"), row.compute) for i, row in enumerate(item.question.misconceptions)]
    for path, call in calls:
        if call is None:
            continue
        if call.exercise is not None:
            try:
                find_exercise(call.exercise)
            except ExerciseError:
                yield (*path, "exercise"), f'there is no exercise "{call.exercise}"; add it to interview_prep/exercises'
        elif call.op is not None and call.op not in OPERATIONS:
            yield (*path, "op"), f'there is no operation "{call.op}"; `interview-prep engine list` names them'
        elif call.op is not None:
            yield from _arguments(path, call, OPERATIONS[call.op])


def _arguments(path: tuple[str | int, ...], call: Any, row: Any) -> Found:
    from engine.catalog import REQUIRED

    known = {argument.name: argument for argument in row.arguments}
    for name in call.args:
        if name not in known:
            yield (*path, "args", name), f'{row.name} has no argument "{name}"; it takes {", ".join(known)}'
    for name, argument in known.items():
        if argument.default is REQUIRED and name not in call.args:
            yield (*path, "args"), f'{row.name} needs the argument "{name}"; add it'


@rule("N402", "error", "numeric")
def draws_are_finite(item: Item) -> Found:
    """200 seeds give instances, within a second in all."""
    found = _draws(item)
    if found.error:
        yield ("compute",), f"seed {found.seed} cannot be drawn ({found.error[:240]}); correct it"
    elif found.seconds > 1.0:
        yield ("compute",), f"{SEEDS} draws take {found.seconds:.1f} s, more than one; make the numbers smaller"


@rule("N403", "error", "numeric")
def last_step_is_the_answer(item: Item) -> Found:
    """The worked way ends at the answer."""
    for instance in _draws(item).instances:
        if not instance.steps or instance.steps[-1].value != instance.shown_answer:
            yield ("compute",), f"seed {instance.seed}: the last worked step is not the answer; end with it"
            return


@rule("N404", "error", "numeric")
def slips_have_values(item: Item) -> Found:
    """Every slip has a value on some draw."""
    instances = _draws(item).instances
    for number, slip in enumerate(item.question.misconceptions):
        if instances and not any(slip.id in instance.slips for instance in instances):
            message = f'the slip "{slip.id}" never differs from the answer, or its exercise gives no value; remove it'
            yield ("misconceptions", number, "id"), message


@rule("N404", "warning", "numeric")
def slips_are_seldom_dropped(item: Item) -> Found:
    """A slip that falls together with the answer, or has no value, in more than one draw of ten is weak."""
    instances = _draws(item).instances
    for number, slip in enumerate(item.question.misconceptions):
        missing = sum(slip.id not in instance.slips for instance in instances)
        if instances and len(instances) > missing > len(instances) / 10:
            share = f"{missing / len(instances):.0%}"
            message = (
                f'the slip "{slip.id}" is dropped in {share} of the draws; draw other numbers, or say why it stays'
            )
            yield ("misconceptions", number, "id"), message


@rule("N405", "error", "numeric")
def tolerance_fits(item: Item) -> Found:
    """A number says how far off an answer may be; exact is for counts."""
    question = item.question
    if question.response in ("list", "text"):
        return
    if "tolerance" not in item.data:
        yield (), "`tolerance` is missing; write {absolute: 0.01}, {relative: 0.01}, or {} where only exact is right"
    elif not question.tolerance.absolute and not question.tolerance.relative:
        for instance in _draws(item).instances:
            if not all(_is_whole(value) for value in _numbers(instance.answer)):
                message = f"the answer {instance.shown_answer} is no whole number, but only exact is right; allow some"
                yield ("tolerance",), f"seed {instance.seed}: {message} tolerance"
                return


def _numbers(value: Any) -> list[Any]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [number for part in value for number in _numbers(part)]
    return [value]


def _is_whole(value: Any) -> bool:
    return not isinstance(value, float) or value.is_integer()


@rule("N406", "warning", "numeric")
def answers_vary(item: Item) -> Found:
    """At least five different answers, so that nobody learns one by heart."""
    instances = _draws(item).instances
    answers = {instance.shown_answer for instance in instances}
    if instances and len(answers) < 5:
        path: Path = ("draw",) if item.question.draw else ("compute",)
        yield path, f"{SEEDS} draws give {len(answers)} different answers; draw from more numbers"


@rule("N407", "error", scope="bundled")
def draws_never_change(whole: Whole) -> FoundIn:
    """The same seed gives the same item on every platform and in every version."""
    known = golden_hashes()
    for item in whole.items:
        if item.question.kind != "numeric" or item.question.id not in known:
            continue
        if golden_hash(item) != known[item.question.id]:
            message = "the draws differ from the recorded ones; give a changed family a new id, or record them anew"
            yield item, ("id",), f"{message} with `python -m interview_prep.authoring.golden`"


@rule("N407", "warning", scope="bundled")
def draws_are_recorded(whole: Whole) -> FoundIn:
    """Every family of the bundled bank has its draws recorded."""
    known = golden_hashes()
    for item in whole.items:
        if item.question.kind == "numeric" and item.question.id not in known:
            message = "the draws of this family are not recorded; run `python -m interview_prep.authoring.golden`"
            yield item, ("id",), message


@lru_cache(maxsize=1)
def golden_hashes() -> dict[str, str]:
    """The recorded hash of each family's draws."""
    return dict(json.loads(GOLDEN.read_text(encoding="ascii"))) if GOLDEN.exists() else {}


def golden_hash(item: Item) -> str:
    """A hash over parameters and answers of the first seeds; floats count with nine digits."""
    from interview_prep.exercises.instance import instantiate
    from interview_prep.exercises.registry import ExerciseError

    try:
        instances = [instantiate(item.question, seed) for seed in range(_GOLDEN_SEEDS)]
    except ExerciseError:
        return ""
    rows = [[_rounded(dict(instance.parameters)), _rounded(instance.answer)] for instance in instances]
    return blake2b(json.dumps(rows, sort_keys=True).encode(), digest_size=8).hexdigest()


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return f"{value:.9g}"
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return value


@rule("N408", "error", "numeric")
def shown_parameters_suffice(item: Item) -> Found:
    """Whoever sees the prompt has every number, and computing from those numbers gives the answer again."""
    from interview_prep.exercises.comparing import within
    from interview_prep.exercises.instance import reproduce

    instances = _draws(item).instances
    if not instances:
        return
    holes = set(_HOLE.findall(item.question.prompt))
    hidden = [name for name in instances[0].parameters if name not in holes and not _is_shape(item, name)]
    if hidden:
        yield ("prompt",), f"{', '.join(hidden)} is drawn but not shown; put {{{{{hidden[0]}}}}} into the prompt"
        return
    for instance in instances[:20]:
        again = reproduce(item.question, instance.parameters)
        if not within(again.answer, instance.answer, item.question.tolerance):
            yield ("compute",), f"seed {instance.seed}: the shown numbers give {again.shown_answer}, not the answer"
            return


def _is_shape(item: Item, name: str) -> bool:
    """A size that only shapes other draws is seen in what it shaped."""
    shapes = [spec.get("shape", ()) for spec in item.question.draw.values() if isinstance(spec, dict)]
    return any(name in shape for shape in shapes)


@rule("N409", "warning", "numeric")
def few_draws_are_rejected(item: Item) -> Found:
    """An exercise that rejects 98 of 100 draws is slow and narrow."""
    from interview_prep.exercises.draws import Draws
    from interview_prep.exercises.registry import ExerciseError, Redraw, find_exercise

    if item.question.compute.exercise is None:
        return
    try:
        source = find_exercise(item.question.compute.exercise)
    except ExerciseError:
        return
    outcomes: Counter[bool] = Counter()
    draws = Draws(0)
    while outcomes.total() < SEEDS:
        try:
            source.of(source.draw(draws))
            outcomes[True] += 1
        except Redraw:
            outcomes[False] += 1
    if outcomes[False] > 0.98 * SEEDS:
        yield ("compute", "exercise"), f"{outcomes[False]} of {SEEDS} draws are rejected; draw closer to what is kept"


@rule("N410", "error", "numeric")
def second_method_agrees(item: Item) -> Found:
    """For a fixed sample of families, a second way to compute gives the same answers."""
    from interview_prep.authoring.second_methods import SECOND_METHODS
    from interview_prep.exercises.comparing import within

    method = SECOND_METHODS.get(item.question.compute.exercise or item.question.id)
    if method is None:
        return
    for instance in _draws(item).instances[:3]:
        value, tolerance = method(instance.parameters)
        if not within(value, instance.answer, tolerance):
            yield ("compute",), f"seed {instance.seed}: a second method gives {value}, not {instance.shown_answer}"
            return
