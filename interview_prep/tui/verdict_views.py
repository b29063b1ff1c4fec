"""The page under an answer: the judgement, what was found, the worked steps, the explanation."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase

from textual.content import Content

from interview_prep.practice.card import Card
from interview_prep.questions import model
from interview_prep.questions.verdict import Finding, Verdict, WorkedStep
from interview_prep.text import one_line, sanitise
from interview_prep.tui.content import FAINT, MUTED, line, prose, safe
from interview_prep.tui.layout import Line, barred, both_ends, hang, plain_lines, tinted
from interview_prep.tui.matrices import minus
from interview_prep.tui.worked_views import worked
from interview_prep.tui.wrapping import wrapped

SIGNS = {
    "covered": ("✓", "$text-success"),
    "right": ("✓", "$text-success"),
    "unsure": ("?", "$text-warning"),
    "not_found": ("○", FAINT),
    "tripped": ("!", "$text-error"),
    "chosen": ("✗", "$text-error"),
    "wrong": ("✗", "$text-error"),
    "other": ("·", FAINT),
}
_COUNTS = re.compile(r"\s*\d+ found, \d+ unsure, \d+ not found\.\s*")
_ROLES = {"success": "$success", "error": "$error", "warning": "$warning", "neutral": "$panel"}
_SUPER = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_TINTS = {"covered": "on $success 26%", "unsure": "on $warning 26%", "tripped": "on $error 26%"}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page is laid out from. `cursor` is the finding that the keys act on; `full` shows the explanation."""

    card: Card
    verdict: Verdict
    cursor: int
    wide: bool
    full: bool
    typed: str
    slip: str = ""
    yours: tuple[WorkedStep, ...] = ()


def height_without_explanation(shown: Shown, width: int) -> int:
    """How many rows have to be seen before a rating; the explanation can wait."""
    return len(page(replace(shown, full=False), width))


def page(shown: Shown, width: int) -> list[Line]:
    """Every row of the page."""
    sections = [section for section in _sections(shown, width) if section]
    spaced = shown.wide or shown.card.kind != "recall"
    rows: list[Line] = []
    for index, section in enumerate(sections):
        if index and spaced:
            rows.append((Content(""), None))
        rows += section
    return rows


def headline(verdict: Verdict) -> tuple[str, str, str]:
    """Sign, words and role of the judgement."""
    if verdict.correct is None:
        return "", "Compare with the answer", "neutral"
    if verdict.correct:
        return "✓", "Right", "success"
    if verdict.score and verdict.score >= 0.5:
        return "≈", "Nearly", "warning"
    return "✗", "Not yet", "error"


def own_words(text: str, findings: Sequence[Finding]) -> Content:
    """The learner's own words: what they earned is highlighted and numbered, what was said wrong is marked."""
    text = sanitise(text)
    marks = sorted(
        (end, number, start, finding.mark, _index(number, finding))
        for number, finding in enumerate(findings, 1)
        if finding.mark in _TINTS
        for start, end in finding.spans
    )
    content, behind, last = Content(text), 0, -1
    for end, _, start, mark, index in marks:
        label = f",{index}" if end == last else index  # two numbers at one place are no number of two digits
        last = end
        content = content.stylize(_TINTS[mark], start + behind, end + behind)
        sign = Content.styled(label, f"bold {SIGNS[mark][1]}")
        content = Content.assemble(content[: end + behind], sign, content[end + behind :])
        behind += len(label)
    return content


def _index(number: int, finding: Finding) -> str:
    if finding.mark == "tripped":
        return "!"
    return str(number).translate(_SUPER) + ("?" if finding.mark == "unsure" else "")


