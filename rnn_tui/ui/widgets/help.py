"""The help: what the screen shows, in the field's terms, with its equations, signs and keys."""

from dataclasses import dataclass

from rnn_tui.commands import TRAIN
from rnn_tui.experiment import Cell, Convention, Experiment, Readout
from rnn_tui.i18n import tr
from rnn_tui.keymap import key_of
from rnn_tui.text import width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, RIGHT, TEXT, WRONG, Ink, Run, Sheet
from rnn_tui.ui.widgets.canvas import Canvas
from rnn_tui.ui.widgets.help_inside import inside_lines
from rnn_tui.ui.widgets.help_page import Line, Page, entry, keys, prose

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


class Help(Page[HelpView]):
    """What the main screen shows, or its inspector."""

    def page(self, room: int, look: Look) -> list[Line]:
        """Explain the picture, its signs and its keys."""
        return _page(self.view, room, look)


def _page(view: HelpView, room: int, look: Look) -> list[Line]:
    lines: list[Line] = [(tr("Help"), [(f"{key_of('leave')} {tr('close')}", MUTED)])]
    if view.inside:
        equations = _equations(view.experiment)
        return lines + inside_lines(view.experiment, equations, room, look) + keys(TRAIN, room)
    lines += prose(
        tr(
            "A column is a time step. Read it upwards: a letter goes in, the hidden state h "
            "keeps what was read so far and flows to the right, and the letter with the "
            "highest probability is the answer. The target is the next letter of the word."
        ),
        room,
    )
    lines += _equations(view.experiment)
    lines += [("", []), (tr("Signs"), [])]
    for sign, meaning in _signs(look):
        lines += entry([sign], 4, meaning, room)
    lines += [("", []), (tr("Cost"), [])]
    lines += prose(
        tr(
            "Dotted lines are floors: uniform guess knows nothing; no memory is the best that "
            "sees only the current letter; limit is the best this network can reach. Where the "
            "curve goes below no memory, the network uses its memory."
        ),
        room,
    )
    lines += [("", []), (tr("This run"), [])]
    lines += prose(
        tr(
            "First right is the first moment at which every letter that counts was right; "
            "Lost again the last one at which it was no more. Kept is the memory of the states "
            "that moving in time needs."
        ),
        room,
    )
    lines += keys(TRAIN, room)
    lines += [("", []), (tr("Try"), [])]
    lines += prose(
        tr(
            "In hello, time steps 3 and 4 both read an l. Only the hidden state tells which of "
            "them is followed by l, and which by o. Then try LSTM and GRU: are they better?"
        ),
        room,
    )
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


def _signs(look: Look) -> list[tuple[Run, str]]:
    return [
        (("▾", ACCENT), tr("the chosen time step")),
        (("✓", RIGHT), tr("right")),
        (("✗", WRONG), tr("wrong")),
        (("◂", TEXT), tr("the target, in the list of letters")),
        (("━━", Ink("accent")), tr("the likeliest letter")),
        (("━━", Ink("dim")), tr("the others")),
        (look.signed(-0.9), tr("a hidden unit below 0")),
        (look.signed(0.9), tr("a hidden unit above 0")),
        (("×0", MUTED), tr("a time step that does not count in the cost")),
        (("●", ACCENT), tr("in time: the moment shown")),
        (("▴", ACCENT), tr("in time: an edit")),
        (("╌", Ink("faint")), tr("in time: moments that are known and lie ahead")),
    ]


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
