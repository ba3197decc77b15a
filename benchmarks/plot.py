"""The cost plot of a run of 100,000 iterations: how long a redraw takes, what its history holds.

Two runs: a calm one, and one whose cost jumps up and down, which fills the plot with lines.
"""

import time

from benchmarks.figures import Figure, figure, table

ROUNDS, ITERATIONS = 25, 100_000
WIDTH, HEIGHT = 112, 25
CALM, WILD = 0.01, 0.5
"""Learning rates."""

TITLE = f"the cost of {ITERATIONS:,} iterations, {WIDTH}x{HEIGHT}"


def main(rounds: int = ROUNDS, iterations: int = ITERATIONS) -> list[Figure]:
    """Print the table and return its rows."""
    from rnn_tui.experiment import Experiment
    from rnn_tui.floors import floors
    from rnn_tui.plotting.cost_plot import PlotView, cost_plot
    from rnn_tui.session.plan import Plan
    from rnn_tui.session.session import Session

    views: dict[str, PlotView] = {}
    held = []
    for name, rate in (("calm", CALM), ("wild", WILD)):
        session = Session(Plan(Experiment(iterations=iterations, learning_rate=rate)), speed=None)
        session.run_inline()
        history, task = session.history, session.task
        held.append(figure(f"memory of the history, {name}", [history.bytes / 1e6], "MB"))
        views[name] = PlotView(
            width=WIDTH,
            height=HEIGHT,
            columns=history.columns,
            iterations=iterations,
            moment=iterations,
            floors=floors(task, task.loss_weights).lines,
            marks=tuple((mark.moment, mark.kind) for mark in history.marks[-400:]),
        )
    taken: dict[str, list[float]] = {name: [] for name in views}
    for view in views.values():
        cost_plot(view)
    for _ in range(rounds):
        for name, view in views.items():
            start = time.perf_counter()
            cost_plot(view)
            taken[name].append((time.perf_counter() - start) * 1000)
    redraws = [figure(f"redraw, {name}", times, "ms", 40) for name, times in taken.items()]
    figures = [*redraws, *held]
    print(table(TITLE, figures))
    return figures


if __name__ == "__main__":
    main()
