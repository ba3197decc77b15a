"""Checkpoints go round, load into torch.nn, and say in a sentence why they cannot."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.numpy import load_file, save_file
from torch import nn

from rnn_tui.anatomy import tensors
from rnn_tui.engine import Trainer
from rnn_tui.experiment import Cell, Convention, Dtype, Experiment, Readout, to_json
from rnn_tui.export import checkpoint
from rnn_tui.export.checkpoint import CheckpointError, load, save
from rnn_tui.task import Task

HELLO = Experiment()
Arrays = dict[str, Any]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "network.safetensors"


def weights_of(experiment: Experiment) -> Arrays:
    return Trainer(experiment).weights()


def about(made_for: Experiment, **changes: Any) -> dict[str, str]:
    vocabulary = list(dict.fromkeys(made_for.text))
    content = {"experiment": to_json(made_for), "vocabulary": vocabulary, **changes}
    return {checkpoint.METADATA: json.dumps(content)}


@pytest.mark.parametrize("dtype", list(Dtype))
@pytest.mark.parametrize("readout", list(Readout))
@pytest.mark.parametrize("convention", list(Convention))
@pytest.mark.parametrize("cell", list(Cell))
def test_weights_go_round(
    cell: Cell, convention: Convention, readout: Readout, dtype: Dtype, path: Path
) -> None:
    experiment = Experiment(
        text="안녕하세요", cell=cell, convention=convention, readout=readout, dtype=dtype, seed=3
    )
    weights = weights_of(experiment)
    assert {name: w.shape for name, w in weights.items()} == tensors(Task(experiment))
    save(path, weights, experiment)
    loaded = load(path, experiment)
    assert list(loaded) == list(weights)
    for name, array in loaded.items():
        assert array.tobytes() == weights[name].tobytes()
    assert list(path.parent.glob("*")) == [path]


@pytest.mark.parametrize("cell", list(Cell))
def test_the_pytorch_layout_is_a_state_dict(cell: Cell, path: Path) -> None:
    class Network(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            kinds: dict[Cell, Any] = {
                Cell.RNN: nn.RNN,
                Cell.LSTM: nn.LSTM,
                Cell.GRU: nn.GRU,
            }
            self.cell: Any = kinds[cell](4, 6)
            self.readout = nn.Linear(6, 4)

    experiment = Experiment(
        cell=cell, convention=Convention.PYTORCH, readout=Readout.LINEAR, hidden_size=6
    )
    trainer = Trainer(experiment)
    save(path, trainer.weights(), experiment)
    network = Network()
    network.load_state_dict({k: torch.from_numpy(w) for k, w in load_file(path).items()})
    hidden = network.cell(torch.eye(4)[list(trainer.task.inputs)].unsqueeze(1))[0]
    answer = network.readout(hidden).argmax(2).flatten().tolist()
    assert [answer] == trainer.answer()


def test_the_metadata_describe_the_network(path: Path) -> None:
    save(path, weights_of(HELLO), HELLO)
    with safe_open(path, framework="numpy") as file:
        metadata = json.loads(file.metadata()["rnn_tui"])
    assert metadata == {"experiment": to_json(HELLO), "vocabulary": ["h", "e", "l", "o"]}


@pytest.mark.parametrize("dtype", ["float16", "float64"])
def test_other_number_types_are_converted(dtype: str, path: Path) -> None:
    save_file({name: w.astype(dtype) for name, w in weights_of(HELLO).items()}, path)
    loaded = load(path, HELLO)
    assert {w.dtype for w in loaded.values()} == {np.dtype("float32")}
    assert loaded["kernel"] == pytest.approx(weights_of(HELLO)["kernel"], abs=1e-3)


def test_an_old_file_is_replaced_whole_or_not_at_all(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(CheckpointError, match="not written: No space left on device"):
            save(path, weights_of(HELLO), HELLO)
    assert path.read_bytes() == b"old"
    assert list(path.parent.glob("*")) == [path]
    save(path, weights_of(HELLO), HELLO)
    assert list(load(path, HELLO)) == ["kernel", "bias"]


def test_a_link_stays_a_link(path: Path) -> None:
    link = path.with_name("link")
    link.symlink_to(path)
    save(link, weights_of(HELLO), HELLO)
    assert link.is_symlink()
    assert load(path, HELLO)


@pytest.mark.parametrize("name", [".", "no/such/folder.safetensors", "a\0b", "a" * 300])
def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(CheckpointError, match=r"not written: |is a folder; |no such folder; "):
        save(tmp_path / name, weights_of(HELLO), HELLO)


def without(name: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        save_file({k: w for k, w in weights_of(HELLO).items() if k != name}, path)

    return write


def with_tensors(**tensors: Any) -> Callable[[Path], None]:
    return lambda path: save_file(weights_of(HELLO) | tensors, path)


def with_metadata(metadata: dict[str, str]) -> Callable[[Path], None]:
    return lambda path: save_file(weights_of(HELLO), path, metadata)


def cut(size: int) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        save(path, weights_of(HELLO), HELLO)
        path.write_bytes(path.read_bytes()[:size])

    return write


def of(experiment: Experiment) -> Callable[[Path], None]:
    return lambda path: save(path, weights_of(experiment), experiment)


def bare(experiment: Experiment) -> Callable[[Path], None]:
    return lambda path: save_file(weights_of(experiment), path)


NAN = np.full((4,), np.nan, np.float32)
TORCH_NUMBERS = {"bias": torch.zeros(4, dtype=torch.bfloat16)}


def huge(path: Path) -> None:
    path.touch()
    os.truncate(path, 10**9)


def bfloat16(path: Path) -> None:
    from safetensors.torch import save_file as save_tensors

    tensors = {k: torch.from_numpy(w) for k, w in weights_of(HELLO).items()}
    save_tensors(tensors | TORCH_NUMBERS, path)


def overlapping(path: Path) -> None:
    """Let one tensor lie over the other."""
    header = {
        "kernel": {"dtype": "F32", "shape": [8, 4], "data_offsets": [0, 128]},
        "bias": {"dtype": "F32", "shape": [4], "data_offsets": [112, 128]},
    }
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + bytes(128))


def huge_header(path: Path) -> None:
    """Say that the header is larger than any file."""
    path.write_bytes((2**63 - 1).to_bytes(8, "little") + b"{}" + bytes(128))


FAULTS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "missing": (lambda _: None, "no such file; expected a .safetensors file"),
    "folder": (Path.mkdir, "not a file; expected a .safetensors file"),
    "pipe": (os.mkfifo, "not a file; expected a .safetensors file"),
    "empty": (lambda path: path.write_bytes(b""), "damaged .* expected a .safetensors file"),
    "text": (lambda path: path.write_text("hello\n" * 99), "damaged .* expected a .safetensors"),
    "nothing": (lambda path: torch.save({}, path), "not a state dict of tensors, or damaged; exp"),
    "header only": (cut(100), "damaged .* expected a .safetensors file"),
    "truncated": (cut(-7), "damaged .* expected a .safetensors file"),
    "overlap": (overlapping, "damaged .* expected a .safetensors file"),
    "huge header": (huge_header, "damaged .* expected a .safetensors file"),
    "huge": (
        huge,
        "1.0 GB is too large; a .safetensors file or a torch state dict has at most 10 MB",
    ),
    "no tensor": (without("bias"), r"no tensor bias; expected kernel, bias \(tensorflow rnn"),
    "one more": (with_tensors(extra=NAN), "unknown tensor extra; expected kernel, bias"),
    "escape": (with_tensors(**{"\x1b[31m": NAN}), r"unknown tensor ␛\[31m; expected kernel"),
    "shape": (
        with_tensors(kernel=np.zeros((8, 5), np.float32)),
        r"kernel is 8 x 5, expected 8 x 4 \(tensorflow rnn, readout none, 4 units\)",
    ),
    "no shape": (with_tensors(bias=np.array(1, np.float32)), "bias is one number, expected 4"),
    "integers": (
        with_tensors(bias=np.zeros(4, np.int64)),
        "bias holds I64 numbers, expected one of float16, float32, float64",
    ),
    "bfloat16": (bfloat16, "bias holds BF16 numbers, expected one of float16"),
    "nan": (with_tensors(bias=NAN), "bias holds numbers that are not finite in float32"),
    "too large": (
        with_tensors(bias=np.full(4, 1e300)),
        "bias holds numbers that are not finite in float32, expected finite ones",
    ),
    "vocabulary": (
        of(HELLO.replace(text="help")),
        "made for the characters h e l p, expected h e l o",
    ),
    "order": (
        with_metadata(about(HELLO, vocabulary=["e", "h", "l", "o"])),
        "made for the characters e h l o, expected h e l o",
    ),
    "cell": (of(HELLO.replace(cell=Cell.GRU)), "made with cell gru, expected rnn"),
    "convention": (
        of(HELLO.replace(convention=Convention.PYTORCH)),
        "made with convention pytorch, expected tensorflow",
    ),
    "readout": (
        of(HELLO.replace(readout=Readout.LINEAR)),
        "made with readout linear, expected none",
    ),
    "bare cell": (bare(HELLO.replace(cell=Cell.GRU)), "no tensor kernel; expected kernel, bias"),
    "bare size": (
        bare(HELLO.replace(text="hihello")),
        "kernel is 10 x 5, expected 8 x 4",
    ),
    "lying": (
        lambda path: save_file(weights_of(HELLO.replace(text="hihello")), path, about(HELLO)),
        "kernel is 10 x 5, expected 8 x 4",
    ),
    "not json": (with_metadata({"rnn_tui": "{"}), "damaged metadata"),
    "not ours": (with_metadata({"rnn_tui": "[1]"}), "damaged metadata"),
    "deep": (with_metadata({"rnn_tui": "[" * 10**5}), "damaged metadata"),
    "no vocabulary": (with_metadata(about(HELLO, vocabulary=None)), "damaged metadata"),
    "no experiment": (with_metadata(about(HELLO, experiment={})), "damaged metadata"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_sentence(fault: str, path: Path) -> None:
    make, sentence = FAULTS[fault]
    make(path)
    with pytest.raises(CheckpointError, match=sentence) as raised:
        load(path, HELLO)
    message = str(raised.value)
    assert message.startswith(f"{path}: ")
    assert message.isprintable()
    assert len(message) < len(str(path)) + 200


def test_hidden_size_in_the_metadata_is_not_believed(path: Path) -> None:
    described = to_json(HELLO) | {"hidden_size": 10**9}
    save_file(weights_of(HELLO), path, about(HELLO, experiment=described))
    assert list(load(path, HELLO)) == ["kernel", "bias"]


def test_foreign_metadata_are_ignored(path: Path) -> None:
    save_file(weights_of(HELLO), path, {"format": "pt"})
    assert list(load(path, HELLO)) == ["kernel", "bias"]
