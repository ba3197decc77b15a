"""`Spelling`: what the toolkit's own widgets draw beyond ASCII, written in ASCII."""

from collections.abc import Sequence

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from rnn_tui.glyphs import spelled


class Spelling(LineFilter):
    """Writes the signs of every segment in ASCII; letters stay what they are."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """Write a line."""
        return [Segment(spelled(text), style, control) for text, style, control in segments]


def without_spelling(filters: Sequence[LineFilter]) -> Sequence[LineFilter]:
    """Give the filters of a widget that knows which signs were typed by a person."""
    return [each for each in filters if not isinstance(each, Spelling)]
