"""`Course`: what happened in a run, as those who write it out as code ask for it."""

from dataclasses import dataclass
from functools import cached_property

from rnn_tui.edits import Freeze, Regime
from rnn_tui.experiment import Experiment
from rnn_tui.export.finished import Finished
from rnn_tui.record import Event
from rnn_tui.task import Task


@dataclass(frozen=True, eq=False)
class Course:
    """One run and what its edits ask of a script."""

    run: Finished

    @cached_property
    def experiment(self) -> Experiment:
        """The experiment as it began."""
        return self.run.recipe.experiment

    @cached_property
    def task(self) -> Task:
        """The task as it began."""
        return self.run.task

    @cached_property
    def changes(self) -> list[tuple[Event, Regime, Regime]]:
        """The events that took effect, with what governed the updates before and after."""
        return list(self.run.effective())

    @cached_property
    def regimes(self) -> list[Experiment]:
        """The experiment as it was, in order."""
        return [self.experiment, *(after.experiment for _, _, after in self.changes)]

    def edited(self, kind: type) -> bool:
        """Whether there was surgery of a kind."""
        return any(isinstance(event.value, kind) for event, _, _ in self.changes)

    def changed(self, field: str) -> bool:
        """Whether a field had several values."""
        return len({getattr(e, field) for e in self.regimes}) > 1

    @cached_property
    def freezes(self) -> bool:
        """Whether a tensor was frozen at some time."""
        return self.edited(Freeze)

    @cached_property
    def carries(self) -> bool:
        """Whether the state was carried at some time."""
        return any(e.carry_state for e in self.regimes)

    @cached_property
    def mixes(self) -> bool:
        """Whether the state was carried at some times only."""
        return self.changed("carry_state")

    @cached_property
    def whole(self) -> bool:
        """Whether every iteration read the whole text from the zero state."""
        return all(Task(e).whole for e in self.regimes)

    @cached_property
    def weighs(self) -> bool:
        """Whether there were loss weights at some time."""
        return any(e.loss_weights is not None for e in self.regimes)

    @cached_property
    def clips(self) -> bool:
        """Whether gradients were clipped at some time."""
        return any(e.clip_norm is not None for e in self.regimes)

    @cached_property
    def seldom(self) -> bool:
        """Whether the answer was not asked for after every iteration."""
        return self.task.answer_every > 1 and not self.whole

    @cached_property
    def from_fed(self) -> bool:
        """Whether an answer started, at some time, from the state its iteration was fed."""
        return any(map(answers_from_fed, self.regimes))

    @cached_property
    def always_from_fed(self) -> bool:
        """Whether every answer did."""
        return all(map(answers_from_fed, self.regimes))


def answers_from_fed(experiment: Experiment) -> bool:
    """Whether one stream is read whole: its answer starts from what the iteration was fed."""
    task = Task(experiment)
    return experiment.carry_state and task.batch_size == 1 and task.time_steps == task.length
