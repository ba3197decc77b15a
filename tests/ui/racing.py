"""Races and sweeps that stand still: trained to a moment, then fed to a screen by the test."""

from collections.abc import Sequence

from rnn_tui.contest.plan import RacePlan
from rnn_tui.contest.race import Race
from rnn_tui.contest.snapshot import RaceSnapshot
from rnn_tui.contest.sweep import Sweep, SweepSnapshot
from rnn_tui.contest.sweep_plan import SweepPlan
from rnn_tui.experiment import Experiment, Optimizer, Readout
from rnn_tui.lanes import Lane, default_lanes
from rnn_tui.record import Phase

HELLO = Experiment()
WILD = Experiment(
    readout=Readout.LINEAR, hidden_size=8, optimizer=Optimizer.SGD, learning_rate=100.0
)


def race_plan(base: Experiment = HELLO, seeds: int = 40, lanes: Sequence[Lane] = ()) -> RacePlan:
    return RacePlan(tuple(lanes) or default_lanes(base), range(seeds))


class StillRace(Race):
    """Has trained to a moment; obeys nothing, and remembers what it was told."""

    def __init__(self, plan: RacePlan, moment: int, phase: Phase = Phase.PAUSED) -> None:
        super().__init__(plan, paused=True)
        self._runner._load()
        if moment:
            self._runner._advance(moment)
        # How long it took is another number every time.
        for standing in self.standings:
            standing.seconds = 4e-6 * moment * len(plan.seeds)
        self.phase = phase

    def start(self) -> None:
        """Show what there is."""
        self.want()

    def want(self) -> None:
        """Answer at once."""
        runner = self._runner
        self.slot.put(
            RaceSnapshot(
                race=self.id,
                phase=self.phase,
                moment=self.moment,
                iterations=runner.planned,
                plan=self.plan,
                standings=self.standings,
                rights=tuple(standing.fates.right for standing in self.standings),
                costs=tuple(standing.fates.costs for standing in self.standings),
                rate=50.0 if self.phase is Phase.RUNNING else 0.0,
                seconds=0.5,
                reason=self.reason,
            )
        )

    def go(self, count: int) -> None:
        """Make iterations."""
        self._runner._advance(count)
        self.want()


class StillSweep(Sweep):
    """Has trained some of its points, and is at work on others."""

    def __init__(self, plan: SweepPlan, done: int, phase: Phase = Phase.RUNNING) -> None:
        super().__init__(plan)
        whole = Sweep(plan)
        whole.run_inline()
        self.all = whole.findings
        self.done = done
        self.phase = phase
        self.told: list[str] = []

    def start(self) -> None:
        """Show what there is."""
        self.want()

    def play(self) -> None:
        """Remember."""
        self.told.append("play")

    def pause(self) -> None:
        """Remember."""
        self.told.append("pause")

    def want(self) -> None:
        """Answer at once."""
        from dataclasses import replace

        still = {number: replace(f, seconds=1.0) for number, f in self.all.items()}
        done = {number: f for number, f in still.items() if number < self.done}
        working = tuple(
            replace(f, moment=f.moment // 2) for n, f in still.items() if n == self.done
        )
        self.slot.put(
            SweepSnapshot(
                sweep=self.id,
                phase=self.phase,
                plan=self.plan,
                done=done,
                at_work=working if self.phase is not Phase.DONE else (),
                share=len(done) / len(self.plan.points),
                seconds=3.0,
                left=2.0,
                bytes=5_000_000,
            )
        )
