"""A store of an earlier schema is backed up and brought up to date, whole or not at all."""

import signal
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from rnn_tui.experiment import FIELDS
from rnn_tui.session.session import Session
from rnn_tui.store.database import open_database
from rnn_tui.store.faults import Unusable
from rnn_tui.store.runs import Runs
from rnn_tui.store.schema import APPLICATION, MIGRATIONS, VERSION_1

ROOT = Path(__file__).parents[2]
FIXTURES = Path(__file__).parent / "data"
NEXT = ("ALTER TABLE runs ADD COLUMN stars INTEGER NOT NULL DEFAULT 0", "UPDATE runs SET stars = 3")
AFTER = ("CREATE TABLE more (run INTEGER)", "INSERT INTO more SELECT id FROM runs")


def old_store(path: Path, version: int = 1) -> None:
    """Make the store that an earlier rnn-tui left."""
    script = (FIXTURES / f"schema-{version}.sql").read_text("utf-8")
    with sqlite3.connect(path) as connection:
        connection.executescript(script)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


def version_of(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS) + 1))
def test_the_stores_of_earlier_versions_are_read(tmp_path: Path, version: int) -> None:
    path = tmp_path / "runs.db"
    old_store(path, version)
    with Runs(path) as runs:
        done, interrupted = sorted(runs.find(), key=lambda run: run.id)
        assert (done.phase, done.iterations, done.prediction) == ("done", 60, "ello")
        assert (done.name, done.tags, done.note) == ("first", ("class",), "a note")
        assert interrupted.phase == "interrupted"
        course = runs.course(interrupted.id)
    again = Session.reopened(course, speed=None)
    assert again.run_inline().iterations == 60


