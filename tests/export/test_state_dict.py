"""Weights of a torch.nn module come in by its state dict; nothing in a file is run or believed."""

import io
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from rnn_tui.experiment import Cell, Convention, Dtype, Experiment, Readout
from rnn_tui.export.checkpoint import CheckpointError, load
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session

PYTORCH = Experiment(
    cell=Cell.LSTM, convention=Convention.PYTORCH, readout=Readout.LINEAR, hidden_size=6
)


class Tagger(nn.Module):
    """A module that calls its parts as it likes."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(4, 6)
        self.fc = nn.Linear(6, 4)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model.pt"


def test_a_module_comes_in_under_any_names(path: Path) -> None:
    network = Tagger()
    torch.save(network.state_dict(), path)
    weights = load(path, PYTORCH)
    assert list(weights) == [
        *(f"cell.{name}" for name in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")),
        "readout.weight",
        "readout.bias",
    ]
    assert (weights["readout.weight"] == network.fc.weight.detach().numpy()).all()
    outcome = Session(Plan(PYTORCH.replace(iterations=3), weights), speed=None).run_inline()
    assert outcome.iterations == 3


def test_a_cell_alone_and_other_number_types(path: Path) -> None:
    cell: Any = nn.GRU(4, 4).double()
    torch.save(cell.state_dict(), path)
    experiment = Experiment(cell=Cell.GRU, convention=Convention.PYTORCH, dtype=Dtype.FLOAT64)
    weights = load(path, experiment)
    assert weights["cell.weight_hh_l0"].dtype == np.float64
    assert (weights["cell.weight_hh_l0"] == cell.weight_hh_l0.detach().numpy()).all()


class Evil:
    def __reduce__(self) -> Any:
        return (print, ("\x1b[31mgotcha",))


def saved(content: object) -> Callable[[Path], None]:
    return lambda path: torch.save(content, path)


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.pkl", b"\0" * 100_000_000)


def cut(path: Path) -> None:
    torch.save(Tagger().state_dict(), path)
    path.write_bytes(path.read_bytes()[:-300])


def huge_view(path: Path) -> None:
    torch.save(Tagger().state_dict() | {"fc.bias": torch.zeros(1).expand(10**12)}, path)


NONE = "not a state dict of tensors, or damaged; expected a .safetensors file or a torch state dict"
FAULTS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "evil": (saved({"a": Evil()}), NONE),
    "whole module": (saved(Tagger()), NONE),
    "nested": (saved({"model": Tagger().state_dict()}), NONE),
    "numbers": (saved([1, 2]), NONE),
    "cut": (cut, NONE),
    "bomb": (bomb, NONE),
    "bare pickle": (lambda path: path.write_bytes(pickle.dumps(Evil())), "or damaged"),
    "other zip": (lambda path: zipfile.ZipFile(path, "w").writestr("a", "b"), NONE),
    "sparse": (saved({"fc.bias": torch.zeros(4).to_sparse()}), NONE),
    "huge view": (huge_view, "readout.bias is 1000000000000, expected 4"),
    "bfloat16": (
        saved(Tagger().bfloat16().state_dict()),
        "cell.weight_ih_l0 holds bfloat16 numbers, expected one of float16",
    ),
    "nan": (
        saved(Tagger().state_dict() | {"fc.bias": torch.full((4,), torch.nan)}),
        "readout.bias holds numbers that are not finite",
    ),
    "another cell": (saved(nn.RNN(4, 6).state_dict()), "no tensor readout.weight"),
    "two cells": (
        saved(nn.ModuleDict({"a": Tagger(), "b": nn.LSTM(4, 6)}).state_dict()),
        "unknown tensor ",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_plain_sentence(
    fault: str, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, sentence = FAULTS[fault]
    make(path)
    with pytest.raises(CheckpointError) as raised:
        load(path, PYTORCH)
    message = str(raised.value)
    assert sentence in message
    assert message.startswith(f"{path}: ")
    assert message.isprintable()
    assert "weights_only" not in message
    assert capsys.readouterr() == ("", "")


def test_a_large_file_is_refused_before_it_is_read(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(10**9)
    with pytest.raises(CheckpointError, match=r"1\.0 GB is too large"):
        load(path, PYTORCH)


def test_a_convention_that_has_other_tensors(path: Path) -> None:
    torch.save(Tagger().state_dict(), path)
    with pytest.raises(CheckpointError, match="no tensor kernel; expected kernel, bias"):
        load(path, Experiment(cell=Cell.LSTM))


def test_train_begins_with_them(call: Any, path: Path) -> None:
    torch.save(Tagger().state_dict(), path)
    flags = ["--preset", "pytorch", "--cell", "lstm", "--hidden-size", "6", "--json"]
    first = call("train", "hello", *flags, "--init", str(path))
    assert (first.code, first.err) == (0, "")
    buffer = io.BytesIO()
    torch.save({"a": Evil()}, buffer)
    path.write_bytes(buffer.getvalue())
    said = call("train", "hello", *flags, "--init", str(path))
    assert said.code == 2
    assert said.err == f"rnn-tui: --init {path}: {NONE}\n"
