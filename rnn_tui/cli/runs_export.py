"""`runs export`: a run as it is kept, written to a file in any format that `train --export` has.

Torch is loaded only where the format shows the network itself, or where weights have to be
made again that a killed program had not written.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rnn_tui.cli.errors import Failure, UsageError
from rnn_tui.cli.printers import Output
from rnn_tui.fields import Invalid
from rnn_tui.i18n import tr
from rnn_tui.text import shown, visible_text

if TYPE_CHECKING:
    from rnn_tui.store.rows import Run
    from rnn_tui.store.runs import Runs

STANDARD = "-"
"""What stands for standard output."""


@dataclass(frozen=True)
class Target:
    """What was asked for: a format, and where to."""

    name: str
    path: Path | None
    """None: a name made of the run, in the current folder."""
    force: bool

    @property
    def standard(self) -> bool:
        """Whether it goes to standard output."""
        return self.path is not None and str(self.path) == STANDARD


def target_of(name: str | None, file: str | None, *, force: bool) -> Target:
    """Check what was typed, before the store is opened; the ending may name the format."""
    from rnn_tui.export.files import FileError, check_target
    from rnn_tui.export.formats import FORMATS, check_name, parse_target

    path = Path(file) if file else None
    if name is None and (path is None or file == STANDARD):
        raise UsageError(
            tr(
                "export needs a format, for example rnn-tui runs export last --format csv; "
                "one of {names}",
                names=", ".join(FORMATS),
            )
        )
    try:
        if name is not None:
            check_name(name)
        else:
            name, _ = parse_target(os.path.join(".", file or ""))  # noqa: PTH118 - keeps a/b:c
    except Invalid as error:
        words = f"--format {shown(name)}" if name is not None else f"--output {shown(file or '')}"
        raise UsageError(f"{words}: {error}") from None
    if path is not None and file != STANDARD:
        try:
            check_target(path, force)
        except FileError as error:
            raise UsageError(f"--output {error}") from None
    return Target(name, path, force)


def content_of(runs: "Runs", run: "Run", target: Target) -> Callable[[], bytes]:
    """Read what is kept of a run; give what makes the file of it, the store no longer needed."""
    from rnn_tui.export import results

    details = runs.details(run.id)
    if run.kind != "train":
        stored = details.result
        if not stored:
            raise Failure(tr("run {run}: nothing was found that is kept", run=run.id))
        return lambda: results.render(run.kind, stored, target.name)
    from rnn_tui.export.formats import check, render
    from rnn_tui.export.kept import completed, kept
    from rnn_tui.record import Phase

    course = runs.course(run.id)

    def content() -> bytes:
        from rnn_tui.ui.pictures import draw

        check(target.name, course.experiment)
        known = kept(course, Phase(run.phase), details.reason)
        return render(completed(known, course, target.name), target.name, draw)

    return content


def export(output: Output, run: "Run", make: Callable[[], bytes], target: Target) -> None:
    """Write the file, and say so; or standard output, and no more."""
    from rnn_tui.export.files import FileError, write
    from rnn_tui.export.formats import file_name

    try:
        content = make()
    except Invalid as error:
        raise Failure(f"run {run.id}: {error}") from None
    if target.standard:
        _print(output, content, target.name)
        return
    path = target.path or Path(file_name(run.text, target.name, run.id))
    try:
        write(path, content, target.force)
    except FileError as error:
        raise Failure(str(error)) from None
    output.line(tr("exported {path}", path=visible_text(str(path))))
    output.flush()


def _print(output: Output, content: bytes, name: str) -> None:
    """Write to standard output as it is; a terminal obeys nothing in it."""
    if name.endswith(("png", "safetensors")):
        if sys.stdout.isatty():
            raise UsageError(
                tr("--output -: {name} is nothing for a terminal; name a file", name=name)
            )
        output.flush()
        sys.stdout.buffer.write(content)
    elif sys.stdout.isatty():
        for line in content.decode().splitlines():
            output.line(visible_text(line))
    else:
        for line in content.decode().removesuffix("\n").split("\n"):
            output.line(line)
    output.flush()
