"""What the mock interview shows, as Content: the talk so far, the ladder with its clock, and what is left to settle."""

from collections.abc import Mapping, Sequence

from textual.content import Content

from interview_prep.insight.report import OpenPoint
from interview_prep.insight.report_parts import JUDGED
from interview_prep.practice.mock import MockInterview
from interview_prep.practice.mock_terms import RAMBLING, USUAL, Turn
from interview_prep.text import counted
from interview_prep.tui.content import FAINT, MUTED, line, safe
from interview_prep.tui.layout import bar, both_ends, tinted
from interview_prep.tui.wrapping import wrapped

SIDE = 29
_SIGNS = {
    "strong": ("✓", "$text-success"),
    "weak": ("?", "$text-warning"),
    "wrong": ("!", "$text-error"),
    "asked back": ("", MUTED),
    "heard": ("", MUTED),
}


def clock(seconds: float) -> str:
    """Minutes and seconds."""
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def talk(interview: MockInterview, width: int, turns: int) -> Content:
    """The last questions with what was said to them, and how it was taken."""
    parts: list[Content | tuple[str, str]] = []
    for turn in interview.turns[-turns:]:
        said = " ".join(turn.answer.split())
        room = width - 14
        said = said if len(said) <= room else said[: room - 1] + "…"
        sign, style = _SIGNS.get(turn.outcome, ("○", FAINT))
        points = _points(interview, turn)
        parts += [line(turn.question, MUTED), ("\n", "")]
        parts += [safe(f"“{said}”" if said else "(silence)", MUTED), (f"  {sign}", style), (f" {points}\n\n", MUTED)]
    whole = Content.assemble(*parts)
    return whole[:-1] if turns == 1 and len(whole) else whole


def _points(interview: MockInterview, turn: Turn) -> str:
    if turn.outcome not in JUDGED or turn.ask == "repair":
        return ""
    ladder = interview.services.bank.get(turn.ladder)
    return f"{len(turn.covered)} of {len(ladder.rungs[turn.rung - 1].key_points)}"  # type: ignore[union-attr]  # a ladder


def voice(interview: MockInterview) -> Content:
    """The interviewer's sentence, bold; the formula or number asked for is said below."""
    question = interview.question or ""
    rung = interview.rung
    note = "Write the formula, or say it." if rung.asks else "A number belongs in the answer." if rung.computes else ""
    if interview.ask in ("hint", "repair", "stretch", "clarify"):
        note = {
            "hint": "A hint on the same question.",
            "repair": "One step back; then the question comes again.",
            "stretch": "Not marked: for the pleasure of it. Enter goes on.",
            "clarify": "The same question in other words.",
        }[interview.ask]
    return Content.assemble(line(question, "bold"), (f"\n{note}" if note else "", MUTED))


def ladder(interview: MockInterview, this_answer: float) -> Content:
    """The five rungs, the deepest on top: passed ones with their points, this one, and the ones not reached."""
    rows: list[Content] = both_ends(
        Content.styled("Ladder", "bold"),
        Content.styled(f"{interview.ladder_number} of {interview.ladders_total}", MUTED),
        SIDE,
    )
    rows += [*wrapped(line(interview.ladder.prompt, MUTED), SIDE), Content("")]
    passed = _passed(interview)
    for level in range(5, 0, -1):
        rows += _rung_rows(interview, level, passed.get(level))
        if level > 1:
            rows.append(Content.styled("   │", FAINT))
    left = max(0.0, interview.seconds_left - this_answer)
    share = 1 - left / (interview.spec.minutes * 60)
    rows += [Content(""), *both_ends(Content.styled("Time", "bold"), Content(f"{clock(left)} left"), SIDE)]
    rows += [bar(share, SIDE), Content("")]
    rows += both_ends(Content.styled("this answer", MUTED), Content(clock(this_answer)), SIDE)
    usual = f"{clock(USUAL[0])}–{clock(USUAL[1])}"
    rows += both_ends(Content.styled("usual length", MUTED), Content(usual), SIDE)
    return Content("\n").join(rows)


