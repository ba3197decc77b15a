"""The events panel: what was changed in a run and when, down to the moment shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from rnn_tui.edits import SURGERY
from rnn_tui.experiment import FIELDS
from rnn_tui.i18n import tr
from rnn_tui.keymap import key_of
from rnn_tui.plotting.series import cost_text, count_text
from rnn_tui.session.branch import Branch, alike
from rnn_tui.session.snapshot import Snapshot
from rnn_tui.text import clipped, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, BOLD, MUTED, TEXT, Run, Sheet
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.wording import branch_label, change_text

EventKind = Literal["start", "edit", "future", "shown"]

_MARKS = {"start": ("○", MUTED), "edit": ("▴", ACCENT), "future": (" ", MUTED)}


FEW = 4
"""Rows up to which none is free to count what is dropped: the title does."""
MOST = 100
"""Events handed to the panel; no terminal shows more."""


@dataclass(frozen=True)
class EventLine:
    """A line: what was changed at a moment; or a future that was left there."""

    moment: int
    text: str
    """Drawn text."""
    kind: EventKind = "edit"


@dataclass(frozen=True)
class EventsView:
    """The events of a branch up to the moment shown, which is the last line."""

    lines: Sequence[EventLine]
    iterations: int
    """How many are planned, so that the numbers keep their columns."""
    undo: bool = False
    """Whether there is something to undo."""
    earlier: int = 0
    """Lines before the first one, the start among them."""


@dataclass(frozen=True, eq=False)
class _Future:
    """Another branch: where it parts from the one shown, and whether an event of that one did."""

    branch: Branch
    apart: int
    edited: bool


def events_view(snapshot: Snapshot) -> EventsView:
    """List the events of a snapshot's branch, with the futures that were left at each."""
    earlier = max(0, len(snapshot.events) + 1 - MOST)
    lines = tuple(_lines(snapshot, earlier))
    return EventsView(lines, snapshot.iterations, snapshot.undo is not None, earlier)


def _lines(snapshot: Snapshot, earlier: int) -> Iterator[EventLine]:
    branch, futures = snapshot.branch, _futures(snapshot)
    if not earlier:
        yield EventLine(0, tr("start"), "start")
        yield from _future_lines(futures.get(0, []), branch)
    if branch is not None:
        experiment = branch.start.experiment
        values = {spec.name: getattr(experiment, spec.name) for spec in FIELDS}
        for number, event in enumerate(snapshot.events, start=1):
            if number >= earlier:
                # A weight's former value is known to the worker alone.
                former = branch.former(number - 1)
                if event.field not in SURGERY:
                    former = replace(event, value=values[event.field])
                yield EventLine(event.iteration, change_text(event, former, experiment))
                yield from _future_lines(futures.get(number, []), branch)
            values[event.field] = event.value
    ahead = tr("shown, {count} kept ahead", count=f"{snapshot.ahead:,}")
    yield EventLine(snapshot.moment, ahead if snapshot.ahead else tr("now"), "shown")


def _future_lines(futures: Sequence[_Future], shown: Branch | None) -> Iterator[EventLine]:
    for future in futures:
        branch = future.branch
        cost, label = cost_text(branch.history.cost(branch.latest)), branch_label(branch, shown)
        text = tr("the former future: {cost}", cost=cost)
        if label and (not future.edited or len(futures) > 1):
            text = tr("{label}: {cost}", label=label, cost=cost)
        yield EventLine(future.apart, text, "future")


def _futures(snapshot: Snapshot) -> dict[int, list[_Future]]:
    """Sort the other branches by how many events of the one shown they stand beneath."""
    found: dict[int, list[_Future]] = {}
    branch, shown = snapshot.branch, snapshot.events
    if branch is None:
        return found
    for other in snapshot.others:
        events, apart = tuple(other.events), branch.shared_with(other)
        same = alike(shown, events)
        if other.latest >= 0 and apart <= snapshot.moment:
            edited = same < len(shown) and shown[same].iteration == apart
            found.setdefault(same + edited, []).append(_Future(other, apart, edited))
    return found


