"""Every action of the app, screen by screen. A new action is one row here and one method on its screen."""

from interview_prep.tui.actions import APP_ROWS, Action, Registry

TODAY = (
    Action("today", "start", "enter", "start", "Start what is selected", footer=1),
    Action("today", "up", "up,k", "choose", "The entry above", footer=2, shown_key="↑↓"),
    Action("today", "down", "down,j", "choose", "The entry below"),
    Action("today", "drill", "w", "drill", "Write formulas from memory"),
    Action("today", "mock", "m", "mock", "A mock interview"),
    Action("today", "lab", "e", "lab", "Run the engine step by step"),
    Action("today", "browse", "b", "browse", "Search every question"),
    Action("today", "learn", "l", "learn", "Read the explanations of a concept"),
    Action("today", "statistics", "s", "statistics", "What your log says"),
    Action("today", "plan", "d", "interview date", "Set the date, and see what fits until then", footer=3),
    Action("today", "concept", "c", "one concept", "A quiz on a single concept"),
    Action("today", "ahead", "a", "study ahead", "Cards of the next days; the schedule follows only if you say so"),
    Action("today", "leave", "q", "quit", "Leave; everything is saved", footer=95),
)

ANSWER = ("answer", "choose", "order")
QUIZ = (
    Action("quiz", "submit", "enter", "check", "Check the answer; empty reveals it", footer=1, states=ANSWER, priority=True),
    Action("quiz", "accept", "enter", "accept", "Take the suggested rating", footer=1, states=("verdict",), priority=True),
)

REGISTRY = Registry((*TODAY, *QUIZ, *APP_ROWS))
