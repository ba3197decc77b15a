"""`Placing`: puts the panels of the main screen where the arrangement has them, and no other."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from textual.geometry import Offset
from textual.widget import Widget

from rnn_tui.floors import Floors
from rnn_tui.i18n import tr
from rnn_tui.ui import facts
from rnn_tui.ui.arrange import (
    HELP,
    SMALLEST,
    Aside,
    Needs,
    Place,
    arrange,
    is_large,
    is_small,
    next_aside,
)
from rnn_tui.ui.arrange_inspector import InspectorNeeds, arrange_inspector
from rnn_tui.ui.facts import Shown
from rnn_tui.ui.screens.inside import InsidePanels, Lens
from rnn_tui.ui.screens.views import Panels, has_events
from rnn_tui.ui.widgets.canvas import Titled
from rnn_tui.ui.widgets.facts import notice_rows
from rnn_tui.ui.widgets.form import Form
from rnn_tui.ui.widgets.help import HelpView
from rnn_tui.ui.widgets.inspector.ablate import choices
from rnn_tui.ui.widgets.inspector.cell import ROWS
from rnn_tui.ui.widgets.inspector.gradient import FIXED
from rnn_tui.ui.widgets.inspector.maps import maps_rows
from rnn_tui.ui.widgets.inspector.plan import MOST_LOSSES
from rnn_tui.ui.widgets.inspector.tensor import tensor_rows
from rnn_tui.ui.widgets.inspector.unit import unit_rows
from rnn_tui.ui.widgets.network_plan import least_network, plan_network
from rnn_tui.ui.widgets.tour import TourView, tour_rows

MEDIUM_HELP = 115
"""Columns below which the network has no room for labels beside the help."""

TOURED_ROWS = 5
"""Rows the plot keeps in a small terminal while the tour speaks of the network."""

GAP = 3
"""Columns from the help to the margin of what stands beside it."""


@dataclass(frozen=True)
class Opened:
    """What a person has opened on the screen."""

    drawer: bool = False
    help: bool = False
    topic: str = ""
    """The panel that the help explains; empty, the first."""
    tour: int | None = None
    """The stop of the tour, from 0; None where it is not taken."""
    hint: bool = True
    aside: Aside = "answers"
    """What stands beside the plot of a small terminal."""

    def aside_of(self, asides: tuple[Aside, ...]) -> Aside:
        """Give what is to stand there, of what can."""
        return self.aside if self.aside in asides else asides[0]


class Placing:
    """Knows every panel, and where it stands."""

    projector = False
    """Whether the run is shown in large, while nothing else is open."""

    def projects(self, opened: Opened, lens: Lens) -> bool:
        """Say whether the projector's picture stands on the screen."""
        over = opened.drawer or opened.help or opened.tour is not None
        return self.projector and not (over or lens.inspector or lens.menu)

    def __init__(self, panels: Panels, inner: InsidePanels, form: Form) -> None:
        self._panels, self._inner, self._form = panels, inner, form

    def roomy(self, width: int, height: int) -> None:
        """Give the form blank rows where there is room."""
        roomy = not is_small(width, height) and height >= 34 and not self._form.more
        self._form.set_class(roomy, "roomy")

    def place(
        self,
        width: int,
        height: int,
        shown: Shown,
        floors: Floors | None,
        opened: Opened,
        lens: Lens,
    ) -> None:
        """Put every panel where it belongs in a terminal of this size."""
        form, panels = self._form, self._panels
        drawer = opened.drawer and is_small(width, height)
        if opened.tour is not None:
            panels.tour.view = TourView(opened.tour, shown.task)
        form.set_class(drawer, "drawer")
        form.ground_changed(drawer=drawer)
        self.roomy(width, height)
        panels.beside = drawer or (opened.help and width < MEDIUM_HELP)
        panels.page = ""
        panels.gradient = is_large(width, height) and not opened.help
        panels.inspecting = lens.inspector and not drawer
        large = width >= SMALLEST[0] and height >= SMALLEST[1]
        if self.projects(opened, lens) and large:
            places = {
                "projector": Place(0, 0, width, height - 1),
                "footer": Place(0, height - 1, width, 1),
            }
        elif opened.tour is not None:
            places = self._toured(width, height, shown, floors, opened)
        elif panels.inspecting and opened.help:
            places = self._helped(width, height, shown, opened, lens)
        elif panels.inspecting:
            places = self._inside(width, height, shown, opened, lens)
        else:
            places = arrange(width, height, self._needs(shown, floors, opened, drawer=drawer))
        if lens.menu and "small" not in places:
            places["menu"] = _menu(width, height, len(choices(self._inner.view(shown, lens))))
        shared = "summary" in places and not {"hint", "notice"} & places.keys()
        panels.hint_in_summary = opened.hint and shared
        self._name_pages(shown, places, turn=opened.tour is None)
        explained = self._explained(shown, opened)
        for widget in (*panels.widgets(), *self._inner.widgets()):
            put(widget, places.get(str(widget.id)))
            if isinstance(widget, Titled):
                widget.explain(str(widget.id) == explained)

    def _explained(self, shown: Shown, opened: Opened) -> str:
        """Name the panel that help or tour speak of."""
        panels = self._panels
        panels.topic = opened.topic
        if opened.tour is not None:
            return panels.tour.view.here.panel
        if not opened.help:
            return ""
        topic = HelpView(shown.snapshot.experiment, panels.inspecting, opened.topic).explained
        return topic.id if topic is not None else ""

    def _toured(
        self, width: int, height: int, shown: Shown, floors: Floors | None, opened: Opened
    ) -> dict[str, Place]:
        """Put the tour beneath the timeline, and the whole screen into what is left."""
        rows = tour_rows(shown.task, width)
        needs = self._needs(shown, floors, opened, drawer=False)
        if is_small(width, height) and self._panels.tour.view.here.panel == "network":
            # What is looked at has the rows that there are.
            needs = replace(needs, kept=TOURED_ROWS, hint=False)
        places = arrange(width, height - rows, needs)
        if "small" in places:
            places = arrange(width, height, needs)
            if "small" in places:
                return places
            places = {name: places[name] for name in ("header", "timeline", "footer")}
            return places | {"tour": Place(0, 2, width, height - 3)}
        places = {
            name: place if name in ("header", "timeline") else place._replace(y=place.y + rows)
            for name, place in places.items()
        }
        return places | {"tour": Place(0, 2, width, rows)}

    def _name_pages(self, shown: Shown, places: Mapping[str, Place], *, turn: bool) -> None:
        """Name what `tab` turns to, in the title of the page beside the plot; if it does."""
        panels, asides = self._panels, self._panels.asides(shown)
        words = {"answers": tr("answers"), "events": tr("events"), "facts": tr("run")}
        pages: dict[Aside, Titled[Any]]
        pages = {"answers": panels.answers, "events": panels.events, "facts": panels.facts}
        for name, panel in pages.items():
            turns = turn and "summary" in places and name in places
            panel.turn = words[next_aside(name, asides)] if turns else ""

    def _inside(
        self, width: int, height: int, shown: Shown, opened: Opened, lens: Lens
    ) -> dict[str, Place]:
        small, inner, task = is_small(width, height), self._inner, shown.task
        inner.steps.gradient = inner.maps.above = small
        cell, units = task.experiment.cell, task.hidden_size
        view = inner.view(shown, lens)
        needs = InspectorNeeds(
            maps=maps_rows(cell, units, above=small),
            roomy_maps=maps_rows(cell, units, above=small, each=2),
            gradient=min(task.length, MOST_LOSSES) + FIXED,
            unit=unit_rows(view),
            cell=ROWS[cell],
            logits=task.vocabulary_size + 1,
            shapes=len(facts.shape_facts(task).lines) + 1,
            tensor=tensor_rows(replace(inner.tensor.view, base=view).within()) + 1,
        )
        if small and not (lens.tensor or lens.portrait):
            self._panels.page = lens.page
        return arrange_inspector(
            width,
            height,
            needs,
            page=lens.page,
            tensor=lens.tensor,
            portrait=lens.portrait,
            hint=opened.hint,
        )

    def _helped(
        self, width: int, height: int, shown: Shown, opened: Opened, lens: Lens
    ) -> dict[str, Place]:
        """Put the help beside the inspector that it explains, or over one without the room."""
        places = self._inside(width, height, shown, opened, lens)
        if "small" in places:
            return places
        frame = {name: places[name] for name in ("header", "timeline", "footer")}
        x, rows = HELP + GAP, height - 3
        if width - x < SMALLEST[0]:
            return frame | {"help": Place(0, 2, width, rows)}
        beside = self._inside(width - x, height, shown, opened, lens)
        beside = {name: place._replace(x=place.x + x) for name, place in beside.items()}
        help_ = {"help": Place(0, 2, HELP, rows), "divider": Place(HELP, 2, 1, rows)}
        return beside | frame | help_

    def _needs(self, shown: Shown, floors: Floors | None, opened: Opened, *, drawer: bool) -> Needs:
        panels, task, notice = self._panels, shown.task, facts.notice(shown.snapshot)
        drawn: dict[str, Any] = {
            "time_steps": task.length,
            "letters": task.vocabulary_size,
            "units": task.hidden_size,
            "wide": panels.is_wide(task),
            "beside": panels.beside,
        }

        def network(columns: int, rows: int) -> int:
            plan = plan_network(width=columns, height=rows, gradient=panels.gradient, **drawn)
            return plan.height

        return Needs(
            network=network,
            least=lambda columns: least_network(width=columns, **drawn),
            answers=panels.answers_width(shown),
            form=self._form.rows_needed,
            facts=len(facts.run_facts(shown, floors).lines),
            shapes=len(facts.shape_facts(task).lines),
            floors=4,
            notice=lambda columns: notice_rows(notice, columns) if notice.heading else 0,
            inside=max(tensor_rows(self._inner.kernel.view), task.length + FIXED),
            hint=opened.hint,
            events=has_events(shown),
            aside=opened.aside_of(panels.asides(shown)),
            form_open=drawer,
            help_open=opened.help,
        )


def _menu(width: int, height: int, lines: int) -> Place:
    """Give the menu a place over the right edge, above the footer."""
    # A unit is listed beside the chosen one while it is zeroed: the place does not move for it.
    rows, columns = min(height - 4, lines + 3), min(34, width - 2)
    return Place(width - columns - 1, max(2, height - 1 - rows), columns, rows)


def put(widget: Widget, place: Place | None) -> None:
    """Put a widget in its place; where it has none it is not shown."""
    widget.display = place is not None and place.width > 0 and place.height > 0
    if place is not None:
        widget.styles.offset = Offset(place.x, place.y)
        widget.styles.width, widget.styles.height = place.width, place.height
