"""`Recipe`: what makes a run again: an experiment and its events; and how both are typed.

The command line, a share string that is pasted and an experiment file are read with the same
checks, and answer with the same sentences: `--flag value: what is allowed, with an example`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rnn_tui.edits import SURGERY, Regime, check, format_event, parse_event
from rnn_tui.escapes import unescape
from rnn_tui.experiment import DEFAULT_PRESET, FIELD, PRESETS, Experiment, Problem, parse
from rnn_tui.fields import Invalid
from rnn_tui.i18n import tr
from rnn_tui.record import Event
from rnn_tui.task import DEFAULT_MEMORY, problems
from rnn_tui.text import shown

RESERVED = ("open", "train", "race", "sweep", "runs", "config", "doctor", "help", "completion")
"""Words that are commands, from the first day, and never a text without `open` before it."""


@dataclass(frozen=True)
class Recipe:
    """An experiment, and what happens to it on the way: the same recipe, the same numbers."""

    experiment: Experiment = field(default_factory=Experiment)
    events: tuple[Event, ...] = ()

    @property
    def in_order(self) -> tuple[Event, ...]:
        """The events as they take effect: by iteration, and those of one as they are listed."""
        return tuple(sorted(self.events, key=lambda event: event.iteration))


@dataclass(frozen=True)
class Typed:
    """What was typed of a recipe, word for word."""

    words: Sequence[str] = ()
    """TEXT, if it was typed; more than one is refused."""
    escaped: str | None = None
    preset: str | None = None
    fields: Mapping[str, str | bool] = field(default_factory=dict)
    """By name: words, or yes and no of a switch."""
    at: Sequence[str] = ()
    """Events as `K:FIELD=VALUE`."""


def read(typed: Typed, memory: int = DEFAULT_MEMORY, base: Recipe | None = None) -> Recipe:
    """Check everything that was typed, over the recipe it starts from; raises `Invalid`."""
    experiment = _experiment(typed, base)
    for problem in problems(experiment, memory):
        value = FIELD[problem.field].kind.format(getattr(experiment, problem.field))
        raise _wrong_field(problem, value)
    events = base.events if base else ()
    events += tuple(_event(word, experiment) for word in typed.at)
    check_events(events, experiment, memory)
    return Recipe(experiment, events)


def check_events(
    events: Iterable[Event], experiment: Experiment, memory: int = DEFAULT_MEMORY
) -> None:
    """Raise `Invalid` where an event does not go with the experiment, or with those before it."""
    regime = Regime(experiment)
    for event in sorted(events, key=lambda event: event.iteration):
        if event.field in SURGERY:
            try:
                check(event.field, event.value, experiment)
            except Invalid as error:
                word = shown(format_event(event, experiment))
                raise Invalid(f"--at {word}: {error}") from None
        regime = regime.after(event)
        for problem in problems(regime.experiment, memory):
            raise Invalid(f"--at {event.iteration}:{problem.field}: {problem.sentence}")


def check_preset(name: str) -> str:
    """Give the name of a preset back, or raise `Invalid`."""
    if name not in PRESETS:
        names = ", ".join(PRESETS)
        raise Invalid(tr("--preset {name}: one of {names}", name=shown(name), names=names))
    return name


def _experiment(typed: Typed, base: Recipe | None) -> Experiment:
    if base is not None and typed.preset is not None:
        raise Invalid(tr("--preset and --experiment: give one of them; a file names its preset"))
    start = PRESETS[check_preset(typed.preset or DEFAULT_PRESET)].experiment
    switches = {name: value for name, value in typed.fields.items() if isinstance(value, bool)}
    words = {name: value for name, value in typed.fields.items() if isinstance(value, str)}
    for name, value in words.items():
        if not value.strip():
            raise _wrong_field(Problem(name, _allowed(name)), "''")
    text = _text(typed)
    if text is not None:
        words["text"] = text
    values, found = parse(words)
    for problem in found:
        raise _wrong_field(problem, words[problem.field])
    return (base.experiment if base else start).replace(**values, **switches)


def _text(typed: Typed) -> str | None:
    words, escaped = typed.words, typed.escaped
    if escaped is not None:
        if words:
            raise Invalid(tr("TEXT and --escaped: give one of them, for example hello"))
        try:
            return unescape(escaped)
        except Invalid as error:
            raise Invalid(f"--escaped {shown(escaped)}: {error}") from None
    if len(words) > 1:
        whole = shown(" ".join(map(shown, words)))
        raise Invalid(
            tr("{count} texts, one is allowed; quote it: '{text}'", count=len(words), text=whole)
        )
    return words[0] if words else None


def _event(word: str, experiment: Experiment) -> Event:
    try:
        return parse_event(word, experiment)
    except Invalid as error:
        raise Invalid(f"--at {shown(word)}: {error}") from None


def _wrong_field(problem: Problem, value: str) -> Invalid:
    if problem.field == "text":
        return Invalid(f"TEXT: {problem.sentence}")
    return Invalid(f"{FIELD[problem.field].flag} {shown(value)}: {problem.sentence}")


def _allowed(name: str) -> str:
    return str(getattr(FIELD[name].kind, "allowed"))  # noqa: B009 - every kind but text has it
