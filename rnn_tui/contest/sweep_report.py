"""What a sweep has found, as numbers for JSON and CSV, and in the order of rank."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from rnn_tui.axes import Axis
from rnn_tui.contest.finding import Finding
from rnn_tui.contest.sweep import Sweep
from rnn_tui.contest.sweep_plan import SweepPlan
from rnn_tui.experiment import FIELD, to_json
from rnn_tui.statistics import wilson
from rnn_tui.task import Task
from rnn_tui.verdicts import sweep_verdict

_RESULTS = ("solved", "solved_low", "solved_high", "ever_solved", "diverged")
_QUARTILES = ("q25", "median", "q75")


def ranked(findings: Mapping[int, Finding]) -> list[Finding]:
    """Give the findings, best first: by seeds solved, then by how soon, then by cost."""
    return sorted(findings.values(), key=lambda finding: (*finding.rank, finding.number))


def verdict(ordered: list[Finding]) -> tuple[str, str]:
    """Say how many points cannot be told from the best, and what that rests on."""
    found = sweep_verdict([finding.score for finding in ordered], 0 if ordered else None)
    return " ".join(filter(None, (found.sentence, found.needed))), found.basis


def to_object(sweep: Sweep) -> dict[str, Any]:
    """Give the sweep as one JSON object; what is not finite is null."""
    plan, ordered = sweep.plan, ranked(sweep.findings)
    points = plan.points
    base = to_json(points.base)
    for field in (*points.fields, "seed"):
        del base[field]
    return {
        "text": points.base.text,
        "phase": str(sweep.phase),
        "experiment": base,
        "axes": [_axis(axis) for axis in points.axes],
        "seeds": len(plan.seeds),
        "first_seed": plan.seeds.start,
        "points": len(points),
        "points_done": len(ordered),
        "seconds": round(sweep.seconds, 6),
        "best": _values(plan, ordered[0].number) if ordered else None,
        "verdict": verdict(ordered)[0],
        "results": [_result(plan, finding) for finding in ordered],
    }


def _axis(axis: Any) -> dict[str, Any]:
    if isinstance(axis, Axis):
        return {"field": axis.field, "values": [_plain(value) for value in axis.values]}
    return {"field": axis.field, "low": axis.low, "high": axis.high, "log": axis.log}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _values(plan: SweepPlan, number: int) -> dict[str, Any]:
    point = plan.points[number]
    return {field: _plain(value) for field, value in zip(point.fields, point.values, strict=True)}


def _result(plan: SweepPlan, finding: Finding) -> dict[str, Any]:
    trials = finding.score.trials
    low, high = wilson(finding.score.solved, trials)
    first = finding.first_right or (math.nan,) * 3
    return {
        "values": _values(plan, finding.number),
        "parameters": Task(plan.points[finding.number].experiment).parameters,
        "iterations": finding.moment,
        "solved": finding.score.solved / trials,
        "solved_interval": [low, high],
        "ever_solved": finding.ever / trials,
        "diverged": finding.diverged,
        "first_solved": dict(zip(_QUARTILES, map(_finite, first), strict=True)),
        "final_cost": dict(zip(_QUARTILES, map(_finite, finding.cost), strict=True)),
        "seconds": round(finding.seconds, 6),
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def head(plan: SweepPlan) -> tuple[str, ...]:
    """Give the columns of `rows`."""
    firsts = (f"first_solved_{name}" for name in _QUARTILES)
    costs = (f"final_cost_{name}" for name in _QUARTILES)
    return (*plan.points.fields, "parameters", "iterations", "seeds", *_RESULTS, *firsts, *costs)


def rows(sweep: Sweep) -> Iterator[tuple[object, ...]]:
    """Give a row for each point that is done, best first; blank where not finite."""
    plan = sweep.plan
    for finding in ranked(sweep.findings):
        point, trials = plan.points[finding.number], finding.score.trials
        numbers = (*(finding.first_right or (math.nan,) * 3), *finding.cost)
        yield (
            *(
                FIELD[field].kind.format(value)
                for field, value in zip(point.fields, point.values, strict=True)
            ),
            Task(point.experiment).parameters,
            finding.moment,
            trials,
            finding.score.solved / trials,
            *wilson(finding.score.solved, trials),
            finding.ever / trials,
            finding.diverged,
            *("" if _finite(number) is None else number for number in numbers),
        )
