"""Experiment files: a recipe as TOML that a person reads and edits, both ways.

The keys are the names of the fields, and `text`, `preset`; a table `[[at]]` is an event. A file
is written from a template: the meaning of every field stands beside it, and what the preset
says already is commented out. What is wrong in a file is named with its line.
"""

import difflib
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rnn_tui.edits import SURGERY, format_change, parse_change
from rnn_tui.escapes import is_plain
from rnn_tui.experiment import (
    DEFAULT_PRESET,
    FIELD,
    FIELDS,
    PRESETS,
    Experiment,
    Field,
    nearest_preset,
)
from rnn_tui.export import files
from rnn_tui.fields import Choice, Invalid, Number, Switch, Text, Weights
from rnn_tui.i18n import tr
from rnn_tui.recipe import Recipe, check_events
from rnn_tui.record import Event
from rnn_tui.settings import toml_string
from rnn_tui.task import DEFAULT_MEMORY, problems
from rnn_tui.text import shown, visible_text
from rnn_tui.toml_text import find_line, parse

LARGEST = 10_000_000
"""Bytes of an experiment file at most."""

KEYS = ("text", "preset", *(spec.name for spec in FIELDS if spec.name != "text"), "at")

_AT = tuple(spec.name for spec in FIELDS if spec.in_flight) + tuple(SURGERY)
"""What an event may give another value."""


def to_toml(recipe: Recipe) -> str:
    """Write the template, filled in."""
    return "\n".join(_lines(recipe)) + "\n"


def _lines(recipe: Recipe) -> Iterator[str]:
    experiment = recipe.experiment
    preset = nearest_preset(experiment)
    yield "# " + tr("An experiment of rnn-tui. With a screen:  rnn-tui --experiment FILE")
    yield "# " + tr("Without one:  rnn-tui train --experiment FILE")
    yield "# " + tr("What is commented out has the value that the preset gives it.")
    yield from _explained(FIELD["text"])
    yield f"text = {_string(experiment.text)}"
    yield ""
    yield "# " + tr("Where the fields start: {names}.", names=", ".join(PRESETS))
    yield f"preset = {toml_string(preset.name)}"
    changed = preset.changed(experiment)
    for spec in FIELDS:
        if spec.name == "text":
            continue
        yield from _explained(spec)
        line = f"{spec.name} = {_value(spec, getattr(experiment, spec.name))}"
        yield line if spec.name in changed else f"# {line}"
    yield ""
    yield "# " + tr("Edits on the way: each takes effect before the update of its iteration.")
    yield "# " + tr("Fields: {names}.", names=", ".join(s.name for s in FIELDS if s.in_flight))
    yield '# weight = "kernel[2,3]=0.5", zero = "unit:3", hold = "gate:f=1", freeze = "kernel"'
    if not recipe.events:
        yield from ("# [[at]]", "# iteration = 40", "# learning_rate = 0.001")
    for event in recipe.in_order:
        yield from ("", "[[at]]", f"iteration = {event.iteration}")
        if event.field in SURGERY:
            yield f"{event.field} = {toml_string(format_change(event, experiment))}"
        else:
            yield f"{event.field} = {_value(FIELD[event.field], event.value)}"


def _explained(spec: Field) -> Iterator[str]:
    yield ""
    yield f"# {tr(spec.label)}: {tr(spec.help)}"
    match spec.kind:
        case Switch():
            yield "# " + tr("true or false")
        case Weights():
            yield f'# "{spec.kind.absent}", ' + tr("or one number for each target: [1, 1, 0, 1]")
        case Number() as kind if kind.absent:
            yield f"# {kind.allowed}".replace(kind.absent, f'"{kind.absent}"', 1)
        case Number() | Choice() | Text() as kind:
            yield f"# {kind.allowed}"


def _value(spec: Field, value: Any) -> str:
    match spec.kind:
        case Number() if value is not None:
            return spec.kind.format(value)
        case Switch():
            return "true" if value else "false"
        case Weights() if value is not None:
            return f"[{', '.join(spec.kind.format((weight,)) for weight in value)}]"
        case _:
            return toml_string(spec.kind.format(value))


def _string(text: str) -> str:
    """Write a TOML string of characters that can be seen."""
    return "".join(
        character if is_plain(character) else f"\\U{ord(character):08x}"
        for character in toml_string(text)
    )


def read_file(path: Path, memory: int = DEFAULT_MEMORY) -> Recipe:
    """Read an experiment file; raises `Invalid`: the file, the line, what is wrong in it."""
    try:
        content = files.read(path, LARGEST, tr("an experiment file in TOML"))
    except files.FileError as error:
        raise Invalid(str(error)) from None
    return read_toml(content, visible_text(str(path)), memory)


