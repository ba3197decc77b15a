"""The help of race and sweep: what many seeds show that one cannot, the signs, and the keys."""

from rnn_tui.commands import RACE, SWEEP
from rnn_tui.i18n import tr
from rnn_tui.keymap import key_of
from rnn_tui.ui.look import Look
from rnn_tui.ui.sheet import ACCENT, MUTED, TEXT, WRONG
from rnn_tui.ui.widgets.help_page import Line, Page, entry, keys, prose


class RaceHelp(Page[None]):
    """What race and sweep show."""

    ground = "raised"

    def page(self, room: int, look: Look) -> list[Line]:
        """Explain lanes, bands, boards, the verdict, tiles, and the keys."""
        lines: list[Line] = [(tr("Help"), [(f"{key_of('leave')} {tr('close')}", MUTED)])]
        lines += prose(
            tr(
                "One seed proves nothing: other first weights, another run. A race trains each "
                "lane with the same seeds, all in step, and shows what most of them do."
            ),
            room,
        )
        lines += [("", []), (tr("Plot"), [])]
        lines += prose(
            tr(
                "A line is the median cost of a lane's seeds; its band holds 25 to 75 % of them, "
                "or 5 to 95 % (b). Dotted lines are the floors. A seed that diverged counts as "
                "higher than all others."
            ),
            room,
        )
        lines += [("", []), (tr("Boards"), [])]
        for sign, ink, words in (
            (tr("right now"), TEXT, tr("seeds whose answer is right at this moment")),
            (tr("first right"), TEXT, tr("quartiles of the iteration at which they first were")),
            (tr("cost"), TEXT, tr("quartiles over the seeds, in nats")),
            (tr("answers"), TEXT, tr("by how many seeds give them")),
            ("◆", WRONG, tr("seeds that diverged; the others go on")),
        ):
            lines += entry([(sign, ink)], 13, words, room)
        lines += [("", []), (tr("Verdict"), [])]
        lines += prose(
            tr(
                "The share of seeds that solve it, with its 95 % interval (Wilson), and whether "
                "the difference of two lanes could be chance: an exact McNemar test on the seeds "
                "that only one of them solves, with Holm's correction for all pairs."
            ),
            room,
        )
        lines += [("", []), (tr("Sweep"), [])]
        lines += prose(
            tr(
                "A tile is a point: its colour and number say how its seeds did. What cannot be "
                "told from the best is as good a choice as the best. A sweep that was stopped "
                "goes on where it was."
            ),
            room,
        )
        for sign, words in (
            ("►", tr("at work")),
            ("·", tr("not begun")),
            ("◂", tr("the best so far")),
            ("▸ ▾", tr("the chosen point")),
        ):
            lines += entry([(sign, ACCENT)], 13, words, room)
        lines += keys(RACE, room, look)
        known = set(map(str, lines))
        lines += [line for line in keys(SWEEP, room, look) if str(line) not in known]
        lines += [("", []), (tr("Try"), [])]
        lines += prose(
            tr(
                "Is the LSTM really better? Race hello as it comes, then with 1,000 iterations. "
                "Then open a seed that fails, and look inside."
            ),
            room,
        )
        return lines
