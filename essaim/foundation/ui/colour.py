"""Contrast between colours (WCAG 2.2), and an accent made readable on the grounds of both themes."""

import colorsys
import re

HEX = re.compile(r"^#?[0-9a-fA-F]{6}$")
GROUNDS = {"light": "#FBFAF6", "dark": "#0F1626"}
READABLE = 4.5
_LINEAR_BELOW = 0.04045  # sRGB: the foot of the curve is a straight line


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours « #rrggbb », from 1 (same) to 21 (black on white)."""
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable(colour: str, theme: str) -> str:
    """The same hue, darkened (light theme) or lightened (dark theme) step by step until it reads on the ground."""
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in _parts(colour)))
    step = -0.01 if theme == "light" else 0.01
    found = _hex(hue, light, saturation)
    while contrast(found, GROUNDS[theme]) < READABLE:
        light += step
        found = _hex(hue, light, saturation)
    return found


def _parts(colour: str) -> tuple[int, int, int]:
    if not HEX.match(colour):
        raise ValueError(f"« {colour} » n’est pas une couleur de la forme #rrggbb.")
    digits = colour.lstrip("#")
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _hex(hue: float, light: float, saturation: float) -> str:
    red, green, blue = colorsys.hls_to_rgb(hue, min(max(light, 0), 1), saturation)
    return f"#{round(red * 255):02X}{round(green * 255):02X}{round(blue * 255):02X}"


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= _LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4
