"""The help of compared runs: what the table says, what one seed cannot, and the keys."""

from rnn_tui.commands import COMPARE
from rnn_tui.i18n import tr
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, MUTED, TEXT
from rnn_tui.ui.widgets.help_page import Line, Page, entry, keys, prose


class CompareHelp(Page[None]):
    """What compared runs show."""

    def page(self, room: int, look: Look) -> list[Line]:
        """Explain curves, columns, and what follows from them."""
        lines: list[Line] = [(tr("Help"), [(tr("esc close"), MUTED)])]
        lines += prose(
            tr(
                "Up to 12 kept runs over each other. Only what differs has a column; a setting "
                "that does not apply to a run is –. A glyph stands where a shorter run ended. "
                "Floors are drawn where they are those of every run."
            ),
            room,
        )
        lines += [("", []), (tr("Results"), [])]
        for sign, words in (
            (tr("cost"), tr("of the latest moment, in nats")),
            (tr("first ✓"), tr("the iteration after which the answer was first right")),
            (tr("under"), tr("the first iteration whose cost was under what all came under")),
            (tr("took"), tr("seconds of training, at the pace it was watched at")),
            (tr("answer"), tr("of the latest moment")),
        ):
            lines += entry([(sign, TEXT)], 9, words, room)
        for sign, words in (
            ("▸", tr("the current run; enter opens it")),
            ("○", tr("hidden: v draws it again")),
        ):
            lines += entry([(sign, ACCENT)], 9, words, room)
        lines += [("", []), (tr("One seed each"), [])]
        lines += prose(
            tr(
                "Another seed draws other first weights, and may turn the order round. What is "
                "said here is of these runs. A race of the same settings over 200 seeds says "
                "which is better, and how sure that is (R). Edits are left out of a race."
            ),
            room,
        )
        lines += keys(COMPARE, room, look)
        return lines
