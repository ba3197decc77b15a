"""The catalogues are whole: every sentence is translated, with its values, and compiled."""

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def catalog() -> Any:
    spec = importlib.util.spec_from_file_location("catalog", ROOT / "scripts" / "catalog.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def korean(catalog: Any) -> Path:
    return Path(catalog.LOCALE) / "ko" / "LC_MESSAGES"


def test_every_sentence_is_translated_and_compiled(catalog: Any, korean: Path) -> None:
    """Mended by `make catalog`, and by translating what it prints."""
    text, binary, missing = catalog.updated(korean)
    assert [entry.one for entry in missing] == []
    assert text == (korean / "rnn_tui.po").read_text(encoding="utf-8")
    assert binary == (korean / "rnn_tui.mo").read_bytes()


def test_translations_have_the_values_of_their_sentences(catalog: Any, korean: Path) -> None:
    _, entries = catalog.read_po((korean / "rnn_tui.po").read_text(encoding="utf-8"))
    assert catalog.unequal(entries) == []
    first = next(entry for entry in entries.values() if "{" in entry.one)
    wrong = catalog.Entry("", "{a} of {b}", said="{a}")
    assert catalog.unequal({first.key: first, wrong.key: wrong}) == [wrong]


def test_sentences_are_found_wherever_they_are_said(catalog: Any) -> None:
    found = catalog.sentences()
    for key in (
        ("", "no such run", ""),
        ("", "1 unit", "{count} units"),
        ("gate", "reset", ""),
        ("", "Hidden size", ""),
        ("", "training: play or pause", ""),
        ("", "uniform guess", ""),
        ("", "Wilson, 95 %; paired", ""),
        ("", "Show this message and exit.", ""),
        ("", "Begin anew, whatever was done before.", ""),
        ("", "Type a word and watch a recurrent network learn to spell it.", ""),
    ):
        assert key in found, key


def test_an_update_keeps_translations_and_what_is_gone(catalog: Any) -> None:
    head = '# a head\n\nmsgid ""\nmsgstr ""\n"Language: ko\\n"\n'
    old = catalog.Entry("", "old", said="옛", places=("x.py",))
    plural = catalog.Entry("c", '1 "x"\n', "{count} x\n", "하나\n", ("y.py",), ("# a note",))
    written = catalog.write_po(head, {e.key: e for e in (old, plural)})
    read_head, read = catalog.read_po(written)
    assert read_head == head
    assert [(e.context, e.one, e.many, e.said, e.comments) for e in read.values()] == [
        ("", "old", "", "옛", ()),
        ("c", '1 "x"\n', "{count} x\n", "하나\n", ("# a note",)),
    ]
    # Said no more: kept as a comment, and found again.
    gone = catalog.write_po(head, read)
    assert '#~ msgid "old"' in gone
    assert catalog.read_po(gone)[1].keys() == read.keys()


def test_the_compiled_catalogue_is_one_that_gettext_reads(catalog: Any, tmp_path: Path) -> None:
    import gettext

    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    head += '"Plural-Forms: nplurals=1; plural=0;\\n"\n'
    entries = [
        catalog.Entry("", "one", said="하나", places=("x.py",)),
        catalog.Entry("gate", "one", said="문", places=("x.py",)),
        catalog.Entry("", "1 unit", "{count} units", "유닛 {count}개", ("x.py",)),
        catalog.Entry("", "gone", said="없음"),
    ]
    path = tmp_path / "x.mo"
    path.write_bytes(catalog.compiled(head, {e.key: e for e in entries}))
    with path.open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert read.gettext("one") == "하나"
    assert read.pgettext("gate", "one") == "문"
    assert read.ngettext("1 unit", "{count} units", 1) == "유닛 {count}개"
    assert read.gettext("gone") == "gone"


def test_nothing_of_the_screens_is_translated_while_it_is_imported() -> None:
    """A process that begins in one language could not speak another; see `declared`."""
    early = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for folder in ("ui", "session", "contest", "plotting", "store", "export", "engine")
        for path in sorted((ROOT / "rnn_tui" / folder).rglob("*.py"))
        for node in _at_import(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert early == []


def _at_import(node: ast.AST) -> Iterator[ast.Call]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                continue
            case ast.Call(func=ast.Name(id="tr" | "trn" | "trc")):
                yield child
        yield from _at_import(child)
