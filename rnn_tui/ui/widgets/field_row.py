"""The rows of the form: its title, and a label with a control and what is wrong beneath."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from rnn_tui.i18n import tr
from rnn_tui.keymap import key_of
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, MUTED, Run, Sheet
from rnn_tui.ui.widgets.canvas import Titled


class FormTitle(Titled[int]):
    """The form's title: how many fields were changed, or the key that edits."""

    title = tr("Experiment")

    def facts(self) -> list[Run]:
        """Say what changed."""
        if self.view:
            return [(tr("{count} changed", count=self.view), ACCENT._replace(bold=False))]
        return [(f"{key_of('edit')} ", ACCENT), (tr("edit"), MUTED)]

    def body(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Leave the row to the title."""
        return Sheet(columns, rows)


class FieldRow(Vertical):
    """A label, a control, and room for a sentence beneath."""

    def __init__(self, name: str, label: str, control: Widget) -> None:
        super().__init__(id=f"row-{name}")
        self.field = name
        self.label = label
        self.control = control
        self._mark = Static(" ", classes="mark")
        self._edited = Static("▴", classes="edited")
        self._edited.display = False
        self._error = Static("", classes="error")
        self._error.display = False

    def compose(self) -> ComposeResult:
        """Give label and control, and the sentence."""
        with Horizontal(classes="field"):
            yield self._mark
            yield Static(Content(self.label), classes="label")
            yield self.control
            yield self._edited
        yield self._error

    def tell(self, *, changed: bool, edited: bool, problem: str | None) -> None:
        """Mark the row as changed, or as edited in the run, and show what is wrong."""
        self._edited.display = edited
        self._mark.update("●" if changed else " ")
        self.set_class(changed, "changed")
        self.set_class(problem is not None, "wrong")
        self._error.display = problem is not None
        if problem is not None:
            self._error.update(Content(f"✗ {problem}"))
