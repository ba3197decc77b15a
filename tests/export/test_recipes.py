"""A recipe goes out as a line and as a file, and comes back the same; what is wrong is named."""

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rnn_tui.anatomy import sigmoids, tensors
from rnn_tui.cli.flags import FIELD_FLAGS
from rnn_tui.cli.main import program
from rnn_tui.edits import Freeze, Hold, Weight, Zero
from rnn_tui.escapes import escape, is_plain, unescape
from rnn_tui.experiment import Cell, Convention, Dtype, Experiment, Initializer, Optimizer, Readout
from rnn_tui.export.experiment_file import read_file, read_toml, to_toml
from rnn_tui.export.share import NotShareableError, parse_share, share
from rnn_tui.fields import Invalid
from rnn_tui.recipe import RESERVED, Recipe
from rnn_tui.record import Event
from rnn_tui.task import Task
from rnn_tui.toml_text import find_line

HOSTILE = [
    "[/b]", "'; rm -rf /", '"""', "$(id)`id`", "a\\'b", "=cmd|x", "~/x", "!!", "한글", "-x-",
    "--help", "train", "help", "a\x1b[31mb", "a\x00b", "a\u202eb", "a\n\n'''\nseed=3", "a b", "ab ",
    "🏴\U000e0067\U000e007fa",
    "👨\u200d👩\u200d👧a", "\u0301a", "a\u3000b", "#x", "{a}%s", "a\\", "\\x41",
]  # fmt: skip

TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(min_size=2, max_size=12))
NUMBERS = st.floats(1e-300, 999, allow_subnormal=False)


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    text = draw(TEXTS)
    try:
        plain = Experiment(text=text)
    except Invalid:
        assume(False)
    length = Task(plain).length
    weights = st.lists(st.floats(0, 1e6), min_size=length, max_size=length).filter(any).map(tuple)
    linear = draw(st.booleans())
    experiment = Experiment(
        text=text,
        convention=draw(st.sampled_from(Convention)),
        cell=draw(st.sampled_from(Cell)),
        readout=Readout.LINEAR if linear else Readout.NONE,
        hidden_size=draw(st.none() | st.integers(1, 40)) if linear else None,
        initializer=draw(st.sampled_from(Initializer)),
        optimizer=draw(st.sampled_from(Optimizer)),
        learning_rate=draw(NUMBERS),
        decay=draw(st.floats(0, 0.999)),
        momentum=draw(st.floats(0, 0.999)),
        clip_norm=draw(st.none() | NUMBERS | st.just(1e300)),
        iterations=draw(st.integers(1, 10**12)),
        seed=draw(st.integers(0, 2**32 - 1)),
        time_steps=draw(st.none() | st.integers(1, length)),
        carry_state=draw(st.booleans()),
        loss_weights=draw(st.none() | weights),
        dtype=draw(st.sampled_from(Dtype)),
    )
    return Recipe(experiment, tuple(draw(st.lists(events(experiment, weights), max_size=20))))


def events(experiment: Experiment, weights: st.SearchStrategy[Any]) -> st.SearchStrategy[Event]:
    task = Task(experiment)
    shapes = tensors(task)
    gates = sigmoids(experiment.cell, experiment.convention)
    names = st.sampled_from(sorted(shapes))
    number = st.floats(-1e6, 1e6)
    changes = [
        st.tuples(st.just("learning_rate"), NUMBERS),
        st.tuples(st.just("clip_norm"), st.none() | NUMBERS),
        st.tuples(st.just("optimizer"), st.sampled_from(Optimizer)),
        st.tuples(st.just("iterations"), st.integers(1, 10**12)),
        st.tuples(st.just("loss_weights"), st.none() | weights),
        st.tuples(
            st.just("weight"),
            names.flatmap(
                lambda name: st.builds(
                    Weight,
                    st.just(name),
                    st.tuples(*(st.integers(0, size - 1) for size in shapes[name])),
                    number,
                )
            ),
        ),
        st.tuples(
            st.just("zero"),
            st.builds(Zero, st.integers(0, task.hidden_size - 1), st.booleans()),
        ),
        st.tuples(st.just("freeze"), st.builds(Freeze, names, st.booleans())),
    ]
    if gates:
        held = st.sampled_from([0.0, 1.0, None])
        changes.append(st.tuples(st.just("hold"), st.builds(Hold, st.sampled_from(gates), held)))
    return st.builds(
        lambda at, change: Event(at, *change), st.integers(0, 10**12), st.one_of(changes)
    )


