"""rnn-tui from Python: train an experiment, and have its numbers as arrays.

    from rnn_tui import train

    run = train("hello", cell="lstm", iterations=200)
    run.costs[-1], run.answers[-1], run.weights["kernel"]

The numbers are those of the command line and of the screen: same experiment, same numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnn_tui.edits import parse_event
from rnn_tui.experiment import DEFAULT_PRESET, PRESETS, Experiment
from rnn_tui.export import formats
from rnn_tui.export.checkpoint import load, save
from rnn_tui.export.finished import Finished
from rnn_tui.export.share import share
from rnn_tui.fields import Invalid
from rnn_tui.i18n import tr
from rnn_tui.recipe import Recipe, check_events, check_preset
from rnn_tui.record import Event, Outcome, Phase
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.session.until import parse_until
from rnn_tui.task import DEFAULT_MEMORY, problems
from rnn_tui.ui.pictures import draw

Weights = Mapping[str, NDArray[np.floating[Any]]]


@dataclass(frozen=True, eq=False)
class Run:
    """A run that has ended. Every array is a copy of its own."""

    finished: Finished
    """What the exports are written from."""

    @property
    def experiment(self) -> Experiment:
        """What was trained, as it began."""
        return self.finished.recipe.experiment

    @property
    def events(self) -> tuple[Event, ...]:
        """The edits on the way, in the order in which they took effect."""
        return self.finished.recipe.in_order

    @property
    def outcome(self) -> Outcome:
        """How it ended: phase, iterations, `solved_at`, cost and prediction of the last moment."""
        return self.finished.outcome

    @property
    def costs(self) -> NDArray[np.float64]:
        """`(iterations,)`: the cost of each iteration before its update, in nats.

        That of the last moment, after every update, is `outcome.cost`.
        """
        return self.finished.costs[: self.outcome.iterations].copy()

    @property
    def answers(self) -> list[str]:
        """The answer after each iteration's update, as many as there are costs."""
        return [answer.text for iteration, _, answer in self._rows(self.finished)]

    @staticmethod
    def _rows(run: Finished) -> Any:
        return (row for row in run.rows if row[0] < run.iterations)

    @property
    def weights(self) -> dict[str, NDArray[np.floating[Any]]]:
        """The last weights with a finite cost, by checkpoint name."""
        return {name: array.copy() for name, array in (self.finished.weights or {}).items()}

    @property
    def share(self) -> str:
        """The command line that makes the run again; raises `NotShareableError` if none does."""
        return share(self.finished.recipe, given_weights=self.finished.initial is not None)

    def save(self, path: str | Path) -> None:
        """Write the weights as a checkpoint, over an older one; raises `CheckpointError`."""
        save(Path(path), self.weights, self.experiment)

    def export(self, format: str, path: str | Path, *, force: bool = False) -> None:  # noqa: A002
        """Write the run in a format: `"pytorch"`, `"csv"`, `"svg"`, ...

        Raises `Invalid` where the run has no such form, `FileError` where the file cannot be
        written, or is there and `force` is not given.
        """
        formats.export(self.finished, format, Path(path), draw, force=force)


def train(
    experiment: Experiment | str | None = None,
    *,
    preset: str | None = None,
    at: Sequence[str] = (),
    until: Sequence[str] = (),
    init: str | Path | Weights | None = None,
    memory: int = DEFAULT_MEMORY,
    **fields: object,
) -> Run:
    """Train an experiment, or a text, to its end, and give the run.

    `fields` are those of `Experiment` (`cell="gru"`, `seed=3`) over the experiment or the
    preset. `at` are edits as they are typed (`"40:learning_rate=0.001"`), `until` conditions
    to stop at (`"solved:5"`), `init` first weights: a checkpoint, a state dict's file, or arrays
    by name. Raises `Invalid` with one sentence where something is wrong; a run that diverges
    is a run, and says so in its outcome.
    """
    plan = _plan(experiment, preset, at, until, memory, fields)
    initial = _initial(init, plan.experiment)
    plan = Plan(plan.experiment, initial, plan.events, plan.until)
    session = Session(plan, speed=None, memory=memory, keep_picture=True)
    outcome = session.run_inline()
    if outcome.phase is Phase.INTERRUPTED:
        raise KeyboardInterrupt
    if outcome.phase is Phase.FAILED:
        raise session.error or RuntimeError(outcome.reason)
    return Run(Finished.of(session))


def _plan(
    experiment: Experiment | str | None,
    preset: str | None,
    at: Sequence[str],
    until: Sequence[str],
    memory: int,
    fields: Mapping[str, object],
) -> Plan:
    if isinstance(experiment, Experiment):
        if preset is not None:
            raise Invalid(tr("experiment and preset: give one of them"))
        start = experiment
    else:
        start = PRESETS[check_preset(preset or DEFAULT_PRESET)].experiment
        fields = dict(fields) if experiment is None else {"text": experiment, **fields}
    unknown = [name for name in fields if name not in vars(start)]
    if unknown:
        names = ", ".join(vars(start))
        raise TypeError(f"an experiment has no field {unknown[0]!r}; it has {names}")
    asked = start.replace(**fields)
    for problem in problems(asked, memory):
        raise Invalid(f"{problem.field}: {problem.sentence}")
    events = tuple(parse_event(word, asked) for word in at)
    check_events(events, asked, memory)
    return Plan(asked, None, Recipe(asked, events).in_order, tuple(map(parse_until, until)))


def _initial(init: str | Path | Weights | None, experiment: Experiment) -> Weights | None:
    return load(Path(init), experiment) if isinstance(init, str | Path) else init
