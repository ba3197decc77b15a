"""A run as the TensorFlow listing of 2016, for TensorFlow up to 2.15: `tf.compat.v1` and a session.

The loss is written out, and numpy draws the very first weights that rnn-tui draws. TensorFlow
has no cells of the pytorch convention, and the listing reaches into no cell: those are refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rnn_tui import __version__
from rnn_tui.edits import Weight
from rnn_tui.experiment import Cell, Convention, Dtype, Experiment, Initializer, Optimizer, Readout
from rnn_tui.export.code import arrays, block, literal, literals
from rnn_tui.export.course import Course
from rnn_tui.export.finished import Finished
from rnn_tui.export.tensorflow_loop import FED, Loop
from rnn_tui.fields import Invalid, number
from rnn_tui.i18n import tr

MOST_WEIGHTS = 100_000
"""Given first weights that a listing holds at most."""

_CELLS = {Cell.RNN: "BasicRNNCell", Cell.LSTM: "BasicLSTMCell", Cell.GRU: "GRUCell"}


def to_tensorflow(run: Finished) -> str:
    """Write the listing; raises `Invalid` where TensorFlow has no such run."""
    _check(run)
    return _Listing(Course(run)).source()


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
        fed = event.field in FED and (old.clip_norm is None) == (new.clip_norm is None)
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

    course: Course

    def source(self) -> str:
        parts = (
            self._head(),
            self._settings(),
            self._data(),
            self._graph(),
            self._training(),
            self._first(),
            Loop(self.course).source(),
        )
        return "\n\n".join(parts) + "\n"

    def _head(self) -> str:
        return block(
            f"# A run of rnn-tui {__version__} as the listing of 2016, for TensorFlow up to 2.15:",
            f"# a {_CELLS[self.course.experiment.cell]} learns to spell a text, letter by letter.",
            "# Each line it prints: an iteration, its cost before the update, the answer after it.",
            "import numpy as np",
            "import tensorflow.compat.v1 as tf",
        )

    def _settings(self) -> str:
        e, task = self.course.experiment, self.course.task
        return block(
            "tf.disable_eager_execution()",
            f"TEXT = {literal(e.text)}",
            f"SEED = {e.seed}",
            f"ITERATIONS = {self.course.run.iterations}",
            f"HIDDEN = {task.hidden_size}  # units",
            f"TIME_STEPS, BATCH = {task.time_steps}, {task.batch_size}",
            f"DTYPE = tf.{e.dtype}",
        )

    def _data(self) -> str:
        graphemes = self.course.task.graphemes
        plain = tuple(self.course.experiment.text) == graphemes
        return block(
            f"characters = {'list(TEXT)' if plain else literals(graphemes)}",
            "vocabulary = list(dict.fromkeys(characters))  # in order of first appearance",
            "LETTERS = len(vocabulary)",
            "ids = np.array([vocabulary.index(character) for character in characters])",
            "x_data = np.eye(LETTERS, dtype=DTYPE.as_numpy_dtype)[ids[:-1]]  # one-hot",
            "y_data = ids[1:]  # at each time step the character that comes next",
        )

    def _graph(self) -> str:
        e = self.course.experiment
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
        if self.course.weighs:
            lines.append("loss_weights = tf.placeholder(DTYPE, [TIME_STEPS, BATCH])")
        weighed = "picked * loss_weights" if self.course.weighs else "picked"
        lines.append(f"cost = -tf.reduce_sum({weighed}) / BATCH")
        return "\n".join([*lines, "", *self._answer(linear)])

    def _answer(self, linear: bool) -> Iterator[str]:
        logits = "logits_of({0})" if linear else "tf.stack({0})"
        if self.course.task.whole or self.course.from_fed:
            yield "answer = tf.argmax(logits, 2)"
            return
        yield "# The answer reads the whole text, from the zero state."
        yield "whole = [tf.constant(row[None]) for row in x_data]"
        yield "spelled, _ = tf.nn.static_rnn(cell, whole, cell.zero_state(1, DTYPE))"
        yield f"answer = tf.argmax({logits.format('spelled')}, 2)"

    def _training(self) -> str:
        e = self.course.experiment
        lines = [
            f"{field} = tf.placeholder(DTYPE, [])"
            for field in FED
            if field != "loss_weights" and self.course.changed(field)
        ]

        def of(field: str) -> str:
            written = number(getattr(e, field))
            if self.course.changed(field):
                return field
            # A number alone is rounded to single precision.
            return f"tf.constant({written}, DTYPE)" if e.dtype is Dtype.FLOAT64 else written

        rate = of("learning_rate")
        match e.optimizer:
            case Optimizer.RMSPROP:
                made = f"RMSPropOptimizer({rate}, {of('decay')}, {of('momentum')})"
            case Optimizer.ADAM:
                made = f"AdamOptimizer({rate})"
            case Optimizer.SGD if any(x.momentum for x in self.course.regimes):
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
        e = self.course.experiment
        if self.course.run.initial is not None:
            return block(
                "# The weights it began with, in the order of the variables.",
                f"first = list({arrays(self.course.run.initial)}.values())",
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
