"""The help of the inspector: what it shows inside the network, and what its words mean."""

from rnn_tui.anatomy import letter, sigmoids
from rnn_tui.experiment import Cell, Experiment
from rnn_tui.i18n import tr
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, TEXT, Run
from rnn_tui.ui.widgets.help_page import Line, entry, prose


def inside_lines(
    experiment: Experiment, equations: list[Line], room: int, look: Look
) -> list[Line]:
    """Explain the panels, from the time steps to the portrait."""
    lines = prose(
        tr(
            "Inside the network: what happens over time, and how the chosen unit is made at the "
            "chosen time step; in a small terminal tab turns from the one to the other. All "
            "numbers are those of the moment shown."
        ),
        room,
    )
    lines += equations
    lines += _titled(tr("Gates"), _gates(experiment), room)
    for title, words in _sections():
        lines += [("", []), (title, []), *prose(words, room)]
    lines += [("", []), (tr("Signs"), [])]
    for sign, meaning in _signs(look):
        lines += entry([sign], 4, meaning, room)
    return lines


def _titled(title: str, entries: list[tuple[str, str]], room: int) -> list[Line]:
    lines: list[Line] = [("", []), (title, [])]
    for name, words in entries:
        lines += entry([(name, BOLD)], 4, words, room)
    return lines


def _gates(e: Experiment) -> list[tuple[str, str]]:
    def name(gate: str) -> str:
        return letter(e.cell, e.convention, gate)

    state = ("h", tr("hidden state, −1 to 1: what the answer is read from"))
    if not sigmoids(e.cell, e.convention):
        return [state, ("", tr("this cell has no gates: h is made anew at each time step"))]
    if e.cell is Cell.LSTM:
        return [
            (name("input"), tr("input gate: how much of {j} is added", j=name("candidate"))),
            (name("forget"), tr("forget gate: how much of the memory c is kept")),
            (name("output"), tr("output gate: how much of c is shown as h")),
            (name("candidate"), tr("candidate: what could be added to the memory")),
            ("c", tr("memory, without bounds: it is carried from time step to time step")),
            state,
        ]
    return [
        (name("reset"), tr("reset gate: how much of h the candidate reads")),
        (name("update"), tr("update gate: how much of h stays as it is")),
        (name("candidate"), tr("candidate: what takes the place of the rest")),
        state,
    ]


def _sections() -> list[tuple[str, str]]:
    return [
        (
            tr("Maps"),
            tr(
                "A row is a unit, a column a time step. Gates go from 0, closed, to 1, open; what "
                "has a sign from −1 to 1. z lets the scales follow the largest number."
            ),
        ),
        (
            tr("Moved"),
            tr(
                "moved e₃ says how far each input moved the chosen answer, the e at time step 3: "
                "the size of the derivative of its logit by the input. No input after it counts."
            ),
        ),
        (
            tr("Gradient through time"),
            tr(
                "|∂L_s/∂h_t| is the size of the derivative of the loss at time step s by the "
                "hidden state at t: how much that loss would change with that state. A row is a "
                "loss, a column a state. |∂L/∂h_t| is the same for all losses together. Both are "
                "of the whole text, also where training cuts it into windows."
            ),
        ),
        (
            tr("The factor"),
            tr(
                "What a time step back multiplies |∂L_s/∂h_t| by: the geometric mean over all "
                "neighbours in the matrix. Of a long text it covers the losses s that it names; "
                "where a page has no matrix, those around the chosen step. Below 0.5 the gradient "
                "vanishes, below 0.9 it fades, up to 1.1 it is steady, up to 2 it grows, above "
                "it explodes."
            ),
        ),
        (
            tr("Weights, menu, portrait"),
            tr(
                "w shows the tensors: arrows move, a number and enter set a weight. a zeroes a "
                "unit, holds a gate at 0 or 1, or freezes a tensor, and lets it go again. v draws "
                "the path of the hidden state in the plane of two units: a label is a time step "
                "and the input that was read there."
            ),
        ),
    ]


def _signs(look: Look) -> list[tuple[Run, str]]:
    return [
        (("▾ ▴", ACCENT), tr("the chosen time step, above or under a map")),
        (("▸", ACCENT), tr("the chosen unit")),
        (("×", MUTED), tr("a unit that is zeroed; in the diagram: multiplied")),
        (("×0", MUTED), tr("a time step that does not count in the cost")),
        (("◂", TEXT), tr("the target")),
        (("·", MUTED), tr("not known, or nothing there")),
        (look.signed(-0.9), tr("below 0")),
        (look.signed(0.9), tr("above 0")),
    ]
