"""Cards and vouchers on paper and on screen: the same words, the same code, the same QR code."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString

from essaim.adoptions.models import Adoption, Participation
from essaim.cores.rules.wording import say_date
from essaim.engines.ledger.domain.cards import card_of
from essaim.engines.ledger.domain.codes import code_of
from essaim.engines.ledger.models import Title
from essaim.engines.ledger.params import AccountRecord
from essaim.engines.ledger.views.shared import address_of, speech_of
from essaim.foundation.papers import public as papers


def card_paper(
    adoption: Adoption, participation: Participation, record: AccountRecord, request: HttpRequest
) -> papers.Card:
    """Return the card of an account."""
    code = code_of("card", card_of(participation, record.id).key)
    label = speech_of(participation.terms).label(record.label)
    lines = (f"{adoption.title}, dossier {participation.reference}", adoption.contact)
    return _paper(label, participation.party.name, lines, code, address_of(request, adoption, code))


def title_paper(adoption: Adoption, title: Title, record: AccountRecord, request: HttpRequest) -> papers.Card:
    """Return one voucher."""
    code = code_of("title", title.key)
    until = f"À utiliser jusqu’au {say_date(title.expires_on)}" if title.expires_on else "Sans date de fin"
    lines = (f"{title!s}".capitalize(), until, adoption.title, adoption.contact)
    return _paper(record.measured.say(title.value), "", lines, code, address_of(request, adoption, code))


def _paper(heading: str, holder: str, lines: Sequence[str], code: str, address: str) -> papers.Card:
    return papers.Card(heading, holder, lines=tuple(line for line in lines if line), code=code, qr=address)


@dataclass(frozen=True)
class Drawn:
    """A paper on screen: its words and the drawing of its QR code."""

    paper: papers.Card
    drawing: SafeString


def drawn(found: Sequence[papers.Card]) -> list[Drawn]:
    """Return papers ready for a page."""
    return [Drawn(one, papers.qr_svg(one.qr, f"Code QR de {one.code}")) for one in found]


def pdf_of(found: Sequence[papers.Card], name: str, size: Any = "wallet") -> HttpResponse:
    """Return papers as a PDF to cut along; says in plain words why it cannot be made."""
    try:
        content = papers.cards_pdf(found, size=size, at=timezone.localtime())
    except (papers.PaperError, papers.PdfUnavailableError) as why:
        return HttpResponse(str(why), content_type="text/plain; charset=utf-8", status=409)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
