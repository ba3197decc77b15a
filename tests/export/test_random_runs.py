"""Random runs, edited at random, are the same in the scripts that are exported of them."""

import random

import pytest

from rnn_tui.anatomy import letter, sigmoids, tensors
from rnn_tui.edits import parse_event
from rnn_tui.experiment import Cell, Convention, Dtype, Experiment, Initializer, Optimizer, Readout
from rnn_tui.export.pytorch import to_pytorch
from rnn_tui.fields import Invalid
from rnn_tui.recipe import check_events
from rnn_tui.task import Task, problems
from tests.export.scripts import compare, printed, trained


def experiment(draw: random.Random) -> Experiment:
    text = "".join(draw.choice("abc한") for _ in range(draw.randint(2, 14)))
    length = len(text) - 1
    linear = draw.random() < 0.5
    weighed = draw.random() < 0.3
    return Experiment(
        text=text,
        cell=draw.choice(list(Cell)),
        convention=draw.choice(list(Convention)),
        readout=Readout.LINEAR if linear else Readout.NONE,
        hidden_size=draw.randint(1, 6) if linear else None,
        initializer=draw.choice(list(Initializer)),
        optimizer=draw.choice(list(Optimizer)),
        learning_rate=draw.choice([0.001, 0.01]),
        decay=draw.choice([0, 0.5, 0.9, 0.99]),
        momentum=draw.choice([0, 0.5, 0.9]),
        clip_norm=draw.choice([None, 0.1, 1]),
        iterations=draw.randint(1, 20),
        seed=draw.randint(0, 2**32 - 1),
        time_steps=draw.choice([None, draw.randint(1, length)]),
        batch_size=draw.choice([None, draw.randint(1, max(1, length // 2))]),
        carry_state=draw.random() < 0.4,
        loss_weights=tuple(draw.choice([0, 1, 2, 0.5]) for _ in range(length)) if weighed else None,
        dtype=Dtype.FLOAT64,
    )


def edit(draw: random.Random, e: Experiment) -> str:
    shapes, gates = tensors(Task(e)), sigmoids(e.cell, e.convention)
    name = draw.choice(list(shapes))
    place = ",".join(str(draw.randrange(size)) for size in shapes[name])
    weights = ",".join(str(draw.choice([0, 1, 2])) for _ in range(len(e.text) - 2))
    words = [
        f"learning_rate={draw.choice([0.002, 0.02])}",
        f"momentum={draw.choice([0, 0.3, 0.9])}",
        f"decay={draw.choice([0, 0.3, 0.9])}",
        f"clip_norm={draw.choice(['off', 0.2, 2])}",
        f"optimizer={draw.choice(['adam', 'sgd', 'rmsprop'])}",
        f"carry_state={draw.choice(['yes', 'no'])}",
        f"iterations={draw.randint(1, 25)}",
        f"loss_weights={weights},1".replace("=,", "="),
        f"weight={name}[{place}]={draw.choice([0.5, -0.25])}",
        f"zero=unit:{draw.randint(1, Task(e).hidden_size)}{draw.choice(['', '=off'])}",
        f"freeze={name}{draw.choice(['', '', '=off'])}",
    ]
    if gates:
        gate = letter(e.cell, e.convention, draw.choice(gates))
        words += 2 * [f"hold=gate:{gate}={draw.choice([0, 1, 'off'])}"]
    return f"{draw.randint(0, 21)}:{draw.choice(words)}"


def check(seed: int) -> None:
    draw = random.Random(seed)
    while True:
        try:
            e = experiment(draw)
            at = [edit(draw, e) for _ in range(draw.choice([0, 1, 3, 8]))]
            check_events([parse_event(word, e) for word in at], e)
        except Invalid:
            continue
        if not problems(e):
            break
    run = trained(e, *at)
    compare(run, printed(to_pytorch(run)), 1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_a_few_random_runs(seed: int) -> None:
    check(seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20, 600))
def test_many_random_runs(seed: int) -> None:
    check(seed)
