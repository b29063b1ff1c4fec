"""Every action of the app, screen by screen. A new action is one row here and one method on its screen."""

from interview_prep.questions.concepts import CONCEPTS
from interview_prep.tui.actions import APP_ROWS, Action, Registry, rating_rows
from interview_prep.tui.registry_drill import DRILL
from interview_prep.tui.registry_study import BROWSE, LAB, LEARN, PLAN, PLOT, STATISTICS, TRAIN

TODAY = (
    Action("today", "start", "enter", "start", "Start what is selected", footer=2),
    Action("today", "up", "up,k", "choose", "Choose an entry", footer=1, shown_key="↑↓"),
    Action("today", "down", "down,j", "choose", "Choose an entry", shown_key="↑↓"),
    Action("today", "drill", "w", "drill", "Write formulas from memory"),
    Action("today", "mock", "m", "mock", "A mock interview"),
    Action("today", "lab", "e", "lab", "Run the engine step by step"),
    Action("today", "browse", "b", "browse", "Search every question"),
    Action("today", "learn", "l", "learn", "Read the explanations of a concept"),
    Action("today", "statistics", "s", "statistics", "What your log says"),
    Action("today", "plan", "d", "interview date", "Set the date, and see what fits until then", footer=3),
    Action("today", "ahead", "a", "study ahead", "Cards of the next days; no date moves"),
    Action("today", "cram", "c", "cram", "Everything once more; no date moves"),
    *(
        Action("today", f"concept({number})", str(number), concept.name, "A quiz on one concept", shown_key="1–9")
        for number, concept in enumerate(CONCEPTS, 1)
    ),
    Action("today", "leave", "q", "quit", "Leave; everything is saved", footer=100),
)

