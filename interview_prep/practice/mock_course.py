"""Which ladders an interview climbs, and in which order: by weak spots, by chance, and by what the candidate says."""

from collections.abc import Iterable, Sequence

from interview_prep.exercises.draws import Draws
from interview_prep.practice.mock_terms import MockSpec
from interview_prep.practice.services import Services
from interview_prep.questions.concepts import CONCEPTS
from interview_prep.questions.model import Ladder

OPENING = "ladder.la1"
MINUTES_A_LADDER = 5
WORTH_OPENING = 120.0
"""With how many seconds left a further ladder is opened after those that were planned."""
LISTENED = 2_000
"""How many characters of an answer are listened to for what to ask next."""


class Course:
    """The ladders still to come. `limit` of them are planned; a quick interview has room for more."""

    def __init__(self, ladders: Sequence[Ladder], spec: MockSpec) -> None:
        self.ladders = tuple(ladders)
        self.limit = min(len(ladders), max(1, round(spec.minutes / MINUTES_A_LADDER)))
        self._listens = not spec.concepts
        self._left = list(ladders)
        self.taken = 0

    def next(self, said: Iterable[str], seconds_left: float) -> tuple[Ladder | None, bool]:
        """The next ladder, and whether it was chosen since the candidate touched on it; None when it is time to end."""
        enough = WORTH_OPENING if self.taken >= self.limit else 0.0
        if seconds_left <= enough or not self._left:
            return None, False
        chosen, touched = self._left[0], False
        if self.taken and self._listens:
            heard = _heard(said)
            named = [ladder for ladder in self._left if (words := _title(ladder)) and words <= heard]
            if named:
                chosen, touched = max(named, key=lambda ladder: len(_title(ladder))), True
        self._left.remove(chosen)
        self.taken += 1
        self.limit = max(self.limit, self.taken)
        return chosen, touched


def course(services: Services, spec: MockSpec, names: Sequence[str] = ()) -> Course:
    """The course of an interview; `names` are its ladders as recorded, since weak spots may have moved."""
    found = [services.bank.get(name) for name in names or _ranked(services, spec) if name in services.bank]
    return Course([question for question in found if isinstance(question, Ladder)], spec)


def _heard(said: Iterable[str]) -> set[str]:
    """The stems of what was said, of each answer its beginning."""
    from interview_prep.grading.rubric.words import words_of

    return {word.stem for text in said for word in words_of(text[:LISTENED])}


def _title(ladder: Ladder) -> set[str]:
    """The words of a ladder's title by which a candidate names it; all of them have to be said."""
    from interview_prep.grading.rubric.words import content, words_of

    return set(content(word.stem for word in words_of(ladder.prompt))) - _EVERYWHERE


_EVERYWHERE = frozenset(
    "model train languag token llm decoder product position head block parameter test tim comput formula pipelin "
    "family engineer learn context".split()
)
"""Stems that say nothing about a wish to go there: answers to other questions have them."""


def _ranked(services: Services, spec: MockSpec) -> list[str]:
    """The opening question first where no concept was chosen, then one ladder of each concept, the weakest first."""
    entries = [
        entry for entry in services.bank.where(kind="ladder") if not spec.concepts or entry.concept in spec.concepts
    ]
    order = {slug: place for place, slug in enumerate(_by_weakness(services, spec))}
    shuffled = Draws(spec.seed).shuffled(sorted(entries, key=lambda entry: entry.id))
    ranked = sorted(shuffled, key=lambda entry: order.get(entry.concept, len(order)))
    spread = _spread([entry.id for entry in ranked], {entry.id: entry.concept for entry in ranked})
    if not spec.concepts and OPENING in spread:
        spread.remove(OPENING)
        spread.insert(0, OPENING)
    return spread


def _by_weakness(services: Services, spec: MockSpec) -> list[str]:
    if spec.concepts:
        return list(spec.concepts)
    cards = services.store.cards()
    missed: dict[str, float] = {}
    for entry in services.bank:
        card = cards.get(entry.id)
        if card is not None and card.reps:
            missed[entry.concept] = missed.get(entry.concept, 0.0) + card.lapses + (card.last_correct is False)
    return sorted((concept.slug for concept in CONCEPTS), key=lambda slug: -missed.get(slug, 0.0))


def _spread(names: list[str], concept: dict[str, str]) -> list[str]:
    """One ladder of each concept before a second one of any."""
    rounds: dict[str, int] = {}
    keyed = []
    for place, name in enumerate(names):
        rounds[concept[name]] = rounds.get(concept[name], 0) + 1
        keyed.append((rounds[concept[name]], place, name))
    return [name for _, _, name in sorted(keyed)]
