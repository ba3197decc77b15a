"""A person's keys: checked without Textual, as Textual has them; what clashes is named."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import KEY_ALIASES, _character_to_key

from rnn_tui import keymap
from rnn_tui.commands import COMMANDS, EVERYWHERE, commands_of
from rnn_tui.keys import ALIKE, NAMED, display, key_name


@pytest.fixture(autouse=True)
def keys_as_declared() -> Iterator[None]:
    yield
    keymap.use({})


@pytest.mark.parametrize("character", [*map(chr, range(33, 127)), "ㅂ", "é", "한"])
def test_a_character_is_named_as_textual_names_it(character: str) -> None:
    name = _character_to_key(character)
    assert key_name(character) == key_name(name) == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ctrl+t", "ctrl+t"),
        ("f1", "f1"),
        ("shift+tab", "shift+tab"),
        ("ctrl+alt+x", "alt+ctrl+x"),
        ("ctrl+?", "ctrl+question_mark"),
        ("comma", "comma"),
        ("", None),
        ("ctrl+", None),
        ("f25", None),
        ("shift+p", None),
        ("hyper+x", None),
        ("ctrl+ctrl+x", None),
        ("SPACE", None),
        ("\x1b", None),
        ("\ud800", None),
    ],
)
def test_names_of_keys(typed: str, name: str | None) -> None:
    assert key_name(typed) == name


def test_what_a_terminal_cannot_tell_apart_is_what_textual_says() -> None:
    for key, aliases in KEY_ALIASES.items():
        if key in NAMED:
            for alias in aliases:
                assert ALIKE[alias.replace("brace", "bracket")] == key


@pytest.mark.parametrize(
    ("values", "taken", "said"),
    [
        ({"play": "r"}, {}, "play: r is the key of reset too; give reset another"),
        ({"play": "r", "reset": "space"}, {"play": ("r",), "reset": ("space",)}, ""),
        ({"play": ["ctrl+t", "."]}, {}, "full_stop is the key of advance too"),
        ({"play": "G", "reset": "G"}, {"play": ("G",)}, "reset: G is the key of play too"),
        ({"measure": "u"}, {"measure": ("u",)}, ""),  # undo is on another screen
        ({"quit": ["q", "ㅂ"]}, {"quit": ("q", "ㅂ")}, ""),
        ({"quit": "ctrl+c"}, {}, "quit: ctrl+c keeps its meaning"),
        ({"quit": "ctrl+i"}, {}, "quit: ctrl+i is tab in a terminal"),
        ({"leave": "l"}, {}, "leave: works in a field too, where l is typed"),
        ({"play": []}, {}, "play: a key or a list of keys"),
        ({"play": ["a"] * 9}, {}, "play: a key or a list of keys"),
        ({"play": True}, {}, "play: a key or a list of keys"),
        ({"play": [True]}, {}, "play: no key True"),
        ({"play": ["G", "G"]}, {"play": ("G",)}, ""),
        ({"[/b]\x1b": "x"}, {}, "no command [/b]␛: rnn-tui help keys"),
    ],
)
def test_a_keymap_is_checked(
    values: dict[str, object], taken: dict[str, object], said: str
) -> None:
    found, problems = keymap.check(values)
    assert found == taken
    assert len(problems) == bool(said)
    assert all(said in problem.sentence for problem in problems)


IDS = st.sampled_from([command.id for command in COMMANDS])
KEYS = st.sampled_from(["a", "r", "space", "ctrl+t", "escape", "tab", "q", "f2", "nokey", "left"])


@given(st.dictionaries(IDS, st.lists(KEYS, max_size=3), max_size=6))
def test_what_is_taken_never_clashes(values: dict[str, list[str]]) -> None:
    found, problems = keymap.check(values)
    assert set(found) <= set(values)
    assert set(values) - set(found) <= {problem.field for problem in problems} or not found
    for screen in EVERYWHERE:
        keys = [
            key for command in commands_of(screen) for key in found.get(command.id, command.keys)
        ]
        assert len(set(keys)) == len(keys)


def test_the_keys_in_force_are_shown() -> None:
    assert (keymap.key_of("play"), keymap.pair_of("back_ten", "on_ten")) == ("space", "<>")
    assert keymap.field_key_of("help") == "F1"
    keymap.use({"play": ("ctrl+t",), "back_ten": ("pageup",), "help": ("f2", "f1")})
    assert (keymap.key_of("play"), keymap.pair_of("back_ten", "on_ten")) == ("^t", "pgup/>")
    assert keymap.field_key_of("help") == "F2"
    assert ("play", ("ctrl+t",)) in keymap.listed()


def test_keys_are_drawn() -> None:
    assert [display(key) for key in ("ctrl+question_mark", "alt+x", "shift+left", "f12")] == [
        "^?",
        "alt+x",
        "shift+←",
        "F12",
    ]
