"""`Experiment`: the frozen, complete description of a run. The same experiment, the same numbers.

Each field is declared once, here, with its range, default, unit, help and whether it may
change while training; form, command-line flag and validation are derived from `FIELDS`.
What depends on several fields at once is checked in `task.problems`.
"""

# ruff: noqa: RUF009 - `_declare` is `dataclasses.field` with the facts of a declaration

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rnn_tui.fields import Choice, Invalid, Kind, Number, Switch, Text, Weights
from rnn_tui.i18n import tr


class Convention(StrEnum):
    """Whose cell equations, optimizer rules and checkpoint layout are computed."""

    TENSORFLOW = "tensorflow"
    PYTORCH = "pytorch"


class Cell(StrEnum):
    """The recurrent cell."""

    RNN = "rnn"
    LSTM = "lstm"
    GRU = "gru"


class Readout(StrEnum):
    """What makes logits of the hidden state: nothing, or a linear layer."""

    NONE = "none"
    LINEAR = "linear"


class Initializer(StrEnum):
    """How the first weights are drawn."""

    GLOROT = "glorot"
    UNIFORM_SCALING = "uniform-scaling"
    TORCH = "torch"


class Optimizer(StrEnum):
    """The rule that turns gradients into updates."""

    RMSPROP = "rmsprop"
    ADAM = "adam"
    SGD = "sgd"


class Dtype(StrEnum):
    """The floating-point type of every tensor."""

    FLOAT32 = "float32"
    FLOAT64 = "float64"


@dataclass(frozen=True)
class Field:
    """The one declaration of a field of `Experiment`."""

    name: str
    label: str
    kind: Kind
    help: str
    default: Any
    live: bool = False
    """May change while training."""
    at_branch: bool = False
    """May change where a run is wound back and trained on from."""
    more: bool = False
    applies: Callable[["Experiment"], bool] = lambda _: True

    @property
    def in_flight(self) -> bool:
        """Whether an event may change it: the same network goes on."""
        return self.live or self.at_branch

    @property
    def flag(self) -> str:
        """The command-line flag."""
        return "--" + self.name.replace("_", "-")


def _choice(kind: type[StrEnum], *labels: str) -> Choice:
    return Choice(tuple(str(option) for option in kind), labels, kind)


def _declare(
    label: str,
    kind: Kind,
    default: Any,
    help: str,  # noqa: A002
    **facts: Any,
) -> Any:
    return dataclasses.field(
        default=default,
        metadata={"label": label, "kind": kind, "help": help, "default": default, **facts},
    )


@dataclass(frozen=True)
class Experiment:
    """A complete description of a run; raises `Invalid` when a field is out of its range.

    `hidden_size` None is the size of the vocabulary, `time_steps` None the whole text (or
    stream), `batch_size` None all windows (or one stream), `loss_weights` None ones.
    """

    text: str = _declare("Word", Text(10_000), "hello", "The word or text to learn to spell.")
    convention: Convention = _declare(
        "Convention",
        _choice(Convention, "TensorFlow", "PyTorch"),
        Convention.TENSORFLOW,
        "Whose cell equations, optimizer rules and checkpoint names are used.",
        more=True,
    )
    cell: Cell = _declare(
        "Cell", _choice(Cell, "RNN", "LSTM", "GRU"), Cell.RNN, "The recurrent cell."
    )
    readout: Readout = _declare(
        "Readout",
        _choice(Readout, "none", "linear"),
        Readout.NONE,
        "none: the cell's outputs are the logits; linear: a layer of weights makes them.",
        more=True,
    )
    hidden_size: int | None = _declare(
        "Hidden size",
        Number(1, 1024, "8", integer=True, absent="vocabulary"),
        None,
        "Units of the hidden state; the vocabulary's size unless the readout is linear.",
    )
    initializer: Initializer = _declare(
        "Initializer",
        _choice(Initializer, "Glorot", "uniform scaling", "torch"),
        Initializer.GLOROT,
        "How the first weights are drawn from the seed.",
        more=True,
    )
    optimizer: Optimizer = _declare(
        "Optimizer",
        _choice(Optimizer, "RMSProp", "Adam", "SGD"),
        Optimizer.RMSPROP,
        "The rule that turns gradients into updates. Changes where a run branches.",
        at_branch=True,
    )
    learning_rate: float = _declare(
        "Learning rate",
        Number(0, 1000, "0.01", above_low=True),
        0.01,
        "The size of an update. Changes in flight.",
        live=True,
    )
    decay: float = _declare(
        "Decay",
        Number(0, 1, "0.9", below_high=True),
        0.9,
        "RMSProp: how slowly the mean of squared gradients forgets. Changes where a run branches.",
        at_branch=True,
        applies=lambda e: e.optimizer is Optimizer.RMSPROP,
    )
    momentum: float = _declare(
        "Momentum",
        Number(0, 1, "0.9", below_high=True),
        0.0,
        "RMSProp and SGD: how much of the last update goes on. Changes in flight.",
        live=True,
        more=True,
        applies=lambda e: e.optimizer is not Optimizer.ADAM,
    )
    clip_norm: float | None = _declare(
        "Clip norm",
        Number(0, float("inf"), "5", above_low=True, absent="off"),
        None,
        "Gradients are scaled down to at most this global norm. Changes in flight.",
        live=True,
        more=True,
    )
    iterations: int = _declare(
        "Iterations",
        Number(1, 10**12, "100", integer=True),
        100,
        "Updates to make. Changes where a run branches.",
        at_branch=True,
    )
    seed: int = _declare(
        "Seed",
        Number(0, 2**32 - 1, "0", integer=True),
        0,
        "Draws the first weights: same seed, same numbers.",
    )
    time_steps: int | None = _declare(
        "Time steps",
        Number(1, 9_999, "4", integer=True, absent="all"),
        None,
        "Time steps a window shows the network; all is the whole text.",
    )
    batch_size: int | None = _declare(
        "Batch size",
        Number(1, 9_999, "1", integer=True, absent="all"),
        None,
        "Windows in an iteration; with carried state the number of streams.",
        more=True,
    )
    carry_state: bool = _declare(
        "Carry state",
        Switch(),
        False,
        "Start each iteration from the state the last one ended with. "
        "Changes where a run branches.",
        at_branch=True,
    )
    loss_weights: tuple[float, ...] | None = _declare(
        "Loss weights",
        Weights("ones"),
        None,
        "How much each target position counts in the cost. Changes in flight.",
        live=True,
        more=True,
    )
    dtype: Dtype = _declare(
        "Number type",
        _choice(Dtype, "float32", "float64"),
        Dtype.FLOAT32,
        "float32 as the tutorial, float64 for exact comparisons.",
        more=True,
    )

    def __post_init__(self) -> None:
        for spec in FIELDS:
            self._set(spec, getattr(self, spec.name))

    def _set(self, spec: Field, value: Any) -> None:
        try:
            checked = spec.kind.check(value)
        except Invalid as error:
            raise Invalid(f"{spec.name}: {error}") from None
        object.__setattr__(self, spec.name, checked)

    def replace(self, **changes: Any) -> "Experiment":
        """Return a copy with other values; raises `Invalid` as the constructor does."""
        copy = object.__new__(Experiment)
        copy.__dict__.update(self.__dict__)
        # A field is checked by itself, and what stays has been: a long text is not read again.
        for name, value in changes.items():
            if name not in FIELD:
                raise TypeError(f"an experiment has no {name}")
            copy._set(FIELD[name], value)
        return copy