def same(first: Recipe, second: Recipe) -> None:
    assert first.experiment == second.experiment
    assert first.in_order == second.in_order


@given(recipes())
def test_a_share_string_goes_round(recipe: Recipe) -> None:
    line = share(recipe)
    assert all(map(is_plain, line))
    same(parse_share(line), recipe)


@given(st.text())
def test_escapes_go_round(text: str) -> None:
    assert unescape(escape(text)) == text
    assert all(map(is_plain, escape(text)))


@given(recipes())
def test_an_experiment_file_goes_round(recipe: Recipe) -> None:
    written = to_toml(recipe)
    assert all(map(is_plain, written.replace("\n", "")))
    same(read_toml(written.encode(), "x.toml"), recipe)


@given(recipes())
def test_the_command_line_reads_it_alike(recipe: Recipe) -> None:
    from rnn_tui.cli.main import _complete
    from rnn_tui.cli.planning import request

    name, *words = _complete(shlex.split(share(recipe))[1:])
    assert name == "open"
    flags = program.commands[name].make_context(name, words).params
    plan = request(flags, speed=None).plan
    same(Recipe(plan.experiment, plan.events), recipe)
    assert {spec.name for spec in FIELD_FLAGS} < set(flags)


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_a_shell_reads_it_alike(shell: str) -> None:
    for text in HOSTILE:
        recipe = Recipe(Experiment(text=text), (Event(4, "weight", Weight("kernel", (0, 0), 0.5)),))
        line = share(recipe)
        script = f"rnn-tui() {{ for word; do printf '%s\\n.\\n' \"$word\"; done; }}; {line}"
        if shell == "sh":  # its functions are not called with a dash in them
            script = script.replace("rnn-tui() {", "rnn_tui() {").replace(
                line, "rnn_tui" + line[7:]
            )
        done = subprocess.run([shell, "-c", script], capture_output=True, text=True, check=True)
        assert done.stdout.split("\n.\n")[:-1] == shlex.split(line)[1:], text
        same(parse_share(line), recipe)


@pytest.mark.parametrize(
    ("recipe", "line"),
    [
        (Recipe(), "rnn-tui hello"),
        (Recipe(Experiment(text="if you")), "rnn-tui 'if you'"),
        (Recipe(Experiment(text="train")), "rnn-tui open train"),
        (Recipe(Experiment(text="-x-", seed=3)), "rnn-tui --seed 3 -- '-x-'"),
        (Recipe(Experiment(text="a\x1bb")), r"rnn-tui --escaped 'a\x1bb'"),
        (Recipe(Experiment(carry_state=True)), "rnn-tui hello --carry-state"),
        (
            Recipe(Experiment(), (Event(40, "learning_rate", 0.001),)),
            "rnn-tui hello --at 40:learning_rate=0.001",
        ),
        (
            Recipe(Experiment(readout=Readout.LINEAR, hidden_size=8, convention=Convention.PYTORCH,
                              optimizer=Optimizer.ADAM, initializer=Initializer.TORCH)),
            "rnn-tui hello --preset pytorch --decay 0.9",
        ),
    ],
)  # fmt: skip
def test_the_line_says_only_what_differs(recipe: Recipe, line: str) -> None:
    assert share(recipe) == line
    same(parse_share(line), recipe)


def test_every_reserved_word_is_a_text_all_the_same() -> None:
    for word in RESERVED:
        recipe = Recipe(Experiment(text=word))
        same(parse_share(share(recipe)), recipe)


