"""The language that runs are asked for in: `cell=lstm cost<2 solved tag:class text~hello`.

    FIELD=VALUE  FIELD!=VALUE  FIELD<VALUE  <= > >=     FIELD=ONE,OTHER for words to choose from
    FIELD~PART   FIELD!~PART                            a part of a text, large or small letters
    tag:NAME  solved  named  noted  tagged  done ...    a word alone; before any of these ! is not
    sort:FIELD  sort:-FIELD                             the first sort counts most

Every word must hold. A value with spaces stands in double quotes. Nothing of what is typed
becomes SQL: names are looked up, values are parameters.
"""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from rnn_tui.experiment import FIELD
from rnn_tui.fields import Choice, Invalid, Switch
from rnn_tui.i18n import tr
from rnn_tui.record import Phase
from rnn_tui.text import clipped, normalize, visible_text

KINDS = ("train", "race", "sweep")

Parameter = str | float | int

_WORD = re.compile(r'(?:[^\s"]|"[^"]*"?)+')
_PARTS = re.compile(r"(!?)([A-Za-z_-]+)(!=|<=|>=|!~|=|<|>|~|:)(.*)", re.ASCII | re.DOTALL)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)

_NEAR = 0.75
"""How alike a word must be to one that is known, to be taken for it."""


class WrongWord(Invalid):
    """A word that is not understood; `start` and `end` say where it stands in what was typed."""

    def __init__(self, sentence: str, start: int, end: int) -> None:
        super().__init__(sentence)
        self.start, self.end = start, end


@dataclass(frozen=True)
class Condition:
    """A piece of SQL, and what stands for its question marks."""

    sql: str
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True)
class Query:
    """What was asked for, understood."""

    conditions: tuple[Condition, ...] = ()
    order: tuple[str, ...] = ()

    @property
    def where(self) -> Condition:
        """All conditions as one."""
        parts = [Condition("deleted IS NULL"), *self.conditions]
        return Condition(
            " AND ".join(part.sql for part in parts),
            tuple(value for part in parts for value in part.parameters),
        )

    @property
    def order_by(self) -> str:
        """Where each run stands; the latest first where nothing else was asked for."""
        return ", ".join([*self.order, "id DESC"])


@dataclass(frozen=True)
class _Kind:
    """How the value of a field is read, and which signs may stand before it."""

    signs: tuple[str, ...]
    read: Callable[[str], Parameter]
    allowed: str


def parse_query(typed: str) -> Query:
    """Understand what was typed; raises `WrongWord`."""
    conditions, order = [], []
    for found in _WORD.finditer(typed):
        try:
            if found[0].startswith("sort:"):
                order.append(_sort(found[0][5:]))
            else:
                conditions.append(_condition(found[0]))
        except Invalid as error:
            raise WrongWord(str(error), found.start(), found.end()) from None
    return Query(tuple(conditions), tuple(order))


def words(typed: str) -> Iterator[tuple[int, int, int]]:
    """Give where each word starts, where its value does, and where it ends."""
    for found in _WORD.finditer(typed):
        parts = _PARTS.fullmatch(found[0])
        yield found.start(), found.start() + (parts.start(4) if parts else 0), found.end()


def _condition(word: str) -> Condition:
    parts = _PARTS.fullmatch(word)
    if parts is None:
        negated = word.startswith("!")
        return _negated(_flag(word.removeprefix("!")), negated)
    name, sign, value = _name(parts[2]), parts[3], parts[4].replace('"', "")
    if name == "tag":
        if sign not in (":", "=", "!="):
            raise Invalid(tr("write it like tag:class, or !tag:class"))
        tagged = Condition("id IN (SELECT run FROM tags WHERE tag = ?)", (normalize(value),))
        return _negated(tagged, bool(parts[1]) != (sign == "!="))
    if name == "sort":
        raise Invalid(tr("write it like sort:cost, or sort:-cost"))
    return _negated(_compare(name, "=" if sign == ":" else sign, value), bool(parts[1]))


def _negated(condition: Condition, negated: bool) -> Condition:
    return Condition(f"NOT ({condition.sql})", condition.parameters) if negated else condition


def _flag(word: str) -> Condition:
    known = word.lower()
    if known in FLAGS:
        return FLAGS[known]
    raise Invalid(_unknown(word, [*FLAGS, *NAMES, "tag", "sort"]))


def _unknown(word: str, known: list[str]) -> str:
    shown = visible_text(clipped(word, 30))
    near = difflib.get_close_matches(word.lower(), known, 1, _NEAR)
    values = difflib.get_close_matches(word.lower(), _VALUES, 1, _NEAR)
    if near and near[0] in FLAGS:
        meant = near[0]
    elif values:
        meant = f"{_VALUES[values[0]]}={values[0]}"
    elif near:
        meant = {"tag": "tag:class", "sort": "sort:cost"}.get(near[0], f"{near[0]}=...")
    else:
        meant = f"text~{shown}"
    return tr(
        "{word}: not understood; did you mean {meant}? "
        "Words are like cell=lstm, cost<2, text~hello, tag:class, solved, sort:-cost",
        word=shown,
        meant=meant,
    )


def _name(typed: str) -> str:
    name = typed.lower().replace("-", "_")
    name = ALIASES.get(name, name)
    if name in NAMES or name in ("tag", "sort"):
        return name
    known = [*NAMES, *ALIASES, "tag", "sort"]
    near = difflib.get_close_matches(name, known, 1)
    if near:
        hint = tr("did you mean {word}?", word=near[0])
    else:
        hint = tr("the fields are {names}", names=", ".join([*NAMES, "tag"]))
    raise Invalid(tr("no field {name}: {hint}", name=visible_text(clipped(typed, 30)), hint=hint))


