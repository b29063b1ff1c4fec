"""What the report on a mock interview shows, as Content: depth, flinches, what to do next, how one spoke."""

from datetime import date

from textual.content import Content

from interview_prep.insight.report import LadderReport, Report, RungReport, concept_name
from interview_prep.insight.report_text import ended
from interview_prep.tui.content import FAINT, MUTED, line, prose, safe
from interview_prep.tui.layout import both_ends, hang
from interview_prep.tui.wrapping import wrapped

RIGHT = 43
_LONGEST = 2_000
_TITLE = 28
_STATES = {"●": "$text-success", "◐": "$text-success", "✗": "$text-error", "○": FAINT}


def head(report: Report, width: int) -> Content:
    """How deep in one line, and when."""
    when = " · ".join(part for part in (_day(report.at), report.role, f"{report.minutes:g} min") if part)
    rows = both_ends(safe(report.headline, "bold"), Content.styled(when, MUTED), width)
    return Content("\n").join([*rows, Content.styled(report.pace.words, MUTED)])


def _day(at: str) -> str:
    return f"{date.fromisoformat(at[:10]):%a %d %b %Y}" if at else ""


def _earlier(report: Report) -> str:
    """The day of the mock before; on the same day its time."""
    same = report.before_at[:10] == report.at[:10]
    return f"the mock at {report.before_at[11:16]}" if same else _day(report.before_at)


def depth(report: Report) -> Content:
    """One row for each subject, five rungs across, and how it ended."""
    rows = [
        Content.assemble((f"{'How deep':<{_TITLE}}", "bold"), ("  1  2  3  4  5    then", MUTED)),
        Content(""),
    ]
    for ladder in report.ladders:
        title = ladder.title if len(ladder.title) < _TITLE else ladder.title[: _TITLE - 2] + "…"
        cells = [_cell(ladder, rung) for rung in range(1, 6)]
        parts: list[tuple[str, str]] = [(f"{title:<{_TITLE}}", "")]
        parts += [(f"  {sign}", _STATES[sign]) for sign in cells]
        parts.append((f"    {ended(ladder)}", "$text-error" if ladder.flinch else MUTED))
        rows.append(Content.assemble(*parts))
    rows += [Content(""), Content.styled("● passed   ◐ with help   ✗ flinched   ○ not reached", MUTED)]
    return Content("\n").join(rows)


def _cell(ladder: LadderReport, level: int) -> str:
    rung = next((rung for rung in ladder.rungs if rung.rung == level), None)
    if rung is not None and rung.passed:
        return "◐" if rung.helped else "●"
    failed = ladder.flinch == level or (ladder.flinch is not None and rung is not None)
    return "✗" if failed else "○"


def aside(report: Report, width: int) -> Content:
    """Three things to do next, how one spoke, and what has changed since."""
    rows = [Content.styled("Three things to do next", "bold"), Content("")]
    for number, (name, prompt) in enumerate(report.practise, 1):
        rows += hang(line(prompt), width, Content.styled(f"{number}  ", "$text-primary"), "   ")
        rows.append(Content.styled(f"   {name}", FAINT))
    if not report.practise:
        rows.append(Content.styled("Nothing in particular: go deeper next time.", MUTED))
    rows += [Content(""), Content.styled("How you spoke", "bold"), Content("")]
    for label, value in _spoken(report):
        rows += both_ends(Content.styled(label, MUTED), Content(value), width)
    rows += [Content(""), *Content.styled(report.calibration.words, MUTED).wrap(width)]
    if report.before_at:
        rows += [Content(""), Content.styled(f"Against {_earlier(report)}", "bold"), Content("")]
        for slug in dict.fromkeys(ladder.concept for ladder in report.ladders if ladder.concept in report.before):
            now, then = report.depths.get(slug, 0), report.before[slug]
            style = "$text-success" if now > then else ""
            change = Content.assemble((f"rung {then} → ", MUTED), (f"{now}", style))
            rows += both_ends(safe(concept_name(slug)), change, width)
    return Content("\n").join(rows)


