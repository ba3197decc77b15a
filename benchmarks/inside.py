"""The inspector while a network trains at unlimited speed: what looking costs, how smooth it is.

A frame is a change of the header's counter. The iterations a second are beside those of
`rnn-tui train --quiet`, in turn.
"""

from benchmarks.app import ENDLESS, RUN, alone, counted
from benchmarks.figures import Figure, figure, ratio, table
from benchmarks.screen import opened

ROUNDS, SECONDS = 4, 5
TITLE = "the inspector, training at unlimited speed"
SIZES = ((80, 24), (120, 36))
LONG = ["the best of times, the worst of times, the age of wisdom, so", *ENDLESS[1:]]
"""60 characters."""
WIDE = ["--cell", "lstm", "--readout", "linear", "--hidden-size", "32"]


def inspected(command: list[str], columns: int, rows: int) -> tuple[float, float]:
    """Give iterations and frames a second with the inspector open."""
    with opened([*RUN, *command], columns, rows) as screen:
        if screen.read(b"running") is None:
            raise RuntimeError("the app does not train")
        screen.send(b"x")
        if screen.read(b"over time") is None:
            raise RuntimeError("the inspector does not open")
        screen.rest(1.5)
        return counted(screen, SECONDS)


def main(rounds: int = ROUNDS) -> list[Figure]:
    """Print the table and return its rows."""
    without: list[float] = []
    rates: dict[str, list[float]] = {f"{columns}x{rows}": [] for columns, rows in SIZES}
    frames: dict[str, list[float]] = {name: [] for name in rates}
    for _ in range(rounds):
        without.append(alone(SECONDS))
        for size, name in zip(SIZES, rates, strict=True):
            rates[name].append(inspected(ENDLESS, *size)[0])
            frames[name].append(inspected([*LONG, *WIDE], *size)[1])
    figures = []
    for name, found in rates.items():
        figures.append(
            ratio(
                f"iterations/s, hello, {name} / train --quiet", found, without, 0.6, at_least=True
            )
        )
    for name, found in frames.items():
        words = f"frames/s, 60 characters, lstm of 32 units, {name}"
        figures.append(figure(words, found, "/s", 10, at_least=True))
    print(table(TITLE, figures))
    return figures


if __name__ == "__main__":
    main()
