"""`ContestDraft`: a race or a sweep as a person types it, line by line, and what is wrong with it.

Pure: it reads texts and gives a plan or sentences. Lanes and axes are typed as on the command
line; everything they do not say is that of the run in Train.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rnn_tui.axes import parse_axis
from rnn_tui.contest.plan import RacePlan
from rnn_tui.contest.plan import too_large as race_too_large
from rnn_tui.contest.sweep_plan import SweepPlan
from rnn_tui.contest.sweep_plan import too_large as sweep_too_large
from rnn_tui.experiment import FIELD, Experiment
from rnn_tui.fields import Invalid, Number
from rnn_tui.i18n import tr
from rnn_tui.lanes import (
    DEFAULT_SEEDS,
    MOST_LANES,
    MOST_SEEDS,
    check_lanes,
    default_lanes,
    parse_lane,
)
from rnn_tui.lanes import seeds as seeds_from
from rnn_tui.sweep import make_points
from rnn_tui.task import DEFAULT_MEMORY, problems

MOST_AXES = 4

_SEEDS = Number(1, MOST_SEEDS, str(DEFAULT_SEEDS), integer=True)
_FIRST = Number(0, 2**32 - 1, "0", integer=True)

BASE_FIELDS = ("text", "iterations")
"""Fields of the base that are typed beside lanes and axes."""


@dataclass(frozen=True)
class ContestDraft:
    """What stands in the fields."""

    base: Experiment
    """Gives all that is not typed."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """What was typed, by field: text, iterations, seeds, first_seed, lane_1.., axis_1.."""
    memory: int = DEFAULT_MEMORY

    def typed(self, name: str) -> str:
        """Give what stands in a field."""
        if name in self.texts:
            return self.texts[name]
        if name in BASE_FIELDS:
            return FIELD[name].kind.format(getattr(self.base, name))
        return {"seeds": str(DEFAULT_SEEDS), "first_seed": "0"}.get(name, "")

    def write(self, name: str, typed: str) -> "ContestDraft":
        """Put another text into a field."""
        return replace(self, texts={**self.texts, name: typed})

    @property
    def lanes(self) -> list[str]:
        """The names of the fields of lanes that are filled in."""
        return [name for k in range(1, MOST_LANES + 1) if self.typed(name := f"lane_{k}").strip()]

    @property
    def axes(self) -> list[str]:
        """The names of the fields of axes that are filled in."""
        return [name for k in range(1, MOST_AXES + 1) if self.typed(name := f"axis_{k}").strip()]

    def plan(self) -> tuple[RacePlan | SweepPlan | None, dict[str, str]]:
        """Give the plan, or what is wrong by field."""
        reading = _Reading(self)
        plan = reading.plan()
        return (None if reading.wrong else plan), reading.wrong


class _Reading:
    """One reading of a draft; it lives as long as the call."""

    def __init__(self, draft: ContestDraft) -> None:
        self.draft = draft
        self.wrong: dict[str, str] = {}

    def plan(self) -> RacePlan | SweepPlan | None:
        draft = self.draft
        changes = {
            name: self._read(name, FIELD[name].kind.parse, getattr(draft.base, name))
            for name in BASE_FIELDS
        }
        count = int(self._read("seeds", _SEEDS.parse, DEFAULT_SEEDS) or 0)
        first = int(self._read("first_seed", _FIRST.parse, 0) or 0)
        if self.wrong:
            return None
        base = self._base(changes)
        seeds = self._tried("seeds", lambda: seeds_from(count, first), range(1))
        if draft.axes and draft.lanes:
            self.wrong[draft.axes[0]] = tr("lanes or axes: empty the others")
            return None
        plan = self._sweep(base, seeds) if draft.axes else self._race(base, seeds)
        if plan is None or self.wrong:
            return None
        refused = (
            race_too_large(plan, draft.memory)
            if isinstance(plan, RacePlan)
            else sweep_too_large(plan, draft.memory)
        )
        if refused is not None:
            self.wrong["seeds"] = refused
        return plan

    def _base(self, changes: dict[str, Any]) -> Experiment:
        base = self.draft.base
        if changes["text"] != base.text:
            # What belongs to the former text goes with it.
            changes |= {"loss_weights": None}
        base = base.replace(**changes)
        for problem in problems(base, self.draft.memory):
            where = problem.field if problem.field in BASE_FIELDS else "text"
            self.wrong[where] = f"{problem.field}: {problem.sentence}"
        return base

    def _race(self, base: Experiment, seeds: range) -> RacePlan | None:
        draft = self.draft
        lanes = tuple(
            self._read(name, lambda typed: parse_lane(typed, base, draft.memory), None)
            for name in draft.lanes
        )
        if self.wrong:
            return None
        found = tuple(lane for lane in lanes if lane is not None) or default_lanes(base)
        last = draft.lanes[-1] if draft.lanes else "lane_1"
        self._tried(last, lambda: check_lanes(found), None)
        return RacePlan(found, seeds)

    def _sweep(self, base: Experiment, seeds: range) -> SweepPlan | None:
        draft = self.draft
        axes = [self._read(name, parse_axis, None) for name in draft.axes]
        if self.wrong:
            return None
        last = draft.axes[-1]
        grid = [axis for axis in axes if axis is not None]
        points = self._tried(last, lambda: make_points(base, grid), None)
        if points is None:
            return None
        if blocked := points.blocked(draft.memory):
            self.wrong[last] = f"{blocked.first.label}: {blocked.sentence}"
        return SweepPlan(points, seeds)

    def _read(self, name: str, reader: Callable[[str], Any], otherwise: Any) -> Any:
        return self._tried(name, lambda: reader(self.draft.typed(name)), otherwise)

    def _tried(self, name: str, work: Callable[[], Any], otherwise: Any) -> Any:
        try:
            return work()
        except Invalid as error:
            self.wrong[name] = str(error)
            return otherwise