def _sections(shown: Shown, width: int) -> Iterable[list[Line]]:
    kind, verdict = shown.card.kind, shown.verdict
    if kind == "recall":
        yield plain_lines(_remark(verdict, width))
        yield _key_points(shown, width)
        yield from _flags(shown, width)
        if shown.wide:
            yield plain_lines(_grade(verdict))
    elif kind == "choice":
        yield from _options(shown, width)
        yield plain_lines(_misconception(shown, width))
    elif kind == "formula":
        yield plain_lines(_judgement(shown, width))
        yield plain_lines(_whiteboard(shown, width))
    else:
        yield plain_lines(_judgement(shown, width))
        yield _found(shown, width)
        yield plain_lines(worked(verdict.steps, shown.yours, width, mark_last=True))
    if shown.full:
        for section in _explanation(shown.card, verdict):
            yield plain_lines(wrapped(section, min(width, 84)))


# -- judgement ------------------------------------------------------------------------------------


def _judgement(shown: Shown, width: int) -> list[Content]:
    verdict, card = shown.verdict, shown.card
    sign, words, role = headline(verdict)
    named = shown.slip if card.kind in ("formula", "numeric") and verdict.misconception else ""
    words = sanitise(named[:1].upper() + named[1:]) or words
    style = f"bold $text-{role}" if role != "neutral" else "bold"
    lines = hang(line(words, style), width - 3, Content.styled(f"{sign} " if sign else "", style), "  " if sign else "")
    given = bool(shown.typed.strip())
    if not given:
        lines = [] if card.kind == "numeric" else [Content.styled("The answer", "bold")]
    if verdict.message and verdict.message not in ("Right.", "Right, found and mended."):
        lines += wrapped(prose(minus(verdict.message)), width - 3)
    if isinstance(card.question, model.Cloze):
        lines += _own(shown.typed if verdict.correct is False else "", "yours  ", width - 3)
        lines += wrapped(_filled(card.question), width - 3)
    elif card.kind == "numeric":
        yours = minus(verdict.parsed or shown.typed) if given else ""
        lines += _pair(yours, minus(verdict.expected), right=verdict.correct is True, width=width - 3)
    elif isinstance(card.question, model.Flag):
        lines += _own(shown.typed.partition(":")[2], "you wrote      ", width - 3)
        lines += hang(line(card.question.correction, "bold"), width - 3, "it should say  ", " " * 15)
    if shown.slip and verdict.misconception and not named:
        lines += hang(line(shown.slip), width - 3, Content.styled("misconception  ", MUTED), " " * 15)
    return barred(lines, _ROLES[role] if given else "$primary")


def _own(text: str, label: str, width: int) -> list[Content]:
    """The learner's own words, to be compared with what stands under them."""
    words = text.strip()
    return hang(safe(words), width, Content.styled(label, MUTED), " " * len(label)) if words else []


def _whiteboard(shown: Shown, width: int) -> list[Content]:
    """The formula in two dimensions, beside the learner's own where that is not the same."""
    from interview_prep.tui.formula_views import compared, draw_of, outcome_of

    question = shown.card.question
    assert isinstance(question, model.Formula)
    outcome = outcome_of(question, shown.typed)
    rows = compared(question, outcome, width, 9 if shown.wide else 4)
    draw = draw_of(question, outcome, width) if shown.full else []
    return [*rows, *([Content("")] if draw else []), *draw]


def _pair(yours: str, answer: str, *, right: bool, width: int) -> list[Content]:
    """What was typed as it was read, and the answer under it in the same columns."""
    lines: list[Content] = []
    if yours and not (right and yours == answer):
        lines += hang(safe(yours), width, Content.styled("yours   ", MUTED), " " * 8)
    if answer:
        lines += hang(
            line(answer, "bold $text-success" if right else "bold"), width, Content.styled("answer  ", MUTED), " " * 8
        )
    return lines


def _filled(question: model.Cloze) -> Content:
    """The sentence with the gap filled."""
    before, _, after = question.text.partition("{{gap}}")
    return Content.assemble(line(before), (sanitise(question.accept[0]), "bold $text-success"), line(after))


