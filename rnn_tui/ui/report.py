"""The report of a fault: versions, the experiment, the traceback. No values, no files' contents."""

import os
import platform
import sys
import time
import traceback
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rnn_tui import __version__
from rnn_tui.experiment import FIELDS, Experiment
from rnn_tui.i18n import tr
from rnn_tui.settings import state_path
from rnn_tui.text import visible_text

PACKAGES = ("textual", "torch", "numpy", "plotext", "rich")


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return tr("{name} missing", name=package)


def report(error: BaseException, experiment: Experiment) -> str:
    """Write down what helps to find a fault."""
    settings = [
        f"  {spec.name} = {visible_text(spec.kind.format(value))}"
        for spec in FIELDS
        if (value := getattr(experiment, spec.name)) != spec.default or spec.name == "text"
    ]
    lines = "".join(traceback.format_exception(error)).splitlines()
    return "\n".join(
        [
            f"rnn-tui {__version__}, python {sys.version.split()[0]}, {platform.platform()}",
            ", ".join(map(_version, PACKAGES)),
            f"TERM={os.environ.get('TERM', '')}",
            "",
            tr("experiment"),
            *settings,
            "",
            *map(visible_text, lines),
            "",
        ]
    )


def write(text: str) -> Path | None:
    """Write a report beside what the program remembers; None where that cannot be."""
    name = f"fault-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    state = state_path()
    if state is None:
        return None
    path = state.parent / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError:
        return None
    return path
