"""`Draft`: what stands in the form, as typed, beside the experiment that is running.

Pure: it reads, checks and compares; the form shows it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from rnn_tui.experiment import (
    FIELD,
    FIELDS,
    PRESETS,
    Experiment,
    Preset,
    Problem,
    nearest_preset,
    parse,
)
from rnn_tui.fields import Invalid
from rnn_tui.i18n import tr
from rnn_tui.task import DEFAULT_MEMORY, Task, problems
from rnn_tui.text import visible_text


def written(name: str, value: Any) -> str:
    """Write a value as the form shows it: nothing where it is left to the program."""
    return "" if value is None else FIELD[name].kind.format(value)


@dataclass(frozen=True)
class Draft:
    """Typed values by field name; those not typed are the run's own."""

    run: Experiment
    typed: Mapping[str, str] = field(default_factory=dict)
    memory: int = DEFAULT_MEMORY
    preset: str = ""
    """The preset chosen last; otherwise the nearest one is named."""

    def type(self, name: str, raw: str) -> "Draft":
        """Return the draft with one value typed."""
        typed = dict(self.typed)
        unchanged = raw == self.shown_for(name, getattr(self.run, name))
        if unchanged:
            typed.pop(name, None)
        else:
            typed[name] = raw
        return replace(self, typed=typed)

    def take_preset(self, name: str) -> "Draft":
        """Return the draft with all values of a preset, but the word."""
        preset = PRESETS[name].experiment
        typed = {k: v for k, v in self.typed.items() if k == "text"}
        for spec in FIELDS:
            value = getattr(preset, spec.name)
            if spec.name != "text" and value != getattr(self.run, spec.name):
                typed[spec.name] = written(spec.name, value)
        return replace(self, typed=typed, preset=name)

    @staticmethod
    def shown_for(name: str, value: Any) -> str:
        """Write a value so that it may stand in a field: controls as pictures."""
        return visible_text(written(name, value)) if name == "text" else written(name, value)

    def shown(self, name: str) -> str:
        """Give what stands in a field."""
        if name in self.typed:
            return self.typed[name]
        return self.shown_for(name, getattr(self.run, name))

    @cached_property
    def _parsed(self) -> tuple[dict[str, Any], tuple[Problem, ...]]:
        return parse(self.typed)

    @cached_property
    def partial(self) -> Experiment:
        """The experiment of all values that can be read."""
        return self.run.replace(**self._parsed[0])

    @cached_property
    def problems(self) -> Mapping[str, str]:
        """A sentence for each field that cannot stay as it is."""
        unread = {problem.field: problem.sentence for problem in self._parsed[1]}
        if "text" in unread:
            return unread
        try:
            conflicts = problems(self.partial, self.memory)
        except Invalid as error:
            return {"text": str(error)}
        return {problem.field: problem.sentence for problem in conflicts} | unread

    @property
    def experiment(self) -> Experiment | None:
        """The experiment as the form has it; None while a problem stands."""
        return None if self.problems else self.partial

    @property
    def changed(self) -> tuple[str, ...]:
        """Fields that differ from the run."""
        return tuple(
            name
            for name in self.typed
            if name in self.problems or getattr(self.partial, name) != getattr(self.run, name)
        )

    @property
    def live_only(self) -> bool:
        """Whether all that changed may change while training."""
        return bool(self.changed) and all(FIELD[name].live for name in self.changed)

    @property
    def in_flight_only(self) -> bool:
        """Whether a run that is wound back could go on with all that changed."""
        return bool(self.changed) and all(FIELD[name].in_flight for name in self.changed)

    @property
    def nearest(self) -> Preset:
        """The preset that the values come from."""
        return PRESETS.get(self.preset) or nearest_preset(self.partial)

    @property
    def preset_caption(self) -> str:
        """Name the preset, and how many fields differ from it."""
        preset = self.nearest
        count = len(preset.changed(self.partial))
        if not count:
            return preset.name
        name = preset.name.removeprefix("tensorflow-")
        return tr("{preset}, {count} changed", preset=name, count=count)

    def placeholder(self, name: str) -> str:
        """Say what an empty field means."""
        if name == "hidden_size" and "text" not in self.problems:
            size = Task(self.partial).vocabulary_size
            return tr("{size} (auto)", size=size)
        kind = FIELD[name].kind
        absent = getattr(kind, "absent", None)
        return tr(absent) if absent else ""

    def applies(self, name: str) -> bool:
        """Whether a field has a meaning with the other values."""
        return FIELD[name].applies(self.partial)
