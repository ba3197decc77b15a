"""Runs side by side: which settings differ, which are the same, what came of each. Plain values.

A run counts as it was trained, on one seed. Costs compare only where all learn the same thing;
what reads alike is a tie, whatever the digits behind it.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from rnn_tui.experiment import FIELD, Experiment
from rnn_tui.fields import Invalid, Number, grouped
from rnn_tui.i18n import tr
from rnn_tui.lanes import LANE_FIELDS, LONGEST_NAME, SHARED, Lane, check_lanes
from rnn_tui.naming import short, short_field, short_value
from rnn_tui.record import Event, Phase
from rnn_tui.task import Task, simplest
from rnn_tui.text import clipped

MOST_COMPARED = 12

LEVELS = tuple(digit * 10.0**power for power in range(6, -10, -1) for digit in (5, 2, 1))
"""Costs under which a run may come, the highest first: 5, 2 and 1 times a power of ten."""

EDITS = "edits"
"""The name of what is no field: how often a run was edited in flight."""

_GOALS = ("text", "time_steps", "carry_state", "loss_weights")
"""The fields that say what a cost is the cost of."""

_FIRST = ("text", "cell", "optimizer", "learning_rate", "hidden_size", "iterations", "seed")
"""The fields that matter most, first to last; they are told though they have their default."""


@dataclass(frozen=True)
class Compared:
    """A run that was trained, as far as it is compared."""

    id: int
    experiment: Experiment
    phase: Phase
    iterations: int
    """Made so far."""
    planned: int
    cost: float | None
    """Of the latest moment; None where it is no finite number."""
    solved_at: int | None
    correct: bool
    seconds: float
    parameters: int
    prediction: str
    name: str = ""
    reached: tuple[int, ...] = ()
    """The first iterations whose cost was under each of `LEVELS`, as far down as it came."""
    events: tuple[Event, ...] = ()
    """The edits that took effect."""


@dataclass(frozen=True)
class Setting:
    """A field of all runs, or their edits. A value of a run to which it does not apply is None."""

    name: str
    values: tuple[Any, ...]
    shown: tuple[str, ...]
    """Each value, drawn, in at most 24 cells."""

    @property
    def head(self) -> str:
        """What stands over its column."""
        if self.name == EDITS:
            return tr("edits")
        own = {"text": tr("text"), "hidden_size": tr("units"), "dtype": tr("number type")}
        return own.get(self.name) or tr(FIELD[self.name].label).lower()

    @property
    def short_head(self) -> str:
        """The same in a word."""
        return self.head if self.name in (EDITS, "text") else short_field(FIELD[self.name])

    @property
    def is_number(self) -> bool:
        """Whether its values stand at the right of their column."""
        return self.name == EDITS or isinstance(FIELD[self.name].kind, Number)


@dataclass(frozen=True)
class Result:
    """What came of all runs in one respect; None where nothing did."""

    name: str
    head: str
    values: tuple[float | None, ...]
    best: frozenset[int] = frozenset()
    """The places of the runs than which none is better; empty where all are alike."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """Runs side by side; what is written alike is a tie."""

    runs: tuple[Compared, ...]
    write: Callable[[float], str]
    """Draws a cost."""
    took: Callable[[float], str] = repr
    """Draws seconds."""

    def prepare(self) -> Self:
        """Work everything out now, on this thread: texts may be long."""
        for part in ("differing", "same", "results"):
            getattr(self, part)
        return self

    @cached_property
    def settings(self) -> tuple[Setting, ...]:
        """Every field, then the edits where there are any."""
        found = [_setting(name, self.runs) for name in FIELD]
        if any(run.events for run in self.runs):
            counts = tuple(len(run.events) for run in self.runs)
            found.append(Setting(EDITS, counts, tuple(map(grouped, counts))))
        return tuple(found)

    @cached_property
    def differing(self) -> tuple[Setting, ...]:
        """The settings in which runs differ."""
        return tuple(setting for setting in self.settings if self._differs(setting))

    @property
    def ranked(self) -> tuple[Setting, ...]:
        """The settings in which runs differ, what matters most first."""
        return tuple(sorted(self.differing, key=_rank))

    @cached_property
    def same(self) -> tuple[Setting, ...]:
        """The settings that are those of every run to which they apply."""
        return tuple(setting for setting in self.settings if setting not in self.differing)

    @property
    def telling(self) -> tuple[Setting, ...]:
        """The settings that are the same, what matters most first, without what goes unsaid."""
        told = [setting for setting in self.same if not _goes_unsaid(setting)]
        return tuple(sorted(told, key=_rank))

    def _differs(self, setting: Setting) -> bool:
        if setting.name == EDITS:
            return len({repr(run.events) for run in self.runs}) > 1
        return len({value for value in setting.values if value is not None}) > 1

    @cached_property
    def costs_compare(self) -> bool:
        """Whether the cost of each run is the cost of the same task."""
        return self._share(_GOALS)

    @cached_property
    def same_target(self) -> bool:
        """Whether all learn to spell the same."""
        return self._share(("text", "loss_weights"))

    def _share(self, fields: Sequence[str]) -> bool:
        differ = {setting.name for setting in self.differing}
        edited = {event.field for run in self.runs for event in run.events}
        return differ.isdisjoint(fields) and edited.isdisjoint(fields)

    @cached_property
    def threshold(self) -> float | None:
        """The lowest of `LEVELS` under which all came, or else half of them; None: none is fit.

        Runs that diverged have no say.
        """
        if not self.costs_compare:
            return None
        depths = sorted(len(run.reached) for run in self._sound if run.reached)
        for depth in (depths[0], depths[len(depths) // 2]) if depths else ():
            if any(len(run.reached) >= depth and run.reached[depth - 1] for run in self._sound):
                return LEVELS[depth - 1]
        return None

    @property
    def _sound(self) -> list[Compared]:
        return [run for run in self.runs if run.phase is not Phase.DIVERGED]

    @cached_property
    def results(self) -> tuple[Result, ...]:
        """What came of the runs: cost, first right, under the threshold, parameters, time."""
        found = [self._costs(), self._of("solved_at", tr("first ✓"), ranked=self.same_target)]
        if self.threshold is not None:
            found.append(self._under(self.threshold))
        found.append(self._of("parameters", tr("parameters")))
        alike = len({run.iterations for run in self.runs}) == 1
        seconds = [run.seconds for run in self.runs]
        best = _lowest(seconds, self.took) if alike else frozenset()
        found.append(Result("seconds", tr("took"), tuple(seconds), best))
        return tuple(found)

    def _costs(self) -> Result:
        values = [run.cost if run.phase is not Phase.DIVERGED else None for run in self.runs]
        best = _lowest(values, self.write) if self.costs_compare else frozenset()
        return Result("cost", tr("cost"), tuple(run.cost for run in self.runs), best)

    def _under(self, threshold: float) -> Result:
        depth = LEVELS.index(threshold)
        values = [run.reached[depth] if len(run.reached) > depth else None for run in self.runs]
        head = tr("under {cost}", cost=grouped(threshold))
        return Result("under", head, tuple(values), _lowest(values))

    def _of(self, name: str, head: str, *, ranked: bool = True) -> Result:
        values = [getattr(run, name) for run in self.runs]
        return Result(name, head, tuple(values), _lowest(values) if ranked else frozenset())


def _setting(name: str, runs: Sequence[Compared]) -> Setting:
    spec = FIELD[name]
    values: list[Any] = []
    shown: list[str] = []
    every = all(run.experiment.hidden_size is None for run in runs)
    sizes = {Task(run.experiment).hidden_size for run in runs} if name == "hidden_size" else ()
    for run in runs:
        experiment = run.experiment
        value = getattr(experiment, name)
        if not spec.applies(experiment):
            values.append(None)
            shown.append("–")
            continue
        if name == "hidden_size":
            value = Task(experiment).hidden_size
            # Where all follow their text, it is the text that differs.
            values.append(0 if every else value)
            value = None if every and len(sizes) > 1 else value
        elif value is None or name in _GOALS or name == "batch_size":
            values.append(_named(getattr(simplest(experiment), name)))
        else:
            values.append(value)
        shown.append(short_value(spec, value))
    return Setting(name, tuple(values), tuple(shown))


def _rank(setting: Setting) -> int:
    return _FIRST.index(setting.name) if setting.name in _FIRST else len(_FIRST)


def _named(value: Any) -> Any:
    """Give a value that stands for an absent one, so that None is what does not apply."""
    return "absent" if value is None else value


def _goes_unsaid(setting: Setting) -> bool:
    if setting.name in (*_FIRST, "convention", "readout"):
        return False
    if setting.name == EDITS:
        return True
    value = setting.values[0]
    return None in setting.values or value == _named(FIELD[setting.name].default)


def _lowest(values: Sequence[float | None], write: Callable[[float], str] = repr) -> frozenset[int]:
    """Give the places of the lowest; of none where all read alike, or there is none."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    if not known:
        return frozenset()
    lowest = write(min(known))
    best = frozenset(
        place for place, value in enumerate(values) if value is not None and write(value) == lowest
    )
    return best if len(best) < len(values) else frozenset()


