"""`rnn-tui completion`: the script a shell reads once, and the answers it asks for later.

Script and protocol are click's own. A text without `open` before it is completed as `open`.
"""

import os
import sys
from typing import Any

import click

from rnn_tui.cli import errors
from rnn_tui.cli.errors import UsageError
from rnn_tui.i18n import tr
from rnn_tui.text import shown

VARIABLE = "_RNN_TUI_COMPLETE"
"""What the script sets when it asks: `bash_complete` and the like."""

SHELLS = ("bash", "zsh", "fish")

EXAMPLES = """\b
Examples:
  eval "$(rnn-tui completion bash)"                           in ~/.bashrc
  eval "$(rnn-tui completion zsh)"                            in ~/.zshrc, after compinit
  rnn-tui completion fish > ~/.config/fish/completions/rnn-tui.fish
"""


@click.command("completion", epilog=EXAMPLES)
@click.argument("shell", metavar="bash|zsh|fish")
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print the script that completes rnn-tui in a shell."""
    if shell not in SHELLS:
        raise UsageError(
            tr("{shell}: one of {shells}, for example rnn-tui completion bash",
               shell=shown(shell), shells=", ".join(SHELLS))
        )  # fmt: skip
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    assert made is not None
    script = made(context.find_root().command, {}, "rnn-tui", VARIABLE)
    # Not `source()`: for bash that starts a bash to see how old it is, and complains.
    click.echo(script.source_template % script.source_vars())
    return errors.DONE


def answer(program: click.Group) -> int:
    """Answer what the script of a shell asks for; what cannot be understood has no answer."""
    from click.shell_completion import get_completion_class

    shell, _, asked = os.environ.get(VARIABLE, "").partition("_")
    made = get_completion_class(shell) if shell in SHELLS and asked == "complete" else None
    if made is None:
        return errors.FAILED

    class Spoken(made):  # type: ignore[misc, valid-type]
        """Completes the words as they are carried out."""

        def get_completions(self, args: list[str], incomplete: str) -> list[Any]:
            """Give what could stand there."""
            spoken = _spoken(program, args)
            found = list(super().get_completions(spoken, incomplete))
            if not args and incomplete.startswith("-"):
                found += super().get_completions(["open"], incomplete)
            return found

    try:
        sys.stdout.write(Spoken(program, {}, "rnn-tui", VARIABLE).complete() + "\n")
    except (KeyError, ValueError, click.ClickException):
        return errors.FAILED
    return errors.DONE


def _spoken(program: click.Group, args: list[str]) -> list[str]:
    """Name the command that may be left out."""
    if not args or args[0] in program.commands or args[0] in ("--help", "-h", "--version"):
        return args
    return ["open", *args]
