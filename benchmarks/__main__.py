"""`python -m benchmarks [NAME ...]`: measure, print what was asked for and whether it is met."""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from benchmarks.figures import Figure

NAMES = (
    "process",
    "iteration",
    "ensemble",
    "race",
    "paint",
    "app",
    "screens",
    "inside",
    "plot",
    "store",
    "quit",
)


def main(names: Sequence[str]) -> int:
    """Run the named benchmarks, or all, one after the other."""
    for name in names:
        if name not in NAMES:
            print(f"no benchmark {name}: there are {', '.join(NAMES)}", file=sys.stderr)
            return 2
    missed = 0
    for name in names or NAMES:
        run: Callable[[], list[Figure]] = import_module(f"benchmarks.{name}").main
        missed += sum(figure.met is False for figure in run())
        print()
    print("every limit is met" if not missed else f"{missed} limits are missed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
