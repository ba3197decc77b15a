"""What the panels of compared runs show of what was read, and of what a person chose. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rnn_tui.comparison import Comparison, Setting, lanes_of
from rnn_tui.comparison_words import few_seeds, in_words
from rnn_tui.experiment import FIELD
from rnn_tui.fields import Invalid, grouped
from rnn_tui.floors import LIMIT, NO_MEMORY, UNIFORM, Floors
from rnn_tui.i18n import tr
from rnn_tui.plotting.lanes import Bands, LaneCurve, LaneFloor, LanesView, lane
from rnn_tui.plotting.palette import DARK
from rnn_tui.plotting.series import cost_text, table_cost
from rnn_tui.record import Phase
from rnn_tui.store.gathering import Kept
from rnn_tui.ui.contests import FIRST_SEEDS
from rnn_tui.ui.screens.compare_reading import Found, took
from rnn_tui.ui.widgets.compare.plot import ComparePlotView
from rnn_tui.ui.widgets.compare.same import SameView
from rnn_tui.ui.widgets.compare.table_plan import Column, RowView, TableView
from rnn_tui.ui.widgets.race.prose import Phrase, ProseView, Sentence, Tone


@dataclass(frozen=True)
class CompareChoice:
    """What a person chose to see of compared runs."""

    run: int = 0
    """The current one, by its id."""
    hidden: frozenset[int] = frozenset()
    """By their ids."""
    seconds: bool = False
    log: bool | None = None
    """None: logarithmic where the highest cost is over 50 times the lowest."""


def place_of(found: Found, choice: CompareChoice) -> int:
    """Give the place of the current run, the first where it is there no more."""
    ids = [run.id for run in found.gathered.runs]
    return ids.index(choice.run) if choice.run in ids else 0


def lane_numbers(ids: Sequence[int], found: Found) -> list[int]:
    """Give the lane of each run: its place among those asked for, whoever else is gone."""
    return [list(ids).index(run.id) for run in found.gathered.runs]


# Plot.


def plot_view(found: Found | None, ids: Sequence[int], choice: CompareChoice) -> ComparePlotView:
    """Give the plot of the runs that are not hidden."""
    if found is None:
        return ComparePlotView(said=tr("◌ reading the runs"))
    if found.reason:
        return ComparePlotView(said=tr("nothing could be read"))
    kept, lanes = found.gathered.kept, lane_numbers(ids, found)
    shown = [k for k, each in enumerate(kept) if each.run.id not in choice.hidden]
    curves = [_curve(kept[k], lanes[k], over_seconds=choice.seconds) for k in shown]
    curves = [curve for curve in curves if len(curve.median)]
    if not curves:
        said = tr("all are hidden: v shows a run again") if kept else tr("nothing is left")
        return ComparePlotView(runs=len(kept), said=said)
    current = str(kept[place_of(found, choice)].run.id)
    names = [curve.name for curve in curves]
    floors = [found.floors.get(kept[k].run.id) for k in shown]
    return ComparePlotView(
        LanesView(
            lanes=tuple(curves),
            end=0.0,
            floors=shared_floors(floors),
            bands=Bands.NONE,
            log=choice.log,
            chosen=names.index(current) if current in names else None,
            seconds=choice.seconds,
        ),
        runs=len(kept),
    )


def _curve(kept: Kept, number: int, *, over_seconds: bool) -> LaneCurve:
    curve, run = kept.curve, kept.run
    return LaneCurve(
        str(run.id),
        curve.costs,
        at=curve.seconds(run.seconds) if over_seconds else curve.moments,
        lane=number,
        diverged=run.phase is Phase.DIVERGED,
    )


def shared_floors(known: Sequence[Floors | None]) -> tuple[LaneFloor, ...]:
    """Give the floors that are those of every run; those that coincide are one."""
    floors = [found for found in known if found is not None]
    lines: list[LaneFloor] = []
    if not floors or len(floors) < len(known):
        return ()
    for name, field in ((UNIFORM, "uniform"), (NO_MEMORY, "no_memory"), (LIMIT, "limit")):
        costs = [float(getattr(found, field)) for found in floors]
        if not all(_alike(cost, costs[0]) for cost in costs):
            continue
        if lines and _alike(lines[-1].cost, costs[0]):
            lines[-1] = LaneFloor((*lines[-1].names, name), costs[0])
        else:
            lines.append(LaneFloor((name,), costs[0]))
    return tuple(lines)


def _alike(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


# Table.


def table_view(found: Found, ids: Sequence[int], choice: CompareChoice) -> TableView:
    """Give a row for each run."""
    comparison, lanes = found.comparison, lane_numbers(ids, found)
    return TableView(
        rows=tuple(
            RowView(run.id, number, run.name, answer, run.id in choice.hidden)
            for run, number, answer in zip(comparison.runs, lanes, found.answers, strict=True)
        ),
        settings=tuple(map(_setting, comparison.ranked)) if len(comparison.runs) > 1 else (),
        results=_results(comparison),
        current=place_of(found, choice),
        all_settings=len(FIELD),
    )


def _setting(setting: Setting) -> Column:
    return Column(setting.name, setting.head, setting.shown, setting.short_head, setting.is_number)


def _results(comparison: Comparison) -> tuple[Column, ...]:
    write = {"cost": table_cost, "seconds": took}
    columns = []
    for result in comparison.results:
        nothing = cost_text(math.nan) if result.name == "cost" else "–"
        text = write.get(result.name, grouped)
        cells = tuple(nothing if value is None else text(value) for value in result.values)
        columns.append(Column(result.name, result.head, cells, best=result.best))
    return tuple(columns)


# Words.


def same_view(found: Found) -> SameView:
    """Give what is the same in all."""
    return SameView(
        tuple((setting.head, setting.shown[0]) for setting in found.comparison.telling)
        if found.comparison.runs
        else ()
    )


def words_view(found: Found | None, ids: Sequence[int]) -> ProseView:
    """Say what can be said, name who is left out, and offer the race."""
    if found is None:
        return ProseView()
    if found.reason:
        return ProseView(((Phrase(found.reason),),))
    comparison, lanes = found.comparison, lane_numbers(ids, found)
    sentences: list[Sentence] = [(Phrase(words),) for words in left_out(found)]
    for sentence in in_words(comparison):
        parts = (
            Phrase(part) if isinstance(part, str) else _named(comparison.runs[part].id, lanes[part])
            for part in sentence
        )
        sentences.append(tuple(parts))
    if comparison.runs:
        sentences.append(_offer(comparison))
    return ProseView(tuple(sentences))


def _named(run: int, number: int) -> Phrase:
    return Phrase(f"{lane(DARK, number).glyph} {run}", Tone.LANE, number)


def left_out(found: Found | None) -> list[str]:
    """Say which of the runs are not compared."""
    said: list[str] = []
    if found is None:
        return said
    for gone, one, many in (
        (
            found.gathered.missing,
            tr("{runs} is there no more, and left out."),
            tr("{runs} are there no more, and left out."),
        ),
        (
            found.gathered.others,
            tr("{runs} is a race or a sweep, and left out."),
            tr("{runs} are races or sweeps, and left out."),
        ),
    ):
        if gone:
            words = one if len(gone) == 1 else many
            said.append(words.format(runs=", ".join(map(str, gone))))
    return said


def _offer(comparison: Comparison) -> Sentence:
    try:
        lanes_of(comparison.runs)
    except Invalid as error:
        return (Phrase(f"{few_seeds(comparison)}; {error}", Tone.ASIDE),)
    over = tr("races them over {seeds} seeds", seeds=FIRST_SEEDS)
    return (
        Phrase(f"{few_seeds(comparison)}: ", Tone.ASIDE),
        Phrase("R", Tone.ACCENT),
        Phrase(f" {over}", Tone.ASIDE),
    )
