"""`Placing`: puts the panels of the main screen where the arrangement has them, and no other."""

from dataclasses import dataclass

from textual.geometry import Offset
from textual.widget import Widget

from rnn_tui.floors import Floors
from rnn_tui.ui import facts
from rnn_tui.ui.arrange import Needs, Place, arrange, is_large, is_small
from rnn_tui.ui.facts import Shown
from rnn_tui.ui.screens.views import Panels
from rnn_tui.ui.widgets.facts import notice_rows
from rnn_tui.ui.widgets.form import Form
from rnn_tui.ui.widgets.network_plan import plan_network

MEDIUM_HELP = 115
"""Columns below which the network has no room for labels beside the help."""


@dataclass(frozen=True)
class Opened:
    """What a person has opened on the screen."""

    drawer: bool = False
    help: bool = False
    hint: bool = True


class Placing:
    """Knows every panel, and where it stands."""

    def __init__(self, panels: Panels, form: Form) -> None:
        self._panels, self._form = panels, form

    def roomy(self, width: int, height: int) -> None:
        """Give the form blank rows where there is room."""
        roomy = not is_small(width, height) and height >= 34 and not self._form.more
        self._form.set_class(roomy, "roomy")

    def place(
        self, width: int, height: int, shown: Shown, floors: Floors | None, opened: Opened
    ) -> None:
        """Put every panel where it belongs in a terminal of this size."""
        form, panels = self._form, self._panels
        drawer = opened.drawer and is_small(width, height)
        form.set_class(drawer, "drawer")
        form.ground_changed(drawer=drawer)
        self.roomy(width, height)
        panels.beside = drawer or (opened.help and width < MEDIUM_HELP)
        panels.gradient = is_large(width, height) and not opened.help
        places = arrange(width, height, self._needs(shown, floors, opened, drawer=drawer))
        for widget in panels.widgets():
            _put(widget, places.get(str(widget.id)))

    def _needs(self, shown: Shown, floors: Floors | None, opened: Opened, *, drawer: bool) -> Needs:
        panels, task, notice = self._panels, shown.task, facts.notice(shown.snapshot)
        wide = panels.is_wide(task)

        def network(columns: int, rows: int) -> int:
            return plan_network(
                time_steps=task.length,
                letters=task.vocabulary_size,
                units=task.hidden_size,
                width=columns,
                height=rows,
                wide=wide,
                beside=panels.beside,
                gradient=panels.gradient,
            ).height

        return Needs(
            network=network,
            answers=panels.answers_width(shown),
            form=self._form.rows_needed,
            facts=len(facts.run_facts(shown, floors).lines),
            shapes=len(facts.shape_facts(task).lines),
            floors=4,
            notice=lambda columns: notice_rows(notice, columns) if notice.heading else 0,
            reading=panels.reading(shown, hint=opened.hint),
            form_open=drawer,
            help_open=opened.help,
        )


def _put(widget: Widget, place: Place | None) -> None:
    widget.display = place is not None and place.width > 0 and place.height > 0
    if place is not None:
        widget.styles.offset = Offset(place.x, place.y)
        widget.styles.width, widget.styles.height = place.width, place.height
