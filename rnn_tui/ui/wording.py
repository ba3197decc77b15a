"""Events in words for people: `learning rate .01 → .03`, `unit 3 zeroed`, and a branch's label.

Pure functions from what was changed to drawn text. A former value is written where it is known.
"""

import math
from dataclasses import replace

from rnn_tui.anatomy import letter
from rnn_tui.edits import Freeze, Hold, Weight, Zero
from rnn_tui.experiment import FIELD, Experiment
from rnn_tui.fields import Choice, Switch
from rnn_tui.i18n import tr
from rnn_tui.record import Event
from rnn_tui.session.branch import Branch, alike
from rnn_tui.text import clipped, visible_text
from rnn_tui.ui.numbers import MINUS

LONGEST_LABEL = 16
"""Cells of the label of a branch at most."""
FEW = 3
"""Target positions that are named; of more only their number is said."""


def change_text(event: Event, former: Event | None, experiment: Experiment) -> str:
    """Write what an event changed; `former` is the event that would set it back, if known."""
    match event.value:
        case Weight(tensor, index, value):
            set_back = former.value if former else None
            known = set_back.value if isinstance(set_back, Weight) else None
            return _weight(tensor, index, value, known)
        case Zero(unit, True):
            return tr("unit {unit} zeroed", unit=unit + 1)
        case Zero(unit):
            return tr("unit {unit} back", unit=unit + 1)
        case Hold(gate, value):
            name = _gate(gate, experiment)
            if value is None:
                return tr("gate {name} let go", name=name)
            return tr("gate {name} held at {value}", name=name, value=f"{value:.0f}")
        case Freeze(tensor, True):
            return tr("{tensor} frozen", tensor=_tensor(tensor))
        case Freeze(tensor):
            return tr("{tensor} updated again", tensor=_tensor(tensor))
    if event.field == "loss_weights":
        return _loss_weights(event.value, former)
    name = _name(event.field)
    now = value_text(event.field, event.value)
    if former is None:
        return tr("{name} → {now}", name=name, now=now)
    before = value_text(event.field, former.value)
    return tr("{name} {before} → {now}", name=name, before=before, now=now)


def branch_label(branch: Branch, shown: Branch | None = None) -> str:
    """Say in at most 16 cells what sets a branch apart; empty where nothing does.

    Apart from the branch that is `shown`, or else from the one it was left for, or left.
    """
    event = _apart(branch, shown) if shown else branch.change
    if event is None:
        return ""
    return clipped(_label(event, branch.start.experiment), LONGEST_LABEL)


def _apart(branch: Branch, shown: Branch) -> Event | None:
    """Give the first event that only one of two branches has, as it is in the first of them."""
    own, others = tuple(branch.events), tuple(shown.events)
    same = alike(own, others)
    mine, theirs = own[same : same + 1], others[same : same + 1]
    if mine and (not theirs or mine[0].iteration <= theirs[0].iteration):
        return mine[0]
    if not theirs:
        return branch.change
    event = theirs[0]
    match event.value:
        case Zero(unit, on):
            return replace(event, value=Zero(unit, not on))
        case Freeze(tensor, on):
            return replace(event, value=Freeze(tensor, not on))
        case Hold(gate, _):
            held = [e.value for e in own[:same] if isinstance(e.value, Hold)]
            before = next((value for value in reversed(held) if value.gate == gate), None)
            return replace(event, value=before or Hold(gate, None))
        case Weight():
            return branch.change
    values = {e.field: e.value for e in own[:same]}
    former = values.get(event.field, getattr(branch.start.experiment, event.field))
    return replace(event, value=former)


def value_text(field: str, value: object) -> str:
    """Write the value of a field of the experiment as a person reads it."""
    kind = FIELD[field].kind if field in FIELD else None
    if isinstance(kind, Choice):
        return tr(kind.label(value))
    if isinstance(kind, Switch):
        return tr("on") if value else tr("off")
    if value is None:
        return tr(kind.format(None)) if kind else ""
    if isinstance(value, (int, float)):
        return figure(value)
    return visible_text(kind.format(value) if kind else str(value))


