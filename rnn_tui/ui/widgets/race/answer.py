"""An answer that seeds gave, in few cells: its wrong letters told apart, also without colour."""

from functools import lru_cache

from rnn_tui.text import typed_text, width
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import MUTED, RIGHT, TEXT, WRONG, Run
from rnn_tui.ui.widgets.race.views import AnswerCount


def answer_mark(answer: AnswerCount) -> Run:
    """Give ✓ or ✗."""
    return ("✓", RIGHT) if answer.right else ("✗", WRONG)


def answer_width(answer: AnswerCount) -> int:
    """Count the cells of the whole answer."""
    return sum(width(_drawn(letter)) for letter in answer.letters[:1000])


def answer_runs(answer: AnswerCount, cells: int, look: Look) -> list[Run]:
    """Write an answer in at most so many cells, around its first wrong letter where it is cut."""
    if cells < 1:
        return []
    drawn = [_drawn(letter) for letter in answer.letters]
    first = _first(answer, drawn, cells)
    runs: list[Run] = [("…", MUTED)] if first > 0 else []
    used, place = len(runs), first
    while place < len(drawn):
        size = width(drawn[place])
        rest = 1 if place + 1 < len(drawn) else 0
        if used + size + rest > cells and _rest(drawn, place) > cells - used:
            runs.append(("…", MUTED))
            break
        wrong = place < len(answer.wrong) and answer.wrong[place]
        ink = WRONG._replace(reverse=look.mono) if wrong else TEXT._replace(bold=answer.right)
        runs.append((drawn[place], MUTED if drawn[place] == "␣" and not wrong else ink))
        used += size
        place += 1
    return runs


@lru_cache(maxsize=4096)
def _drawn(letter: str) -> str:
    return typed_text(letter, spaces=True)


def _rest(drawn: list[str], place: int) -> int:
    """Count the cells from a letter on."""
    return sum(map(width, drawn[place : place + 1000]))


def _first(answer: AnswerCount, drawn: list[str], cells: int) -> int:
    """Choose the first letter shown, so that the first wrong one is seen."""
    if _rest(drawn, 0) <= cells:
        return 0
    wrong = next((t for t, bad in enumerate(answer.wrong[: len(drawn)]) if bad), 0)
    wide = max(map(width, drawn), default=1)
    fits = max(1, cells // wide - 2)
    return max(0, min(wrong - fits // 2, len(drawn) - fits)) if wrong >= fits else 0
