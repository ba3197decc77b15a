"""One sentence that reads the run: what a number on the screen says, and the key that shows more.

Pure: `hint` looks at the moment shown and the costs up to it, and says nothing it cannot quote.
The rules stand in their order, the first that applies speaks.
"""

import math
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from rnn_tui.floors import Floors
from rnn_tui.i18n import tr
from rnn_tui.plotting.series import cost_text, gradient_text
from rnn_tui.record import Inside, Phase
from rnn_tui.ui.facts import Shown
from rnn_tui.ui.numbers import probability
from rnn_tui.ui.widgets.hint import Hint

LOOKED = 30
"""Iterations a rule looks back."""
NEAR = 0.02
"""Within this share of a floor a cost stands on it."""
STEADY = 0.01
"""A cost that fell by less than this share in `LOOKED` iterations hardly falls."""
SWING = 0.05
"""The share of its mean that a cost must swing to be said to go up and down."""
RECENT = 10
"""Iterations for which a lost answer is news."""
DEAD = 0.05
"""A unit below this at every time step says nothing."""
FADED = 0.01
"""A gradient that comes to this share on its way has vanished; to the inverse, exploded."""
FULL = 0.99
"""A unit at least this large at every time step is saturated: 1 - h^2 is under .02."""
LARGEST = 100_000
"""Numbers of a hidden state beyond which units are not looked at."""


def hint(shown: Shown, floors: Floors | None, *, inside: Inside | None = None) -> Hint | None:
    """Read the run at the moment shown; None where there is nothing to say."""
    return next(_rules(_Reading(shown, floors, inside)), None)


class _Reading:
    """The numbers that the rules read, each as the screen shows it."""

    def __init__(self, shown: Shown, floors: Floors | None, inside: Inside | None) -> None:
        self.shown, self.floors, self.inside = shown, floors, inside
        self.snapshot, self.task = shown.snapshot, shown.task

    @cached_property
    def cost(self) -> float:
        """The cost that compares with the floors: that of the curve, or of the last pass."""
        length, end = self.task.pass_length, self.snapshot.moment + 1
        if length == 1:
            return self.shown.curve_cost
        if length > end:
            return math.nan
        costs = self.shown.history.values(end - length, end)
        return float(costs.mean()) if len(costs) else math.nan

    @cached_property
    def recent(self) -> list[float]:
        """The last costs up to the moment shown, where each iteration sees the same data."""
        moment, history = self.snapshot.moment, self.shown.history
        if self.task.pass_length > 1 or not LOOKED <= moment < history.count:
            return []
        return [history.cost(k) for k in range(moment - LOOKED, moment + 1)]

    @property
    def fell(self) -> float:
        """What share of itself the cost fell by in the iterations looked at."""
        first, last = self.recent[0], self.recent[-1]
        return (first - last) / first if first else 0.0

    @property
    def solved(self) -> bool:
        """Whether every position that counts is right."""
        return self.shown.right == self.counted

    @property
    def counted(self) -> int:
        return sum(weight != 0 for weight in self.shown.weights)

    def turned(self, kind: str) -> int | None:
        """Give the last moment at which the answer became right, or was lost, up to this one."""
        marks = self.shown.history.marks
        found = (m.moment for m in reversed(marks) if m.kind == kind)
        return next((moment for moment in found if moment <= self.snapshot.moment), None)


def _rules(r: _Reading) -> Iterator[Hint]:
    if r.snapshot.phase is Phase.DIVERGED:
        yield _diverged(r)
    if r.snapshot.picture is None or not math.isfinite(r.cost):
        return
    if r.recent and all(map(math.isfinite, r.recent)):
        yield from _oscillating(r)
        yield from _stuck(r)
    if r.solved:
        yield _solved(r)
    yield from _lost(r)
    yield from _gradient(r)
    yield from _units(r)
    yield from _floors(r)


