"""QR codes (ISO/IEC 18004), drawn by segno."""

import segno
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from essaim.foundation.papers.press import PaperError

QUIET = 4  # modules of white around a code: the standard asks for four


def code(text: str) -> segno.QRCode:
    """The code of a text, readable with 15 % of it hidden (level M); refuses what is empty or too long."""
    if not text:
        raise PaperError("Un code QR ne peut pas être vide")
    try:
        return segno.make(text, error="m", micro=False)
    except (segno.DataOverflowError, UnicodeError) as error:
        raise PaperError(
            f"Ce texte de {len(text)} signes ne tient pas dans un code QR : prenez une adresse plus courte"
        ) from error


def qr_svg(text: str, label: str) -> SafeString:
    """A code as an image with its words: part of a page (no style attribute), or a file."""
    drawn = code(text)
    rows = [
        f"M{first} {line}h{last - first}v1h{first - last}z"
        for line, row in enumerate(drawn.matrix, start=QUIET)
        for first, last in _runs(bytes(row))
    ]
    side = len(drawn.matrix) + 2 * QUIET
    return render_to_string("papers/qr.svg", {"side": side, "path": "".join(rows), "label": label})


def _runs(row: bytes) -> list[tuple[int, int]]:
    """First and past-the-last places of each dark run of a row, quiet zone included."""
    edges = [
        place + QUIET for place, (left, right) in enumerate(zip(b"\0" + row, row + b"\0", strict=True)) if left != right
    ]
    return list(zip(edges[::2], edges[1::2], strict=True))
