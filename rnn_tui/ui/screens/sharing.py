"""`SharingScreen`: a run leaves as one line of text, and comes back from one that is pasted."""

from textual import events

from rnn_tui.export.share import PROGRAM, NotShareableError, parse_share, share
from rnn_tui.fields import Invalid
from rnn_tui.recipe import Recipe
from rnn_tui.session.plan import Plan
from rnn_tui.task import DEFAULT_MEMORY
from rnn_tui.ui.copying import copy_line
from rnn_tui.ui.screens.inspecting import InspectingScreen


class SharingScreen(InspectingScreen):
    """A screen whose run is shared as a command line."""

    def action_share(self) -> None:
        """Copy the command line that makes the run shown again, its edits included."""
        snapshot, plan = self.shown.snapshot, self.session.plan
        start = snapshot.branch.start.experiment if snapshot.branch else plan.experiment
        recipe = Recipe(start, snapshot.events)
        try:
            line = share(recipe, given_weights=plan.initial is not None)
        except NotShareableError as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        copy_line(self.app, line)

    def on_paste(self, event: events.Paste) -> None:
        """Train what a pasted command line says; a field in focus has its pastes to itself."""
        line = event.text.strip()
        if not line.startswith(f"{PROGRAM} ") and line != PROGRAM:
            return
        event.stop()
        try:
            recipe = parse_share(line, DEFAULT_MEMORY)
        except Invalid as error:
            self.notify(str(error), severity="error", markup=False)
            return
        self.begin(Plan(recipe.experiment, events=recipe.in_order))