def _diverged(r: _Reading) -> Hint:
    cost = cost_text(r.snapshot.cost)
    sentence = tr("The cost is {cost}: the updates overshoot and no longer find back.", cost=cost)
    short = tr("The cost is {cost}: the updates overshoot.", cost=cost)
    return Hint(sentence, "enter", tr("back, a smaller rate"), short)


def _oscillating(r: _Reading) -> Iterator[Hint]:
    steps = [after - before for before, after in pairwise(r.recent)]
    turns = sum(a * b < 0 for a, b in pairwise(steps))
    low, high = min(r.recent), max(r.recent)
    mean = math.fsum(map(abs, r.recent)) / len(r.recent)
    swing = math.fsum(map(abs, steps)) / len(steps)
    if turns > len(steps) / 2 and high - low > SWING * mean and swing > NEAR * mean:
        swing_of = {"low": cost_text(low), "high": cost_text(high), "count": LOOKED}
        yield Hint(
            tr(
                "The cost goes up and down, {low} to {high} in {count} iterations: "
                "the updates overshoot.",
                **swing_of,
            ),
            ",",
            tr("steps back through it"),
            tr("It swings, {low} to {high} in {count} iterations.", **swing_of),
        )


def _stuck(r: _Reading) -> Iterator[Hint]:
    floors = r.floors
    if floors is None or not floors.needs_memory or floors.no_memory <= 0:
        return
    floor = floors.no_memory
    on_it = all(abs(cost - floor) <= NEAR * floor for cost in r.recent)
    if on_it and abs(r.fell) < STEADY and floors.limit < (1 - 2 * NEAR) * floor:
        places = {"cost": cost_text(r.cost), "count": LOOKED, "floor": cost_text(floor)}
        yield Hint(
            tr(
                "{cost} for {count} iterations, beside {floor}: the best a net without memory "
                "can do.",
                **places,
            ),
            "x",
            _carries(),
            tr("{cost} for {count} iterations, beside no memory, {floor}.", **places),
        )


def _lost(r: _Reading) -> Iterator[Hint]:
    lost, right = r.turned("lost"), r.turned("right")
    if r.solved or lost is None or right is None or not right < lost:
        return
    if r.snapshot.moment - lost <= RECENT:
        known = {"right": f"{right:,}", "lost": f"{lost:,}", "counted": r.counted}
        known["count"] = r.shown.right or 0
        yield Hint(
            tr(
                "All were right after {right}; lost again after {lost}: {count} of {counted} now.",
                **known,
            ),
            "<",
            tr("goes back to see it"),
            tr("Right after {right}, lost after {lost}: {count} of {counted}.", **known),
        )


def _gradient(r: _Reading) -> Iterator[Hint]:
    inside = r.inside
    if inside is None or inside.moment != r.snapshot.moment or len(inside.gradient) < 3:
        return
    first, last = float(inside.gradient[0]), float(inside.gradient[-1])
    if not (math.isfinite(first) and math.isfinite(last)) or last <= 0:
        return
    places = {
        "first": gradient_text(first),
        "last": gradient_text(last),
        "start": inside.probe.first + 1,
        "end": inside.probe.first + len(inside.gradient),
    }
    sentence = short = ""
    if first < FADED * last:
        sentence = tr(
            "|∂L/∂h| is {last} at t = {end}, {first} at t = {start}: it vanishes.", **places
        )
        short = tr("|∂L/∂h| vanishes: {last} at t = {end}, {first} at {start}.", **places)
    elif first > last / FADED:
        sentence = tr(
            "|∂L/∂h| is {last} at t = {end}, {first} at t = {start}: it explodes.", **places
        )
        short = tr("|∂L/∂h| explodes: {last} at t = {end}, {first} at {start}.", **places)
    if sentence:
        yield Hint(sentence, "x", tr("shows it loss by loss"), short)


