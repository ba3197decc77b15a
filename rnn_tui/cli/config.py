"""`rnn-tui config`: where the settings are, what they are and who says so, a file to begin with."""

import json
from typing import Any

import click

from rnn_tui import config_file
from rnn_tui.cli import errors, home
from rnn_tui.cli.errors import Failure, UsageError, complain
from rnn_tui.config import SETTINGS
from rnn_tui.config_file import Found
from rnn_tui.folders import folder
from rnn_tui.i18n import tr
from rnn_tui.keys import display
from rnn_tui.settings import data_folder, read_state
from rnn_tui.text import fit, visible_text, width

EXAMPLES = """\b
Examples:
  rnn-tui config init         a file with every setting explained
  rnn-tui config show         every setting, its value, and where it comes from
  rnn-tui config path         where the file is
A flag comes before the environment, the environment before config.toml, that before what the
program remembers, that before the default. The fields of an experiment are no settings.
"""


@click.group("config", epilog=EXAMPLES, invoke_without_command=True)
@click.pass_context
def config_group(context: click.Context) -> int | None:
    """Show the settings, or write a file to change them."""
    if context.invoked_subcommand is None:
        code: int = context.invoke(show, as_json=False)
        return code
    return None


@config_group.command("path")
def path() -> int:
    """Say where the file of settings is, or would be."""
    found = config_file.config_path()
    if found is None:
        raise Failure(folder("config").problem)
    click.echo(visible_text(str(found)))
    return errors.DONE


@config_group.command("show")
@click.option("--json", "as_json", is_flag=True, help=tr("JSON, and no more."))
def show(as_json: bool) -> int:
    """List every setting with its value and where it comes from."""
    found = home.tolerated()
    values = [*_values(found), *_keys(found)]
    if as_json:
        click.echo(json.dumps(_object(found, values), ensure_ascii=False))
    else:
        _print(found, values)
    wrong = [fault for fault in found.faults if fault.in_file]
    for fault in found.faults:
        complain(fault.sentence)
    return errors.USAGE if wrong else errors.DONE


@config_group.command("init")
@click.option("--force", is_flag=True, help=tr("Replace the file that is there."))
def init(force: bool) -> int:
    """Write a file in which every setting is explained, and commented out."""
    from rnn_tui.export.files import FileError, write

    target = config_file.config_path()
    if target is None:
        raise Failure(folder("config").problem)
    try:
        if target.exists() and not force:
            raise UsageError(
                tr("{path}: exists; --force replaces it", path=visible_text(str(target)))
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        write(target, config_file.template().encode(), force=force)
    except FileError as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(f"{visible_text(str(target))}: {error.strerror}") from None
    click.echo(tr("written: {path}", path=visible_text(str(target))))
    return errors.DONE


Row = tuple[str, Any, str, str]
"""Name, value, the value for a person, origin."""


def _values(found: Found) -> list[Row]:
    """Give every setting; what the program remembers stands behind file and environment."""
    rows: list[Row] = []
    for setting in SETTINGS:
        value = getattr(found.settings, setting.name)
        origin = found.origins.get(setting.name, tr("default"))
        if setting.name == "theme" and value is None and (theme := read_state().theme):
            value, origin = theme, tr("remembered")
        drawn = setting.kind.format(value)
        if setting.name not in found.origins and value is None and setting.absent:
            drawn = tr(setting.absent)
            if setting.name == "data":
                kept = data_folder()
                drawn = str(kept.path) if kept.path is not None else tr("none: in memory alone")
        rows.append((setting.name, value, visible_text(drawn), visible_text(origin)))
    return rows


def _keys(found: Found) -> list[Row]:
    """Give the keys a person has changed."""
    origin = visible_text(found.origins.get("keys", ""))
    return [
        (f"keys.{name}", list(keys), " ".join(map(display, keys)), origin)
        for name, keys in found.settings.keys.items()
    ]


def _print(found: Found, rows: list[Row]) -> None:
    names = max(width(row[0]) for row in rows)
    values = min(max(width(row[2]) for row in rows), 40)
    for name, _, drawn, origin in rows:
        click.echo(f"{fit(name, names)}  {fit(drawn, max(values, width(drawn)))}  {origin}")
    there = found.path is not None and found.path.exists()
    file = visible_text(str(found.path)) if found.path is not None else tr("none")
    hint = "" if there else tr(" (not there; rnn-tui config init writes one)")
    click.echo(tr("File: {file}", file=file) + hint)


def _object(found: Found, rows: list[Row]) -> dict[str, Any]:
    return {
        "path": str(found.path) if found.path is not None else None,
        "settings": {name: {"value": value, "origin": origin} for name, value, _, origin in rows},
        "faults": [fault.sentence for fault in found.faults],
    }
