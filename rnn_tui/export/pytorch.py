"""A run as one standalone PyTorch script: readable, and the same costs and answers again.

The script needs torch only. Texts are literals in it, never code. Where torch.nn and torch.optim
compute the experiment they are used; cells, optimizers and edits of other kinds are written out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rnn_tui import __version__
from rnn_tui.edits import Hold, Zero
from rnn_tui.experiment import Convention, Initializer, Optimizer
from rnn_tui.export import pytorch_optimizers as optimizers
from rnn_tui.export.code import arrays, block, literal, literals
from rnn_tui.export.course import Course
from rnn_tui.export.finished import Finished
from rnn_tui.export.pytorch_cells import Network, parameter
from rnn_tui.export.pytorch_loop import Loop
from rnn_tui.export.share import NotShareableError, share
from rnn_tui.fields import Invalid
from rnn_tui.i18n import tr

MOST_WEIGHTS = 100_000
"""Given first weights that a script holds at most."""

_LONGEST_LINE = 200


def to_pytorch(run: Finished) -> str:
    """Write the script; raises `Invalid` where it could not be the same run."""
    return _Script(Course(run)).source()


@dataclass(frozen=True, eq=False)
class _Script:
    """One script being written."""

    course: Course

    @cached_property
    def network(self) -> Network:
        course = self.course
        return Network(course.experiment, course.edited(Hold), course.edited(Zero))

    @cached_property
    def drawn_by_torch(self) -> bool:
        """Whether the constructors of torch.nn draw the first weights."""
        e = self.course.experiment
        return e.initializer is Initializer.TORCH and e.convention is Convention.PYTORCH

    def source(self) -> str:
        loop = Loop(self.course, self.network)
        parts = (
            self._head(),
            self._settings(),
            self._data(),
            "",
            self.network.source(),
            "",
            *self._optimizers(),
            loop.functions(),
            "",
            self._first_weights(),
            loop.source(),
        )
        return "\n".join(part + "\n" if part else "" for part in parts)

    def _head(self) -> str:
        e = self.course.experiment
        lines = [
            f"# A run of rnn-tui {__version__}, written out: the {e.cell.upper()} of the "
            f"{e.convention} convention learns",
            "# to spell a text, one character after the other. Run it with python; it needs torch.",
            "# Each line it prints: an iteration, its cost before the update, the answer after it.",
        ]
        try:
            line = share(self.course.run.again, given_weights=self.course.run.initial is not None)
        except NotShareableError:
            line = ""
        if line and len(line) <= _LONGEST_LINE:
            lines += ["#", f"# The same run:  {line}"]
        lines += ["", "import math", ""] if self._needs_math else [""]
        imports = ("import torch", "from torch import nn", "from torch.nn import functional as F")
        return "\n".join([*lines, *imports])

    @property
    def _needs_math(self) -> bool:
        draws = self.course.run.initial is None and not self.drawn_by_torch
        corrects = any(
            e.optimizer is Optimizer.ADAM and optimizers.written_out(e, freezes=self.course.freezes)
            for e in self.course.regimes
        )
        return draws or corrects or not (self.network.native or self.network.tensorflow)

    def _settings(self) -> str:
        e, task = self.course.experiment, self.course.task
        planned = e.iterations
        made = self.course.run.iterations
        note = "" if made == planned else f"  # that were made; {planned} were planned"
        return block(
            "torch.set_num_threads(1)  # faster at this size, and sums keep their order\n",
            f"TEXT = {literal(e.text)}",
            f"SEED = {e.seed}",
            f"ITERATIONS = {made}{note}",
            f"HIDDEN = {task.hidden_size}  # units",
            f"DTYPE = torch.{e.dtype}",
        )

    def _data(self) -> str:
        graphemes = self.course.task.graphemes
        plain = tuple(self.course.experiment.text) == graphemes
        characters = "list(TEXT)" if plain else literals(graphemes)
        note = "" if plain else "  # what a reader sees as one: TEXT cut into graphemes"
        return block(
            f"characters = {characters}{note}",
            "vocabulary = list(dict.fromkeys(characters))  # in order of first appearance",
            "VOCABULARY = len(vocabulary)",
            "ids = torch.tensor([vocabulary.index(character) for character in characters])",
            "inputs = F.one_hot(ids[:-1], VOCABULARY).to(DTYPE)  # (time, vocabulary)",
            "targets = ids[1:]  # (time,): at each time step the character that comes next",
        )

    def _optimizers(self) -> Iterator[str]:
        needed = {
            (e.optimizer, e.convention)
            for e in self.course.regimes
            if optimizers.written_out(e, freezes=self.course.freezes)
        }
        for optimizer, convention in sorted(needed):
            yield optimizers.source(optimizer, convention).strip("\n")
            yield ""

    def _first_weights(self) -> str:
        e = self.course.experiment
        initial = self.course.run.initial
        lines: list[str] = []
        if initial is not None:
            if sum(array.size for array in initial.values()) > MOST_WEIGHTS:
                raise Invalid(
                    tr(
                        "the run began with more than {most} given weights, which no script holds: "
                        "export the experiment file (toml) and keep the checkpoint",
                        most=f"{MOST_WEIGHTS:,}",
                    )
                )
            named = {parameter(name, e.convention): array for name, array in initial.items()}
            lines += [
                "# The weights it began with.",
                f"FIRST = {arrays(named)}",
                "network = Network()",
            ]
            lines += ["if DTYPE is torch.float64:", "    network.double()"]
            lines += ["with torch.no_grad():", "    for name, w in network.named_parameters():"]
            return block(*lines, "        w.copy_(torch.tensor(FIRST[name], dtype=DTYPE))")
        if self.drawn_by_torch:
            lines += ["# The same seed draws the same first weights.", "torch.manual_seed(SEED)"]
            lines += ["network = Network()"]
        else:
            lines += ["# The same seed draws the same first weights, in single precision."]
            lines += ["network = Network()", "generator = torch.Generator().manual_seed(SEED)"]
            lines += ["with torch.no_grad():", "    for name, w in network.named_parameters():"]
            lines += [block(*self._draws(), indent=8)]
        if str(e.dtype) == "float64":
            lines += ["network.double()"]
        return block(*lines)

    def _draws(self) -> list[str]:
        e = self.course.experiment
        if e.initializer is Initializer.TORCH:
            limit = ["limit = 1 / math.sqrt(HIDDEN)"]
            return [*limit, "w.uniform_(-limit, limit, generator=generator)"]
        inputs = 1 if e.convention is Convention.PYTORCH else 0
        limit_of = (
            "math.sqrt(6 / (w.shape[0] + w.shape[1]))  # Glorot"
            if e.initializer is Initializer.GLOROT
            else f"math.sqrt(3 / w.shape[{inputs}])  # uniform scaling by the inputs"
        )
        return [
            "if w.dim() == 1:",
            '    w.fill_(1.0 if name == "cell.gates_bias" else 0.0)',
            "    continue",
            f"limit = {limit_of}",
            "w.uniform_(-limit, limit, generator=generator)",
        ]
