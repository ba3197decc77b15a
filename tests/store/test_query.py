"""The language runs are asked for in: what it finds, and what it says to a wrong word."""

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.experiment import Cell, Experiment, Optimizer
from rnn_tui.store.database import open_database
from rnn_tui.store.desk import Result
from rnn_tui.store.query import ALIASES, FLAGS, NAMES, WrongWord, parse_query
from rnn_tui.store.runs import Runs
from rnn_tui.store.writing import write_result

ROWS: list[tuple[Experiment, dict[str, Any], tuple[str, ...]]] = [
    (Experiment(), {"cost": 1.9, "correct": 1, "solved_at": 38, "iterations": 100}, ()),
    (Experiment(cell=Cell.LSTM), {"cost": 3.5, "iterations": 100}, ("class",)),
    (
        Experiment(text="hihello", cell=Cell.GRU, optimizer=Optimizer.ADAM),
        {"cost": 0.5, "correct": 1, "solved_at": 7, "iterations": 250, "name": "Best 한글"},
        ("class", "home-work"),
    ),
    (Experiment(text="HÉLLO wörld"), {"phase": "diverged", "iterations": 20}, ()),
    (
        Experiment(text='a "b" c', carry_state=True, batch_size=2),
        {"phase": "interrupted", "cost": 2.0, "note": "try again", "parent": 1, "forked_at": 5},
        ("Class",),
    ),
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kept") / "runs.db"
    with open_database(path) as database, database.writing() as connection:
        for experiment, facts, tags in ROWS:
            run = write_result(connection, Result("train", experiment, "", "null", 1.7e9))
            for column, value in facts.items():
                connection.execute(f"UPDATE runs SET {column} = ? WHERE id = ?", (value, run))
            for tag in tags:
                connection.execute("INSERT INTO tags VALUES (?, ?)", (run, tag))
        race = Result("race", Experiment(), "three cells", "{}", time.time())
        write_result(connection, race)
    return path


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", [6, 5, 4, 3, 2, 1]),
        ("cell=lstm", [2]),
        ("cell=LSTM,gru", [3, 2]),
        ("cell!=rnn", [3, 2]),
        ("!cell=rnn", [3, 2]),
        ("cost<2", [3, 1]),
        ("cost<=2 kind=train", [5, 3, 1]),
        ("cost!=0.5 train", [5, 4, 2, 1]),
        ("solved", [3, 1]),
        ("!solved train", [5, 4, 2]),
        ("solved_at<10", [3]),
        ("tag:class", [3, 2]),
        ("!tag:class train", [5, 4, 1]),
        ("tag:home-work", [3]),
        ("tag:nothing", []),
        ("tagged", [5, 3, 2]),
        ("text~hello", [6, 3, 2, 1]),
        ("text~HELLO", [6, 3, 2, 1]),
        ("text~éllo", [4]),
        ('text~"b"', [6, 5][1:]),
        ('text="HÉLLO wörld"', [4]),
        ("text!=hello", [5, 4, 3]),
        ("text!~hello", [5, 4]),
        ("word~WÖR", [4]),
        ("name~한글", [3]),
        ("name~best", [3]),
        ("note~AGAIN", [5]),
        ("noted", [5]),
        ("named train", [3]),
        ("forked", [5]),
        ("parent=1", [5]),
        ("diverged", [4]),
        ("phase=done,diverged train", [4, 3, 2, 1]),
        ("race", [6]),
        ("units=4 cell=rnn train", [1]),
        ("lr>=0.01 optimizer=adam", [3]),
        ("carry_state=yes", [5]),
        ("carry-state=no iterations>200", [3]),
        ("created>2026-01-01", [6]),
        ("created<2026-01-01T12:00 cost<1", [3]),
        ("sort:cost train", [3, 1, 5, 2, 4]),
        ("sort:-cost train", [2, 5, 1, 3, 4]),
        ("sort:cell sort:-id train", [3, 2, 5, 4, 1]),
        ("  cost<2\tsolved\n", [3, 1]),
    ],
)
def test_what_a_query_finds(path: Path, typed: str, found: list[int]) -> None:
    query = parse_query(typed)
    with Runs(path) as runs:
        assert runs.ids(query) == found
        assert [run.id for run in runs.find(query)] == found
        assert [run.id for run in runs.find(query, 2)] == found[:2]
        assert [run.id for run in runs.rows([*found, 99], curves=False)] == found


