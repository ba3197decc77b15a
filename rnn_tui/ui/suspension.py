"""`Suspension`: the app gives the terminal back to the shell, and nothing trains until it returns.

The time away is no time of training: what runs is paused first, and plays on when the app is back.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol

from textual.app import App

from rnn_tui.record import Phase

_PATIENCE = 0.3
"""Seconds that training may take to stand still."""


class Work(Protocol):
    """What may be training: a session, a race or a sweep."""

    phase: Phase

    def play(self) -> None:
        """Run on."""

    def pause(self) -> None:
        """Stand still."""


class Suspension:
    """Knows what to play on."""

    def __init__(self, app: App[int]) -> None:
        self._app = app
        self._held: list[Work] = []

    async def suspend(self, works: Sequence[Work]) -> None:
        """Pause, and give the terminal back, where there is a shell to give it to."""
        driver = self._app._driver
        if driver is None or not driver.can_suspend:
            return
        self._held = [work for work in works if work.phase is Phase.RUNNING]
        for work in self._held:
            work.pause()
        loop = asyncio.get_running_loop()
        end = loop.time() + _PATIENCE
        while any(work.phase is Phase.RUNNING for work in self._held) and loop.time() < end:
            await asyncio.sleep(0.01)
        self._app.action_suspend_process()

    def resumed(self, *sent: Any) -> None:
        """Play on."""
        del sent
        held, self._held = self._held, []
        for work in held:
            work.play()