def test_what_no_line_holds_is_shared_as_a_file() -> None:
    many = Recipe(events=tuple(Event(k, "learning_rate", 0.1) for k in range(21)))
    with pytest.raises(NotShareableError, match="21 edits are more than the 20 a line holds"):
        share(many)
    with pytest.raises(NotShareableError, match="began with given weights"):
        share(Recipe(), given_weights=True)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "begins with rnn-tui, for example rnn-tui hello"),
        ("hello", "begins with rnn-tui"),
        ("rnn-tui", "begins with rnn-tui"),
        ("rnn-tui 'a", "a quote is not closed"),
        ("rnn-tui hello --sed 3", "no flag --sed: did you mean --seed?"),
        ("rnn-tui hello --json", "--json is no part of an experiment: leave it out"),
        ("rnn-tui runs list", "runs is no experiment"),
        ("rnn-tui hello --seed", "--seed needs a value after it"),
        ("rnn-tui hello --carry-state=yes", "--carry-state takes no value"),
        ("rnn-tui hello --seed ''", "--seed '': a whole number, 0 to"),
        ("rnn-tui hello --seed x", "--seed x: a whole number, 0 to"),
        ("rnn-tui hello word", "2 texts, one is allowed"),
        ("rnn-tui hello --escaped a", "TEXT and --escaped: give one of them"),
        ("rnn-tui --escaped '\\q'", r"--escaped \\q: \\q is no escape"),
        ("rnn-tui hello --preset x", "--preset x: one of tensorflow-2016, pytorch"),
        ("rnn-tui hello --at 4:zero=unit:5", "--at 4:zero=unit:5: a unit is 1 to 4"),
        ("rnn-tui hello --at 4:loss_weights=1,2", "--at 4:loss_weights: ones, or 4 numbers"),
        ("rnn-tui hello --hidden-size 9", "--hidden-size 9: 4, the vocabulary's size"),
        ("rnn-tui a", "TEXT: needs 2 or more characters"),
        ("rnn-tui " + "a" * 5_000_000, "too long for a share string"),
    ],
)
def test_a_line_that_is_none_is_answered_in_a_sentence(line: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence) as raised:
        parse_share(line)
    assert str(raised.value).isprintable()


