"""The actions of the whiteboard drill."""

from interview_prep.tui.actions import Action, rating_rows

_SETTING, _TYPING, _VERDICT = ("setting",), ("formula",), ("verdict",)
_BOTH = (*_TYPING, *_VERDICT)
DRILL = (
    Action("drill", "begin", "enter", "start", "Start the drill", 1, _SETTING),
    Action("drill", "change(1)", "space,right", "change", "The next value", 2, _SETTING, "space"),
    Action("drill", "change(-1)", "left", "change", "The value before", 0, _SETTING),
    Action("drill", "choose(-1)", "up,k", "choose", "The setting above", 3, _SETTING, "↑↓"),
    Action("drill", "choose(1)", "down,j", "choose", "The setting below", 0, _SETTING),
    Action("drill", "submit", "enter", "check", "Check the formula; an empty one shows it", 1, _TYPING, priority=True),
    Action("drill", "symbols", "f2", "symbols", "Put a symbol into the line", 3, _TYPING),
    Action("drill", "hint", "f3", "hint", "Show the next hint", 4, _TYPING),
    Action("drill", "reveal", "f5", "give up", "Show the formula", 5, _TYPING),
    Action("drill", "clock", "f6", "clock", "Show or hide the clock", 6, _TYPING),
    Action("drill", "pause", "f7", "pause", "Hide the formula and stop the clock", 0, _TYPING),
    Action("drill", "resume", "enter,escape,f7", "go on", "Show it again", 1, ("paused",), "enter", priority=True),
    Action("drill", "go_on", "enter", "try again", "Write it anew, or take the rating", 1, _VERDICT, priority=True),
    *rating_rows("drill", _VERDICT),
    Action("drill", "latex", "f2", "LaTeX source", "Show the formula as LaTeX", 3, _VERDICT),
    Action("drill", "lab", "e", "lab", "Open the engine on this formula", 4, _VERDICT),
    Action("drill", "explain", "x", "explain", "Show or hide the draw and the explanation", 5, _VERDICT),
    Action("drill", "undo", "u", "undo", "Take the last rating back", 6, _VERDICT),
    Action("drill", "point_up", "up", "scroll", "Scroll up", 0, _VERDICT),
    Action("drill", "point_down", "down", "scroll", "Scroll down", 0, _VERDICT),
    Action("drill", "page(-1)", "pageup", "page", "Half a screen up", 0, _VERDICT),
    Action("drill", "page(1)", "pagedown", "page", "Half a screen down", 0, _VERDICT),
    Action("drill", "suspend", "s", "suspend", "Set this formula aside until you bring it back", 0, _VERDICT),
    Action("drill", "know", "k", "I know this", "Place it far ahead after this right answer", 0, _VERDICT),
    Action("drill", "note", "n", "note", "Write a note that stays with the formula", 0, _VERDICT),
    Action("drill", "report", "exclamation_mark", "report", "Report a mistake in the question", 0, _VERDICT),
    Action("drill", "leave", "escape", "back", "Back; what was rated is saved", 90, (*_SETTING, *_BOTH), "esc"),
)
