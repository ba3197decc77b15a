"""What a store answers to a bad place, a bad file and a full disk: a sentence, and nothing lost."""

import json
import os
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rnn_tui.experiment import Experiment
from rnn_tui.record import Phase
from rnn_tui.session.plan import Plan
from rnn_tui.session.session import Session
from rnn_tui.store import database, writer
from rnn_tui.store.database import open_database
from rnn_tui.store.faults import Damaged, Newer, Unusable
from rnn_tui.store.runs import Runs
from rnn_tui.store.schema import MIGRATIONS
from tests.store.conftest import Bench, Each

ROOT = Path(__file__).parents[2]
PLAN = Plan(Experiment())


def filled(bench: Bench, count: int = 30) -> bytes:
    """Keep some runs, leave the store whole in one file, and give its bytes."""
    for seed in range(count):
        bench.train(Plan(Experiment(seed=seed, iterations=200)))
    bench.writer.close()
    return bench.path.read_bytes()


def garbage(data: bytes) -> bytes:
    return b"not a store " * 1000


def truncated(data: bytes) -> bytes:
    return data[: len(data) // 3 + 100]


def trashed(data: bytes) -> bytes:
    middle = len(data) // 8
    return data[:middle] + bytes(len(data) * 6 // 8) + data[middle + len(data) * 6 // 8 :]


@pytest.mark.parametrize("spoil", [garbage, truncated, trashed])
def test_a_damaged_store_is_set_aside_by_the_writer(
    bench: Bench, spoil: Callable[[bytes], bytes]
) -> None:
    spoiled = spoil(filled(bench))
    bench.path.write_bytes(spoiled)
    fresh = Bench(bench.path)
    fresh.train(PLAN)
    fresh.writer.close()
    (aside,) = bench.path.parent.glob("runs.db.corrupt-*")
    assert aside.read_bytes() == spoiled
    assert [str(aside) in notice for notice in fresh.desk.notices] == [True]
    assert fresh.desk.banner is None
    with fresh.runs() as runs:
        assert [run.iterations for run in runs.find()] == [100]


@pytest.mark.parametrize("spoil", [garbage, truncated, trashed])
def test_a_damaged_store_is_set_aside_when_runs_are_looked_at(
    bench: Bench, spoil: Callable[[bytes], bytes]
) -> None:
    bench.path.write_bytes(spoil(filled(bench)))
    try:
        with bench.runs() as runs:
            told = runs.notice
            for run in runs.find():
                runs.course(run.id)
    except Damaged as fault:
        told = str(fault)
    (aside,) = bench.path.parent.glob("runs.db.corrupt-*")
    assert told is not None
    assert str(aside) in told
    with bench.runs() as runs:
        assert runs.find() == []


def test_damage_that_shows_while_a_run_goes_on_loses_none_of_it(bench: Bench) -> None:
    def spoil(iteration: int) -> None:
        if iteration in (30, 60):
            bench.turn()
        if iteration == 60:
            assert bench.writer._database is not None
            connection = bench.writer._database.connection
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA cache_size = 0")
            connection.execute("PRAGMA shrink_memory")
            data = bench.path.read_bytes()
            with bench.path.open("r+b") as file:  # the same file, as a disk does it
                file.seek(4096)
                file.write(os.urandom(len(data) - 4096))

    session = Session(PLAN, speed=None, keeper=bench.keeper(), sinks=[Each(spoil)])
    outcome = session.run_inline()
    bench.turn()
    assert outcome.phase is Phase.DONE
    with bench.runs() as runs:
        (run,) = runs.find()
        course = runs.course(run.id)
    assert course.costs.exact == session.history.costs.exact.pack(0, 101)
    assert len(bench.desk.notices) == 1


def test_a_store_that_was_deleted_is_made_again(bench: Bench) -> None:
    def remove(iteration: int) -> None:
        if iteration in (30, 60):
            bench.turn()
        if iteration == 50:
            for path in bench.path.parent.iterdir():
                path.unlink()

    bench.train(PLAN, sinks=[Each(remove)])
    with bench.runs() as runs:
        (run,) = runs.find()
        assert runs.course(run.id).costs.count == 101


def test_a_newer_store_is_refused_and_left_alone(bench: Bench) -> None:
    filled(bench, 1)
    with sqlite3.connect(bench.path) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.execute("UPDATE meta SET value = '7.0' WHERE key = 'written_by'")
    connection.close()
    before = bench.path.read_bytes()
    with pytest.raises(Newer) as fault:
        bench.runs()
    for word in ("7.0", "schema 99", f"up to {len(MIGRATIONS)}", "--data"):
        assert word in str(fault.value)
    fresh = Bench(bench.path)
    outcome = fresh.train(PLAN)
    fresh.turn(100)
    assert outcome.phase is Phase.DONE
    assert "schema 99" in (fresh.desk.banner or "")
    assert bench.path.read_bytes() == before


def test_a_database_of_something_else_is_left_alone(bench: Bench) -> None:
    bench.path.parent.mkdir()
    with sqlite3.connect(bench.path) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    before = bench.path.read_bytes()
    with pytest.raises(Unusable, match="not a store of rnn-tui"):
        bench.runs()
    bench.train(PLAN)
    assert "not a store of rnn-tui" in (bench.desk.banner or "")
    assert bench.path.read_bytes() == before


def test_an_empty_file_becomes_a_store(bench: Bench) -> None:
    bench.path.parent.mkdir()
    bench.path.touch()
    bench.train(PLAN)
    with bench.runs() as runs:
        assert len(runs.find()) == 1


def a_folder(path: Path) -> None:
    path.mkdir(parents=True)


def a_file_for_the_folder(path: Path) -> None:
    path.parent.write_text("mine")


@pytest.mark.parametrize(
    ("make", "said"), [(a_folder, "it is a folder"), (a_file_for_the_folder, "it is a file")]
)
def test_a_place_that_is_none_is_named_and_the_run_goes_on(
    bench: Bench, make: Callable[[Path], None], said: str
) -> None:
    make(bench.path)
    outcome = bench.train(PLAN)
    assert outcome.phase is Phase.DONE
    assert said in (bench.desk.banner or "")
    assert str(bench.path.parent) in (bench.desk.banner or "")
    assert not bench.desk.all_written


def test_what_could_not_be_written_is_written_when_it_can_be(bench: Bench) -> None:
    bench.path.mkdir(parents=True)
    for seed in range(3):
        bench.train(Plan(Experiment(seed=seed)))
    assert bench.desk.banner is not None
    bench.path.rmdir()
    bench.turn()
    assert not bench.desk.banner
    assert bench.desk.all_written
    with bench.runs() as runs:
        assert [run.iterations for run in runs.find()] == [100, 100, 100]


def test_what_cannot_be_written_is_kept_within_bounds(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MOST_UNWRITTEN", 700_000)
    bench.path.mkdir(parents=True)
    for seed in range(8):
        bench.train(Plan(Experiment(seed=seed, iterations=5)))
    bench.path.rmdir()
    bench.turn()
    with bench.runs() as runs:
        kept = [run.experiment.split('"seed": ')[1][0] for run in runs.find()]
    assert 0 < len(kept) < 8
    assert kept == [str(seed) for seed in range(7, 7 - len(kept), -1)]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_not_be_written(bench: Bench) -> None:
    bench.path.parent.mkdir(mode=0o500)
    bench.train(PLAN)
    assert "may not be" in (bench.desk.banner or "") or "Permission" in (bench.desk.banner or "")


def test_a_file_that_may_not_be_written_is_read(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(bench, 2)

    def refused(path: Path, vfs: str | None, newest: int) -> Any:
        raise sqlite3.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(database, "_open_for_writing", refused)
    with bench.runs() as runs:
        assert not runs.writable
        assert len(runs.find()) == 2
        with pytest.raises(Exception, match="may not be written"):
            runs.rename(1, "x")
    fresh = Bench(bench.path)
    fresh.train(PLAN)
    assert "may not be written" in (fresh.desk.banner or "")


def test_without_shared_memory_there_is_no_write_ahead_log(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    with open_database(path, vfs="unix-dotfile") as opened:
        assert opened.connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert opened.connection.execute("PRAGMA synchronous").fetchone() == (2,)
    with open_database(path) as opened:
        assert opened.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


FULL = """
    import resource, signal, sys
    from pathlib import Path
    from rnn_tui.experiment import Experiment
    from rnn_tui.session.plan import Plan
    from rnn_tui.session.session import Session
    from rnn_tui.store.desk import Desk
    from rnn_tui.store.keeper import RunKeeper
    from rnn_tui.store.runs import Runs
    from rnn_tui.store.writer import Writer

    path = Path(sys.argv[1])
    desk = Desk(path)
    writer = Writer(desk)

    def train(seed):
        keeper = RunKeeper(lambda one: one in desk.keepers or desk.keepers.append(one))
        session = Session(Plan(Experiment(seed=seed, iterations=6000)), speed=None, keeper=keeper)
        return session.run_inline()

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    train(0)
    writer.turn()
    assert desk.banner is None
    size = path.stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 12_000, resource.RLIM_INFINITY))
    outcomes = [train(seed) for seed in (1, 2, 3)]
    for _ in range(3):
        writer.turn()
    assert [str(outcome.phase) for outcome in outcomes] == ["done"] * 3
    print("banner:", desk.banner)
    assert desk.banner and not desk.all_written
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    writer.turn()
    assert desk.banner is None, desk.banner
    assert desk.all_written
    with Runs(path) as runs:
        found = runs.find()
        assert [run.iterations for run in found] == [6000] * 4
        assert [runs.course(run.id).costs.count for run in found] == [6001] * 4
    print("kept")
"""


def test_a_full_disk_stops_no_run_and_loses_none(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(FULL), str(tmp_path / "runs.db")],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    assert "kept" in done.stdout
    assert "disk" in done.stdout.splitlines()[0]


def test_a_fault_of_ours_is_told_and_raised(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(writer, "write_row", broken)
    Session(PLAN, speed=None, keeper=bench.keeper()).run_inline()
    bench.desk.stopping = True
    bench.desk.wake.set()
    with pytest.raises(ZeroDivisionError):
        bench.writer.work()
    assert "oh" in (bench.desk.banner or "")
    assert not bench.desk.all_written


def test_runs_of_a_place_that_is_not_there(tmp_path: Path) -> None:
    with Runs(tmp_path / "none" / "runs.db") as runs:
        assert (runs.find(), runs.latest()) == ([], None)
        with pytest.raises(Exception, match="no run 3"):
            runs.get(3)
        with pytest.raises(Exception, match="nothing is kept"):
            runs.rename(3, "x")
    assert not (tmp_path / "none").exists()


COLUMNS = [
    ("details", "experiment"), ("details", "events"), ("details", "marks"), ("details", "until"),
    ("details", "coming"), ("details", "moments"), ("pieces", "data"), ("states", "data"),
]  # fmt: skip


def other_cell(value: Any) -> Any:
    return value.replace('"rnn"', '"gru"') if isinstance(value, str) else value


def other_text(value: Any) -> Any:
    return value.replace('"hello"', '"if you"') if isinstance(value, str) else value


def shortened(value: Any) -> Any:
    return value[: len(value) // 2] if isinstance(value, str | bytes) else value // 2


def scrambled(value: Any) -> Any:
    if isinstance(value, bytes):
        return bytes(byte ^ 0x5A for byte in value)
    return value[::-1] if isinstance(value, str) else value + 10**6


@pytest.mark.parametrize("change", [shortened, scrambled, other_cell, other_text])
@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_rows_that_were_changed_from_outside_are_read_or_refused_in_a_sentence(
    call: Any, tmp_path: Path, table: str, column: str, change: Callable[[Any], Any]
) -> None:
    data = ["--data", str(tmp_path)]
    assert call("train", "hello", "--at", "30:zero=unit:1", "--quiet", *data).code == 0
    connection = sqlite3.connect(tmp_path / "runs.db")
    with connection:
        connection.create_function("change", 1, change)
        connection.execute(f"UPDATE {table} SET {column} = change({column})")
    connection.close()
    (tmp_path / "out").mkdir()
    for argv in (
        ["export", "1", "--output", f"{tmp_path}/out/a.json"],
        ["export", "1", "--output", f"{tmp_path}/out/a.csv"],
        ["export", "1", "--output", f"{tmp_path}/out/a.safetensors"],
        ["export", "1", "--output", f"{tmp_path}/out/a.txt"],
        ["show", "1", "--json"],
        ["list"],
        ["resume", "1", "--json", "--quiet"],
    ):
        said = call("runs", *argv, *data)
        assert said.code in (0, 1), argv
        assert (said.err != "") == (said.code == 1)
        assert "Traceback" not in said.err
        assert "unexpected" not in said.out + said.err


def test_a_run_does_not_go_on_as_another_network(call: Any, tmp_path: Path) -> None:
    data = ["--data", str(tmp_path)]
    call("train", "hello", "--quiet", *data)
    said = call("runs", "resume", "1", "--cell", "gru", *data)
    assert said.code == 2
    assert said.err.startswith("rnn-tui: no flag --cell: a run goes on as it was begun")
    connection = sqlite3.connect(tmp_path / "runs.db")
    with connection:
        connection.create_function("change", 1, other_cell)
        connection.execute("UPDATE details SET experiment = change(experiment)")
    connection.close()
    said = call("runs", "resume", "1", *data)
    assert (said.code, said.out) == (1, "")
    for words in ("a tensorflow gru with gates_kernel of 8 x 8", "has none", "not of one run"):
        assert words in said.err
    # Nothing was changed: it can still be looked at, and deleted.
    assert json.loads(call("runs", "show", "1", "--json", *data).out)["phase"] == "done"
    assert call("runs", "delete", "1", *data).code == 0
