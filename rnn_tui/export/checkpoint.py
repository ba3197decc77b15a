"""Checkpoints: the parameters of a network as a safetensors file, both ways. No torch.

In the tensorflow convention the tensors have the names and shapes of TensorFlow's cells; in
the pytorch convention they are the state dict of a Module with the attributes `cell` and
`readout`. The metadata `rnn_tui` holds the experiment and the vocabulary as JSON. A file is
checked whole before a number of it is used: what is wrong comes as one `CheckpointError`.
"""

import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save as to_bytes

from rnn_tui.anatomy import tensors
from rnn_tui.experiment import Dtype, Experiment, to_json
from rnn_tui.i18n import tr
from rnn_tui.task import Task, amount
from rnn_tui.text import clipped, visible, visible_text

Array = NDArray[np.floating[Any]]

METADATA = "rnn_tui"

_DTYPES = {"F16": "float16", "F32": "float32", "F64": "float64"}

_HEADER = 10_000_000
"""Bytes that names and metadata may take beside the numbers."""


class CheckpointError(Exception):
    """Why a checkpoint cannot be read or written, as one plain sentence."""


def save(path: Path, weights: Mapping[str, Array], experiment: Experiment) -> None:
    """Write the weights beside the path, then put them in its place whole; or not at all."""
    about = {"experiment": to_json(experiment), "vocabulary": Task(experiment).vocabulary}
    arrays = {name: np.ascontiguousarray(array) for name, array in weights.items()}
    content = to_bytes(arrays, {METADATA: json.dumps(about, ensure_ascii=False)})
    try:
        # A link stays a link: what it names is replaced.
        target = Path(os.path.realpath(path))
        beside = target.with_name(f".rnn-tui-{os.getpid()}.tmp")
        if target.is_dir():
            raise IsADirectoryError(None, "it is a folder, give the name of a file")
        try:
            with beside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CheckpointError(
            tr("{path}: not written: {reason}", path=_shown(path), reason=reason)
        ) from None


def load(path: Path, experiment: Experiment) -> dict[str, Array]:
    """Read weights for the experiment's network, in its number type; raises `CheckpointError`."""
    try:
        expected = tensors(Task(experiment))
        _check_file(path, expected)
        # safe_open reads the header only, and checks that it describes the file exactly.
        with safe_open(path, framework="numpy") as file:
            _check_metadata(file.metadata(), experiment)
            _check_tensors(file, expected, experiment)
            return {name: _finite(name, file.get_tensor(name), experiment) for name in expected}
    except CheckpointError as fault:
        reason = str(fault)
    except FileNotFoundError:
        reason = tr("no such file; expected a .safetensors file")
    except SafetensorError as error:
        reason = tr(
            "not a checkpoint, or damaged ({reason}); expected a .safetensors file",
            reason=visible_text(clipped(" ".join(str(error).split()), 100)),
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
    raise CheckpointError(f"{_shown(path)}: {reason}")


def _shown(path: Path) -> str:
    return visible_text(str(path))


def _check_file(path: Path, expected: Mapping[str, tuple[int, ...]]) -> None:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise CheckpointError(tr("not a file; expected a .safetensors file"))
    numbers = sum(int(np.prod(shape)) for shape in expected.values())
    if status.st_size > 8 * numbers + _HEADER:
        raise CheckpointError(
            tr(
                "{size} is too large; this network's {numbers} numbers take {expected}",
                size=amount(status.st_size),
                numbers=f"{numbers:,}",
                expected=amount(4 * numbers),
            )
        )


def _check_metadata(metadata: Mapping[str, str] | None, experiment: Experiment) -> None:
    """Refuse the checkpoint of another vocabulary, cell or convention; without one, go on."""
    if not metadata or METADATA not in metadata:
        return
    try:
        about = json.loads(metadata[METADATA])
        described, vocabulary = about["experiment"], about["vocabulary"]
        facts = {name: str(described[name]) for name in ("convention", "cell", "readout")}
        vocabulary = [str(character) for character in vocabulary]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise CheckpointError(tr("damaged metadata; expected those rnn-tui writes")) from None
    for name, found in facts.items():
        if found != (wanted := str(getattr(experiment, name))):
            raise CheckpointError(
                tr(
                    "made with {name} {found}, expected {wanted}",
                    name=name,
                    found=visible_text(clipped(found, 20)),
                    wanted=wanted,
                )
            )
    expected = list(Task(experiment).vocabulary)
    if vocabulary != expected:
        raise CheckpointError(
            tr(
                "made for the characters {found}, expected {wanted}",
                found=_characters(vocabulary),
                wanted=_characters(expected),
            )
        )


def _characters(vocabulary: list[str]) -> str:
    return clipped(" ".join(visible(c) if c else "''" for c in vocabulary[:20]), 40)


def _check_tensors(
    file: Any, expected: Mapping[str, tuple[int, ...]], experiment: Experiment
) -> None:
    names = set(file.keys())
    network = f"{experiment.convention} {experiment.cell}, readout {experiment.readout}"
    for problem, odd in (
        (tr("no tensor"), [name for name in expected if name not in names]),
        (tr("unknown tensor"), sorted(names - set(expected))),
    ):
        if odd:
            raise CheckpointError(
                tr(
                    "{problem} {name}; expected {names} ({network})",
                    problem=problem,
                    name=visible_text(clipped(odd[0], 40)),
                    names=", ".join(expected),
                    network=network,
                )
            )
    for name, shape in expected.items():
        tensor = file.get_slice(name)
        if (found := tuple(tensor.get_shape())) != shape:
            raise CheckpointError(
                tr(
                    "{name} is {found}, expected {wanted} ({network}, {units} units)",
                    name=name,
                    found=_times(found),
                    wanted=_times(shape),
                    network=network,
                    units=Task(experiment).hidden_size,
                )
            )
        if (dtype := tensor.get_dtype()) not in _DTYPES:
            raise CheckpointError(
                tr(
                    "{name} holds {dtype} numbers, expected one of {wanted}",
                    name=name,
                    dtype=dtype,
                    wanted=", ".join(_DTYPES.values()),
                )
            )


def _times(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape)) or tr("one number")


def _finite(name: str, tensor: Array, experiment: Experiment) -> Array:
    kind = np.float64 if experiment.dtype is Dtype.FLOAT64 else np.float32
    with np.errstate(over="ignore"):
        array: Array = tensor.astype(kind)
    if not np.isfinite(array).all():
        raise CheckpointError(
            tr(
                "{name} holds numbers that are not finite in {dtype}, expected finite ones",
                name=name,
                dtype=experiment.dtype,
            )
        )
    return array
