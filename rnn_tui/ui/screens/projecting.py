"""What the projector shows of a moment of a run."""

from rnn_tui.ui import facts
from rnn_tui.ui.facts import Shown
from rnn_tui.ui.widgets.frame import HeaderView, TimelineView
from rnn_tui.ui.widgets.network_sheet import NetworkView
from rnn_tui.ui.widgets.projector import ProjectorView


def projector_view(
    shown: Shown, header: HeaderView, timeline: TimelineView, network: NetworkView
) -> ProjectorView:
    """Give the view of a moment, from those of the panels it takes the place of."""
    experiment = shown.snapshot.experiment
    cell, units = facts.label_of("cell", experiment.cell), facts.unit_count(experiment)
    return ProjectorView(
        header=header,
        timeline=timeline,
        network=network,
        text=experiment.text,
        about=f"{cell}, {units}",
        cost=shown.cost,
        right=shown.right,
        counted=sum(weight != 0 for weight in shown.weights),
        first=facts.first_right(shown),
        costs=shown.history.columns,
        notice=facts.notice(shown.snapshot),
    )
