"""`config.toml` and the environment: read with a sentence for all that is wrong, and written once.

What is wrong never stops the reading: the setting keeps its default, and a `Fault` says where
and why. The environment comes before the file; flags, which come first, are not known here.
"""

import difflib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rnn_tui import keymap
from rnn_tui.commands import COMMANDS
from rnn_tui.config import SETTING, SETTINGS, Setting, Settings, Size
from rnn_tui.experiment import FIELD
from rnn_tui.fields import Choice, Invalid, Number, Switch
from rnn_tui.folders import folder
from rnn_tui.i18n import tr
from rnn_tui.reading import FileError, read, reason, said
from rnn_tui.text import shown, visible_text
from rnn_tui.toml_text import find_line, parse

FILE = "config.toml"

LARGEST = 1_000_000
"""Bytes of a file of settings at most."""


@dataclass(frozen=True)
class Fault:
    """Something that is wrong with the settings: one plain sentence that names the place."""

    sentence: str
    in_file: bool = False
    """The file is for the person to mend; of the environment one is only told."""


@dataclass(frozen=True)
class Found:
    """The settings in force without flags, where each comes from, and what is wrong."""

    settings: Settings = field(default_factory=Settings)
    origins: Mapping[str, str] = field(default_factory=dict)
    """By name: a variable of the environment or a line of the file; nothing for a default."""
    faults: tuple[Fault, ...] = ()
    path: Path | None = None


def config_path() -> Path | None:
    """Where the file of settings is, or would be; None where there is no place for it."""
    found = folder("config").path
    return found / FILE if found is not None else None


def find(environ: Mapping[str, str] | None = None) -> Found:
    """Read environment and file."""
    environ = os.environ if environ is None else environ
    place = folder("config", environ)
    path = place.path / FILE if place.path is not None else None
    values, origins, faults = _from_file(path)
    if place.problem:
        faults.append(Fault(place.problem))
    for setting in SETTINGS:
        for variable in setting.variables:
            typed = environ.get(variable, "")
            if not typed.strip():
                continue
            try:
                values[setting.name] = setting.kind.parse(typed)
                origins[setting.name] = variable
            except Invalid as error:
                faults.append(Fault(f"{variable} {shown(typed)}: {error}"))
            break
    return Found(Settings(**values), origins, tuple(faults), path)


def _from_file(path: Path | None) -> tuple[dict[str, Any], dict[str, str], list[Fault]]:
    """Give values by name, their places, and what is wrong in the file."""
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    faults: list[Fault] = []
    try:
        if path is None or not _is_there(path):
            return values, origins, faults
        name = visible_text(str(path))
        text, found = parse(read(path, LARGEST, tr("settings in TOML")), name, 'theme = "rnn-dark"')
    except (Invalid, FileError) as error:
        return values, origins, [Fault(str(error), in_file=True)]

    def at(key: str, within: str | None = None) -> str:
        line = find_line(text, key, within=within) or (within and find_line(text, within))
        return f"{name}:{line}" if line else name

    def wrong(place: str, sentence: str) -> None:
        faults.append(Fault(f"{place}: {sentence}", in_file=True))

    for key, value in found.items():
        if key == "keys":
            if not isinstance(value, dict):
                wrong(at(key), tr('keys: a table, [keys], with lines like play = "ctrl+t"'))
                continue
            values["keys"], problems = keymap.check(value)
            origins["keys"] = at(key)
            for problem in problems:
                wrong(at(problem.field, "keys"), problem.sentence)
        elif key not in SETTING:
            wrong(at(key), _unknown(key))
        else:
            try:
                values[key] = typed(SETTING[key], value)
                origins[key] = at(key)
            except Invalid as error:
                wrong(at(key), f"{key} {_drawn(value)}: {error}")
    return values, origins, faults


def _drawn(value: object) -> str:
    """Write a value much as the file has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return shown(value if isinstance(value, str) else repr(value)[:200])


def _is_there(path: Path) -> bool:
    """Whether there is a file, or something else, under the name; raises `FileError`."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise FileError(said(path, reason(error))) from None
    return True


def typed(setting: Setting, value: Any) -> Any:
    """Take a value of TOML for a setting: words for words, true and false for yes and no."""
    match setting.kind:
        case Number() if isinstance(value, str):
            if value.strip().lower() != setting.kind.absent:
                raise Invalid(setting.kind.allowed)
            return None
        case Choice() | Size() if isinstance(value, str):
            return setting.kind.parse(value)
        case Switch() if not isinstance(value, bool):
            raise Invalid(tr("true or false"))
        case _:
            return setting.kind.check(value)


def _unknown(key: str) -> str:
    plain = key[:60].lower().replace("-", "_")
    if plain in FIELD or plain == "preset":
        flag = f"--{plain.replace('_', '-')}"
        return tr(
            "{key} belongs to an experiment, and the same command gives the same numbers "
            "everywhere: give it as a flag, {flag}, or in an experiment file",
            key=shown(key), flag="TEXT" if plain == "text" else flag,
        )  # fmt: skip
    near = difflib.get_close_matches(plain, (*SETTING, "keys"), 1)
    hint = (
        tr("did you mean {name}?", name=near[0])
        if near
        else tr("the settings are {names}", names=", ".join((*SETTING, "keys")))
    )
    return tr("no setting {key}: {hint}", key=shown(key), hint=hint)


def template() -> str:
    """Write a file in which everything is explained, and commented out."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# " + tr("Settings of rnn-tui: take the # away before a line to make it count.")
    yield "# " + tr("A flag comes before the environment, the environment before this file.")
    yield "# " + tr("The fields of an experiment do not belong here: they are flags.")
    for setting in SETTINGS:
        yield ""
        yield "# " + tr(setting.help)
        variable = tr("Environment: {variable}.", variable=setting.variables[0])
        absent = tr("Absent: {what}.", what=tr(setting.absent)) + " " if setting.absent else ""
        yield f"# {absent}{variable} {tr('Allowed: {what}.', what=_allowed(setting))}"
        yield f"# {setting.name} = {_value(setting)}"
    yield ""
    yield "# " + tr("The keys of the app: a key or a list of keys for each command.")
    yield "# [keys]"
    for command in COMMANDS:
        if command.keys:
            keys = ", ".join(f'"{key}"' for key in command.keys)
            yield f"# {command.id} = {f'[{keys}]' if len(command.keys) > 1 else keys}"


def _allowed(setting: Setting) -> str:
    match setting.kind:
        case Switch():
            return tr("true or false")
        case Number():
            return setting.kind.allowed.replace(setting.kind.absent or "", '"unlimited"', 1)
        case _:
            return str(getattr(setting.kind, "allowed"))  # noqa: B009 - every kind has it


def _value(setting: Setting) -> str:
    match setting.kind:
        case Switch():
            return "true" if setting.kind.parse(setting.example) else "false"
        case Number():
            return setting.example
        case _:
            return f'"{setting.example}"'
