"""Where the boxes of a drawn map stand, and the arrows between them."""

from dataclasses import dataclass
from math import hypot

BOX_WIDTH, BOX_HEIGHT = 188, 52
COLUMN, ROW = 276, 124
LEFT, TOP, MARGIN = 52, 16, 8
GAP = 4
"""Between the head of an arrow and its box."""
APART = 11
"""How far an arrow moves aside for the one that leads back."""
BULGE = 44
"""How far an arrow that passes another box swings out."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the grid.

    Attributes:
        column: Counted from the left, from 0.
        row: Counted from the top, from 0.
    """

    column: int
    row: int

    @property
    def left(self) -> int:
        """The left edge of its box."""
        return LEFT + self.column * COLUMN

    @property
    def top(self) -> int:
        """The upper edge of its box."""
        return TOP + self.row * ROW

    @property
    def width(self) -> int:
        """The width of its box."""
        return BOX_WIDTH

    @property
    def height(self) -> int:
        """The height of its box."""
        return BOX_HEIGHT

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of its box."""
        return self.left + BOX_WIDTH / 2, self.top + BOX_HEIGHT / 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow and its number's place.

    Attributes:
        path: What SVG's `d` says.
        x: Where its number stands.
        y: Where its number stands.
    """

    path: str
    x: int
    y: int


def draw(origin: Place, target: Place, *, both_ways: bool) -> Arrow:
    """Draw the arrow from one box to another.

    Args:
        origin: Where it begins.
        target: Where it ends; the same for one that leads back to itself.
        both_ways: Whether another arrow leads back.
    """
    if origin.column == target.column and abs(origin.row - target.row) != 1:
        return _beside(origin, target)
    (x0, y0), (x1, y1) = origin.middle, target.middle
    length = hypot(x1 - x0, y1 - y0)
    along = (x1 - x0) / length, (y1 - y0) / length
    aside = (-along[1] * APART, along[0] * APART) if both_ways else (0.0, 0.0)
    # How far it is from the middle of a box to its edge, in this direction.
    sides = zip((BOX_WIDTH, BOX_HEIGHT), along, strict=True)
    inside = min(side / 2 / abs(part) for side, part in sides if part)
    start, end = inside + GAP, length - inside - GAP
    at = [(x0 + aside[0] + along[0] * d, y0 + aside[1] + along[1] * d) for d in (start, end)]
    number = start + (end - start) * 0.4
    return Arrow(
        "M{:.0f} {:.0f}L{:.0f} {:.0f}".format(*at[0], *at[1]),
        round(x0 + aside[0] + along[0] * number),
        round(y0 + aside[1] + along[1] * number),
    )


def _beside(origin: Place, target: Place) -> Arrow:
    """Swing out to the left, past whatever is between."""
    lift = 12 if origin == target else 0
    x, y0, y1 = origin.left, origin.middle[1] - lift, target.middle[1] + lift
    out = x - BULGE
    return Arrow(
        f"M{x - GAP} {y0:.0f}C{out} {y0:.0f} {out} {y1:.0f} {x - GAP} {y1:.0f}",
        round(x - BULGE * 0.75),
        round((y0 + y1) / 2),
    )
