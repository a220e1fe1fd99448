"""Refresh the vendored front-end files: `python tools/vendor.py` (needs npm; users of the platform do not).

Each package is fetched by npm with its own configuration, the listed files are copied, and their hashes written to
`manifest.json`. The only change made to a file is to drop its pointer to a source map that we do not ship.
"""

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

VENDOR = Path(__file__).resolve().parents[1] / "essaim/foundation/ui/static/vendor"
SOURCE_MAP = re.compile(rb"\n?(/\*|//)# sourceMappingURL=\S+( \*/)?\n?")

LEAFLET_IMAGES = ["layers", "layers-2x", "marker-icon", "marker-icon-2x", "marker-shadow"]
PACKAGES: dict[str, dict[str, Any]] = {
    "bootstrap": {
        "package": "bootstrap@5.3.9",
        "files": {"LICENSE": "LICENSE", "dist/css/bootstrap.min.css": "bootstrap.min.css"},
    },
    "htmx": {
        "package": "htmx.org@2.0.11",
        "files": {"LICENSE": "LICENSE", "dist/htmx.min.js": "htmx.min.js"},
    },
    "leaflet": {
        "package": "leaflet@1.9.4",
        "files": {
            "LICENSE": "LICENSE",
            "dist/leaflet.css": "leaflet.css",
            "dist/leaflet.js": "leaflet.js",
            **{f"dist/images/{name}.png": f"images/{name}.png" for name in LEAFLET_IMAGES},
        },
    },
    "atkinson": {
        "package": "@fontsource-variable/atkinson-hyperlegible-next@5.3.0",
        "files": {
            "LICENSE": "LICENSE",
            **{
                f"files/atkinson-hyperlegible-next-{part}-wght-{style}.woff2": f"{part}-{style}.woff2"
                for part in ("latin", "latin-ext")
                for style in ("normal", "italic")
            },
        },
    },
    # What seals a ballot in the browser (libsodium's sealed boxes), in plain JavaScript: the content policy needs no exception.
    "tweetnacl": {
        "package": "tweetnacl@1.0.3",
        "files": {"LICENSE": "LICENSE", "nacl-fast.min.js": "nacl-fast.min.js"},
    },
    "sealedbox": {
        "package": "tweetnacl-sealedbox-js@1.2.0",
        "files": {"LICENSE.txt": "LICENSE", "sealedbox.web.js": "sealedbox.web.js"},
    },
    # BLAKE2b, which the file above holds: its licence goes with it.
    "blakejs": {"package": "blakejs@1.2.1", "files": {"LICENSE": "LICENSE"}},
    # The same letters for paper: the compiler of papers reads TrueType files, one a weight, and no WOFF2.
    "atkinson-print": {
        "package": "@expo-google-fonts/atkinson-hyperlegible-next@0.4.1",
        "licence": "OFL-1.1",  # of the fonts; the package's own few lines, which we do not take, are under MIT
        "files": {
            "LICENSE_FONT": "LICENSE",
            "400Regular/AtkinsonHyperlegibleNext_400Regular.ttf": "regular.ttf",
            "700Bold/AtkinsonHyperlegibleNext_700Bold.ttf": "bold.ttf",
        },
    },
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        entries = [vendor(name, wanted, Path(folder)) for name, wanted in PACKAGES.items()]
    text = json.dumps({"packages": entries}, indent=2, ensure_ascii=False)
    (VENDOR / "manifest.json").write_text(text + "\n", encoding="utf-8")


def vendor(name: str, wanted: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Fetch one package, copy its listed files, and describe what was copied."""
    archive = fetch(wanted["package"], folder)
    package = json.loads(member(archive, "package.json"))
    hashes = {}
    for source, target in wanted["files"].items():
        content = SOURCE_MAP.sub(b"", member(archive, source))
        path = VENDOR / name / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        hashes[f"{name}/{target}"] = hashlib.sha256(content).hexdigest()
    print(f"{package['name']} {package['version']} ({package['license']}): {len(hashes)} files")
    return {
        "name": package["name"],
        "version": package["version"],
        "licence": wanted.get("licence", package["license"]),
        "files": hashes,
    }


def fetch(package: str, folder: Path) -> Path:
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder), package]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return folder / printed.split()[-1]


def member(archive: Path, path: str) -> bytes:
    with tarfile.open(archive) as opened:
        found = opened.extractfile(f"package/{path}")
        if found is None:
            raise FileNotFoundError(f"{archive.name}: {path}")
        return found.read()


if __name__ == "__main__":
    main()
