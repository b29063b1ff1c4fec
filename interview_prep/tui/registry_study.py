"""The rows of the registry for the screens that one studies with: Lab, Browse, Learn, Plan, Statistics."""

from interview_prep.tui.actions import Action

_BENCH, _LISTED, _EDITED, _COMPARED = ("bench",), ("choose",), ("edit",), ("compare",)
LAB = (
    Action("lab", "change", "enter,space", "change", "Switch a flag, or open the argument and type", 1, _BENCH),
    Action("lab", "up", "up,k", "choose", "Choose an argument", 2, _BENCH, "↑↓", priority=True),
    Action("lab", "down", "down,j", "choose", "Choose an argument", 0, _BENCH, "↑↓", priority=True),
    Action("lab", "operations", "o,slash", "operation", "Another operation, by concept, with search", 3, _BENCH),
    Action("lab", "compare", "c", "compare", "Two runs side by side", 4, _BENCH),
    Action("lab", "plot", "p", "plot", "A curve where one looks rather than reads", 5, _BENCH),
    Action("lab", "train", "t", "train on a file", "Learn merges from a file of yours", 5, _BENCH),
    Action("lab", "randomise", "r", "random", "Other numbers of the same shapes, from a seed", 6, _BENCH),
    Action("lab", "source", "s", "source", "The function itself", 7, _BENCH),
    Action("lab", "copy", "y", "copy as NumPy", "Copy the call with NumPy arrays", 8, (*_BENCH, *_COMPARED)),
    Action("lab", "json", "a", "all as JSON", "All arguments as JSON, to edit or to paste over", 0, _BENCH),
    Action("lab", "reset", "x,backspace", "example", "The card's own numbers again, or the example's", 0, _BENCH),
    Action(
        "lab", "window(0,1)", "right,l", "window", "Move the window over a large array to the right", 5, _BENCH, "←→"
    ),
    Action("lab", "window(0,-1)", "left,h", "window", "Move the window to the left", 0, _BENCH, "←"),
    Action("lab", "window(1,0)", "shift+down,J", "window", "Move the window down", 0, _BENCH, "J"),
    Action("lab", "window(-1,0)", "shift+up,K", "window", "Move the window up", 0, _BENCH, "K"),
    Action("lab", "slice(1)", "right_square_bracket", "slice", "The next head, or matrix of a batch", 0, _BENCH, "]"),
    Action("lab", "slice(-1)", "left_square_bracket", "slice", "The head or matrix before", 0, _BENCH, "["),
    Action("lab", "scroll(1)", "pagedown", "scroll", "The steps further down", 0, (*_BENCH, *_COMPARED), "pgdn"),
    Action("lab", "scroll(-1)", "pageup", "scroll", "The steps further up", 0, (*_BENCH, *_COMPARED), "pgup"),
    Action("lab", "leave", "escape,q", "back", "Back to where you came from", 10, _BENCH, "esc"),
    Action("lab", "apply", "enter", "take it", "Take what is typed and run again", 1, _EDITED, priority=True),
    Action("lab", "newline", "ctrl+j", "new line", "Start a new line", 2, _EDITED, priority=True),
    Action("lab", "take", "enter", "open", "Open the operation", 1, _LISTED, priority=True),
    Action("lab", "list_up", "up", "choose", "Choose an operation", 2, _LISTED, "↑↓", priority=True),
    Action("lab", "list_down", "down", "choose", "Choose an operation", 0, _LISTED, "↑↓", priority=True),
    Action("lab", "list_page(1)", "pagedown", "page", "A page further down", 0, _LISTED, "pgdn", priority=True),
    Action("lab", "list_page(-1)", "pageup", "page", "A page further up", 0, _LISTED, "pgup", priority=True),
    Action("lab", "drop", "escape", "leave it", "Leave it as it was", 3, (*_EDITED, *_LISTED), "esc", priority=True),
    Action("lab", "edit_side", "enter", "edit it", "Change the arguments of the marked run", 1, _COMPARED),
    Action("lab", "side", "left,right,h,l", "which run", "Mark the other run", 2, _COMPARED, "←→"),
    Action(
        "lab", "pair", "tab,o", "another pair", "The next comparison that is ready for this operation", 3, _COMPARED
    ),
    Action(
        "lab",
        "only_changes",
        "n",
        "every step",
        "Show the steps that are the same in both as well, or hide them again",
        4,
        _COMPARED,
    ),
    Action("lab", "both_down", "down,j", "scroll", "Scroll down", 0, _COMPARED),
    Action("lab", "both_up", "up,k", "scroll", "Scroll up", 0, _COMPARED),
    Action("lab", "end_compare", "c,escape,q", "leave comparison", "Back to one run", 5, _COMPARED),
)
PLOT = (Action("plot", "leave", "enter,escape,p,q", "back", "Back to the numbers", 1, shown_key="enter"),)
TRAIN = (
    Action("train", "start", "enter", "train", "Learn merges from this text", 1, ("form",), priority=True),
    Action("train", "next_field", "tab,down", "field", "The other field", 2, ("form",), "↑↓", priority=True),
    Action("train", "next_field_back", "shift+tab,up", "field", "The other field", 0, ("form",), priority=True),
    Action(
        "train",
        "cancel",
        "escape,enter",
        "stop",
        "Stop the training; nothing is kept of it",
        1,
        ("busy",),
        "esc",
        priority=True,
    ),
    Action(
        "train", "use", "enter", "encode with them", "Open the encoder with these merges", 1, ("done",), priority=True
    ),
    Action("train", "again", "t", "again", "Other text, another size", 2, ("done",)),
    Action("train", "leave", "escape", "back", "Back to the numbers", 3, ("form", "done"), "esc", priority=True),
)
_SEARCH, _FILTERS, _LOOK = ("search",), ("filters",), ("look",)
_FOUND = ("search", "look")
BROWSE = (
    Action("browse", "up", "up", "choose", "Choose a question", 1, _FOUND, "↑↓", priority=True),
    Action("browse", "down", "down", "choose", "Choose a question", 0, _FOUND, "↑↓", priority=True),
    Action("browse", "page(-1)", "pageup", "page", "A page up", 0, _SEARCH, "pgup", priority=True),
    Action("browse", "page(1)", "pagedown", "page", "A page down", 0, _SEARCH, "pgdn", priority=True),
    Action("browse", "read(1)", "shift+down", "scroll", "Scroll the question down", 0, _SEARCH, priority=True),
    Action("browse", "read(-1)", "shift+up", "scroll", "Scroll the question up", 0, _SEARCH, priority=True),
    Action("browse", "read(1)", "pagedown,shift+down", "scroll", "Scroll down", 0, _LOOK, "pgdn", priority=True),
    Action("browse", "read(-1)", "pageup,shift+up", "scroll", "Scroll up", 0, _LOOK, "pgup", priority=True),
    Action("browse", "practise", "enter", "practise", "A sitting on this question", 2, _FOUND, priority=True),
    Action("browse", "filters", "f2", "filters", "Narrow by concept, kind, level, scope and state", 3, _SEARCH),
    Action("browse", "answer", "f3", "answer", "Show or hide the answer", 4, _FOUND),
    Action("browse", "widen", "f5", "widen", "Take every filter off", 0, ("search", "filters")),
    Action("browse", "edit", "f6", "edit", "Open the question’s file in $EDITOR, and read it again", 5, _FOUND),
    Action("browse", "suspend", "f7", "set aside", "Set the question aside, or bring it back", 6, _FOUND),
    Action("browse", "reset", "f8", "start over", "Forget this card’s schedule; the log keeps what was", 7, _FOUND),
    Action("browse", "leave", "escape", "back", "Back to where you came from", 8, _SEARCH, "esc"),
    Action("browse", "close", "escape", "list", "Back to the list", 8, _LOOK, "esc"),
    Action("browse", "filter(1)", "right,tab", "filter", "The next filter", 1, _FILTERS, "←→", priority=True),
    Action("browse", "filter(-1)", "left,shift+tab", "filter", "The filter before", 0, _FILTERS, priority=True),
    Action("browse", "value(1)", "down,space", "value", "The next value", 2, _FILTERS, "↑↓", priority=True),
    Action("browse", "value(-1)", "up", "value", "The value before", 0, _FILTERS, priority=True),
    Action("browse", "any_value", "backspace,delete", "any", "Take this filter off", 3, _FILTERS, priority=True),
    Action("browse", "done", "enter,escape,f2", "list", "Back to the list", 4, _FILTERS, "enter", priority=True),
)
LEARN = (
    Action("learn", "next", "right,n,space,l", "next", "The next explanation", 1, shown_key="→"),
    Action("learn", "previous", "left,p,h", "before", "The explanation before", 2, shown_key="←"),
    Action("learn", "other(1)", "tab", "concept", "The next concept", 3),
    Action("learn", "other(-1)", "shift+tab", "concept", "The concept before"),
    Action("learn", "quiz", "enter", "quiz on it", "A quiz on this concept", 4),
    Action("learn", "up", "up,k", "scroll", "Scroll up", 0, shown_key="↑"),
    Action("learn", "down", "down,j", "scroll", "Scroll down", 0, shown_key="↓"),
    Action("learn", "page(1)", "pagedown", "page", "A page down", 0, shown_key="pgdn"),
    Action("learn", "page(-1)", "pageup", "page", "A page up", 0, shown_key="pgup"),
    Action("learn", "lab", "e", "lab", "Run the engine step by step", 5),
    Action("learn", "save", "w", "save page", "Write the concept as a Markdown page", 6),
    Action("learn", "leave", "escape,q", "back", "Back to where you came from", 7, shown_key="esc"),
)
PLAN = (
    Action("plan", "keep", "enter", "keep", "Keep the date and what a day holds", 1, priority=True),
    Action("plan", "field(1)", "tab", "field", "The next field", 2, priority=True),
    Action("plan", "field(-1)", "shift+tab", "field", "The field before", 0, priority=True),
    Action("plan", "scroll(1)", "down,pagedown", "scroll", "Scroll down", 3, shown_key="↑↓", priority=True),
    Action("plan", "scroll(-1)", "up,pageup", "scroll", "Scroll up", 0, priority=True),
    Action("plan", "leave", "escape", "back", "Back to Today", 4, shown_key="esc"),
)
STATISTICS = (
    Action("statistics", "concept(1)", "right,l", "concept", "The next concept", 1, shown_key="←→"),
    Action("statistics", "concept(-1)", "left,h", "concept", "The concept before"),
    Action("statistics", "period(1)", "right_square_bracket,enter", "period", "A longer period", 2, shown_key="[ ]"),
    Action("statistics", "period(-1)", "left_square_bracket", "period", "A shorter period"),
    Action("statistics", "table", "t", "as a table", "The same figures as a table, by concept and by week", 3),
    Action("statistics", "export", "x", "export", "Write these figures as JSON and as plain text", 4),
    Action("statistics", "up", "up,k", "scroll", "Scroll up", shown_key="↑"),
    Action("statistics", "down", "down,j", "scroll", "Scroll down", shown_key="↓"),
    Action("statistics", "page(1)", "pagedown,space", "page", "A page down", shown_key="pgdn"),
    Action("statistics", "page(-1)", "pageup", "page", "A page up", shown_key="pgup"),
    Action("statistics", "leave", "escape,q", "Today", "Back to Today", 5, shown_key="esc"),
)
