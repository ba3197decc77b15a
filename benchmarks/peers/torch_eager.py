#!/usr/bin/env python3
"""PyTorch eager: nn.RNN / nn.LSTM / nn.GRU and torch.optim.RMSprop, then a
forward pass under no_grad for the argmax.  (PyTorch's own initialisers, two
biases, mean square from 0, GRU with reset after the matmul.)"""
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
    loss_fn = nn.CrossEntropyLoss(reduction="sum")
    opt = torch.optim.RMSprop(net.parameters(), lr=0.01, alpha=0.9, eps=1e-10)

    def step():
        opt.zero_grad()
        out, _ = net(x_data)
        loss = loss_fn(out.view(-1, V), y_data)
        loss.backward()
        opt.step()
        with torch.no_grad():
            out, _ = net(x_data)
            return out.view(-1, V).argmax(1).tolist()
    return step


if __name__ == "__main__":
    _peer.main("torch_eager", build)
