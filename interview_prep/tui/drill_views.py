"""What the drill shows around the formula: its head, the header, the setting, the times at the end."""

from collections.abc import Sequence

from textual.content import Content

from interview_prep.practice.card import Card
from interview_prep.practice.drill import Attempt, DrillSession, Timed, short_name
from interview_prep.questions import model
from interview_prep.questions.concepts import BY_SLUG
from interview_prep.text import sanitise
from interview_prep.tui.content import MUTED, entry, prose, safe
from interview_prep.tui.layout import Line, both_ends, hang, plain_lines
from interview_prep.tui.wrapping import wrapped


def head(session: DrillSession, card: Card, clock: str, width: int, *, wide: bool) -> list[Line]:
    """The formula's name and the clock; the prompt; the wrong formula where one is to be mended."""
    concept = BY_SLUG[card.question.concept].name
    name = Content.assemble((short_name(card.id), "bold"), (f"   {concept}  ·  level {card.question.level}", MUTED))
    attempt = f"attempt {session.tries + 1}" if session.tries else ""
    right = Content.assemble((attempt, MUTED), ("  ·  " if attempt and clock else "", MUTED), (clock, "bold"))
    rows = both_ends(name, right, width)
    rows += wrapped(prose(card.question.prompt, "bold"), width)
    if session.shown_wrong is not None:
        rows += _wrong(card, session.shown_wrong, width, wide=wide)
    last = _last(session.attempts(card)[:1])
    return plain_lines([*rows, *([Content.styled(last, MUTED)] if last and wide else [])])


def _wrong(card: Card, text: str, width: int, *, wide: bool) -> list[Content]:
    from interview_prep.formula.live import Understood, read
    from interview_prep.tui.formula_views import drawn

    assert isinstance(card.question, model.Formula)
    found = read(card.question, text)
    gap = [Content("")] if wide else []
    rows = [*gap, Content.styled("There is a mistake in this one. Write it as it should be.", "$text-warning")]
    if isinstance(found, Understood):
        return [*rows, *drawn(found.tree, width, 7 if wide else 3)]
    return [*rows, safe(text)]


def _last(attempts: Sequence[Attempt]) -> str:
    if not attempts or attempts[0].seconds is None:
        return ""
    return f"last time {'right' if attempts[0].correct else 'not right'}, {clock_of(attempts[0].seconds)}"


def clock_of(seconds: float) -> str:
    """Minutes and seconds."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def progress(session: DrillSession, *, wide: bool) -> Content:
    """The right end of the header: what is on disk, and the place in the drill."""
    place = session.done + 1 if session.current else session.done
    if session.pending:
        mark = Content.styled("… saving  ·  " if wide else "…  ", MUTED)
    elif session.saved:
        mark = Content.assemble(("✓ ", "$text-success"), ("saved  ·  " if wide else "", MUTED))
    else:
        mark = Content("")
    return Content.assemble(mark, (f"{place} of {session.total}", MUTED))


def setting(rows: Sequence[tuple[str, str]], cursor: int, width: int) -> list[Line]:
    """The settings, one of them chosen; space or a click changes it."""
    about = Content.styled("Write formulas from memory, and see exactly what differs.", MUTED)
    lines: list[Line] = [(about, None), (Content(""), None)]
    for index, (label, value) in enumerate(rows):
        chosen = index == cursor
        row = entry(f"{label:<8}{sanitise(value)}", "space" if chosen else "", width, selected=chosen)
        lines.append((row, index))
    return lines


def times(timed: Sequence[Timed], width: int) -> list[Content]:
    """Every formula of the drill with its time against the last right one."""
    rows = [Content.styled("Times", "bold")]
    for one in timed:
        sign = ("✓ ", "$text-success") if one.correct else ("○ ", MUTED)
        took = clock_of(one.seconds) if one.seconds is not None else ""
        right = Content.assemble((f"{took:>6}", "bold"), *_against(one))
        rows += hang(Content.assemble(f"{short_name(one.id):<30}", right), width, Content.assemble(sign), "  ")
    return rows


def _against(one: Timed) -> list[tuple[str, str]]:
    if one.before is None or one.seconds is None:
        return []
    before = (f"   before {clock_of(one.before)}", MUTED)
    return [before, ("   faster", "$text-success") if one.seconds <= one.before else ("   slower", MUTED)]
