"""The registry of kinds: one row names everything that a kind of question needs.

What lies in later layers is named by "module:attribute" and imported on first use, so that a quiz loads only
what its questions need.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from interview_prep.questions import model


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind: its dataclass, its grader, its answer form in the app and in plain lines, and its name for people."""

    name: str
    question: type[model.Common]
    grader: str
    form: str
    plain: str
    label: str

    def load(self, which: str) -> Any:
        """Import what this row names under `which`: grader, form or plain."""
        module, _, attribute = str(getattr(self, which)).partition(":")
        return getattr(import_module(module), attribute)


def _kind(name: str, question: type[model.Common], label: str, forms: str = "forms") -> Kind:
    title = name.capitalize()
    return Kind(
        name,
        question,
        f"interview_prep.grading.{name}:grade",
        f"interview_prep.tui.widgets.{forms}:{title}Form",
        f"interview_prep.practice.plain.forms:{name}_lines",
        label,
    )


KINDS = {
    kind.name: kind
    for kind in (
        _kind("recall", model.Recall, "spoken answer"),
        _kind("choice", model.Choice, "choice"),
        _kind("cloze", model.Cloze, "fill the gap"),
        _kind("numeric", model.Numeric, "number"),
        _kind("formula", model.Formula, "formula", forms="formula_form"),
        _kind("order", model.Order, "order the steps"),
        _kind("flag", model.Flag, "find the wrong sentence"),
        _kind("ladder", model.Ladder, "interview ladder"),
    )
}
