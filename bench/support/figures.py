"""Figures of a run, printed as medians, with their spread and ratios."""

from collections import defaultdict
from statistics import median


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

    def report(self) -> None:
        """Print a table for each title, in which the first subject is compared with the others."""
        for title, subjects in self._values.items():
            first = next(iter(subjects))
            print(f"\n{title}: median (lowest to highest), {first} divided by the others")
            for subject, values in subjects.items():
                middle = median(values)
                ratio = f"{median(subjects[first]) / middle:.2f}" if middle else ""
                spread = f"({min(values):,.2f} to {max(values):,.2f})"
                print(f"  {subject:22}{middle:12,.2f}  {spread:26}{ratio:>6}")
