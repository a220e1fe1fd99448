"""The open archive of a wave: one ZIP whose bytes depend on the wave alone, and which holds all that its figures are made of."""

import io
import zipfile
from pathlib import Path

import essaim
from essaim.portal.barometer.domain.archive.crossings import cross
from essaim.portal.barometer.domain.archive.files import (
    codebook,
    codebook_table,
    draw_table,
    figure_table,
    has_medians,
    in_json,
    margin_table,
    people,
    weights,
)
from essaim.portal.barometer.domain.archive.texts import licence, method, readme
from essaim.portal.barometer.domain.archive.trends import trend_table
from essaim.portal.barometer.domain.crossing.opening import KEY
from essaim.portal.barometer.domain.weighing import Weighed
from essaim.portal.barometer.models import Result, Wave

__all__ = ["SCRIPT", "build", "data", "folder"]

SCRIPT = Path(essaim.__file__).parents[1] / "verify" / "recompute_barometer.py"
"""The script that recomputes, as it stands in the repository: it goes into each archive unchanged."""
NO_DATE = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16


def build(wave: Wave, weighed: Weighed, result: Result) -> bytes:
    """Return the archive of a wave about to be published. Same wave, same bytes.

    ``result``: with its figures. The wave carries its date of publication already.
    """
    found = weighed.material
    contents, crossings = data(wave, weighed, result)
    contents |= {
        "LISEZMOI.md": readme(wave),
        "LICENCE.txt": licence(),
        "methode.md": method(wave, found, result),
        "croisements.csv": crossings,
        "dictionnaire.csv": codebook_table(wave, found),
        "chiffres.csv": figure_table(wave, result.figures["figures"]),
        "tendances.csv": trend_table(wave, result),
        SCRIPT.name: SCRIPT.read_text(encoding="utf-8"),
    }
    if has_medians(result):
        contents["tirages.csv"] = draw_table(wave, weighed)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in sorted(contents.items()):
            entry = zipfile.ZipInfo(f"{folder(wave)}/{name}", NO_DATE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, READABLE
            archive.writestr(entry, text.encode(), compresslevel=9)
    return packed.getvalue()


def data(wave: Wave, weighed: Weighed, result: Result) -> tuple[dict[str, str], str]:
    """Return what everything is made from (answers, weights, margins, dictionary with the open crosstabs), and these crosstabs."""
    found = weighed.material
    contents = {
        "reponses.csv": people(wave, found),
        "poids.csv": weights(wave, weighed),
        "marges.csv": margin_table(wave, found, result),
    }
    book = codebook(wave, found, result)
    crossings = cross(wave, contents, book)
    return contents | {"dictionnaire.json": in_json(book | {KEY: crossings.opening})}, crossings.table


def folder(wave: Wave) -> str:
    """Return the name of the archive, without its end: it says when the wave is simulated."""
    name = f"{wave.barometer.slug}-vague-{wave.number}"
    return f"SIMULE-{name}" if wave.simulated else name
