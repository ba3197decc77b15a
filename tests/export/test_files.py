"""Files are written whole or not at all, and their names stay in their folder."""

import os
import resource
import signal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.export import files
from rnn_tui.export.files import FileError, slug, write


def test_a_new_file_and_an_existing_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write(path, b"one")
    with pytest.raises(FileError, match=r"a\.csv: exists; --force replaces it"):
        write(path, b"two")
    assert path.read_bytes() == b"one"
    path.chmod(0o640)
    write(path, b"two", force=True)
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "a.csv", tmp_path / "b.csv"
    path.write_bytes(b"one")
    link.symlink_to(path)
    with pytest.raises(FileError, match="exists"):
        write(link, b"two")
    write(link, b"two", force=True)
    assert link.is_symlink()
    assert path.read_bytes() == b"two"
    dangling = tmp_path / "c.csv"
    dangling.symlink_to(tmp_path / "no" / "d.csv")
    with pytest.raises(FileError, match="no such folder"):
        write(dangling, b"two", force=True)


@pytest.mark.parametrize("name", [".", "no/such/a.csv", "a\0b", "a" * 300, "pipe", "loop"])
def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(FileError) as raised:
        write(tmp_path / name, b"one", force=True)
    assert str(raised.value).isprintable()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["loop", "pipe"]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write(path, b"one")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(FileError, match="not written: File too large"):
            write(path, b"x" * 5000, force=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    for odd in (path, tmp_path, Path("/dev/zero")):
        with pytest.raises(FileError, match="not a file; expected a table"):
            files.read(odd, 10, "a table")
    with pytest.raises(FileError, match="no such file; expected a table"):
        files.read(tmp_path / "x", 10, "a table")


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("hello", "hello"),
        ("../../etc/passwd", "etc-passwd"),
        ("/abs/olute", "abs-olute"),
        ("~root", "root"),
        ("a\0b\nc", "a-b-c"),
        ("CON", "run-CON"),
        ("nul.txt", "run-nul.txt"),
        ("...", "run"),
        ("", "run"),
        ("-rf", "rf"),
        ("한글 단어", "한글-단어"),
        ("if you want", "if-you-want"),
    ],
)
def test_names_are_slugged(name: str, made: str) -> None:
    assert slug(name) == made


@given(st.text(max_size=400))
def test_any_name_is_a_file_in_its_folder(name: str) -> None:
    made = slug(name, ".csv")
    assert made == os.path.basename(made)  # noqa: PTH119
    assert len(made.encode()) <= files.LONGEST_NAME
    assert not made.startswith((".", "-", "~"))
    assert made.endswith(".csv")


def test_a_file_that_comes_to_be_meanwhile_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"

    def came(_: Path, force: bool) -> None:
        path.write_bytes(b"of another program")

    monkeypatch.setattr(files, "check_target", came)
    with pytest.raises(files.ExistsError, match=r"a\.csv: exists"):
        write(path, b"mine")
    assert path.read_bytes() == b"of another program"
    assert list(tmp_path.iterdir()) == [path]
