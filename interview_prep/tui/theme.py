"""The two themes of our own: ink (dark) and paper (light)."""

from textual.theme import Theme

INK = Theme(
    name="ink",
    primary="#7aa2d8",
    secondary="#9aa7bd",
    accent="#e0b56c",
    success="#8fbf7f",
    warning="#e0b56c",
    error="#e0727d",
    foreground="#d5d9e2",
    background="#13151a",
    surface="#1a1d24",
    panel="#2b303b",
    dark=True,
    variables={"block-cursor-background": "#7aa2d8", "input-selection-background": "#7aa2d8 35%"},
)
PAPER = Theme(
    name="paper",
    primary="#2f62a3",
    secondary="#5a6474",
    accent="#946200",
    success="#3c7a34",
    warning="#946200",
    error="#b5323f",
    foreground="#2a2d34",
    background="#fbfaf6",
    surface="#f1efe8",
    panel="#dcd8cc",
    dark=False,
    variables={"block-cursor-background": "#2f62a3", "input-selection-background": "#2f62a3 30%"},
)
OWN = (INK, PAPER)
