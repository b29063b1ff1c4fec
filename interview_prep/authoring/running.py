"""Runs rules and turns what they find into problems with file, line and column. A broken rule is one, too."""

from collections.abc import Iterator, Mapping, Sequence

from interview_prep.authoring.rules import Item, Rule, Whole
from interview_prep.bank.problem import Problem

Where = tuple[str, int, int]
"""File, line, column."""


def check_item(item: Item, rules: Sequence[Rule]) -> list[Problem]:
    """What the item rules find in one question."""
    name = item.question.id
    problems = []
    for rule in rules:
        if rule.scope != "item" or (rule.kinds and item.question.kind not in rule.kinds):
            continue
        try:
            for path, message in rule.check(item):
                line, column = item.place(path)
                problems.append(Problem(item.file, line, column, rule.code, message, rule.severity, name))
        except Exception as error:  # a check must report, whatever a question makes it stumble over
            line, column = item.place()
            problems.append(Problem(item.file, line, column, rule.code, _broken(error), "error", name))
    return problems


def check_whole(whole: Whole, rules: Sequence[Rule], bundled: bool, places: Mapping[str, Where]) -> Iterator[Problem]:
    """What the other rules find; `places` says where the names of the registry stand."""
    for rule in rules:
        if rule.scope == "item" or (rule.scope == "bundled" and not bundled):
            continue
        for item, path, message in rule.check(whole):
            if item is not None:
                line, column = item.place(path)
                yield Problem(item.file, line, column, rule.code, message, rule.severity, item.question.id)
            else:
                subject = str(path[0])
                file, line, column = places.get(subject, places.get("", ("bank", 1, 1)))
                yield Problem(file, line, column, rule.code, message, rule.severity, subject)


def _broken(error: Exception) -> str:
    return f"cannot be checked ({type(error).__name__}: {str(error)[:160]}); correct what the message names"
