"""Checkpoints: the parameters of a network as a safetensors file, both ways. No torch.

In the tensorflow convention the tensors have the names and shapes of TensorFlow's cells; in
the pytorch convention they are the state dict of a Module with the attributes `cell` and
`readout`. The metadata `rnn_tui` holds the experiment and the vocabulary as JSON. A state
dict that `torch.save` wrote is read too, by the worker's entry. A file is checked whole
before a number of it is used: what is wrong comes as one `CheckpointError`.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save as to_bytes

from rnn_tui.anatomy import tensors
from rnn_tui.experiment import Dtype, Experiment, to_json
from rnn_tui.export import files
from rnn_tui.i18n import declared, tr
from rnn_tui.session import worker
from rnn_tui.task import Task
from rnn_tui.text import clipped, visible, visible_text

Array = NDArray[np.floating[Any]]

METADATA = "rnn_tui"
KIND = declared("a .safetensors file or a torch state dict")

_DTYPES = {"F16": "float16", "F32": "float32", "F64": "float64"}

_HEADER = 10_000_000
"""Bytes that names and metadata may take beside the numbers."""

_ZIP = b"PK\x03\x04"
"""How a file that torch.save wrote begins."""

_CELL = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")


class CheckpointError(Exception):
    """Why a checkpoint cannot be read or written, as one plain sentence."""


class Source(Protocol):
    """Tensors by name that can be looked at before they are read."""

    def names(self) -> Iterable[str]:
        """Name every tensor."""

    def shape(self, name: str) -> tuple[int, ...]:
        """Give the shape of a tensor."""

    def dtype(self, name: str) -> str:
        """Give the type of its numbers, as numpy calls it."""

    def array(self, name: str) -> Array:
        """Read it."""


def to_safetensors(weights: Mapping[str, Array], experiment: Experiment) -> bytes:
    """Write the weights, the experiment and its vocabulary as the bytes of a file."""
    about = {"experiment": to_json(experiment), "vocabulary": Task(experiment).vocabulary}
    arrays = {name: np.ascontiguousarray(array) for name, array in weights.items()}
    return to_bytes(arrays, {METADATA: json.dumps(about, ensure_ascii=False)})


def save(path: Path, weights: Mapping[str, Array], experiment: Experiment) -> None:
    """Write the weights beside the path, then put them in its place whole; or not at all."""
    try:
        files.write(path, to_safetensors(weights, experiment), force=True)
    except files.FileError as error:
        raise CheckpointError(str(error)) from None


def load(path: Path, experiment: Experiment) -> dict[str, Array]:
    """Read weights for the experiment's network, in its number type; raises `CheckpointError`."""
    expected = tensors(Task(experiment))
    numbers = sum(int(np.prod(shape)) for shape in expected.values())
    try:
        content = files.read(path, 8 * numbers + _HEADER, tr(KIND))
    except files.FileError as error:
        raise CheckpointError(str(error)) from None
    try:
        source = (
            _state_dict(content) if content.startswith(_ZIP) else _safetensors(path, experiment)
        )
        names = _names(source, expected)
        _check_tensors(source, names, expected, experiment)
        return {name: _finite(name, source.array(names[name]), experiment) for name in expected}
    except CheckpointError as fault:
        why = str(fault)
    except (OSError, ValueError) as error:
        why = files.reason(error)
    raise CheckpointError(f"{visible_text(str(path))}: {why}")


def _state_dict(content: bytes) -> Source:
    try:
        return worker.read_state_dict(content)
    except ValueError:
        raise CheckpointError(
            tr("not a state dict of tensors, or damaged; expected {kind}", kind=tr(KIND))
        ) from None


class _Safetensors:
    """A safetensors file; opening it reads the header only, and checks it against the file."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def names(self) -> Iterable[str]:
        names: list[str] = self._file.keys()
        return names

    def shape(self, name: str) -> tuple[int, ...]:
        return tuple(self._file.get_slice(name).get_shape())

    def dtype(self, name: str) -> str:
        dtype: str = self._file.get_slice(name).get_dtype()
        return _DTYPES.get(dtype, dtype)

    def array(self, name: str) -> Array:
        array: Array = self._file.get_tensor(name)
        return array


def _safetensors(path: Path, experiment: Experiment) -> Source:
    try:
        file: Any = safe_open(path, framework="numpy")
    except SafetensorError as error:
        raise CheckpointError(
            tr(
                "not a checkpoint, or damaged ({reason}); expected {kind}",
                reason=visible_text(clipped(" ".join(str(error).split()), 100)),
                kind=tr(KIND),
            )
        ) from None
    _check_metadata(file.metadata(), experiment)
    return _Safetensors(file)


def _names(source: Source, expected: Mapping[str, tuple[int, ...]]) -> dict[str, str]:
    """Give the name in the file of every tensor, by its own.

    A module may call its cell and its readout as it likes, and a cell alone has no name.
    """
    names: dict[str, str] = {}
    for name in source.names():
        last = name.rpartition(".")[2]
        own = f"cell.{last}" if last in _CELL else f"readout.{last}"
        own = own if name not in expected and own in expected else name
        # Two cells in one file: their names stay, and are unknown.
        names[name if own in names else own] = name
    return names


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
    source: Source,
    names: Mapping[str, str],
    expected: Mapping[str, tuple[int, ...]],
    experiment: Experiment,
) -> None:
    network = f"{experiment.convention} {experiment.cell}, readout {experiment.readout}"
    for problem, odd in (
        (tr("no tensor"), [name for name in expected if name not in names]),
        (tr("unknown tensor"), sorted(set(names) - set(expected))),
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
        if (found := source.shape(names[name])) != shape:
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
        if (dtype := source.dtype(names[name])) not in _DTYPES.values():
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
