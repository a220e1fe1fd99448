"""What the style page shows of papers."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from essaim.foundation.papers.codes import qr_svg
from essaim.foundation.papers.documents import Document
from essaim.foundation.papers.notation import blocks_of
from essaim.foundation.papers.screen import document_html

WRITTEN = """\
Entre le Département et […], il est convenu ce qui suit.

## Objet

- la voiture est prêtée pour trois mois ;
- elle est assurée par le Département.

| Pièce | Remise |
| Clés | […] |

Nom et prénom : […]
"""


def panel(request: HttpRequest, _subject: object) -> SafeString:
    """A text in the notation beside what is made of it, and a code."""
    address = request.build_absolute_uri(request.path)
    drawn = document_html(Document("Convention de prêt de voiture", blocks_of(WRITTEN)), level=4)
    code = qr_svg(address, "Code QR de cette page")
    return render_to_string(
        "papers/samples.html", {"written": WRITTEN, "drawn": drawn, "code": code, "address": address}
    )
