"""From Enter to the first full frame of the app, beside `python -c "import textual.app"`.

The peer is a whole process. Ours is timed from its start in a pseudo-terminal to the moment
the last byte that the frame needs was written: header, panels and footer all stand.
"""

import sys

from benchmarks.figures import Figure, figure, ratio, table
from benchmarks.process import seconds
from benchmarks.screen import opened

ROUNDS = 9
LIMIT = 2.0

TITLE = "the first full frame of rnn-tui hello"
SIZES = ((80, 24), (120, 36))
PEER = [sys.executable, "-c", "import textual.app"]
APP = [sys.executable, "-m", "rnn_tui", "hello"]


def first_frame(columns: int, rows: int) -> float:
    """Give the seconds until the first full frame."""
    with opened(APP, columns, rows) as screen:
        if screen.read(b"quit") is None:
            raise RuntimeError("the app wrote no frame")
        # What is left of the frame: it comes at once, and a later frame does no harm.
        screen.rest(0.2)
        painted = next((when for when in screen.replay() if _is_full(screen.lines)), None)
    if painted is None:
        raise RuntimeError("the first frame is not full")
    return painted


def _is_full(lines: list[str]) -> bool:
    panels = ("e edit", "The unrolled network", "target", "input", "Cost, nats", "Answers", "hello")
    drawn = "\n".join(lines)
    return "rnn-tui" in lines[0] and "quit" in lines[-1] and all(word in drawn for word in panels)


def main(rounds: int = ROUNDS) -> list[Figure]:
    """Print the table and return its rows."""
    peer: list[float] = []
    ours: dict[tuple[int, int], list[float]] = {size: [] for size in SIZES}
    first_frame(*SIZES[0])  # What the first run compiles is there from then on.
    for _ in range(rounds):
        peer.append(seconds(PEER))
        for size, times in ours.items():
            times.append(first_frame(*size))
    figures = [
        *(
            ratio(f"{columns}x{rows} / import textual.app", times, peer, LIMIT)
            for (columns, rows), times in ours.items()
        ),
        *(figure(f"{columns}x{rows}", times, "s") for (columns, rows), times in ours.items()),
        figure('python -c "import textual.app"', peer, "s"),
    ]
    print(table(TITLE, figures))
    return figures


if __name__ == "__main__":
    main()
