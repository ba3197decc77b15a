"""What the footer offers: the keys that matter in a state, in order, and what drops out. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from rnn_tui.commands import COMMAND
from rnn_tui.i18n import tr
from rnn_tui.keymap import field_key_of, key_of, pair_of
from rnn_tui.ui.arrange_inspector import Page, next_page

Mode = Literal[
    "train",
    "projector",
    "inspect",
    "form",
    "help",
    "weights",
    "menu",
    "race",
    "sweep",
    "lanes",
    "seeds",
    "tour",
    "export",
    "question",
]


class Offer(NamedTuple):
    """A key and a word; the command that a click runs, or nothing."""

    command: str
    key: str
    word: str


@dataclass(frozen=True)
class FooterView:
    """What decides on the keys: where the focus is, and how the run stands."""

    mode: Mode = "train"
    playing: bool = False
    wound: bool = False
    """Whether moments are known that lie ahead."""
    undo: bool = False
    others: bool = False
    """Whether the run has other futures."""
    diverged: bool = False
    page: Literal["", Page] = ""
    """Which page a small inspector shows."""
    topics: bool = True
    """Whether the help walks through panels, and there is a tour."""


LASTING = ("edit", "inspect", "projector")
"""What a narrow footer keeps, with the three before it, though it stands further on."""


def fitting(view: FooterView, cells: Callable[[list[Offer]], int], room: int) -> list[Offer]:
    """Give what is offered at the left and fits; the last drop out first."""
    found = offers(view)
    usual = view.mode in ("train", "projector") and not view.diverged
    lasting = [offer for offer in found[3:] if usual and offer.command in LASTING]
    others = [offer for offer in found[3:] if offer not in lasting]
    importance = found[:3] + lasting + others
    while found and cells(found) > room:
        found.remove(importance.pop())
    return found


def offers(view: FooterView) -> list[Offer]:
    """Give all that is offered at the left, in order."""
    match view.mode:
        case "form":
            return [
                Offer("", "tab", tr("next field")),
                Offer("", "↑↓", tr("change")),
                Offer("train", "enter", tr("train")),
                _offer("leave", tr("close")),
            ]
        case "help":
            return [
                Offer("", "tab", tr("next panel")),
                Offer("", "↑↓", tr("scroll")),
                _offer("leave", tr("close")),
                *((_offer("all_keys"), _offer("tour")) if view.topics else ()),
            ]
        case "tour":
            return [
                Offer("", "enter", tr("next")),
                _offer("leave", tr("end the tour")),
                Offer("", "⌫", tr("back")),
                _offer("play", tr("pause") if view.playing else ""),
            ]
        case "menu":
            return [
                Offer("", "↑↓", tr("choose")),
                Offer("", "enter", tr("do")),
                _offer("leave", tr("close")),
            ]
        case "weights":
            return [
                Offer("", "0-9", tr("type")),
                Offer("", "enter", tr("set")),
                Offer("", "←→↑↓", tr("move")),
                Offer("", "[ ]", tr("tensor")),
                _offer("leave", tr("close")),
            ]
        case "lanes":
            return [
                Offer("", "tab", tr("next field")),
                Offer("train", "enter", tr("start")),
                _offer("leave", tr("close")),
            ]
        case "seeds":
            return [
                Offer("", "↑↓", tr("choose")),
                Offer("", "0-9", tr("a seed")),
                Offer("", "enter", tr("open")),
                _offer("leave", tr("close")),
            ]
        case "export":
            return [
                Offer("", "↑↓", tr("format")),
                Offer("", "enter", tr("write")),
                _offer("leave", tr("close")),
            ]
        case "question":
            return [Offer("", "y", tr("yes")), Offer("", "n", tr("no"))]
        case "race":
            return _race(view)
        case "sweep":
            return _sweep(view)
        case "inspect":
            return _inspect(view)
        case "projector":
            return _projector(view)
        case _:
            return _train(view)


def ends(view: FooterView) -> list[Offer]:
    """Give what stays at the right end."""
    if view.mode in ("form", "lanes", "export", "question"):
        return [Offer("help", field_key_of("help"), tr("help"))]
    return [_offer("help"), _offer("quit")]


def _train(view: FooterView) -> list[Offer]:
    play = _offer("play", tr("pause") if view.playing else "")
    one, back = _offer("advance"), _offer("back")
    ten = Offer("back_ten", pair_of("back_ten", "on_ten"), tr("ten"))
    speed = Offer("faster", pair_of("faster", "slower"), tr("speed"))
    others = [_offer("edit"), _offer("inspect"), _offer("palette")]
    rest = [_offer("count_step"), _offer("log_axis"), _offer("hint")]
    undo = _ways(view)
    if view.diverged:
        return [_offer("recover"), back, ten, _offer("reset"), *others, *undo, *rest]
    if view.wound:
        latest = _offer("last_moment")
        return [play, one, back, ten, latest, *undo, *others, speed, *rest]
    again = [_offer("reset"), _offer("new_seed"), speed]
    return [play, one, back, *undo, *again, *others, *rest]


def _projector(view: FooterView) -> list[Offer]:
    play = _offer("play", tr("pause") if view.playing else "")
    step, small = Offer("step_right", "←→", tr("time step")), _offer("projector", tr("small"))
    rest = [_offer("reset"), _offer("new_seed"), Offer("faster", "+-", tr("speed"))]
    if view.diverged:
        return [_offer("recover"), _offer("back"), step, small, *rest]
    latest = [_offer("last_moment")] * view.wound
    return [play, _offer("advance"), _offer("back"), step, small, *latest, *rest]


def _ways(view: FooterView) -> list[Offer]:
    """Offer what is done about an edit: to undo it, and to go to another future."""
    others = [_offer("other_future", tr("other future"))] if view.others else []
    return [_offer("undo")] * view.undo + others


def _inspect(view: FooterView) -> list[Offer]:
    play = _offer("play", tr("pause") if view.playing else "")
    one, back = _offer("advance"), _offer("back")
    weights, ablate, scale = _offer("weights"), _offer("ablate"), _offer("scale")
    close = _offer("inspect", tr("close"))
    unit = Offer("unit_down", pair_of("unit_up", "unit_down"), tr("unit"))
    undo = _ways(view)
    recover, reset = _offer("recover"), _offer("reset")
    if view.page:
        other = _offer("turn_page", tr(next_page(view.page)))
        step = Offer("step_right", pair_of("step_left", "step_right"), tr("time"))
        if view.diverged:
            return [recover, other, step, unit, weights, close, back, reset, *undo, scale]
        return [other, step, unit, one, weights, close, ablate, *undo, play, back, scale]
    step = Offer("step_right", pair_of("step_left", "step_right"), tr("time step"))
    if view.diverged:
        return [recover, back, step, unit, weights, close, reset, *undo, scale]
    return [play, one, back, step, unit, close, weights, ablate, *undo, scale, _offer("palette")]


def _race(view: FooterView) -> list[Offer]:
    play = _offer("play", tr("pause") if view.playing else "")
    lanes, seed = _offer("edit", tr("edit lanes")), _offer("open_seed")
    lane = _offer("next_lane")
    speed = Offer("faster", pair_of("faster", "slower"), tr("speed"))
    again = [_offer("new_seed", tr("new seeds")), _offer("reset", tr("again"))]
    rest = [_offer("bands"), _offer("log_axis"), _offer("palette")]
    if view.wound:
        return [play, _offer("back"), _offer("advance"), _offer("last_moment"), lanes, seed, *rest]
    return [play, _offer("back"), lanes, seed, lane, speed, *again, *rest]


def _sweep(view: FooterView) -> list[Offer]:
    play = _offer("play", tr("pause") if view.playing else "")
    point = Offer(
        "point_right",
        pair_of("point_left", "point_right") + pair_of("point_up", "point_down"),
        tr("point"),
    )
    lanes, seed = _offer("edit", tr("edit axes")), _offer("open_seed")
    rest = [_offer("bands"), _offer("log_axis"), _offer("palette")]
    turned = [_offer("measure"), _offer("order"), _offer("other_axes")]
    return [play, point, seed, *turned, lanes, *rest]


def _offer(command: str, word: str = "") -> Offer:
    return Offer(command, key_of(command), word or tr(COMMAND[command].word))
