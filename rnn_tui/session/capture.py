"""`Captured`: a run up to one moment, whole and for good: what files are written from.

The course is a copy to which nobody adds, the arrays are copies; the run goes on meanwhile.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rnn_tui.record import Event, Outcome, Picture
from rnn_tui.session.branch import Branch
from rnn_tui.session.snapshot import Snapshot
from rnn_tui.task import Task

if TYPE_CHECKING:
    from rnn_tui.record import Arrays


@dataclass(frozen=True, eq=False, slots=True)
class Captured:
    """What was so at a moment, and how it came about."""

    branch: Branch
    outcome: Outcome
    """Its phase may be one in which the run goes on; all else belongs to the moment."""
    planned: int
    """Iterations that the run is to have."""
    weights: "Arrays | None" = None
    """Of the moment; of a run that diverged the last finite ones. None: not to be had."""
    picture: Picture | None = None

    @property
    def events(self) -> tuple[Event, ...]:
        """The edits up to the moment, and those of the plan that are still to come."""
        made, moment = self.branch.events, self.outcome.iterations
        return (
            *made,
            *(
                event
                for event in self.branch.ahead
                if event.iteration > moment or (event.iteration == moment and event not in made)
            ),
        )


def capture(
    branch: Branch,
    snapshot: Snapshot,
    weights: "Arrays | None" = None,
    picture: Picture | None = None,
) -> Captured:
    """Copy a branch up to the moment of a snapshot, and say how the run stands there."""
    copy = branch.fork(snapshot.moment)
    task, answers = Task(branch.start.experiment), copy.history.answers
    outcome = Outcome(
        snapshot.phase,
        snapshot.moment,
        copy.history.solved_at,
        snapshot.cost,
        task.spell(list(answers[-1].ids)) if answers else "",
        task.target,
        task.parameters,
        snapshot.seconds,
        snapshot.stopped_by,
        snapshot.reason,
    )
    return Captured(copy, outcome, snapshot.iterations, weights, picture)
