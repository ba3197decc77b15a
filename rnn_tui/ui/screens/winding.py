"""`WindingScreen`: a screen that owns a session, with the commands that move in its time."""

from collections.abc import Callable

from textual import on

from rnn_tui.fields import Invalid
from rnn_tui.i18n import tr
from rnn_tui.record import Phase
from rnn_tui.ui.screens.run import RunScreen
from rnn_tui.ui.widgets.seeking import Seeking


class WindingScreen(RunScreen):
    """A screen on which a run is wound back and on, branched, and edited with undo."""

    def wind(self, moment: int) -> None:
        """Show a moment."""
        self.session.seek(moment)
        self.expect()

    @on(Seeking.Sought)
    def _sought(self, event: Seeking.Sought) -> None:
        self.wind(event.moment)

    def action_back(self) -> None:
        """Show the moment before."""
        self.session.move(-1)
        self.expect()

    def action_back_ten(self) -> None:
        """Show ten moments before."""
        self.session.move(-10)
        self.expect()

    def action_on_ten(self) -> None:
        """Show ten moments on, or make ten iterations."""
        self.session.advance(10)
        self.expect()

    def action_first_moment(self) -> None:
        """Show the first moment."""
        self.wind(0)

    def action_last_moment(self) -> None:
        """Show the latest moment."""
        # The latest is the worker's to know: it goes as far as there is a moment.
        self.wind(self.shown.snapshot.iterations + self.shown.snapshot.latest + 1)

    def action_undo(self) -> None:
        """Undo the last edit, or return to the former future."""
        if self.shown.snapshot.undo is None:
            self.notify(tr("there is no edit to undo"), timeout=2, markup=False)
        self.session.undo()
        self.expect()

    def action_other_future(self) -> None:
        """Show another branch of the run."""
        if not self.shown.snapshot.others:
            words = tr("there is one future only: wind back and change something for another")
            self.notify(words, timeout=3, markup=False)
        self.session.other()
        self.expect()

    def action_recover(self) -> None:
        """Go on from before the run diverged."""
        if self.session.phase is Phase.DIVERGED:
            self.session.recover()
            self.expect()

    def edit(self, field: str, value: object) -> bool:
        """Make an edit at the moment shown; what is wrong with it is said."""
        shown = self.shown.snapshot.experiment
        return self.order(lambda: self.session.edit(field, value, shown))

    def order(self, give: Callable[[], None]) -> bool:
        """Give an order that may be refused, and say why it was; True if it was not."""
        try:
            give()
        except Invalid as error:
            self.notify(str(error), severity="error", markup=False)
            return False
        self.expect()
        return True
