"""A run that was kept, opened again: its plan and its branch, as they were."""

from rnn_tui.edits import Regime
from rnn_tui.experiment import Dtype
from rnn_tui.record import Course, Event
from rnn_tui.session.branch import Branch
from rnn_tui.session.costs import Costs
from rnn_tui.session.history import History
from rnn_tui.session.plan import Handover, Plan
from rnn_tui.session.until import parse_until
from rnn_tui.task import Task


def plan_of(course: Course) -> Plan:
    """Give what was planned from the latest moment on."""
    given = course.handover
    return Plan(
        course.experiment,
        course.initial,
        ahead(course),
        tuple(map(parse_until, course.until)),
        Handover(given.moment, given.state) if given else None,
    )


def branch_of(course: Course) -> Branch:
    """Give the branch with all that happened in it."""
    double = course.experiment.dtype is Dtype.FLOAT64
    costs = Costs.unpack(course.costs, "d" if double else "f")
    history = History(Task(course.experiment), costs)
    branch = Branch(
        Regime(course.experiment),
        history,
        course.planned,
        schedule=ahead(course),
        initial=course.initial,
        handover=course.handover,
    )
    branch.events = list(course.events)
    branch.until = course.until
    branch.outcome, branch.weights = course.outcome, course.weights
    weights = Task(branch.before(costs.count).experiment).loss_weights
    history.reopen(
        course.answers, course.events, course.forgotten, course.solved_at, weights, course.marks
    )
    return branch


def ahead(course: Course) -> tuple[Event, ...]:
    """Give the events of the plan that are still to come; those of the latest moment may be."""
    latest = course.costs.count - 1
    made = [event for event in course.events if event.iteration == latest]
    return tuple(
        event
        for event in course.coming
        if event.iteration > latest or (event.iteration == latest and event not in made)
    )