def figure(value: float) -> str:
    """Write a number as short as it reads: `.01`, `5`, `12,000`, `3e−5`, six digits at most."""
    if isinstance(value, int) or (abs(value) < 1e6 and value.is_integer()):
        return f"{int(value):,}".replace("-", MINUS)
    text = f"{value:.6g}"
    mantissa, e, power = text.partition("e")
    if e:
        return f"{mantissa}e{int(power)}".replace("-", MINUS)
    return text.replace("-", MINUS).replace("0.", ".", text.lstrip("-").startswith("0."))


def _label(event: Event, experiment: Experiment) -> str:
    value = value_text(event.field, event.value) if event.field in FIELD else ""
    match event.field, event.value:
        case _, Weight(tensor, index, number):
            full = f"{_place(tensor, index)} {_two(number)}"
            return full if len(full) <= LONGEST_LABEL else tr("weight {value}", value=_two(number))
        case _, Zero(unit, True):
            return tr("unit {unit} zeroed", unit=unit + 1)
        case _, Zero(unit):
            return tr("unit {unit} on", unit=unit + 1)
        case _, Hold(gate, held):
            name = _gate(gate, experiment)
            if held is None:
                return tr("gate {name} free", name=name)
            return tr("gate {name} at {value}", name=name, value=f"{held:.0f}")
        case _, Freeze(_, on):
            return tr("frozen") if on else tr("unfrozen")
        case "learning_rate", _:
            return tr("at {value}", value=value)
        case "clip_norm", None:
            return tr("no clip")
        case "clip_norm", _:
            return tr("clip {value}", value=value)
        case "loss_weights", None:
            return tr("all count")
        case "loss_weights", _:
            return tr("loss {weights}", weights=value)
        case "carry_state", _:
            return tr("state carried") if event.value else tr("state from 0")
        case "iterations", _:
            return tr("{count} it", count=value)
        case "optimizer", _:
            return value
    return f"{_name(event.field)} {value}"


def _name(field: str) -> str:
    label = tr(FIELD[field].label) if field in FIELD else visible_text(field)
    return label[:1].lower() + label[1:]


def _loss_weights(value: object, former: Event | None) -> str:
    if former is None:
        if value is None:
            return tr("loss weights → ones")
        return tr("loss weights → {weights}", weights=value_text("loss_weights", value))
    before, now = former.value, value
    count = len(now if isinstance(now, tuple) else before if isinstance(before, tuple) else ())
    ones = (1.0,) * count
    old = before if isinstance(before, tuple) else ones
    new = now if isinstance(now, tuple) else ones
    changed = [t for t, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]]
    if len(changed) == 1:
        t = changed[0]
        return tr("loss weight t = {t} → {weight}", t=t + 1, weight=figure(new[t]))
    if 1 < len(changed) <= FEW and len({new[t] for t in changed}) == 1:
        steps = ", ".join(str(t + 1) for t in changed)
        return tr("loss weights t = {t} → {weight}", t=steps, weight=figure(new[changed[0]]))
    if value is None:
        return tr("loss weights → ones")
    return tr("{count} loss weights changed", count=len(changed))


def _weight(tensor: str, index: tuple[int, ...], value: float, before: float | None) -> str:
    place = _place(tensor, index)
    if before is None or _two(before) == _two(value):
        return tr("{place} → {now}", place=place, now=_two(value))
    return tr("{place} {before} → {now}", place=place, before=_two(before), now=_two(value))


def _two(value: float) -> str:
    """Write a weight: two decimals, or as many digits as tell it from 0 and from thousands."""
    if not math.isfinite(value):
        return f"{value}".replace("-", MINUS)
    if value and not 0.005 <= abs(value) < 999.5:
        mantissa, power = f"{value:.0e}".split("e")
        return f"{mantissa}e{int(power)}".replace("-", MINUS)
    text = f"{value or 0.0:.2f}".replace("-", MINUS)
    return text.replace("0.", ".", 1) if abs(value) < 0.995 else text


def _place(tensor: str, index: tuple[int, ...]) -> str:
    return f"{_tensor(tensor)}[{','.join(map(str, index))}]"


def _tensor(name: str) -> str:
    """Write a checkpoint's name without what is the same in every one."""
    return visible_text(name.removeprefix("cell.").removesuffix("_l0"))


def _gate(gate: str, experiment: Experiment) -> str:
    return letter(experiment.cell, experiment.convention, gate) if gate else ""
