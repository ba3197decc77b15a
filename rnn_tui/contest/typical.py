"""`typical`: the seeds of an experiment that stand for the others."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray


def typical(costs: "NDArray[Any]") -> tuple[int, int, int]:
    """Give the places of the lowest cost, the median and the highest; costs are `(seeds,)`.

    Of an even number of seeds the lower one in the middle; of equal costs the first seed.
    """
    order = costs.argsort(kind="stable")
    return int(order[0]), int(order[(len(order) - 1) // 2]), int(order[-1])
