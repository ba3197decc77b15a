"""Without colour no screen loses anything: what differs, differs in characters or attributes.

And with 256 colours, or 16, what is told apart in full colour is told apart still.
"""

from collections.abc import Iterable
from itertools import combinations
from typing import Any

import pytest
from rich.color import Color, ColorSystem
from rich.segment import Segment
from textual.app import App

from rnn_tui.edits import Ablations
from rnn_tui.experiment import Cell, Experiment, Optimizer, Readout
from rnn_tui.plotting.lanes import MOST_LANES, lane
from rnn_tui.plotting.palette import DARK, LIGHT, MONO, PROJECTOR, Palette
from rnn_tui.record import Phase
from rnn_tui.task import Task
from rnn_tui.ui.contest import ContestDraft
from rnn_tui.ui.screens.race import RaceScreen
from tests.ui.racing import HELLO, StillRace, race_plan
from tests.ui.standing import Stand, standing

Bare = tuple[tuple[str, bool, bool, bool, bool], ...]


def bare(app: App[Any]) -> Bare:
    """Give what is drawn without its colours: characters, bold, reverse, underline.

    A ground that is as light as ink counts as reverse: so a terminal without colours shows it.
    """
    strips = app.screen._compositor.render_strips()
    return tuple(_cell(segment) for strip in strips for segment in strip.simplify())


def _cell(segment: Segment) -> tuple[str, bool, bool, bool, bool]:
    style = segment.style
    assert style is not None
    ground = style.bgcolor
    light = ground is not None and sum(ground.get_truecolor()) > 3 * 100
    return (
        segment.text,
        bool(style.bold),
        bool(style.reverse),
        bool(style.underline),
        light,
    )


def inks(app: App[Any]) -> set[str]:
    strips = app.screen._compositor.render_strips()
    styles = [segment.style for strip in strips for segment in strip if segment.style is not None]
    return {
        color.get_truecolor().hex
        for style in styles
        for color in (style.color, style.bgcolor)
        if color is not None
    }


def is_grey(color: str) -> bool:
    channels = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    return max(channels) - min(channels) < 3


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_without_colour_there_are_only_greys(stage: Any, within: Any, size: Any) -> None:
    experiment = Experiment(text="hihello", cell=Cell.LSTM)
    async with stage(experiment, size=size, theme="rnn-mono") as s:
        await s.shown(inside=within(Task(experiment)))
        for keys in (
            (),
            ("e",),
            ("escape", "x"),
            ("w",),
            ("escape", "question_mark"),
            ("escape", "P"),
        ):
            await s.press(*keys)
            assert all(map(is_grey, inks(s.app))), keys


async def seen(s: Any, *keys: str) -> Bare:
    await s.press(*keys)
    return bare(s.app)


async def test_what_is_chosen_is_seen(stage: Any, within: Any) -> None:
    """Time step, unit, tab, choice, focus, cursor of weights, menu: each by itself."""
    experiment = Experiment(text="hihello", cell=Cell.LSTM)
    async with stage(experiment, size=(120, 36), theme="rnn-mono") as s:
        await s.shown(Phase.PAUSED, inside=within(Task(experiment)))
        pictures = [bare(s.app), await seen(s, "right"), await seen(s, "down")]
        pictures += [await seen(s, "x"), await seen(s, "right"), await seen(s, "down")]
        pictures += [await seen(s, "w"), await seen(s, "down"), await seen(s, "right")]
        pictures += [await seen(s, "escape", "a"), await seen(s, "down")]
        pictures += [await seen(s, "escape", "escape", "e")]
        pictures += [await seen(s, "tab") for _ in range(9)]
        for first, second in combinations(range(len(pictures)), 2):
            assert pictures[first] != pictures[second], (first, second)


async def test_how_a_run_stands_is_seen(stage: Any) -> None:
    experiment = Experiment(
        readout=Readout.LINEAR, hidden_size=4, optimizer=Optimizer.SGD, learning_rate=1.0
    )
    async with stage(experiment, size=(80, 24), theme="rnn-mono") as s:
        pictures = []
        for phase in (Phase.RUNNING, Phase.PAUSED, Phase.DONE, Phase.DIVERGED, Phase.FAILED):
            await s.shown(phase, 57)
            pictures.append(bare(s.app))
        assert len(set(pictures)) == len(pictures)