def _sort(typed: str) -> str:
    down = typed.startswith("-")
    name = _name(typed.lstrip("+-"))
    if name in ("tag", "sort"):
        raise Invalid(tr("write it like sort:cost, or sort:-cost"))
    return f"{_column(name)} {'DESC' if down else 'ASC'} NULLS LAST"


def _compare(name: str, sign: str, value: str) -> Condition:
    kind = NAMES[name]
    if sign not in kind.signs:
        signs = " ".join(kind.signs)
        raise Invalid(
            tr("{name} takes {signs}, for example {example}",
               name=name, signs=signs, example=f"{name}{kind.signs[0]}{_example(name)}")
        )  # fmt: skip
    try:
        values = [kind.read(part) for part in (value.split(",") if kind is not TEXT else [value])]
    except Invalid as error:
        raise Invalid(
            tr("{name}{sign}{value}: {why}",
               name=name, sign=sign, value=visible_text(clipped(value, 30)), why=error)
        ) from None  # fmt: skip
    column = _column(name)
    if sign in ("~", "!~"):
        # A long list has few names and notes: those that have none need not be folded.
        text = "folded" if name == "text" else f"fold({column})"
        found = Condition(
            f"({column} != '' AND instr({text}, ?) > 0)", (str(values[0]).casefold(),)
        )
        return _negated(found, sign == "!~")
    if sign in ("=", "!="):
        places = ", ".join("?" for _ in values)
        listed = Condition(f"{column} IN ({places})", tuple(values))
        return (
            Condition(f"({column} IS NULL OR {column} NOT IN ({places}))", tuple(values))
            if (sign == "!=")
            else listed
        )
    if len(values) > 1:
        raise Invalid(
            tr("{name}{sign}: one number, for example {name}{sign}2", name=name, sign=sign)
        )
    return Condition(f"{column} {sign} ?", tuple(values))


def _column(name: str) -> str:
    return f'"{name}"'


def _example(name: str) -> str:
    kind = NAMES[name]
    if name in _OPTIONS:
        return _OPTIONS[name][0]
    return {TEXT: "hello", NUMBER: "2", DATE: "2026-01-31", YES_NO: "yes"}.get(kind, "2")


def _number(typed: str) -> float:
    if not _NUMBER.fullmatch(typed):
        raise Invalid(tr("a number, for example 2 or 0.01"))
    return float(typed)


def _date(typed: str) -> float:
    try:
        return datetime.fromisoformat(typed).timestamp()
    except (ValueError, OverflowError, OSError):
        raise Invalid(tr("a date, for example 2026-01-31 or 2026-01-31T12:00")) from None


def _yes_no(typed: str) -> int:
    return int(Switch().parse(typed))


def _one_of(options: tuple[str, ...]) -> Callable[[str], str]:
    def read(typed: str) -> str:
        word = typed.strip().lower()
        if word in options:
            return word
        near = difflib.get_close_matches(word, options, 1)
        if near:
            raise Invalid(tr("did you mean {word}?", word=near[0]))
        raise Invalid(tr("one of {options}", options=", ".join(options)))

    return read


_NUMERIC = ("<", "<=", ">", ">=", "=", "!=")

TEXT = _Kind(("~", "=", "!=", "!~"), normalize, "a text")
NUMBER = _Kind(_NUMERIC, _number, "a number")
DATE = _Kind(("<", "<=", ">", ">="), _date, "a date")
YES_NO = _Kind(("=", "!="), _yes_no, "yes or no")

_OPTIONS: Mapping[str, tuple[str, ...]] = {
    **{name: spec.kind.options for name, spec in FIELD.items() if isinstance(spec.kind, Choice)},
    "phase": tuple(map(str, Phase)),
    "kind": KINDS,
}

_VALUES = {
    value: name for name, options in _OPTIONS.items() for value in options if value != "none"
}
"""Words that are the value of a field, to guess what was meant."""

NAMES: Mapping[str, _Kind] = {
    "id": NUMBER,
    "text": TEXT,
    "name": TEXT,
    "note": TEXT,
    "prediction": TEXT,
    **dict.fromkeys(("cost", "iterations", "planned", "solved_at", "seconds"), NUMBER),
    **{name: _Kind(("=", "!="), _one_of(options), "") for name, options in _OPTIONS.items()},
    **dict.fromkeys(
        ("hidden_size", "learning_rate", "decay", "momentum", "clip_norm", "seed", "time_steps"),
        NUMBER,
    ),
    **dict.fromkeys(("batch_size", "parameters", "parent", "forked_at"), NUMBER),
    "carry_state": YES_NO,
    "created": DATE,
}
"""Every field that can be asked for, a column of the table of runs."""

ALIASES = {
    "units": "hidden_size",
    "lr": "learning_rate",
    "answer": "prediction",
    "word": "text",
    "date": "created",
    "carry": "carry_state",
}

FLAGS: Mapping[str, Condition] = {
    "solved": Condition("correct"),
    "named": Condition("name != ''"),
    "noted": Condition("note != ''"),
    "tagged": Condition("id IN (SELECT run FROM tags)"),
    "forked": Condition("parent IS NOT NULL"),
    **{str(phase): Condition("phase = ?", (str(phase),)) for phase in Phase},
    **{kind: Condition("kind = ?", (kind,)) for kind in KINDS},
}
"""Words that stand alone. Solved: right at the latest moment."""
