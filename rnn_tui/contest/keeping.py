"""`Ended`: what is kept of a race or a sweep, whoever began it and whoever keeps it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rnn_tui.contest import report, sweep_report
from rnn_tui.contest.race import Race
from rnn_tui.contest.sweep import Sweep
from rnn_tui.experiment import Experiment
from rnn_tui.fields import grouped
from rnn_tui.i18n import tr


@dataclass(frozen=True, eq=False)
class Ended:
    """A race or a sweep that is over."""

    kind: Literal["race", "sweep"]
    experiment: Experiment
    """That of the first lane, or the one that all points begin from."""
    title: str
    result: Mapping[str, Any]
    """All that was found, as one object."""


Keep = Callable[[Ended], None]
"""Keeps it, or does not; called on the thread that trained."""


def ended_race(race: Race) -> Ended:
    """Sum up a race as far as it has come."""
    plan = race.plan
    lanes, seeds = grouped(len(plan.lanes)), grouped(len(plan.seeds))
    title = tr("race, {lanes} lanes × {seeds} seeds", lanes=lanes, seeds=seeds)
    return Ended("race", plan.lanes[0].experiment, title, report.to_object(race))


def ended_sweep(sweep: Sweep) -> Ended:
    """Sum up a sweep as far as it has come."""
    plan = sweep.plan
    points, seeds = grouped(len(plan.points)), grouped(len(plan.seeds))
    title = tr("sweep, {points} points × {seeds} seeds", points=points, seeds=seeds)
    return Ended("sweep", plan.points.base, title, sweep_report.to_object(sweep))
