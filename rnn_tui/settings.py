"""What the program remembers from one start to the next: `state.toml` in the state directory.

Reading never fails: a damaged or foreign file counts as nothing remembered. Writing replaces
the file whole, and says whether it could.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rnn_tui.experiment import FIELD, FIELDS, Experiment
from rnn_tui.fields import Invalid
from rnn_tui.folders import Folder, folder
from rnn_tui.i18n import tr
from rnn_tui.task import problems
from rnn_tui.text import shown

LARGEST_STATE = 1_000_000
"""Bytes; a larger state file is not ours."""


@dataclass(frozen=True)
class State:
    """The remembered theme and experiment, None where nothing is; whether the tour was offered."""

    theme: str | None = None
    experiment: Experiment | None = None
    welcomed: bool = False
    path: Path | None = field(default=None, compare=False)

    def remember(self, **changes: Any) -> "State":
        """Return the state with other values, written to the file if it can be."""
        state = replace(self, **changes)
        state.write()
        return state

    def write(self) -> bool:
        """Write the file beside and rename it; False where the disk does not allow it."""
        path = self.path or state_path()
        if path is None:
            return False
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(_to_toml(self), encoding="utf-8")
            beside.replace(path)
        except OSError:
            return False
        return True


def state_path() -> Path | None:
    """Where the state file is; None where there is no place for it."""
    found = folder("state").path
    return found / "state.toml" if found is not None else None


def data_folder(named: str | None = None) -> Folder:
    """Say where runs are kept: in the folder named, or where data belong."""
    if not named:
        return folder("data")
    try:
        return Folder(Path(named).expanduser().absolute())
    except (RuntimeError, OSError):  # ~ of nobody
        return Folder(None, tr("{path}: there is no such home; name a folder", path=shown(named)))


def read_state(path: Path | None = None) -> State:
    """Read what was remembered; what cannot be read counts as not remembered."""
    path = path or state_path()
    if path is None:
        return State()
    try:
        if path.stat().st_size > LARGEST_STATE:
            return State(path=path)
        with path.open("rb") as file:
            values = tomllib.load(file)
    except (OSError, ValueError, RecursionError):
        return State(path=path)
    theme = values.get("theme")
    return State(
        theme=theme if isinstance(theme, str) else None,
        experiment=_experiment(values.get("experiment")),
        welcomed=values.get("welcomed") is True,
        path=path,
    )


def _experiment(values: object) -> Experiment | None:
    if not isinstance(values, Mapping) or not isinstance(values.get("text"), str):
        return None
    try:
        experiment = Experiment(
            **{
                name: FIELD[name].kind.parse(value)
                for name, value in values.items()
                if name in FIELD and isinstance(value, str)
            }
        )
    except Invalid:
        return None
    return None if problems(experiment) else experiment


def _to_toml(state: State) -> str:
    lines = ["# Written by rnn-tui; what it remembers. Settings belong into config.toml."]
    if state.theme is not None:
        lines.append(f"theme = {toml_string(state.theme)}")
    if state.welcomed:
        lines.append("welcomed = true")
    if state.experiment is not None:
        lines += ["", "[experiment]"]
        for spec in FIELDS:
            value = getattr(state.experiment, spec.name)
            if spec.name == "text" or value != spec.default:
                lines.append(f"{spec.name} = {toml_string(spec.kind.format(value))}")
    return "\n".join(lines) + "\n"


def toml_string(text: str) -> str:
    """Write a TOML basic string; controls are escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"'
        + "".join(
            character if character >= " " and character != "\x7f" else f"\\u{ord(character):04x}"
            for character in escaped
        )
        + '"'
    )
