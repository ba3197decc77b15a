"""Languages: which is spoken, what a sentence becomes, and that programs are never spoken to."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rnn_tui import i18n
from rnn_tui.experiment import Experiment
from rnn_tui.export.experiment_file import to_toml
from rnn_tui.fields import Number
from rnn_tui.i18n import tr, trc, trn
from rnn_tui.i18n.asked import Asked, find
from rnn_tui.i18n.particles import filled, particle
from rnn_tui.recipe import Recipe
from rnn_tui.session.reasons import FAR_ABOVE, told


@pytest.fixture
def korean() -> Iterator[None]:
    i18n.choose("ko")
    yield
    i18n.choose("en")


def test_english_is_what_the_code_says() -> None:
    assert tr("{count} more", count=3) == "3 more"
    assert tr("a {place}") == "a {place}"
    assert [trn("1 unit", "{count} units", n) for n in (1, 2)] == ["1 unit", "2 units"]
    assert trc("gate", "reset") == "reset"


@pytest.mark.usefixtures("korean")
def test_korean_is_looked_up_whole_and_filled_afterwards() -> None:
    assert tr("{right} of {all} right", right=3, all=4) == "4개 중 3개 정답"
    assert [trn("1 unit", "{count} units", n) for n in (1, 2)] == ["유닛 1개", "유닛 2개"]
    assert trn("1 parameter", "{count} parameters", 1200, count="1,200") == "매개변수 1,200개"


@pytest.mark.usefixtures("korean")
def test_a_word_of_two_meanings_is_told_apart_by_its_context() -> None:
    assert (tr("reset"), trc("gate", "reset")) == ("초기화", "리셋")


@pytest.mark.usefixtures("korean")
def test_what_is_not_translated_stays_english() -> None:
    assert tr("no such sentence, {name}", name="x") == "no such sentence, x"
    assert tr("") == ""


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="xx: one of en, ko"):
        i18n.choose("xx")


@pytest.mark.parametrize(
    ("word", "pair", "chosen"),
    [
        ("단어", "을(를)", "를"),
        ("학습률", "을(를)", "을"),
        ("학습률", "(으)로", "로"),
        ("힌트", "(으)로", "로"),
        ("도움말", "은(는)", "은"),
        ("RNN", "이(가)", "이"),
        ("GRU", "이(가)", "가"),
        ("LSTM", "과(와)", "과"),
        ("유닛 3", "을(를)", "을"),
        ("0.02", "을(를)", "를"),
        ("100", "(으)로", "으로"),
        ("7", "(으)로", "로"),
        ("91 %", "은(는)", "는"),
        ("r", "은(는)", "은"),
        ("'단어'", "을(를)", "를"),
        ("rate", "을(를)", "을(를)"),
        ("✗", "을(를)", "을(를)"),
        ("", "을(를)", "을(를)"),
    ],
)
def test_a_particle_follows_how_its_word_ends(word: str, pair: str, chosen: str) -> None:
    assert particle(word, pair) == chosen


def test_particles_in_a_sentence_follow_values_and_never_what_is_in_a_value() -> None:
    sentence = "{first}과(와) {second}은(는) 을(를) {first!r:>7}"
    values = {"first": "LSTM", "second": "을(를)"}
    assert filled(sentence, values) == "LSTM과 을(를)은 을(를)  'LSTM'"


@pytest.mark.parametrize(
    ("argv", "environ", "asked"),
    [
        ([], {}, Asked("en")),
        (["--lang", "ko"], {"RNN_TUI_LANG": "en"}, Asked("ko")),
        (["train", "x", "--lang=ko"], {}, Asked("ko")),
        (["--lang", "ko", "--lang", "en"], {"LANG": "ko_KR.UTF-8"}, Asked("en")),
        (["--", "--lang", "ko"], {}, Asked("en")),
        (["--lang"], {"RNN_TUI_LANG": "ko"}, Asked("ko")),
        (["--lang", "xx"], {"RNN_TUI_LANG": "ko"}, Asked("ko")),
        ([], {"RNN_TUI_LANG": "KO", "LANG": "C"}, Asked("ko")),
        ([], {"RNN_TUI_LANG": "xx", "LANG": "ko_KR.UTF-8"}, Asked("en", "xx")),
        ([], {"RNN_TUI_LANG": " ", "LANG": "ko_KR.UTF-8"}, Asked("ko")),
        ([], {"LC_ALL": "C", "LC_MESSAGES": "ko_KR", "LANG": "ko_KR"}, Asked("en")),
        ([], {"LC_ALL": "", "LC_MESSAGES": "ko", "LANG": "C"}, Asked("ko")),
        ([], {"LANG": "de_DE.UTF-8"}, Asked("en")),
    ],
)
def test_flag_then_variable_then_locale(
    argv: list[str], environ: dict[str, str], asked: Asked
) -> None:
    assert find(argv, environ) == asked


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ('theme = "x"\nlanguage = "ko"  # 한국어\n', "ko"),
        ("language='ko'", "ko"),
        ('language = "xx"', "en"),
        ('# language = "ko"', "en"),
        ("language = ko", "en"),
    ],
)
def test_the_settings_stand_between_variable_and_locale(
    tmp_path: Path, written: str, language: str
) -> None:
    settings = tmp_path / "config.toml"
    settings.write_text(written, encoding="utf-8")
    assert find([], {}, settings).language == language
    assert find([], {"RNN_TUI_LANG": "en"}, settings).language == "en"
    assert find([], {}, tmp_path / "missing.toml").language == "en"
    assert find([], {}, tmp_path).language == "en"


@pytest.mark.usefixtures("korean")
def test_files_are_written_in_english() -> None:
    assert to_toml(Recipe(Experiment())).isascii()
    with i18n.english():
        assert tr("Word") == trn("Word", "Words", 1) == trc("gate", "Word") == "Word"
    assert tr("Word") == "단어"


@pytest.mark.usefixtures("korean")
def test_a_reason_is_kept_in_english_and_told_in_the_language_of_its_reader() -> None:
    reason = FAR_ABOVE.format(times=10, limit="55.5", count=20)
    both = f"{reason}: try a learning rate below 100, or a clip norm"
    assert told(both).startswith("비용이 20회 반복하는 동안 균등 추측의 10배(55.5)를 넘었습니다: ")
    assert told("unexpected: ValueError: a: b") == "예상하지 못한 오류: ValueError: a: b"
    assert told("something else") == "something else"


@pytest.mark.usefixtures("korean")
def test_a_word_for_nothing_is_understood_in_both_languages() -> None:
    kind = Number(1, 9, "4", integer=True, absent="all")
    assert kind.parse("전체") is kind.parse("all") is None


def said(*argv: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Carry out a command line in a process of its own."""
    scrubbed = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "RNN_"))}
    return subprocess.run(
        [sys.executable, "-m", "rnn_tui", *argv],
        env={**scrubbed, "PYTHONUTF8": "1", **environ},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_help_is_korean_where_korean_is_asked_for() -> None:
    for found in (
        said("--lang", "ko", "race", "--help"),
        said("race", "--help", "--lang=ko"),
        said("race", "--help", RNN_TUI_LANG="ko"),
        said("race", "--help", LANG="ko_KR.UTF-8"),
    ):
        assert found.returncode == 0
        assert found.stdout.startswith("사용법: rnn-tui race [OPTIONS] TEXT")
        assert "이 도움말을 보이고 끝냅니다." in found.stdout
        assert "각각의 시드 개수. 기본값: 100." in found.stdout


def test_no_line_of_korean_help_is_wider_than_the_terminal() -> None:
    from rich.cells import cell_len

    found = said("train", "--help", "--lang", "ko", COLUMNS="80")
    assert max(map(cell_len, found.stdout.splitlines())) <= 80


def test_an_unknown_language_is_named_with_what_is_allowed() -> None:
    flag = said("--lang", "xx", "train", "hello")
    assert flag.returncode == 2
    assert flag.stderr == "rnn-tui: --lang xx: one of en, ko, for example --lang ko\n"
    variable = said("--version", RNN_TUI_LANG="xx")
    assert variable.returncode == 0
    notice = "rnn-tui: RNN_TUI_LANG=xx: no such language; one of en, ko; going on in English\n"
    assert variable.stderr == notice
    assert said("--version", "--lang", "ko", RNN_TUI_LANG="xx").stderr == ""


def test_usage_is_refused_in_korean() -> None:
    found = said("train", "--lang", "ko")
    assert found.returncode == 2
    assert found.stderr == "rnn-tui: train에는 TEXT가 필요합니다, 예: rnn-tui train hello\n"
    assert "옵션 '--cell': 값 1개가 필요합니다" in said("train", "--lang", "ko", "--cell").stderr


def test_what_programs_read_is_the_same_in_both_languages() -> None:
    argv = ("train", "hello", "--iterations", "3", "--no-save", "--json")
    korean, english = (
        [json.loads(line) for line in said(*argv, "--lang", lang).stdout.splitlines()]
        for lang in ("ko", "en")
    )
    for line in (*korean, *english):
        line.pop("seconds", None)
    assert len(korean) == 4
    assert korean == english


def test_english_loads_no_catalogue() -> None:
    code = (
        "import sys; sys.argv[1:] = ['--lang', LANG]\n"
        "import rnn_tui.cli\n"
        "from rnn_tui import i18n\n"
        "print(i18n._catalogue is not None)"
    )
    for language, loaded in (("en", "False"), ("ko", "True")):
        run = subprocess.run(
            [sys.executable, "-c", code.replace("LANG", repr(language))],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert run.stdout.strip() == loaded
