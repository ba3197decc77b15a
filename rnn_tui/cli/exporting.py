"""`--export`: files out of a run that was trained without a screen."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rnn_tui.cli.errors import UsageError, complain
from rnn_tui.cli.printers import Output
from rnn_tui.experiment import Experiment
from rnn_tui.fields import Invalid
from rnn_tui.i18n import tr
from rnn_tui.record import Phase
from rnn_tui.text import shown, visible_text

if TYPE_CHECKING:
    from rnn_tui.session.session import Session


class Exports:
    """What is to be written once the run has ended; refused before it starts where it cannot be."""

    def __init__(self, typed: Sequence[str], experiment: Experiment, *, force: bool) -> None:
        self._targets: list[tuple[str, Path]] = []
        self._force = force
        if not typed:
            return
        from rnn_tui.export.files import FileError, check_target
        from rnn_tui.export.formats import check, parse_target

        for word in typed:
            try:
                name, path = parse_target(word)
                check(name, experiment)
                check_target(path, force)
            except Invalid as error:
                raise UsageError(f"--export {shown(word)}: {error}") from None
            except FileError as error:
                raise UsageError(f"--export {error}") from None
            if any(path == other for _, other in self._targets):
                raise UsageError(tr("--export {word}: given twice", word=shown(word)))
            self._targets.append((name, path))

    @property
    def draw(self) -> bool:
        """Whether a picture of the network is wanted."""
        return any(name.endswith(("svg", "png", "txt")) for name, _ in self._targets)

    def write(self, session: "Session", output: Output | None) -> bool:
        """Write every file, and say so; False where one could not be written."""
        if not self._targets or session.phase is Phase.FAILED:
            return True
        from rnn_tui.export.files import FileError
        from rnn_tui.export.finished import Finished
        from rnn_tui.export.formats import export
        from rnn_tui.ui.pictures import draw

        run, complete = Finished.of(session), True
        for name, path in self._targets:
            try:
                export(run, name, path, draw, force=self._force)
            except Invalid as error:
                complain(f"--export {name}:{shown(str(path))}: {error}")
                complete = False
            except FileError as error:
                complain(f"--export {error}")
                complete = False
            else:
                if output is not None:
                    output.line(tr("exported {path}", path=visible_text(str(path))))
        if output is not None:
            output.flush()
        return complete
