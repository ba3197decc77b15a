"""The form: the experiment as a draft, one row a field, with what is wrong beneath its field.

It shows a `Draft` and tells what a person wants of it; it starts nothing itself.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from rnn_tui.experiment import FIELD, PRESETS, Experiment
from rnn_tui.fields import Choice as ChoiceKind
from rnn_tui.i18n import tr
from rnn_tui.text import width
from rnn_tui.ui.draft import Draft
from rnn_tui.ui.widgets.canvas import Canvas
from rnn_tui.ui.widgets.choice import Choice, ChoiceView, More
from rnn_tui.ui.widgets.field_input import FieldInput
from rnn_tui.ui.widgets.field_row import FormTitle
from rnn_tui.ui.widgets.form_button import FormButton
from rnn_tui.ui.widgets.form_rows import (
    MORE,
    ORDER,
    PRESET,
    choice_view,
    consequence,
    field_row,
    is_shown,
)
from rnn_tui.ui.widgets.speed import SpeedBar, SpeedView


class Form(Vertical):
    """All fields of the experiment, Train, Reset, and the speed."""

    # F1 is help in the form too; a printable key is a command nowhere in it.
    BINDINGS = [Binding("question_mark", "ignore", show=False)]

    class Train(Message):
        """The experiment of the form is to be trained."""

        def __init__(self, experiment: Experiment) -> None:
            super().__init__()
            self.experiment = experiment

    class Edited(Message):
        """Fields were changed that take effect in flight; `play`: and the run is to go on."""

        def __init__(self, changes: dict[str, Any], *, play: bool = False) -> None:
            super().__init__()
            self.changes = changes
            self.play = play

    class Unchanged(Message):
        """Train was asked for, and the form has nothing but what the run has."""

    class Reset(Message):
        """The run is to start again."""

    class Resized(Message):
        """The form has more rows, or fewer."""

    def __init__(self, draft: Draft, speed: float | None, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.draft = draft
        self._told: Draft | None = None
        """The draft whose edits were told of: told once, though its field is left after it."""
        self.more = False
        self._wound: int | None = None
        self._in_flight: frozenset[str] = frozenset()
        self._showing = False
        self._title = FormTitle(0, id="form-title")
        self._speed = SpeedBar(SpeedView(speed), id="speed")
        self._rows = {name: field_row(self.draft, name) for name in ORDER}
        self._list = VerticalScroll(id="form-rows", can_focus=False)
        self._more = More(ChoiceView((tr("More ▾"), tr("Less ▴")), 0), id="more")
        self._note = Static("", id="form-note")
        self._train = FormButton(tr("Train"), id="train", compact=True)
        self._reset = FormButton(tr("Reset"), id="reset", compact=True)
        self._undo = FormButton(tr("Undo changes"), id="undo", compact=True)

    def compose(self) -> ComposeResult:
        """Give title, rows, buttons and speed."""
        yield self._title
        with self._list:
            for name in ORDER:
                yield self._rows[name]
            yield self._more
            yield self._note
        with Horizontal(id="buttons"):
            yield self._train
            yield self._reset
            yield self._undo
        yield self._speed

    def on_mount(self) -> None:
        """Show the draft."""
        self._write()
        self.show()
        self.call_after_refresh(self._complete)

    def _complete(self) -> None:
        """Make the rows behind More: nobody sees them in the first frame, so they come after."""
        if self.is_attached and len(self._rows) == len(ORDER):
            self._rows |= {name: field_row(self.draft, name) for name in MORE}
            self._list.mount_all([self._rows[name] for name in MORE], before=self._note)
            self._write()
            self.show()

    def action_ignore(self) -> None:
        """Do nothing."""

    @property
    def speed(self) -> float | None:
        """The speed shown."""
        return self._speed.view.speed

    @speed.setter
    def speed(self, speed: float | None) -> None:
        self._speed.view = SpeedView(speed)

    def ground_changed(self, *, drawer: bool) -> None:
        """Stand on the page, or as a drawer on a raised ground."""
        ground = "raised" if drawer else "page"
        canvases: list[Canvas[Any]] = [self._title, self._speed, self._more]
        canvases += [row.control for row in self._rows.values() if isinstance(row.control, Choice)]
        for canvas in canvases:
            if canvas.ground != ground:
                canvas.ground = ground
                canvas.forget()

    def load(self, experiment: Experiment) -> None:
        """Show a run's experiment, without a draft."""
        self.draft = Draft(experiment, memory=self.draft.memory)
        self._write()
        self.show()

    def rebase(self, experiment: Experiment) -> None:
        """Keep what was typed, beside the run's experiment of now."""
        if experiment != self.draft.run:
            typed, base = self.draft.typed, Draft(experiment, memory=self.draft.memory)
            for name, raw in typed.items():
                base = base.type(name, raw)
            self.draft = base
            self._write()
            self.show()

    def stand_at(self, wound: int | None, edited: frozenset[str]) -> None:
        """Know the moment the run is wound back to, and the fields edited in the run so far."""
        if (wound, edited) != (self._wound, self._in_flight):
            self._wound, self._in_flight = wound, edited
            if self.is_mounted:
                self.show()

    @property
    def _branches(self) -> bool:
        """Whether training the draft goes on from the moment shown, as another future."""
        return self._wound is not None and self.draft.in_flight_only

    def take_preset(self, name: str) -> None:
        """Put all values of a preset into the form, but the word."""
        self.draft = self.draft.take_preset(name)
        self._write()
        self.show()

    def focus_first(self) -> None:
        """Put the cursor into the word."""
        word = self._rows["text"].control
        if self.is_mounted:
            word.focus()
        else:
            self.call_after_refresh(word.focus)

    def train(self) -> None:
        """Ask for what the draft means: a live edit where only live fields changed, or a run.

        Where nothing changed neither is meant: a run of the same would lose the one there is.
        """
        experiment = self.draft.experiment
        if experiment is None:
            first = next(iter(self.draft.problems))
            self._complete()
            if first in MORE and not self.more:
                self._toggle_more()
            self._rows[first].control.focus()
            label, sentence = tr(FIELD[first].label), self.draft.problems[first]
            self.notify(f"{label}: {sentence}", severity="error", markup=False)
            return
        if not self.draft.changed:
            self.post_message(self.Unchanged())
        elif self._branches or self.draft.live_only:
            self._edit(play=True)
        else:
            self.post_message(self.Train(experiment))

    def _write(self) -> None:
        """Put the draft's values into the fields; one that is being typed in keeps its own."""
        for name, row in self._rows.items():
            if isinstance(row.control, FieldInput) and not self._is_typed(row.control):
                row.control.show(self.draft.shown(name))

    def _is_typed(self, control: FieldInput) -> bool:
        """Whether a field holds keys that the draft has not heard of yet."""
        name = self._name_of(control)
        return control.has_focus and name in self.draft.typed

    @property
    def settled(self) -> bool:
        """Whether the form shows what was typed so far."""
        return not self._showing

    def _show_soon(self) -> None:
        """Show the draft once the keys that have come are taken: a fast typist is not held up."""
        if not self._showing:
            self._showing = True
            self.call_after_refresh(self.show)

    def show(self) -> None:
        """Show draft, marks and problems."""
        self._showing = False
        draft, problems = self.draft, self.draft.problems
        changed = draft.changed
        for name, row in self._rows.items():
            control = row.control
            if isinstance(control, FieldInput):
                control.placeholder = draft.placeholder(name)
            elif isinstance(control, Choice):
                control.view = choice_view(draft, name)
            edited = name in self._in_flight and name not in changed
            row.tell(changed=name in changed, edited=edited, problem=problems.get(name))
            row.display = self._is_shown(name)
        self._title.view = len(changed)
        self._train.disabled = bool(problems)
        self._undo.display = bool(changed)
        self._reset.display = not changed
        note = "" if problems else consequence(draft, self._wound if self._branches else None)
        self._note.display = bool(note)
        if note:
            self._note.update(Content(note))
        self.post_message(self.Resized())

    @property
    def rows_needed(self) -> int:
        """Count the rows that show everything, the sentences beneath the fields too."""
        shown = sum(self._is_shown(name) for name in self._rows)
        columns = max(20, self.size.width)
        # A sentence wraps at words, which may cost it a part of each row.
        shown += sum((width(p) + 2) // (columns - 6) + 1 for p in self.draft.problems.values())
        blanks = 4 if self.has_class("roomy") else 0
        return 1 + shown + len(("more", "buttons", "speed")) + self._note.display + blanks

    def _is_shown(self, name: str) -> bool:
        return is_shown(self.draft, name, more=self.more)

    def _names(self) -> Iterator[tuple[Widget, str]]:
        return ((row.control, name) for name, row in self._rows.items())

    def _name_of(self, control: Widget | None) -> str:
        return next(name for widget, name in self._names() if widget is control)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        # What the field holds now: keys may have come since the message was sent.
        name, value = self._name_of(event.input), event.input.value
        if value != self.draft.shown(name):
            self.draft = self.draft.type(name, value)
            self._show_soon()

    @on(Choice.Changed)
    def _chosen(self, event: Choice.Changed) -> None:
        event.stop()
        if event.choice is self._more:
            self._toggle_more()
            return
        name = self._name_of(event.choice)
        if name == PRESET:
            self.take_preset(list(PRESETS)[event.chosen])
            return
        kind = FIELD[name].kind
        options = kind.options if isinstance(kind, ChoiceKind) else ("no", "yes")
        self.draft = self.draft.type(name, options[event.chosen])
        self.show()

    @on(Choice.Entered)
    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted | Choice.Entered) -> None:
        event.stop()
        self.train()

    @on(FieldInput.Left)
    def _left(self) -> None:
        if self.draft.live_only and self.draft.experiment and self.draft is not self._told:
            self._edit()

    def _edit(self, *, play: bool = False) -> None:
        self._told = self.draft
        experiment = cast(Experiment, self.draft.experiment)
        changes = {name: getattr(experiment, name) for name in self.draft.changed}
        self.post_message(self.Edited(changes, play=play))

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        match event.button.id:
            case "train":
                self.train()
            case "reset":
                self.post_message(self.Reset())
            case _:
                self.load(self.draft.run)

    def _toggle_more(self) -> None:
        self.more = not self.more
        self._more.view = replace(self._more.view, chosen=int(self.more))
        self.show()
