"""Text stands out from what it stands on: WCAG 2.2 asks for 4.5 to 1."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "api" / "static" / "tokens.css").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r"--([a-z-]+): #([0-9a-f]{6});", TOKENS))
PAIRS = [
    *((text, ground) for text in ("ink", "ink-soft", "seal", "seal-deep", "link") for ground in ("paper", "ground")),
    ("link-visited", "paper"),
    ("gold-ink", "paper"),
    ("gold-ink", "gold-wash"),
    ("ink", "gold-wash"),
    ("ink", "focus"),
    ("seal", "seal-wash"),
    ("ink-soft", "seal-wash"),
    ("green-ink", "green-wash"),
    ("paper", "seal"),
    ("paper", "seal-deep"),
    ("paper", "ink-soft"),
]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(text: str, ground: str) -> float:
    light, dark = sorted((luminance(text), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_21_to_1() -> None:
    assert round(contrast("000000", "ffffff"), 2) == 21


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(text: str, ground: str) -> None:
    assert contrast(COLOURS[text], COLOURS[ground]) >= 4.5


def test_styles_name_no_colour_of_their_own() -> None:
    for name in ("site.css", "print.css"):
        text = (Path(__file__).parents[2] / "api" / "static" / name).read_text(encoding="utf-8")
        assert re.findall(r"#[0-9a-f]{3,8}\b", text) == []
