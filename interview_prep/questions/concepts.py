"""The nine concepts, in the order in which they build on each other."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept: its slug in the bank, its number in the syllabus, its name on a screen."""

    slug: str
    code: str
    name: str


CONCEPTS = (
    Concept("llm", "C1", "Large language models"),
    Concept("transformer", "C2", "Transformer and attention"),
    Concept("tokens", "C3", "Tokens and context"),
    Concept("post-training", "C4", "Post-training"),
    Concept("sampling", "C5", "Sampling"),
    Concept("prompts", "C6", "Prompt structure"),
    Concept("in-context", "C7", "In-context learning"),
    Concept("chain-of-thought", "C8", "Chain of thought"),
    Concept("scaling", "C9", "Scaling laws"),
)
BY_SLUG = {concept.slug: concept for concept in CONCEPTS}