def lanes_of(runs: Sequence[Compared]) -> tuple[Lane, ...]:
    """Give the lanes of a race of these runs; those that differ in their seed alone are one.

    Raises `Invalid` where they can't be raced.
    """
    found: dict[Experiment, Compared] = {}
    for run in runs:
        found.setdefault(simplest(run.experiment.replace(seed=0)), run)
    unlike = [name for name in SHARED if len({_shared(run, name) for run in runs}) > 1]
    if unlike:
        raise Invalid(
            tr(
                "no race: these runs differ in {fields}, which all lanes of a race share",
                fields=listed([_label(name) for name in unlike]),
            )
        )
    experiments = [run.experiment for run in found.values()]
    names = [name for name in LANE_FIELDS if len({getattr(e, name) for e in experiments}) > 1]
    lanes = []
    for run in found.values():
        e = run.experiment
        told = [name for name in names or ("cell",) if FIELD[name].applies(e)]
        words = ", ".join(short(FIELD[name], getattr(e, name)) for name in told)
        lanes.append(Lane(clipped(f"{run.id} {words}", LONGEST_NAME), e))
    check_lanes(lanes)
    return tuple(lanes)


def _shared(run: Compared, name: str) -> Any:
    return getattr(run.experiment, name)


def _label(name: str) -> str:
    return tr("text") if name == "text" else tr(FIELD[name].label).lower()


def listed(words: Sequence[str]) -> str:
    """Write a list: `a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return tr("{first} and {last}", first=", ".join(words[:-1]), last=words[-1])
