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

from rnn_tui.contest.finding import score
from rnn_tui.contest.plan import RacePlan, too_large
from rnn_tui.contest.race import Race
from rnn_tui.contest.standing import Standing
from rnn_tui.edits import parse_event
from rnn_tui.experiment import DEFAULT_PRESET, PRESETS, Experiment
from rnn_tui.export import formats
from rnn_tui.export.checkpoint import load, save
from rnn_tui.export.finished import Finished
from rnn_tui.export.share import share
from rnn_tui.fields import Invalid
from rnn_tui.i18n import tr
from rnn_tui.lanes import parse_lanes
from rnn_tui.lanes import seeds as seeds_from
from rnn_tui.recipe import Recipe, check_events, check_preset
from rnn_tui.record import Event, Outcome, Phase
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.session.until import parse_until
from rnn_tui.task import DEFAULT_MEMORY, problems
from rnn_tui.ui.pictures import draw
from rnn_tui.verdicts import race_verdicts

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


@dataclass(frozen=True, eq=False)
class RaceLane:
    """What the seeds of one lane came to."""

    name: str
    experiment: Experiment
    """Its seed is that of no member; the seeds are the race's."""
    seeds: range
    costs: NDArray[np.float64]
    """(iterations + 1, 5): the 5, 25, 50, 75 and 95 % quantiles of the seeds' cost of each moment,
    in nats; infinite where so many have diverged."""
    right: NDArray[np.int64]
    """(iterations + 1,): how many seeds are right at each moment."""
    solved: NDArray[np.bool_]
    """(seeds,): which are right after the last update."""
    first_solved: NDArray[np.int64]
    """(seeds,): the first iteration after which the answer was right; -1 where it never was."""
    diverged_at: NDArray[np.int64]
    """(seeds,): the iteration at which the run diverged; -1 where it did not."""
    final_costs: NDArray[np.float64]
    """(seeds,): the cost of the last moment; infinite where it diverged."""
    answers: dict[str, int]
    """Last answers and how many seeds give them, most first."""


@dataclass(frozen=True, eq=False)
class RaceResult:
    """A race that has ended."""

    lanes: tuple[RaceLane, ...]
    verdict: tuple[str, ...]
    """What can be said of neighbours by seeds solved, a sentence each."""
    seconds: float

    def lane(self, name: str) -> RaceLane:
        """Give a lane by its name; raises `KeyError`."""
        for lane in self.lanes:
            if lane.name == name:
                return lane
        raise KeyError(name)


def race(
    experiment: Experiment | str | None = None,
    lanes: Sequence[str] = (),
    *,
    seeds: int = 100,
    first_seed: int = 0,
    preset: str | None = None,
    memory: int = DEFAULT_MEMORY,
    **fields: object,
) -> RaceResult:
    """Race lanes over seeds, by default the three cells of an experiment or a text.

    Lanes are typed as on the command line: `"fast: cell=gru learning_rate=0.1"`. Raises
    `Invalid` with one sentence where something is wrong; seeds that diverge are counted.
    """
    base = _plan(experiment, preset, (), (), memory, fields).experiment
    plan = RacePlan(parse_lanes(lanes, base, memory), seeds_from(seeds, first_seed))
    refused = too_large(plan, memory)
    if refused is not None:
        raise Invalid(refused)
    raced = Race(plan, memory=memory)
    phase = raced.run_inline()
    if phase is Phase.INTERRUPTED:
        raise KeyboardInterrupt
    if phase is Phase.FAILED:
        raise raced.error or RuntimeError(raced.reason)
    found = [(standing.lane.label, score(standing.fates)) for standing in raced.standings]
    return RaceResult(
        tuple(map(_lane, raced.standings)),
        tuple(verdict.sentence for verdict in race_verdicts(found)),
        raced.seconds,
    )


def _lane(standing: Standing) -> RaceLane:
    fates, end = standing.fates, standing.latest + 1
    kept = standing.answers_at(standing.latest)
    return RaceLane(
        standing.lane.name,
        standing.lane.experiment,
        standing.seeds,
        standing.costs[:end].copy(),
        standing.right[:end].copy(),
        fates.right.copy(),
        fates.first_right.copy(),
        fates.diverged_at.copy(),
        fates.costs.astype(np.float64),
        {standing.task.spell(ids): count for ids, count in kept.counts} if kept else {},
    )


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
