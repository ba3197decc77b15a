"""What the panels of the inspector show, one topic a panel, and what their words mean."""

from rnn_tui.anatomy import letter, sigmoids
from rnn_tui.experiment import Cell, Experiment
from rnn_tui.i18n import tr
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, MUTED, TEXT
from rnn_tui.ui.widgets.help_topics import Signs, Topic


def inside_topics(experiment: Experiment) -> tuple[Topic, ...]:
    """Give the topics of the inspector, in the order in which they are walked through."""
    return (
        _steps(),
        _maps(experiment),
        _gradient(),
        _unit(),
        _cell(experiment),
        _logits(),
        _shapes(),
        _weights(),
        _portrait(),
    )


def _steps() -> Topic:
    return Topic(
        "steps",
        tr("Inside, over time"),
        (
            tr(
                "Inside the network: what happens over time, and how the chosen unit is made at "
                "the chosen time step; in a small terminal tab turns from the one to the other. "
                "All numbers are those of the moment shown."
            ),
            tr(
                "moved e₃ says how far each input moved the chosen answer, the e at time step 3: "
                "the size of the derivative of its logit by the input. No input after it counts."
            ),
        ),
        signs=_steps_signs,
        commands=("step_left", "step_right", "unit_up", "unit_down", "inspect"),
        attempt=tr(
            "Choose the last time step: does the first letter still move its answer, or has the "
            "network forgotten it?"
        ),
    )


def _steps_signs(look: Look) -> Signs:  # noqa: ARG001
    return [
        (("▾ ▴", ACCENT), tr("the chosen time step, above or under a map")),
        (("×0", MUTED), tr("a time step that does not count in the cost")),
        (("◂", TEXT), tr("the target")),
        (("·", MUTED), tr("not known, or nothing there")),
    ]


def _maps(experiment: Experiment) -> Topic:
    return Topic(
        "maps",
        tr("Maps"),
        (
            tr(
                "A row is a unit, a column a time step. Gates go from 0, closed, to 1, open; what "
                "has a sign from −1 to 1. z lets the scales follow the largest number."
            ),
        ),
        signs=_maps_signs,
        entries=_gates(experiment),
        named=tr("Gates"),
        commands=("scale", "unit_up", "unit_down", "ablate", "portrait_unit"),
        attempt=tr("Zero a unit with a: which answers needed it? The same menu lets it go again."),
    )


def _maps_signs(look: Look) -> Signs:
    return [
        (("▸", ACCENT), tr("the chosen unit")),
        (("×", MUTED), tr("a unit that is zeroed; in the diagram: multiplied")),
        (look.signed(-0.9), tr("below 0")),
        (look.signed(0.9), tr("above 0")),
    ]


def _gates(e: Experiment) -> tuple[tuple[str, str], ...]:
    def name(gate: str) -> str:
        return letter(e.cell, e.convention, gate)

    state = ("h", tr("hidden state, −1 to 1: what the answer is read from"))
    if not sigmoids(e.cell, e.convention):
        return state, ("", tr("this cell has no gates: h is made anew at each time step"))
    if e.cell is Cell.LSTM:
        return (
            (name("input"), tr("input gate: how much of {j} is added", j=name("candidate"))),
            (name("forget"), tr("forget gate: how much of the memory c is kept")),
            (name("output"), tr("output gate: how much of c is shown as h")),
            (name("candidate"), tr("candidate: what could be added to the memory")),
            ("c", tr("memory, without bounds: it is carried from time step to time step")),
            state,
        )
    return (
        (name("reset"), tr("reset gate: how much of h the candidate reads")),
        (name("update"), tr("update gate: how much of h stays as it is")),
        (name("candidate"), tr("candidate: what takes the place of the rest")),
        state,
    )


def _gradient() -> Topic:
    return Topic(
        "gradient",
        tr("Gradient through time"),
        (
            tr(
                "|∂L_s/∂h_t| is the size of the derivative of the loss at time step s by the "
                "hidden state at t: how much that loss would change with that state. A row is a "
                "loss, a column a state. |∂L/∂h_t| is the same for all losses together. Both are "
                "of the whole text, also where training cuts it into windows."
            ),
            tr(
                "The factor is what a time step back multiplies |∂L_s/∂h_t| by: the geometric "
                "mean over all neighbours in the matrix. Of a long text it covers the losses s "
                "that it names; where a page has no matrix, those around the chosen step. Below "
                "0.5 the gradient vanishes, below 0.9 it fades, up to 1.1 it is steady, up to 2 "
                "it grows, above it explodes."
            ),
        ),
        commands=("step_left", "step_right", "back", "advance"),
        attempt=tr(
            "Compare the factor of an RNN and of an LSTM on a text of 14 letters: which of them "
            "still hears the first letter?"
        ),
    )


def _unit() -> Topic:
    return Topic(
        "unit",
        tr("The arithmetic of a unit"),
        (
            tr(
                "How the chosen unit was made at the chosen time step: each sum is what the input "
                "gives, what the hidden state before gives, and the bias; the squashing function "
                "turns it into a gate or a candidate."
            ),
        ),
        equations=True,
        commands=("unit_up", "unit_down", "step_left", "step_right"),
        attempt=tr("Check a line by hand: it is all there, to the digits shown."),
    )


def _cell(experiment: Experiment) -> Topic:
    return Topic(
        "cell",
        tr("The cell"),
        (
            tr(
                "The same arithmetic as a diagram, values in place: what flows in at the left and "
                "from below, what is multiplied and added, and what leaves to the right."
            ),
        ),
        equations=True,
        entries=_gates(experiment),
        named=tr("Gates"),
        commands=("ablate", "unit_up", "unit_down"),
        attempt=tr("Hold the forget gate of an LSTM at 0 with a: what is left of its memory?"),
    )


def _logits() -> Topic:
    return Topic(
        "logits",
        tr("Logits and probabilities"),
        (
            tr(
                "A logit is what the network gives a letter, any number; the softmax turns the "
                "logits of a time step into probabilities that add up to 1. Without a readout the "
                "logits are the hidden state, between −1 and 1, so no probability can reach 1."
            ),
        ),
        commands=("step_left", "step_right"),
        attempt=tr("Set the readout to linear, and see how far the cost can fall now."),
    )


def _shapes() -> Topic:
    return Topic(
        "inner-shapes",
        tr("Shapes"),
        (
            tr(
                "The type and shape of every tensor of a training pass: the batch first, then "
                "time, then the letters or units. What is wrong with most first programs is "
                "written here."
            ),
        ),
        commands=("edit",),
    )


def _weights() -> Topic:
    return Topic(
        "tensor",
        tr("Weights, menu"),
        (
            tr(
                "w shows the tensors: arrows move, a number and enter set a weight. a zeroes a "
                "unit, holds a gate at 0 or 1, or freezes a tensor, and lets it go again."
            ),
        ),
        commands=("weights", "ablate", "undo"),
        attempt=tr("Freeze the kernel: can the biases alone still learn the word?"),
    )


def _portrait() -> Topic:
    return Topic(
        "portrait",
        tr("State portrait"),
        (
            tr(
                "v draws the path of the hidden state in the plane of two units: a label is a "
                "time step and the input that was read there."
            ),
        ),
        commands=("portrait_unit", "unit_up", "unit_down"),
        attempt=tr(
            "In hello, watch the two l drift apart while it trains: that distance is the memory."
        ),
    )