def _misconception(shown: Shown, width: int) -> list[Content]:
    if not shown.slip or shown.verdict.correct is not False:
        return []
    lead = Content.styled("Misconception  ", "$text-error")
    return hang(line(shown.slip, "bold"), width, lead, " " * 15)


def _remark(verdict: Verdict, width: int) -> list[Content]:
    """Why a spoken answer was not judged, or not all of it; what was found stands below."""
    words = _COUNTS.sub(" ", verdict.message).strip()
    return barred(wrapped(prose(words), width - 3), "$warning") if words else []


# -- findings ---------------------------------------------------------------------------------------


def _options(shown: Shown, width: int) -> Iterable[list[Line]]:
    """Every option explained, each behind a bar in the colour of what it is."""
    words = {"right": "right", "chosen": "your choice", "other": ""}
    roles = {"right": "success", "chosen": "error", "other": "neutral"}
    for index, finding in enumerate(shown.verdict.findings):
        sign, style = SIGNS[finding.mark]
        bold = "" if finding.mark == "other" else "bold"
        lead = Content.assemble((f"{sign} ", style), (f"{ascii_lowercase[index]}  ", "bold"))
        status = words[finding.mark]
        if finding.mark == "right" and shown.verdict.correct and shown.typed:
            status = "right, your choice"
        first = hang(line(finding.text, bold), width - 3 - len(status) - 2 * bool(status), lead, " " * 5)
        lines = [*both_ends(first[0], Content.styled(status, style), width - 3), *first[1:]]
        if finding.because:
            lines += hang(line(finding.because, MUTED), width - 3, " " * 5, " " * 5)
        yield plain_lines(barred(lines, _ROLES[roles[finding.mark]]))


def _key_points(shown: Shown, width: int) -> list[Line]:
    """The key points, one a row, with the learner's own words or what to do about it."""
    verdict = shown.verdict
    counts = [
        f"{number} {words}"
        for words, marks in (("found", "covered"), ("unsure", "unsure"), ("not found", "not_found"))
        if (number := sum(f.mark == marks and not _is_flag(shown, f) for f in verdict.findings))
    ]
    if not shown.typed.strip():  # said aloud, if at all
        counts = [count for count in counts if count.split()[1:] == ["found"]] or ["tick what you said"]
    elif not shown.wide and verdict.grade is not None:  # with the heading it stays in sight under a long answer
        counts.append(f"grade {'–'.join(map(str, verdict.grade_range or [verdict.grade]))} of 4")
    heading = Content.styled("Key points", "bold")
    rows: list[Line] = plain_lines(both_ends(heading, Content.styled("  ·  ".join(counts), MUTED), width))
    for index, finding in enumerate(verdict.findings):
        if not _is_flag(shown, finding):
            rows += _point(shown, finding, index, width, number=f"{index + 1}")
    return rows


def _point(shown: Shown, finding: Finding, index: int, width: int, *, number: str) -> list[Line]:
    sign, style = SIGNS[finding.mark]
    chosen = index == shown.cursor
    muted = "$foreground 80%" if chosen else MUTED
    lead = Content.assemble(
        ("▸ " if chosen else "  ", "bold $text-primary"), (f"{sign} ", style), (f"{number:>2}  ", muted)
    )
    spoken = finding.mark == "not_found" and not shown.typed.strip()  # nothing was typed that could be searched
    said = _said(shown.typed, finding)
    status = Content("") if spoken else _status(finding, said, muted, chosen=chosen, wide=shown.wide)
    text = hang(line(finding.text), width - 1, lead, " " * 8)
    fits = text[-1].cell_length + status.cell_length + 2 <= width - 1
    lines = [*text[:-1], *both_ends(text[-1], status, width - 1)] if fits or finding.mark == "unsure" else text
    if chosen:
        lines = [tinted(row, width, "on $primary 24%") for row in lines]
    return [(row, index) for row in lines]