def _spoken(report: Report) -> list[tuple[str, str]]:
    mean = f", of {report.pace.mean:.0f} s on average" if report.pace.mean else ""
    rows = [
        ("answers", f"{report.pace.answers}{mean}"),
        ("key points", f"{report.hit} of {report.points}"),
        ("rungs with help", f"{report.helped}"),
        ("misconceptions", f"{len(report.flags)} possible" if report.flags else "none seen"),
    ]
    return [*rows, ("left open", f"{len(report.unsure)}")] if report.unsure else rows


def flags(report: Report, width: int) -> Content:
    """What was possibly said wrong, with the sentence that raised it."""
    if not report.flags:
        return Content("")
    rows = [Content(""), Content.styled("! Possible misconceptions", "bold $text-error"), Content("")]
    for text, words in report.flags:
        rows += hang(line(text), width, "  ", "  ")
        rows += hang(safe(f"“{words}”", MUTED), width, "  ", "  ")
    return Content("\n").join(rows)


def flinches(report: Report, width: int) -> Content:
    """The rungs that were not passed: what was asked, and which points were found."""
    left = [(ladder, rung) for ladder, rung in report.rungs if ladder.flinch == rung.rung and not rung.passed]
    if not left:
        return Content("")
    rows = [Content(""), Content.styled("Where you flinched", "bold")]
    for ladder, rung in left:
        head = Content.assemble(("✗ ", "$text-error"), (f"{ladder.title}, rung {rung.rung}", "bold"))
        rows += [Content(""), head, *hang(line(rung.question, MUTED), width, "  ", "  ")]
        rows += _marks(rung, width, "  ")
    return Content("\n").join(rows)


def rungs(report: Report, width: int) -> Content:
    """Every rung that was asked: the question, what was said, and how each key point came out."""
    rows: list[Content] = []
    for ladder in report.ladders:
        rows += [Content(""), safe(ladder.title, "bold"), Content("")]
        for rung in ladder.rungs:
            rows += [*_rung(rung, width), Content("")]
    return Content("\n").join(rows)


def _rung(rung: RungReport, width: int) -> list[Content]:
    rows = hang(line(rung.question), width, Content.styled(f"{rung.rung}  ", "$text-primary"), "   ")
    for asked, said in zip(rung.asked, rung.answers, strict=True):
        rows += hang(line(asked), width, "   ", "   ") if asked else []
        rows += hang(safe(f"“{_whole(said)}”" if said else "(silence)", MUTED), width, "   ", "   ")
    rows += _marks(rung, width, "   ")
    if not rung.passed:
        rows += hang(line(rung.model_answer, MUTED), width, Content.styled("   A full answer: ", MUTED), " " * 18)
    return rows


def _whole(said: str) -> str:
    """An answer on one line; a very long one ends with its omission shown."""
    words = " ".join(said.split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rsplit(' ', 1)[0]} …"


def _marks(rung: RungReport, width: int, indent: str) -> list[Content]:
    rows: list[Content] = []
    marks = [("✓", "$text-success", text) for text in rung.hit]
    marks += [("?", "$text-warning", point.text) for point in rung.unsure]
    marks += [("○", FAINT, text) for text in rung.missed]
    marks += [("!", "$text-error", text) for text, _ in rung.flags]
    marks += [("!", "$text-error", slip) for slip in rung.slips]
    for sign, style, text in marks:
        lead = Content.styled(f"{indent}{sign} ", style)
        rows += hang(line(text, MUTED if sign == "○" else ""), width, lead, " " * lead.cell_length)
    return rows


def models(report: Report, width: int) -> Content:
    """The questions that open these subjects, answered in half a minute and in two minutes."""
    rows: list[Content] = [Content(""), Content.styled("Model answers", "bold"), Content("")]
    for model in report.models:
        rows += [*wrapped(line(model.question, "bold"), width), Content("")]
        rows += [Content.styled("in half a minute", MUTED), *wrapped(prose(model.short), width), Content("")]
        rows += [Content.styled("in two minutes", MUTED), *wrapped(prose(model.long), width), Content("")]
    return Content("\n").join(rows)