def read_toml(content: bytes, name: str, memory: int = DEFAULT_MEMORY) -> Recipe:
    """Read the content of an experiment file that a person calls `name`; raises `Invalid`."""
    text, values = parse(content, name, "seed = 3")
    return _Reader(name, text, values, memory).read()


@dataclass(frozen=True)
class _Reader:
    """One file being read: its values, and its text to find their lines in."""

    name: str
    text: str
    values: Mapping[str, Any]
    memory: int

    def read(self) -> Recipe:
        for key in self.values:
            if key not in KEYS:
                raise self._wrong(key, _unknown(key, KEYS))
        if "text" not in self.values:
            raise Invalid(tr('{name}: no text; add text = "hello"', name=self.name))
        experiment = self._preset().replace(
            **{
                key: self._checked(FIELD[key], value)
                for key, value in self.values.items()
                if key in FIELD
            }
        )
        for problem in problems(experiment, self.memory):
            raise self._wrong(problem.field, f"{problem.field}: {problem.sentence}")
        return Recipe(experiment, tuple(self._events(experiment)))

    def _preset(self) -> Experiment:
        name = self.values.get("preset", DEFAULT_PRESET)
        if not isinstance(name, str) or name not in PRESETS:
            names = ", ".join(PRESETS)
            raise self._wrong("preset", tr("preset: one of {names}", names=names))
        return PRESETS[name].experiment

    def _checked(self, spec: Field, value: Any, table: int | None = None) -> Any:
        try:
            return _typed(spec, value)
        except Invalid as error:
            raise self._wrong(spec.name, f"{spec.name} {_drawn(value)}: {error}", table) from None

    def _events(self, experiment: Experiment) -> list[Event]:
        tables = self.values.get("at", [])
        if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
            raise self._wrong("at", tr("at: write each edit as a table, [[at]]"))
        events = [self._event(k, table, experiment) for k, table in enumerate(tables)]
        if self._conflict(events, experiment):
            order = sorted(range(len(events)), key=lambda k: events[k].iteration)
            last = bisect_left(
                range(len(order)),
                True,
                key=lambda k: bool(self._conflict([events[i] for i in order[: k + 1]], experiment)),
            )
            sentence = self._conflict([events[i] for i in order[: last + 1]], experiment)
            number = order[last]
            raise self._wrong(events[number].field, sentence.removeprefix("--at "), number)
        return events

    def _conflict(self, events: list[Event], experiment: Experiment) -> str:
        """Say what contradicts the experiment or another event, if anything does."""
        try:
            check_events(events, experiment, self.memory)
        except Invalid as error:
            return str(error)
        return ""

    def _event(self, number: int, table: Mapping[str, Any], experiment: Experiment) -> Event:
        changed = [key for key in table if key != "iteration"]
        for key in changed:
            if key not in _AT:
                raise self._wrong(key, _unknown(key, ("iteration", *_AT)), number)
        iteration = table.get("iteration")
        if (
            not isinstance(iteration, int)
            or isinstance(iteration, bool)
            or not (0 <= iteration < 10**13)
        ):
            raise self._wrong(
                "iteration", tr("iteration: a whole number of 0 or more, for example 40"), number
            )
        if len(changed) != 1:
            example = "learning_rate = 0.001"
            raise self._wrong(
                changed[1] if changed else "iteration",
                tr("an edit changes one field, for example {example}", example=example),
                number,
            )
        key = changed[0]
        value = table[key]
        if key not in SURGERY:
            return Event(iteration, key, self._checked(FIELD[key], value, number))
        try:
            if not isinstance(value, str):
                raise Invalid(tr('write it in quotes, for example {key} = "…"', key=key))
            return Event(iteration, key, parse_change(key, value, experiment))
        except Invalid as error:
            raise self._wrong(key, f"{key} {_drawn(value)}: {error}", number) from None

    def _wrong(self, key: str, sentence: str, table: int | None = None) -> Invalid:
        line = find_line(self.text, key, table)
        return Invalid(f"{self.name}{f':{line}' if line else ''}: {sentence}")


def _typed(spec: Field, value: Any) -> Any:
    """Take a value of TOML for a field: a number, or the word that stands for none."""
    match spec.kind:
        case Text():
            return spec.kind.check(value)
        case Number() | Weights() if isinstance(value, str):
            if value.strip().lower() != spec.kind.absent:
                raise Invalid(spec.kind.allowed)
            return None
        case Choice() if isinstance(value, str):
            return spec.kind.parse(value)
        case _:
            return spec.kind.check(value)


def _drawn(value: object) -> str:
    return shown(value if isinstance(value, str) else repr(value)[:200])


def _unknown(key: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(key[:60].lower().replace("-", "_"), known, 1)
    hint = (
        tr("did you mean {name}?", name=near[0])
        if near
        else tr("the keys are {names}", names=", ".join(known))
    )
    return tr("no key {key}: {hint}", key=shown(key), hint=hint)
