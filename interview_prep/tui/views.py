"""What the quiz shows around the answer, as Content: the question, the ratings, the rail beside the card."""

from datetime import timedelta
from typing import TYPE_CHECKING

from textual.content import Content

from interview_prep.practice.card import Card, history_rows
from interview_prep.practice.intervals import words_for
from interview_prep.questions.concepts import BY_SLUG
from interview_prep.questions.kinds import KINDS
from interview_prep.questions.model import Cloze
from interview_prep.questions.verdict import Rating
from interview_prep.tui.content import MUTED, prose
from interview_prep.tui.layout import Line, bar, plain_lines, table, tinted
from interview_prep.tui.matrices import lift, typeset
from interview_prep.tui.wrapping import wrapped

if TYPE_CHECKING:
    from interview_prep.practice.daily import DailySession

RAIL = 29
_PROSE = 84


def question(card: Card, width: int, *, wide: bool, sure: str) -> list[Line]:
    """Concept, level and kind; the prompt, which is the one bold line of the screen; its matrices under it."""
    sentence, matrices = lift(card.prompt)
    rows = [meta(card, sure)]
    if wide:
        rows.append(Content(""))
    rows += wrapped(prose(sentence, "bold"), min(width, _PROSE))
    if isinstance(card.question, Cloze):
        rows += [Content(""), *wrapped(prose(card.question.text.replace("{{gap}}", "______")), min(width, _PROSE))]
    if matrices:
        rows += [*([Content("")] if wide else []), *typeset(matrices, width)]
    return plain_lines(rows)


def meta(card: Card, sure: str = "") -> Content:
    """What kind of question this is, and how sure the learner said to be."""
    parts = [BY_SLUG[card.question.concept].name, f"level {card.question.level}", KINDS[card.kind].label]
    if card.changed:
        parts.append("changed since last time")
    muted = Content.styled("  ·  ".join(parts), MUTED)
    return Content.assemble(muted, ("  ·  ", MUTED), (sure, "$text-accent")) if sure else muted


def rating(choice: Rating, interval: timedelta, width: int, *, suggested: bool, room: bool) -> tuple[Content, Content]:
    """One of the four ratings: its two rows, both `width` wide and on their ground."""
    words = words_for(interval) + ("  suggested" if suggested and room else "")
    first = Content.assemble(
        ("▸" if suggested else " ", "bold $text-primary"),
        (f"{int(choice)} ", "bold $text-accent"),
        (choice.name.lower(), "bold $text-primary" if suggested else "bold"),
    )
    second = Content.styled(f" {words}", "$foreground 80%" if suggested else MUTED)
    ground = "on $primary 24%" if suggested else "on $surface"
    return tinted(first, width, ground), tinted(second, width, ground)


def rail(session: "DailySession", card: Card) -> Content:
    """Beside the card: how the sitting goes, and what is known of this card."""
    place = f"{session.done + 1} of {session.total}"
    parts = [
        Content.assemble(("Sitting", "bold"), " " * (RAIL - 7 - len(place)), place),
        bar(session.done / max(1, session.total), RAIL),
        Content(""),
        table(
            [
                ("right so far", f"{session.right} of {session.done}" if session.done else "–"),
                ("time left, about", f"{session.minutes_left} min"),
            ],
            RAIL,
        ),
        Content("\n"),
        Content.styled("This card", "bold"),
        table(history_rows(card, session.services.now()), RAIL),
    ]
    return Content("\n").join(parts)


def progress(session: "DailySession", seconds: int, *, wide: bool) -> Content:
    """The right end of the header: what is on disk, the place in the sitting, the time."""
    place = session.done + 1 if session.current else session.done
    words = f"{place} of {session.total}  ·  {seconds // 60}:{seconds % 60:02d}"
    if session.pending:
        saved = Content.styled("… saving  ·  " if wide else "…  ", MUTED)
    else:
        mark = Content.styled("✓ ", "$text-success")
        saved = Content.assemble(mark, ("saved  ·  " if wide else " ", MUTED)) if session.saved else Content("")
    short = Content("") if wide else Content.assemble(bar(session.done / max(1, session.total), 12), "  ")
    return Content.assemble(saved, short, (words, MUTED))
