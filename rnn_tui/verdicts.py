"""What a race or a sweep has shown, in sentences; nothing is claimed that chance would explain.

Names are drawn safely. A percentage is a whole number, halves up, with its 95 % interval.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from rnn_tui.fields import grouped
from rnn_tui.i18n import tr, trn
from rnn_tui.lanes import LONGEST_NAME, MOST_SEEDS
from rnn_tui.statistics import (
    ALPHA,
    Score,
    against_best,
    discordant,
    holm,
    least_seeds,
    mcnemar,
    seeds_needed,
    wilson,
)
from rnn_tui.text import clipped, visible_text

Named = tuple[str, Score]
"""A lane's name and its seeds."""


@dataclass(frozen=True)
class Verdict:
    """What can be said, what it rests on, and what more it would take; the last two may be ''."""

    sentence: str
    basis: str = ""
    needed: str = ""


def percent(successes: int, trials: int) -> str:
    """Write a share of at least one trial: `91 %`."""
    return f"{(200 * successes + trials) // (2 * trials)} %"


def interval(score: Score) -> str:
    """Write a share with its Wilson interval: `91 % (86–94)`; a dash where nothing was trained."""
    if not score.trials:
        return "–"
    low, high = (math.floor(100 * bound + 0.5) for bound in wilson(score.solved, score.trials))
    return f"{percent(score.solved, score.trials)} ({low}–{high})"


def p_text(p: float) -> str:
    """Write a p-value: `p < 0.001`, `p = 0.005`, `p = 0.24`; never 0.050 for less than 0.05."""
    if p < 0.001:
        return "p < 0.001"
    if 0.0495 <= p < ALPHA:
        return "p < 0.05"
    if p < 0.0995:
        return f"p = {p:.3f}"
    return f"p = {p:.2f}" if p < 0.995 else "p = 1"


def race_verdicts(lanes: Sequence[Named]) -> tuple[Verdict, ...]:
    """Compare each lane with the next one by solved seeds; p-values are Holm's over all pairs.

    All pairs, for which of them are neighbours is not known before the seeds are.
    """
    if not lanes or not lanes[0][1].trials:
        return (Verdict(tr("No seed has been trained yet.")),)
    if len(lanes) == 1:
        return (_alone(*lanes[0]),)
    seeds = _seeds(lanes[0][1].trials)
    if len(lanes) > 2:
        share = interval(lanes[0][1])
        if all(score.solved == score.trials for _, score in lanes):
            every = tr(
                "Every lane solves it with all of {seeds}: {share}.", seeds=seeds, share=share
            )
            return (Verdict(every),)
        if not any(score.solved for _, score in lanes):
            none = tr("No lane solves it with any of {seeds}: {share}.", seeds=seeds, share=share)
            return (Verdict(none),)
    order = sorted(range(len(lanes)), key=lambda place: -lanes[place][1].solved)
    pairs = list(combinations(order, 2))
    tested = [mcnemar(*discordant(lanes[a][1], lanes[b][1])) for a, b in pairs]
    adjusted = dict(zip(pairs, holm(tested), strict=True))
    return tuple(_pair(lanes[a], lanes[b], adjusted[a, b], len(pairs)) for a, b in pairwise(order))


def pair_verdict(first: Named, second: Named) -> Verdict:
    """Compare two lanes that are looked at by themselves."""
    return race_verdicts((first, second))[0]


def race_method(lanes: int) -> str:
    """Say how the verdicts of a race are found."""
    pairs = lanes * (lanes - 1) // 2
    if pairs < 1:
        return tr("Wilson interval, 95 %")
    if pairs == 1:
        return tr("Wilson intervals, 95 %; exact McNemar test, paired over seeds")
    return tr(
        "Wilson intervals, 95 %; exact McNemar tests, paired over seeds, "
        "with Holm's correction for {pairs} pairs",
        pairs=pairs,
    )


