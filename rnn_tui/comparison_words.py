"""What can be said of runs side by side, in sentences; never more than one seed each can show.

A sentence is parts: words as they stand, and the places of the runs that are named in between.
"""

import re
from collections.abc import Iterator, Sequence

from rnn_tui.comparison import Compared, Comparison, listed
from rnn_tui.fields import grouped
from rnn_tui.i18n import tr
from rnn_tui.record import Phase

Part = str | int
Sentence = tuple[Part, ...]

_NAMED = re.compile("\0([0-9]+)\0")


def in_words(comparison: Comparison) -> tuple[Sentence, ...]:
    """Say who is right first and ends lowest, what does not compare, and who did not end well."""
    return tuple(_parts(words) for words in _sentences(comparison))


def plain(sentence: Sentence, runs: Sequence[Compared]) -> str:
    """Write a sentence with the ids of the runs in it."""
    return "".join(part if isinstance(part, str) else str(runs[part].id) for part in sentence)


def few_seeds(comparison: Comparison) -> str:
    """Say on how many seeds all of it rests: what stands before the offer of a race."""
    settings = [setting for setting in comparison.differing if setting.name != "seed"]
    return tr("One seed each") if settings else tr("So few seeds")


def _sentences(comparison: Comparison) -> Iterator[str]:
    runs = comparison.runs
    if len(runs) < 2:
        return
    if comparison.differing:
        yield from _judged(comparison)
    else:
        yield tr("No setting differs: the same experiment gives the same numbers.")
    for told in (_diverged, _failed, _interrupted, _going):
        yield from told(runs)


def _judged(comparison: Comparison) -> Iterator[str]:
    """Say who is right first, and who ends lowest; of one run both in one breath."""
    runs = comparison.runs
    if not comparison.same_target:
        yield tr("They learn different targets: neither costs nor first answers compare.")
        return
    first, at = _first(runs)
    lowest, cost = _lowest(comparison)
    if not first:
        yield tr("None is ever right.")
    if len(first) == 1 and first == lowest:
        words = {"run": _names(first), "at": at, "cost": cost}
        yield tr("{run} is right first, at iteration {at}, and ends lowest, at {cost}.", **words)
        yield from _told_lost(runs, first)
    else:
        yield from _told_first(runs, first, at)
        yield from _told_lowest(lowest, cost, runs)
    if not comparison.costs_compare:
        yield tr("Their costs do not compare: they are sums over different time steps.")


def _first(runs: Sequence[Compared]) -> tuple[list[int], str]:
    known = [run.solved_at for run in runs if run.solved_at is not None]
    if not known:
        return [], ""
    return [k for k, run in enumerate(runs) if run.solved_at == min(known)], grouped(min(known))


def _told_first(runs: Sequence[Compared], first: list[int], at: str) -> Iterator[str]:
    if not first:
        return
    names = _names(first)
    if len(first) == len(runs):
        yield tr("All are right at the same iteration, {at}.", at=at)
    elif len(first) > 1:
        yield tr("{runs} are right first, at iteration {at}.", runs=names, at=at)
    elif sum(run.solved_at is not None for run in runs) == 1:
        yield tr("{run} alone is ever right, first at iteration {at}.", run=names, at=at)
    else:
        yield tr("{run} is right first, at iteration {at}.", run=names, at=at)
    yield from _told_lost(runs, first)


def _told_lost(runs: Sequence[Compared], first: list[int]) -> Iterator[str]:
    lost = [k for k in first if runs[k].phase.final and not runs[k].correct]
    if len(lost) == 1:
        yield tr("At its end {run} is wrong.", run=_names(lost))
    elif lost:
        yield tr("At their end {runs} are wrong.", runs=_names(lost))


def _lowest(comparison: Comparison) -> tuple[list[int], str]:
    """Give the places that end lowest, and the cost, with its iteration where these differ."""
    runs, write = comparison.runs, comparison.write
    known = [run.cost for run in runs if run.cost is not None and run.phase is not Phase.DIVERGED]
    if not comparison.costs_compare or len(known) < 2:
        return [], ""
    written = write(min(known))
    places = [
        k
        for k, run in enumerate(runs)
        if run.cost is not None and run.phase is not Phase.DIVERGED and write(run.cost) == written
    ]
    cost = tr("{cost} nats", cost=written)
    if len({run.iterations for run in runs}) > 1 and len(places) == 1:
        made = grouped(runs[places[0]].iterations)
        cost = tr("{cost} after {made} iterations", cost=cost, made=made)
    return places, cost


def _told_lowest(lowest: list[int], cost: str, runs: Sequence[Compared]) -> Iterator[str]:
    if len(lowest) == len(runs):
        yield tr("All end at {cost}.", cost=cost)
    elif len(lowest) == 1:
        yield tr("{runs} ends lowest, at {cost}.", runs=_names(lowest), cost=cost)
    elif lowest:
        yield tr("{runs} end lowest, at {cost}.", runs=_names(lowest), cost=cost)


def _diverged(runs: Sequence[Compared]) -> Iterator[str]:
    for k in _of(runs, Phase.DIVERGED):
        at = grouped(runs[k].iterations)
        yield tr("{run} diverged at iteration {at}.", run=_names([k]), at=at)


def _failed(runs: Sequence[Compared]) -> Iterator[str]:
    for k in _of(runs, Phase.FAILED):
        at = grouped(runs[k].iterations)
        yield tr("{run} failed at iteration {at}.", run=_names([k]), at=at)


def _interrupted(runs: Sequence[Compared]) -> Iterator[str]:
    for k in _of(runs, Phase.INTERRUPTED):
        yield tr(
            "{run} was interrupted at iteration {at} of {planned}.",
            run=_names([k]),
            at=grouped(runs[k].iterations),
            planned=grouped(runs[k].planned),
        )


def _going(runs: Sequence[Compared]) -> Iterator[str]:
    going = [k for k, run in enumerate(runs) if not run.phase.final]
    if len(going) == 1:
        yield tr("{run} has not ended yet.", run=_names(going))
    elif going:
        yield tr("{runs} have not ended yet.", runs=_names(going))


def _of(runs: Sequence[Compared], phase: Phase) -> list[int]:
    return [k for k, run in enumerate(runs) if run.phase is phase]


def _names(places: Sequence[int]) -> str:
    """Write runs as marks, which `_parts` finds again; nothing that is said holds a NUL."""
    return listed([f"\0{place}\0" for place in places])


def _parts(words: str) -> Sentence:
    found = _NAMED.split(words)
    parts: list[Part] = [int(part) if k % 2 else part for k, part in enumerate(found)]
    return tuple(part for part in parts if part != "")
