"""`Settings`: what a person prefers of the program, and never a field of an experiment.

Each setting is declared once, here, with its kind, default, environment variable and help;
`config.toml`, its template, `rnn-tui config show` and the flags' defaults are derived.
"""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rnn_tui.fields import Choice, Invalid, Kind, Number, Switch
from rnn_tui.i18n import tr
from rnn_tui.keymap import Keymap
from rnn_tui.task import DEFAULT_MEMORY

_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,9})?) ?([kMGT]?)B?", re.ASCII | re.IGNORECASE)
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}


class Size:
    """A number of bytes above 0: 500MB, 2GB."""

    @property
    def allowed(self) -> str:
        """What a size looks like."""
        return tr("a size above 0, for example 500MB or 2GB")

    def parse(self, raw: str) -> int:
        """Read a number with its unit."""
        found = _SIZE.fullmatch(raw.strip())
        return self.check(int(float(found[1]) * _UNITS[found[2].lower()]) if found else 0)

    def check(self, value: Any) -> int:
        """Check type and range."""
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise Invalid(self.allowed)
        return value

    def format(self, value: Any) -> str:
        """Write the largest unit that leaves a whole number."""
        for unit in "TGMk":
            if value % _UNITS[unit.lower()] == 0:
                return f"{value // _UNITS[unit.lower()]}{unit}B"
        return str(value)


class Word:
    """A word of letters, digits and dashes, or None: whether it is known is seen later."""

    def __init__(self, example: str) -> None:
        self.example = example

    @property
    def allowed(self) -> str:
        """What a name looks like."""
        return tr("a name, for example {example}", example=self.example)

    def parse(self, raw: str) -> str:
        """Read the name."""
        return str(self.check(raw.strip()))

    def check(self, value: Any) -> str | None:
        """Check that it is a name."""
        if value is not None and not (
            isinstance(value, str) and re.fullmatch(r"[\w.:-]{1,60}", value)
        ):
            raise Invalid(self.allowed)
        return value

    def format(self, value: Any) -> str:
        """Write the name."""
        return value or ""


class FolderName:
    """A folder from the root or from ~ on, or None."""

    @property
    def allowed(self) -> str:
        """What a folder looks like."""
        return tr("a folder from / or ~ on, for example {example}", example="~/rnn-tui")

    def parse(self, raw: str) -> str:
        """Read what an environment variable says: there the folder one is in counts."""
        if "\0" in raw:
            raise Invalid(self.allowed)
        return str(Path(raw).absolute()) if not raw.startswith("~") else raw

    def check(self, value: Any) -> str | None:
        """Check that it does not depend on where the program is started."""
        if value is None:
            return None
        if not isinstance(value, str) or not value.startswith(("/", "~")) or "\0" in value:
            raise Invalid(self.allowed)
        return value

    def format(self, value: Any) -> str:
        """Write the folder."""
        return value or ""


@dataclass(frozen=True)
class Setting:
    """The one declaration of a setting."""

    name: str
    kind: Kind
    help: str
    default: Any
    variables: tuple[str, ...]
    """What the environment calls it; the first that is set holds."""
    example: str
    """A value as the template writes it."""
    absent: str
    """What holds where nobody says anything, in words; "" where the default says it."""


def _declare(
    kind: Kind,
    default: Any,
    help: str,  # noqa: A002
    variable: str,
    example: str = "",
    *,
    absent: str = "",
    also: tuple[str, ...] = (),
) -> Any:
    facts = {
        "kind": kind, "default": default, "help": help, "variables": (variable, *also),
        "example": example or kind.format(default), "absent": absent,
    }  # fmt: skip
    return dataclasses.field(default=default, metadata=facts)


LANGUAGES = ("en", "ko")
START_SPEED = 20.0


@dataclass(frozen=True)
class Settings:
    """Every setting, and the keys a person chose. None is for the program to find out."""

    theme: str | None = _declare(
        Word("rnn-light"), None, "The colours of the app.", "RNN_TUI_THEME", "rnn-dark",
        absent="the last one chosen", also=("TEXTUAL_THEME",),
    )  # fmt: skip
    language: str | None = _declare(
        Choice(LANGUAGES, ("English", "한국어"), str), None,
        "The language of every sentence.", "RNN_TUI_LANG", "en", absent="from LANG",
    )  # fmt: skip
    speed: float | None = _declare(
        Number(1, 1000, "20", absent="unlimited"), START_SPEED,
        "Iterations a second at which the app starts.", "RNN_TUI_SPEED",
    )  # fmt: skip
    data: str | None = _declare(
        FolderName(), None, "Where runs are kept.", "RNN_TUI_DATA", "~/rnn-tui",
        absent="the data folder of the system",
    )  # fmt: skip
    memory: int = _declare(
        Size(), DEFAULT_MEMORY, "A network that needs more is refused.", "RNN_TUI_MEMORY"
    )
    history_memory: int = _declare(
        Size(), 64 * 10**6, "What winding back may take, beside the run itself.",
        "RNN_TUI_HISTORY_MEMORY",
    )  # fmt: skip
    bell: bool = _declare(
        Switch(), False, "Ring when a run ends while the terminal is not in focus.", "RNN_TUI_BELL"
    )
    animations: bool = _declare(
        Switch(), True, "Let what scrolls and opens move smoothly.", "RNN_TUI_ANIMATIONS"
    )
    mouse: bool = _declare(
        Switch(), True, "Let the app have the mouse; without it the terminal selects text.",
        "RNN_TUI_MOUSE",
    )  # fmt: skip
    ascii: bool = _declare(
        Switch(), False, "Draw with ASCII signs alone.", "RNN_TUI_ASCII",
        absent="where the locale is not UTF-8",
    )  # fmt: skip
    keys: Keymap = dataclasses.field(default_factory=dict)


SETTINGS: tuple[Setting, ...] = tuple(
    Setting(name=declared.name, **declared.metadata)
    for declared in dataclasses.fields(Settings)
    if declared.metadata
)

SETTING: Mapping[str, Setting] = {setting.name: setting for setting in SETTINGS}
