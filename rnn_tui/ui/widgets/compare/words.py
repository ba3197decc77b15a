"""`InWords`: what can be said of the compared runs, and the offer to race them."""

from rnn_tui.i18n import declared
from rnn_tui.ui.widgets.race.prose import Prose


class InWords(Prose):
    """Sentences, with the runs in their colours."""

    title = declared("In words")
