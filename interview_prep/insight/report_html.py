"""A report as one HTML page with its plots: no script, no network, every text escaped."""

from collections.abc import Callable
from html import escape
from typing import TypeAlias

from interview_prep.insight.report import LadderReport, Report, RungReport, concept_name
from interview_prep.insight.report_plots import answers_plot, depth_plot
from interview_prep.insight.report_text import compared, ended, helped, when

_STYLE = (
    ":root{color-scheme:light dark;--ink:#2a2d34;--page:#fbfaf6;--muted:#6b6f78;--line:#dcd8cc;--blue:#2f62a3;"
    "--gold:#946200;--good:#3c7a34;--bad:#b5323f}"
    "@media(prefers-color-scheme:dark){:root{--ink:#d5d9e2;--page:#13151a;--muted:#9aa0ab;--line:#2b303b;--blue:#7aa2d8;"
    "--gold:#e0b56c;--good:#8fbf7f;--bad:#e0727d}}"
    "body{font:16px/1.55 system-ui,sans-serif;max-width:46em;margin:2.5em auto;padding:0 1.2em;color:var(--ink);"
    "background:var(--page)}"
    "h1,h2,h3{line-height:1.25}h1{margin-bottom:.2em}h2{margin-top:2.2em}h3{margin-top:1.8em;font-size:1.05em}"
    ".muted{color:var(--muted)}.bad{color:var(--bad)}.good{color:var(--good)}.warn{color:var(--gold)}"
    "ul.points{list-style:none;padding:0}ul.points li{padding:.1em 0 .1em 1.7em;text-indent:-1.7em}"
    "ul.points b{display:inline-block;width:1.7em;text-indent:0;font-weight:400}"
    "blockquote{border-left:3px solid var(--blue);margin:.6em 0;padding:.1em 1em;white-space:pre-wrap;"
    "overflow-wrap:anywhere}svg{width:100%;height:auto;display:block}svg text{fill:var(--ink);font-size:13px}"
    "svg .track{fill:var(--line)}svg .bar{fill:var(--blue)}svg .mark{fill:var(--gold)}svg .over{fill:var(--gold)}"
    "svg .band{fill:var(--good);opacity:.14}svg .muted{fill:var(--muted)}summary{cursor:pointer}"
)


Shown: TypeAlias = Callable[[str], str]
"""How the bank's small Markdown becomes text: what the learner said is never read as such."""


def html(report: Report, shown: Shown) -> str:
    """The report as one page that needs nothing else."""
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>Mock interview</title><style>{_STYLE}</style></head><body>",
        f"<h1>{escape(report.headline)}</h1><p class=muted>{escape(when(report))}</p>",
        f"<p><b>{report.hit} of {report.points}</b> key points{escape(helped(report))}.</p>",
        f"<p>{escape(report.pace.words)}</p>",
        f"<p>{escape(report.calibration.words)}</p>",
        f"<h2>How deep</h2>{depth_plot(report)}{_ends(report)}",
        f"<h2>How long you spoke</h2>{answers_plot(report.pace.seconds)}" if any(report.pace.seconds) else "",
        _flags(report, shown),
        _practise(report, shown),
        *(_ladder(ladder, shown) for ladder in report.ladders),
        _models(report, shown),
        "</body></html>",
    ]
    return "\n".join(part for part in parts if part)


def _ends(report: Report) -> str:
    rows = [
        f"<li>{escape(ladder.title)}: {escape(ended(ladder))}{escape(compared(report, ladder))}</li>"
        for ladder in report.ladders
    ]
    return f"<ul>{''.join(rows)}</ul>"


def _flags(report: Report, shown: Shown) -> str:
    if not report.flags:
        return ""
    rows = "".join(f"<li>{escape(shown(text))}: <q>{escape(words)}</q></li>" for text, words in report.flags)
    return f"<h2 class=bad>Possible misconceptions</h2><ul>{rows}</ul>"


def _practise(report: Report, shown: Shown) -> str:
    rows = "".join(
        f"<li>{escape(shown(prompt))} <span class=muted>{escape(name)}</span></li>" for name, prompt in report.practise
    )
    return f"<h2>Practise next</h2><ol>{rows}</ol>" if rows else ""


def _ladder(ladder: LadderReport, shown: Shown) -> str:
    head = f"<h2>{escape(ladder.title)}</h2><p class=muted>{escape(concept_name(ladder.concept))}</p>"
    return head + "".join(_rung(rung, shown) for rung in ladder.rungs)


def _rung(rung: RungReport, shown: Shown) -> str:
    said = "".join(
        (f"<p class=muted>{escape(shown(asked))}</p>" if asked else "")
        + f"<blockquote>{escape(text) or '(silence)'}</blockquote>"
        for asked, text in zip(rung.asked, rung.answers, strict=True)
    )
    rows = [("good", "✓", shown(text)) for text in rung.hit]
    rows += [("warn", "?", shown(point.text)) for point in rung.unsure]
    rows += [("muted", "○", shown(text)) for text in rung.missed]
    rows += [("bad", "!", f"{shown(text)}: “{words}”") for text, words in rung.flags]
    rows += [("bad", "!", shown(slip)) for slip in rung.slips]
    points = "".join(f"<li class={kind}><b>{sign}</b>{escape(text)}</li>" for kind, sign, text in rows)
    full = f"<p class=muted>A full answer: {escape(shown(rung.model_answer))}</p>"
    return f"<h3>{rung.rung}. {escape(shown(rung.question))}</h3>{said}<ul class=points>{points}</ul>{full}"


def _models(report: Report, shown: Shown) -> str:
    parts = [
        f"<h3>{escape(shown(model.question))}</h3><p><b>In half a minute.</b> {escape(shown(model.short))}</p>"
        f"<details><summary>In two minutes</summary><p>{escape(shown(model.long))}</p></details>"
        for model in report.models
    ]
    return f"<h2>Model answers</h2>{''.join(parts)}" if parts else ""
