"""The networks of an exported PyTorch script, as source.

Where torch.nn computes the experiment, it is used; else each cell is written out as a reader
would write it. No value of an experiment is in here but its sizes by name.
"""

from dataclasses import dataclass

from rnn_tui.experiment import Cell, Convention, Experiment, Readout

NAMES = {
    Cell.RNN: ("BasicRNNCell", "RNNCell"),
    Cell.LSTM: ("BasicLSTMCell", "LSTMCell"),
    Cell.GRU: ("GRUCell", "GRUCell"),
}
"""What a cell that is written out is called: TensorFlow's name, and torch's."""


def parameter(name: str, convention: Convention) -> str:
    """Give a tensor's name in the script for that in the checkpoint."""
    if convention is Convention.PYTORCH:
        return name
    return name.replace("_", ".", 1) if name.startswith("readout_") else f"cell.{name}"


@dataclass(frozen=True)
class Network:
    """Which network is written, and what edits ask of it."""

    experiment: Experiment
    holds: bool
    """Whether a gate is held at some time."""
    zeroes: bool
    """Whether a unit is zeroed at some time."""

    @property
    def tensorflow(self) -> bool:
        """Whether the cells are TensorFlow's."""
        return self.experiment.convention is Convention.TENSORFLOW

    @property
    def native(self) -> bool:
        """Whether torch.nn has the very network."""
        return not (self.tensorflow or self.holds or self.zeroes)

    @property
    def cuts(self) -> bool:
        """Whether held gates may cut a whole tensor off: TensorFlow's GRU has one of its own."""
        return self.holds and self.tensorflow and self.experiment.cell is Cell.GRU

    @property
    def memory(self) -> bool:
        """Whether the state is h and c."""
        return self.experiment.cell is Cell.LSTM

    def sigmoid(self, name: str, z: str) -> str:
        """Write a gate."""
        return f'gate("{name}", {z})' if self.holds else f"torch.sigmoid({z})"

    def source(self) -> str:
        """Write every class and function."""
        parts = [GATE] if self.holds else []
        if not self.native:
            parts.append(self._tensorflow() if self.tensorflow else self._torch())
        if self.tensorflow and self.experiment.readout is Readout.LINEAR:
            parts.append(DENSE)
        parts.append(self._network())
        return "\n\n\n".join(part.strip("\n") for part in parts)

    def _tensorflow(self) -> str:
        s = self.sigmoid
        match self.experiment.cell:
            case Cell.RNN:
                return TENSORFLOW_RNN
            case Cell.LSTM:
                return (
                    TENSORFLOW_LSTM.replace("<i>", s("input", "i"))
                    .replace("<f>", s("forget", "f + 1.0"))
                    .replace("<o>", s("output", "o"))
                )
            case Cell.GRU:
                return TENSORFLOW_GRU.replace("<r>", s("reset", "r")).replace(
                    "<u>", s("update", "u")
                )

    def _torch(self) -> str:
        s = self.sigmoid
        match self.experiment.cell:
            case Cell.RNN:
                name, gates, step = "RNNCell", 1, TORCH_RNN
            case Cell.LSTM:
                name, gates, step = "LSTMCell", 4, TORCH_LSTM
                step = step.replace("<i>", s("input", "i")).replace("<f>", s("forget", "f"))
                step = step.replace("<o>", s("output", "o"))
            case Cell.GRU:
                name, gates, step = "GRUCell", 3, TORCH_GRU
                step = step.replace("<r>", s("reset", "r")).replace("<z>", s("update", "z"))
        rows = "units" if gates == 1 else f"{gates} * units"
        return TORCH_CELL.replace("<name>", name).replace("<rows>", rows) + step.rstrip("\n")

    def _network(self) -> str:
        linear = self.experiment.readout is Readout.LINEAR
        if self.native:
            kind = self.experiment.cell.upper()
            readout = "        self.readout = nn.Linear(HIDDEN, VOCABULARY)\n" if linear else ""
            logits = "self.readout(hidden)" if linear else "hidden"
            return (
                NATIVE.replace("<kind>", kind)
                .replace("<readout>", readout)
                .replace("<logits>", logits)
            )
        made = "Dense" if self.tensorflow else "nn.Linear"
        readout = f"        self.readout = {made}(HIDDEN, VOCABULARY)\n" if linear else ""
        name = NAMES[self.experiment.cell][not self.tensorflow]
        kept = "        for x_t in x:\n            state = self.cell(x_t, state)\n"
        if self.zeroes:
            kept = ("        state = silence(state)\n" + kept).replace(
                "self.cell(x_t, state)", "silence(self.cell(x_t, state))"
            )
        logits = "self.readout(torch.stack(hidden))" if linear else "torch.stack(hidden)"
        hidden = "state[0]" if self.memory else "state"
        kept += f"            hidden.append({hidden})\n"
        silence = (SILENCE_MEMORY if self.memory else SILENCE) + "\n" if self.zeroes else ""
        return silence.lstrip("\n") + (
            UNROLLED.replace("<cell>", name)
            .replace("<readout>", readout)
            .replace("<steps>", kept)
            .replace("<logits>", logits)
        )


GATE = '''
held = {}  # gates that an edit holds at 0 or 1


def gate(name, z):
    """A gate: a number of 0 to 1 for each unit, unless it is held."""
    return torch.full_like(z, held[name]) if name in held else torch.sigmoid(z)
'''

