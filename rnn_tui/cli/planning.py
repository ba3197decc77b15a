"""From flags to a plan: everything is checked here, before anything heavy is imported."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rnn_tui.cli import home
from rnn_tui.cli.errors import UsageError
from rnn_tui.cli.flags import FIELD_FLAGS
from rnn_tui.config import Size
from rnn_tui.experiment import Experiment
from rnn_tui.fields import Invalid, Number
from rnn_tui.i18n import tr
from rnn_tui.recipe import Recipe, Typed
from rnn_tui.recipe import read as read_recipe
from rnn_tui.text import shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rnn_tui.session.plan import Plan

Read = TypeVar("Read")

UNLIMITED = "unlimited"
SPEED = Number(1, 1000, "20")


@dataclass(frozen=True, eq=False)
class Request:
    """What the flags that open and train share ask for."""

    plan: "Plan"
    speed: float | None
    memory: int


def request(flags: Mapping[str, Any], *, speed: float | None) -> Request:
    """Check every flag and make the plan; `speed` holds where none was asked for."""
    from rnn_tui.session.plan import Plan
    from rnn_tui.session.until import parse_until

    memory = memory_of(flags)
    recipe = _recipe(flags, memory)
    plan = Plan(
        recipe.experiment,
        events=recipe.events,
        until=tuple(read("--until", typed, parse_until) for typed in flags["until"]),
    )
    asked = _speed(flags["speed"], speed)
    if flags["init"] is not None:
        weights = _weights(flags["init"], recipe.experiment)
        plan = Plan(recipe.experiment, weights, plan.events, plan.until)
    return Request(plan, asked, memory)


def described(flags: Mapping[str, Any], memory: int) -> Experiment:
    """Give the experiment that the flags describe; what is wrong with it is a `UsageError`."""
    return _recipe(flags, memory).experiment


def _recipe(flags: Mapping[str, Any], memory: int) -> Recipe:
    asked = {spec.name: flags.get(spec.name) for spec in FIELD_FLAGS}
    typed = Typed(
        flags["words"],
        flags["escaped"],
        flags["preset"],
        {name: value for name, value in asked.items() if value is not None},
        flags.get("at", ()),
    )
    try:
        return read_recipe(typed, memory, _from_file(flags.get("experiment")))
    except Invalid as error:
        raise UsageError(str(error)) from None


def _from_file(typed: str | None) -> Recipe | None:
    if typed is None:
        return None
    from rnn_tui.export.experiment_file import read_file

    try:
        return read_file(Path(typed))
    except Invalid as error:
        raise UsageError(f"--experiment {error}") from None


def read(flag: str, typed: str, reader: Callable[[str], Read]) -> Read:
    """Read what was typed for a flag; what is wrong with it is a `UsageError`."""
    try:
        return reader(typed)
    except Invalid as error:
        raise UsageError(f"{flag} {shown(typed)}: {error}") from None


def memory_of(flags: Mapping[str, Any]) -> int:
    """Say what networks may take: as the flag says, or the settings."""
    return size("--memory", flags["memory"], home.settings().memory)


def size(flag: str, typed: str | None, default: int) -> int:
    """Read a size in bytes; `default` where none was typed."""
    return default if typed is None else read(flag, typed, Size().parse)


def _speed(typed: str | None, speed: float | None) -> float | None:
    if typed is None:
        return speed
    if typed.strip().lower() == UNLIMITED:
        return None
    try:
        return SPEED.parse(typed)
    except Invalid:
        raise UsageError(
            tr("--speed {typed}: unlimited, or 1 to 1,000, for example 20", typed=shown(typed))
        ) from None


def _weights(typed: str, experiment: Experiment) -> "Mapping[str, NDArray[Any]]":
    from rnn_tui.export.checkpoint import CheckpointError, load

    try:
        return load(Path(typed), experiment)
    except CheckpointError as error:
        raise UsageError(f"--init {error}") from None
