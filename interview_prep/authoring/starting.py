"""`bank new KIND`: a complete small question of every kind, to be filled in. The author's guide shows the same ones."""

from importlib.resources import files

from interview_prep.errors import UserError
from interview_prep.questions.concepts import BY_SLUG
from interview_prep.questions.kinds import KINDS


def template(kind: str, concept: str) -> str:
    """YAML of one sound question of this kind, with this concept; raises UserError for a name that is unknown."""
    if kind not in KINDS:
        raise UserError(f"there is no kind {kind!r}; it can be {', '.join(KINDS)}")
    if concept not in BY_SLUG:
        raise UserError(f"there is no concept {concept!r}; it can be {', '.join(BY_SLUG)}")
    text = files("interview_prep.authoring").joinpath(f"data/new/{kind}.yaml").read_text(encoding="utf-8")
    return text.replace("concept: transformer", f"concept: {concept}", 1)
