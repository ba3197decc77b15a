"""A run as the TensorFlow listing of 2016, for TensorFlow up to 2.15: `tf.compat.v1` and a session.

The loss is written out, and numpy draws the very first weights that rnn-tui draws. TensorFlow
has no cells of the pytorch convention, and the listing reaches into no cell: those are refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rnn_tui import __version__
from rnn_tui.edits import Regime, Weight
from rnn_tui.experiment import Cell, Convention, Dtype, Experiment, Initializer, Optimizer, Readout
from rnn_tui.export.code import arrays, block, literal, literals, numbers
from rnn_tui.export.finished import Finished
from rnn_tui.fields import Invalid, number
from rnn_tui.i18n import tr
from rnn_tui.record import Event
from rnn_tui.task import Task

MOST_WEIGHTS = 100_000
"""Given first weights that a listing holds at most."""

_CELLS = {Cell.RNN: "BasicRNNCell", Cell.LSTM: "BasicLSTMCell", Cell.GRU: "GRUCell"}

_FED = ("learning_rate", "decay", "momentum", "clip_norm", "loss_weights")
"""Fields that an edit may change in a listing."""


def to_tensorflow(run: Finished) -> str:
    """Write the listing; raises `Invalid` where TensorFlow has no such run."""
    _check(run)
    return _Listing(run).source()


def check_convention(experiment: Experiment) -> None:
    """Raise `Invalid` for the pytorch convention."""
    if experiment.convention is not Convention.TENSORFLOW:
        raise Invalid(tr("TensorFlow has no cells of the pytorch convention: export pytorch"))


def _check(run: Finished) -> None:
    check_convention(run.recipe.experiment)
    if run.initial and sum(array.size for array in run.initial.values()) > MOST_WEIGHTS:
        raise Invalid(
            tr(
                "the run began with more than {most} given weights, which no listing holds",
                most=f"{MOST_WEIGHTS:,}",
            )
        )
    for event, before, after in run.effective():
        old, new = before.experiment, after.experiment
        fed = event.field in _FED and (old.clip_norm is None) == (new.clip_norm is None)
        same = before == after or event.field == "iterations"
        if not (fed or same or isinstance(event.value, Weight)):
            raise Invalid(
                tr(
                    "the 2016 listing cannot change {field} on the way: export pytorch",
                    field=event.field,
                )
            )


@dataclass(frozen=True, eq=False)
class _Listing:
    """One listing being written."""

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
        return [self.experiment, *(after.experiment for _, _, after in self.changes)]

    def _changes(self, field: str) -> bool:
        return len({getattr(e, field) for e in self.regimes}) > 1

    @cached_property
    def weighs(self) -> bool:
        return any(e.loss_weights is not None for e in self.regimes)

    @cached_property
    def from_fed(self) -> bool:
        """Whether the answer starts from the state that the iteration was fed."""
        one = self.task.batch_size == 1 and self.task.time_steps == self.task.length
        return self.experiment.carry_state and one

    def source(self) -> str:
        parts = (
            self._head(),
            self._settings(),
            self._data(),
            self._graph(),
            self._training(),
            self._first(),
            self._loop(),
        )
        return "\n\n".join(parts) + "\n"

    def _head(self) -> str:
        return block(
            f"# A run of rnn-tui {__version__} as the listing of 2016, for TensorFlow up to 2.15:",
            f"# a {_CELLS[self.experiment.cell]} learns to spell a text, character by character.",
            "# Each line it prints: an iteration, its cost before the update, the answer after it.",
            "import numpy as np",
            "import tensorflow.compat.v1 as tf",
        )

    def _settings(self) -> str:
        e, task = self.experiment, self.task
        return block(
            "tf.disable_eager_execution()",
            f"TEXT = {literal(e.text)}",
            f"SEED = {e.seed}",
            f"ITERATIONS = {self.run.iterations}",
            f"HIDDEN = {task.hidden_size}  # units",
            f"TIME_STEPS, BATCH = {task.time_steps}, {task.batch_size}",
            f"DTYPE = tf.{e.dtype}",
        )

    def _data(self) -> str:
        graphemes = self.task.graphemes
        plain = tuple(self.experiment.text) == graphemes
        return block(
            f"characters = {'list(TEXT)' if plain else literals(graphemes)}",
            "vocabulary = list(dict.fromkeys(characters))  # in order of first appearance",
            "LETTERS = len(vocabulary)",
            "ids = np.array([vocabulary.index(character) for character in characters])",
            "x_data = np.eye(LETTERS, dtype=DTYPE.as_numpy_dtype)[ids[:-1]]  # one-hot",
            "y_data = ids[1:]  # at each time step the character that comes next",
        )

    def _graph(self) -> str:
        e = self.experiment
        lstm = e.cell is Cell.LSTM
        lines = [
            "x = tf.placeholder(DTYPE, [TIME_STEPS, BATCH, LETTERS])",
            "y = tf.placeholder(tf.int32, [TIME_STEPS, BATCH])",
            f"cell = tf.nn.rnn_cell.{_CELLS[e.cell]}(HIDDEN)",
        ]
        if e.carry_state:
            if lstm:
                lines += [
                    "c0 = tf.placeholder(DTYPE, [BATCH, HIDDEN])",
                    "h0 = tf.placeholder(DTYPE, [BATCH, HIDDEN])",
                    "state = tf.nn.rnn_cell.LSTMStateTuple(c0, h0)",
                ]
            else:
                lines.append("state = tf.placeholder(DTYPE, [BATCH, HIDDEN])")
        else:
            lines.append("state = cell.zero_state(BATCH, DTYPE)")
        lines.append("outputs, after = tf.nn.static_rnn(cell, tf.unstack(x), state)")
        linear = e.readout is Readout.LINEAR
        if linear:
            lines += [
                'readout_kernel = tf.get_variable("readout_kernel", [HIDDEN, LETTERS], DTYPE)',
                'readout_bias = tf.get_variable("readout_bias", [LETTERS], DTYPE)',
                "",
                "",
                "def logits_of(outputs):",
                "    return tf.stack([h @ readout_kernel + readout_bias for h in outputs])",
                "",
                "",
            ]
        logits = "logits_of(outputs)" if linear else "tf.stack(outputs)"
        lines += [
            f"logits = {logits}  # (time, batch, vocabulary)",
            "# The loss, written out: cross entropy in nats, summed over time, by the sequences.",
            "probabilities = tf.nn.log_softmax(logits)",
            "picked = tf.reduce_sum(probabilities * tf.one_hot(y, LETTERS, dtype=DTYPE), 2)",
        ]
        if self.weighs:
            lines.append("loss_weights = tf.placeholder(DTYPE, [TIME_STEPS, BATCH])")
        weighed = "picked * loss_weights" if self.weighs else "picked"
        lines.append(f"cost = -tf.reduce_sum({weighed}) / BATCH")
        return "\n".join([*lines, "", *self._answer(linear)])

    def _answer(self, linear: bool) -> Iterator[str]:
        logits = "logits_of({0})" if linear else "tf.stack({0})"
        if self.task.whole or self.from_fed:
            yield "answer = tf.argmax(logits, 2)"
            return
        yield "# The answer reads the whole text, from the zero state."
        yield "whole = [tf.constant(row[None]) for row in x_data]"
        yield "spelled, _ = tf.nn.static_rnn(cell, whole, cell.zero_state(1, DTYPE))"
        yield f"answer = tf.argmax({logits.format('spelled')}, 2)"

    def _training(self) -> str:
        e = self.experiment
        lines = [
            f"{field} = tf.placeholder(DTYPE, [])"
            for field in _FED
            if field != "loss_weights" and self._changes(field)
        ]

        def of(field: str) -> str:
            written = number(getattr(e, field))
            if self._changes(field):
                return field
            # A number alone is rounded to single precision.
            return f"tf.constant({written}, DTYPE)" if e.dtype is Dtype.FLOAT64 else written

        rate = of("learning_rate")
        match e.optimizer:
            case Optimizer.RMSPROP:
                made = f"RMSPropOptimizer({rate}, {of('decay')}, {of('momentum')})"
            case Optimizer.ADAM:
                made = f"AdamOptimizer({rate})"
            case Optimizer.SGD if any(x.momentum for x in self.regimes):
                made = f"MomentumOptimizer({rate}, {of('momentum')})"
            case Optimizer.SGD:
                made = f"GradientDescentOptimizer({rate})"
        lines.append(f"optimizer = tf.train.{made}")
        if e.clip_norm is None:
            lines.append("train = optimizer.minimize(cost)")
        else:
            lines += [
                "gradients, variables = zip(*optimizer.compute_gradients(cost))",
                f"gradients, _ = tf.clip_by_global_norm(gradients, {of('clip_norm')})",
                "train = optimizer.apply_gradients(zip(gradients, variables))",
            ]
        return block(*lines)

    def _first(self) -> str:
        e = self.experiment
        if self.run.initial is not None:
            return block(
                "# The weights it began with, in the order of the variables.",
                f"first = list({arrays(self.run.initial)}.values())",
            )
        every = e.initializer is Initializer.TORCH
        limit = {
            Initializer.TORCH: "1 / np.sqrt(HIDDEN)",
            Initializer.GLOROT: "np.sqrt(6 / sum(shape))",
            Initializer.UNIFORM_SCALING: "np.sqrt(3 / shape[0])",
        }[e.initializer]
        biases = (
            ""
            if every
            else (
                "if len(shape) == 1:\n"
                '    return np.full(shape, 1.0 if "gates/bias" in variable.name else 0.0)'
            )
        )
        return (
            block(
                "# The first weights as torch's generator draws them from the seed: 24 bits each.",
                "random = np.random.RandomState(SEED)",
            )
            + "\n\n\n"
            + block(
                "def draw(variable):",
                '    """Draw the first numbers of a variable, uniform within a limit."""',
                "    shape = variable.shape.as_list()",
                block(biases, indent=4),
                f"    limit = np.float32({limit})",
                "    bits = random.randint(0, 2**32, size=shape, dtype=np.uint32) & 0xFFFFFF",
                "    numbers = bits * 2.0**-24 * np.float64(limit + limit) - limit",
                "    return numbers.astype(np.float32)",
            )
            + "\n\n\nfirst = [draw(variable) for variable in tf.trainable_variables()]"
        )

    def _loop(self) -> str:
        e = self.experiment
        before = [
            "session = tf.Session()",
            "session.run(tf.global_variables_initializer())",
            "for variable, numbers in zip(tf.trainable_variables(), first):",
            "    variable.load(numbers, session)",
        ]
        fed = {
            field: number(getattr(e, field))
            for field in _FED
            if field != "loss_weights" and self._changes(field)
        }
        settings = ", ".join(f"{field}: {written}" for field, written in fed.items())
        before += [f"settings = {{{settings}}}"] if fed else []
        before += [f"weights = np.array({numbers(self.task.loss_weights)})"] if self.weighs else []
        if e.carry_state:
            before.append("zeros = np.zeros([BATCH, HIDDEN])")
            before.append(f"kept = {'(zeros, zeros)' if e.cell is Cell.LSTM else 'zeros'}")
        return "\n".join(
            [
                block(*before),
                "",
                "",
                "def places(i):",
                '    """The places in the text that iteration i reads, (time, batch)."""',
                block(*self._places(), indent=4),
                "    return np.arange(TIME_STEPS)[:, None] + starts",
                "",
                "",
                "def fed(i):",
                '    """What iteration i is fed."""',
                "    at = places(i)",
                block(*self._feed(bool(fed)), indent=4),
                "    return feed",
                "",
                "",
                *((["feed = fed(0)", self._spell]) if self.task.answer_every > 1 else []),
                "for i in range(ITERATIONS):",
                block(*self._body(), indent=4),
                "",
                *self._edits(last=True),
                "# The cost of the last weights.",
                'print(f"{ITERATIONS:5d}  {session.run(cost, fed(ITERATIONS)):.9f}")',
            ]
        )

    def _places(self) -> Iterator[str]:
        if self.experiment.carry_state:
            yield "length = len(y_data) // BATCH  # of a stream"
            yield "starts = np.arange(BATCH) * length + i % (length // TIME_STEPS) * TIME_STEPS"
        else:
            yield "count = len(y_data) - TIME_STEPS + 1  # windows, round and round"
            yield "starts = (np.arange(BATCH) + i * BATCH) % count"

    def _feed(self, settings: bool) -> Iterator[str]:
        yield "feed = {x: x_data[at], y: y_data[at]}"
        if self.weighs:
            yield "feed[loss_weights] = weights[at]"
        if settings:
            yield "feed.update(settings)"
        if self.experiment.carry_state:
            lstm = self.experiment.cell is Cell.LSTM
            yield "feed.update(zip(state, kept))" if lstm else "feed[state] = kept"

    def _body(self) -> Iterator[str]:
        yield from self._edits()
        carries = self.experiment.carry_state
        yield "feed = fed(i)"
        if carries:
            yield "_, loss, kept = session.run([train, cost, after], feed)"
        else:
            yield "_, loss = session.run([train, cost], feed)"
        every, spell = self.task.answer_every, self._spell
        if every > 1:
            yield f"if (i + 1) % {every} == 0 or i + 1 == ITERATIONS:"
            yield f"    {spell}"
        else:
            yield spell
        yield 'print(f"{i:5d}  {loss:.9f}  {spelled!r}")'

    @property
    def _spell(self) -> str:
        return 'spelled = "".join(vocabulary[k] for k in session.run(answer, feed).flatten())'

    def _edits(self, *, last: bool = False) -> Iterator[str]:
        for event, before, after in self.changes:
            if (event.iteration == self.run.iterations) != last:
                continue
            lines = self._edit(event, before.experiment, after.experiment)
            if lines and not last:
                yield f"if i == {event.iteration}:"
            if lines:
                yield block(*lines, indent=0 if last else 4)

    def _edit(self, event: Event, before: Experiment, after: Experiment) -> list[str]:
        if isinstance(event.value, Weight):
            names = {
                "kernel": 0, "bias": 1, "gates_kernel": 0, "gates_bias": 1, "candidate_kernel": 2,
                "candidate_bias": 3, "readout_kernel": -2, "readout_bias": -1,
            }  # fmt: skip
            place = ", ".join(map(str, event.value.index))
            return [
                f"variable = tf.trainable_variables()[{names[event.value.tensor]}]",
                "edited = session.run(variable)",
                f"edited[{place}] = {number(event.value.value)}",
                "variable.load(edited, session)",
            ]
        field = event.field
        if field not in _FED or getattr(before, field) == getattr(after, field):
            return []
        if field == "loss_weights":
            return [f"weights = np.array({numbers(Task(after).loss_weights)})"]
        return [f"settings[{field}] = {number(getattr(after, field))}"]
