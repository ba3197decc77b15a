"""A run that was kept, opened again: its plan and its branch, as they were."""

from rnn_tui.edits import Regime
from rnn_tui.experiment import Dtype
from rnn_tui.record import Course
from rnn_tui.session.branch import Branch
from rnn_tui.session.costs import Costs
from rnn_tui.session.history import History
from rnn_tui.session.plan import Plan
from rnn_tui.session.until import parse_until
from rnn_tui.task import Task


def plan_of(course: Course) -> Plan:
    """Give what was planned from the latest moment on."""
    return Plan(
        course.experiment,
        course.initial,
        tuple(e for e in course.coming if e.iteration >= course.costs.count - 1),
        tuple(map(parse_until, course.until)),
    )


def branch_of(course: Course) -> Branch:
    """Give the branch with all that happened in it."""
    start = Regime(course.experiment)
    double = course.experiment.dtype is Dtype.FLOAT64
    costs = Costs.unpack(course.costs, "d" if double else "f")
    history = History(Task(course.experiment), costs)
    branch = Branch(start, history, course.planned, course.initial)
    branch.events = list(course.events)
    branch.outcome, branch.weights = course.outcome, course.weights
    weights = Task(branch.before(costs.count).experiment).loss_weights
    history.reopen(course.answers, course.events, course.forgotten, course.solved_at, weights)
    return branch