SILENCE = '''
zeroed = set()  # units, from 0, that an edit puts out of action


def silence(h):
    """Let nothing come from a zeroed unit, and no gradient go to it."""
    active = torch.tensor([0.0 if unit in zeroed else 1.0 for unit in range(HIDDEN)], dtype=DTYPE)
    return h * active
'''

SILENCE_MEMORY = '''
zeroed = set()  # units, from 0, that an edit puts out of action


def silence(state):
    """Let nothing come from a zeroed unit, and no gradient go to it."""
    h, c = state
    active = torch.tensor([0.0 if unit in zeroed else 1.0 for unit in range(HIDDEN)], dtype=DTYPE)
    return h * active, c
'''

TENSORFLOW_RNN = '''
class BasicRNNCell(nn.Module):
    """TensorFlow's BasicRNNCell: h' = tanh([x, h] K + b)."""

    def __init__(self, inputs, units):
        super().__init__()
        self.kernel = nn.Parameter(torch.zeros(inputs + units, units))
        self.bias = nn.Parameter(torch.zeros(units))

    def forward(self, x, h):
        return torch.tanh(torch.cat([x, h], 1) @ self.kernel + self.bias)
'''

TENSORFLOW_LSTM = '''
class BasicLSTMCell(nn.Module):
    """TensorFlow's BasicLSTMCell: the forget bias of 1 is added as it runs, not stored."""

    def __init__(self, inputs, units):
        super().__init__()
        self.kernel = nn.Parameter(torch.zeros(inputs + units, 4 * units))
        self.bias = nn.Parameter(torch.zeros(4 * units))

    def forward(self, x, state):
        h, c = state
        i, j, f, o = (torch.cat([x, h], 1) @ self.kernel + self.bias).chunk(4, 1)
        c = c * <f> + <i> * torch.tanh(j)
        h = torch.tanh(c) * <o>
        return h, c
'''

TENSORFLOW_GRU = '''
class GRUCell(nn.Module):
    """TensorFlow's GRUCell: the reset comes before the product with the hidden state."""

    def __init__(self, inputs, units):
        super().__init__()
        self.gates_kernel = nn.Parameter(torch.zeros(inputs + units, 2 * units))
        self.gates_bias = nn.Parameter(torch.ones(2 * units))
        self.candidate_kernel = nn.Parameter(torch.zeros(inputs + units, units))
        self.candidate_bias = nn.Parameter(torch.zeros(units))

    def forward(self, x, h):
        r, u = (torch.cat([x, h], 1) @ self.gates_kernel + self.gates_bias).chunk(2, 1)
        r, u = <r>, <u>
        n = torch.tanh(torch.cat([x, r * h], 1) @ self.candidate_kernel + self.candidate_bias)
        return u * h + (1 - u) * n
'''

TORCH_CELL = '''
class <name>(nn.Module):
    """One time step of torch.nn's cell, written out so that edits can reach into it."""

    def __init__(self, inputs, units):
        super().__init__()
        limit = 1 / math.sqrt(units)

        def draw(*shape):
            return nn.Parameter(torch.empty(*shape).uniform_(-limit, limit))

        self.weight_ih_l0 = draw(<rows>, inputs)
        self.weight_hh_l0 = draw(<rows>, units)
        self.bias_ih_l0 = draw(<rows>)
        self.bias_hh_l0 = draw(<rows>)
'''

TORCH_RNN = """
    def forward(self, x, h):
        return torch.tanh(
            x @ self.weight_ih_l0.T + self.bias_ih_l0 + h @ self.weight_hh_l0.T + self.bias_hh_l0
        )
"""

TORCH_LSTM = """
    def forward(self, x, state):
        h, c = state
        z = x @ self.weight_ih_l0.T + self.bias_ih_l0 + h @ self.weight_hh_l0.T + self.bias_hh_l0
        i, f, g, o = z.chunk(4, 1)
        c = <f> * c + <i> * torch.tanh(g)
        h = <o> * torch.tanh(c)
        return h, c
"""

TORCH_GRU = """
    def forward(self, x, h):
        r_x, z_x, n_x = (x @ self.weight_ih_l0.T + self.bias_ih_l0).chunk(3, 1)
        r_h, z_h, n_h = (h @ self.weight_hh_l0.T + self.bias_hh_l0).chunk(3, 1)
        r, z = r_x + r_h, z_x + z_h
        r, z = <r>, <z>
        n = torch.tanh(n_x + r * n_h)
        return (1 - z) * n + z * h
"""

DENSE = '''
class Dense(nn.Module):
    """A linear layer in TensorFlow's layout."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.kernel = nn.Parameter(torch.zeros(inputs, outputs))
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        return x @ self.kernel + self.bias
'''

NATIVE = '''
class Network(nn.Module):
    """The cell reads a character at each time step; its outputs become logits of the next."""

    def __init__(self):
        super().__init__()
        self.cell = nn.<kind>(VOCABULARY, HIDDEN)
<readout>
    def forward(self, x, state=None):
        """Read x (time, batch, vocabulary); give the logits, and the state after the last."""
        hidden, state = self.cell(x, state)
        return <logits>, state
'''

UNROLLED = '''
class Network(nn.Module):
    """The cell reads a character at each time step; its outputs become logits of the next."""

    def __init__(self):
        super().__init__()
        self.cell = <cell>(VOCABULARY, HIDDEN)
<readout>
    def forward(self, x, state):
        """Read x (time, batch, vocabulary); give the logits, and the state after the last."""
        hidden = []
<steps>        return <logits>, state
'''
