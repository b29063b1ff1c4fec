"""What Learn shows, as lines for a width: one explanation, and the list of all of a concept beside it."""

from collections.abc import Sequence

from textual.content import Content

from interview_prep.practice.sheet import Section
from interview_prep.text import one_line, sanitise
from interview_prep.tui.content import MUTED, prose, safe
from interview_prep.tui.layout import Line, bar, barred, hang, plain_lines, tinted
from interview_prep.tui.wrapping import wrapped

_PROSE = 84


def section(shown: Section, width: int) -> list[Line]:
    """What is asked, the answer, why, what to be careful about, where it is from."""
    room = min(width, _PROSE)
    lines = [Content.styled(f"level {shown.level}  ·  {sanitise(shown.id)}", MUTED), Content("")]
    lines += wrapped(prose(shown.heading, "bold"), room)
    if shown.answer:
        lines += [Content(""), *wrapped(prose(shown.answer), room)]
    if shown.explanation:
        lines += [Content(""), Content.styled("Why", "bold"), *wrapped(prose(shown.explanation), room)]
    if shown.nuance:
        careful = [Content.styled("Careful", "bold $text-warning"), *wrapped(prose(shown.nuance), room - 3)]
        lines += [Content(""), *barred(careful, "$warning")]
    if shown.sources:
        lines += [Content(""), *hang(safe("; ".join(shown.sources), MUTED), room)]
    return plain_lines(lines)


def contents(sections: Sequence[Section], at: int, width: int) -> list[Line]:
    """The explanations in reading order, the one that is shown marked; a click goes there."""
    if not sections:
        return []
    lines: list[Line] = [
        (Content.assemble(("In this order", "bold"), (f"{f'{at + 1} of {len(sections)}':>{width - 13}}", MUTED)), None),
        (bar((at + 1) / len(sections), width), None),
        (Content(""), None),
    ]
    for index, row in enumerate(sections):
        chosen = index == at
        words = one_line(row.title, width - 4)
        line = Content.assemble(("▸ " if chosen else "  ", "bold $text-primary"), (words, "" if chosen else MUTED))
        lines.append((tinted(line, width, "on $primary 24%") if chosen else line, index))
    return lines


def empty(width: int) -> list[Line]:
    """What to do where a concept has no explanation."""
    return plain_lines(hang(Content.styled("No explanations here yet. Tab goes to the next concept.", MUTED), width))
