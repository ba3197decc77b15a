"""rnn-tui: the playground for recurrent networks, in a terminal; from Python: `api`, `archive`."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rnn_tui.api import RaceLane, RaceResult, Run, race, train
    from rnn_tui.archive import KeptRun, KeptRuns, open_runs
    from rnn_tui.experiment import Experiment

__version__ = "0.1.0"

__all__ = [
    "Experiment",
    "KeptRun",
    "KeptRuns",
    "RaceLane",
    "RaceResult",
    "Run",
    "__version__",
    "open_runs",
    "race",
    "train",
]

_PLACES = {
    "Experiment": "rnn_tui.experiment",
    **dict.fromkeys(("RaceLane", "RaceResult", "Run", "race", "train"), "rnn_tui.api"),
    **dict.fromkeys(("KeptRun", "KeptRuns", "open_runs"), "rnn_tui.archive"),
}
"""Where each public name is; nothing is imported before it is asked for."""


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(_PLACES[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
