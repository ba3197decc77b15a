"""A run as one standalone PyTorch script: readable, and the same costs and answers again.

The script needs torch only. Texts are literals in it, never code. Where torch.nn and torch.optim
compute the experiment they are used; cells, optimizers and edits of other kinds are written out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rnn_tui import __version__
from rnn_tui.edits import Freeze, Hold, Regime, Weight, Zero
from rnn_tui.experiment import Convention, Experiment, Initializer, Optimizer
from rnn_tui.export import pytorch_optimizers as optimizers
from rnn_tui.export.code import arrays, block, literal, literals, numbers, value
from rnn_tui.export.finished import Finished
from rnn_tui.export.pytorch_cells import Network
from rnn_tui.export.share import NotShareableError, share
from rnn_tui.fields import Invalid, number
from rnn_tui.i18n import tr
from rnn_tui.record import Event
from rnn_tui.task import Task

MOST_WEIGHTS = 100_000
"""Given first weights that a script holds at most."""

_LONGEST_LINE = 200


def to_pytorch(run: Finished) -> str:
    """Write the script; raises `Invalid` where it could not be the same run."""
    return _Script(run).source()


@dataclass(frozen=True, eq=False)
class _Script:
    """One script being written."""

    run: Finished

    @cached_property
    def experiment(self) -> Experiment:
        return self.run.recipe.experiment

    @cached_property
    def task(self) -> Task:
        return self.run.task

    @cached_property
    def changes(self) -> list[tuple[Event, Regime, Regime]]:
        return list(self.run.effective())

    @cached_property
    def regimes(self) -> list[Experiment]:
        """The experiment as it was, in order."""
        return [self.experiment, *(after.experiment for _, _, after in self.changes)]

    def _edited(self, kind: type) -> bool:
        return any(isinstance(event.value, kind) for event, _, _ in self.changes)

    @cached_property
    def freezes(self) -> bool:
        return self._edited(Freeze)

    @cached_property
    def carries(self) -> bool:
        """Whether the state is carried at some time."""
        return any(e.carry_state for e in self.regimes)

    @cached_property
    def mixes(self) -> bool:
        """Whether the state is carried at some times only."""
        return len({e.carry_state for e in self.regimes}) > 1

    @cached_property
    def whole(self) -> bool:
        """Whether every iteration reads the whole text from the zero state."""
        return all(Task(e).whole for e in self.regimes)

    @cached_property
    def weighs(self) -> bool:
        return any(e.loss_weights is not None for e in self.regimes)

    @cached_property
    def clips(self) -> bool:
        return any(e.clip_norm is not None for e in self.regimes)

    @cached_property
    def network(self) -> Network:
        return Network(self.experiment, self._edited(Hold), self._edited(Zero))

    @cached_property
    def drawn_by_torch(self) -> bool:
        """Whether the constructors of torch.nn draw the first weights."""
        e = self.experiment
        return e.initializer is Initializer.TORCH and e.convention is Convention.PYTORCH

    def source(self) -> str:
        parts = (
            self._head(),
            self._settings(),
            self._data(),
            "",
            self.network.source(),
            "",
            *self._optimizers(),
            self._functions(),
            "",
            self._first_weights(),
            self._loop(),
        )
        return "\n".join(part + "\n" if part else "" for part in parts)

    def _head(self) -> str:
        e = self.experiment
        lines = [
            f"# A run of rnn-tui {__version__}, written out: the {e.cell.upper()} of the "
            f"{e.convention} convention learns",
            "# to spell a text, one character after the other. Run it with python; it needs torch.",
            "# Each line it prints: an iteration, its cost before the update, the answer after it.",
        ]
        try:
            line = share(self.run.recipe, given_weights=self.run.initial is not None)
        except NotShareableError:
            line = ""
        if line and len(line) <= _LONGEST_LINE:
            lines += ["#", f"# The same run:  {line}"]
        lines += ["", "import math", ""] if self._needs_math else [""]
        imports = ("import torch", "from torch import nn", "from torch.nn import functional as F")
        return "\n".join([*lines, *imports])

    @property
    def _needs_math(self) -> bool:
        draws = self.run.initial is None and not self.drawn_by_torch
        corrects = any(
            e.optimizer is Optimizer.ADAM and optimizers.written_out(e, freezes=self.freezes)
            for e in self.regimes
        )
        return draws or corrects or not (self.network.native or self.network.tensorflow)

    def _settings(self) -> str:
        e, task = self.experiment, self.task
        planned = e.iterations
        made = self.run.iterations
        note = "" if made == planned else f"  # that were made; {planned} were planned"
        return block(
            "torch.set_num_threads(1)  # faster at this size, and sums keep their order",
            "",
            f"TEXT = {literal(e.text)}",
            f"SEED = {e.seed}",
            f"ITERATIONS = {made}{note}",
            f"HIDDEN = {task.hidden_size}  # units",
            f"DTYPE = torch.{e.dtype}",
        )

    def _data(self) -> str:
        graphemes = self.task.graphemes
        plain = tuple(self.experiment.text) == graphemes
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
            for e in self.regimes
            if optimizers.written_out(e, freezes=self.freezes)
        }
        for optimizer, convention in sorted(needed):
            yield optimizers.source(optimizer, convention).strip("\n")
            yield ""

    def _functions(self) -> str:
        parts = [self._start(), self._batch(), self._cost(), self._answer()]
        return "\n\n\n".join(part.strip("\n") for part in parts if part)

    def _start(self) -> str:
        if self.network.memory:
            zeros = (
                "zeros = torch.zeros(batch, HIDDEN, dtype=DTYPE)\n    return zeros, zeros"
                if not self.network.native
                else "zeros = torch.zeros(1, batch, HIDDEN, dtype=DTYPE)\n    return zeros, zeros"
            )
        else:
            layers = "1, " if self.network.native else ""
            zeros = f"return torch.zeros({layers}batch, HIDDEN, dtype=DTYPE)"
        return (
            f'def start(batch):\n    """The state before the first time step: zero."""\n    {zeros}'
        )

    def _sizes(self, e: Experiment) -> str:
        task = Task(e)
        return f"time_steps, batch_size = {task.time_steps}, {task.batch_size}"

    def _batch(self) -> str:
        if self.whole:
            return ""
        streams = (
            "length = len(targets) // batch_size  # of a stream; what is left over is not read\n"
            "first = i % (length // time_steps) * time_steps\n"
            "starts = torch.arange(batch_size) * length + first"
        )
        windows = (
            "count = len(targets) - time_steps + 1\n"
            "starts = (torch.arange(batch_size) + i * batch_size) % count"
        )
        if self.mixes:
            body = f"if carry_state:\n{block(streams, indent=4)}\nelse:\n{block(windows, indent=4)}"
        else:
            body = streams if self.carries else windows
        what = {
            (False, True): "Every stream goes on where its last iteration ended.",
            (False, False): "The next windows, round and round.",
        }.get((self.mixes, self.carries), "Streams that go on, or windows, round and round.")
        return block(
            "def batch(i):",
            f'    """The places in the text that iteration i reads, (time, batch). {what}"""',
            block(body, indent=4),
            "    return torch.arange(time_steps).unsqueeze(1) + starts",
        )

    def _cost(self) -> str:
        weighed = "losses * loss_weights[places].flatten()" if self.weighs else "losses"
        total = f"({weighed}).sum()" if self.weighs else "losses.sum()"
        return block(
            "def cost_of(logits, places):",
            '    """Cross entropy in nats: summed over time, divided by the sequences."""',
            "    losses = F.cross_entropy(",
            '        logits.flatten(0, 1), targets[places].flatten(), reduction="none"',
            "    )",
            f"    return {total} / places.shape[1]",
        )

    @cached_property
    def _from_fed(self) -> bool:
        """Whether a stream is read whole: its answer starts from what the iteration was fed."""
        return any(_answers_from_fed(e) for e in self.regimes)

    def _answer(self) -> str:
        return block(
            "@torch.no_grad()",
            "def answer(state):",
            '    """The likeliest character at every time step of the whole text."""',
            "    logits, _ = network(inputs.unsqueeze(1), state)",
            "    likeliest = logits.argmax(2).flatten().tolist()",
            '    return "".join(vocabulary[k] for k in likeliest)',
        )

    def _first_weights(self) -> str:
        e = self.experiment
        initial = self.run.initial
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
            named = {self._parameter(name): array for name, array in initial.items()}
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
        e = self.experiment
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

    def _parameter(self, name: str) -> str:
        """Give a tensor's name in the script for that in the checkpoint."""
        if self.experiment.convention is Convention.PYTORCH:
            return name
        if name.startswith("readout_"):
            return name.replace("_", ".", 1)
        return f"cell.{name}"

    def _loop(self) -> str:
        e, task = self.experiment, self.task
        before = [
            f"optimizer = {optimizers.made(e, freezes=self.freezes)}",
            f"clip_norm = {value(e.clip_norm)}" if self.clips else "",
            f"loss_weights = torch.tensor({numbers(task.loss_weights)}, dtype=DTYPE)"
            if self.weighs
            else "",
            "frozen = set()  # tensors that an edit keeps as they are" if self.freezes else "",
            f"carry_state = {e.carry_state}" if self.mixes else "",
            "places = torch.arange(len(targets)).unsqueeze(1)  # the whole text, one sequence"
            if self.whole
            else self._sizes(e),
            "state = fed = start(batch_size)"
            if self._from_fed
            else "state = start(batch_size)"
            if self.carries
            else "",
            f"every = {task.answer_every}  # iterations from one answer to the next"
            if self._seldom
            else "",
            "spelled = answer(start(1))" if self._seldom else "",
        ]
        body = [
            *self._edits(range(self.run.iterations)),
            "" if self.whole else "places = batch(i)",
            f"logits, {'after' if self.carries else '_'} = network(inputs[places], {self._fed})",
            "cost = cost_of(logits, places)",
            "optimizer.zero_grad()",
            "cost.backward()",
            *self._before_update(),
            "optimizer.step()",
            *self._carry(),
            *self._tell(),
        ]
        after = [
            *self._edits(range(self.run.iterations, self.run.iterations + 1), last=True),
            "i = ITERATIONS" if not self.whole else "",
            "places = batch(i)" if not self.whole else "",
            "with torch.no_grad():",
            f"    logits, _ = network(inputs[places], {self._fed})",
            '    print(f"{ITERATIONS:5d}  {cost_of(logits, places).item():.9f}")',
        ]
        return "\n".join(
            [
                block(*before),
                "",
                "for i in range(ITERATIONS):",
                block(*body, indent=4),
                "",
                "# The cost of the last weights.",
                block(*after),
            ]
        )

    @property
    def _seldom(self) -> bool:
        return self.task.answer_every > 1 and not self.whole

    @property
    def _fed(self) -> str:
        if self.mixes:
            return "state if carry_state else start(batch_size)"
        return "state" if self.carries else "start(1)" if self.whole else "start(batch_size)"

    def _before_update(self) -> Iterator[str]:
        if self.freezes:
            yield "for w in frozen:\n    w.grad = None"
        if not self.clips:
            return
        pytorch = self.experiment.convention is Convention.PYTORCH
        inner = (
            "nn.utils.clip_grad_norm_(network.parameters(), clip_norm)"
            if pytorch
            else "gradients = [w.grad for w in network.parameters() if w.grad is not None]\n"
            "norm = torch.sqrt(sum((g * g).sum() for g in gradients))\n"
            "for g in gradients:\n"
            "    g *= torch.clamp(clip_norm / norm, max=1.0)"
        )
        if any(e.clip_norm is None for e in self.regimes):
            inner = f"if clip_norm is not None:\n{block(inner, indent=4)}"
        yield inner

    def _carry(self) -> Iterator[str]:
        if not self.carries:
            return
        kept = "tuple(part.detach() for part in after)" if self.network.memory else "after.detach()"
        first = "fed = state" if self._from_fed else ""
        go_on = block(first, f"state = {kept}  # no gradient goes back across the border")
        yield f"if carry_state:\n{block(go_on, indent=4)}" if self.mixes else go_on

    def _tell(self) -> Iterator[str]:
        start = "start(1)"
        if self._from_fed:
            always = all(_answers_from_fed(e) for e in self.regimes)
            start = "fed" if always else "fed if carry_state and batch_size == 1 else start(1)"
        if self._seldom:
            yield "if (i + 1) % every == 0 or i + 1 == ITERATIONS:"
            yield f"    spelled = answer({start})"
            yield 'print(f"{i:5d}  {cost.item():.9f}  {spelled!r}")'
        else:
            yield f'print(f"{{i:5d}}  {{cost.item():.9f}}  {{answer({start})!r}}")'

    def _edits(self, iterations: range, *, last: bool = False) -> Iterator[str]:
        at = -1
        for event, before, after in self.changes:
            if event.iteration not in iterations:
                continue
            lines = self._edit(event, before.experiment, after.experiment)
            if not lines:
                continue
            if not last and event.iteration != at:
                yield f"if i == {event.iteration}:"
            at = event.iteration
            yield block(*lines, indent=0 if last else 4)

    def _edit(self, event: Event, before: Experiment, after: Experiment) -> list[str]:
        match event.value:
            case Weight(tensor, index, new):
                place = ", ".join(map(str, index))
                return [
                    "with torch.no_grad():",
                    f"    network.{self._parameter(tensor)}[{place}] = {number(new)}",
                ]
            case Zero(unit, on):
                return [f"zeroed.{'add' if on else 'discard'}({unit})"]
            case Hold(gate, None):
                return [f'held.pop("{gate}", None)']
            case Hold(gate, held):
                return [f'held["{gate}"] = {held}']
            case Freeze(tensor, on):
                return [f"frozen.{'add' if on else 'discard'}(network.{self._parameter(tensor)})"]
        field = event.field
        if getattr(before, field) == getattr(after, field):
            return []
        match field:
            case "learning_rate" | "momentum" | "decay":
                return optimizers.setting(after, field, freezes=self.freezes)
            case "optimizer":
                made = optimizers.made(after, freezes=self.freezes)
                return [f"optimizer = {made}  # it starts fresh"]
            case "clip_norm":
                return [f"clip_norm = {value(after.clip_norm)}"]
            case "loss_weights":
                weights = numbers(Task(after).loss_weights)
                return [f"loss_weights = torch.tensor({weights}, dtype=DTYPE)"]
            case "carry_state":
                start = "state = fed = start(batch_size)" if self._from_fed else ""
                start = start or "state = start(batch_size)"
                return [f"carry_state = {after.carry_state}", self._sizes(after), start]
            case _:  # iterations: as many are made as were made
                return []


def _answers_from_fed(e: Experiment) -> bool:
    task = Task(e)
    return e.carry_state and task.batch_size == 1 and task.time_steps == task.length