def test_each_step_is_taken_and_a_copy_is_left(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    old_store(path)
    with open_database(path, migrations=(VERSION_1, NEXT, AFTER)) as opened:
        assert opened.connection.execute("SELECT stars FROM runs").fetchall() == [(3,), (3,)]
        assert opened.connection.execute("SELECT run FROM more").fetchall() == [(1,), (2,)]
    assert version_of(path) == 3
    copy = tmp_path / "runs.db.schema-1"
    assert version_of(copy) == 1
    with Runs(copy) as runs:
        assert len(runs.find()) == 2


def test_a_new_store_needs_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    open_database(path, migrations=(VERSION_1, NEXT)).close()
    assert version_of(path) == 2
    assert [kept.name for kept in tmp_path.iterdir() if "schema" in kept.name] == []


def test_a_step_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    old_store(path)
    broken = (*NEXT, "INSERT INTO nowhere VALUES (1)")
    with pytest.raises(Unusable, match="nowhere"):
        open_database(path, migrations=(VERSION_1, broken))
    assert version_of(path) == 1
    with Runs(path) as runs:
        assert len(runs.find()) == 2
    with open_database(path, migrations=(VERSION_1, NEXT)) as opened:
        assert opened.connection.execute("SELECT stars FROM runs").fetchall() == [(3,), (3,)]


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from rnn_tui.store import database
    from rnn_tui.store.schema import VERSION_1

    next_ = (
        "ALTER TABLE runs ADD COLUMN stars INTEGER NOT NULL DEFAULT 0",
        "UPDATE runs SET stars = 3",
    )
    after = ("CREATE TABLE more (run INTEGER)", "SELECT die()", "DROP TABLE runs")
    whole = database._open_for_writing

    def opening(path, vfs, newest):
        opened = whole(path, vfs, newest)
        opened.connection.create_function("die", 0, lambda: os.kill(os.getpid(), signal.SIGKILL))
        return opened

    database._open_for_writing = opening
    database.open_database(Path(sys.argv[1]), migrations=(VERSION_1, next_, after))
"""


def test_killed_in_the_middle_it_stands_at_the_last_whole_step(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    old_store(path)
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(path)], check=False, cwd=ROOT
    )
    assert done.returncode == -signal.SIGKILL
    with open_database(path, migrations=(VERSION_1, NEXT)) as opened:
        assert opened.connection.execute("PRAGMA user_version").fetchone() == (2,)
        assert opened.connection.execute("SELECT stars FROM runs").fetchall() == [(3,), (3,)]
        tables = opened.connection.execute("SELECT name FROM sqlite_schema").fetchall()
    assert ("more",) not in tables


KILLED_ANYWHERE = """
    import os, signal, sys
    from pathlib import Path
    from rnn_tui.store import database
    from rnn_tui.store.schema import VERSION_1
    from tests.store.test_migrations import AFTER, NEXT

    place, whole = int(sys.argv[2]), database._open_for_writing

    def opening(path, vfs, newest):
        opened, seen = whole(path, vfs, newest), []

        def count(statement):
            seen.append(statement)
            if len(seen) > place:
                os.kill(os.getpid(), signal.SIGKILL)

        opened.connection.set_trace_callback(count)
        return opened

    database._open_for_writing = opening
    database.open_database(Path(sys.argv[1]), migrations=(VERSION_1, NEXT, AFTER))
"""


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS) + 1))
def test_killed_before_any_statement_nothing_is_lost_and_the_next_start_ends_it(
    tmp_path: Path, version: int
) -> None:
    killed = 0
    for place in range(30):
        path = tmp_path / str(place) / "runs.db"
        path.parent.mkdir()
        old_store(path, version)
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(KILLED_ANYWHERE), str(path), str(place)],
            check=False,
            cwd=ROOT,
        )
        killed += done.returncode == -signal.SIGKILL
        with open_database(path, migrations=(VERSION_1, NEXT, AFTER)) as opened:
            opened.check()
            assert opened.connection.execute("SELECT stars FROM runs").fetchall() == [(3,), (3,)]
            assert opened.connection.execute("SELECT run FROM more").fetchall() == [(1,), (2,)]
            assert opened.connection.execute("PRAGMA user_version").fetchone() == (3,)
        if done.returncode == 0:
            break
    assert killed > len(NEXT) + len(AFTER)
    assert done.returncode == 0


def test_two_programs_that_migrate_at_once_do_it_once(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    old_store(path)
    code = """
        import sys
        from pathlib import Path
        from rnn_tui.store.database import open_database
        from rnn_tui.store.schema import VERSION_1
        print("ready", flush=True)
        sys.stdin.readline()
        next_ = (
            "ALTER TABLE runs ADD COLUMN stars INTEGER NOT NULL DEFAULT 0",
            "UPDATE runs SET stars = stars + 3",
        )
        open_database(Path(sys.argv[1]), migrations=(VERSION_1, next_)).close()
    """
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code), str(path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )
        for _ in range(4)
    ]  # fmt: skip
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        program.communicate("go\n", timeout=60)
    assert [program.returncode for program in programs] == [0] * 4
    with open_database(path, migrations=(VERSION_1, NEXT)) as opened:
        assert opened.connection.execute("SELECT stars FROM runs").fetchall() == [(3,), (3,)]


def test_every_field_of_an_experiment_is_a_column_or_knowingly_none(tmp_path: Path) -> None:
    with open_database(tmp_path / "runs.db") as opened:
        columns = {row[1] for row in opened.connection.execute("PRAGMA table_info(runs)")}
    # `iterations` there is how many were made; loss weights are in the experiment's JSON.
    assert {spec.name for spec in FIELDS} - columns == {"loss_weights"}


def test_the_copy_replaces_an_older_copy_whole(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    old_store(path)
    kept = tmp_path / "runs.db.schema-1"
    kept.write_bytes(b"of before")
    open_database(path, migrations=(VERSION_1, NEXT)).close()
    assert version_of(kept) == 1
    assert not [left for left in tmp_path.iterdir() if left.name.startswith(".")]
