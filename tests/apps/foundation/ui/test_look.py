"""The theme and the vendored files: contrasts, hashes, nothing from elsewhere."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from essaim.foundation import ui
from essaim.foundation.ui.colour import GROUNDS, READABLE, contrast, readable

UI = Path(ui.__file__).parent
STATIC = UI / "static"
TOKENS = (STATIC / "ui/css/tokens.css").read_text(encoding="utf-8")
COLOUR = re.compile(r"--([\w-]+): (#[0-9A-F]{6});")

# The ground, what stands on it, and the least contrast: 4.5 for words, 3 for borders and marks (WCAG 2.2, 1.4.3, 1.4.11).
TINTS = [(tint, f"{tint}-text", 4.5) for tint in ("leaf", "sky", "brick", "plum")]
WORDS = [
    (ground, ink, 4.5) for ground in ("paper", "surface", "sunken") for ink in ("ink", "muted", "link", "honey-text")
]
MARKS = [(ground, f"series-{rank}", 2.8) for ground in ("paper", "surface") for rank in range(1, 6)]
PAIRS = [
    *WORDS, *TINTS, *MARKS,
    ("action", "on-action", 4.5), ("action-hover", "on-action", 4.5), ("honey", "on-honey", 4.5), ("honey-soft", "ink", 4.5),
    *((tint, "ink", 4.5) for tint in ("leaf", "sky", "brick")),
    ("paper", "action", 4.5), ("surface", "border", 3), ("paper", "border", 3), ("paper", "focus", 3), ("surface", "focus", 3),
    ("night", "on-night", 4.5), ("night", "on-night-muted", 4.5), ("paper", "brick-text", 4.5), ("surface", "brick-text", 4.5),
    ("paper", "hatch", 3),
]  # fmt: skip


def block(selector):
    start = TOKENS.index(selector)
    return dict(COLOUR.findall(TOKENS[start : TOKENS.index("}", start)]))


LIGHT = block(":root {\n  color-scheme: light")
DARK = block(':root:not([data-theme="light"])')


def test_the_two_dark_blocks_are_one():
    assert block(':root[data-theme="dark"]') == DARK
    assert set(DARK) == set(LIGHT)


@pytest.mark.parametrize(("ground", "ink", "least"), PAIRS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast(theme, ground, ink, least):
    tokens = LIGHT if theme == "light" else DARK
    assert contrast(tokens[ground], tokens[ink]) >= least


def test_contrast_of_the_extremes():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#7C8494", "#7C8494") == 1
    assert contrast("#14213D", "#FBFAF6") == pytest.approx(15.3, abs=0.1)  # the table of the design


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("accent", ["#FFFF00", "#000000", "#FFFFFF", "#1B4B8A", "#C98A0B", "#808080"])
def test_any_accent_becomes_readable(theme, accent):
    assert contrast(readable(accent, theme), GROUNDS[theme]) >= READABLE


def test_a_readable_accent_is_left_alone():
    assert readable("#1b4b8a", "light") == "#1B4B8A"


def test_every_token_that_is_used_exists():
    css = "".join(path.read_text(encoding="utf-8") for path in (STATIC / "ui/css").glob("*.css"))
    used = {name for name in re.findall(r"var\(--([\w-]+)", css) if not name.startswith("bs-")}
    defined = set(re.findall(r"--([\w-]+):", TOKENS))
    assert used <= defined


def test_the_manifest_holds_against_the_files():
    vendor = STATIC / "vendor"
    packages = json.loads((vendor / "manifest.json").read_text(encoding="utf-8"))["packages"]
    listed = {name: digest for package in packages for name, digest in package["files"].items()}
    found = {
        str(path.relative_to(vendor)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in vendor.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert found == listed
    for package in packages:
        assert package["name"]
        assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
        assert package["licence"] in {"MIT", "0BSD", "BSD-2-Clause", "OFL-1.1", "Unlicense"}
        assert any(name.endswith("LICENSE") for name in package["files"])


def test_no_file_calls_a_third_party_or_carries_inline_code():
    for path in [*UI.rglob("templates/**/*.html"), *(STATIC / "ui").rglob("*.*")]:
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "").replace('href^="http"', "")
        assert not re.search(r"https?://|url\(['\"]?(data:|//)", text), path
        if path.suffix == ".html":
            assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text), path


def test_addresses_in_style_sheets_lead_to_files():
    for path in (STATIC / "ui/css").glob("*.css"):
        for target in re.findall(r"url\(['\"]?([^'\")]+)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).resolve().is_file(), f"{path.name}: {target}"


def test_style_sheets_and_scripts_stay_short():
    for path in (STATIC / "ui").rglob("*.*"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path
