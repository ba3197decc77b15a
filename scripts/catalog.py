"""Keep the translations in step with the source: `make catalog`.

Collects every sentence that is translated, brings each language's `.po` up to date (what is
there is kept, what is gone is kept as a comment) and compiles it to the `.mo` that the program
reads. Prints what lacks a translation. With `--check` nothing is written: exit 1 if anything
is missing or out of date.
"""

import ast
import inspect
import os
import re
import string
import struct
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "rnn_tui"
LOCALE = PACKAGE / "locale"
NAMES = ("tr", "declared")

CLICK = (
    "Usage:",
    "Options",
    "Commands",
    "Show this message and exit.",
    "Missing command.",
    "Missing argument",
    "Missing option",
    "Missing parameter",
    "No such command {name!r}.",
    "No such option {name!r}.",
    "Option {name!r} requires an argument.",
    "Option {name!r} does not take a value.",
    "Invalid value: {message}",
    "Invalid value for {param_hint}: {message}",
    "{value!r} is not a valid {number_type}.",
    "integer",
    "float",
)
"""What click says, which asks the same catalogue."""
CLICK_PLURALS = (
    ("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    ("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    ("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
)

GATES = ("hidden", "memory", "input", "forget", "output", "candidate", "reset", "update")

Key = tuple[str, str, str]
"""A context, where there is one; a sentence; its plural, where it has one."""


@dataclass(frozen=True)
class Entry:
    """A sentence of the catalogue: where it is said, and what it is in another language."""

    context: str
    one: str
    many: str = ""
    said: str = ""
    places: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """What it is found by."""
        return self.context, self.one, self.many


# What is said.


def sentences() -> dict[Key, tuple[str, ...]]:
    """Collect all that is translated, with the files it stands in."""
    found: dict[Key, list[str]] = {}
    for key, place in (*_called(), *_data()):
        places = found.setdefault(key, [])
        if place not in places:
            places.append(place)
    # gettext looks a sentence up whether it has a plural or not: one entry is enough.
    for key in [key for key in found if key[2]]:
        found[key] += [p for p in found.pop(("", key[1], ""), []) if p not in found[key]]
    return {key: tuple(sorted(places)) for key, places in found.items()}


def _called() -> Iterator[tuple[Key, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id == "trn":
                    one, many = (list(_literals(argument)) for argument in node.args[:2])
                    yield from ((("", *pair), place) for pair in zip(one, many, strict=True))
                elif node.func.id == "trc":
                    context, one = (list(_literals(argument)) for argument in node.args[:2])
                    yield from (((context[0], said, ""), place) for said in one)
                elif node.func.id in NAMES and node.args:
                    yield from ((("", said, ""), place) for said in _literals(node.args[0]))


def _literals(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str() as said) if said:
            yield said
        case ast.IfExp():
            yield from _literals(node.body)
            yield from _literals(node.orelse)


def _data() -> Iterator[tuple[Key, str]]:
    """Give what is declared as data, and translated where it is shown."""
    for said, place in _declared():
        if said and re.search(r"[A-Za-z]{2}", said):
            yield ("", said, ""), place
    yield from ((("gate", gate, ""), "rnn_tui/ui/widgets/inspector") for gate in GATES)
    yield from ((("", said, ""), "click") for said in CLICK)
    yield from ((("", *pair), "click") for pair in CLICK_PLURALS)


def _declared() -> Iterator[tuple[str, str]]:
    from rnn_tui import commands, config, experiment, fields, floors, record
    from rnn_tui.cli import main, speaking, topics
    from rnn_tui.export import formats
    from rnn_tui.plotting import lanes
    from rnn_tui.ui import arrange_inspector
    from rnn_tui.ui.screens import sweep_views

    for command in commands.COMMANDS:
        for said in (command.label, command.word, command.help):
            yield said, "rnn_tui/commands.py"
    for spec in experiment.FIELDS:
        yield spec.label, "rnn_tui/experiment.py"
        yield spec.help, "rnn_tui/experiment.py"
        if isinstance(spec.kind, fields.Choice):
            yield from ((label, "rnn_tui/experiment.py") for label in spec.kind.labels)
        yield getattr(spec.kind, "absent", None) or "", "rnn_tui/experiment.py"
    for setting in config.SETTINGS:
        yield setting.help, "rnn_tui/config.py"
        yield setting.absent, "rnn_tui/config.py"
    for topic in topics.TOPICS.values():
        yield topic.title, "rnn_tui/cli/topics.py"
    for preset in experiment.PRESETS.values():
        yield preset.help, "rnn_tui/experiment.py"
    for made in formats.FORMATS.values():
        yield made.help, "rnn_tui/export/formats.py"
    for name in (floors.UNIFORM, floors.NO_MEMORY, floors.LIMIT):
        yield name, "rnn_tui/floors.py"
    for listed, place in (
        (commands.Group, "rnn_tui/commands.py"),
        (record.Phase, "rnn_tui/record.py"),
        (lanes.Bands, "rnn_tui/plotting/lanes.py"),
        (sweep_views.Measure, "rnn_tui/ui/screens/sweep_views.py"),
        (sweep_views.Order, "rnn_tui/ui/screens/sweep_views.py"),
        (arrange_inspector.PAGES, "rnn_tui/ui/arrange_inspector.py"),
    ):
        yield from ((str(one), place) for one in listed)
    for command_line in speaking.commands(main.program):
        yield inspect.cleandoc(command_line.help or ""), "rnn_tui/cli"
        yield command_line.epilog or "", "rnn_tui/cli"


def places(sentence: str) -> set[str]:
    """Give the names of the values in a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


# The files.


def read_po(text: str) -> tuple[str, dict[Key, Entry]]:
    """Read a catalogue: the head as it stands, and the entries, those that are gone too."""
    head, _, rest = text.partition('\nmsgid ""\n')
    fields, _, body = rest.partition("\n\n")
    found: dict[Key, Entry] = {}
    for block in re.split(r"\n{2,}", body.strip()):
        values: dict[str, str] = {}
        comments, current = [], ""
        for raw in block.splitlines():
            line = raw.removeprefix("#~ ")
            if line.startswith("#"):
                if not line.startswith("#:"):
                    comments.append(line)
            elif line.startswith('"'):
                values[current] += _unquoted(line)
            elif line:
                current, _, quoted = line.partition(" ")
                values[current] = _unquoted(quoted)
        if "msgid" in values:
            said = values.get("msgstr", values.get("msgstr[0]", ""))
            many = values.get("msgid_plural", "")
            context = values.get("msgctxt", "")
            entry = Entry(context, values["msgid"], many, said, comments=tuple(comments))
            found[entry.key] = entry
    return f'{head}\nmsgid ""\n{fields}\n', found


def write_po(head: str, entries: Mapping[Key, Entry]) -> str:
    """Write a catalogue, in the order of the source; last what is said no more."""
    live = sorted((e for e in entries.values() if e.places), key=lambda e: (e.places[0], e.key))
    gone = sorted((e for e in entries.values() if not e.places and e.said), key=lambda e: e.key)
    blocks = [_block(entry) for entry in live]
    blocks += ["\n".join("#~ " + line for line in _block(e).splitlines()) for e in gone]
    return "\n".join([head, *(block + "\n" for block in blocks)])


def _block(entry: Entry) -> str:
    lines = [*entry.comments, *(f"#: {place}" for place in entry.places)]
    if entry.context:
        lines.append(f"msgctxt {_quoted(entry.context)}")
    lines.append(f"msgid {_quoted(entry.one)}")
    if entry.many:
        lines += [f"msgid_plural {_quoted(entry.many)}", f"msgstr[0] {_quoted(entry.said)}"]
    else:
        lines.append(f"msgstr {_quoted(entry.said)}")
    return "\n".join(lines)


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\b": "\\b"}
_BACK = {escaped[1]: character for character, escaped in _ESCAPES.items()}


def _quoted(text: str) -> str:
    lines = text.splitlines(keepends=True) or [""]
    drawn = ['"' + "".join(_ESCAPES.get(c, c) for c in line) + '"' for line in lines]
    return drawn[0] if len(drawn) == 1 else "\n".join(['""', *drawn])


def _unquoted(quoted: str) -> str:
    inner = quoted.strip()[1:-1]
    return re.sub(r"\\(.)", lambda found: _BACK.get(found[1], found[1]), inner)


def compiled(head: str, entries: Mapping[Key, Entry]) -> bytes:
    """Give the `.mo` of a catalogue: sorted, the same bytes for the same sentences."""
    about = "".join(_unquoted(line) for line in head.splitlines() if line.startswith('"'))
    said = {b"": about.encode()}
    for entry in entries.values():
        if entry.said and entry.places:
            key = entry.one + ("\0" + entry.many if entry.many else "")
            key = f"{entry.context}\4{key}" if entry.context else key
            said[key.encode()] = entry.said.encode()
    keys = sorted(said)
    count, size = len(keys), 28
    tables, blob = [], b""
    start = size + 16 * count
    for texts in (keys, [said[key] for key in keys]):
        for text in texts:
            tables += [len(text), start + len(blob)]
            blob += text + b"\0"
    numbers = (0x950412DE, 0, count, size, size + 8 * count, 0, start, *tables)
    return struct.pack(f"<{len(numbers)}I", *numbers) + blob


# The work.


def updated(folder: Path) -> tuple[str, bytes, list[Entry]]:
    """Give the catalogue of a language as it should be, compiled, and what it lacks."""
    text = (folder / "rnn_tui.po").read_text(encoding="utf-8")
    head, entries = read_po(text)
    entries = {key: replace(entry, places=()) for key, entry in entries.items()}
    for key, where in sentences().items():
        entries[key] = replace(entries.get(key, Entry(*key)), places=where)
    missing = [entry for entry in entries.values() if entry.places and not entry.said]
    return write_po(head, entries), compiled(head, entries), missing


def unequal(entries: Mapping[Key, Entry]) -> list[Entry]:
    """Give the translations whose values are not those of the sentence."""
    return [
        entry
        for entry in entries.values()
        if entry.said and places(entry.said) != places(entry.many or entry.one)
    ]


def main() -> int:
    """Bring every language up to date, or only check."""
    os.environ["RNN_TUI_LANG"] = "en"
    check, bad = "--check" in sys.argv[1:], False
    for folder in sorted(LOCALE.glob("*/LC_MESSAGES")):
        po, mo = folder / "rnn_tui.po", folder / "rnn_tui.mo"
        text, binary, missing = updated(folder)
        wrong = unequal(read_po(text)[1])
        for entry in missing:
            print(f"{folder.parent.name}: not translated: {entry.one!r} ({entry.places[0]})")
        for entry in wrong:
            print(f"{folder.parent.name}: other values: {entry.one!r}: {entry.said!r}")
        bad = bad or bool(missing or wrong)
        if not check:
            po.write_text(text, encoding="utf-8")
            mo.write_bytes(binary)
        elif text != po.read_text(encoding="utf-8") or binary != mo.read_bytes():
            print(f"{folder.parent.name}: out of date: make catalog")
            bad = True
    return int(bad and check)


if __name__ == "__main__":
    sys.exit(main())
