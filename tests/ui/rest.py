"""Waiting until the app has come to rest: every message handled, the screen laid out and drawn.

Textual's own pilot looks at how busy the processor is, and takes an app for idle that was only
kept waiting by a busy machine. Timers and other threads are not waited for: what they bring is
waited for by what it looks like.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from textual._context import active_app
from textual.app import App
from textual.pilot import Pilot

PATIENCE = 10.0
"""Seconds to wait for what must come."""
LOOKS = 3
"""Looks in a row that must find nothing to do."""
LONGEST = 1.0
"""Seconds after which an app that never rests is left alone."""


def _waits_for_messages(task: "asyncio.Task[Any] | None") -> bool:
    """Whether a pump's task stands where it waits for a message, and not within a handler."""
    if task is None or task.done():
        return True
    inner: Any = task.get_coro()
    while inner is not None:
        code = getattr(inner, "cr_code", None)
        if code is not None and code.co_name == "_get_message":
            return True
        inner = getattr(inner, "cr_await", None)
    return False


def _has_work(pump: Any) -> bool:
    held = [pump._message_queue.qsize(), pump._pending_message, pump._next_callbacks]
    return any(held) or not _waits_for_messages(pump._task)


def is_idle(app: App[int]) -> bool:
    """Whether there is nothing to handle, to lay out or to draw."""
    screen = app.screen
    undrawn: list[Any] = [
        screen._layout_required,
        screen._scroll_required,
        screen._repaint_required,
        screen._dirty_widgets,
        screen._callbacks,
        app._resize_timer,  # a new size reaches the screen a little later
    ]
    screens = app.screen_stack
    pumps = (pump for shown in screens for pump in shown.walk_children(with_self=True))
    return not any(undrawn) and not _has_work(app) and not any(map(_has_work, pumps))


def alive(app: App[int]) -> bool:
    """Whether the app runs, and nothing has gone wrong in it."""
    return bool(app._running and app.screen_stack) and not app._exception_event.is_set()


async def rest(app: App[int]) -> None:
    """Wait until there is nothing left to handle, to lay out or to draw."""
    loop = asyncio.get_running_loop()
    end = loop.time() + LONGEST
    idle = turns = 0
    while idle < LOOKS and loop.time() < end:
        turns += 1
        await asyncio.sleep(0 if turns < 100 else 0.001)
        if not alive(app):
            return
        app.screen._on_timer_update()
        idle = idle + 1 if is_idle(app) else 0


async def wait_for_idle(min_sleep: float = 0, max_sleep: float = LONGEST) -> None:
    """Stand in for Textual's function of this name."""
    del min_sleep, max_sleep
    await rest(active_app.get())


async def until(
    app: App[int], so: Callable[[], object], describe: Callable[[], str] = lambda: ""
) -> None:
    """Wait for something to be so, and for the app to rest; fails after ten seconds."""
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while not so():
        assert loop.time() < end, f"it never came about{describe()}"
        await asyncio.sleep(0.005)
        await rest(app)


async def resize(pilot: Pilot[int], width: int, height: int) -> None:
    """Give the terminal another size, and wait until the screen has it and is drawn for it."""
    await pilot.resize_terminal(width, height)
    app = pilot.app
    await until(app, lambda: (*app.size, *app.screen.size) == (width, height) * 2)
    await rest(app)
