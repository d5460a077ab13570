"""Figures of a run, printed as medians with their spread and as ratios within the run."""

from collections import defaultdict
from statistics import median, quantiles

THOUSAND = 1000


class Figures:
    """Figures by title and by subject. Subjects take turns, so that noise hits all of them."""

    def __init__(self) -> None:
        self._values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))

    def add(self, title: str, subject: str, value: float) -> None:
        """Add the figure of one round.

        Args:
            title: What is measured, and its unit.
            subject: What it is measured of.
            value: The figure.
        """
        self._values[title][subject].append(value)

    def report(self, *bases: str) -> None:
        """Print a table for each title.

        Args:
            bases: Subjects to divide by, each a column; the first subject of each title if none.
        """
        for title, subjects in self._values.items():
            middle = {name: median(values) for name, values in subjects.items()}
            columns = [base for base in bases if base in middle] or [next(iter(middle))]
            rounds = len(subjects[columns[0]])
            against = ", ".join(columns)
            print(f"\n{title}: median of {rounds} (lowest to highest), ratio to {against}")
            for name, values in subjects.items():
                spread = f"({number(min(values))} to {number(max(values))})"
                ratios = "".join(
                    f"{middle[name] / middle[base]:7.2f}" if middle[base] else " " * 7
                    for base in columns
                )
                print(f"  {name:22}{number(middle[name]):>10}  {spread:22}{ratios}")


def number(value: float) -> str:
    """Return a number with four digits that count, and no fewer than its whole part has."""
    return f"{value:,.0f}" if value >= THOUSAND else f"{value:.4g}"


def percentile(values: list[float], percent: int) -> float:
    """Return the value that `percent` in a hundred do not exceed."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]
