"""The topics of `rnn-tui help`: derived from the declarations, and what no declaration says.

A topic is a list of parts: prose, which is wrapped, rows of a name and its words, and lines
that stand as they are.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from rnn_tui import keymap
from rnn_tui.cli import equations
from rnn_tui.commands import COMMANDS, EVERYWHERE, Group
from rnn_tui.config import SETTINGS
from rnn_tui.experiment import FIELD, FIELDS, PRESETS, Experiment
from rnn_tui.floors import floors
from rnn_tui.i18n import tr
from rnn_tui.keys import display
from rnn_tui.task import Task


@dataclass(frozen=True)
class Row:
    """A name and what it means."""

    name: str
    words: str


@dataclass(frozen=True)
class Lines:
    """Lines that are not wrapped."""

    text: str


Part = str | Row | Lines


@dataclass(frozen=True)
class Topic:
    """What can be asked about."""

    title: str
    parts: Callable[[], Iterator[Part]]


def _keys() -> Iterator[Part]:
    for group in Group:
        yield f"{tr(str(group))}:"
        for command in COMMANDS:
            if command.group is group and command.keys:
                keys = " ".join(map(display, keymap.keys_of(command.id)))
                screens = (
                    "" if command.screens == EVERYWHERE else f" [{', '.join(command.screens)}]"
                )
                yield Row(f"{keys}  ({command.id})", tr(command.help) + screens)
    yield tr(
        "The name in brackets is what [keys] in config.toml calls a command: rnn-tui config init "
        "writes all of them. Signs may be written as they are or by name (comma, full_stop)."
    )


def _fields() -> Iterator[Part]:
    for spec in FIELDS:
        name = "TEXT" if spec.name == "text" else spec.flag
        allowed = str(getattr(spec.kind, "allowed"))  # noqa: B009 - every kind has it
        default = tr("Default: {value}.", value=spec.kind.format(spec.default))
        yield Row(name, f"{tr(spec.help)} {default} [{allowed}]")
    yield tr("What changes in flight is changed by --at 40:learning_rate=0.001, before update 40.")


def _presets() -> Iterator[Part]:
    for preset in PRESETS.values():
        yield Row(preset.name, tr(preset.help))
        for name in preset.changed(Experiment()):
            value = FIELD[name].kind.format(getattr(preset.experiment, name))
            yield Row(f"  {FIELD[name].flag}", value)
    yield tr("A preset is where the fields start; a flag changes one of them.")


def _cells() -> Iterator[Part]:
    yield tr(
        "x is the letter of a time step as a one-hot row, h the hidden state, c the memory, [x, h] "
        "one row of both; K a kernel, b a bias. * multiplies number by number."
    )
    yield Lines(equations.CELLS)
    yield tr(
        "Without a readout the hidden state is the logits, so it has as many units as the "
        "vocabulary has letters; with one, logits = h W + b."
    )


def _optimizers() -> Iterator[Part]:
    yield tr("g is the gradient, w a parameter, lr the learning rate, m the momentum.")
    yield Lines(equations.OPTIMIZERS)
    yield tr(
        "Clip norm scales all gradients by min(1, clip / norm), norm being that of all "
        "parameters together (PyTorch: norm + 1e-6)."
    )


def _cost() -> Iterator[Part]:
    yield tr(
        "The cost is the cross entropy in nats, summed over the time steps: a sum, not a mean, "
        "in both conventions, divided by the batch."
    )
    yield Lines(equations.COST)
    guess = floors(Task(Experiment())).uniform
    yield tr(
        "A uniform guess on hello costs 4 ln 4 = {guess}. A loss weight of 0 lets a time step not "
        "count. A run has diverged when its cost is not finite, or above ten times a uniform "
        "guess for 20 iterations.",
        guess=f"{guess:.2f}",
    )


def _floors() -> Iterator[Part]:
    yield tr("Floors are costs that no curve can cross for long. They come from the text alone.")
    yield Row(tr("uniform guess"), tr("knows nothing: T ln V for T targets and V letters."))
    yield Row(
        tr("no memory"),
        tr("the best that sees only the current letter: below it, the network uses its memory."),
    )
    yield Row(
        tr("limit"),
        tr("the best this network can reach: 0 with a readout; without one the logits lie "
           "within -1 and 1, and a letter costs at least ln(1 + (V - 1) e^-2)."),
    )  # fmt: skip
    found = floors(Task(Experiment()))
    yield tr(
        "On hello, without a readout: {uniform}, {memory} and {limit}.",
        uniform=f"{found.uniform:.2f}", memory=f"{found.no_memory:.2f}", limit=f"{found.limit:.2f}",
    )  # fmt: skip


def _moments() -> Iterator[Part]:
    yield tr(
        "An iteration is one update of the weights; a time step is a place in the text. Iterations "
        "count from 0. Moment k is the weights after k updates, and the app shows one moment: its "
        "cost and its answer belong to the same weights."
    )
    yield tr(
        "The command line prints as the tutorial did: at iteration i the cost before the update "
        "and the answer after it. What it prints at 38 stands at 39 on the screen."
    )


def _events() -> Iterator[Part]:
    live = ", ".join(spec.name for spec in FIELDS if spec.live)
    branch = ", ".join(spec.name for spec in FIELDS if spec.at_branch)
    yield tr("--at K:FIELD=VALUE changes a run before its update K; repeatable, in order.")
    yield Row("40:learning_rate=0.001", tr("what may change in flight: {names}", names=live))
    yield Row(
        "40:optimizer=adam", tr("and what changes where a run branches: {names}", names=branch)
    )
    yield Row("40:weight=kernel[2,3]=0.5", tr("a number of a tensor; indices from 0"))
    yield Row("40:zero=unit:3", tr("a unit out of action, from 1; =off ends it"))
    yield Row("40:hold=gate:f=1", tr("a gate held at 0 or 1: i f o; of a GRU r u; off lets it go"))
    yield Row("40:freeze=kernel", tr("a tensor that is not updated; =off lets it go"))


def _until() -> Iterator[Part]:
    yield tr("--until ends a run before its last iteration; any one of several does.")
    yield Row("solved", tr("the answer is right"))
    yield Row("solved:N", tr("right for N iterations running"))
    yield Row("cost=X", tr("the cost is X or less"))
    yield Row("seconds=S", tr("S seconds of training, loading not counted"))


def _query() -> Iterator[Part]:
    from rnn_tui.store.query import ALIASES, FLAGS, NAMES

    yield tr("rnn-tui runs list WORD ...: every word must hold.")
    yield Row("FIELD=VALUE", tr("also != < <= > >=; several words with commas"))
    yield Row("FIELD~PART", tr("a part of a text, in large or small letters; !~ for not"))
    yield Row("tag:NAME", tr("has the tag"))
    yield Row("!WORD", tr("not"))
    yield Row("sort:FIELD", tr("in this order; sort:-FIELD in the other"))
    yield Row(tr("words alone"), ", ".join(FLAGS))
    yield Row(tr("fields"), ", ".join(NAMES))
    yield Row(tr("for short"), ", ".join(f"{name} = {meant}" for name, meant in ALIASES.items()))
    yield Lines("  rnn-tui runs list cell=lstm 'cost<2' solved tag:class 'text~hello' sort:cost")


def _share() -> Iterator[Part]:
    yield tr(
        "A run is one line: the shortest command that makes it again, with its edits and only "
        "what differs from the preset. s in the app copies it; pasted into the app, or given to "
        "rnn-tui or rnn-tui train, it gives the same numbers. Control characters are written "
        "--escaped 'a\\x1bb'. With more than 20 edits, or given weights, share a file."
    )
    yield Lines("  rnn-tui hihello --cell gru --at 40:learning_rate=0.001")
    yield tr("A file: rnn-tui train hello --export hello.toml, then --experiment hello.toml.")


def _export() -> Iterator[Part]:
    from rnn_tui.export.formats import FORMATS

    yield tr("rnn-tui train TEXT --export FILE: the ending names the format, or FORMAT:FILE.")
    for made in FORMATS.values():
        yield Row(made.name, f"{tr(made.help)} ({made.ending})")
    yield tr("A file that exists is replaced only with --force.")


def _settings() -> Iterator[Part]:
    yield tr(
        "A flag comes before the environment, the environment before config.toml, that before "
        "what the program remembers, that before the default. Fields of an experiment are no "
        "settings: the same command gives the same numbers everywhere."
    )
    for setting in SETTINGS:
        value = tr(setting.absent) if setting.absent else setting.kind.format(setting.default)
        yield Row(f"{setting.name}  ({setting.variables[0]})", f"{tr(setting.help)} [{value}]")
    yield Row("keys", tr("The keys of the app, a table: rnn-tui help keys."))
    yield tr("rnn-tui config init writes a file to begin with; config show says what is in force.")


def _faults() -> Iterator[Part]:
    yield tr("Exit codes:")
    for code, words in (
        ("0", tr("done")),
        ("1", tr("failed, or the output cannot be written")),
        ("2", tr("wrong usage: a flag, a value, a file of settings")),
        ("3", tr("diverged")),
        ("129 130 143", tr("ended by a signal: hangup, ctrl+c, termination")),
        ("141", tr("who read the output went away")),
    ):
        yield Row(code, words)
    yield tr(
        "Where runs cannot be kept, training goes on and the reason is said. A damaged store is "
        "set aside beside the new one. rnn-tui doctor looks at all of it, and says where the log "
        "is: what libraries print while the app runs."
    )


TOPICS: Mapping[str, Topic] = {
    "keys": Topic("the keys of the app, as they are in force", _keys),
    "fields": Topic("the fields of an experiment, which are flags", _fields),
    "presets": Topic("where the fields start", _presets),
    "cells": Topic("the equations of RNN, LSTM and GRU", _cells),
    "optimizers": Topic("the rules of RMSProp, Adam and SGD", _optimizers),
    "cost": Topic("what is made small", _cost),
    "floors": Topic("what no curve can cross", _floors),
    "moments": Topic("iterations, time steps and moments", _moments),
    "events": Topic("edits on the way: --at", _events),
    "until": Topic("when a run ends early: --until", _until),
    "query": Topic("how runs are asked for", _query),
    "share": Topic("a run as a line or a file", _share),
    "export": Topic("files that a run can leave as", _export),
    "settings": Topic("what config.toml and the environment can say", _settings),
    "faults": Topic("exit codes, and what happens when something is wrong", _faults),
}
