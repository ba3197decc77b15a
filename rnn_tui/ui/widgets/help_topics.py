"""What the panels of the main screen show, one topic a panel, in the field's terms."""

from collections.abc import Callable
from dataclasses import dataclass, field

from rnn_tui.experiment import FIELDS
from rnn_tui.i18n import tr
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, RIGHT, TEXT, WRONG, Ink, Run

Signs = list[tuple[Run, str]]


def no_signs(look: Look) -> Signs:  # noqa: ARG001
    """Give none."""
    return []


@dataclass(frozen=True)
class Topic:
    """What is said of a panel: its id, what it shows, its signs, its keys, a thing to try."""

    id: str
    title: str
    words: tuple[str, ...]
    equations: bool = False
    """Whether the equations of the network stand beneath the words."""
    signs: Callable[[Look], Signs] = no_signs
    entries: tuple[tuple[str, str], ...] = ()
    """Names with their meaning."""
    commands: tuple[str, ...] = ()
    attempt: str = ""
    """Something to try."""
    named: str = field(default="", kw_only=True)
    """The title of the entries."""


ALL_KEYS = "keys"
"""The topic of every key of the screen."""


def train_topics() -> tuple[Topic, ...]:
    """Give the topics of the main screen, in the order in which they are walked through."""
    return (_network(), _cost(), _answers(), _time(), _run(), _experiment(), _events(), _hint())


def _network() -> Topic:
    return Topic(
        "network",
        tr("The unrolled network"),
        (
            tr(
                "A column is a time step. Read it upwards: a letter goes in, the hidden state h "
                "keeps what was read so far and flows to the right, and the letter with the "
                "highest probability is the answer. The target is the next letter of the word."
            ),
        ),
        equations=True,
        signs=_network_signs,
        commands=("step_left", "step_right", "unit_up", "unit_down", "inspect", "count_step"),
        attempt=tr(
            "In hello, time steps 3 and 4 both read an l. Only the hidden state tells which of "
            "them is followed by l, and which by o. Then try LSTM and GRU: are they better?"
        ),
    )


def _network_signs(look: Look) -> Signs:
    return [
        (("▾", ACCENT), tr("the chosen time step")),
        (("✓", RIGHT), tr("right")),
        (("✗", WRONG), tr("wrong")),
        (("◂", TEXT), tr("the target, in the list of letters")),
        (("━━", Ink("accent")), tr("the likeliest letter")),
        (("━━", Ink("dim")), tr("the others")),
        (look.signed(-0.9), tr("a hidden unit below 0")),
        (look.signed(0.9), tr("a hidden unit above 0")),
        (("×0", MUTED), tr("a time step that does not count in the cost")),
    ]


def _cost() -> Topic:
    return Topic(
        "cost",
        tr("Cost"),
        (
            tr(
                "How far the answers are from the targets, in nats: each time step costs −ln of "
                "the probability that its target was given, and the cost is their sum. 0.69 "
                "nats is the cost of a fair coin."
            ),
            tr(
                "Dotted lines are floors: uniform guess knows nothing; no memory is the best that "
                "sees only the current letter; limit is the best this network can reach. Where "
                "the curve goes below no memory, the network uses its memory."
            ),
        ),
        signs=_cost_signs,
        commands=("log_axis", "first_moment", "last_moment"),
        attempt=tr(
            "Wait until the curve lies flat on no memory: the network knows which letters follow "
            "which, and not yet where it is. Then see it break through."
        ),
    )


def _cost_signs(look: Look) -> Signs:  # noqa: ARG001
    return [
        (("●", ACCENT), tr("the moment shown, and its cost")),
        (("✓", RIGHT), tr("every answer was right for the first time")),
        (("✗", WRONG), tr("some answer was wrong again")),
        (("▴", ACCENT), tr("an edit")),
    ]


def _answers() -> Topic:
    return Topic(
        "answers",
        tr("Answers"),
        (
            tr(
                "What the network spelled, a line for each time it changed its mind: the moment, "
                "the answer, which letters are right, and the cost. The last line is the moment "
                "shown."
            ),
            tr(
                "The answer is the argmax: the likeliest letter of each time step. It can stay "
                "the same for long while the cost falls, and change at once."
            ),
        ),
        commands=("back", "advance", "count_step"),
        attempt=tr(
            "Wind back to the moment before the last letter came right: which letter did it take "
            "instead, and how close were the two?"
        ),
    )


def _time() -> Topic:
    return Topic(
        "timeline",
        tr("Time"),
        (
            tr(
                "The line at the top is the run, from the first weights to the last planned "
                "iteration. An iteration is one update of the weights; a moment is the weights "
                "after so many updates. The whole screen shows one moment."
            ),
            tr(
                "Moving in time loses nothing: what lies ahead is kept, and played again number "
                "for number. An edit made in the past begins another future; u returns to the "
                "former one."
            ),
        ),
        signs=_time_signs,
        commands=(
            "play",
            "advance",
            "back",
            "back_ten",
            "on_ten",
            "first_moment",
            "last_moment",
            "undo",
            "other_future",
            "faster",
            "slower",
        ),
        attempt=tr("Drag along the line with the mouse: the network unlearns, and learns again."),
    )


def _time_signs(look: Look) -> Signs:  # noqa: ARG001
    return [
        (("●", ACCENT), tr("in time: the moment shown")),
        (("▴", ACCENT), tr("in time: an edit")),
        (("╌", Ink("faint")), tr("in time: moments that are known and lie ahead")),
    ]


def _run() -> Topic:
    return Topic(
        "facts",
        tr("This run"),
        (
            tr(
                "First right is the first moment at which every letter that counts was right; "
                "Lost again the last one at which it was no more. Kept is the memory of the "
                "states that moving in time needs."
            ),
        ),
        commands=("reset", "new_seed", "share"),
        attempt=tr("One seed proves nothing: n begins again with other first weights."),
    )


def _experiment() -> Topic:
    return Topic(
        "form",
        tr("Experiment"),
        (tr("The form holds all that decides on a run; the same values give the same numbers."),),
        entries=tuple((tr(spec.label), tr(spec.help)) for spec in FIELDS),
        named=tr("Fields"),
        commands=("edit", "train", "leave"),
        attempt=tr(
            "A learning rate ten times as large, changed while it trains: the run shows where."
        ),
    )


def _events() -> Topic:
    return Topic(
        "events",
        tr("Events"),
        (
            tr(
                "Every edit of the run, at the moment at which it was made, and the other futures "
                "it has had. An edit is never erased: undoing one is an edit too."
            ),
        ),
        commands=("undo", "other_future", "ablate", "weights", "count_step"),
    )


def _hint() -> Topic:
    return Topic(
        "hint",
        tr("Hint"),
        (
            tr(
                "A line that reads the run: stuck where no memory is used, oscillating, units "
                "that do nothing, a gradient that vanishes. It says only what a number on the "
                "screen supports, and which key shows it."
            ),
        ),
        commands=("hint",),
    )


def named_entries(topic: Topic) -> list[tuple[Run, str]]:
    """Give the names of a topic in bold, with their meaning."""
    return [((name, BOLD), words) for name, words in topic.entries]
