"""Made-up sweeps: points that could have come from seeds, for pictures to look at."""

from collections.abc import Callable
from dataclasses import replace

from textual.widget import Widget

from rnn_tui.plotting.lanes import LanesView
from rnn_tui.ui.arrange import Place
from rnn_tui.ui.arrange_race import SweepNeeds, arrange_sweep
from rnn_tui.ui.widgets.race.plot import RacePlot, RacePlotView
from rnn_tui.ui.widgets.race.points import PointRow, PointsTable, PointsView
from rnn_tui.ui.widgets.race.progress import Progress, ProgressView
from rnn_tui.ui.widgets.race.prose import BestSoFar, Phrase, ProseView, Tone, prose_rows
from rnn_tui.ui.widgets.race.tiles import HeatTiles
from rnn_tui.ui.widgets.race.tiles_plan import (
    Tile,
    TileState,
    TilesView,
    small_tiles_rows,
    tiles_rows,
)
from scripts.race_numbers import FLOORS, curve

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
