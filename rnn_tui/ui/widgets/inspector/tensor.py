"""The weights: a tensor with a cursor; a number typed takes the place of the cursor's."""

from dataclasses import replace

from textual import events
from textual.message import Message

from rnn_tui.anatomy import tensors
from rnn_tui.edits import Weight
from rnn_tui.fields import Invalid
from rnn_tui.i18n import tr
from rnn_tui.plotting.series import gradient_text
from rnn_tui.text import width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import MUTED, Run, Sheet
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.inspector.tensor_plan import (
    TensorView,
    edit_of,
    plan_tensor,
    tensor_rows,
)
from rnn_tui.ui.widgets.inspector.tensor_sheet import largest, tensor_sheet
from rnn_tui.ui.widgets.inspector.view import InspectorView

__all__ = ["TensorPanel", "TensorView", "tensor_rows"]

LONGEST = 12
"""Characters of a number that is typed."""


STEPS = {
    **dict.fromkeys(("left", "h"), (0, -1)),
    **dict.fromkeys(("right", "l"), (0, 1)),
    **dict.fromkeys(("up", "k"), (-1, 0)),
    **dict.fromkeys(("down", "j"), (1, 0)),
}
"""Rows and columns that a key moves the cursor by."""
TURNS = {"left_square_bracket": -1, "right_square_bracket": 1}
"""Tensors that a key goes on by."""


class TensorPanel(Titled[TensorView], can_focus=True):
    """A tensor; with the focus its cursor moves, and numbers are typed into it.

    Which tensor, and where the cursor is, the panel keeps itself, and it takes its keys as they
    come and not by bindings: whoever types fast writes where the cursor was sent.
    """

    class Turned(Message):
        """Another tensor is shown."""

    class Edited(Message):
        """A number was given."""

        def __init__(self, weight: Weight) -> None:
            super().__init__()
            self.weight = weight

    class Closed(Message):
        """The panel is to be left."""

    _typed: str | None = None

    def heading(self, columns: int) -> str:  # noqa: ARG002
        """Name the tensor, and say whether it is updated."""
        name = self.view.name
        if not self.view.cursor and name.isidentifier():
            name = name.replace("_", " ").capitalize()
        if self.view.name in self.view.base.ablations.frozen:
            return tr("{tensor}, frozen", tensor=name)
        return name

    def facts(self) -> list[Run]:
        """Say which of the tensors it is, its shape and its scale, as far as they fit."""
        view, shapes = self.view, tensors(self.view.base.task)
        parts = [" × ".join(map(str, shapes[view.name]))]
        if view.cursor and len(shapes) > 1:
            place = list(shapes).index(view.name) + 1
            parts.insert(0, tr("[ ] {place} of {count}", place=place, count=len(shapes)))
        scale = "" if view.values is None else gradient_text(largest(view.values))
        parts.append(tr("±{scale} automatic", scale=scale))
        room = self.size.width - width(self.heading(0)) - 3
        while parts and width("   ".join(parts)) > room:
            parts.pop(0)
        return [("   ".join(parts), MUTED)] if parts else []

    def body(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the tensor."""
        return tensor_sheet(self._viewed, columns, rows, look)

    @property
    def _viewed(self) -> TensorView:
        return self.view if self._typed is None else replace(self.view, typed=self._typed)

    def show(self, base: InspectorView) -> None:
        """Show another moment, or another network; the cursor stays where it can."""
        self.view = replace(self.view, base=base).within()

    def _walk(self, down: int, right: int) -> None:
        """Move the cursor."""
        self._stop_typing()
        view = self.view
        self.view = replace(view, row=view.row + down, column=view.column + right).within()

    def _turn(self, by: int) -> None:
        """Show another tensor, so many further on."""
        self._stop_typing()
        names = list(tensors(self.view.base.task))
        name = names[(names.index(self.view.name) + by) % len(names)]
        self.view = replace(self.view, name=name, row=0, column=0)
        self.post_message(self.Turned())

    def _commit(self) -> None:
        """Give the number that was typed; what is wrong with it stays in view."""
        if self._typed is None:
            return
        try:
            weight = edit_of(self._viewed)
        except Invalid:
            return
        self._stop_typing()
        self.post_message(self.Edited(weight))

    def _cancel(self) -> None:
        """Forget what was typed, or leave the panel."""
        if self._typed is None:
            self.post_message(self.Closed())
        self._stop_typing()

    def _erase(self) -> None:
        """Take back a character; without any, what was there stands again."""
        if self._typed:
            self._type(self._typed[:-1])
        else:
            self._stop_typing()

    def on_key(self, event: events.Key) -> None:
        """Begin to type a number, go on with it, or do what the key says."""
        character = event.character or ""
        if self._is_typing(character):
            self._type((self._typed or "") + character)
        elif event.key in ("enter", "escape", "backspace"):
            {"enter": self._commit, "escape": self._cancel, "backspace": self._erase}[event.key]()
        elif self._typed:
            self._refuse()  # a letter in a number is a slip, and no command
        elif event.key in STEPS:
            self._walk(*STEPS[event.key])
        elif event.key in TURNS:
            self._turn(TURNS[event.key])
        else:
            return
        event.stop()
        event.prevent_default()

    def _refuse(self) -> None:
        """Say what a number that is being typed waits for."""
        words = tr("a number is being typed: enter sets it, esc forgets it")
        self.notify(words, timeout=2, markup=False)

    def _is_typing(self, character: str) -> bool:
        if not (character and character.isascii()):
            return False
        first = character.isdigit() or character in ("-", ".")
        return first or (self._typed is not None and character in "eE+")

    def on_blur(self) -> None:
        """Forget what was typed, and say so."""
        if self._typed:
            self.notify(tr("{number} was not set", number=self._typed), timeout=2, markup=False)
        self._stop_typing()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor under the pointer."""
        found = plan_tensor(self.view, *self.size).at(event.x, event.y)
        if found is not None and self.view.cursor:
            if self._typed:
                self._refuse()
                return
            self._stop_typing()
            self.view = replace(self.view, row=found[0], column=found[1])

    def _type(self, typed: str) -> None:
        self._typed = typed[:LONGEST]
        self.repaint()

    def _stop_typing(self) -> None:
        if self._typed is not None:
            self._typed = None
            self.repaint()
