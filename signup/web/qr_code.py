"""QR codes as parts of a page: an SVG path, which the Content-Security-Policy allows anywhere."""

from dataclasses import dataclass
from itertools import groupby

QUIET_ZONE = 4
"""Modules of white around a code, without which scanners do not find it. ISO/IEC 18004."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code to draw.

    Attributes:
        size: Its width and height with the quiet zone, in modules.
        path: The dark modules, as the `d` of an SVG path in units of a module.
    """

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """Make the QR code of a text.

    Args:
        text: What a scanner reads.
    """
    import segno  # noqa: PLC0415 - one page of one sign-in draws a code

    rows = [list(row) for row in segno.make_qr(text).matrix_iter(border=QUIET_ZONE)]
    return QrCode(len(rows), "".join(_runs(y, row) for y, row in enumerate(rows)))


def _runs(y: int, row: list[int]) -> str:
    """Return the dark runs of a row as rectangles."""
    path, x = "", 0
    for is_dark, modules in groupby(row):
        length = len(list(modules))
        path += f"M{x} {y}h{length}v1h-{length}z" if is_dark else ""
        x += length
    return path
