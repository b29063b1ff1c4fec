"""How each kind of question is put in plain lines: what stands under the prompt, and what to type."""

import string

from interview_prep.practice.card import Card
from interview_prep.practice.markup import plain
from interview_prep.practice.plain.console import Console
from interview_prep.questions import model


def recall_lines(console: Console, _card: Card) -> str:
    """A spoken answer on one line."""
    console.say("Answer as you would say it, on one line; enter alone shows the answer.")
    return "Your answer:"


def choice_lines(console: Console, card: Card) -> str:
    """Options by letter."""
    for letter, option in zip(string.ascii_lowercase, card.options, strict=False):
        console.prose(plain(option), indent=f"  {letter}  ")
    return "Letter:"


def cloze_lines(console: Console, card: Card) -> str:
    """The text with its gap."""
    if isinstance(card.question, model.Cloze):
        console.prose(card.question.text.replace("{{gap}}", "_____"), indent="  ")
    return "In the gap:"


def numeric_lines(_console: Console, card: Card) -> str:
    """A number with the asked unit."""
    question = card.question
    unit = f" ({question.unit})" if isinstance(question, model.Numeric) and question.unit else ""
    shape = question.response if isinstance(question, model.Numeric) else "number"
    example = {"vector": ", as 0.59, -0.30", "list": ", separated by commas", "matrix": ", rows as [1, 2], [3, 4]"}
    return f"Your {'answer' if shape == 'text' else shape}{unit}{example.get(shape, '')}:"


def formula_lines(console: Console, _card: Card) -> str:
    """A formula in any spelling."""
    console.say("As code, Unicode or LaTeX; what is not understood is not counted.")
    return "Formula:"


def order_lines(console: Console, card: Card) -> str:
    """Steps by number."""
    for number, step in enumerate(card.options, 1):
        console.prose(plain(step), indent=f"  {number}  ")
    return "Numbers in the right order, as " + " ".join(str(n) for n in range(1, len(card.options) + 1)) + ":"


def flag_lines(console: Console, card: Card) -> str:
    """Sentences by number, one of them wrong."""
    for number, sentence in enumerate(card.options, 1):
        console.prose(plain(sentence), indent=f"  {number}  ")
    return "Number of the wrong sentence, a colon, then how you would put it:"


def ladder_lines(console: Console, _card: Card) -> str:
    """Ladders are climbed in a mock interview, not in the quiz."""
    console.say("This one is for the mock interview.")
    return "Answer:"
