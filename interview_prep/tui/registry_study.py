"""The rows of the registry for the screens that one studies with: Lab, Browse, Learn, Plan, Statistics."""

from interview_prep.tui.actions import Action

_BENCH = ("bench",)
_LISTED = ("bench", "choose")
LAB = (
    Action("lab", "change", "enter,space", "change", "Switch a flag, or edit the argument", 1, _BENCH),
    Action("lab", "up", "up", "choose", "The row above", 2, _LISTED, "↑↓", priority=True),
    Action("lab", "down", "down", "choose", "The row below", 0, _LISTED, priority=True),
    Action("lab", "operations", "o,slash", "operation", "Another operation, by concept, with search", 3, _BENCH),
    Action("lab", "compare", "c", "compare", "Keep this run and see the next one beside it", 4, _BENCH),
    Action("lab", "randomise", "r", "random", "Other numbers of the same shapes", 5, _BENCH),
    Action("lab", "source", "s", "source", "The function itself", 6, _BENCH),
    Action("lab", "copy", "y", "copy", "Copy the call as Python", 7, _BENCH),
    Action("lab", "plot", "p", "plot", "A curve where one looks rather than reads", 8, _BENCH),
    Action("lab", "reset", "backspace", "example", "The example's numbers again", 0, _BENCH),
    Action("lab", "window(0,4)", "right", "window", "Move the window over a large array to the right", 0, _BENCH),
    Action("lab", "window(0,-4)", "left", "window", "Move the window to the left", 0, _BENCH),
    Action("lab", "window(6,0)", "pagedown", "window", "Move the window down", 0, _BENCH),
    Action("lab", "window(-6,0)", "pageup", "window", "Move the window up", 0, _BENCH),
    Action("lab", "leave", "escape,q", "back", "Back to where you came from", 9, _BENCH, "esc"),
    Action("lab", "apply", "enter", "take it", "Take the argument and run again", 1, ("edit",), priority=True),
    Action("lab", "take", "enter", "open", "Open the operation", 1, ("choose",), priority=True),
    Action("lab", "drop", "escape", "leave it", "Leave it as it was", 2, ("edit", "choose"), "esc", priority=True),
)
BROWSE = (
    Action("browse", "up", "up", "choose", "The question above", 1, shown_key="↑↓", priority=True),
    Action("browse", "down", "down", "choose", "The question below", 0, priority=True),
    Action("browse", "page_up", "pageup", "page", "A page up", 0, priority=True),
    Action("browse", "page_down", "pagedown", "page", "A page down", 0, priority=True),
    Action("browse", "practise", "enter", "practise", "A sitting on this question", 2, priority=True),
    Action("browse", "concept", "f2", "concept", "Narrow to the next concept", 3),
    Action("browse", "kind", "f3", "kind", "Narrow to the next kind", 4),
    Action("browse", "which", "f4", "state", "Narrow to new, due, set aside", 5),
    Action("browse", "answer", "f5", "answer", "Show or hide the answer", 6),
    Action("browse", "edit", "f6", "edit", "Open the question's file in $EDITOR, and read it again", 7),
    Action("browse", "suspend", "f7", "set aside", "Set the question aside, or bring it back", 8),
    Action("browse", "reset", "f8", "start over", "Forget this card's schedule; the log keeps it", 0),
    Action("browse", "leave", "escape", "back", "Back to Today", 9, shown_key="esc"),
)
LEARN = (
    Action("learn", "next", "right,n,space", "next", "The next explanation", 1, shown_key="→"),
    Action("learn", "previous", "left,p", "before", "The explanation before", 2, shown_key="←"),
    Action("learn", "other(1)", "tab", "concept", "The next concept", 3),
    Action("learn", "other(-1)", "shift+tab", "concept", "The concept before"),
    Action("learn", "quiz", "enter", "quiz on it", "A quiz on this concept", 4),
    Action("learn", "up", "up,k", "scroll", "Scroll up", 0, shown_key="↑"),
    Action("learn", "down", "down,j", "scroll", "Scroll down", 0, shown_key="↓"),
    Action("learn", "save", "w", "save page", "Write the concept as a Markdown page", 5),
    Action("learn", "leave", "escape,q", "back", "Back to Today", 6, shown_key="esc"),
)
PLAN = (
    Action("plan", "keep", "enter", "keep", "Keep the date", 1, priority=True),
    Action("plan", "leave", "escape", "back", "Back to Today", 2, shown_key="esc"),
)
STATISTICS = (
    Action("statistics", "concept(1)", "right", "concept", "The next concept", 1, shown_key="←→"),
    Action("statistics", "concept(-1)", "left", "concept", "The concept before"),
    Action("statistics", "up", "up,k", "scroll", "Scroll up"),
    Action("statistics", "down", "down,j", "scroll", "Scroll down"),
    Action("statistics", "leave", "escape,q", "Today", "Back to Today", 2, shown_key="esc"),
)
