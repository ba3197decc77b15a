"""Made-up races and sweeps: numbers that could have come from seeds, for pictures to look at."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from textual.widget import Widget

from rnn_tui.plotting.lanes import Bands, LaneCurve, LaneFloor, LanesView
from rnn_tui.ui.arrange import Place
from rnn_tui.ui.arrange_race import RaceNeeds, SweepNeeds, arrange_race, arrange_sweep
from rnn_tui.ui.widgets.race.board import Boards, board_rows
from rnn_tui.ui.widgets.race.plot import RacePlot, RacePlotView
from rnn_tui.ui.widgets.race.points import PointRow, PointsTable, PointsView
from rnn_tui.ui.widgets.race.progress import Progress, ProgressView
from rnn_tui.ui.widgets.race.prose import (
    BestSoFar,
    Phrase,
    ProseView,
    Sentence,
    Tone,
    Verdict,
    prose_rows,
)
from rnn_tui.ui.widgets.race.table import LanesTable
from rnn_tui.ui.widgets.race.tiles import HeatTiles
from rnn_tui.ui.widgets.race.tiles_plan import (
    Tile,
    TileState,
    TilesView,
    small_tiles_rows,
    tiles_rows,
)
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


RATES = (".001", ".003", ".01", ".03", ".1", ".3", "1")
UNITS = ("2", "4", "8", "16", "32")
SOLVED = (
    (0, 0, 3, 75, 98, 95, 58),
    (0, 0, 65, 100, 100, 98, 90),
    (0, 0, 100, 100, 100, 100, 100),
    (0, 0, 100, 100, 100, 100, 100),
    (0, 0, 63, 95, 100, 100, 100),
)


def tiles(
    columns: int = 7, rows: int = 5, *, words: bool = False, waiting: bool = False
) -> TilesView:
    """Make up the points of a sweep."""

    def tile(x: int, y: int) -> Tile:
        solved = SOLVED[y % 5][x % 7]
        state = TileState.WORKING if y == rows - 1 else TileState.DONE
        if waiting and (y == rows - 1 and x > 3):
            state = TileState.WAITING
        return Tile(solved / 100, str(solved), state, 3 if x == 6 and y == 0 else 0)

    rates = tuple(RATES[k % 7] for k in range(columns))
    names = ("sgd", "momentum", "rmsprop", "adam", "한글", "[/b]", "adagrad")
    return TilesView(
        "Solved, % of the seeds",
        "median cost",
        "optimizer" if words else "rate",
        tuple(names[k % 7] for k in range(columns)) if words else rates,
        "units" if rows > 1 else "",
        tuple(UNITS[k % 5] for k in range(rows)) if rows > 1 else (),
        tuple(tuple(tile(x, y) for x in range(columns)) for y in range(rows)),
        (3 if columns > 3 else 0, 0),
        (5, 3) if rows > 3 and columns > 5 else None,
        ("",) * (rows - 1) + ("it 62",),
        ("0", "100 %"),
    )


def points() -> PointsView:
    """Make up the points by rank."""
    found = [
        PointRow(
            (units, rate),
            solved / 100,
            (max(0, solved / 100 - 0.09), min(1, solved / 100 + 0.05)),
            9 + 3 * k if solved else None,
            3 * 10 ** (-4 + k / 5),
        )
        for k, (solved, units, rate) in enumerate(
            sorted(
                ((SOLVED[y][x], UNITS[y], RATES[x]) for y in range(4) for x in range(7)),
                key=lambda point: -point[0],
            )
        )
    ]
    chosen = next(k for k, row in enumerate(found) if row.values == ("2", ".03"))
    return PointsView(("units", "rate"), found, chosen, "by solved, then first right", 7)


BEST = ProseView(
    (
        (
            Phrase("16 units, learning rate 0.3", Tone.ACCENT),
            Phrase(": "),
            Phrase("100\u00a0%", Tone.STRONG),
            Phrase(" (91–100) first right at iteration 9 (median)."),
        ),
        (
            Phrase("12 points solve it for every seed; 16 of 28 cannot be told from the best "),
            Phrase("with 40 seeds."),
        ),
    ),
    ("Wilson interval, 95 %",),
)
PROGRESS = ProgressView(
    0.92,
    (
        ("Runs done", "1,120 of 1,400"),
        ("At work", "280 with 32 units, iteration 62 of 100"),
        ("Time", "18 s, 2 s left"),
        ("Memory", "46 MB of 1 GB"),
    ),
    "stops and goes on where it was",
)


def sweep(
    columns: int = 7, rows: int = 5, *, words: bool = False, waiting: bool = False
) -> Callable[[int, int], list[tuple[Widget, Place]]]:
    """Give the panels of a sweep at any size."""

    def made(width: int, height: int) -> list[tuple[Widget, Place]]:
        view = tiles(columns, rows, words=words, waiting=waiting)
        one = curve(1)
        plot = LanesView((replace(one, lane=0),), 100, floors=FLOORS[:2], named=False)
        needs = SweepNeeds(
            tiles_rows(view), small_tiles_rows(view), lambda wide: prose_rows(BEST, wide), 6
        )
        widgets: dict[str, Callable[[], Widget]] = {
            "tiles": lambda: HeatTiles(view),
            "plot": lambda: RacePlot(RacePlotView(plot, "2 units, learning rate 0.03")),
            "points": lambda: PointsTable(points()),
            "best": lambda: BestSoFar(BEST),
            "progress": lambda: Progress(PROGRESS),
        }
        places = arrange_sweep(width, height, needs)
        return [(widgets[name](), place) for name, place in places.items() if name in widgets]

    return made


USUAL = ((120, 36), (80, 24))
PICTURES: tuple[
    tuple[str, tuple[tuple[int, int], ...], Callable[[int, int], list[tuple[Widget, Place]]]], ...
] = (
    ("race3", (*USUAL, (100, 30), (200, 60)), race(3, log=False)),
    ("race1", USUAL, race(1)),
    ("race7", USUAL, race(7, chosen=4, log=False)),
    ("race12", (*USUAL, (200, 60)), race(12, chosen=10)),
    ("diverged", USUAL, race(3, diverged=1)),
    ("wound", USUAL, race(3, moment=42, chosen=1, log=False)),
    ("running", USUAL, race(3, until=57, chosen=2)),
    ("wide", USUAL, race(3, bands=Bands.WIDE)),
    ("log", USUAL, race(3, log=True)),
    ("sweep", (*USUAL, (100, 30), (200, 60)), sweep()),
    ("many", USUAL, sweep(14, 9)),
    ("single", USUAL, sweep(7, 1, words=True)),
    ("waiting", USUAL, sweep(waiting=True)),
)
