"""A report as Markdown."""

from interview_prep.insight.report import LadderReport, Report, RungReport, concept_name
from interview_prep.text import counted

LADDER_ENDS = {
    "top": "to the top",
    "time": "time ran out",
    "ended": "ended there",
    "settled": "passed once settled",
    "": "not finished",
}


def markdown(report: Report) -> str:
    """The report as Markdown, every text of the candidate on lines of its own."""
    lines = ["# Mock interview", "", when(report), "", f"**{report.headline}.**", ""]
    lines += [f"{report.hit} of {report.points} key points{helped(report)}. {report.pace.words}", ""]
    lines += [f"Calibration: {report.calibration.words}", "", "## How deep", ""]
    for ladder in report.ladders:
        lines.append(f"- {plain(ladder.title)}: {dots(ladder.depth)} {ended(ladder)}{compared(report, ladder)}")
    if report.flags:
        lines += ["", "## Possible misconceptions", ""]
        lines += [f"- {text}: “{plain(words)}”" for text, words in report.flags]
    lines += ["", "## Practise next", ""]
    lines += [f"- {plain(prompt)} (`{name}`)" for name, prompt in report.practise] or ["- Go deeper next time."]
    for ladder in report.ladders:
        lines += ["", f"## {plain(ladder.title)}"]
        for rung in ladder.rungs:
            lines += _rung_lines(rung)
    if report.models:
        lines += ["", "## Model answers"]
    for model in report.models:
        lines += ["", f"### {plain(model.question)}", "", f"In half a minute: {model.short}", ""]
        lines += [f"In two minutes: {model.long}"]
    return "\n".join(lines) + "\n"


def _rung_lines(rung: RungReport) -> list[str]:
    lines = ["", f"### {rung.rung}. {plain(rung.question)}", ""]
    for asked, said in zip(rung.asked, rung.answers, strict=True):
        lines += [f"*{plain(asked)}*", ""] if asked else []
        lines += [f"> {plain(said) or '(silence)'}", ""]
    lines += [f"- ✓ {text}" for text in rung.hit]
    lines += [f"- ? {point.text}" + (f" (“{plain(point.words)}”)" if point.words else "") for point in rung.unsure]
    lines += [f"- ○ {text}" for text in rung.missed]
    lines += [f"- ! {text}: “{plain(words)}”" for text, words in rung.flags]
    lines += [f"- ! {slip}" for slip in rung.slips]
    return [*lines, "", f"A full answer: {rung.model_answer}"]


def plain(text: str) -> str:
    """Text on one line."""
    return " ".join(text.split())


def dots(depth: int) -> str:
    """Depth as five dots."""
    return "●" * depth + "○" * (5 - depth)


def ended(ladder: LadderReport) -> str:
    """How a ladder ended, in words."""
    return f"flinched at {ladder.flinch}" if ladder.flinch else LADDER_ENDS.get(ladder.end, ladder.end)


def helped(report: Report) -> str:
    """How often a hint or a step back was needed."""
    return f", {counted(report.helped, 'rung')} with help" if report.helped else ""


def compared(report: Report, ladder: LadderReport) -> str:
    """The change of this concept's depth since earlier mocks, in words; nothing where there was none."""
    if ladder.concept not in report.before:
        return ""
    change = report.depths.get(ladder.concept, 0) - report.before[ladder.concept]
    return f" ({concept_name(ladder.concept)}: {change:+d} since the mock before)" if change else ""


def when(report: Report) -> str:
    """Day, role and length."""
    return " · ".join(
        part for part in (report.at[:16].replace("T", " "), report.role, f"{report.minutes:g} min") if part
    )
