"""The tour: a strip over the living screen that explains it in a minute, a stop at a time."""

from dataclasses import dataclass

from textual.binding import Binding
from textual.message import Message

from rnn_tui.i18n import tr
from rnn_tui.task import Task
from rnn_tui.text import clipped, visible_text, wrapped
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import MUTED, TEXT, Sheet
from rnn_tui.ui.widgets.canvas import Canvas, paint_title

LONGEST_WORD = 16
"""Cells of the word that are written in a sentence."""


@dataclass(frozen=True)
class Stop:
    """A panel to look at, and what is said of it."""

    panel: str
    title: str
    words: str


@dataclass(frozen=True, eq=False)
class TourView:
    """Which stop is shown, from 0, and what is being learned."""

    stop: int
    task: Task

    @property
    def stops(self) -> tuple[Stop, ...]:
        """Every stop of the tour."""
        return stops(self.task)

    @property
    def here(self) -> Stop:
        """The stop shown."""
        return self.stops[self.stop]


def stops(task: Task) -> tuple[Stop, ...]:
    """Give every stop; the first names the word that is being learned."""
    letters = task.graphemes
    read = clipped(visible_text("".join(letters[:-1][:LONGEST_WORD])), LONGEST_WORD)
    target = clipped(visible_text("".join(letters[1:][:LONGEST_WORD])), LONGEST_WORD)
    return (
        Stop(
            "network",
            tr("A network learns to spell"),
            tr(
                "It reads {read}, a letter at a time, and after each one it is to name the next: "
                "{target}. It began with random weights and knew nothing. What you see is "
                "training as it happens; space pauses it.",
                read=read,
                target=target,
            ),
        ),
        Stop(
            "network",
            tr("Read a column upwards"),
            tr(
                "A column is a time step. The input goes in at the bottom, the hidden state h "
                "keeps what was read, and above it stands the probability of each letter. The "
                "likeliest one is the answer: ✓ right, ✗ wrong. ← → choose a time step."
            ),
        ),
        Stop(
            "network",
            tr("Memory flows to the right"),
            tr(
                "From one time step to the next goes h alone: it is all that the network knows "
                "of the past. Where one letter has two successors, as the l of hello, only h can "
                "tell which of them comes. ↑ ↓ choose a unit of it."
            ),
        ),
        Stop(
            "cost",
            tr("The cost falls"),
            tr(
                "It is the sum of −ln p(target) over the time steps, in nats. Dotted lines are "
                "floors: what guessing costs, and the best that sees only the current letter. "
                "Where the curve goes below no memory, the network uses its memory."
            ),
        ),
        Stop(
            "answers",
            tr("What it spelled"),
            tr(
                "A line for each time the answer changed, the shown moment last. Often the "
                "answer stays the same for long while the cost falls, then changes at once."
            ),
        ),
        Stop(
            "timeline",
            tr("A run is a film"),
            tr(
                "space plays and pauses, . makes one iteration, , goes back one, < > ten, home "
                "and end to either end; or click the line at the top. Nothing is lost: what lies "
                "ahead is kept. + and - change the speed."
            ),
        ),
        Stop(
            "network",
            tr("Look inside, and take part"),
            tr(
                "x opens the inspector: gates, memory, gradients, the arithmetic of a unit. m "
                "takes a time step out of the cost, w edits a weight, a zeroes a unit. All of it "
                "is part of the run, and u undoes it."
            ),
        ),
        Stop(
            "",
            tr("Now change something"),
            tr(
                "e opens the form: another word, LSTM or GRU, another learning rate; ctrl+r "
                "trains it. 2 races the three cells over 200 seeds. ? explains any panel, ctrl+p "
                "finds any command, and T begins this tour again."
            ),
        ),
    )


def tour_rows(task: Task, columns: int) -> int:
    """Count the rows that hold every stop in so many columns, so that nothing moves between."""
    return 1 + max(len(wrapped(stop.words, columns - 3)) for stop in stops(task))


class Tour(Canvas[TourView], can_focus=True):
    """Shows a stop."""

    ground = "raised"
    BINDINGS = [
        Binding("enter", "go(1)", show=False),
        Binding("backspace", "go(-1)", show=False),
    ]

    class Went(Message):
        """The next stop is to be shown, or the one before."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the title with the number of the stop, and its words."""
        view, here = self.view, self.view.here
        sheet, room = Sheet(columns, rows), max(0, columns - 2)
        line = Sheet(room, 1)
        count = tr("tour, {stop} of {stops}", stop=view.stop + 1, stops=len(view.stops))
        paint_title(line, here.title, [(count, MUTED)], accent=True)
        sheet.runs(1, 0, line.row(0))
        for y, row in enumerate(wrapped(here.words, room - 1)[: rows - 1], start=1):
            sheet.put(1, y, row, TEXT)
        return sheet

    def action_go(self, by: int) -> None:
        """Go to another stop."""
        self.post_message(self.Went(by))
