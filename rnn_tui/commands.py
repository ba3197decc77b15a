"""Every action a person can take in the app, declared once: footer, palette and help derive.

Data only. A key means one thing on a screen; another screen may use it for what is its own.
Keys are written as Textual names them; `display` gives what a person reads. Labels are
English; they are translated where they are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rnn_tui.keys import display as display  # noqa: PLC0414 - offered here too


class Group(StrEnum):
    """Where help lists a command."""

    TRAINING = "Training"
    TIME = "Time"
    PICTURE = "Picture"
    INSIDE = "Inside"
    EXPERIMENT = "Experiment"
    RACE = "Race and sweep"
    PROGRAM = "Program"


TRAIN, RACE, SWEEP = "train", "race", "sweep"
"""The screens: one run, a race, a sweep."""

MANY = (RACE, SWEEP)
RUNS = (TRAIN, RACE)
EVERYWHERE = (TRAIN, RACE, SWEEP)


@dataclass(frozen=True)
class Command:
    """One action: its id, keys, the palette's `verb: object`, the footer's word, its help.

    `in_form` commands work while a field has the focus.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    word: str
    help: str
    group: Group
    in_form: bool = False
    screens: tuple[str, ...] = (TRAIN,)


COMMANDS: tuple[Command, ...] = (
    Command(
        "play",
        ("space",),
        "training: play or pause",
        "play",
        "Play or pause; when the run is done, go on for as many iterations again.",
        Group.TRAINING,
        screens=EVERYWHERE,
    ),
    Command(
        "advance",
        ("full_stop",),
        "training: one iteration",
        "one",
        "Make one iteration, then pause; wound back, show the next moment.",
        Group.TRAINING,
        screens=RUNS,
    ),
    Command(
        "back",
        ("comma",),
        "time: back one",
        "back",
        "Show the moment before. Nothing is lost: what lies ahead is kept.",
        Group.TIME,
        screens=RUNS,
    ),
    Command(
        "back_ten",
        ("less_than_sign",),
        "time: back ten",
        "back ten",
        "Show ten moments before.",
        Group.TIME,
        screens=RUNS,
    ),
    Command(
        "on_ten",
        ("greater_than_sign",),
        "time: on ten",
        "on ten",
        "Show ten moments on, as far as they are known; at the latest, make ten iterations.",
        Group.TIME,
        screens=RUNS,
    ),
    Command(
        "first_moment",
        ("home",),
        "time: first moment",
        "first",
        "Show the weights as they were drawn.",
        Group.TIME,
        screens=RUNS,
    ),
    Command(
        "last_moment",
        ("end",),
        "time: latest moment",
        "latest",
        "Show the latest moment that is known.",
        Group.TIME,
        screens=RUNS,
    ),
    Command(
        "undo",
        ("u",),
        "time: undo the last edit",
        "undo",
        "Set back what was edited last; after a branch, return to the former future.",
        Group.TIME,
    ),
    Command(
        "other_future",
        ("o",),
        "time: the other future",
        "other",
        "Where the run has branched: show another of its futures, each in its turn.",
        Group.TIME,
    ),
    Command(
        "recover",
        ("enter",),
        "time: back to before it diverged",
        "back, rate / 10",
        "Diverged: go on from before it blew up, with a tenth of the learning rate.",
        Group.TIME,
    ),
    Command(
        "reset",
        ("r",),
        "training: reset, same seed",
        "reset",
        "Start the experiment again with the same seed, without its live edits.",
        Group.TRAINING,
        screens=EVERYWHERE,
    ),
    Command(
        "new_seed",
        ("n",),
        "training: new seed",
        "new seed",
        "Start again with the next seed: other first weights.",
        Group.TRAINING,
        screens=EVERYWHERE,
    ),
    Command(
        "faster",
        ("plus", "equals_sign"),
        "speed: faster",
        "faster",
        "More iterations a second, up to unlimited.",
        Group.TRAINING,
        screens=EVERYWHERE,
    ),
    Command(
        "slower",
        ("minus",),
        "speed: slower",
        "slower",
        "Fewer iterations a second, down to one.",
        Group.TRAINING,
        screens=EVERYWHERE,
    ),
    Command(
        "edit",
        ("e",),
        "experiment: edit",
        "edit",
        "Go to the form: word, cell and hyperparameters.",
        Group.EXPERIMENT,
        screens=EVERYWHERE,
    ),
    Command(
        "train",
        ("ctrl+r",),
        "experiment: train",
        "train",
        "Train the experiment as the form has it, from anywhere.",
        Group.EXPERIMENT,
        in_form=True,
        screens=EVERYWHERE,
    ),
    Command(
        "leave",
        ("escape",),
        "form: leave, keep the draft",
        "close",
        "Leave the form or the help; what was typed stays.",
        Group.EXPERIMENT,
        in_form=True,
        screens=EVERYWHERE,
    ),
    Command(
        "undo_changes",
        (),
        "form: undo changes",
        "undo changes",
        "Put the values of the run back into the form.",
        Group.EXPERIMENT,
        in_form=True,
    ),
    Command(
        "step_left",
        ("left", "h"),
        "picture: time step to the left",
        "time step",
        "Choose the time step before.",
        Group.PICTURE,
    ),
    Command(
        "step_right",
        ("right", "l"),
        "picture: time step to the right",
        "time step",
        "Choose the next time step.",
        Group.PICTURE,
    ),
    Command(
        "unit_up",
        ("up", "k"),
        "picture: unit above",
        "unit",
        "Choose the hidden unit above.",
        Group.PICTURE,
    ),
    Command(
        "unit_down",
        ("down", "j"),
        "picture: unit below",
        "unit",
        "Choose the hidden unit below.",
        Group.PICTURE,
    ),
    Command(
        "log_axis",
        ("y",),
        "plot: linear or log axis",
        "log axis",
        "Draw the cost on a linear or a logarithmic axis.",
        Group.PICTURE,
        screens=EVERYWHERE,
    ),
    Command(
        "count_step",
        ("m",),
        "loss: count this time step or not",
        "count",
        "Set the loss weight of the chosen time step to 0, or back: an edit of the run.",
        Group.PICTURE,
    ),
    Command(
        "hint",
        ("t",),
        "hint: show or hide",
        "hint",
        "Show or hide the line that reads the run.",
        Group.PICTURE,
    ),
    Command(
        "inspect",
        ("x",),
        "inspector: open or close",
        "inspect",
        "See inside: gates, memory, gradients, and the arithmetic of a unit.",
        Group.INSIDE,
    ),
    Command(
        "turn_page",
        ("tab",),
        "page: turn",
        "more",
        "In a small terminal: from the answers to events and facts of the run; in the inspector "
        "from the maps to the arithmetic, to gradient and shapes.",
        Group.INSIDE,
        in_form=True,
    ),
    Command(
        "weights",
        ("w",),
        "inspector: weights",
        "weights",
        "Show a tensor as a heat map; type a number to change a weight.",
        Group.INSIDE,
    ),
    Command(
        "ablate",
        ("a",),
        "inspector: put out of action",
        "ablate",
        "Zero the chosen unit, hold a gate open or shut, freeze a tensor; or let it go.",
        Group.INSIDE,
    ),
    Command(
        "scale",
        ("z",),
        "inspector: fixed or automatic scale",
        "scale",
        "Let the colours of the maps follow the largest number, or keep them fixed.",
        Group.INSIDE,
    ),
    Command(
        "portrait_unit",
        ("v",),
        "portrait: draw it, then with other units",
        "portrait",
        "Draw the path of the hidden state in the plane of the chosen unit and another one.",
        Group.INSIDE,
    ),
    Command(
        "bands",
        ("b",),
        "race: bands",
        "bands",
        "Draw the band of 25 to 75 % of the seeds, of 5 to 95 %, or none.",
        Group.RACE,
        screens=MANY,
    ),
    Command(
        "lane_before",
        ("left", "up", "h", "k"),
        "race: lane before",
        "lane",
        "Choose the lane before.",
        Group.RACE,
        screens=(RACE,),
    ),
    Command(
        "lane_after",
        ("right", "down", "l", "j"),
        "race: next lane",
        "lane",
        "Choose the next lane.",
        Group.RACE,
        screens=(RACE,),
    ),
    Command(
        "next_lane",
        ("tab",),
        "race: next lane, or next field",
        "lane",
        "Choose the next lane, round and round; in the form, go to the next field.",
        Group.RACE,
        in_form=True,
        screens=(RACE,),
    ),
    Command(
        "open_seed",
        ("enter",),
        "race: open a seed",
        "open a seed",
        "Open the best, the median, the worst or any other seed as a run of its own.",
        Group.RACE,
        screens=MANY,
    ),
    Command(
        "point_left",
        ("left", "h"),
        "sweep: point to the left",
        "point",
        "Choose the point to the left.",
        Group.RACE,
        screens=(SWEEP,),
    ),
    Command(
        "point_right",
        ("right", "l"),
        "sweep: point to the right",
        "point",
        "Choose the point to the right.",
        Group.RACE,
        screens=(SWEEP,),
    ),
    Command(
        "point_up",
        ("up", "k"),
        "sweep: point above",
        "point",
        "Choose the point above.",
        Group.RACE,
        screens=(SWEEP,),
    ),
    Command(
        "point_down",
        ("down", "j"),
        "sweep: point below",
        "point",
        "Choose the point below.",
        Group.RACE,
        screens=(SWEEP,),
    ),
    Command(
        "measure",
        ("m",),
        "sweep: measure",
        "measure",
        "Show the share of seeds solved, the median cost, or when they were first right.",
        Group.RACE,
        screens=(SWEEP,),
    ),
    Command(
        "other_axes",
        ("x",),
        "sweep: other axes",
        "axes",
        "Lay the tiles out over two other axes, or the same two turned round.",
        Group.RACE,
        screens=(SWEEP,),
    ),
    Command(
        "order",
        ("o",),
        "sweep: sort",
        "sort",
        "Sort the points by another column.",
        Group.RACE,
        screens=(SWEEP,),
    ),
    Command(
        "share",
        ("s",),
        "run: share as a line",
        "share",
        "Copy the command line that makes this run again, edits included; paste one to train it.",
        Group.EXPERIMENT,
    ),
    Command(
        "export",
        ("ctrl+s",),
        "run: export to a file",
        "export",
        "Write this run as it is shown to a file: a script, a table, a picture, its weights.",
        Group.EXPERIMENT,
        in_form=True,
    ),
    Command(
        "show_train",
        ("1",),
        "screen: train",
        "Train",
        "Go to the run.",
        Group.PROGRAM,
        screens=EVERYWHERE,
    ),
    Command(
        "show_race",
        ("2",),
        "screen: race",
        "Race",
        "Race cells over many seeds, or sweep over settings.",
        Group.PROGRAM,
        screens=EVERYWHERE,
    ),
    Command(
        "projector",
        ("P",),
        "screen: projector",
        "large",
        "Show the network large and in high contrast, for a room; again: back.",
        Group.PROGRAM,
        screens=EVERYWHERE,
    ),
    Command(
        "copy_screen",
        ("Y",),
        "copy: screen",
        "copy",
        "Copy the screen as text. The command palette copies a panel; shift and a drag select "
        "as the terminal does.",
        Group.PROGRAM,
        screens=EVERYWHERE,
    ),
    Command(
        "palette",
        ("ctrl+p",),
        "program: command palette",
        "commands",
        "Find any command by its name.",
        Group.PROGRAM,
        in_form=True,
        screens=EVERYWHERE,
    ),
    Command(
        "suspend",
        ("ctrl+z",),
        "program: suspend",
        "suspend",
        "Go back to the shell; fg returns. What trains stands still until then.",
        Group.PROGRAM,
        in_form=True,
        screens=EVERYWHERE,
    ),
    Command(
        "help",
        ("question_mark", "f1"),
        "program: help",
        "help",
        "Explain the screen and list the keys; F1 works in a field too.",
        Group.PROGRAM,
        in_form=True,
        screens=EVERYWHERE,
    ),
    Command(
        "all_keys",
        ("K",),
        "help: all keys",
        "all keys",
        "List every key of the screen.",
        Group.PROGRAM,
    ),
    Command(
        "tour",
        ("T",),
        "help: take the tour",
        "tour",
        "Show the screen in a minute, a stop at a time; again ends it.",
        Group.PROGRAM,
    ),
    Command(
        "quit",
        ("q",),
        "program: quit",
        "quit",
        "Leave the program.",
        Group.PROGRAM,
        screens=EVERYWHERE,
    ),
)

OF_THE_APP = ("palette", "suspend")
"""Commands that the app carries out itself, whatever screen is shown."""


def commands_of(screen: str) -> tuple[Command, ...]:
    """Give the commands of a screen."""
    return tuple(command for command in COMMANDS if screen in command.screens)


COMMAND: Mapping[str, Command] = {command.id: command for command in COMMANDS}
