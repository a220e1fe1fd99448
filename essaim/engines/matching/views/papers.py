"""The paper of an agreement as files: a PDF to print and sign, an office file to complete."""

from django.http import Http404, HttpResponse
from django.utils import timezone

from essaim.engines.matching.domain.queries import sheets
from essaim.engines.matching.models import Agreement
from essaim.foundation.papers.public import PDF_MISSING, document_odt, document_pdf, pdf_available
from essaim.foundation.ui.public import attachment

KINDS = {
    "pdf": ("application/pdf", document_pdf),
    "odt": ("application/vnd.oasis.opendocument.text", document_odt),
}


def download(agreement: Agreement, kind: str) -> HttpResponse:
    """Return the file of an agreement. Raises Http404: unknown kind."""
    if kind not in KINDS:
        raise Http404
    if kind == "pdf" and not pdf_available():
        return HttpResponse(PDF_MISSING, status=503, content_type="text/plain; charset=utf-8")
    content_type, write = KINDS[kind]
    held = sheets.agreement_sheet(agreement)
    return attachment(write(sheets.paper(held), at=timezone.now()), f"accord-{agreement.pk}.{kind}", content_type)
