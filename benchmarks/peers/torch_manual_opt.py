#!/usr/bin/env python3
"""PyTorch eager, as torch_eager, but TF's RMSProp written by hand (ms from 1,
epsilon inside the root) instead of torch.optim, and bias_hh frozen at 0.
Building any torch.optim optimizer imports torch._dynamo (more than a second);
this peer does not."""
import _peer
import numpy as np
from _peer import nr
import torch
from torch import nn

torch.set_num_threads(1)


def build(cell, word, weights):
    V = len(nr.vocabulary(word))
    x, y = nr.make_data(word)
    torch.manual_seed(0)
    x_data = torch.from_numpy(np.eye(V, dtype=np.float32)[x]).unsqueeze(1)
    y_data = torch.from_numpy(y)
    net = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[cell](V, V)
    with torch.no_grad():
        net.bias_hh_l0.zero_()
    net.bias_hh_l0.requires_grad_(False)
    params = [p for p in net.parameters() if p.requires_grad]
    ms = [torch.ones_like(p) for p in params]

    def step():
        out, _ = net(x_data)
        cost = nn.functional.cross_entropy(out.view(-1, V), y_data, reduction="sum")
        grads = torch.autograd.grad(cost, params)
        with torch.no_grad():
            torch._foreach_mul_(ms, 0.9)
            torch._foreach_addcmul_(ms, grads, grads, 0.1)
            root = torch._foreach_add(ms, 1e-10)
            torch._foreach_sqrt_(root)
            torch._foreach_addcdiv_(params, grads, root, -0.01)
            out, _ = net(x_data)
            return out.view(-1, V).argmax(1).tolist()
    return step


if __name__ == "__main__":
    _peer.main("torch_manual_opt", build)
