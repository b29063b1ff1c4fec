"""Changing an argument of the lab: a flag switches, anything else is typed or pasted into a form."""

from textual.events import Paste
from textual.widgets import Static, TextArea

from interview_prep.errors import UserError
from interview_prep.text import one_line
from interview_prep.tui.content import MUTED, safe
from interview_prep.tui.screens.lab_bench import LabBench
from interview_prep.tui.widgets.page import Page


class LabForm(LabBench):
    """What the lab does in its state "edit", and how it comes there."""

    _editing: str | None = None
    _at_fault = ""

    def on_page_picked(self, event: Page.Picked) -> None:
        """A click on an argument changes it."""
        if self.state == "bench" and event.page.id == "names":
            self._cursor = event.index
            self._follow()
            self.action_change()

    def action_change(self) -> None:
        """Switch a flag or a choice; open anything else for typing."""
        row = self.bench.rows[self._cursor]
        if self.bench.cycle(row.name):
            self.again()
            return
        meaning = " · ".join(part for part in (row.shape, row.meaning) if part)
        self._open_form(row.name, row.name, meaning, self.bench.text_of(row.name))

    def action_json(self) -> None:
        """All arguments at once."""
        self._open_form(None, "Arguments", "one JSON object; what it leaves out stays", self.bench.as_json())

    def _open_form(self, name: str | None, title: str, meaning: str, text: str) -> None:
        self._editing = name
        self.query_one("#form").border_title = title
        self.query_one("#meaning", Static).update(safe(meaning, MUTED))
        area = self.query_one("#text", TextArea)
        area.text = text
        area.select_all()
        self._say_fault("")
        self._show("#form", hidden="#arguments")
        area.focus()
        self.state = "edit"

    def _say_fault(self, words: str) -> None:
        fault = self.query_one("#fault", Static)
        fault.display = bool(words)
        fault.update(safe(one_line(words), "$text-warning"))

    def on_text_area_changed(self) -> None:
        """What is being mended is not yet at fault again. (The news of a change may come after the fault was found.)"""
        if self.query_one("#text", TextArea).text != self._at_fault:
            self._say_fault("")

    def action_apply(self) -> None:
        """Take what is typed and run again; what is not understood is said under the line."""
        text = self.query_one("#text", TextArea).text
        try:
            if self._editing is None:
                self.bench.set_all(text)
            else:
                self.bench.set_text(self._editing, text)
        except UserError as error:
            self._at_fault = text
            self._say_fault(str(error))
            return
        self.action_drop()
        self.again()

    def action_newline(self) -> None:
        """A new line in what is typed."""
        self.query_one("#text", TextArea).insert("\n")

    def action_drop(self) -> None:
        """Leave the argument as it was."""
        self._show("#arguments", hidden="#form")
        self.set_focus(None)
        self.state = "bench"

    def on_paste(self, event: Paste) -> None:
        """A JSON object pasted over the bench sets the arguments that it names."""
        if self.state == "bench":
            event.stop()
            self._take_all(event.text)

    def _take_all(self, text: str) -> None:
        if self.app.attempt(lambda: self.bench.set_all(text)):
            self.again()
