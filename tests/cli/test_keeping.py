"""What is the matter with the store is said once, and that it is well again."""

from pathlib import Path

from rnn_tui.cli.keeping import news_of
from rnn_tui.store.store import RunStore


def test_a_sentence_is_told_once_and_that_it_is_well_again(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    news = news_of(store)
    assert news() == []
    store._desk.banner = "runs are not being kept: no room left on the disk"
    store.notices.append("the store was damaged")
    assert news() == ["the store was damaged"]
    assert news() == []
    store._desk.banner = "runs are not being kept: it may not be written"
    assert news() == []
    store._desk.banner = None
    assert news() == ["runs are being kept again"]
    assert news() == []
    assert news_of(None)() == []
