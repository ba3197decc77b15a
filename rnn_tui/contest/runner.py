"""`Runner`: the worker's side of a race. Every method runs on the thread that trains.

Lanes advance in step, some iterations at a time, so that the race is fair in iterations.
"""

import time
from typing import TYPE_CHECKING

from rnn_tui.contest.crew import Crew
from rnn_tui.contest.plan import too_large
from rnn_tui.contest.snapshot import RaceSnapshot
from rnn_tui.record import Phase
from rnn_tui.session.orders import Advance, GoOn, Order, Pause, Play
from rnn_tui.session.pace import Pace
from rnn_tui.session.reasons import RefusedError, plain
from rnn_tui.session.turns import Stopwatch, next_count
from rnn_tui.session.worker import preload

if TYPE_CHECKING:
    from rnn_tui.contest.race import Race

TURN = 0.03
"""Seconds of training from one look at orders and requests to the next, about."""


class Runner:
    """Obeys orders, lets all lanes advance, and ends."""

    def __init__(self, race: "Race") -> None:
        self.race = race
        self.crews: tuple[Crew, ...] = ()
        self.planned = race.plan.iterations
        self._playing = not race.paused
        self._owed = 0
        self._pace = Pace()
        self._count = 1
        """Iterations of the next turn, at unlimited speed."""
        self._stopwatch = Stopwatch(time.monotonic, 0.0)
        self._shown: object = None

    def work(self) -> None:
        """Train until the race is stopped, or inline until it has ended."""
        race = self.race
        self._playing = self._playing or race.inline
        try:
            preload(race)
            self._main()
        except KeyboardInterrupt:  # inline, and loading
            self._enter(Phase.INTERRUPTED)
        except Exception as error:  # a fault ends the race, not the program
            race.error, race.reason = error, plain(error)
            self._enter(Phase.FAILED)

    def _main(self) -> None:
        race = self.race
        refused = too_large(race.plan, race.memory)
        if refused is not None:
            raise RefusedError(refused)
        self._show()
        self._load()
        while not race.stopping:
            while race.orders:
                self._obey(race.orders.popleft())
            if race.phase.final and race.inline:
                return
            if not race.phase.final and (self._playing or self._owed):
                self._enter(Phase.RUNNING)
                self._go()
                continue
            if not race.phase.final:
                self._enter(Phase.PAUSED if race.moment else Phase.READY)
            self._serve()
            race.idle(None)
        if not race.phase.final:
            self._enter(Phase.INTERRUPTED)

    def _load(self) -> None:
        from rnn_tui.contest.standing import Standing  # noqa: PLC0415 - numpy: the worker's thread

        race, plan = self.race, self.race.plan
        crews, standings = [], []
        for number, lane in enumerate(plan.lanes):
            if race.stopping:
                return
            crew = race.build(list(plan.experiments(number)))
            standing = Standing(lane, plan.seeds)
            standing.begin(crew.measure(), crew.answers())
            crews.append(crew)
            standings.append(standing)
        self.crews = tuple(crews)
        race.standings, race.moment = tuple(standings), 0

    def _obey(self, order: Order) -> None:
        race = self.race
        if race.phase in (Phase.FAILED, Phase.INTERRUPTED):
            return
        done = race.phase is Phase.DONE
        match order:
            case Play():
                self._playing = not done
            case Pause():
                self._playing, self._owed = False, 0
            case Advance(count):
                self._playing = False
                self._owed += count
                if done:
                    self._lengthen(race.moment + self._owed)
            case GoOn():
                if done:
                    self._playing = True
                    self._lengthen(race.moment + race.plan.iterations)

    def _lengthen(self, planned: int) -> None:
        self.planned = planned
        self._enter(Phase.RUNNING)

    def _go(self) -> None:
        """Make the next iterations if they are due, or wait for them a while."""
        race = self.race
        speed = None if self._owed or race.inline else race.speed
        wait = self._pace.wait(time.monotonic(), speed)
        if wait > 0:
            self._serve()
            race.idle(wait)
            return
        count, start = self._due(speed), time.monotonic()
        if not self._advance(count):
            return
        now = time.monotonic()
        for moment in range(race.moment - count + 1, race.moment + 1):
            self._pace.made(now, moment, speed)
        if race.tell is not None:
            race.tell(race.moment)
        if speed is None:
            self._count = next_count(count, now - start, TURN)
        self._owed = max(self._owed - count, 0)
        if race.moment >= self.planned:
            self._playing, self._owed = False, 0
            self._enter(Phase.DONE)
            if race.ended is not None and race.moment % race.plan.iterations == 0:
                race.ended(race)
        self._serve()

    def _due(self, speed: float | None) -> int:
        """Say how many iterations to make before orders are looked at again."""
        left = self.planned - self.race.moment
        turn = self._count if speed is None else max(1, int(speed * TURN))
        return max(1, min(turn, left, self._owed or left))

    def _advance(self, count: int) -> bool:
        """Let every lane make some iterations; False when cancelled."""
        race = self.race
        blocks = []
        with race.turn:
            for crew, standing in zip(self.crews, race.standings, strict=True):
                start = time.monotonic()
                block = crew.advance(count, self._cancelled)
                if block is None:
                    return False
                standing.seconds += time.monotonic() - start
                blocks.append(block)
            last = race.moment + count >= self.planned
            for crew, standing, block in zip(self.crews, race.standings, blocks, strict=True):
                answers = crew.answers() if last or not race.inline else None
                standing.append(block, crew.measure(), answers)
            race.moment += count
        return True

    def _cancelled(self) -> bool:
        return self.race.stopping

    def _enter(self, phase: Phase) -> None:
        race = self.race
        if race.phase is phase:
            return
        self._stopwatch.stop()
        race.seconds = self._stopwatch.seconds
        if phase is Phase.RUNNING:
            self._pace.start(self._stopwatch.start(), race.moment)
        race.phase = phase
        if not race.inline:
            self._show()

    def _serve(self) -> None:
        """Answer a request, unless the screen has this very snapshot already."""
        if self.race.wanted and self._shown != self._state():
            self._show()
        self.race.wanted = False

    def _state(self) -> object:
        return self.race.phase, self.race.moment, self.planned

    def _show(self) -> None:
        race = self.race
        self._shown = self._state()
        race.slot.put(
            RaceSnapshot(
                race=race.id,
                phase=race.phase,
                moment=race.moment,
                iterations=self.planned,
                plan=race.plan,
                standings=race.standings,
                rights=tuple(standing.fates.right for standing in race.standings),
                costs=tuple(standing.fates.costs for standing in race.standings),
                rate=self._pace.rate if race.phase is Phase.RUNNING else 0.0,
                seconds=self._stopwatch.seconds,
                reason=race.reason,
            )
        )