class Events(Titled[EventsView]):
    """What was changed and when; the newest is at the bottom."""

    title = tr("Events")

    _uncounted = 0
    """Edits that the lines drawn last left out without a word."""

    def facts(self) -> list[Run]:
        """Offer to undo, where there is something to undo; count what no row is free to count."""
        undo = [(f"{key_of('undo')} ", ACCENT), (tr("undo"), MUTED)] if self.view.undo else []
        if not self._uncounted:
            return undo
        return [(_more(self._uncounted), MUTED), ("  " if undo else "", MUTED), *undo]

    def body(self, columns: int, rows: int, look: Look) -> Sheet:  # noqa: ARG002
        """Paint the lines."""
        self._uncounted = _fitted(self.view, columns, rows).dropped if rows <= FEW else 0
        return events_sheet(self.view, columns, rows)


def events_sheet(view: EventsView, columns: int, rows: int) -> Sheet:
    """Paint the list below a free title row; of older events it says how many."""
    sheet = Sheet(columns, rows)
    drawn, dropped = _fitted(view, columns, rows)
    y = 1
    if dropped and rows > FEW:
        sheet.put(_edge(view) + 3, y, _more(dropped), MUTED)
        y += 1
    before = None
    for line, parts in drawn:
        _line(sheet, view, y, line, parts, numbered=line.kind != "future" or line.moment != before)
        y, before = y + len(parts), line.moment
    return sheet


class _Fitted(NamedTuple):
    """The lines that have room, each in its rows, and how many edits were dropped."""

    lines: list[tuple[EventLine, list[str]]]
    dropped: int


def _fitted(view: EventsView, columns: int, rows: int) -> _Fitted:
    """Drop the oldest lines until the others fit; the newest edit goes last of all."""
    cells = _room(view, columns)
    drawn = [
        (line, [clipped(line.text, cells)] if rows <= FEW else _wrapped(line.text, cells))
        for line in view.lines
    ]
    dropped, room = max(0, view.earlier - 1), rows - 1

    def over() -> bool:
        counted = dropped > 0 and rows > FEW
        return len(drawn) > 1 and sum(len(parts) for _, parts in drawn) + counted > room

    while over():
        kinds = [line.kind for line, _ in drawn]
        if kinds[0] == "edit" and kinds.count("edit") == 1 and "future" in kinds:
            drawn.pop(kinds.index("future"))
            continue
        line, _ = drawn.pop(0)
        dropped += line.kind == "edit"
        while drawn[0][0].kind == "future" and drawn[0][0].moment == line.moment:
            drawn.pop(0)  # it says nothing without its event
    return _Fitted(drawn, dropped)


def _more(count: int) -> str:
    return tr("… {count} more", count=f"{count:,}")


def _line(
    sheet: Sheet, view: EventsView, y: int, line: EventLine, parts: list[str], *, numbered: bool
) -> None:
    edge, shown = _edge(view), line.kind == "shown"
    number = str(line.moment)
    if len(number) > edge - 1:
        number = count_text(line.moment)
    if numbered:
        sheet.put_right(edge, y, number[: edge - 1], BOLD if shown else MUTED)
    mark, ink = ("●", ACCENT) if shown else _MARKS[line.kind]
    sheet.put(edge + 1, y, mark, ink)
    inks = {"start": MUTED, "edit": TEXT, "future": MUTED, "shown": TEXT}
    for row, part in enumerate(parts):
        sheet.put(edge + 3, y + row, part, inks[line.kind])
    if shown:
        sheet.put(0, y, "▸", ACCENT)
        sheet.shade(0, y, sheet.width, len(parts), "tint")


def _edge(view: EventsView) -> int:
    """Give the column at which the numbers end."""
    return max(4, min(9, len(str(view.iterations)) + 2))


def _room(view: EventsView, columns: int) -> int:
    return max(1, columns - _edge(view) - 3)


def _wrapped(text: str, cells: int) -> list[str]:
    """Break a text at its blanks into lines of at most so many cells; a long word is clipped."""
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if width(joined) <= cells or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    return [clipped(line, cells) for line in lines]
