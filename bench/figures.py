"""How figures are printed: medians with their spread, and ratios to another one of the same run."""

import statistics
from collections.abc import Mapping, Sequence

Figures = Mapping[str, Sequence[float]]


def compare(title: str, figures: Figures, base: str, digits: int = 2) -> dict[str, float]:
    """Print a line for each kind, and return the ratios of medians to that of `base`.

    Args:
        title: What was measured, and in what unit.
        figures: One number a round, by kind; the kinds took turns.
        base: The kind that the others are compared with.
        digits: After the point.
    """
    middle = {name: statistics.median(values) for name, values in figures.items()}
    ratios = {name: value / middle[base] for name, value in middle.items()}
    print(f"\n{title}: median of {len(figures[base])} (lowest to highest), ratio to {base}")
    for name, values in figures.items():
        print(
            f"  {name:28}{middle[name]:9.{digits}f}  ({min(values):.{digits}f} to"
            f" {max(values):.{digits}f})   {ratios[name]:5.2f}"
        )
    return ratios


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value that `percent` in a hundred do not exceed."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
