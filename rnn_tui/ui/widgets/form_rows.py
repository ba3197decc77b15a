"""The rows of the form: which fields have one, in what order, and what they say of a draft."""

from textual.widget import Widget

from rnn_tui import fields
from rnn_tui.experiment import FIELD, FIELDS, PRESETS
from rnn_tui.i18n import tr
from rnn_tui.text import characters
from rnn_tui.ui.draft import Draft
from rnn_tui.ui.widgets.choice import Check, Choice, ChoiceView
from rnn_tui.ui.widgets.field_input import FieldInput
from rnn_tui.ui.widgets.field_row import FieldRow

PRESET = "preset"
ORDER = (
    "text",
    PRESET,
    "cell",
    "hidden_size",
    "optimizer",
    "learning_rate",
    "decay",
    "iterations",
    "seed",
    "time_steps",
    "carry_state",
)
"""Rows of the form; the other fields stand behind More."""
MORE = tuple(spec.name for spec in FIELDS if spec.name not in ORDER)


def is_shown(draft: Draft, name: str, *, more: bool) -> bool:
    """Whether a row is in view; `more`: those behind More too."""
    if name == PRESET:
        return True
    if name in MORE and not more and name not in draft.problems:
        return False
    return draft.applies(name)


def field_row(draft: Draft, name: str) -> FieldRow:
    """Make the row of a field."""
    if name == PRESET:
        return FieldRow(name, tr("Preset"), Choice(choice_view(draft, name), id=f"field-{name}"))
    control: Widget
    match FIELD[name].kind:
        case fields.Choice():
            control = Choice(choice_view(draft, name), id=f"field-{name}")
        case fields.Switch():
            control = Check(choice_view(draft, name), id=f"field-{name}")
        case _:
            control = FieldInput(id=f"field-{name}")
    return FieldRow(name, tr(FIELD[name].label), control)


def choice_view(draft: Draft, name: str) -> ChoiceView:
    """Give the options of a field that is a choice or a switch, and the one of the draft."""
    if name == PRESET:
        names = list(PRESETS)
        return ChoiceView(names, names.index(draft.nearest.name), draft.preset_caption)
    kind, raw = FIELD[name].kind, draft.shown(name)
    if isinstance(kind, fields.Choice):
        caption = "" if name == "cell" else kind.label(raw)
        labels = [tr(label) for label in kind.labels]
        return ChoiceView(labels, kind.options.index(raw), caption)
    return ChoiceView((tr("off"), tr("on")), int(raw == "yes"))


def consequence(draft: Draft, wound: int | None) -> str:
    """Say what training a draft would do, where that may surprise; `wound`: it branches there."""
    if draft.experiment is not None and len(set(characters(draft.experiment.text))) == 1:
        return tr("One character: the cost is 0.")
    if wound is not None:
        return tr("Enter trains on from {moment}.", moment=f"{wound:,}")
    for name in draft.changed:
        if not FIELD[name].live:
            return tr("A new {field} starts a new run.", field=tr(FIELD[name].label).lower())
    return ""
