"""`Faults`: what goes wrong inside the app is told on a screen of its own, and the app goes on.

Textual lets a message loop end with the first exception, and shows a traceback with all local
values. Here the exception is taken before the loop sees it; this is the one place that knows
how. A report is written to a file. Where drawing itself goes wrong again and again, the app is
left: with the terminal restored, and exit code 1. In tests an exception stays one, unless the
app is made `forgiving`.
"""

import asyncio
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.message_pump import MessagePump

from rnn_tui.i18n import tr
from rnn_tui.text import clipped, visible_text

if TYPE_CHECKING:
    from rnn_tui.experiment import Experiment

FAILED = 1
"""Exit code."""
DRAWINGS = 3
"""Times that drawing may go wrong."""
LONGEST = 200
"""Cells of what an exception says."""
_DRAWN_BY = ("_compositor.py", "_styles_cache.py")


def is_of_drawing(error: BaseException) -> bool:
    """Whether an exception came while the screen was drawn."""
    frames = traceback.extract_tb(error.__traceback__)
    return any(frame.filename.endswith(_DRAWN_BY) for frame in frames)


def place_of(error: BaseException) -> str:
    """Name the line of ours that an exception came through last, without the way to it."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "rnn_tui" in Path(frame.filename).parts]
    if not (ours or frames):
        return tr("an unknown place")
    frame = (ours or list(frames))[-1]
    parts = Path(frame.filename).parts
    start = len(parts) - parts[::-1].index("rnn_tui") - 1 if ours else len(parts) - 1
    return f"{'/'.join(parts[start:])}:{frame.lineno}"


def words_of(error: BaseException) -> str:
    """Say what an exception says, on one line that no terminal obeys."""
    first = next(iter(str(error).strip().splitlines()), "")
    name = type(error).__name__
    return clipped(visible_text(f"{name}: {first}" if first else name), LONGEST)


class Faults:
    """Takes the exceptions of an app, tells of each place once, and gives up when it must."""

    def __init__(self, app: "App[int]", experiment: "Callable[[], Experiment]") -> None:
        self._app, self._experiment = app, experiment
        self.forgiving: bool | None = None
        """Whether the app goes on after an exception; None: where a person looks at it."""
        self.told: set[tuple[str, type[BaseException]]] = set()
        self.report: Path | None = None
        """Where the latest report was written."""
        self.left = False
        """Whether the app was given up."""
        self._drawings = 0
        self._busy = False

    @property
    def taken(self) -> bool:
        """Whether exceptions are taken here."""
        return not self._app.is_headless if self.forgiving is None else self.forgiving

    def mind(self) -> None:
        """Take what goes wrong in threads and tasks too, from now on; on the app's loop."""
        loop = asyncio.get_running_loop()

        def in_thread(failed: Any) -> None:
            if failed.exc_value is not None:
                self._app.call_later(self.happened, failed.exc_value)

        def in_task(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            del loop
            if isinstance(error := context.get("exception"), Exception):
                self._app.call_later(self.happened, error)

        if self.taken:
            threading.excepthook = in_thread
            loop.set_exception_handler(in_task)

    def happened(self, error: BaseException) -> None:
        """Write a report, and tell; leave where drawing goes wrong again and again."""
        if self._busy or self._app._exit:
            return
        self._busy = True
        try:
            self._tell(error)
        except Exception:
            self._leave()
        finally:
            self._busy = False

    def _tell(self, error: BaseException) -> None:
        place = place_of(error)
        drawing = is_of_drawing(error)
        self._drawings += drawing
        known = (place, type(error)) in self.told
        if not known:
            self.told.add((place, type(error)))
            self.write(error)
        if self._drawings >= DRAWINGS or not self._app._running:
            self._leave()
        elif drawing or not known:
            self._show(place, words_of(error))

    def write(self, error: BaseException) -> Path | None:
        """Write a report, and say where it is."""
        from rnn_tui.ui.report import report, write  # noqa: PLC0415 - only when it is needed

        self.report = write(report(error, self._experiment())) or self.report
        return self.report

    def _show(self, place: str, words: str) -> None:
        from rnn_tui.ui.screens.fault import FaultScreen  # noqa: PLC0415 - only when it is needed

        if not isinstance(self._app.screen, FaultScreen):
            self._app.push_screen(FaultScreen(place, words, self.report))

    def _leave(self) -> None:
        self.left = True
        self._app.exit(return_code=FAILED)


class Forgiving(App[int]):
    """An app that goes on after an exception."""

    faults: Faults

    def _handle_exception(self, error: Exception) -> None:
        """Take what Textual would end the app for."""
        if self.faults.taken:
            self.faults.happened(error)
        else:
            super()._handle_exception(error)

    def panic(self, *renderables: Any) -> None:
        """Leave without the traceback that is to be printed."""
        if self.faults.taken:
            self.exit(return_code=FAILED)
        else:
            super().panic(*renderables)


_dispatch = MessagePump._dispatch_message


async def _guarded(self: MessagePump, message: Any) -> None:
    """Handle a message; what goes wrong does not end the loop of messages."""
    try:
        await _dispatch(self, message)
    except Exception as error:
        faults = getattr(self.app, "faults", None)
        if faults is None or not faults.taken:
            raise
        faults.happened(error)


def install() -> None:
    """Let every widget's loop of messages outlast an exception."""
    MessagePump._dispatch_message = _guarded  # type: ignore[method-assign]
