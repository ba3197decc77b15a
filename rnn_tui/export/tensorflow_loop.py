"""The session and the training loop of a TensorFlow listing, with its edits."""

from collections.abc import Iterator
from dataclasses import dataclass

from rnn_tui.edits import Weight
from rnn_tui.experiment import Cell, Experiment
from rnn_tui.export.code import block, numbers
from rnn_tui.export.course import Course
from rnn_tui.fields import number
from rnn_tui.record import Event
from rnn_tui.task import Task

FED = ("learning_rate", "decay", "momentum", "clip_norm", "loss_weights")
"""Fields that an edit may change in a listing."""


@dataclass(frozen=True, eq=False)
class Loop:
    """What trains the graph of a listing."""

    course: Course

    def source(self) -> str:
        """Write first weights into the variables, then the loop."""
        e = self.course.experiment
        before = [
            "session = tf.Session()",
            "session.run(tf.global_variables_initializer())",
            "for variable, numbers in zip(tf.trainable_variables(), first):",
            "    variable.load(numbers, session)",
        ]
        fed = {
            field: number(getattr(e, field))
            for field in FED
            if field != "loss_weights" and self.course.changed(field)
        }
        settings = ", ".join(f"{field}: {written}" for field, written in fed.items())
        weights = numbers(self.course.task.loss_weights)
        before += [f"settings = {{{settings}}}"] if fed else []
        before += [f"weights = np.array({weights})"] if self.course.weighs else []
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
                *((["feed = fed(0)", self._spell]) if self.course.task.answer_every > 1 else []),
                "for i in range(ITERATIONS):",
                block(*self._body(), indent=4),
                "",
                *self._edits(last=True),
                "# The cost of the last weights.",
                'print(f"{ITERATIONS:5d}  {session.run(cost, fed(ITERATIONS)):.9f}")',
            ]
        )

    def _places(self) -> Iterator[str]:
        if self.course.experiment.carry_state:
            yield "length = len(y_data) // BATCH  # of a stream"
            yield "starts = np.arange(BATCH) * length + i % (length // TIME_STEPS) * TIME_STEPS"
        else:
            yield "count = len(y_data) - TIME_STEPS + 1  # windows, round and round"
            yield "starts = (np.arange(BATCH) + i * BATCH) % count"

    def _feed(self, settings: bool) -> Iterator[str]:
        yield "feed = {x: x_data[at], y: y_data[at]}"
        if self.course.weighs:
            yield "feed[loss_weights] = weights[at]"
        if settings:
            yield "feed.update(settings)"
        if self.course.experiment.carry_state:
            lstm = self.course.experiment.cell is Cell.LSTM
            yield "feed.update(zip(state, kept))" if lstm else "feed[state] = kept"

    def _body(self) -> Iterator[str]:
        yield from self._edits()
        carries = self.course.experiment.carry_state
        yield "feed = fed(i)"
        if carries:
            yield "_, loss, kept = session.run([train, cost, after], feed)"
        else:
            yield "_, loss = session.run([train, cost], feed)"
        every, spell = self.course.task.answer_every, self._spell
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
        for event, before, after in self.course.changes:
            if (event.iteration == self.course.run.iterations) != last:
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
        if field not in FED or getattr(before, field) == getattr(after, field):
            return []
        if field == "loss_weights":
            return [f"weights = np.array({numbers(Task(after).loss_weights)})"]
        return [f"settings[{field}] = {number(getattr(after, field))}"]
