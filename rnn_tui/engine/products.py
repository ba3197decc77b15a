"""Large matrix products in pieces, so that a run can be cancelled between them."""

import torch
from torch import Tensor

from rnn_tui.engine.tensors import Cancelled

PIECE = 1_000_000_000
"""Multiply-adds after which `cancelled` is asked."""


def multiply_transposed(a: Tensor, b: Tensor, out: Tensor, cancelled: Cancelled) -> bool:
    """Set out = a' b for each member, summed over rows; False when cancelled.

    a `(members, rows, k)`, b `(members, rows, n)`, out `(members, k, n)`. How the rows are cut
    does not depend on the number of members, so that a member equals the same model alone.
    """
    members, rows, k = a.shape
    work = rows * k * b.shape[2]
    if members * work <= PIECE:
        torch.bmm(a.transpose(1, 2), b, out=out)
        return True
    height = max(1, rows * PIECE // work) if work > PIECE else rows
    width = max(1, PIECE // (height * k * b.shape[2]))
    for m in range(0, members, width):
        some = slice(m, m + width)
        for row in range(0, rows, height):
            if cancelled():
                return False
            left = a[some, row : row + height].transpose(1, 2)
            right = b[some, row : row + height]
            if row == 0:
                torch.bmm(left, right, out=out[some])
            else:
                out[some].baddbmm_(left, right)
    return True
