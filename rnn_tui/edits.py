"""What can be changed while a run is under way, and how it is typed: `40:learning_rate=0.001`.

An event gives a field of the experiment, or a part of the network, another value from the
update of its iteration on. Values are absolute: the same event twice is the same as once.

    weight=kernel[2,3]=0.5    a number of a tensor; indices from 0, as in the checkpoint
    zero=unit:3               h = 0 at every time step; units from 1, as on the screen; =off ends it
    hold=gate:f=1             a gate of every unit stays at 0 or 1; =off lets it go
    freeze=kernel             a tensor that is not updated; =off lets it go
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from rnn_tui.anatomy import letter, sigmoids, tensors
from rnn_tui.experiment import FIELD, FIELDS, Experiment
from rnn_tui.fields import Invalid, number
from rnn_tui.i18n import tr
from rnn_tui.record import Event
from rnn_tui.task import Task
from rnn_tui.text import clipped, visible_text

LARGEST = 1e6
"""The largest size a weight may be given by hand."""

_EVENT = re.compile(r"(\d{1,13}):([A-Za-z_-]+)=(.*)", re.ASCII | re.DOTALL)
_WEIGHT = re.compile(r"([a-z_.0-9]{1,40})\[(\d{1,5})(?:,(\d{1,5}))?\]=(.{1,40})", re.ASCII)
_ZERO = re.compile(r"unit:(\d{1,5})(=on|=off)?", re.ASCII)
_HOLD = re.compile(r"gate:([a-z]{1,9})=(0|1|off)", re.ASCII)
_FREEZE = re.compile(r"([a-z_.0-9]{1,40}?)(=on|=off)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Weight:
    """A number of a tensor, by its checkpoint name and indices from 0."""

    tensor: str
    index: tuple[int, ...]
    value: float


@dataclass(frozen=True, slots=True)
class Zero:
    """A unit, from 0, whose h is 0 at every time step while `on`."""

    unit: int
    on: bool = True


@dataclass(frozen=True, slots=True)
class Hold:
    """A gate, by its name, fixed at 0 or 1 for every unit; None lets it go."""

    gate: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Freeze:
    """A tensor, by its checkpoint name, that is not updated while `on`."""

    tensor: str
    on: bool = True


Surgery = Weight | Zero | Hold | Freeze
"""The value of an event that changes the network and no field of the experiment."""

SURGERY: dict[str, type[Weight | Zero | Hold | Freeze]] = {
    "weight": Weight,
    "zero": Zero,
    "hold": Hold,
    "freeze": Freeze,
}
"""The names that stand for a field in such an event."""


@dataclass(frozen=True)
class Ablations:
    """What of a network is out of action."""

    zeroed: frozenset[int] = frozenset()
    """Units, from 0."""
    held: tuple[tuple[str, float], ...] = ()
    """Gates by name, and what they are held at; sorted."""
    frozen: frozenset[str] = frozenset()
    """Tensors by checkpoint name."""

    def after(self, change: object) -> "Ablations":
        """Give what is out of action after a change of any kind."""
        match change:
            case Zero(unit, on):
                return replace(self, zeroed=self.zeroed | {unit} if on else self.zeroed - {unit})
            case Hold(gate, value):
                held = {name: at for name, at in self.held if name != gate}
                if value is not None:
                    held[gate] = value
                return replace(self, held=tuple(sorted(held.items())))
            case Freeze(tensor, on):
                frozen = self.frozen | {tensor} if on else self.frozen - {tensor}
                return replace(self, frozen=frozen)
            case _:
                return self


NOTHING = Ablations()
"""Nothing is out of action."""


@dataclass(frozen=True)
class Regime:
    """What governs the updates from some moment on: the experiment, and what is out of action."""

    experiment: Experiment
    ablations: Ablations = NOTHING

    def after(self, event: Event) -> "Regime":
        """Give the regime with one more event in effect."""
        if event.field in SURGERY:
            return replace(self, ablations=self.ablations.after(event.value))
        return replace(self, experiment=self.experiment.replace(**{event.field: event.value}))


def same_place(event: Event, other: Event) -> bool:
    """Whether two events change the same field, or the same part of the network."""
    return (event.field, _place(event.value)) == (other.field, _place(other.value))


def _place(value: object) -> object:
    match value:
        case Weight(tensor, index):
            return tensor, index
        case Zero(unit):
            return unit
        case Hold(gate):
            return gate
        case Freeze(tensor):
            return tensor
        case _:
            return None


def toggled(now: Experiment, first: Experiment, step: int) -> tuple[float, ...] | None:
    """Give the loss weights in which a time step, from 0, counts no more, or counts again.

    Again is with the weight it had at `first`; None where every time step counts once.
    """
    ones = (1.0,) * Task(now).length
    weights = list(now.loss_weights or ones)
    before = (first.loss_weights or ones)[step] or 1.0
    weights[step] = 0.0 if weights[step] else before
    return None if tuple(weights) == ones else tuple(weights)


def parse_event(typed: str, experiment: Experiment) -> Event:
    """Read `K:FIELD=VALUE` for a network; raises `Invalid`."""
    found = _EVENT.fullmatch(typed.strip())
    if found is None:
        raise Invalid(tr("K:FIELD=VALUE, for example 40:learning_rate=0.001"))
    name = found[2].replace("-", "_").lower()
    return Event(int(found[1]), name, parse_change(name, found[3], experiment))


def parse_change(name: str, typed: str, experiment: Experiment) -> Any:
    """Read the value of an event; raises `Invalid`."""
    if name in SURGERY:
        change = _surgery(name, typed.strip(), experiment)
        check(name, change, experiment)
        return change
    if name not in FIELD or not FIELD[name].in_flight:
        allowed = ", ".join([spec.name for spec in FIELDS if spec.in_flight] + list(SURGERY))
        raise Invalid(
            tr(
                "{name} cannot change in flight, only {allowed} can, "
                "for example 40:learning_rate=0.001",
                name=visible_text(clipped(name, 40)),
                allowed=allowed,
            )
        )
    return FIELD[name].kind.parse(typed)


def _surgery(name: str, typed: str, experiment: Experiment) -> Surgery:
    match name:
        case "weight" if found := _WEIGHT.fullmatch(typed):
            index = tuple(int(part) for part in found.group(2, 3) if part is not None)
            return Weight(found[1], index, _weight(found[4]))
        case "zero" if found := _ZERO.fullmatch(typed):
            return Zero(int(found[1]) - 1, found[2] != "=off")
        case "hold" if found := _HOLD.fullmatch(typed):
            value = None if found[2] == "off" else float(found[2])
            return Hold(_gate(found[1], experiment), value)
        case "freeze" if found := _FREEZE.fullmatch(typed):
            return Freeze(found[1], found[2] != "=off")
    example = {
        "weight": "40:weight=kernel[2,3]=0.5",
        "zero": "40:zero=unit:3",
        "hold": "40:hold=gate:f=1",
        "freeze": "40:freeze=kernel",
    }[name]
    raise Invalid(tr("not understood, write it like {example}", example=example))


def _weight(typed: str) -> float:
    try:
        return float(typed)
    except ValueError:
        raise Invalid(tr("a weight is a number, for example 0.5")) from None


def _gate(typed: str, experiment: Experiment) -> str:
    cell, convention = experiment.cell, experiment.convention
    names = {letter(cell, convention, gate): gate for gate in sigmoids(cell, convention)}
    return names.get(typed, typed)


def check(name: str, change: object, experiment: Experiment) -> None:
    """Raise `Invalid` where the network has no such part, or the number is none it can take."""
    if not isinstance(change, SURGERY[name]):
        raise Invalid(tr("{name}: not such a change", name=name))
    task = Task(experiment)
    shapes = tensors(task)
    match change:
        case Weight(tensor, index, value):
            _check_tensor(tensor, shapes)
            shape = shapes[tensor]
            if len(index) != len(shape) or any(i >= n for i, n in zip(index, shape, strict=True)):
                last = ",".join(str(n - 1) for n in shape)
                raise Invalid(
                    tr(
                        "{tensor} has the indices {first} to {last}, for example {tensor}[{first}]",
                        tensor=tensor,
                        first=",".join("0" for _ in shape),
                        last=last,
                    )
                )
            if not abs(value) <= LARGEST:
                raise Invalid(
                    tr("a weight is a number of -1,000,000 to 1,000,000, for example 0.5")
                )
        case Zero(unit):
            if not 0 <= unit < task.hidden_size:
                units = task.hidden_size
                raise Invalid(tr("a unit is 1 to {units}, for example unit:1", units=units))
        case Hold(gate, held):
            cell, convention = experiment.cell, experiment.convention
            gates = sigmoids(cell, convention)
            if not gates:
                raise Invalid(tr("the RNN cell has no gates; LSTM and GRU have"))
            if gate not in gates or held not in (None, 0.0, 1.0):
                letters = ", ".join(letter(cell, convention, known) for known in gates)
                raise Invalid(tr("a gate is one of {letters}, held at 0 or 1", letters=letters))
        case Freeze(tensor):
            _check_tensor(tensor, shapes)


def _check_tensor(tensor: str, shapes: dict[str, tuple[int, ...]]) -> None:
    if tensor not in shapes:
        raise Invalid(
            tr(
                "no tensor {name}; this network has {names}",
                name=visible_text(clipped(tensor, 40)),
                names=", ".join(shapes),
            )
        )


def format_event(event: Event, experiment: Experiment) -> str:
    """Write an event as `parse_event` reads it."""
    return f"{event.iteration}:{event.field}={format_change(event, experiment)}"


def format_change(event: Event, experiment: Experiment) -> str:
    """Write the value of an event as it is typed."""
    match event.value:
        case Weight(tensor, index, value):
            return f"{tensor}[{','.join(map(str, index))}]={number(value)}"
        case Zero(unit, on):
            return f"unit:{unit + 1}" + ("" if on else "=off")
        case Hold(gate, held):
            name = letter(experiment.cell, experiment.convention, gate)
            return f"gate:{name}=" + ("off" if held is None else f"{held:.0f}")
        case Freeze(tensor, on):
            return tensor + ("" if on else "=off")
        case value:
            return FIELD[event.field].kind.format(value)