def _status(finding: Finding, said: str, muted: str, *, chosen: bool, wide: bool) -> Content:
    if finding.mark == "unsure":
        tick = [(" space", "bold $text-accent"), (" yes", muted)] if chosen else []
        return Content.assemble(("did you? ", muted), *tick)
    if finding.mark == "not_found":
        return Content.styled("not found", muted)
    return Content.styled(f"“{one_line(said, 28)}”", muted) if said and wide else Content("")


def _flags(shown: Shown, width: int) -> Iterable[list[Line]]:
    """What may be a misconception, and how to take the flag off."""
    for index, finding in enumerate(shown.verdict.findings):
        if not _is_flag(shown, finding):
            continue
        off = finding.mark != "tripped"
        chosen = index == shown.cursor
        words = "Taken off" if off else "Possible misconception"
        style = MUTED if off else "bold $text-error"
        head = Content.assemble(("▸ " if chosen else "", "bold $text-primary"), (f"! {words}", style))
        key = Content.assemble(("f", "bold $text-accent"), (" puts it back" if off else " takes it off", MUTED))
        lines = both_ends(head, key, min(width - 3, 60))
        if not off:
            said = one_line(_said(shown.typed, finding), 60)
            quoted = f"“{said}”: " if said else ""
            lines += wrapped(Content.assemble((quoted, MUTED), line(finding.because or finding.text)), width - 3)
        yield [(row, index) for row in barred(lines, "$panel" if off else "$error")]


def _said(typed: str, finding: Finding) -> str:
    """The learner's own words that earned or raised a finding."""
    if not finding.spans:
        return ""
    start, end = finding.spans[0]
    return sanitise(typed)[start:end].rstrip(".,; ")


def _is_flag(shown: Shown, finding: Finding) -> bool:
    question = shown.card.question
    return isinstance(question, model.Recall) and any(flag.id == finding.id for flag in question.red_flags)


def _grade(verdict: Verdict) -> list[Content]:
    if verdict.grade is None:
        return []
    rest = f"  of 4; {verdict.grade_range[1]} with what is unsure" if verdict.grade_range else "  of 4"
    return [Content.assemble((f"Grade {verdict.grade}", "bold"), (rest, MUTED))]


def _found(shown: Shown, width: int) -> list[Line]:
    """Steps in their right order, or the sentences and points of a mended answer."""
    if shown.card.kind not in ("order", "flag"):
        return []
    words = {"chosen": "your choice", "right": "", "other": ""}
    rows: list[Line] = []
    for index, finding in enumerate(shown.verdict.findings):
        sign, style = SIGNS[finding.mark]
        if shown.card.kind == "flag" and finding.mark in ("right", "wrong"):
            sign, style, status = "✗", "$text-error", "the wrong one"
        else:
            status = words.get(finding.mark, finding.because)
        if finding.mark in ("covered", "unsure", "not_found"):
            rows += _point(shown, finding, index, width, number="")
            continue
        number = f"{index + 1}" if shown.card.kind == "order" else finding.id if finding.id.isdigit() else " "
        lead = Content.assemble((f"  {sign} ", style), (f"{number:>2}  ", MUTED))
        text = hang(line(finding.text), width - len(status) - 2, lead, " " * 8)
        rows += plain_lines([*text[:-1], *both_ends(text[-1], Content.styled(status, style), width)])
    return rows


# -- explanation ---------------------------------------------------------------------------------------


def _explanation(card: Card, verdict: Verdict) -> Iterable[Content]:
    """The full answer, why it matters, and the nuance."""
    question = card.question
    if isinstance(question, model.Recall):
        if question.answer_short:
            yield _titled("In half a minute", question.answer_short)
        yield _titled("A full answer", question.answer)
    if question.explanation:
        yield _titled("Why it matters", question.explanation)
    if isinstance(question, model.Formula) and question.follow_up:
        yield _titled("What comes next", question.follow_up)
    if question.nuance:
        yield _titled("Careful", question.nuance)


def _titled(title: str, text: str) -> Content:
    return Content.assemble((title, "bold"), "\n", prose(minus(text), MUTED))