FIELDS: tuple[Field, ...] = tuple(
    Field(name=declared.name, **declared.metadata) for declared in dataclasses.fields(Experiment)
)
"""Every field, in the order of the specification."""

FIELD: Mapping[str, Field] = {spec.name: spec for spec in FIELDS}


@dataclass(frozen=True)
class Preset:
    """A named, frozen set of values; a changed preset gets a new name."""

    name: str
    help: str
    experiment: Experiment

    def changed(self, experiment: Experiment) -> tuple[str, ...]:
        """Name the fields, the text aside, in which an experiment differs from the preset."""
        return tuple(
            spec.name
            for spec in FIELDS
            if spec.name != "text"
            and getattr(self.experiment, spec.name) != getattr(experiment, spec.name)
        )


PRESETS: Mapping[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            "tensorflow-2016",
            "The 2016 tutorial: its cell is its network, RMSProp(0.01, 0.9), 100 iterations.",
            Experiment(),
        ),
        Preset(
            "pytorch",
            "What torch.nn and torch.optim compute: 8 units, a linear readout, Adam.",
            Experiment(
                convention=Convention.PYTORCH,
                readout=Readout.LINEAR,
                hidden_size=8,
                initializer=Initializer.TORCH,
                optimizer=Optimizer.ADAM,
                decay=0.99,
            ),
        ),
    )
}

DEFAULT_PRESET = "tensorflow-2016"


def nearest_preset(experiment: Experiment) -> Preset:
    """Return the preset from which the experiment differs in the fewest fields."""
    return min(PRESETS.values(), key=lambda preset: len(preset.changed(experiment)))


@dataclass(frozen=True)
class Problem:
    """Why a field cannot have its value: what is allowed, with an example."""

    field: str
    sentence: str


def parse(raw: Mapping[str, str]) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Read typed values by field name: those that are sound, and a problem for each other one."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, typed in raw.items():
        try:
            values[name] = FIELD[name].kind.parse(typed)
        except Invalid as error:
            problems.append(Problem(name, str(error)))
    return values, tuple(problems)


def to_json(experiment: Experiment) -> dict[str, Any]:
    """Give every field as plain JSON values."""
    return {
        spec.name: list(value) if isinstance(value, tuple) else value
        for spec in FIELDS
        for value in (getattr(experiment, spec.name),)
    }


def from_json(values: Mapping[str, Any]) -> Experiment:
    """Read what `to_json` gave; raises `Invalid` on an unknown field or a bad value."""
    unknown = [name for name in values if name not in FIELD]
    if unknown:
        raise Invalid(
            tr(
                "unknown field {name!r}; the fields are {fields}",
                name=unknown[0],
                fields=", ".join(FIELD),
            )
        )
    return Experiment(**values)
