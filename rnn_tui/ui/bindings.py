"""The keys of a screen, from what is declared of its commands."""

from textual.binding import Binding, BindingType

from rnn_tui.commands import OF_THE_APP, commands_of


def bindings_of(screen: str) -> list[BindingType]:
    """Give the keys of a screen's commands, but those of the app itself."""
    return [
        Binding(",".join(c.keys), c.id, c.label, show=False, id=c.id)
        for c in commands_of(screen)
        if c.keys and c.id not in OF_THE_APP
    ]
