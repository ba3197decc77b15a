"""The tiles of a sweep: large with numbers beneath, small with numbers beside, then scrolled."""

from dataclasses import replace

from textual import on
from textual.app import App, ComposeResult

from rnn_tui.plotting.palette import DARK, MONO
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import Ink, Sheet
from rnn_tui.ui.widgets.race.tiles import HeatTiles, PointChosen, tiles_sheet
from rnn_tui.ui.widgets.race.tiles_plan import (
    EMPTY,
    Tile,
    TileState,
    TilesView,
    small_tiles_rows,
    tiles_plan,
    tiles_rows,
)

COLOUR, PLAIN = Look(DARK), Look(MONO)


def done(solved: int, diverged: int = 0, state: TileState = TileState.DONE) -> Tile:
    return Tile(solved / 100, str(solved), state, diverged)


SWEEP = TilesView(
    "Solved, % of the seeds",
    "median cost",
    "rate",
    (".01", ".1", "1"),
    "units",
    ("2", "8"),
    (
        (done(3), done(75, 3), done(100)),
        (done(63, state=TileState.WORKING), done(98), Tile()),
    ),
    (1, 0),
    (2, 0),
    ("", "it 62"),
    ("0", "100 %"),
)


def lines(sheet: Sheet) -> list[str]:
    return sheet.text().split("\n")


def test_large_tiles_without_colour() -> None:
    assert lines(tiles_sheet(SWEEP, 66, 12, PLAIN)) == [
        "",
        "units             ▾",
        "►      8  ▓▓▓▓▓▓  ██████  ·",
        "   it 62  ▓▓▓▓▓▓  ██████",
        "          63      98",
        "▸      2  ······  ▓▓▓▓▓▓  ██████",
        "          ······  ▓▓▓▓▓▓  ██████",
        "          3       75 ◆ 3  100 ◂",
        "rate      .01     .1      1",
        "",
        "        0 ··░░░░░░▒▒▒▒▓▓▓▓████ 100 %   ◂ best   ► at work",
        "",
    ]


def test_the_chosen_tile_is_on_tint_the_best_is_bold_and_what_moves_is_muted() -> None:
    sheet = tiles_sheet(SWEEP, 66, 12, COLOUR)
    numbers = {text.strip(): ink for text, ink in sheet.row(7)}
    assert numbers["75"] == Ink("accent", "tint", bold=True)
    assert numbers["100"].bold
    assert numbers["◂"].bold
    moving = {text.strip(): ink for text, ink in sheet.row(4)}
    assert moving["63"].fg == "muted"
    assert moving["98"].fg == "text"
    assert {ink.fg for text, ink in sheet.row(7) if "◆" in text} == {"wrong"}
    colours = [ink.bg for _, ink in sheet.row(5) if ink.bg.startswith("#")]
    assert colours == [DARK.sequential(share) for share in (0.03, 0.75, 1.0)]


def test_tiles_shrink_where_large_ones_do_not_fit() -> None:
    assert tiles_rows(SWEEP) == 11
    assert small_tiles_rows(SWEEP) == 7
    assert tiles_plan(SWEEP, 66, 9).large
    assert not tiles_plan(SWEEP, 66, 8).large
    assert lines(tiles_sheet(SWEEP, 66, 7, PLAIN)) == [
        "",
        "units             ▾",
        "►      8  ▓▓▓ 63  ███ 98  ·",
        "▸      2  ··· 3   ▓▓▓ 75◆ ███ 100◂",
        "rate      .01     .1      1",
        "",
        "        0 ··░░░░░░▒▒▒▒▓▓▓▓████ 100 %   ◂ best   ► at work",
    ]


def test_what_finds_no_room_scrolls_with_the_chosen_one() -> None:
    count = 20
    wide = replace(
        SWEEP,
        columns=tuple(f".{k:02}" for k in range(count)),
        rows=tuple(str(k) for k in range(count)),
        tiles=tuple(tuple(done(k) for k in range(count)) for _ in range(count)),
        notes=(),
    )
    for chosen in ((0, 0), (9, 12), (19, 19)):
        plan = tiles_plan(replace(wide, chosen=chosen), 66, 12)
        assert chosen[0] in plan.columns
        assert chosen[1] in plan.rows
        assert plan.x(plan.columns[-1]) + plan.pitch <= 66 + 2
        assert plan.axis < 12
        sheet = lines(tiles_sheet(replace(wide, chosen=chosen), 66, 12, COLOUR))
        assert f".{chosen[0]:02}" in sheet[plan.axis]
    assert lines(tiles_sheet(replace(wide, chosen=(9, 9)), 66, 12, COLOUR))[1].endswith("▴ 6 ▾ 5")


def test_one_axis_alone_needs_no_marks_at_its_side_and_words_get_their_room() -> None:
    single = replace(
        SWEEP,
        columns=("sgd", "momentum", "한글"),
        upwards="",
        rows=(),
        tiles=((done(3), done(75), done(100)),),
        best=None,
        notes=(),
        across="optimizer",
    )
    assert lines(tiles_sheet(single, 66, 9, PLAIN))[1:6] == [
        "                     ▾",
        "           ······    ▓▓▓▓▓▓    ██████",
        "           ······    ▓▓▓▓▓▓    ██████",
        "           3         75        100",
        "optimizer  sgd       momentum  한글",
    ]


def test_a_cell_belongs_to_its_tile() -> None:
    plan = tiles_plan(SWEEP, 66, 12)
    for column in range(3):
        for row in range(2):
            assert plan.at(plan.x(column), plan.y(row)) == (column, row)
            assert plan.at(plan.x(column) + 5, plan.y(row) + 2) == (column, row)
    assert plan.at(0, 3) is None
    assert plan.at(12, 1) is None
    assert plan.at(12, plan.axis) is None
    assert plan.at(60, 3) is None


def test_before_it_begins_nothing_is_drawn() -> None:
    assert lines(tiles_sheet(EMPTY, 20, 4, COLOUR)) == [""] * 4


async def test_a_click_chooses_a_point() -> None:
    chosen: list[tuple[int, int]] = []

    class Stage(App[None]):
        look = COLOUR

        def compose(self) -> ComposeResult:
            yield HeatTiles(SWEEP)

        @on(PointChosen)
        def keep(self, message: PointChosen) -> None:
            chosen.append((message.column, message.row))

    async with Stage().run_test(size=(66, 12)) as pilot:
        tiles = pilot.app.query_one(HeatTiles)
        for x, y in ((10, 2), (19, 6), (3, 3), (26, 7)):
            await pilot.click(tiles, offset=(x, y))
        await pilot.pause()
        title = tiles.draw(66, 12, COLOUR).text().split("\n")[0]
    assert chosen == [(0, 1), (1, 0), (2, 0)]
    assert title.startswith("Solved, % of the seeds ─")
    assert title.endswith("─ m median cost")