_TYPING = ("type", "formula", "speak", "flag")
_ANSWERING = (*_TYPING, "choose", "order")
_ROWS = ("choose", "order", "flag")
_VERDICT = ("verdict",)
QUIZ = (
    Action("quiz", "submit", "enter", "check", "Check the answer; an empty one shows it", 1, _ANSWERING, priority=True),
    Action("quiz", "newline", "ctrl+j", "new line", "Start a new line", 3, ("speak",), priority=True),
    Action("quiz", "up", "up", "choose", "Choose a row", 2, _ROWS, "↑↓", priority=True),
    Action("quiz", "down", "down", "choose", "Choose a row", 0, _ROWS, "↑↓", priority=True),
    Action("quiz", "up", "k", "choose", "Choose a row", 0, ("choose", "order"), "↑↓"),
    Action("quiz", "down", "j", "choose", "Choose a row", 0, ("choose", "order"), "↑↓"),
    *(
        Action(
            "quiz",
            f"pick({n})",
            f"{'abcd'[n]},{n + 1},{'ABCD'[n]}",
            "pick",
            "Choose an option",
            3 * (not n),
            ("choose",),
            "a–d",
        )
        for n in range(4)
    ),
    Action("quiz", "hold", "space", "pick up, put down", "Take a step along with the arrows", 3, ("order",)),
    Action("quiz", "hint", "f3", "hint", "Show the next hint", 4, ("formula",)),
    Action("quiz", "lab_early", "f4", "lab", "Open the engine on these numbers", 5, _ANSWERING),
    Action("quiz", "skip", "f5", "skip", "Put the card to the end of this sitting", 6, _ANSWERING),
    Action("quiz", "confidence", "f6", "how sure", "Say how sure you are before you see the answer", 7, _ANSWERING),
    Action("quiz", "pause", "f7", "pause", "Hide the card and stop the clock", 0, _ANSWERING),
    Action("quiz", "resume", "enter,escape,f7", "go on", "Show the card again", 1, ("paused",), "enter", priority=True),
    Action("quiz", "accept", "enter", "accept", "Take the suggested rating", 1, _VERDICT, priority=True),
    *rating_rows("quiz", _VERDICT),
    Action("quiz", "tick", "space", "tick", "Tick or untick the key point", 3, _VERDICT),
    Action("quiz", "unflag", "f", "flag off", "Take a possible misconception off, or put it back", 4, _VERDICT),
    Action("quiz", "lab", "e", "lab", "Open the engine on these very numbers", 5, _VERDICT),
    Action("quiz", "explain", "x", "explain", "Show or hide the explanation", 6, _VERDICT),
    Action("quiz", "undo", "u", "undo", "Take the last rating back", 7, _VERDICT),
    Action("quiz", "point_up", "up", "point", "Choose a key point, or scroll", 0, _VERDICT, "↑↓"),
    Action("quiz", "point_down", "down", "point", "Choose a key point, or scroll", 0, _VERDICT, "↑↓"),
    Action("quiz", "page(-1)", "pageup", "page", "Scroll by half a screen", 0, _VERDICT, "pgup"),
    Action("quiz", "page(1)", "pagedown", "page", "Scroll by half a screen", 0, _VERDICT, "pgdn"),
    Action("quiz", "suspend", "s", "suspend", "Set this card aside until you bring it back", 0, _VERDICT),
    Action("quiz", "know", "k", "I know this", "Place the card far ahead after this right answer", 0, _VERDICT),
    Action("quiz", "note", "n", "note", "Write a note that stays with the card", 0, _VERDICT),
    Action("quiz", "report", "exclamation_mark", "report", "Report a mistake in the question", 0, _VERDICT),
    Action("quiz", "leave", "escape", "back", "Back to Today; what was rated is saved", 0, (*_ANSWERING, "verdict")),
)
SUMMARY = (
    Action("summary", "leave", "enter,escape,q", "done", "Back to Today", 1, shown_key="enter"),
    Action("summary", "again", "a", "study ahead", "Go on with the cards of the next days", 2),
    Action("summary", "undo", "u", "undo", "Take the last rating back", 3),
)
WELCOME = (
    Action("welcome", "next_field", "down", "field", "Choose a field", 1, shown_key="↑↓", priority=True),
    Action("welcome", "previous_field", "up", "field", "Choose a field", 0, shown_key="↑↓", priority=True),
    Action("welcome", "begin", "enter", "start", "Start with these settings", 2, priority=True),
    Action("welcome", "look", "escape", "look around first", "Go to Today; nothing is asked again", 3, shown_key="esc"),
)
_SETTING, _TALK, _SETTLE = ("setting",), ("answer",), ("settle",)
MOCK = (
    Action("mock", "begin", "enter", "start", "Start the interview", 1, _SETTING),
    Action("mock", "change", "space,right", "change", "The next value", 2, _SETTING),
    Action("mock", "change_back", "left", "change", "The value before", 0, _SETTING),
    Action("mock", "up", "up", "choose", "The setting or the point above", 5, (*_SETTING, *_SETTLE), "↑↓"),
    Action("mock", "down", "down", "choose", "The setting or the point below", 0, (*_SETTING, *_SETTLE)),
    Action("mock", "submit", "enter", "answer", "Hand the answer in", 1, _TALK, priority=True),
    Action("mock", "newline", "ctrl+j", "new line", "Start a new line", 2, _TALK, priority=True),
    Action("mock", "clarify", "f3", "clarify", "Ask what is meant; it costs nothing", 3, _TALK),
    Action("mock", "give_up", "f5", "pass", "Say that you do not know; a hint follows", 4, _TALK),
    Action("mock", "skip", "f6", "skip", "Leave this subject and go on with the next", 6, _TALK),
    Action("mock", "end", "f8", "end", "End the interview and see the report", 7, _TALK),
    Action("mock", "to_report", "enter", "report", "Go on to the report", 1, _SETTLE),
    Action("mock", "said", "y", "said it", "This point was in your answer", 2, _SETTLE),
    Action("mock", "not_said", "n", "did not", "This point was not in your answer", 3, _SETTLE),
    Action("mock", "more", "right", "went well", "One more answer went well, you think", 4, _SETTLE, "←→"),
    Action("mock", "fewer", "left", "went well", "One answer fewer went well, you think", 0, _SETTLE),
    Action("mock", "leave", "escape", "pause", "Leave; the next time goes on here", 5, shown_key="esc"),
)
REPORT = (
    Action("report", "practise", "enter", "practise", "The three questions that would help most, now", 1),
    Action("report", "queue", "p", "into the quiz", "Make the three questions due in the daily quiz", 2),
    Action("report", "older", "left", "reports", "The report before", 3, shown_key="←→"),
    Action("report", "newer", "right", "newer", "The report after"),
    Action("report", "save", "w", "save", "As Markdown and as one HTML page", 4),
    Action("report", "models", "x", "model answers", "Show or hide the model answers", 5),
    Action("report", "up", "up,k", "scroll", "Scroll up", 0),
    Action("report", "down", "down,j", "scroll", "Scroll down", 6, shown_key="↑↓"),
    Action("report", "page(-1)", "pageup", "scroll", "Scroll up by a page", 0, shown_key="pgup"),
    Action("report", "page(1)", "pagedown", "scroll", "Scroll down by a page", 0, shown_key="pgdn"),
    Action("report", "leave", "escape,q", "Today", "Back to Today", 7, shown_key="esc"),
)

REGISTRY = Registry(
    (
        *TODAY,
        *QUIZ,
        *DRILL,
        *SUMMARY,
        *WELCOME,
        *LAB,
        *PLOT,
        *TRAIN,
        *BROWSE,
        *LEARN,
        *PLAN,
        *STATISTICS,
        *MOCK,
        *REPORT,
        *APP_ROWS,
    )
)
