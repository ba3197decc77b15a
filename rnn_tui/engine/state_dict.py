"""State dicts that `torch.save` wrote, read without running anything that is in them.

Torch's own messages are long, coloured and give unsafe advice: none leaves this module.
"""

import io
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

_BEYOND = 1_000_000
"""Bytes that the parts of an archive may take beyond its own size."""


class StateDict:
    """The tensors of a file by name; ValueError where it holds anything else, or is damaged."""

    def __init__(self, content: bytes) -> None:
        try:
            self._tensors = _load(content)
        except Exception:
            raise ValueError("not a state dict") from None

    def names(self) -> Iterable[str]:
        """Name every tensor."""
        return self._tensors.keys()

    def shape(self, name: str) -> tuple[int, ...]:
        """Give the shape of a tensor."""
        return tuple(self._tensors[name].shape)

    def dtype(self, name: str) -> str:
        """Give the type of its numbers, as numpy calls it."""
        return str(self._tensors[name].dtype).removeprefix("torch.")

    def array(self, name: str) -> NDArray[np.floating[Any]]:
        """Copy it out."""
        copy: NDArray[Any] = self._tensors[name].detach().clone().numpy()
        return copy


def _load(content: bytes) -> dict[str, Tensor]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        # What an archive unpacks to is told before it is unpacked.
        if sum(part.file_size for part in archive.infolist()) > len(content) + _BEYOND:
            raise ValueError
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        loaded = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
    if not isinstance(loaded, Mapping) or not loaded:
        raise ValueError
    for name, tensor in loaded.items():
        if not isinstance(name, str) or not isinstance(tensor, Tensor):
            raise ValueError
        if tensor.layout is not torch.strided or tensor.is_quantized or tensor.is_meta:
            raise ValueError
    return dict(loaded)
