"""Rules of the stylesheet: contrast in both colour schemes, and a layout for any direction."""

import re

import pytest

from config.settings import ROOT

CSS = (ROOT / "static" / "style.css").read_text()
WITHOUT_COMMENTS = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#\w+);", block))
    for block in re.findall(r":root \{(.*?)\}", WITHOUT_COMMENTS, re.DOTALL)[:2]
)
SCHEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, as WCAG 2 defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    full = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (byte / 255 for byte in bytes.fromhex(full))
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_both_schemes_set_the_same_colours() -> None:
    assert set(DARK) == set(LIGHT)


@SCHEMES
def test_text_can_be_read_on_every_ground(colours: dict[str, str]) -> None:
    for ink, grounds in {
        "text": ("background", "surface", "notice"),
        "text-soft": ("background", "surface"),
        "accent": ("background", "surface", "notice"),
        "accent-strong": ("background", "surface"),
        "on-accent": ("accent", "accent-strong"),
        "error": ("surface",),
    }.items():
        for ground in grounds:
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)


@SCHEMES
def test_edges_can_be_told_from_their_ground(colours: dict[str, str]) -> None:
    for edge in ("control-line", "focus", "error", "accent"):
        assert contrast(colours[edge], colours["surface"]) >= 3, edge
    assert contrast(colours["focus"], colours["background"]) >= 3


def test_the_layout_turns_around_by_itself() -> None:
    """No side is called left or right: languages differ in which is which."""
    sides = r"[a-z-]*(?<![a-z])(?:left|right|top|bottom|width|height)(?![a-z])[a-z-]*"
    properties = set(re.findall(rf"[{{;]\s*({sides})\s*:", WITHOUT_COMMENTS))
    assert properties <= {"line-height", "stroke-width", "border-width"}
    assert not re.search(r":\s*(left|right)\b", WITHOUT_COMMENTS)
