"""Which language is asked for: the flag, the environment, the settings, or the locale.

Looked at before the command line is imported, as help texts are translated while it is; so
nothing here parses the command line properly, checks are left to it, and nothing heavy loads.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rnn_tui.i18n import LANGUAGES, choose, tr

FLAG = "--lang"
VARIABLE = "RNN_TUI_LANG"
_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
_SETTING = re.compile(r"""^\s*language\s*=\s*["']([^"'\n]*)["']\s*(#.*)?$""", re.MULTILINE)
_LARGEST = 100_000


@dataclass(frozen=True)
class Asked:
    """The language to speak, and what was asked for in vain by the environment."""

    language: str
    unknown: str = ""

    @property
    def notice(self) -> str:
        """Say that the environment names no language, and what is allowed; empty if all is well."""
        if not self.unknown:
            return ""
        return tr(
            "{variable}={typed}: no such language; one of {names}; going on in English",
            variable=VARIABLE,
            typed=self.unknown,
            names=", ".join(LANGUAGES),
        )


def begin(argv: Sequence[str], environ: Mapping[str, str], settings: Path | None = None) -> Asked:
    """Find the language, and speak it from now on. The first thing a process does."""
    asked = find(argv, environ, settings)
    choose(asked.language)
    return asked


def find(argv: Sequence[str], environ: Mapping[str, str], settings: Path | None = None) -> Asked:
    """Say which language is asked for; a flag that is wrong is for the command line to refuse."""
    flag = _flag(argv)
    if flag in LANGUAGES:
        return Asked(flag)
    if named := environ.get(VARIABLE, "").strip():
        if named.lower() in LANGUAGES:
            return Asked(named.lower())
        return Asked(LANGUAGES[0], named)
    if settings is not None and (written := _written(settings)) in LANGUAGES:
        return Asked(written)
    return Asked(_of_locale(environ))


def _flag(argv: Sequence[str]) -> str:
    """Give the value of the last `--lang` before a `--`; empty without one."""
    found = ""
    for word, following in zip(argv, [*argv[1:], ""], strict=False):
        if word == "--":
            break
        if word == FLAG:
            found = following
        elif word.startswith(FLAG + "="):
            found = word.removeprefix(FLAG + "=")
    return found


def _written(settings: Path) -> str:
    """Read the language from the settings without parsing them; what is wrong is named later."""
    try:
        if settings.stat().st_size > _LARGEST:
            return ""
        found = _SETTING.search(settings.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return found[1] if found else ""


def _of_locale(environ: Mapping[str, str]) -> str:
    """Give the language of the locale, or English where the program does not speak it."""
    name = next((environ[name] for name in _LOCALES if environ.get(name)), "")
    language = re.split(r"[_.@-]", name)[0].lower()
    return language if language in LANGUAGES else LANGUAGES[0]