def sweep_verdict(scores: Sequence[Score], best: int | None = None) -> Verdict:
    """Say how many points cannot be told from the best, of those that are done."""
    if not scores:
        return Verdict(tr("No point is done yet."))
    trials = scores[0].trials
    if not trials:
        return Verdict(tr("No seed has been trained yet."))
    seeds, points = _seeds(trials), grouped(len(scores))
    if len(scores) == 1:
        return Verdict(tr("One point is done: there is nothing to compare it with."))
    perfect = sum(score.solved == trials for score in scores)
    if perfect == len(scores):
        return Verdict(
            tr("All {points} points solve it with all of {seeds}.", points=points, seeds=seeds)
        )
    if not any(score.bits for score in scores):
        return Verdict(
            tr("None of {points} points solves it with any of {seeds}.", points=points, seeds=seeds)
        )
    standing = against_best(scores, best)
    others = len(scores) - 1
    if standing.alike == len(scores):
        told = tr(
            "None of {points} points can be told from the best with {seeds}.",
            points=points,
            seeds=seeds,
        )
    elif standing.alike == 1:
        told = tr(
            "The best of {points} points is told from all others with {seeds}.",
            points=points,
            seeds=seeds,
        )
    else:
        told = tr(
            "{alike} of {points} points cannot be told from the best with {seeds}.",
            alike=grouped(standing.alike),
            points=points,
            seeds=seeds,
        )
    lead = [_perfect(perfect)] if perfect else []
    sentence = " ".join([*lead, told])
    return Verdict(sentence, sweep_method(others), _too_few(trials, others))


def sweep_method(comparisons: int) -> str:
    """Say how points are told from the best, and what many comparisons cost."""
    if comparisons == 1:
        return tr("exact McNemar test, paired over seeds")
    return tr(
        "exact McNemar tests with the best, paired over seeds; Holm's correction for {count} "
        "comparisons: the more points, the larger a difference must be",
        count=grouped(comparisons),
    )


def _perfect(count: int) -> str:
    return trn(
        "1 point solves it with every seed.",
        "{count} points solve it with every seed.",
        count,
        count=grouped(count),
    )


def _alone(name: str, score: Score) -> Verdict:
    values = {"name": _drawn(name), "seeds": _seeds(score.trials), "share": interval(score)}
    if score.solved == score.trials:
        return Verdict(tr("{name} solves it with all of {seeds}: {share}.", **values))
    if not score.solved:
        return Verdict(tr("{name} solves it with none of {seeds}: {share}.", **values))
    return Verdict(tr("{name} solves it with {share} of {seeds}.", **values))


def _pair(first: Named, second: Named, p: float, comparisons: int) -> Verdict:
    """Say what two lanes show; the first has solved as many seeds or more."""
    (name, score), (other_name, other) = first, second
    only, only_other = discordant(score, other)
    values = {
        "first": _drawn(name),
        "second": _drawn(other_name),
        "share": interval(score),
        "other": interval(other),
        "seeds": _seeds(score.trials),
    }
    if not only and not only_other:
        return Verdict(_same(score, values))
    basis = tr(
        "Only {first}: {only}, only {second}: {only_other}; {p}",
        **values,
        only=_seeds(only),
        only_other=grouped(only_other),
        p=p_text(p),
    )
    if p < ALPHA:
        sentence = tr(
            "{first} solves it more often than {second}: {share} against {other}.", **values
        )
        return Verdict(sentence, basis)
    sentence = tr("{first} and {second} cannot be told apart: {share} against {other}.", **values)
    return Verdict(sentence, basis, _more(only, only_other, score.trials, comparisons))


def _same(score: Score, values: dict[str, str]) -> str:
    if score.solved == score.trials:
        return tr("{first} and {second} both solve it with all of {seeds}: {share}.", **values)
    if not score.solved:
        return tr("Neither {first} nor {second} solves it with any of {seeds}: {share}.", **values)
    return tr("{first} and {second} solve it with the very same seeds: {share}.", **values)


def _more(only: int, only_other: int, trials: int, comparisons: int) -> str:
    """Say what it would take to tell two lanes apart."""
    needed = seeds_needed(only, only_other, trials, comparisons)
    if needed is None:
        return tr("Each solves as many; more seeds tell them apart only if they do differ.")
    if needed > MOST_SEEDS:
        return tr(
            "If the difference is no larger, {most} seeds would not show it.",
            most=grouped(MOST_SEEDS),
        )
    size = 10 ** max(0, len(str(needed)) - 2)
    about = grouped(math.ceil(needed / size) * size)
    return tr("If the difference is as seen, about {count} seeds would show it.", count=about)


def _too_few(trials: int, comparisons: int) -> str:
    least = least_seeds(comparisons)
    if trials >= least:
        return ""
    return tr(
        "With {seeds} nothing can be told apart: {least} is the least for so many points.",
        seeds=_seeds(trials),
        least=least,
    )


def _seeds(count: int) -> str:
    return trn("1 seed", "{count} seeds", count, count=grouped(count))


def _drawn(name: str) -> str:
    return clipped(visible_text(name[: 8 * LONGEST_NAME]), LONGEST_NAME)
