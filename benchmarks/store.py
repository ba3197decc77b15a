"""What keeping a run costs beside training, and how fast a full store answers.

Iterations of `hello` at unlimited speed, kept and not kept, in turn. A filter over 100,000
runs; `rnn-tui runs list` with 10,000, the whole process.
"""

import json
import random
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.figures import Figure, figure, ratio, table
from benchmarks.process import seconds

ROUNDS, ITERATIONS = 9, 60_000
MANY, SOME = 100_000, 10_000
QUERIES = (
    "cell=lstm cost<2 solved tag:class text~hello",
    "cell=lstm sort:cost",
    "!solved seed<500 sort:-iterations",
    "text~zzz",
)
PAGE = 50

TITLE = "keeping runs"

WORDS = ("hello", "hihello", "if you want you", "banana", "Hello world", "abcabc")
PHASES = ("done", "done", "done", "diverged", "interrupted")


def training(folder: Path | None, iterations: int) -> float:
    """Train and give the microseconds of an iteration."""
    from rnn_tui.experiment import Experiment
    from rnn_tui.session.plan import Plan
    from rnn_tui.session.session import Session
    from rnn_tui.store.store import RunStore

    store = RunStore(folder) if folder is not None else None
    session = Session(
        Plan(Experiment(iterations=iterations)),
        speed=None,
        keeper=store.keeper() if store is not None else None,
    )
    # The processor's time of both threads, which other programs do not lengthen.
    start = time.process_time()
    session.run_inline()
    taken = time.process_time() - start
    if store is not None and not store.close(30):
        raise RuntimeError(store.banner)
    return taken / iterations * 1e6


def fill(path: Path, count: int) -> None:
    """Make a store of so many runs, as people would leave them."""
    from rnn_tui.experiment import Cell, Experiment, to_json
    from rnn_tui.store.database import open_database
    from rnn_tui.store.writing import columns

    chance = random.Random(0)
    kinds = [Experiment(text=text, cell=cell) for text in WORDS for cell in Cell]
    shapes = [(columns(kind), json.dumps(to_json(kind))) for kind in kinds]
    curve = bytes(480)
    with open_database(path) as database, database.writing() as connection:
        for number in range(1, count + 1):
            shape, experiment = chance.choice(shapes)
            row = {
                **shape,
                "id": number,
                "kind": "train",
                "phase": chance.choice(PHASES),
                "created": 1.7e9 + 60 * number,
                "iterations": chance.randrange(1, 2000),
                "cost": chance.expovariate(0.4),
                "correct": chance.random() < 0.5,
                "seed": chance.randrange(1000),
                "name": f"try {number}" if number % 20 == 0 else "",
                "prediction": str(shape["text"])[1:],
            }
            places = ", ".join(f":{name}" for name in row)
            connection.execute(f"INSERT INTO runs ({', '.join(row)}) VALUES ({places})", row)
            connection.execute(
                "INSERT INTO details (run, experiment, target, rnn_tui, torch, curve) "
                "VALUES (?, ?, '', '', '', ?)",
                (number, experiment, curve),
            )
            if number % 10 == 0:
                connection.execute("INSERT INTO tags VALUES (?, 'class')", (number,))


def filtering(path: Path, typed: str, rounds: int) -> list[float]:
    """Give the milliseconds of a query: which runs, and the first page of them.

    Of the processor, which other programs do not lengthen.
    """
    from rnn_tui.store.query import parse_query
    from rnn_tui.store.runs import Runs

    taken = []
    with Runs(path) as runs:
        for _ in range(rounds):
            start = time.process_time()
            runs.rows(runs.ids(parse_query(typed))[:PAGE])
            taken.append((time.process_time() - start) * 1000)
    return taken


def main(rounds: int = ROUNDS, iterations: int = ITERATIONS) -> list[Figure]:
    """Print the table and return its rows."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept, alone = [], []
        training(folder, 1000)
        for _ in range(rounds):
            alone.append(training(None, iterations))
            kept.append(training(folder, iterations))
        fill(folder / "many" / "runs.db", MANY)
        fill(folder / "some" / "runs.db", SOME)
        filters = [filtering(folder / "many" / "runs.db", typed, rounds) for typed in QUERIES]
        lists = {
            "": [*LIST, "--data", str(folder / "some")],
            " --json": [*LIST, "--json", "--data", str(folder / "some")],
        }
        times: dict[str, list[float]] = {flag: [] for flag in lists}
        for command in lists.values():
            seconds(command)  # What the first run compiles is there from then on.
        for _ in range(rounds):
            for flag, command in lists.items():
                times[flag].append(seconds(command))
    figures = [
        ratio("an iteration, kept / not kept, processor time", kept, alone, 1.03),
        figure("an iteration, kept", kept, "us"),
        figure("an iteration, not kept", alone, "us"),
        *(
            figure(f"{MANY:,} runs: {typed}", taken, "ms", 50)
            for typed, taken in zip(QUERIES, filters, strict=True)
        ),
        *(
            figure(f"{SOME:,} runs: rnn-tui runs list{flag}", taken, "s", 0.4)
            for flag, taken in times.items()
        ),
    ]
    print(table(TITLE, figures))
    return figures


LIST = [sys.executable, "-m", "rnn_tui", "runs", "list"]

if __name__ == "__main__":
    main()
