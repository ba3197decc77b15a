"""What a race has found, as numbers for a table, for JSON and for CSV."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rnn_tui.contest.finding import QUARTILES, firsts, quartiles, score
from rnn_tui.contest.plan import SHARES
from rnn_tui.contest.race import Race
from rnn_tui.contest.standing import Standing
from rnn_tui.experiment import to_json
from rnn_tui.statistics import Score

CSV_HEAD = ("lane", "iteration", *(f"cost_q{100 * q:02.0f}" for q in SHARES), "solved", "diverged")
"""The columns of `rows`: cost before the update of an iteration, seeds right after it."""


@dataclass(frozen=True)
class Result:
    """One lane at one moment."""

    name: str
    label: str
    score: Score
    """Which seeds are right."""
    ever: int
    """Seeds that were right at this moment or before."""
    first_right: tuple[float, ...] | None
    """Quartiles of the first iteration after which the answer was right; None where none was."""
    cost: tuple[float, ...]
    """Quartiles of the cost of the moment, nats; infinite where so many have diverged."""
    diverged: int
    answers: tuple[tuple[str, int], ...]
    """Answers and the seeds that give them, most first; those that diverged are left out."""
    parameters: int
    seconds: float
    pace: float
    """Seconds a seed and iteration."""


def result(standing: Standing) -> Result:
    """Sum up a lane at its latest moment."""
    latest = standing.latest
    found = firsts(standing.fates, latest)
    kept = standing.answers_at(latest)
    return Result(
        name=standing.lane.name,
        label=standing.lane.label,
        score=score(standing.fates),
        ever=len(found),
        first_right=quartiles(found),
        cost=tuple(float(standing.costs[latest][SHARES.index(q)]) for q in QUARTILES),
        diverged=int(standing.diverged[latest]),
        answers=tuple((standing.task.spell(ids), n) for ids, n in kept.counts) if kept else (),
        parameters=standing.task.parameters,
        seconds=standing.seconds,
        pace=standing.pace,
    )


def results(race: Race) -> tuple[Result, ...]:
    """Sum up all lanes."""
    return tuple(map(result, race.standings))


def to_object(race: Race) -> dict[str, Any]:
    """Give the race as one JSON object; what is not finite is null."""
    plan = race.plan
    return {
        "text": plan.lanes[0].experiment.text,
        "phase": str(race.phase),
        "iterations": max(race.moment, 0),
        "seeds": len(plan.seeds),
        "first_seed": plan.seeds.start,
        "seconds": round(race.seconds, 6),
        "lanes": [_lane(standing) for standing in race.standings],
    }


def _lane(standing: Standing) -> dict[str, Any]:
    found = result(standing)
    experiment = to_json(standing.lane.experiment)
    del experiment["seed"]
    made = standing.costs[: standing.latest]
    return {
        "name": found.name,
        "experiment": experiment,
        "parameters": found.parameters,
        "solved": found.score.solved / found.score.trials,
        "ever_solved": found.ever / found.score.trials,
        "diverged": found.diverged,
        "first_solved": _named(found.first_right or (math.nan,) * 3),
        "final_cost": _named(found.cost),
        "cost": {
            name: [_finite(cost) for cost in made[:, SHARES.index(q)].tolist()]
            for name, q in zip(("q25", "median", "q75"), QUARTILES, strict=True)
        },
        "answers": dict(found.answers),
        "seconds": round(found.seconds, 6),
    }


def _named(values: Sequence[float]) -> dict[str, float | None]:
    return dict(zip(("q25", "median", "q75"), map(_finite, values), strict=True))


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def rows(race: Race) -> Iterator[tuple[object, ...]]:
    """Give a row for each lane and iteration, under `CSV_HEAD`; blank where not finite."""
    for standing in race.standings:
        for iteration in range(standing.latest):
            costs = map(_finite, standing.costs[iteration].tolist())
            yield (
                standing.lane.name,
                iteration,
                *("" if cost is None else cost for cost in costs),
                int(standing.right[iteration + 1]),
                int(standing.diverged[iteration]),
            )
