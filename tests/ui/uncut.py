"""Watches what is drawn: no translated word is cut at an edge, shortened, or painted over."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from types import FunctionType
from typing import Any

import pytest
from rich.cells import cell_len
from textual.errors import NoWidget
from textual.screen import Screen
from textual.widgets import Button, Static

from rnn_tui import i18n, text
from rnn_tui.ui.sheet import TEXT, Ink, Sheet

HANGUL = re.compile("[가-힣]")


class Watch:
    """Keeps what went wrong, each with the text it happened to."""

    def __init__(self) -> None:
        self.said: set[str] = set()
        self.sentences: set[str] = set()
        self.faults: set[tuple[str, str]] = set()
        self._known = lru_cache(maxsize=None)(self._contains)

    def translated(self, drawn: str) -> bool:
        """Whether a drawn text holds a word of the program, not only what a person typed."""
        if i18n.chosen() == "ko":
            return HANGUL.search(drawn) is not None
        return self._known(drawn, len(self.said))

    def _contains(self, drawn: str, known: int) -> bool:
        del known
        return any(said in drawn for said in self.said)

    def fault(self, kind: str, drawn: str) -> None:
        self.faults.add((kind, drawn))

    def look_at(self, screen: Screen[Any]) -> None:
        """Look at what Textual itself draws: labels, buttons, notes."""
        self.faults |= self.found(screen)

    def found(self, screen: Screen[Any]) -> set[tuple[str, str]]:
        """Give what is wrong with labels, buttons and notes as they stand now."""
        faults: set[tuple[str, str]] = set()
        strips = screen._compositor.render_strips()
        rows = ["".join(segment.text for segment in strip) for strip in strips]
        for widget in screen.query(Static).results():
            told = str(widget.content).strip()
            try:
                place = screen.find_widget(widget)
            except NoWidget:
                continue
            region = place.region
            if not told or not self.translated(told) or not region.area:
                continue
            if widget.has_class("label") and cell_len(told) > region.width:
                faults.add(("wider than its column", told))
            if not place.clip.contains_region(region):
                continue  # scrolled out of view, and in again
            drawn = "".join(
                _cut(row, region.x, region.width) for row in rows[region.y : region.bottom]
            )
            if "".join(told.split()) not in "".join(drawn.split()):
                faults.add(("not whole", told))
        for button in screen.query(Button).results():
            if button.is_on_screen and cell_len(str(button.label)) > button.size.width:
                faults.add(("wider than its button", str(button.label)))
        return faults


def _cut(row: str, x: int, width: int) -> str:
    taken, at = "", 0
    for character in row:
        if x <= at < x + width:
            taken += character
        at += cell_len(character)
    return taken


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Watch all that is drawn meanwhile."""
    watch = Watch()
    put, fit = Sheet.put, text.fit

    def watched_put(self: Sheet, x: int, y: int, drawn: str, ink: Ink = TEXT) -> int:
        if 0 <= y < self.height and drawn.strip():
            words: dict[tuple[int, int], tuple[str, bool]] = self.__dict__.setdefault("_words", {})
            end = x + cell_len(drawn.rstrip())
            ours = watch.translated(drawn)
            if ours and (x < 0 or end > self.width):
                watch.fault("cut at the edge", f"{drawn!r} at {x} of {self.width}")
            start = x + cell_len(drawn) - cell_len(drawn.lstrip())
            if not any(character.isalnum() for character in drawn):
                start = end  # lines and bars lie beneath words
            for column in range(start, end):
                before, theirs = words.get((column, y), (drawn, False))
                if before != drawn and (ours or theirs):
                    watch.fault("painted over", f"{before!r} by {drawn!r}")
                words[column, y] = drawn, ours
        return put(self, x, y, drawn, ink)

    def watched_fit(drawn: str, cells: int) -> str:
        if 0 < cells < cell_len(drawn) and watch.translated(drawn):
            watch.fault("shortened", f"{drawn!r} to {cells}")
        return fit(drawn, cells)

    in_context = i18n.trc

    def spied(translate: Any) -> Any:
        def spy(*sentences: Any, **values: Any) -> str:
            told: str = translate(*sentences, **values)
            watch.sentences.add(sentences[1] if translate is in_context else sentences[0])
            if len(told.strip()) > 3:
                watch.said.add(told.strip())
            return told

        return spy

    monkeypatch.setattr(Sheet, "put", watched_put)
    spies = {f: spied(f) for f in (i18n.tr, i18n.trn, i18n.trc)} | {fit: watched_fit}
    for name, module in list(sys.modules.items()):
        if name.startswith("rnn_tui"):
            for attribute, value in list(vars(module).items()):
                if callable(value) and type(value) is FunctionType and value in spies:
                    monkeypatch.setattr(module, attribute, spies[value])
    yield watch
