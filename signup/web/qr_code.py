"""QR codes as SVG paths, which the Content-Security-Policy allows."""

from dataclasses import dataclass
from itertools import groupby

QUIET_ZONE = 4
"""Width of the white border in modules, which scanners need. ISO/IEC 18004."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code.

    Attributes:
        size: Its width and height in modules, with the border.
        path: The dark modules, as the `d` of an SVG path in units of a module.
    """

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """Return the QR code of a text.

    Args:
        text: The text.
    """
    import segno  # noqa: PLC0415 - only one page needs it

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
