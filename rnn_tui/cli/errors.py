"""What the command line says when it says no: one line, on stderr, and an exit code."""

import sys

DONE = 0
FAILED = 1
USAGE = 2
DIVERGED = 3
CLOSED_PIPE = 141


class UsageError(Exception):
    """A command line that cannot be carried out: what was wrong, what is allowed, an example."""


class Failure(Exception):  # noqa: N818 - it says how it ended
    """A command that was right and could not be carried out; the message is a plain sentence."""


def complain(sentence: str) -> None:
    """Write one line on stderr, if there is one."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(f"rnn-tui: {' '.join(sentence.split())}\n")
        sys.stderr.flush()
    except OSError:
        pass
