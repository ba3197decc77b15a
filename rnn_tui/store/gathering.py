"""`gather`: runs out of the store as they are compared, each with its curve."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rnn_tui.comparison import LEVELS, Compared
from rnn_tui.experiment import from_json
from rnn_tui.record import Phase
from rnn_tui.store.curves import Curve
from rnn_tui.store.faults import Refused
from rnn_tui.store.rows import Run
from rnn_tui.store.runs import Runs


@dataclass(frozen=True, eq=False, slots=True)
class Kept:
    """A run, and what became of its cost."""

    run: Compared
    curve: Curve


@dataclass(frozen=True, eq=False, slots=True)
class Gathered:
    """What was found of the runs that were asked for, in their order."""

    kept: tuple[Kept, ...] = ()
    missing: tuple[int, ...] = ()
    """Those that are there no more."""
    others: tuple[int, ...] = ()
    """Races and sweeps, which have no course."""

    @property
    def runs(self) -> tuple[Compared, ...]:
        """The runs without their curves."""
        return tuple(kept.run for kept in self.kept)


NOTHING = Gathered()


def gather(runs: Runs, ids: Sequence[int], before: Gathered = NOTHING) -> Gathered:
    """Read runs by their ids; of what was gathered before, a run that has not moved is kept."""
    known = {kept.run.id: kept for kept in before.kept}
    rows = {row.id: row for row in runs.rows(list(dict.fromkeys(ids)), curves=False)}
    kept, missing, others = [], [], []
    for number in ids:
        row = rows.get(number)
        if row is None:
            missing.append(number)
        elif row.kind != "train":
            others.append(number)
        else:
            try:
                kept.append(_kept(runs, row, known))
            except Refused:  # deleted between two looks
                missing.append(number)
    return Gathered(tuple(kept), tuple(missing), tuple(others))


def _kept(runs: Runs, row: Run, known: Mapping[int, Kept]) -> Kept:
    found = known.get(row.id)
    if found is not None and (found.run.iterations, found.run.phase) == (row.iterations, row.phase):
        return found
    curve = runs.curve(row.id, LEVELS)
    return Kept(
        Compared(
            id=row.id,
            experiment=from_json(json.loads(row.experiment)),
            phase=Phase(row.phase),
            iterations=row.iterations,
            planned=row.planned,
            cost=row.cost,
            solved_at=row.solved_at,
            correct=row.correct,
            seconds=row.seconds,
            parameters=row.parameters,
            prediction=row.prediction,
            name=row.name,
            reached=curve.reached,
            events=curve.events,
        ),
        curve,
    )
