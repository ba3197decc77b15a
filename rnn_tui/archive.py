"""The runs that are kept, from Python: found by the words of `rnn-tui runs list`, read as arrays.

    from rnn_tui import open_runs

    with open_runs() as runs:
        for run in runs.find("cell=lstm solved sort:cost", limit=10):
            print(run.id, run.experiment.seed, run.costs.min())

Nothing of a run but its line is read before it is asked for. What is read is what the run
had: every cost, bit for bit, as far as costs are kept whole (10 million of them).
"""

import json
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from rnn_tui.config_file import find
from rnn_tui.experiment import Experiment
from rnn_tui.export import files, formats, results
from rnn_tui.export.checkpoint import save
from rnn_tui.export.finished import Finished
from rnn_tui.export.kept import completed, kept
from rnn_tui.export.share import share
from rnn_tui.fields import Invalid
from rnn_tui.i18n import tr
from rnn_tui.record import Course, Event, Outcome, Phase
from rnn_tui.settings import data_folder
from rnn_tui.store.faults import Unusable
from rnn_tui.store.query import parse_query
from rnn_tui.store.rows import Details
from rnn_tui.store.rows import Run as Row
from rnn_tui.store.runs import Runs
from rnn_tui.store.store import FILE
from rnn_tui.text import shown
from rnn_tui.ui.pictures import draw

LATEST = "last"


class KeptRun:
    """One run as it is kept. What is asked of it beyond its line is read once, then."""

    def __init__(self, row: Row, runs: Runs) -> None:
        self._row, self._runs = row, runs

    def __repr__(self) -> str:
        row = self._row
        return f"<run {row.id}: {shown(row.text)}, {row.cell}, {row.phase}, cost {row.cost}>"

    @property
    def id(self) -> int:
        """Its number, never given again."""
        return self._row.id

    @property
    def kind(self) -> str:
        """`train`, `race` or `sweep`."""
        return self._row.kind

    @property
    def phase(self) -> Phase:
        """Where it stands: `done`, `diverged`, `interrupted`, `running`, ..."""
        return Phase(self._row.phase)

    @property
    def created(self) -> datetime:
        """When it was begun."""
        return datetime.fromtimestamp(self._row.created, UTC)

    @property
    def name(self) -> str:
        """The name it was given; empty where it has none."""
        return self._row.name

    @property
    def tags(self) -> tuple[str, ...]:
        """The words it was tagged with."""
        return self._row.tags

    @property
    def note(self) -> str:
        """What was noted of it."""
        return self._row.note

    @property
    def parent(self) -> int | None:
        """The run it was forked from."""
        return self._row.parent

    @property
    def iterations(self) -> int:
        """Updates made."""
        return self._row.iterations

    @property
    def cost(self) -> float | None:
        """Of the latest moment, in nats; None where it is not finite."""
        return self._row.cost

    @property
    def solved(self) -> bool:
        """Whether the answer of the latest moment is right."""
        return self._row.correct

    @cached_property
    def experiment(self) -> Experiment:
        """What was trained, as it began; of a race or a sweep what its lanes or points share."""
        return self._row.described()

    @property
    def events(self) -> tuple[Event, ...]:
        """The edits on the way, in the order in which they take effect."""
        return self._finished.recipe.in_order

    @property
    def outcome(self) -> Outcome:
        """How it ended, or how far it came."""
        return self._finished.outcome

    @property
    def costs(self) -> NDArray[np.float64]:
        """`(iterations,)`: the cost of each iteration before its update, in nats.

        That of the last moment, after every update, is `outcome.cost`.
        """
        return self._finished.costs[: self._finished.iterations].copy()

    @property
    def answers(self) -> list[str]:
        """The answer after each iteration's update, as many as there are costs."""
        run = self._finished
        return [answer.text for iteration, _, answer in run.rows if iteration < run.iterations]

    @property
    def weights(self) -> dict[str, NDArray[np.floating[Any]]]:
        """The last weights with a finite cost, by checkpoint name.

        Where the program was killed, those that it had not written are made again, by torch.
        """
        run = completed(self._finished, self._course, "safetensors")
        return {name: array.copy() for name, array in (run.weights or {}).items()}

    @cached_property
    def result(self) -> dict[str, Any] | None:
        """What a race or a sweep has found, as `--json` prints it; None of a run."""
        stored = self._details.result
        found: dict[str, Any] | None = json.loads(stored) if stored else None
        return found

    @property
    def share(self) -> str:
        """The command line that makes the run again; raises `NotShareableError` if none does."""
        return share(self._finished.again, given_weights=self._finished.initial is not None)

    def save(self, path: str | Path) -> None:
        """Write the weights as a checkpoint, over an older one; raises `CheckpointError`."""
        save(Path(path), self.weights, self.experiment)

    def export(self, format: str, path: str | Path, *, force: bool = False) -> None:  # noqa: A002
        """Write the run in a format: `"pytorch"`, `"csv"`, `"svg"`, ...; see `Run.export`.

        A race or a sweep has `"json"` and `"csv"`.
        """
        if self.kind != "train":
            stored = json.dumps(self.result)
            files.write(Path(path), results.render(self.kind, stored, format), force)
            return
        formats.check_name(format)
        formats.check(format, self.experiment)
        run = completed(self._finished, self._course, format)
        formats.export(run, format, Path(path), draw, force=force)

    @cached_property
    def _course(self) -> Course:
        return self._opened.course(self.id)

    @cached_property
    def _details(self) -> Details:
        return self._opened.details(self.id)

    @cached_property
    def _finished(self) -> Finished:
        return kept(self._course, self.phase, self._details.reason)

    @property
    def _opened(self) -> Runs:
        if self._runs.closed:
            raise ValueError(tr("the runs are closed: read what you need in the with block"))
        return self._runs