def _passed(interview: MockInterview) -> Mapping[int, Turn]:
    own = [turn for turn in interview.turns if turn.ladder == interview.ladder.id]
    return {turn.rung: turn for turn in own if turn.outcome == "strong" and turn.ask != "repair"}


def _rung_rows(interview: MockInterview, level: int, passed: Turn | None) -> list[Content]:
    rung = interview.ladder.rungs[level - 1]
    if level == interview.rung.level and passed is None:
        words = _short(rung.question, SIDE - 6)
        here = Content.assemble((f"▸{level} ", "bold $text-primary"), ("◐  ", "$text-primary"), (words, "bold"))
        return [tinted(here, SIDE, "on $primary 24%")]
    if passed is None:
        return [Content.styled(f" {level} ○", FAINT)]
    points = f"{len(passed.covered)} of {len(rung.key_points)} key points"
    words = _short(rung.question, SIDE - 6)
    return [
        Content.assemble((f" {level} ", MUTED), ("●  ", "$text-success"), (words, "")),
        Content.assemble(("   │  " if level > 1 else "      ", FAINT), (points, MUTED)),
    ]


def rungs_row(interview: MockInterview) -> Content:
    """The ladder as one row, for narrow screens."""
    parts: list[Content | tuple[str, str]] = [line(interview.ladder.prompt, MUTED), ("   ", "")]
    passed = _passed(interview)
    for level in range(1, 6):
        if level == interview.rung.level:
            parts.append((f" {level} here ", "bold on $primary 24%"))
        elif level in passed:
            parts += [("✓ ", "$text-success"), (f"{level}", "")]
        else:
            parts.append((f"{level}", FAINT))
        parts.append(("   ", ""))
    return Content.assemble(*parts)


def nudge(seconds: float) -> tuple[str, str]:
    """What the interviewer would do by now, and in which style; nothing while the length is usual."""
    if seconds > RAMBLING:
        return "long: end on the point", "$text-error"
    if seconds > USUAL[1]:
        return "time to wrap up", "$text-warning"
    return "speak freely, nothing is marked yet", MUTED


def over(interview: MockInterview) -> str:
    """That the interview is over, and how much of its time it took."""
    subjects = counted(len({turn.ladder for turn in interview.turns}), "subject")
    return f"That was the interview: {subjects} in {clock(interview.spent)} of {interview.spec.minutes} minutes."


def settling(
    over: str,
    points: Sequence[OpenPoint],
    choices: Mapping[str, bool],
    cursor: int,
    guess: int | None,
    asked: int,
    width: int,
) -> Content:
    """How it ended, the candidate's own guess, and the points that the words left open."""
    rows = [*wrapped(Content.styled(over, MUTED), width), Content("")]
    rows += [Content.styled("Before the report", "bold"), Content("")]
    said = f"{guess} of {asked}" if guess is not None else f"– of {asked}"
    rows.append(Content.assemble(("How many answers went well, do you think?  ", ""), (said, "bold $text-accent")))
    rows.append(Content.styled("← and → change it. It is compared with what was found.", MUTED))
    if points:
        rows += [
            Content(""),
            Content.styled("Did you say these? The words alone do not decide it.", "bold"),
            Content(""),
        ]
    for place, point in enumerate(points):
        rows += _open_row(point, choices.get(point.key), width, here=place == cursor)
    return Content("\n").join(rows)


def _open_row(point: OpenPoint, choice: bool | None, width: int, *, here: bool) -> list[Content]:
    sign, style, words = ("?", "$text-warning", "")
    if choice is not None:
        sign, style, words = ("✓", "$text-success", "said it") if choice else ("○", FAINT, "did not")
    mark = "▸ " if here else "  "
    head = Content.assemble(
        (mark, "bold $text-primary"), (f"{sign}  ", style), line(point.text), (f"   {words}", MUTED)
    )
    rows = [tinted(head, width, "on $primary 24%") if here else head]
    if point.words:
        rows.append(Content.assemble(("     ", ""), safe(_short(f"“{point.words}”", width - 6), MUTED)))
    return rows


def _short(text: str, room: int) -> str:
    plain = " ".join(text.replace("$", "").split())
    return plain if len(plain) <= room else plain[: room - 1] + "…"
