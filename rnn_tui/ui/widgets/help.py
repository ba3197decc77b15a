"""The help: a panel at a time, in the field's terms, with its equations, signs and keys."""

from dataclasses import dataclass

from textual.binding import Binding
from textual.message import Message

from rnn_tui.commands import COMMAND, TRAIN
from rnn_tui.experiment import Cell, Convention, Experiment, Readout
from rnn_tui.i18n import tr
from rnn_tui.text import width, wrapped
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, TEXT, Sheet
from rnn_tui.ui.widgets.canvas import Canvas
from rnn_tui.ui.widgets.help_inside import inside_topics
from rnn_tui.ui.widgets.help_page import Line, Page, entry, key_entry, keys, prose
from rnn_tui.ui.widgets.help_topics import ALL_KEYS, Topic, named_entries, train_topics

EQUATIONS = {
    (Cell.RNN, Convention.TENSORFLOW): ("h_t = tanh([x_t, h_t−1]·K + b)",),
    (Cell.RNN, Convention.PYTORCH): ("h_t = tanh(W x_t + b + U h_t−1 + b')",),
    (Cell.LSTM, Convention.TENSORFLOW): (
        "i, j, f, o = [x_t, h_t−1]·K + b",
        "c_t = c_t−1·σ(f + 1) + σ(i)·tanh(j)",
        "h_t = tanh(c_t)·σ(o)",
    ),
    (Cell.LSTM, Convention.PYTORCH): (
        "i, f, g, o = W x_t + b + U h_t−1 + b'",
        "c_t = c_t−1·σ(f) + σ(i)·tanh(g)",
        "h_t = tanh(c_t)·σ(o)",
    ),
    (Cell.GRU, Convention.TENSORFLOW): (
        "r, u = σ([x_t, h_t−1]·K + b)",
        "n = tanh([x_t, r·h_t−1]·K' + b')",
        "h_t = u·h_t−1 + (1 − u)·n",
    ),
    (Cell.GRU, Convention.PYTORCH): (
        "r, z = σ(W x_t + b + U h_t−1 + b')",
        "n = tanh(W x_t + b + r·(U h_t−1 + b'))",
        "h_t = z·h_t−1 + (1 − z)·n",
    ),
}


@dataclass(frozen=True)
class HelpView:
    """The experiment whose equations are shown, and what the page is to explain."""

    experiment: Experiment
    inside: bool = False
    """Whether the inspector is explained, which the page was opened from."""
    topic: str = ""
    """The panel that is explained; empty, the first."""
    example: str = ""
    """The cost of the chosen time step, worked out."""

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics that are walked through."""
        return inside_topics(self.experiment) if self.inside else train_topics()

    @property
    def explained(self) -> Topic | None:
        """The topic that is shown; None where it is every key."""
        topics = self.topics
        if self.topic == ALL_KEYS:
            return None
        return next((topic for topic in topics if topic.id == self.topic), topics[0])


def next_topic(view: HelpView, by: int) -> str:
    """Name the topic before or after the one shown, round and round."""
    names = [topic.id for topic in view.topics]
    shown = view.explained
    at = names.index(shown.id) + by if shown is not None else min(by, 0)
    return names[at % len(names)]


class Help(Page[HelpView]):
    """What a panel of the main screen shows, or of its inspector; every key of the screen."""

    BINDINGS = [
        Binding("tab", "turn(1)", show=False),
        Binding("shift+tab", "turn(-1)", show=False),
    ]

    class Turned(Message):
        """The next panel is to be explained, or the one before."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def page(self, room: int, look: Look) -> list[Line]:
        """Explain the panel: what it shows, its equations, signs and keys."""
        view, topic = self.view, self.view.explained
        turn = [("tab ", ACCENT), (tr("next panel"), MUTED)]
        if topic is None:
            return [(tr("All keys"), turn), *keys(TRAIN, room, look)]
        return [(tr("Help"), turn), *_explained(view, topic, room, look)]

    def action_turn(self, by: int) -> None:
        """Go to the next panel, or back."""
        self.top = 0
        self.post_message(self.Turned(by))


def _explained(view: HelpView, topic: Topic, room: int, look: Look) -> list[Line]:
    lines: list[Line] = [("", [(topic.title, ACCENT)])]
    for place, words in enumerate(topic.words):
        lines += [("", [])] * (place > 0) + prose(words, room)
    if topic.equations:
        lines += _equations(view.experiment)
    if view.example and topic.id in ("network", "cost", "logits"):
        lines += [("", [("  " + row, MUTED)]) for row in wrapped(view.example, room - 2)]
    if topic.entries:
        lines += [("", []), (topic.named, [])]
        at = max(4, *(width(text) + 2 for (text, _), _ in named_entries(topic)))
        for head, meaning in named_entries(topic):
            lines += entry([head], at, meaning, room)
    if signs := topic.signs(look):
        lines += [("", []), (tr("Signs"), [])]
        for sign, meaning in signs:
            lines += entry([sign], 4, meaning, room)
    if topic.commands:
        lines += [("", []), (tr("Keys"), [(tr("of this panel"), MUTED)])]
        for command in topic.commands:
            lines += key_entry(COMMAND[command], room, look)
    if topic.attempt:
        lines += [("", []), (tr("Try"), []), *prose(topic.attempt, room)]
    return lines


def _equations(experiment: Experiment) -> list[Line]:
    """Give the equations of the network under their title."""
    name = f"{experiment.cell.upper()}, {experiment.convention}"
    logits = "softmax(h_t·R + s)" if experiment.readout is Readout.LINEAR else "softmax(h_t)"
    equations = (
        *EQUATIONS[experiment.cell, experiment.convention],
        f"p_t = {logits}",
        tr("cost = Σ −ln p_t(target), nats"),
    )
    lines: list[Line] = [("", []), (tr("Equations"), [(name, MUTED)])]
    return lines + [("", [("  " + equation, TEXT)]) for equation in equations]


class TooSmall(Canvas[tuple[int, int]]):
    """Three centred lines where the terminal has no room for the screen."""

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint size, size needed, and that the run goes on."""
        sheet = Sheet(columns, rows)
        lines = (
            (tr("{columns}x{rows} is too small", columns=columns, rows=rows), BOLD),
            (tr("rnn-tui needs {0}x{1}").format(*self.view), TEXT),
            (tr("the run goes on"), MUTED),
        )
        for y, (line, ink) in enumerate(lines, start=max(0, rows // 2 - 1)):
            sheet.put(max(0, (columns - width(line)) // 2), y, line, ink)
        return sheet
