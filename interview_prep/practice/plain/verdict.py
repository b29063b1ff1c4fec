"""A verdict in plain lines: what was found, the named slip, the worked steps, the explanation."""

from interview_prep.practice.card import Card
from interview_prep.practice.plain.console import Console
from interview_prep.questions import model
from interview_prep.questions.verdict import Finding, Verdict

_SIGNS = {
    "covered": "✓",
    "right": "✓",
    "unsure": "?",
    "not_found": "○",
    "tripped": "!",
    "wrong": "✗",
    "chosen": "✗",
    "other": " ",
}
_WORDS = {
    "covered": "covered",
    "right": "right",
    "unsure": "unsure, tick it yourself",
    "not_found": "not found",
    "tripped": "possible misconception",
    "wrong": "not this one",
    "chosen": "your choice",
    "other": "",
}


def say_verdict(console: Console, card: Card, verdict: Verdict) -> None:
    """Say everything that the verdict holds, the judgement first."""
    console.say()
    console.prose(verdict.message or _headline(verdict))
    if verdict.parsed:
        console.say(f"Understood as: {verdict.parsed}")
    for number, finding in enumerate(verdict.findings, 1):
        _say_finding(console, number, finding)
    if verdict.expected and verdict.correct is not True:
        console.prose(f"Answer: {verdict.expected}")
    if verdict.steps:
        console.say("Worked:")
        for step in verdict.steps:
            formula = f"  {step.formula}" if step.formula else ""
            console.say(f"  {step.label}{formula}  =  {step.value}")
    question = card.question
    if isinstance(question, model.Recall):
        console.say("A full answer:")
        console.prose(question.answer, indent="  ")
        console.say("Settle a point with +1 or -1 (its number) before rating.")
    for title, text in (("Why", question.explanation), ("Careful", question.nuance)):
        if text:
            console.say(f"{title}:")
            console.prose(text, indent="  ")


def _headline(verdict: Verdict) -> str:
    if verdict.correct is None:
        return "Compare with the answer."
    return "Right." if verdict.correct else "Not yet."


def _say_finding(console: Console, number: int, finding: Finding) -> None:
    word = _WORDS[finding.mark]
    console.prose(f"{finding.text}{f' ({word})' if word else ''}", indent=f"  {_SIGNS[finding.mark]} {number}  ")
    if finding.because:
        console.prose(finding.because, indent="       ")
