"""Rules of the stylesheet: contrast in both colour schemes, and a layout for any direction."""

import re

import pytest

from config.settings import ROOT

WITHOUT_COMMENTS = re.sub(
    r"/\*.*?\*/", "", (ROOT / "static" / "style.css").read_text(), flags=re.DOTALL
)
ALL = WITHOUT_COMMENTS + "".join(
    re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    for path in (ROOT / "static").glob("*.css")
    if path.name != "style.css"
)
LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#\w+);", block))
    for block in re.findall(r":root \{(.*?)\}", WITHOUT_COMMENTS, re.DOTALL)[:2]
)
DARK = LIGHT | DARK  # the pane is the same in both
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


def test_every_property_is_in_use() -> None:
    (root, *_) = re.findall(r":root \{(.*?)\}", WITHOUT_COMMENTS, re.DOTALL)
    properties = set(re.findall(r"^ *(--[a-z0-9-]+):", root, re.MULTILINE))
    elsewhere = set(re.findall(r"[{;]\s*(--[a-z0-9-]+):", ALL)) - properties
    assert set(re.findall(r"var\((--[a-z0-9-]+)", ALL)) - elsewhere == properties


@SCHEMES
def test_text_can_be_read_on_every_ground(colours: dict[str, str]) -> None:
    for ink, grounds in {
        "text": ("ground", "surface", "tint", "error-tint"),
        "text-soft": ("ground", "surface", "tint"),
        "accent": ("ground", "surface", "tint"),
        "accent-strong": ("ground", "surface"),
        "on-accent": ("accent", "accent-strong"),
        "on-pane": ("pane", "pane-level"),
        "on-pane-soft": ("pane", "pane-level"),
        "error": ("surface", "error-tint"),
    }.items():
        for ground in grounds:
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)


@SCHEMES
def test_edges_can_be_told_from_their_ground(colours: dict[str, str]) -> None:
    for edge, grounds in {
        "control-line": ("surface", "tint"),
        "accent": ("surface", "ground"),
        "error": ("surface",),
        "success": ("surface",),
        "pane-line": ("pane",),
        "on-pane": ("pane",),
    }.items():
        for ground in grounds:
            assert contrast(colours[edge], colours[ground]) >= 3, (edge, ground)


def test_the_layout_turns_around_by_itself() -> None:
    """No side is called left or right: languages differ in which is which."""
    sides = r"[a-z-]*(?<![a-z])(?:left|right|top|bottom|width|height)(?![a-z])[a-z-]*"
    properties = set(re.findall(rf"[{{;]\s*({sides})\s*:", ALL))
    assert properties <= {"line-height", "stroke-width", "border-width"}
    assert not re.search(r":\s*(left|right)\b", ALL)
