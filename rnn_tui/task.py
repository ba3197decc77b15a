"""What an experiment asks of a network, before there is one. Plain numbers: no arrays.

Here is everything that depends on several fields at once: the vocabulary, the windows,
the sizes, the memory a run will take, and which settings contradict each other.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rnn_tui.anatomy import GATES
from rnn_tui.experiment import FIELDS, Cell, Convention, Dtype, Experiment, Problem, Readout
from rnn_tui.fields import grouped
from rnn_tui.i18n import tr
from rnn_tui.text import characters

DEFAULT_MEMORY = 10**9
"""Bytes a run may take unless `--memory` says otherwise."""

ANSWER_EVERY = 256
"""With windows, a longer text than this is answered only every ceil(T/256)-th iteration."""

_TRACE = {
    (Cell.RNN, Convention.TENSORFLOW): 3,
    (Cell.RNN, Convention.PYTORCH): 3,
    (Cell.LSTM, Convention.TENSORFLOW): 15,
    (Cell.LSTM, Convention.PYTORCH): 15,
    (Cell.GRU, Convention.TENSORFLOW): 11,
    (Cell.GRU, Convention.PYTORCH): 14,
}
"""Numbers that a unit's forward and backward pass keep for a time step, the states aside."""


@dataclass(frozen=True)
class Task:
    """The text of an experiment as ids, and the sizes that follow. The fields must not conflict."""

    experiment: Experiment

    @cached_property
    def graphemes(self) -> tuple[str, ...]:
        """The characters of the text."""
        return characters(self.experiment.text)

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """The distinct characters in order of first appearance; the index is the id."""
        return _distinct(self.graphemes)

    @cached_property
    def ids(self) -> tuple[int, ...]:
        """The id of each character of the text."""
        number = {character: index for index, character in enumerate(self.vocabulary)}
        return tuple(number[character] for character in self.graphemes)

    @property
    def inputs(self) -> tuple[int, ...]:
        """Ids of all characters but the last."""
        return self.ids[:-1]

    @property
    def targets(self) -> tuple[int, ...]:
        """Ids of all characters but the first."""
        return self.ids[1:]

    @property
    def target(self) -> str:
        """The answer to learn."""
        return "".join(self.graphemes[1:])

    def spell(self, ids: tuple[int, ...] | list[int]) -> str:
        """Write ids as characters."""
        return "".join(self.vocabulary[i] for i in ids)

    @property
    def length(self) -> int:
        """Transitions of the text, T: its characters less one."""
        return len(self.graphemes) - 1

    @property
    def vocabulary_size(self) -> int:
        """V, the number of distinct characters."""
        return len(self.vocabulary)

    @property
    def hidden_size(self) -> int:
        """H, the units of the hidden state."""
        return self.experiment.hidden_size or self.vocabulary_size

    @property
    def streams(self) -> int:
        """With carried state, the number of streams the text is cut into."""
        return self.experiment.batch_size or 1

    @property
    def time_steps(self) -> int:
        """Time steps of one window, or of one bite of each stream."""
        longest = self.length // self.streams if self.experiment.carry_state else self.length
        return self.experiment.time_steps or longest

    @property
    def windows(self) -> int:
        """Without carried state: how many windows the text has, one at each start."""
        return self.length - self.time_steps + 1

    @property
    def batch_size(self) -> int:
        """Sequences of one iteration."""
        if self.experiment.carry_state:
            return self.streams
        return self.experiment.batch_size or self.windows

    @property
    def pass_length(self) -> int:
        """Iterations of one pass over the data: all windows, or each stream once."""
        if self.experiment.carry_state:
            return self.length // self.streams // self.time_steps
        return math.ceil(self.windows / self.batch_size)

    @property
    def left_out(self) -> int:
        """Transitions at the end that no stream reads."""
        return self.length % self.streams if self.experiment.carry_state else 0

    @property
    def whole(self) -> bool:
        """Whether the training pass is the answer pass: one window, no carried state."""
        return not self.experiment.carry_state and self.time_steps == self.length

    @property
    def answer_every(self) -> int:
        """Iterations from one answer pass to the next."""
        return 1 if self.whole else math.ceil(self.length / ANSWER_EVERY)

    @property
    def loss_weights(self) -> tuple[float, ...]:
        """One weight for each target position."""
        return self.experiment.loss_weights or (1.0,) * self.length

    def positions(self, iteration: int) -> tuple[tuple[int, ...], ...]:
        """Give, for each sequence of the iteration's batch, the transitions it reads, in order.

        Without carried state the next `batch_size` windows, round and round; with it the next
        `time_steps` of each stream, from the start again when fewer are left.
        """
        steps, batch = self.time_steps, self.batch_size
        if self.experiment.carry_state:
            stream = self.length // batch
            start = (iteration % (stream // steps)) * steps
            return tuple(
                tuple(range(b * stream + start, b * stream + start + steps)) for b in range(batch)
            )
        first = iteration * batch
        starts = ((first + b) % self.windows for b in range(batch))
        return tuple(tuple(range(start, start + steps)) for start in starts)

    @property
    def parameters(self) -> int:
        """How many numbers are trained."""
        V, H = self.vocabulary_size, self.hidden_size
        biases = 2 if self.experiment.convention is Convention.PYTORCH else 1
        gates = len(GATES[self.experiment.cell, self.experiment.convention])
        count = gates * H * (V + H + biases)
        return count + (H * V + V if self.experiment.readout is Readout.LINEAR else 0)

    @property
    def width(self) -> int:
        """Bytes of a number."""
        return 8 if self.experiment.dtype is Dtype.FLOAT64 else 4

    @property
    def lasting_bytes(self) -> int:
        """What lasts of a member of an ensemble: parameters, two slots, a carried state.

        While it is its turn it takes what `bytes` says, for which there is a place for each
        member of a lot.
        """
        memory = 2 if self.experiment.cell is Cell.LSTM else 1
        states = 2 * memory * self.streams * self.hidden_size
        # Rows of parameters are rounded up to cache lines; settings come to one more.
        return self.width * (3 * self.parameters + states) + 4 * 64

    @property
    def bytes(self) -> int:
        """An estimate of the memory that training takes: weights, slots and every trace."""
        # Parameters and two slots, the same of the moment before, gradients.
        weights = self.parameters * (2 * 3 + 2)
        cell, V = self.experiment.cell, self.vocabulary_size
        per_step = _TRACE[cell, self.experiment.convention] * self.hidden_size + 4 * V
        trained = self.batch_size * self.time_steps
        answered = 0 if self.whole else self.length
        return self.width * (weights + (trained + answered) * (per_step + 4 * self.hidden_size))


@lru_cache(maxsize=16)
def _distinct(letters: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(letters))


def problems(experiment: Experiment, memory: int = DEFAULT_MEMORY) -> tuple[Problem, ...]:
    """Name every setting that contradicts another one, and a network too large for `memory`."""
    found = tuple(_conflicts(experiment))
    if found:
        return found
    task = Task(experiment)
    if task.bytes <= memory:
        return ()
    field = "hidden_size" if experiment.hidden_size else "text"
    remedy = tr("fewer units, a shorter text")
    if task.batch_size > 1:
        field, remedy = "batch_size", tr("a smaller batch, fewer units, a shorter text")
    return (
        Problem(
            field,
            tr(
                "{parameters} parameters over {steps} time steps take about {size}, more than "
                "--memory {limit}: use {remedy}, or --memory {double}",
                parameters=grouped(task.parameters),
                steps=grouped(task.batch_size * task.time_steps),
                size=amount(task.bytes),
                limit=amount(memory).replace(" ", ""),
                remedy=remedy,
                double=amount(2 * task.bytes).replace(" ", ""),
            ),
        ),
    )


JUDGED = frozenset(
    {
        "text",
        "convention",
        "cell",
        "readout",
        "hidden_size",
        "time_steps",
        "batch_size",
        "carry_state",
        "loss_weights",
        "dtype",
    }
)
"""The fields that `problems` looks at: no other one makes or removes a problem."""


def simplest(experiment: Experiment) -> Experiment:
    """Leave out whatever goes without saying; two with the same simplest form train alike.

    A value that is what its absence stands for becomes absent, a field that does not apply
    takes its default. The sizes need not fit the text.
    """
    task = Task(experiment)
    changes = {spec.name: spec.default for spec in FIELDS if not spec.applies(experiment)}
    batch = experiment.batch_size
    if experiment.carry_state:
        longest, whole_batch = task.length // task.streams, batch == 1
    else:
        longest, whole_batch = task.length, batch == task.windows
    if experiment.hidden_size is not None and experiment.hidden_size == task.vocabulary_size:
        changes["hidden_size"] = None
    if experiment.time_steps == longest:
        changes["time_steps"] = None
    if whole_batch:
        changes["batch_size"] = None
    weights = experiment.loss_weights
    if weights is not None and len(weights) == task.length and set(weights) == {1.0}:
        changes["loss_weights"] = None
    return experiment.replace(**changes) if changes else experiment


def _conflicts(experiment: Experiment) -> Iterator[Problem]:
    task = Task(experiment)
    size, length = experiment.hidden_size, task.length
    if experiment.readout is Readout.NONE and size not in (None, task.vocabulary_size):
        yield Problem(
            "hidden_size",
            tr(
                "{size}, the vocabulary's size, as there is no readout; or set readout to linear",
                size=task.vocabulary_size,
            ),
        )
    batch = experiment.batch_size
    if experiment.carry_state and task.streams > length:
        yield Problem("batch_size", tr("1 to {high}, the text's transitions", high=length))
        return
    longest = length // task.streams if experiment.carry_state else length
    if experiment.time_steps is not None and experiment.time_steps > longest:
        where = tr("a stream") if experiment.carry_state else tr("the text")
        yield Problem(
            "time_steps",
            tr("all, or 1 to {high}, the time steps of {where}", high=longest, where=where),
        )
        return
    if not experiment.carry_state and batch is not None and batch > task.windows:
        yield Problem(
            "batch_size",
            tr("all, or 1 to {high}, the windows of the text", high=grouped(task.windows)),
        )
    weights = experiment.loss_weights
    if weights is not None and len(weights) != length:
        yield Problem(
            "loss_weights",
            tr(
                "ones, or {length} numbers, one a target; {count} given",
                length=grouped(length),
                count=grouped(len(weights)),
            ),
        )


def amount(size: float) -> str:
    """Write a number of bytes as a person would: 8 kB, 1.2 GB."""
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if size < 999.5 or unit == "TB":
            return f"{size:.0f} {unit}" if size >= 9.95 or unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    raise AssertionError
