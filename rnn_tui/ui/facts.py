"""What the panels of facts say of a run: pure sentences and numbers from a snapshot."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rnn_tui.anatomy import tensors
from rnn_tui.experiment import FIELD, Cell, Experiment, Optimizer, Readout
from rnn_tui.fields import Choice, number
from rnn_tui.floors import Floors
from rnn_tui.i18n import tr, trc, trn
from rnn_tui.plotting.series import cost_text
from rnn_tui.record import Mark, Phase
from rnn_tui.session.divergence import way_back
from rnn_tui.session.history import History
from rnn_tui.session.reasons import told
from rnn_tui.session.snapshot import Snapshot
from rnn_tui.task import Task, amount
from rnn_tui.text import clipped, visible_text
from rnn_tui.ui.numbers import probability, seconds
from rnn_tui.ui.sheet import MUTED, RIGHT, TEXT, WRONG, Ink
from rnn_tui.ui.widgets.facts import FactsView, NoticeView

Fact = tuple[str, str, Ink]

_ENOUGH = 1_000


@dataclass(frozen=True, eq=False)
class Shown:
    """A snapshot with the task and the history of its run."""

    snapshot: Snapshot
    task: Task
    history: History

    @property
    def weights(self) -> tuple[float, ...]:
        """The loss weights of the moment shown."""
        return self.snapshot.experiment.loss_weights or (1.0,) * self.task.length

    @property
    def cost(self) -> float:
        """The cost of the network as drawn, so that its cost row adds up to it."""
        picture = self.snapshot.picture
        return picture.cost if picture else self.snapshot.cost

    @property
    def curve_cost(self) -> float:
        """The cost that the curve, the floors and past answers are in: of a training pass."""
        return self.cost if self.task.whole else self.snapshot.cost

    @property
    def right(self) -> int | None:
        """How many counted positions are right; None while nothing is known."""
        picture = self.snapshot.picture
        if picture is None:
            return None
        rows = zip(picture.predictions, self.task.targets, self.weights, strict=True)
        return sum(answer == target for answer, target, weight in rows if weight)


def weights_until(snapshot: Snapshot) -> list[tuple[int, tuple[float, ...]]]:
    """Give the loss weights a branch began with, and each later ones with their moment."""
    branch = snapshot.branch
    if branch is None:
        return []
    first = branch.start.experiment
    ones = (1.0,) * Task(first).length
    changes = [event for event in snapshot.events if event.field == "loss_weights"]
    found = [(0, tuple(first.loss_weights or ones))]
    for event in changes:
        weights = first.replace(loss_weights=event.value).loss_weights
        found.append((event.iteration, tuple(weights or ones)))
    return found


def label_of(name: str, value: object) -> str:
    """Write the value of a field that is a choice as a person reads it."""
    kind = FIELD[name].kind
    assert isinstance(kind, Choice)
    return tr(kind.label(value))


def unit_count(experiment: Experiment) -> str:
    """Say how many hidden units there are."""
    count = Task(experiment).hidden_size
    return trn("1 unit", "{count} units", count)


def subject(experiment: Experiment, *, longest: int = 22) -> str:
    """Name the run in a few words: text, cell, units, seed."""
    # No line is as wide as this many code points, and a text may be long.
    text = clipped(visible_text(experiment.text[:_ENOUGH]), longest)
    units = unit_count(experiment)
    seed = tr("seed {seed}", seed=experiment.seed)
    return f"{text} · {label_of('cell', experiment.cell)} · {units} · {seed}"


def summary(experiment: Experiment) -> list[str]:
    """Describe the experiment in parts, for one line: cell, units, optimizer, seed."""
    units = unit_count(experiment)
    if experiment.readout is Readout.LINEAR:
        units += ", " + tr("linear readout")
    optimizer = f"{label_of('optimizer', experiment.optimizer)} {number(experiment.learning_rate)}"
    if experiment.optimizer is Optimizer.RMSPROP:
        optimizer += f", {number(experiment.decay)}"
    seed = tr("seed {seed}", seed=experiment.seed)
    return [label_of("cell", experiment.cell), units, optimizer, seed]


def cost_example(shown: Shown, step: int) -> str:
    """Work out the cost of a time step: `at t = 3: −ln .39 = 0.94, of 3.54 in all`."""
    picture, weights = shown.snapshot.picture, shown.weights
    if picture is None:
        return ""
    row = step - picture.first
    if not 0 <= row < len(picture.costs):
        return ""
    cost = float(picture.costs[row])
    given = probability(float(picture.probabilities[row][shown.task.targets[step]]))
    term = f"−ln {given}" if weights[step] == 1 else f"{number(weights[step])} · −ln {given}"
    return tr(
        "at t = {step}: {term} = {cost}, of {whole} in all",
        step=step + 1,
        term=term,
        cost=cost_text(cost),
        whole=cost_text(shown.cost),
    )


def run_facts(shown: Shown, floors: Floors | None = None) -> FactsView:
    """Say how the run goes, what matters most first; every line stays, so that nothing moves."""
    snapshot, task, history = shown.snapshot, shown.task, shown.history
    known = snapshot.picture is not None
    number_of = f"{shown.cost:.3f}" if shown.cost < 1000 else cost_text(shown.cost)
    cost = tr("{cost} nats", cost=number_of)
    count = max(snapshot.moment, snapshot.latest) + 1 if snapshot.latest >= 0 else history.count
    moments = tr("{count} moments, {size}", count=f"{count:,}", size=amount(history.bytes))
    right, counted = shown.right, sum(weight != 0 for weight in shown.weights)
    now: tuple[str, Ink] = ("–", MUTED)
    if right is not None:
        mark, ink = ("✓", RIGHT) if right == counted else ("✗", WRONG)
        now = (tr("{mark} {right} of {counted}", mark=mark, right=right, counted=counted), ink)
    lines: list[Fact] = [
        (tr("Cost") if task.whole else tr("Cost, whole text"), cost if known else "–", TEXT),
        (tr("Right now"), *now),
        (tr("First right"), *_after(shown, "right", first=True)),
    ]
    if task.length > 8:
        letter = f"{shown.cost / task.length:.3f}" if known else "–"
        lines.insert(1, (tr("A letter"), tr("{cost} nats", cost=letter) if known else "–", TEXT))
    lost = _after(shown, "lost", first=False)
    if right is not None and right == counted:
        lost = ("–", MUTED)
    lines.append((tr("Lost again"), *lost))
    lines.extend(_kept(snapshot))
    if floors is not None and not floors.needs_memory:
        lines.append((trc("of the network", "Memory"), tr("not needed"), TEXT))
    if task.left_out:
        lines.append((tr("Left out"), tr("{count} at the end", count=task.left_out), TEXT))
    if snapshot.differs_at is not None:
        said = tr("differs from {moment} on", moment=f"{snapshot.differs_at:,}")
        lines.append((tr("Replay"), said, TEXT))
    if snapshot.stopped_by:
        lines.append((tr("Stopped by"), visible_text(snapshot.stopped_by), TEXT))
    return FactsView(
        tr("This run"),
        (
            *lines,
            (tr("History"), moments, TEXT),
            (tr("Elapsed"), seconds(snapshot.seconds), TEXT),
            (tr("Parameters"), f"{task.parameters:,}", TEXT),
        ),
    )


def _kept(snapshot: Snapshot) -> list[Fact]:
    """Say what the states for winding back take, where any are kept."""
    if not snapshot.budget:
        return []
    size = tr("{size} of {most}", size=amount(snapshot.states), most=amount(snapshot.budget))
    return [(tr("Kept"), size, TEXT)]


def _after(shown: Shown, kind: str, *, first: bool) -> tuple[str, Ink]:
    """Name the first or the last moment of a kind, up to the one shown."""
    marks, moment = shown.history.marks, shown.snapshot.moment
    ordered = marks if first else reversed(marks)
    at = next((m.moment for m in ordered if m.kind == kind and m.moment <= moment), None)
    if at is None:
        return (tr("not yet"), MUTED) if first else ("–", MUTED)
    return tr("after {moment}", moment=f"{at:,}"), TEXT


def first_right(shown: Shown) -> str:
    """Say when every letter was right for the first time."""
    words, ink = _after(shown, "right", first=True)
    return tr("first right {when}", when=words) if ink is TEXT else tr("not right yet")


def floor_facts(floors: Floors | None, shown: Shown) -> FactsView:
    """List the floors beside the cost of now."""
    lines: list[Fact] = []
    if floors:
        lines = [
            (tr("uniform guess"), f"{floors.uniform:.3f}", TEXT),
            (tr("no memory"), f"{floors.no_memory:.3f}", TEXT),
            (tr("limit"), f"{floors.limit:.3f}", TEXT),
        ]
    known = shown.snapshot.picture is not None
    lines.append((tr("this network"), f"{shown.curve_cost:.3f}" if known else "–", Ink("accent")))
    return FactsView(tr("Floors, nats"), tuple(lines))


def shape_facts(task: Task) -> FactsView:
    """List the type and the shapes of what the network computes with, batch × time × size."""
    experiment = task.experiment
    batch, steps = task.batch_size, task.time_steps
    V, H = task.vocabulary_size, task.hidden_size
    state = (tr("memory c, hidden h"),) if experiment.cell is Cell.LSTM else (tr("hidden h"),)
    named: list[tuple[str, tuple[int, ...]]] = [
        (tr("inputs X"), (batch, steps, V)),
        (*state, (batch, H)),
    ]
    if experiment.readout is Readout.LINEAR:
        named += [(tr("outputs"), (batch, steps, H)), (tr("logits"), (batch, steps, V))]
    else:
        named.append((tr("outputs, logits"), (batch, steps, V)))
    named += [(tr("targets"), (batch, steps)), *tensors(task).items()]
    lines: list[Fact] = [(name, " × ".join(map(str, shape)), TEXT) for name, shape in named]
    return FactsView(
        tr("Shapes"),
        (
            *lines,
            (tr("parameters"), f"{task.parameters:,}", TEXT),
            (tr("number type"), str(experiment.dtype), TEXT),
        ),
        tr("batch × time × size"),
        counted=True,
    )


def notice(snapshot: Snapshot) -> NoticeView:
    """Say why a run ended by a fault; empty while all is well."""
    if snapshot.phase is Phase.DIVERGED:
        heading = tr("Diverged at iteration {moment}.", moment=f"{snapshot.moment:,}")
        reason, offer = visible_text(told(snapshot.reason or "")), _offer(snapshot)
        if offer:  # takes the place of the advice, which follows what happened
            reason = reason.rpartition(": ")[0] or reason
        sentence = f"{reason[:1].upper()}{reason[1:]}."
        return NoticeView(heading, sentence, "enter", offer)
    if snapshot.phase is Phase.FAILED:
        return NoticeView(tr("The run failed."), visible_text(told(snapshot.reason or "")))
    return NoticeView()


def _offer(snapshot: Snapshot) -> str:
    """Say how the run can go on from before it diverged."""
    back = way_back(snapshot.branch) if snapshot.branch else None
    if back is None:
        return ""
    moment, rate = back
    return tr("back to {moment}, learning rate {rate}", moment=f"{moment:,}", rate=number(rate))


def shown_marks(marks: Sequence[Mark], latest: int, most: int = 400) -> list[tuple[int, str]]:
    """Give the marks up to a moment, thinned to what a screen could tell apart.

    First and last stay. A frame costs the same however many marks there are.
    """
    count = bisect_right(marks, latest, key=lambda mark: mark.moment)
    places: Sequence[int] = range(count)
    if count > most:
        places = [*(i * count // most for i in range(most - 1)), count - 1]
    return [(marks[i].moment, str(marks[i].kind)) for i in places]
