"""Where the program's own files are: the folders of the platform, and what may be wrong with them.

A folder that an environment variable names wrongly is not guessed at: there is none then, and
the sentence names the variable.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from rnn_tui.i18n import tr
from rnn_tui.text import shown, visible_text

NAME = "rnn-tui"

_FOLDERS: Mapping[str, tuple[str, Callable[..., str]]] = {
    "config": ("XDG_CONFIG_HOME", platformdirs.user_config_dir),
    "data": ("XDG_DATA_HOME", platformdirs.user_data_dir),
    "state": ("XDG_STATE_HOME", platformdirs.user_state_dir),
    "log": ("XDG_STATE_HOME", platformdirs.user_log_dir),
}


@dataclass(frozen=True)
class Folder:
    """A folder, or why there is none."""

    path: Path | None
    problem: str = ""


def folder(kind: str, environ: Mapping[str, str] | None = None) -> Folder:
    """Give the folder for `config`, `data`, `state` or `log`; nothing is made."""
    environ = os.environ if environ is None else environ
    variable, find = _FOLDERS[kind]
    named = environ.get(variable, "").strip()
    if named and not os.path.isabs(named):  # noqa: PTH117 - a string
        return Folder(
            None,
            tr(
                "{variable} {named}: a folder from the root on, for example {example}",
                variable=variable,
                named=shown(named),
                example=f"{variable}=$HOME/.local/share",
            ),
        )
    try:
        found = Path(find(NAME, appauthor=False))
    except (OSError, RuntimeError, KeyError, ValueError):
        found = Path("~")
    if not found.is_absolute():
        return Folder(
            None,
            tr("HOME is not set, so there is no folder for {kind}; set HOME or {variable}",
               kind=kind, variable=variable),
        )  # fmt: skip
    return Folder(found)


def log_file() -> Path | None:
    """Where what libraries print while the app runs is written; None where there is no place."""
    found = folder("log").path
    return found / "rnn-tui.log" if found is not None else None


def problem_of(path: Path) -> str:
    """Say why nothing can be written into a folder, made or still to be made; "" if it can."""
    there = path
    while not os.path.lexists(there) and there != there.parent:
        there = there.parent
    if not there.is_dir():
        return tr("{path}: a file, not a folder", path=visible_text(str(there)))
    trial = there / f".rnn-tui-{os.getpid()}.tmp"
    try:  # what the permissions say is not all: a mount may be read-only, a disk full
        os.close(os.open(trial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        trial.unlink()
    except OSError as error:
        why = error.strerror or str(error)
        return tr("{path}: it cannot be written: {why}", path=visible_text(str(there)), why=why)
    return ""
