"""The help of the runs that are kept: what a row says, the words of a filter, the keys."""

from rnn_tui.commands import ARCHIVE
from rnn_tui.i18n import tr
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, MUTED, RIGHT, WRONG, Run
from rnn_tui.ui.widgets.help_page import Line, Page, entry, keys, prose


class RunsHelp(Page[None]):
    """What the list of runs shows."""

    def page(self, room: int, look: Look) -> list[Line]:
        """Explain rows and words, and list the keys."""
        lines: list[Line] = [(tr("Help"), [(tr("esc close"), MUTED)])]
        lines += prose(
            tr(
                "Every run that trains is kept, with all that happened in it, also those of "
                "other programs at work. A branch is a run of its own. The run in Train goes on "
                "in the first two rows."
            ),
            room,
        )
        lines += [("", []), (tr("Row"), [])]
        for sign, words in _signs():
            lines += entry([sign], 4, words, room)
        lines += [("", []), (tr("Words of the filter"), [])]
        for typed, words in _words():
            lines += entry([(typed, ACCENT)], 15, words, room)
        lines += prose(tr("All of them must hold; ! before a word means not."), room)
        return lines + keys(ARCHIVE, room, look)


def _signs() -> list[tuple[Run, str]]:
    return [
        (("●", ACCENT), tr("marked, with the sign and colour it has when compared")),
        (("■", MUTED), tr("done")),
        (("►", ACCENT), tr("being trained")),
        (("◐", MUTED), tr("interrupted: enter opens it, then space goes on")),
        (("◆", WRONG), tr("diverged")),
        (("✓", RIGHT), tr("the answer of its last moment is right; first ✓: since when")),
        (("⠉⠢⣀", MUTED), tr("its cost, on a log axis over its own range")),
    ]


def _words() -> list[tuple[str, str]]:
    return [
        ("cell=lstm,gru", tr("a word, or one of several")),
        ("cost<2", tr("a number: = != < <= > >=")),
        ("text~hello", tr("a part of text, name, note or answer")),
        ("tag:class", tr("a tag")),
        ("solved", tr("also done, diverged, interrupted, running, named, noted, tagged, forked")),
        ("sort:-cost", tr("the highest cost first; sort:cost the lowest")),
    ]
