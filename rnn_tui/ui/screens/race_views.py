"""What the panels of a race show of a snapshot at a moment. Pure; imports numpy's arrays only."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rnn_tui.contest.floors import lane_floors
from rnn_tui.contest.plan import SHARES, RacePlan
from rnn_tui.contest.snapshot import RaceSnapshot
from rnn_tui.fields import grouped, number
from rnn_tui.floors import Floors
from rnn_tui.i18n import tr
from rnn_tui.plotting.lanes import LaneCurve, LanesView
from rnn_tui.statistics import Score, quantiles
from rnn_tui.ui.facts import label_of
from rnn_tui.ui.screens.choosing import ContestChoice
from rnn_tui.ui.widgets.race.plot import RacePlotView
from rnn_tui.ui.widgets.race.prose import Phrase, ProseView, Sentence, Tone
from rnn_tui.ui.widgets.race.views import AnswerCount, LanesListView, LaneView
from rnn_tui.verdicts import race_method, race_verdicts

if TYPE_CHECKING:
    from rnn_tui.contest.standing import Standing

BINS = 24
"""Parts of a histogram of first-right iterations."""

ANSWERS = 6
"""Answers of a lane that are listed at most."""


@dataclass(frozen=True)
class RaceChoice(ContestChoice):
    """What a person chose to see of a race."""

    moment: int | None = None
    """None follows the race."""
    lane: int = 0


def moment_shown(snapshot: RaceSnapshot, choice: RaceChoice) -> int:
    """Give the moment that is shown."""
    latest = max(snapshot.moment, 0)
    return latest if choice.moment is None else max(0, min(choice.moment, latest))


def plot_view(
    snapshot: RaceSnapshot, choice: RaceChoice, floors: Sequence[Floors | None]
) -> RacePlotView:
    """Give the plot of all lanes."""
    shown = moment_shown(snapshot, choice)
    curves = tuple(
        _curve(standing, snapshot.moment, place)
        for place, standing in enumerate(snapshot.standings)
    )
    return RacePlotView(
        LanesView(
            lanes=curves,
            end=max(snapshot.iterations, 1),
            moment=shown if shown < snapshot.moment else None,
            floors=lane_floors([lane.label for lane in snapshot.plan.lanes], floors),
            bands=choice.bands,
            log=choice.log,
            chosen=choice.lane,
        )
    )


def _curve(standing: "Standing", latest: int, place: int) -> LaneCurve:
    rows = standing.costs[: latest + 1]
    column = {share: rows[:, k] for k, share in enumerate(SHARES)}
    return LaneCurve(
        standing.lane.label,
        median=column[0.5],
        quartiles=(column[0.25], column[0.75]),
        wide=(column[0.05], column[0.95]),
        lane=place,
        diverged=not math.isfinite(float(rows[-1, SHARES.index(0.5)])),
    )


def lanes_view(snapshot: RaceSnapshot, choice: RaceChoice) -> LanesListView:
    """Give what each lane has come to at the moment shown."""
    shown = moment_shown(snapshot, choice)
    lanes = tuple(
        _lane(standing, shown, snapshot, place) for place, standing in enumerate(snapshot.standings)
    )
    if not lanes:
        lanes = tuple(
            LaneView(lane.label, place, parameters=task.parameters, seeds=len(snapshot.plan.seeds))
            for place, (lane, task) in enumerate(
                zip(snapshot.plan.lanes, snapshot.plan.tasks, strict=True)
            )
        )
    return LanesListView(lanes, choice.lane)


def _lane(standing: "Standing", moment: int, snapshot: RaceSnapshot, place: int) -> LaneView:
    found = [first for first in standing.fates.first_right.tolist() if 0 <= first < moment]
    found.sort()
    first = quantiles(found, (0.25, 0.5, 0.75)) if found else None
    low, middle, high = (float(standing.costs[moment, SHARES.index(q)]) for q in (0.25, 0.5, 0.75))
    kept = standing.answers_at(moment)
    return LaneView(
        name=standing.lane.label,
        lane=place,
        parameters=standing.task.parameters,
        seeds=len(standing.seeds),
        right=int(standing.right[moment]),
        ever=len(found),
        first_right=(first[0], first[1], first[2]) if first else None,
        histogram=_histogram(found, snapshot.iterations),
        iterations=snapshot.iterations,
        cost=(low, middle, high),
        finished=moment >= snapshot.iterations,
        speed=standing.pace or None,
        answers=[_answer(standing, ids, n) for ids, n in (kept.counts if kept else ())[:ANSWERS]],
        diverged=int(standing.diverged[moment]),
    )


def _histogram(found: Sequence[int], iterations: int) -> list[int]:
    counts = [0] * BINS
    for first in found:
        counts[min(first * BINS // max(iterations, 1), BINS - 1)] += 1
    return counts


def _answer(standing: "Standing", ids: Sequence[int], seeds: int) -> AnswerCount:
    task = standing.task
    return AnswerCount(
        tuple(task.vocabulary[i] for i in ids),
        seeds,
        tuple(
            weight > 0 and answer != target
            for answer, target, weight in zip(ids, task.targets, task.loss_weights, strict=True)
        ),
    )


def scores(snapshot: RaceSnapshot, choice: RaceChoice) -> list[tuple[str, Score]]:
    """Give which seeds of each lane are right, where that is known: at the latest moment."""
    if not snapshot.standings or moment_shown(snapshot, choice) < snapshot.moment:
        return []
    return [
        (lane.label, Score.of(right.tolist()))
        for lane, right in zip(snapshot.plan.lanes, snapshot.rights, strict=True)
    ]


def verdict_view(plan: RacePlan, known: Sequence[tuple[str, Score]]) -> ProseView:
    """Say which lanes solve it more often, with the names in their colours."""
    if not known:
        return ProseView((), ())
    places = {lane.label: place for place, lane in enumerate(plan.lanes)}
    sentences = []
    for verdict in race_verdicts(known):
        basis = f"{verdict.basis}." if verdict.basis and verdict.needed else verdict.basis
        asides = " ".join(filter(None, (basis, verdict.needed)))
        said = (Phrase(f" {asides}", Tone.ASIDE),) if asides else ()
        sentences.append((*_coloured(verdict.sentence, places), *said))
    return ProseView(tuple(sentences), (race_method(len(known)), tr("Wilson, 95 %; paired")))


def _coloured(words: str, places: dict[str, int]) -> Sentence:
    """Cut a sentence at the names of lanes and at percentages."""
    phrases: list[Phrase] = []
    rest = words
    while rest:
        found = [(at, name) for name in places if name and (at := rest.find(name)) >= 0]
        if not found:
            break
        at, name = min(found, key=lambda one: (one[0], -len(one[1])))
        if at:
            phrases.append(Phrase(rest[:at]))
        phrases.append(Phrase(name, Tone.LANE, places[name]))
        rest = rest[at + len(name) :]
    if rest:
        phrases.append(Phrase(rest))
    return tuple(phrases)


def subject(plan: RacePlan) -> str:
    """Say in short what races: lanes and seeds."""
    return tr(
        "{lanes} lanes × {seeds} seeds", lanes=len(plan.lanes), seeds=grouped(len(plan.seeds))
    )


def common(plan: RacePlan) -> tuple[str, ...]:
    """Say what all lanes have in common, in parts."""
    experiments = [lane.experiment for lane in plan.lanes]
    first = experiments[0]
    parts = []
    if len({(e.optimizer, e.learning_rate) for e in experiments}) == 1:
        parts.append(f"{label_of('optimizer', first.optimizer)} {number(first.learning_rate)}")
    parts.append(tr("{count} iterations", count=grouped(plan.iterations)))
    return tuple(parts)
