"""Made-up races and sweeps: numbers that could have come from seeds, for pictures to look at."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from textual.widget import Widget

from rnn_tui.plotting.lanes import Bands, LaneCurve, LaneFloor, LanesView
from rnn_tui.ui.arrange import Place
from rnn_tui.ui.arrange_race import RaceNeeds, arrange_race
from rnn_tui.ui.widgets.race.board import Boards, board_rows
from rnn_tui.ui.widgets.race.plot import RacePlot, RacePlotView
from rnn_tui.ui.widgets.race.prose import (
    Phrase,
    ProseView,
    Sentence,
    Tone,
    Verdict,
    prose_rows,
)
from rnn_tui.ui.widgets.race.table import LanesTable
from rnn_tui.ui.widgets.race.views import AnswerCount, LanesListView, LaneView

NAMES = (
    "RNN", "LSTM", "GRU", "GRU 8", "rmsprop .03", "adam", "한글 lane",
    "[/b]", "LSTM pytorch", "wide 32", "SGD", "GRU bias 1",
)  # fmt: skip
FLOORS = (
    LaneFloor(("uniform guess",), 5.55),
    LaneFloor(("no memory",), 2.32),
    LaneFloor(("limit",), 1.36, (("LSTM", 1.55),)),
)
BENT = ((5.75, 1.95, 45, 1.1), (5.65, 2.2, 110, 1.6), (5.6, 2.2, 103, 1.6))


def curve(index: int, moments: int = 101, diverged: bool = False) -> LaneCurve:
    """Make up the quantiles of a lane."""
    start, end, slow, power = BENT[index % 3]
    tau = slow * (1 + 0.18 * (index // 3))
    at = np.arange(moments) * 100 / max(100, moments - 1)
    random = np.random.default_rng(index)
    median = end + (start - end) * np.exp(-((at / tau) ** power))
    median += 0.02 * random.standard_normal(moments)
    spread = 0.12 + 0.3 * np.exp(-at / 30) * (index % 3 == 0) + 0.05 * (index % 3 == 1)
    if diverged:
        median[40:] = median[40] * 1.2 ** (at[40:] - 40)
        median[70:] = np.inf
    low, high = median - spread, median + 1.1 * spread
    return LaneCurve(
        NAMES[index],
        median,
        (low, high),
        (median - 2.1 * spread, median + 2.6 * spread),
        lane=index,
    )


LETTERS = (("e", "l", "l", "o"), ("e", "l", "l", "l"), ("l", "l", "l", "o"), ("l", "l", "l", "l"))
RIGHT = LETTERS[0]


def answers(*seeds: int) -> tuple[AnswerCount, ...]:
    """Say how many seeds give each answer, most first."""
    found = [
        AnswerCount(letters, count, tuple(a != b for a, b in zip(letters, RIGHT, strict=True)))
        for letters, count in zip(LETTERS, seeds, strict=True)
        if count
    ]
    return tuple(sorted(found, key=lambda answer: -answer.seeds))


GIVEN = ((181, 19, 0, 0), (38, 59, 40, 63), (65, 18, 79, 38))


def board(index: int, *, finished: bool = True, diverged: int = 0) -> LaneView:
    """Make up what the seeds of a lane did."""
    given = answers(*GIVEN[index % 3])
    right = GIVEN[index % 3][0]
    random = np.random.default_rng(index)
    middle = (42, 81, 86)[index % 3]
    first = random.normal(middle, 14, right).clip(8, 100)
    counts = np.histogram(first, 24, (0, 100))[0].tolist()
    quartiles = np.quantile(first, (0.25, 0.5, 0.75)).tolist()
    cost = ((2.02, 2.16, 2.33), (3.33, 3.44, 3.56), (3.17, 3.33, 3.52))[index % 3]
    return LaneView(
        NAMES[index],
        index,
        (36, 144, 108)[index % 3],
        200,
        right,
        right + index,
        (quartiles[0], quartiles[1], quartiles[2]),
        counts,
        100,
        cost if not diverged else (cost[0], cost[1], np.inf),
        finished,
        (4e-6, 10e-6, 9e-6)[index % 3],
        given,
        diverged,
    )


def pair(first: int, second: int, better: str, worse: str, aside: str) -> Sentence:
    """Say which of two lanes solves it more often."""
    return (
        Phrase(NAMES[first], Tone.LANE, first),
        Phrase(" solves it more often than "),
        Phrase(NAMES[second], Tone.LANE, second),
        Phrase(": "),
        Phrase(better.split("(", maxsplit=1)[0], Tone.STRONG),
        Phrase(f" ({better.split('(')[1]} against "),
        Phrase(worse.split("(", maxsplit=1)[0], Tone.STRONG),
        Phrase(f" ({worse.split('(')[1]}. "),
        Phrase(aside, Tone.ASIDE),
    )


def verdict(lanes: int) -> ProseView:
    """Say who is better, a sentence a pair."""
    if lanes < 2:
        return ProseView()
    found = [
        pair(0, 2, "91\u00a0% (86–94)", "33\u00a0% (26–39)",
             "Only RNN: 123 seeds, only GRU: 7; p\u00a0<\u00a0.001"),
        pair(2, 1, "33\u00a0% (26–39)", "19\u00a0% (14–25)",
             "Only GRU: 56 seeds, only LSTM: 29; p\u00a0=\u00a0.005"),
    ]  # fmt: skip
    found += [
        pair(k, k - 1, "33\u00a0% (26–39)", "19\u00a0% (14–25)", "p\u00a0=\u00a0.2")
        for k in range(3, lanes)
    ]
    return ProseView(
        tuple(found), ("Wilson intervals, 95 %; paired over seeds", "Wilson, 95 %; paired")
    )


def race(
    lanes: int,
    *,
    diverged: int = -1,
    until: int = 100,
    moment: float | None = None,
    bands: Bands = Bands.QUARTILES,
    chosen: int = 0,
    log: bool | None = None,
) -> Callable[[int, int], list[tuple[Widget, Place]]]:
    """Give the panels of a race at any size."""

    def made(width: int, height: int) -> list[tuple[Widget, Place]]:
        curves = []
        for k in range(lanes):
            whole = curve(k, diverged=k == diverged)
            cut = until + 1
            assert whole.quartiles
            assert whole.wide
            curves.append(
                replace(
                    whole,
                    median=whole.median[:cut],
                    quartiles=(whole.quartiles[0][:cut], whole.quartiles[1][:cut]),
                    wide=(whole.wide[0][:cut], whole.wide[1][:cut]),
                )
            )
        plot = LanesView(tuple(curves), 100, moment=moment, floors=FLOORS, bands=bands,
                         chosen=chosen, log=log)  # fmt: skip
        boards = LanesListView(
            tuple(
                board(k, finished=until == 100 and moment is None, diverged=12 * (k == diverged))
                for k in range(lanes)
            ),
            chosen,
        )
        said = verdict(lanes)
        needs = RaceNeeds(
            lanes,
            board_rows(boards),
            lambda columns: prose_rows(said, columns) * bool(said.sentences),
        )
        widgets: dict[str, Callable[[], Widget]] = {
            "plot": lambda: RacePlot(RacePlotView(plot)),
            "boards": lambda: Boards(boards),
            "lanes": lambda: LanesTable(boards),
            "verdict": lambda: Verdict(said),
        }
        places = arrange_race(width, height, needs)
        return [(widgets[name](), place) for name, place in places.items() if name in widgets]

    return made


def compare(width: int, height: int) -> list[tuple[Widget, Place]]:
    """Give the plot of four runs over seconds, on a logarithmic axis."""
    at = np.arange(201)
    runs = []
    for k, (slow, took, name) in enumerate(
        ((12, 0.18, "412"), (40, 0.17, "411"), (50, 0.12, "409"), (20, 0.17, "404"))
    ):
        costs = 9.6 * np.exp(-at / slow) + 0.02 * (k + 1)
        if k == 3:
            costs[28:34] *= np.array([6, 3, 8, 5, 3, 4])
        runs.append(LaneCurve(name, costs, at=at * took / 200, lane=k))
    floors = (LaneFloor(("uniform guess",), 9.66), LaneFloor(("no memory",), 2.77))
    plot = LanesView(tuple(runs), 0.18, floors=floors, bands=Bands.NONE, chosen=1, seconds=True)
    place = Place(1, 2, width - 2, min(18, height - 3))
    return [(RacePlot(RacePlotView(plot, "Compare 4 runs")), place)]
