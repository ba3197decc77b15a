"""The help: what the screen shows, in the field's terms, with its equations, signs and keys."""

from dataclasses import dataclass

from textual.binding import Binding

from rnn_tui.commands import TRAIN, Group, commands_of, display
from rnn_tui.experiment import Cell, Convention, Experiment, Readout
from rnn_tui.i18n import tr
from rnn_tui.text import width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, RIGHT, TEXT, WRONG, Ink, Run, Sheet
from rnn_tui.ui.widgets.canvas import Canvas, View, paint_title

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


Line = tuple[str, list[Run]]


@dataclass(frozen=True)
class HelpView:
    """The experiment whose equations are shown."""

    experiment: Experiment


class Page(Canvas[View], can_focus=True):
    """A page that scrolls with the arrows."""

    ground = "raised"
    BINDINGS = [
        Binding("up,k", "scroll_page(-1)", show=False),
        Binding("down,j", "scroll_page(1)", show=False),
        Binding("pageup", "scroll_page(-10)", show=False),
        Binding("pagedown,space", "scroll_page(10)", show=False),
    ]

    def __init__(self, view: View, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(view, id=id)
        self.top = 0

    def page(self, room: int, look: Look) -> list[Line]:
        """Give the whole page in a width of `room`."""
        raise NotImplementedError

    def draw(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the part of the page that is in view."""
        sheet, room = Sheet(columns, rows), columns - 2
        page = self.page(room - 1, look)
        self.top = max(0, min(self.top, len(page) - rows))
        for y, (title, runs) in enumerate(page[self.top : self.top + rows]):
            if title:
                line = Sheet(room, 1)
                paint_title(line, title, [run for run in runs if run[0]])
                sheet.runs(1, y, line.row(0))
            else:
                sheet.runs(1, y, runs)
        if self.top + rows < len(page):
            sheet.put(columns - 2, rows - 1, "▾", ACCENT)
        return sheet

    def action_scroll_page(self, by: int) -> None:
        """Move the page."""
        self.top += by
        self.repaint()

    def on_mouse_scroll_down(self) -> None:
        """Move the page down."""
        self.action_scroll_page(2)

    def on_mouse_scroll_up(self) -> None:
        """Move the page up."""
        self.action_scroll_page(-2)


class Help(Page[HelpView]):
    """What the main screen shows."""

    def page(self, room: int, look: Look) -> list[Line]:
        """Explain the picture, its signs and its keys."""
        return _page(self.view.experiment, room, look)


def keys(screen: str, room: int) -> list[Line]:
    """List the keys of a screen, by group."""
    lines: list[Line] = []
    for group in Group:
        found = [c for c in commands_of(screen) if c.group is group and c.keys]
        if found:
            lines += [("", []), (tr(str(group)), [])]
        for command in found:
            said = " ".join(display(key) for key in command.keys)
            lines += entry([(said, ACCENT)], 9, tr(command.help), room)
    return lines


def _page(experiment: Experiment, room: int, look: Look) -> list[Line]:
    lines: list[Line] = [(tr("Help"), [(tr("esc close"), MUTED)])]
    lines += prose(
        tr(
            "A column is a time step. Read it upwards: a letter goes in, the hidden state h "
            "keeps what was read so far and flows to the right, and the letter with the "
            "highest probability is the answer. The target is the next letter of the word."
        ),
        room,
    )
    name = f"{experiment.cell.upper()}, {experiment.convention}"
    lines += [("", []), (tr("Equations"), [(name, MUTED)])]
    logits = "softmax(h_t·R + s)" if experiment.readout is Readout.LINEAR else "softmax(h_t)"
    equations = (
        *EQUATIONS[experiment.cell, experiment.convention],
        f"p_t = {logits}",
        tr("cost = Σ −ln p_t(target), nats"),
    )
    lines += [("", [("  " + equation, TEXT)]) for equation in equations]
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
    ]


def entry(head: list[Run], at: int, words: str, room: int) -> list[Line]:
    """Put wrapped words beside a sign or key."""
    used = sum(width(text) for text, _ in head)
    rows = _wrapped(words, room - at - 2)
    first: list[Run] = [("  ", TEXT), *head, (" " * max(1, at - used), TEXT), (rows[0], TEXT)]
    rest = [("", [(" " * (at + 2) + row, TEXT)]) for row in rows[1:]]
    return [("", first), *rest]


def prose(words: str, room: int) -> list[Line]:
    """Wrap words."""
    return [("", [(row, TEXT)]) for row in _wrapped(words, room)]


def _wrapped(words: str, room: int) -> list[str]:
    rows = [""]
    for word in words.split():
        joined = f"{rows[-1]} {word}" if rows[-1] else word
        if width(joined) <= room or not rows[-1]:
            rows[-1] = joined
        else:
            rows.append(word)
    return rows


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
