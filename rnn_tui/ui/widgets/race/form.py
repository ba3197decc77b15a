"""The form of a race or a sweep: word, seeds, and a line for each lane or axis.

It shows a `ContestDraft`, and tells when a person wants it begun; it starts nothing itself.
"""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, Static

from rnn_tui.contest.plan import RacePlan
from rnn_tui.contest.sweep_plan import SweepPlan
from rnn_tui.experiment import Experiment
from rnn_tui.i18n import tr
from rnn_tui.keymap import key_of
from rnn_tui.lanes import MOST_LANES
from rnn_tui.ui import facts
from rnn_tui.ui.contest import MOST_AXES, ContestDraft
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, MUTED, Run, Sheet
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.field_input import FieldInput
from rnn_tui.ui.widgets.field_row import FieldRow
from rnn_tui.ui.widgets.form_button import FormButton

_FIRST = (
    ("text", "Word"),
    ("iterations", "Iterations"),
    ("seeds", "Seeds"),
    ("first_seed", "First seed"),
)


class _Title(Titled[str]):
    """A title of the form, with a word beside it."""

    ground = "raised"

    def __init__(self, title: str, aside: str = "") -> None:
        super().__init__(aside)
        self.title = title
        self.add_class("section")

    def facts(self) -> list[Run]:
        """Give the word."""
        close: list[Run] = [(f"{key_of('leave')} ", ACCENT), (tr("close"), MUTED)]
        return [(self.view, MUTED)] if self.view else close

    def body(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Leave the row to the title."""
        return Sheet(columns, rows)


class ContestForm(Vertical):
    """Word, iterations, seeds; lanes; axes; Start."""

    BINDINGS = [Binding("question_mark", "ignore", show=False)]

    class Started(Message):
        """A race or a sweep is to begin."""

        def __init__(self, plan: RacePlan | SweepPlan) -> None:
            super().__init__()
            self.plan = plan

    def __init__(self, draft: ContestDraft, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes="drawer")
        self.draft = draft
        self._title = _Title(tr("Race and sweep"))
        self._list = VerticalScroll(id="contest-rows", can_focus=False)
        self._rows: dict[str, FieldRow] = {}
        for name, label in _FIRST:
            self._add(name, tr(label))
        for k in range(1, MOST_LANES + 1):
            self._add(f"lane_{k}", tr("Lane {number}", number=k))
        for k in range(1, MOST_AXES + 1):
            self._add(f"axis_{k}", tr("Axis {number}", number=k))
        self._note = Static("", id="contest-note")
        self._start = FormButton(tr("Start"), id="start", compact=True)

    def _add(self, name: str, label: str) -> None:
        self._rows[name] = FieldRow(f"contest-{name}", label, FieldInput(id=f"contest-{name}"))

    def compose(self) -> ComposeResult:
        """Give rows and button."""
        yield self._title
        with self._list:
            for name, _ in _FIRST:
                yield self._rows[name]
            yield _Title(tr("Lanes"), tr("none: the three cells"))
            for k in range(1, MOST_LANES + 1):
                yield self._rows[f"lane_{k}"]
            yield _Title(tr("Or axes of a sweep"), tr("FIELD=A,B,..."))
            for k in range(1, MOST_AXES + 1):
                yield self._rows[f"axis_{k}"]
            yield self._note
        with Horizontal(id="contest-buttons"):
            yield self._start

    def on_mount(self) -> None:
        """Show the draft."""
        self._input("lane_1").placeholder = "a: cell=gru"
        self._input("lane_2").placeholder = "b: cell=gru learning_rate=0.1"
        self._input("axis_1").placeholder = "learning_rate=0.001,0.01,0.1"
        self._input("axis_2").placeholder = "hidden_size=2,4,8"
        self.load(self.draft)

    def action_ignore(self) -> None:
        """Let no printable key be a command in the form."""

    def load(self, draft: ContestDraft) -> None:
        """Show another draft."""
        self.draft = draft
        for name in self._rows:
            self._input(name).show(draft.typed(name))
        self._show()

    def rebase(self, base: Experiment) -> None:
        """Let all that is not typed be that of another run."""
        self.load(ContestDraft(base, self.draft.texts, self.draft.memory))

    def focus_first(self) -> None:
        """Go to the first lane, or axis, that is there; the word otherwise."""
        name = next(iter([*self.draft.lanes, *self.draft.axes]), "text")
        self._input(name).focus()

    def start(self) -> None:
        """Begin, if nothing is wrong; else go to what is."""
        plan, wrong = self.draft.plan()
        if plan is not None:
            self.post_message(self.Started(plan))
        elif wrong:
            self._input(next(iter(wrong))).focus()

    def _input(self, name: str) -> FieldInput:
        control = self._rows[name].control
        assert isinstance(control, FieldInput)
        return control

    def _show(self) -> None:
        """Show as many lines as are of use, and what is wrong beneath its field."""
        draft = self.draft
        _, wrong = draft.plan()
        for kind, most, filled in (
            ("lane", MOST_LANES, draft.lanes),
            ("axis", MOST_AXES, draft.axes),
        ):
            last = max((int(name.rpartition("_")[2]) for name in filled), default=0)
            for k in range(1, most + 1):
                self._rows[f"{kind}_{k}"].display = k <= max(last + 1, 2)
        for name, row in self._rows.items():
            row.tell(changed=name in draft.texts, edited=False, problem=wrong.get(name))
        said = " · ".join(facts.summary(draft.base))
        self._note.update(Content(tr("Everything else as in Train: {what}", what=said)))
        self._start.disabled = bool(wrong)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        name = str(event.input.id).removeprefix("contest-")
        if name in self._rows and event.value != self.draft.typed(name):
            self.draft = self.draft.write(name, event.value)
            self._show()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.start()

    @on(Button.Pressed, "#start")
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.start()
