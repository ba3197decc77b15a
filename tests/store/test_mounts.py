"""A read-only folder and a full disk as the system has them: the run goes on, nothing is broken."""

import os
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = shlex.join([sys.executable, "-m", "rnn_tui"])


def within(script: str) -> list[tuple[int, str, str]]:
    """Carry out lines in a place of its own, where folders may be mounted; give what each said.

    A line that begins with `!` is one for the system, and must go well.
    """
    steps = []
    for number, line in enumerate(script.strip().splitlines()):
        if line.startswith("!"):
            steps.append(f"{line[1:]} || exit 90")
        else:
            steps.append(f"{PROGRAM} {line} > out{number} 2> err{number}; echo $? > code{number}")
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = ["unshare", "-rm", "sh", "-c", "\n".join(steps)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=110, env=environ
    )
    assert done.returncode == 0, done.stderr
    return [
        tuple_of(number)
        for number, line in enumerate(script.strip().splitlines())
        if not line.startswith("!")
    ]


def tuple_of(number: int) -> tuple[int, str, str]:
    code, out, err = (Path(f"{name}{number}").read_text("utf-8") for name in ("code", "out", "err"))
    return int(code), out, err


@cache
def mountable() -> bool:
    """Whether this system lets a person mount a folder in a place of their own."""
    try:
        script = "mkdir m && mount -t tmpfs -o size=100k none m"
        done = subprocess.run(
            ["unshare", "-rm", "sh", "-c", f"cd $(mktemp -d) && {script}"],
            capture_output=True, check=False, timeout=30,
        )  # fmt: skip
    except OSError:
        return False
    return done.returncode == 0


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own; skip where nothing can be mounted."""
    if not mountable():
        pytest.skip("folders cannot be mounted here")
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


READ_ONLY = """
train hello --quiet --data kept
!mount --bind kept kept && mount -o remount,ro,bind kept
runs list --data kept
train hello --quiet --data kept
train hello --quiet --data kept/deeper
runs rename 1 x --data kept
runs export 1 --format csv --output - --data kept
runs export 1 --output kept/a.csv --data kept
"""


def test_a_read_only_folder_is_read_and_named_and_runs_go_on(here: Path) -> None:
    _, listed, train, deeper, rename, shown, export = within(READ_ONLY)
    assert (listed[0], listed[1].count("ello"), listed[2]) == (0, 2, "")
    for code, out, err in (train, deeper):
        assert (code, out[:20]) == (0, "done after 100 itera")
        assert "runs are not being kept: " in err
        assert str(here / "kept") in err
    assert "it may not be written" in train[2]
    assert rename[0] == 1
    assert "it may not be written" in rename[2]
    assert (shown[0], shown[1].count("\n"), shown[2]) == (0, 101, "")
    assert (export[0], "Read-only file system" in export[2]) == (2, True)
    assert [path.name for path in (here / "kept").glob("*.csv*")] == []


FULL = """
!mkdir small && mount -t tmpfs -o size=200k none small
train hello --quiet --iterations 20000 --data small
train hello --quiet --iterations 400 --no-save --export json:small/a.json
!ls -A small > left
runs list --json --data small
!mount -o remount,size=10m small
train hello --quiet --data small
runs list --json --data small
"""


def test_a_full_disk_keeps_what_was_written_and_takes_more_when_there_is_room(here: Path) -> None:
    train, export, full, again, free = within(FULL)
    assert train[:2] == (0, train[1])
    assert train[1].startswith("done after 20,000 iterations")
    assert "no room left on the disk" in train[2]
    assert export[0] == 1
    assert "a.json: not written: No space left on device" in export[2]
    assert not [name for name in Path("left").read_text().split() if not name.startswith("runs.db")]
    for code, _, err in (full, again, free):
        assert (code, err) == (0, "")
    assert '"phase": "done"' in free[1]