def test_a_line_is_data() -> None:
    line = "rnn-tui '$(touch x)' --seed 3"
    assert parse_share(line).experiment.text == "$(touch x)"
    assert parse_share("$ rnn-tui train hello --no-carry-state").experiment == Experiment()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("seed = 3", "x.toml: no text; add text = "),
        ('text = "hello"\nsede = 3', "x.toml:2: no key sede: did you mean seed?"),
        ('text = "hello"\n\n"learning-rate" = 3', "x.toml:3: no key learning-rate: did you mean"),
        ('text = "hello"\nseed = "3"', "x.toml:2: seed 3: a whole number"),
        ('text = "hello"\nseed = true', "x.toml:2: seed True: a whole number"),
        ('text = "hello"\ncarry_state = 1', "x.toml:2: carry_state 1: yes or no"),
        ('text = "hello"\nlearning_rate = nan', "x.toml:2: learning_rate nan: above 0"),
        ("text = 3", "x.toml:1: text 3: 2 to 10,000 characters"),
        ('text = """a\nseed = 3\n"""\nseed = -1', "x.toml:4: seed -1"),
        ('text = "a # seed = 1" # seed = 2\nseed = -1', "x.toml:2: seed -1"),
        ('text = "hello"\npreset = "x"', "x.toml:2: preset: one of tensorflow-2016"),
        ('text = "hello"\ntime_steps = 9', "x.toml:2: time_steps: all, or 1 to 4"),
        ('text = "hello"\nat = 3', "x.toml:2: at: write each edit as a table"),
        (
            'text = "hello"\n[[at]]\niteration = 1\nzero = "unit:1"\n[[at]]\n\nseed = 3',
            "x.toml:7: no key seed",
        ),
        ('text = "hello"\n[[at]]\niteration = 1', "x.toml:3: an edit changes one field"),
        ('text = "hello"\n[[at]]\nmomentum = 0', "x.toml:2: iteration: a whole number"),
        (
            'text = "hello"\n[[at]]\niteration = 1\nzero = "unit:9"',
            "x.toml:4: zero unit:9: a unit is 1 to 4",
        ),
        ('text = "hello"\n[[at]]\niteration = 1\nzero = 9', "x.toml:4: zero 9: write it in quotes"),
        (
            'text = "hello"\n[[at]]\niteration = 9\nloss_weights = [1, 2]\n'
            "[[at]]\niteration = 1\nmomentum = 0",
            "x.toml:4: 9:loss_weights: ones, or 4 numbers",
        ),
        ('text = "hello"\nseed = ', "x.toml:2: not TOML: invalid value"),
        ('text = "hello"\n\nseed 3', "x.toml:3: not TOML: expected '=' after a key"),
        ('text = "\x1b"', "x.toml:1: not TOML: illegal character"),
        ("a = " + "[" * 9999, "x.toml: not TOML that can be read"),
        ("a = " + "9" * 9999, "x.toml: not TOML that can be read"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_with_its_line(content: str, sentence: str) -> None:
    with pytest.raises(Invalid) as raised:
        read_toml(content.encode(), "x.toml")
    assert str(raised.value).startswith(sentence)
    assert str(raised.value).isprintable()


def test_a_file_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    with pytest.raises(Invalid, match=r"x\.toml: no such file; expected an experiment file"):
        read_file(path)
    path.mkdir()
    with pytest.raises(Invalid, match="not a file; expected"):
        read_file(path)
    with pytest.raises(Invalid, match="zero: not a file"):
        read_file(Path("/dev/zero"))
    path.rmdir()
    path.write_bytes(b'text = "hello"\n# \xff')
    with pytest.raises(Invalid, match=r"x\.toml:2: not UTF-8"):
        read_file(path)
    with path.open("wb") as file:
        file.truncate(10**9)
    with pytest.raises(Invalid, match=r"1\.0 GB is too large"):
        read_file(path)


def test_a_file_as_an_editor_leaves_it() -> None:
    written = (
        '\ufefftext = "hello"\r\nseed = 3\r\nclip_norm = "off"\r\nloss_weights = [1, 0, 1, 1]\r\n'
    )
    recipe = read_toml(written.encode(), "x.toml")
    assert recipe.experiment == Experiment(seed=3, loss_weights=(1, 0, 1, 1))


def test_lines_are_found_in_any_layout() -> None:
    text = (
        'a = """\nb = 1\n"""\n"b" = [\n 1, # c = 2\n]\n[[at]]\nb = 3\n[[at]]\n\nb = 4\n[x.y]\nb = 5'
    )
    assert find_line(text, "b") == 4
    assert find_line(text, "b", 0) == 8
    assert find_line(text, "b", 1) == 11
    assert find_line(text, "x") == 12
    assert find_line(text, "c") is None


@pytest.mark.parametrize("command", [["train", "--quiet"], ["train", "--json"]])
def test_train_reads_a_file_and_flags_on_top(call: Any, tmp_path: Path, command: list[str]) -> None:
    path = tmp_path / "x.toml"
    recipe = Recipe(Experiment(text="hihello", iterations=9), (Event(3, "learning_rate", 0.5),))
    path.write_text(to_toml(recipe), encoding="utf-8")

    def numbers(*argv: str) -> list[str]:
        said = call(*command, *argv)
        assert (said.code, said.err) == (0, "")
        return [line.split('"seconds"')[0] for line in said.out.splitlines() if " s" not in line]

    same_line = shlex.split(share(recipe))[1:]
    assert numbers("--experiment", str(path)) == numbers(*same_line)
    assert numbers("hello", "--experiment", str(path)) == numbers("hello", *same_line[1:])


def test_the_program_itself_reads_a_line_through_a_shell() -> None:
    recipe = Recipe(
        Experiment(text="it's a \\ \x1b[31m$x", cell=Cell.GRU, iterations=3),
        (Event(1, "weight", Weight("gates_kernel", (2, 3), 0.5)),),
    )
    program = Path(sys.executable).with_name("rnn-tui")
    line = share(recipe).replace("rnn-tui", f"{shlex.quote(str(program))} train", 1)
    done = subprocess.run(["sh", "-c", f"{line} --json"], capture_output=True, check=True)
    final = json.loads(done.stdout.splitlines()[-1])
    assert final["target"] == recipe.experiment.text[1:]
    assert final["iterations"] == 3


def test_flags_that_contradict_a_file(call: Any, tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text('text = "hello"\n[[at]]\niteration = 3\nzero = "unit:4"\n', encoding="utf-8")
    said = call("train", "aab", "--experiment", str(path))
    assert said.code == 2
    assert said.err == "rnn-tui: --at 3:zero=unit:4: a unit is 1 to 2, for example unit:1\n"
    said = call("train", "--preset", "pytorch", "--experiment", str(path))
    assert (said.code, said.err.startswith("rnn-tui: --preset and --experiment")) == (2, True)
    said = call("train", "--experiment", str(tmp_path / "y.toml"))
    assert (said.code, "y.toml: no such file" in said.err) == (2, True)
