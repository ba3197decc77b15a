"""From flags to a plan: everything is checked here, before anything heavy is imported."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rnn_tui.cli.errors import UsageError, shown
from rnn_tui.cli.escapes import unescape
from rnn_tui.cli.flags import FIELD_FLAGS
from rnn_tui.edits import Regime, parse_event
from rnn_tui.experiment import DEFAULT_PRESET, FIELD, PRESETS, Experiment, Problem, parse
from rnn_tui.fields import Invalid, Number
from rnn_tui.i18n import tr
from rnn_tui.record import Event
from rnn_tui.session.plan import Plan
from rnn_tui.session.until import parse_until
from rnn_tui.task import DEFAULT_MEMORY, problems

if TYPE_CHECKING:
    from numpy.typing import NDArray

Read = TypeVar("Read")

UNLIMITED = "unlimited"
SPEED = Number(1, 1000, "20")

_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,9})?) ?([kMGT]?)B?", re.ASCII | re.IGNORECASE)
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}


@dataclass(frozen=True, eq=False)
class Request:
    """What the flags that open and train share ask for."""

    plan: Plan
    speed: float | None
    memory: int


def request(flags: Mapping[str, Any], *, speed: float | None) -> Request:
    """Check every flag and make the plan; `speed` holds where none was asked for."""
    memory = size("--memory", flags["memory"], DEFAULT_MEMORY)
    experiment = described(flags, memory)
    plan = Plan(
        experiment,
        events=_events(flags["at"], experiment, memory),
        until=tuple(read("--until", typed, parse_until) for typed in flags["until"]),
    )
    asked = _speed(flags["speed"], speed)
    if flags["init"] is not None:
        plan = Plan(experiment, _weights(flags["init"], experiment), plan.events, plan.until)
    return Request(plan, asked, memory)


def described(flags: Mapping[str, Any], memory: int) -> Experiment:
    """Give the experiment that the flags describe; what is wrong with it is a `UsageError`."""
    experiment = _experiment(flags)
    for problem in problems(experiment, memory):
        raise _wrong_field(
            problem, FIELD[problem.field].kind.format(getattr(experiment, problem.field))
        )
    return experiment


def _experiment(flags: Mapping[str, Any]) -> Experiment:
    preset = flags["preset"] or DEFAULT_PRESET
    if preset not in PRESETS:
        names = ", ".join(PRESETS)
        raise UsageError(tr("--preset {name}: one of {names}", name=shown(preset), names=names))
    asked = {spec.name: flags.get(spec.name) for spec in FIELD_FLAGS}
    typed = {name: value for name, value in asked.items() if value is not None}
    switches = {name: value for name, value in typed.items() if isinstance(value, bool)}
    words = {name: value for name, value in typed.items() if name not in switches}
    for name, value in words.items():
        if not value.strip():
            raise _wrong_field(Problem(name, _allowed(name)), "''")
    text = _text(flags)
    if text is not None:
        words["text"] = text
    values, found = parse(words)
    for problem in found:
        raise _wrong_field(problem, words[problem.field])
    return PRESETS[preset].experiment.replace(**values, **switches)


def _text(flags: Mapping[str, Any]) -> str | None:
    words, escaped = flags["words"], flags["escaped"]
    if escaped is not None:
        if words:
            raise UsageError(tr("TEXT and --escaped: give one of them, for example hello"))
        return read("--escaped", escaped, unescape)
    if len(words) > 1:
        whole = " ".join(map(shown, words))
        raise UsageError(
            tr("{count} texts, one is allowed; quote it: '{text}'", count=len(words), text=whole)
        )
    return words[0] if words else None


def _wrong_field(problem: Problem, value: str) -> UsageError:
    if problem.field == "text":
        return UsageError(f"TEXT: {problem.sentence}")
    return UsageError(f"{FIELD[problem.field].flag} {shown(value)}: {problem.sentence}")


def _allowed(name: str) -> str:
    return str(getattr(FIELD[name].kind, "allowed"))  # noqa: B009 - every kind but text has it


def read(flag: str, typed: str, reader: Callable[[str], Read]) -> Read:
    """Read what was typed for a flag; what is wrong with it is a `UsageError`."""
    try:
        return reader(typed)
    except Invalid as error:
        raise UsageError(f"{flag} {shown(typed)}: {error}") from None


def _events(typed: Iterable[str], experiment: Experiment, memory: int) -> tuple[Event, ...]:
    events = [_event(word, experiment) for word in typed]
    regime = Regime(experiment)
    for event in sorted(events, key=lambda event: event.iteration):
        regime = regime.after(event)
        for problem in problems(regime.experiment, memory):
            word = f"{event.iteration}:{problem.field}"
            raise UsageError(f"--at {word}: {problem.sentence}")
    return tuple(events)


def _event(word: str, experiment: Experiment) -> Event:
    return read("--at", word, lambda typed: parse_event(typed, experiment))


def size(flag: str, typed: str | None, default: int) -> int:
    """Read a size in bytes; `default` where none was typed."""
    if typed is None:
        return default
    found = _SIZE.fullmatch(typed.strip())
    asked = int(float(found[1]) * _UNITS[found[2].lower()]) if found else 0
    if asked < 1:
        raise UsageError(
            tr(
                "{flag} {typed}: a size above 0, for example 500MB or 2GB",
                flag=flag,
                typed=shown(typed),
            )
        )
    return asked


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
