"""Every format a finished run can leave in, by name, and what each makes of it."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from rnn_tui.experiment import Experiment
from rnn_tui.export import files
from rnn_tui.export.checkpoint import to_safetensors
from rnn_tui.export.experiment_file import to_toml
from rnn_tui.export.finished import Finished
from rnn_tui.export.pictures import Picture, converter, to_png, to_svg, to_text
from rnn_tui.export.pytorch import to_pytorch
from rnn_tui.export.tables import to_csv, to_json, to_jsonl
from rnn_tui.export.tensorflow import check_convention, to_tensorflow
from rnn_tui.fields import Invalid
from rnn_tui.i18n import tr
from rnn_tui.text import shown

Part = Literal["both", "network", "plot"]


class Draw(Protocol):
    """Who draws the pictures: export knows no screen."""

    def __call__(self, run: Finished, part: Part, *, plain: bool) -> Picture:
        """Draw a part of a run."""


@dataclass(frozen=True)
class Format:
    """One format: its name, the usual ending of its files, what it is."""

    name: str
    ending: str
    help: str


_PARTS: Mapping[str, Part] = {"": "both", "network-": "network", "plot-": "plot"}

_PICTURES = {
    "svg": "as SVG",
    "png": "as PNG, by rsvg-convert",
    "txt": "as text",
}

_SHOWN: Mapping[Part, str] = {
    "both": "the network and the cost plot",
    "network": "the unrolled network",
    "plot": "the cost plot",
}

FORMATS: Mapping[str, Format] = {
    made.name: made
    for made in (
        Format("pytorch", ".py", "a script that trains it again, for torch alone"),
        Format("tensorflow", ".py", "the listing of 2016, for TensorFlow up to 2.15"),
        Format("csv", ".csv", "iteration, cost, answer"),
        Format("json", ".json", "experiment, outcome, answers and costs as one object"),
        Format("jsonl", ".jsonl", "what train --json prints"),
        Format("toml", ".toml", "the experiment file"),
        Format("safetensors", ".safetensors", "the last weights"),
        *(
            Format(f"{prefix}{kind}", f".{kind}", f"{_SHOWN[part]} {how}")
            for prefix, part in _PARTS.items()
            for kind, how in _PICTURES.items()
        ),
    )
}

_BY_ENDING = {made.ending: made.name for made in reversed(tuple(FORMATS.values()))}
"""What a file's ending alone says: the first format that has it."""


def parse_target(typed: str) -> tuple[str, Path]:
    """Read `FORMAT:FILE`, or a file whose ending names its format; raises `Invalid`."""
    name, colon, file = typed.partition(":")
    if colon and file and name in FORMATS:
        return name, Path(file)
    if colon and "/" not in name and "." not in name and name not in FORMATS:
        raise Invalid(_unknown(name))
    ending = Path(typed).suffix.lower()
    if ending not in _BY_ENDING:
        raise Invalid(
            tr(
                "say the format before the file, for example pytorch:hello.py; one of {names}",
                names=", ".join(FORMATS),
            )
        )
    return _BY_ENDING[ending], Path(typed)


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name[:40].lower(), FORMATS, 1)
    hint = (
        tr("did you mean {name}?", name=near[0])
        if near
        else tr("one of {names}", names=", ".join(FORMATS))
    )
    return tr("no format {name}: {hint}", name=shown(name), hint=hint)


def check_name(name: str) -> None:
    """Raise `Invalid` where there is no such format."""
    if name not in FORMATS:
        raise Invalid(_unknown(name))


def file_name(text: str, name: str, number: int | None = None) -> str:
    """Make the name of a file out of the text of a run, and its number; see `files.slug`."""
    made = FORMATS[name]
    kind = "" if _BY_ENDING[made.ending] == name else f"-{name.removesuffix(made.ending[1:])}"
    tail = "" if number is None else f"-{number}"
    return files.slug(text, f"{tail}{kind.rstrip('-')}{made.ending}")


def draws_network(name: str) -> bool:
    """Whether a format shows the network itself: what it computes is asked of an engine."""
    prefix, _, kind = name.rpartition("-")
    return kind in _PICTURES and prefix != "plot"


def check(name: str, experiment: Experiment) -> None:
    """Raise `Invalid` where it is known before a run that it will have no such form."""
    if name == "tensorflow":
        check_convention(experiment)
    if name.endswith("png"):
        converter()


def render(run: Finished, name: str, draw: Draw) -> bytes:
    """Make the content of a file; raises `Invalid` where the run has no such form."""
    check_name(name)
    prefix, _, kind = name.rpartition("-")
    if kind in _PICTURES:
        picture = draw(run, _PARTS[prefix + "-" if prefix else ""], plain=kind == "txt")
        if kind == "png":
            return to_png(picture)
        return (to_svg if kind == "svg" else to_text)(picture).encode()
    if name == "safetensors":
        if run.weights is None:
            raise Invalid(tr("there are no finite weights to save"))
        return to_safetensors(run.weights, run.recipe.experiment)
    if name == "toml":
        return to_toml(run.again).encode()
    writers = {
        "pytorch": to_pytorch,
        "tensorflow": to_tensorflow,
        "csv": to_csv,
        "json": to_json,
        "jsonl": to_jsonl,
    }
    return writers[name](run).encode()


def export(run: Finished, name: str, path: Path, draw: Draw, *, force: bool = False) -> None:
    """Write a run to a file, whole or not at all; raises `Invalid` and `files.FileError`."""
    files.write(path, render(run, name, draw), force)
