"""A report as Markdown, and as one HTML page that needs nothing else."""

from html import escape

from interview_prep.insight.report import LadderReport, Report, RungReport, concept_name

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46em;margin:2em auto;padding:0 1em}"
    "body{color:#2a2d34;background:#fbfaf6}"
    "h1,h2,h3{line-height:1.2}.muted{color:#6b6f78}.bad{color:#b5323f}.good{color:#3c7a34}"
    "table{border-collapse:collapse;width:100%}"
    "td,th{text-align:left;padding:.25em .6em;border-bottom:1px solid #dcd8cc}"
    "blockquote{border-left:3px solid #2f62a3;margin:.5em 0;padding:.1em 1em;color:#444}svg{width:100%;height:auto}"
    "@media(prefers-color-scheme:dark){body{color:#d5d9e2;background:#13151a}.muted{color:#9aa0ab}"
    ".bad{color:#e0727d}.good{color:#8fbf7f}td,th{border-color:#2b303b}blockquote{color:#b9bec8}}"
)


def markdown(report: Report) -> str:
    """The report as Markdown."""
    lines = ["# Mock interview", "", _when(report), ""]
    lines += [f"{report.hit} of {report.points} key points. {report.pace}", "", "## Depth", ""]
    for ladder in report.ladders:
        lines.append(f"- {ladder.title}: {_dots(ladder.depth)} {_flinch(ladder)}{_compared(report, ladder)}")
    if report.flags:
        lines += ["", "## Possible misconceptions", ""]
        lines += [f"- {text}: “{words}”" for text, words in report.flags]
    for ladder in report.ladders:
        lines += ["", f"## {ladder.title}"]
        for rung in ladder.rungs:
            lines += _rung_lines(rung)
    lines += ["", "## Practise next", ""]
    lines += [f"- `{name}`" for name in report.practise] or ["- nothing in particular; go deeper next time"]
    return "\n".join(lines) + "\n"


def html(report: Report) -> str:
    """The report as one HTML page: no script, no network, every text escaped."""
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>",
        f"<title>Mock interview</title><style>{_STYLE}</style><h1>Mock interview</h1>",
        f"<p class=muted>{escape(_when(report))}</p>",
        f"<p><b>{report.hit} of {report.points}</b> key points. {escape(report.pace)}</p>",
        _plot(report),
    ]
    if report.flags:
        rows = "".join(f"<li>{escape(text)}: <q>{escape(words)}</q></li>" for text, words in report.flags)
        parts.append(f"<h2 class=bad>Possible misconceptions</h2><ul>{rows}</ul>")
    parts += [_ladder_html(ladder) for ladder in report.ladders]
    items = "".join(f"<li><code>{escape(name)}</code></li>" for name in report.practise)
    parts.append(f"<h2>Practise next</h2><ul>{items}</ul></html>")
    return "\n".join(parts)


def _plot(report: Report) -> str:
    """Depth by subject as bars, with a mark for the mock before."""
    height = 30 * len(report.ladders) + 20
    rows = []
    for place, ladder in enumerate(report.ladders):
        y = 10 + 30 * place
        rows.append(f"<text x=0 y={y + 15} font-size=13 fill=currentColor>{escape(ladder.title)}</text>")
        rows.append(f"<rect x=230 y={y + 3} width=350 height=14 rx=3 fill=#8884></rect>")
        rows.append(f"<rect x=230 y={y + 3} width={70 * ladder.depth} height=14 rx=3 fill=#2f62a3></rect>")
        if ladder.concept in report.before:
            x = 230 + 70 * report.before[ladder.concept]
            rows.append(f"<rect x={x - 1} y={y} width=3 height=20 fill=#946200></rect>")
        rows.append(f"<text x=590 y={y + 15} font-size=13 fill=currentColor>{ladder.depth}</text>")
    label = "Depth reached by subject, 0 to 5; the upright mark is the mock before"
    return f"<h2>Depth</h2><svg viewBox='0 0 620 {height}' role=img aria-label='{label}'>{''.join(rows)}</svg>"


def _ladder_html(ladder: LadderReport) -> str:
    parts = [f"<h2>{escape(ladder.title)}</h2><p class=muted>{_dots(ladder.depth)} {escape(_flinch(ladder))}</p>"]
    for rung in ladder.rungs:
        parts.append(f"<h3>{rung.rung}. {escape(rung.question)}</h3>")
        parts += [f"<blockquote>{escape(text) or '(silence)'}</blockquote>" for text in rung.answers]
        rows = [("good", "✓", text) for text in rung.hit] + [("", "?", text) for text in rung.unsure]
        rows += [("muted", "○", text) for text in rung.missed]
        items = "".join(f"<tr><td class='{kind}'>{sign}</td><td>{escape(text)}</td></tr>" for kind, sign, text in rows)
        parts.append(f"<table>{items}</table><p class=muted>A full answer: {escape(rung.model_answer)}</p>")
    return "".join(parts)


def _rung_lines(rung: RungReport) -> list[str]:
    lines = ["", f"### {rung.rung}. {rung.question}", ""]
    lines += [f"> {text.replace(chr(10), ' ') or '(silence)'}" for text in rung.answers]
    lines.append("")
    lines += [f"- ✓ {text}" for text in rung.hit]
    lines += [f"- ? {text}" for text in rung.unsure]
    lines += [f"- ○ {text}" for text in rung.missed]
    return [*lines, "", f"A full answer: {rung.model_answer}"]


def _dots(depth: int) -> str:
    return "●" * depth + "○" * (5 - depth)


def _flinch(ladder: LadderReport) -> str:
    return f"flinched at {ladder.flinch}" if ladder.flinch else "no flinch"


def _compared(report: Report, ladder: LadderReport) -> str:
    if ladder.concept not in report.before:
        return ""
    change = ladder.depth - report.before[ladder.concept]
    return f" ({concept_name(ladder.concept)}: {change:+d} since the mock before)" if change else ""


def _when(report: Report) -> str:
    return f"{report.at[:16].replace('T', ' ')} · {report.role} · {report.minutes:g} min"