@pytest.mark.parametrize(
    ("typed", "word", "said"),
    [
        ("cost<2 cel=lstm", "cel=lstm", "did you mean cell?"),
        ("cell=lsmt", "cell=lsmt", "did you mean lstm?"),
        ("cell=tree", "cell=tree", "one of rnn, lstm, gru"),
        ("solve", "solve", "did you mean solved?"),
        ("lstm", "lstm", "did you mean cell=lstm?"),
        ("cots<2", "cots<2", "did you mean cost?"),
        ("cost", "cost", "did you mean cost=...?"),
        ("hello", "hello", "did you mean text~hello?"),
        ("zzz=2", "zzz=2", "the fields are id, text"),
        ("cost<two", "cost<two", "a number, for example 2"),
        ("cost<1,2", "cost<1,2", "one number"),
        ("cost~2", "cost~2", "takes < <= > >= = !="),
        ("text<x", "text<x", "takes ~ = != !~"),
        ("cell<lstm", "cell<lstm", "takes = !=, for example cell=rnn"),
        ("created>soon", "created>soon", "a date, for example 2026-01-31"),
        ("created=2026-01-31", "created=2026-01-31", "takes < <= > >="),
        ("carry_state=perhaps", "carry_state=perhaps", "yes or no"),
        ("tag<x", "tag<x", "write it like tag:class"),
        ("sort:", "sort:", "no field"),
        ("sort:tag", "sort:tag", "write it like sort:cost"),
        ("sort=cost", "sort=cost", "write it like sort:cost"),
        ("cost<0x1 ", "cost<0x1", "a number"),
        ("cost<１", "cost<１", "a number"),
        ("cost<nan", "cost<nan", "a number"),
        ("a\x1b[31mb", "a\x1b[31mb", "not understood"),
    ],
)
def test_a_wrong_word_is_named_with_what_is_allowed(typed: str, word: str, said: str) -> None:
    with pytest.raises(WrongWord) as fault:
        parse_query(typed)
    assert said in str(fault.value)
    assert typed[fault.value.start : fault.value.end] == word
    assert "\x1b" not in str(fault.value)


VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
WORDS = st.one_of(
    VALUES,
    st.sampled_from([*FLAGS]),
    st.builds(
        lambda negated, name, sign, value: f"{negated}{name}{sign}{value}",
        st.sampled_from(["", "!"]),
        st.sampled_from([*NAMES, *ALIASES, "tag", "sort"]),
        st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "~", "!~", ":"]),
        st.one_of(VALUES, st.floats().map(str), st.integers().map(str), st.sampled_from([*NAMES])),
    ),
)


@given(st.lists(WORDS, max_size=5))
def test_any_words_are_understood_or_refused_and_never_become_sql(
    path: Path, words: list[str]
) -> None:
    typed = " ".join(words)
    wrong: WrongWord | None = None
    try:
        query = parse_query(typed)
    except WrongWord as fault:
        wrong = fault
    if wrong is not None:
        assert 0 <= wrong.start < wrong.end <= len(typed)
        assert str(wrong)
        return
    with Runs(path) as runs:
        assert set(runs.ids(query)) <= set(runs.ids())
        assert len(runs.ids()) == len(ROWS) + 1


@given(VALUES)
def test_what_is_quoted_is_data(path: Path, value: str) -> None:
    quoted = '"' + value.replace('"', "") + '"'
    with Runs(path) as runs:
        for typed in (f"text={quoted}", f"text~{quoted}", f"tag:{quoted}", f"name!={quoted}"):
            runs.find(parse_query(typed))


def test_huge_numbers_are_no_overflow(path: Path) -> None:
    with Runs(path) as runs:
        assert runs.find(parse_query(f"seed>{10**30}")) == []
        assert runs.ids(parse_query(f"cost<1e308 id<{2**70}"))
