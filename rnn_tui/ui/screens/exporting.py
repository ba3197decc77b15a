"""`ExportingScreen`: a run leaves as a file, whole and as it is shown, while it goes on.

The worker hands out the moment between two iterations, a thread of its own makes and writes
the file: neither holds up a frame. A file that is there is replaced only when that is said.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from rnn_tui.export.files import ExistsError, FileError, write
from rnn_tui.fields import Invalid, grouped
from rnn_tui.i18n import tr
from rnn_tui.record import Phase
from rnn_tui.session.session import Session
from rnn_tui.text import visible_text
from rnn_tui.ui.arrange import SMALLEST, Place, is_small
from rnn_tui.ui.screens.placing import put
from rnn_tui.ui.screens.sharing import SharingScreen

if TYPE_CHECKING:
    from rnn_tui.session.capture import Captured
    from rnn_tui.ui.widgets.export_menu import ExportMenu

PATIENCE = 0.3
"""Seconds that leaving the program waits for a file that is being written."""


@dataclass(frozen=True, eq=False)
class Leaving:
    """A run on its way out."""

    name: str
    """The format."""
    path: Path
    session: Session
    content: bytes | None = None
    moment: int = 0
    force: bool = False


class ExportingScreen(SharingScreen):
    """A screen whose run is written to files."""

    class Exported(Message):
        """A file was written, or could not be: `error` says why."""

        def __init__(self, leaving: Leaving, error: Exception | None) -> None:
            super().__init__()
            self.leaving, self.error = leaving, error

    export_menu: "ExportMenu | None" = None
    """Made when it is first asked for."""
    exporting = False
    """Whether the menu is open."""
    _leaving: Leaving | None = None
    """What waits for its moment, or for an answer."""
    _writer: threading.Thread | None = None

    # The menu.

    async def action_export(self) -> None:
        """Open the menu of what the run is written to, or close it."""
        if self.exporting:
            self.close_export()
            return
        from rnn_tui.ui.widgets.export_menu import ExportMenu  # noqa: PLC0415 - off the first paint

        if self.export_menu is None:
            self.export_menu = ExportMenu(id="export")
            await self.mount(self.export_menu)
        self.exporting = True
        self.place()
        self.export_menu.begin(self.shown.task.experiment.text, current_folder())
        self.draw()

    def close_export(self) -> None:
        """Close the menu; what is being written is written."""
        self.exporting = False
        if self._leaving is not None and self._leaving.content is not None:
            self._leaving = None  # the question was not answered
        self.set_focus(None)
        self.place()
        self.draw()

    def place_export(self) -> None:
        """Put the menu above the footer, at the right."""
        if self.export_menu is not None:
            width, height = self.size
            room = width >= SMALLEST[0] and height >= SMALLEST[1]
            put(self.export_menu, export_place(width, height) if self.exporting and room else None)

    @property
    def in_export(self) -> bool:
        """Whether the menu has the focus."""
        menu = self.export_menu
        return self.exporting and self.focused is not None and menu in self.focused.ancestors

    # On its way out.

    @property
    def _menu(self) -> "ExportMenu":
        assert self.export_menu is not None
        return self.export_menu

    def on_export_menu_picked(self, event: "ExportMenu.Picked") -> None:
        """Check what can be checked at once; ask the worker for the moment."""
        from rnn_tui.export.formats import check  # noqa: PLC0415 - off the first paint

        event.stop()
        try:
            path = target(event.file)
            check(event.name, self.shown.snapshot.experiment)
        except Invalid as error:
            self._menu.say(str(error), wrong=True)
            return
        if self._leaving is not None or self._writer is not None:
            return  # one file after the other
        self._leaving = Leaving(event.name, path, self.session)
        self._menu.say(tr("writing …"))
        self.session.capture(self.shown.snapshot)
        self.expect()

    def tick(self) -> None:
        """Ask for a snapshot, and see whether a moment was handed out."""
        super().tick()
        leaving = self._leaving
        if leaving is None or leaving.content is not None:
            return
        at = leaving.session.captured.take()
        if at is not None:
            self._leaving = None
            leaving = replace(leaving, moment=at.outcome.iterations)
            self._start(leaving, partial(_rendered, at, leaving.name))
        elif leaving.session is not self.session:
            self._leaving = None
            self._tell(tr("not exported: another run has begun"), wrong=True)
        elif self.session.phase in (Phase.FAILED, Phase.INTERRUPTED):
            self.session.capture(self.shown.snapshot)  # its worker hands out nothing any more

    def _start(self, leaving: Leaving, make: Callable[[], bytes]) -> None:
        def work() -> None:
            error, done = None, leaving
            try:
                done = replace(leaving, content=leaving.content or make())
                write(leaving.path, done.content or b"", leaving.force)
            except (Invalid, FileError) as fault:
                error = fault
            self.post_message(self.Exported(done, error))

        self._writer = threading.Thread(target=work, name="export", daemon=True)
        self._writer.start()

    @on(Exported)
    def _exported(self, event: Exported) -> None:
        event.stop()
        self._writer = None
        leaving, error = event.leaving, event.error
        if isinstance(error, ExistsError) and self.exporting:
            self._leaving = leaving
            words = tr("{file} exists. Replace it?  y yes   N no", file=_drawn(leaving.path))
            self._menu.ask(words)
            self.draw()
            return
        if error is not None:
            self._tell(_sentence(error, leaving), wrong=True)
            return
        if self.exporting:
            self.close_export()
        words = tr(
            "exported at {moment}: {file}",
            moment=grouped(leaving.moment),
            file=visible_text(str(leaving.path.absolute())),
        )
        self.notify(words, timeout=6, markup=False)

    def on_export_menu_answered(self, event: "ExportMenu.Answered") -> None:
        """Replace the file that is there, or go back to its name."""
        event.stop()
        leaving, self._leaving = self._leaving, None
        self._menu.resume()
        if event.yes and leaving is not None and leaving.content is not None:
            content = leaving.content
            self._menu.say(tr("writing …"))
            self._start(replace(leaving, force=True), lambda: content)
        self.draw()

    def _tell(self, sentence: str, *, wrong: bool) -> None:
        """Say it in the menu, or where that is closed above the footer."""
        if self.exporting:
            self._menu.say(sentence, wrong=wrong)
        else:
            self.notify(sentence, severity="error" if wrong else "information", markup=False)

    def on_unmount(self) -> None:
        """Let a file that is being written be finished."""
        if self._writer is not None:
            self._writer.join(PATIENCE)


def current_folder() -> str:
    """Name the folder that files go to, as it is drawn."""
    try:
        return visible_text(str(Path.cwd()))
    except OSError:  # it was deleted: whoever writes there says so
        return "."


def target(typed: str) -> Path:
    """Read a name, in the current folder, or a path that is typed out; raises `Invalid`."""
    name = typed.strip()
    if not name:
        raise Invalid(tr("a file needs a name, for example hello.csv"))
    if "/" not in name:
        return Path(name)
    try:
        return Path(name).expanduser()
    except RuntimeError:
        raise Invalid(tr("{name}: there is no such home", name=visible_text(name))) from None


def export_place(width: int, height: int) -> Place:
    """Give the menu a place over the right edge, above the footer."""
    from rnn_tui.ui.widgets.export_menu import COLUMNS, ROWS  # noqa: PLC0415 - off the first paint

    columns, rows = min(COLUMNS, width - 2), min(ROWS, height - 3)
    x = width - columns - 1 if not is_small(width, height) else (width - columns) // 2
    return Place(x, max(2, height - 1 - rows), columns, rows)


def _rendered(at: "Captured", name: str) -> bytes:
    from rnn_tui.export.finished import Finished  # noqa: PLC0415 - off the first paint
    from rnn_tui.export.formats import render  # noqa: PLC0415 - likewise
    from rnn_tui.ui.pictures import draw  # noqa: PLC0415 - likewise

    return render(Finished.of_captured(at), name, draw)


def _sentence(error: Exception, leaving: Leaving) -> str:
    if isinstance(error, ExistsError):
        return tr("{file} exists: not exported", file=_drawn(leaving.path))
    return str(error)


def _drawn(path: Path) -> str:
    return visible_text(str(path))
