"""The cost plot under a finished run."""

from rnn_tui.cli.printers import Output
from rnn_tui.cli.terminal import Style
from rnn_tui.floors import floors
from rnn_tui.record import Outcome, Phase
from rnn_tui.session.session import Session

_ROWS = 16


def print_plot(output: Output, style: Style, session: Session, outcome: Outcome) -> None:
    """Draw the cost of every moment with the floors of the text; plotext is loaded for it."""
    from rnn_tui.plotting.cost_plot import PlotView, cost_plot

    history = session.history
    if history.count < 2:
        return
    diverged = outcome.phase is Phase.DIVERGED
    view = PlotView(
        width=style.columns,
        height=_ROWS,
        columns=history.columns,
        iterations=max(outcome.iterations, 1),
        moment=history.count - 1,
        floors=floors(session.task).lines,
        marks=tuple((mark.moment, mark.kind) for mark in history.marks),
        diverged=diverged,
        ascii_only=style.ascii_only,
    )
    output.line("")
    for row in cost_plot(view):
        drawn = "".join(style.paint(text, role) for text, role in row[:-1])
        last = row[-1] if row else ("", "text")
        output.line(drawn + style.paint(last[0].rstrip(" "), last[1]))
    output.flush()