class KeptRuns:
    """The runs of a data folder. Closed when the `with` block ends."""

    def __init__(self, folder: Path) -> None:
        """Open what is kept in a folder; raises `StoreFault`, one plain sentence."""
        self._runs = Runs(folder / FILE)
        if self._runs.notice:
            warnings.warn(self._runs.notice, stacklevel=3)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store; a run that is held has no more than what was read of it."""
        self._runs.close()

    def find(self, query: str = "", limit: int | None = None) -> list[KeptRun]:
        """Give the runs that a query asks for, the latest first, or as `sort:` says.

        The words are those of `rnn-tui runs list`: `"cell=lstm cost<2 solved sort:cost"`. Raises
        `Invalid` with one sentence where a word is not understood.
        """
        rows = self._runs.find(parse_query(query), limit, curves=False)
        return [KeptRun(row, self._runs) for row in rows]

    def __iter__(self) -> Iterator[KeptRun]:
        return iter(self.find())

    def __len__(self) -> int:
        return len(self._runs.ids())

    def __getitem__(self, which: int | str) -> KeptRun:
        """Give a run by its id, its name, or `"last"`; raises `Invalid` where there is not one."""
        run = which if isinstance(which, int) else self._named(which)
        found = self._runs.rows([run], curves=False)
        if not found:
            raise Invalid(tr("there is no run {run}", run=run))
        return KeptRun(found[0], self._runs)

    def _named(self, word: str) -> int:
        if word == LATEST and (latest := self._runs.latest()) is not None:
            return latest
        found = self._runs.named(word)
        if len(found) != 1:
            sentence = (
                tr("{name}: the name of {count} runs; give an id", name=shown(word),
                   count=len(found))
                if found
                else tr("{word}: no such run; give an id, a name or last", word=shown(word))
            )  # fmt: skip
            raise Invalid(sentence)
        return found[0]


def open_runs(folder: str | Path | None = None) -> KeptRuns:
    """Open the runs that are kept: in a folder, or where the program itself keeps them.

    Raises `StoreFault` with one sentence where the store cannot be read. Nothing is made where
    there is none: it is empty.
    """
    named = str(folder) if folder is not None else find().settings.data
    place = data_folder(named)
    if place.path is None:
        raise Unusable(place.problem)
    return KeptRuns(place.path)