def _units(r: _Reading) -> Iterator[Hint]:
    """Name units that stand at an end of their range at every time step, or never leave 0."""
    picture, ablations = r.snapshot.picture, r.snapshot.ablations
    if picture is None or ablations.held:
        return
    hidden, units = picture.hidden, r.task.hidden_size
    if len(hidden) < r.task.length or not 0 < hidden.size <= LARGEST:
        return
    sizes = abs(hidden)
    least, largest = sizes.min(axis=0).tolist(), sizes.max(axis=0).tolist()
    full = [h for h in least if h >= FULL]
    dead = [h for u, h in enumerate(largest) if h < DEAD and u not in ablations.zeroed]
    if 2 * len(full) > units:
        places = {"count": len(full), "units": units, "least": probability(min(full))}
        sentence = tr(
            "In {count} of {units} units |h| is at least {least} at every time step: saturated.",
            **places,
        )
        short = tr("{count} of {units} units saturated: |h| at least {least}.", **places)
        yield Hint(sentence, "x", tr("shows how h is made"), short)
    elif dead and r.snapshot.moment >= LOOKED:
        places = {"count": len(dead), "units": units, "most": probability(max(dead))}
        sentence = tr(
            "In {count} of {units} units |h| is at most {most} at every time step: they say "
            "nothing.",
            **places,
        )
        short = tr("{count} of {units} units say nothing: |h| at most {most}.", **places)
        yield Hint(sentence, "x", tr("shows how h is made"), short)


def _solved(r: _Reading) -> Hint:
    cost, since = cost_text(r.cost), r.turned("right")
    right = tr("All {count} right", count=r.counted)
    if since is not None:
        right = tr("All {count} right since {moment}", count=r.counted, moment=f"{since:,}")
    if not r.recent:
        return Hint(tr("{right}, at a cost of {cost}.", right=right, cost=cost), "x", _carries())
    if r.fell > STEADY:
        sentence = tr("{right}; {cost} still falls: it grows surer.", right=right, cost=cost)
        short = tr("{right}; {cost} still falls.", right=right, cost=cost)
        return Hint(sentence, "y", tr("shows it on the other axis"), short)
    limit = r.floors.limit if r.floors else 0.0
    if 0 < r.cost <= (1 + NEAR) * limit:
        places = {"right": right, "cost": cost, "limit": cost_text(limit)}
        sentence = tr("{right}; {cost} is as good as the limit, {limit}.", **places)
        short = tr("{right}; {cost}, the limit is {limit}.", **places)
    else:
        sentence = tr("{right}; {cost} hardly changes any more.", right=right, cost=cost)
        short = tr("{right}; {cost} hardly changes.", right=right, cost=cost)
    return Hint(sentence, "x", _carries(), short)


def _floors(r: _Reading) -> Iterator[Hint]:
    floors, cost = r.floors, cost_text(r.cost)
    if floors is None:
        return
    uniform = {"cost": cost, "floor": cost_text(floors.uniform)}
    memory = {"cost": cost, "floor": cost_text(floors.no_memory)}
    if r.cost > floors.uniform:
        yield Hint(
            tr("{cost} is above {floor}, the cost of guessing all letters alike.", **uniform),
            ".",
            tr("makes one iteration"),
            tr("{cost} is above {floor}, a uniform guess.", **uniform),
        )
    elif not floors.needs_memory:
        yield Hint(
            tr("{cost}: each letter has one successor, so no memory is needed.", cost=cost),
            "x",
            _carries(),
            tr("{cost}: no memory is needed here.", cost=cost),
        )
    elif r.cost >= floors.no_memory:
        yield Hint(
            tr("{cost} is still above {floor}, the best a net without memory can do.", **memory),
            "x",
            _carries(),
            tr("{cost} is still above no memory, {floor}.", **memory),
        )
    else:
        yield Hint(
            tr("{cost} is below {floor}: no net without memory can do that.", **memory),
            "x",
            _carries(),
            tr("{cost} is below {floor}: that takes memory.", **memory),
        )


def _carries() -> str:
    return tr("shows what h carries")
