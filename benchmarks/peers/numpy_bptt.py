#!/usr/bin/env python3
"""numpy, hand-written BPTT (../numpy_reference.py)."""
import _peer
from _peer import nr


def build(cell, word, weights):
    m = nr.Model(cell, word, weights)

    def step():
        m.train_step()
        return m.forward()[0].argmax(1)
    return step


if __name__ == "__main__":
    _peer.main("numpy", build)