async def test_what_was_wound_back_over_is_seen(stage: Any) -> None:
    async with stage(size=(120, 36), theme="rnn-mono") as s:
        await s.shown(Phase.PAUSED, 57)
        latest = s.panel("timeline")
        await s.shown(Phase.PAUSED, 57, latest=80)
        assert "╌" in s.panel("timeline")
        assert s.panel("timeline") != latest


async def test_right_and_wrong_are_seen(stage: Any) -> None:
    async with stage(size=(80, 24), theme="rnn-mono") as s:
        await s.shown(Phase.PAUSED, 57)
        for panel in ("network", "answers"):
            assert "✓" in s.panel(panel)
            assert "✗" in s.panel(panel)


async def test_what_is_out_of_action_is_seen(stage: Any, within: Any) -> None:
    experiment = Experiment(text="hihello", cell=Cell.LSTM)
    async with stage(experiment, size=(120, 36), theme="rnn-mono") as s:
        await s.press("x")
        inside = within(Task(experiment))
        await s.shown(Phase.PAUSED, inside=inside)
        before = bare(s.app)
        await s.shown(
            Phase.PAUSED, inside=inside, ablations=Ablations(frozenset({3}), (), frozenset())
        )
        assert bare(s.app) != before


async def test_what_is_wrong_in_the_form_is_seen(stage: Any) -> None:
    async with stage(size=(80, 24), theme="rnn-mono") as s:
        await s.press("e")
        await s.fill("learning_rate", "0.02")
        changed = bare(s.app)
        assert "●" in s.text
        await s.fill("learning_rate", "-1")
        assert "✗" in s.problem("learning_rate")
        assert bare(s.app) != changed


async def test_what_the_palette_would_do_is_seen(stage: Any) -> None:
    async with stage(size=(80, 24), theme="rnn-mono") as s:
        await s.press("ctrl+p")
        await s.until(lambda: "copy: screen" in s.text)
        first = bare(s.app)
        await s.press("down")
        await s.until(lambda: bare(s.app) != first)


async def test_lanes_of_a_race_are_seen() -> None:
    plan = race_plan(HELLO, 20, ())
    screen = RaceScreen(plan, ContestDraft(HELLO), race=StillRace(plan, 57))
    async with standing(Stand, HELLO, lambda: screen, (120, 36), "rnn-mono") as s:
        await s.until(lambda: screen.plot.view.plot.lanes and None not in screen.floors)
        drawn = "".join(s.panel("plot"))
        assert all(drawn.count(glyph) >= 2 for glyph in "●▲■")
        pictures = [bare(s.app)]
        for _ in range(2):
            await s.press("down")
            pictures.append(bare(s.app))
        assert len(set(pictures)) == 3


def test_twelve_lanes_have_twelve_glyphs() -> None:
    assert len({lane(MONO, index).glyph for index in range(MOST_LANES)}) == MOST_LANES
    assert len({lane(MONO, index, ascii_only=True).glyph for index in range(MOST_LANES)}) == 12


# Fewer colours.


def downgraded(colors: Iterable[str], system: ColorSystem) -> list[int | None]:
    return [Color.parse(color).downgrade(system).number for color in colors]


@pytest.mark.parametrize("palette", [DARK, LIGHT, PROJECTOR], ids=lambda p: str(p.name))
def test_256_colours_are_enough(palette: Palette) -> None:
    told: tuple[Iterable[str], ...] = (
        palette.lane_colors,
        (palette.right, palette.wrong, palette.text, palette.accent),
        (palette.accent, palette.dim, palette.rule),
        (palette.page, palette.accent),
        (palette.faint, palette.page, palette.text),
        [palette.sequential(value) for value in (0.0, 0.33, 0.66, 1.0)],
        [palette.signed(value) for value in (-1.0, -0.5, 0.0, 0.5, 1.0)],
    )
    for colors in told:
        numbers = downgraded(colors, ColorSystem.EIGHT_BIT)
        assert len(set(numbers)) == len(numbers), (list(colors), numbers)


def test_16_colours_keep_ink_from_page() -> None:
    numbers = downgraded((MONO.text, MONO.page, MONO.rule), ColorSystem.STANDARD)
    assert len(set(numbers)) == 3
