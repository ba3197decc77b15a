"""Sentences with lanes in their colours: the verdict of a race, the best point of a sweep.

A sentence is phrases; it wraps between words, a number stays with its unit. Where there is not
room for all, what is said in passing goes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rnn_tui.i18n import declared, tr
from rnn_tui.plotting.lanes import lane
from rnn_tui.text import clipped, visible_text, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import BOLD, MUTED, TEXT, Ink, Run, Sheet
from rnn_tui.ui.widgets.canvas import Titled

_JOINED = "\N{NO-BREAK SPACE}"
"""A space at which no line ends; it is drawn as a space."""


class Tone(StrEnum):
    """How a phrase is said."""

    PLAIN = "plain"
    STRONG = "strong"
    """A number that carries the sentence: bold, and never broken."""
    ASIDE = "aside"
    """In passing: muted, and the first to go."""
    LANE = "lane"
    """The name of a lane, in its colour."""
    ACCENT = "accent"


@dataclass(frozen=True)
class Phrase:
    """A part of a sentence, spaces and all; `lane` says whose name it is."""

    text: str
    tone: Tone = Tone.PLAIN
    lane: int = 0


Sentence = tuple[Phrase, ...]
Lines = list[list[tuple[str, Phrase]]]
"""The lines of a sentence: words, each with the phrase it belongs to."""


@dataclass(frozen=True)
class ProseView:
    """Sentences, each on a line of its own, and what stands beside the title, longest first."""

    sentences: tuple[Sentence, ...] = ()
    asides: tuple[str, ...] = ()


EMPTY = ProseView()


class Prose(Titled[ProseView]):
    """Sentences under a title."""

    def facts(self) -> list[Run]:
        """Give the longest word beside the title that fits."""
        room = self.size.width - width(self.heading(self.size.width)) - 5
        for aside in self.view.asides:
            if width(visible_text(aside)) <= room:
                return [(visible_text(aside), MUTED)]
        return []

    def body(self, columns: int, rows: int, look: Look) -> Sheet:
        """Paint the sentences."""
        return prose_sheet(self.view, columns, rows, look)


class Verdict(Prose):
    """What the race says, a sentence a pair of lanes."""

    title = declared("Verdict")


class BestSoFar(Prose):
    """The best point of a sweep, and how many cannot be told from it."""

    title = declared("Best so far")


def prose_rows(view: ProseView, columns: int) -> int:
    """Count the rows that all of it takes, the title's among them."""
    return 1 + sum(len(wrapped(sentence, columns)) for sentence in view.sentences)


def prose_sheet(view: ProseView, columns: int, rows: int, look: Look) -> Sheet:
    """Paint the sentences below a free title row; what does not fit is counted."""
    sheet, room = Sheet(columns, rows), rows - 1
    if room < 1:
        return sheet
    lines = [wrapped(sentence, columns) for sentence in view.sentences]
    if sum(map(len, lines)) > room:
        lines = [wrapped(_said(sentence), columns) for sentence in view.sentences]
    count = _fitting(lines, columns, room)
    shown = [line for sentence in lines[:count] for line in sentence]
    for y, line in enumerate(shown[:room], start=1):
        sheet.runs(0, y, [(word, _ink(phrase, look)) for word, phrase in line])
    if count < len(lines) and len(shown) <= room:
        more = _more(len(lines) - count)
        beside = _cells(shown[-1]) + 2 + width(more) <= columns
        sheet.put_right(columns, len(shown) + (not beside), more, MUTED)
    elif len(shown) > room:
        sheet.put_right(columns, room, " …", MUTED)
    return sheet


def _fitting(lines: Sequence[Lines], columns: int, room: int) -> int:
    """Count the sentences that fit with a place to count the others; one is begun at least."""
    for count in range(len(lines), 0, -1):
        rows = sum(map(len, lines[:count]))
        if count < len(lines):
            more = width(_more(len(lines) - count))
            rows += _cells(lines[count - 1][-1]) + 2 + more > columns
        if rows <= room:
            return count
    return min(1, len(lines))


def _cells(line: Sequence[tuple[str, Phrase]]) -> int:
    return sum(width(word) for word, _ in line)


def _more(count: int) -> str:
    return tr("… {count} more", count=count)


def _said(sentence: Sentence) -> Sentence:
    """Leave out what is said in passing; a sentence of nothing else stays."""
    return tuple(phrase for phrase in sentence if phrase.tone is not Tone.ASIDE) or sentence


def wrapped(sentence: Sentence, columns: int) -> Lines:
    """Break a sentence into lines."""
    lines: Lines = [[]]
    used = 0
    for unit, spaced in _units(sentence):
        cells = sum(width(word) for word, _ in unit)
        if lines[-1] and used + spaced + cells > columns:
            lines.append([])
            used = 0
        elif spaced and lines[-1]:
            lines[-1].append((" ", unit[0][1]))
            used += 1
        if cells > columns:
            unit = [(clipped(word, columns), phrase) for word, phrase in unit[:1]]  # noqa: PLW2901
        lines[-1] += unit
        used += cells
    return lines


def _units(sentence: Sentence) -> list[tuple[list[tuple[str, Phrase]], bool]]:
    """Give what no line may break, and whether a space stands before it."""
    units: list[tuple[list[tuple[str, Phrase]], bool]] = []
    spaced = True
    for phrase in sentence:
        text = phrase.text
        whole = phrase.tone in (Tone.STRONG, Tone.LANE)
        words = [text.strip(" ")] if whole else text.split(" ")
        if whole:
            spaced = spaced or text.startswith(" ")
        for place, word in enumerate(words):
            spaced = spaced or place > 0
            if not word:
                continue
            drawn = " ".join(visible_text(part) for part in word.split(_JOINED))
            if spaced or not units:
                units.append(([(drawn, phrase)], spaced))
            else:
                units[-1][0].append((drawn, phrase))
            spaced = False
        spaced = spaced or text.endswith(" ")
    return units


def _ink(phrase: Phrase, look: Look) -> Ink:
    match phrase.tone:
        case Tone.LANE:
            return Ink(lane(look.palette, phrase.lane).color, bold=True)
        case Tone.STRONG:
            return BOLD
        case Tone.ACCENT:
            return Ink("accent", bold=True)
        case Tone.ASIDE:
            return MUTED
        case Tone.PLAIN:
            return TEXT
