"""One's own participation, once sent: where it stands, what was said, what is kept and until when."""
# ruff: noqa: ARG001 - a view takes what its guard gives

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from essaim.adoptions.domain.attaching import content_type
from essaim.adoptions.domain.queries.following import followed
from essaim.adoptions.domain.retaining import contact_period
from essaim.adoptions.domain.saying import said_answers
from essaim.adoptions.guard import holder_page
from essaim.adoptions.models import Adoption, Attachment, Participation, Standing, Told
from essaim.adoptions.runtime import Actor
from essaim.adoptions.world import service_words
from essaim.foundation.papers.public import PDF_MISSING, pdf_available


@never_cache
@require_safe
@holder_page
def page(request: HttpRequest, adoption: Adoption, participation: Participation, actor: Actor) -> HttpResponse:
    """Where it stands; a draft leads to what is left to answer."""
    if participation.standing == Standing.DRAFT:
        return redirect("adoptions:dossier_next", key=participation.key)
    context = {
        "adoption": adoption, "participation": participation, "followed": followed(participation),
        "told": participation.told.all(), "answers": said_answers(participation),
        "files": participation.attachments.all(), "contact_kept": contact_period(participation),
        "roles": {one.id: one.label for one in participation.terms.kit.record.roles},
        "service": service_words(adoption)["contact"],
    }  # fmt: skip
    return render(request, "adoptions/dossier/dossier.html", context)


@never_cache
@require_safe
@holder_page
def told(
    request: HttpRequest,
    adoption: Adoption,
    participation: Participation,
    actor: Actor,
    pk: int,
) -> HttpResponse:
    """One message as it was told, to read or to print."""
    one = get_object_or_404(Told, pk=pk, participation=participation)
    context = {
        "adoption": adoption, "participation": participation, "told": one, "pdf": pdf_available(),
        "missing": PDF_MISSING,
    }  # fmt: skip
    return render(request, "adoptions/dossier/told.html", context)


@never_cache
@require_safe
@holder_page
def file(
    request: HttpRequest,
    adoption: Adoption,
    participation: Participation,
    actor: Actor,
    piece: UUID,
) -> Any:
    """A file that the holder gave."""
    return sent_file(get_object_or_404(Attachment, key=piece, participation=participation))


def sent_file(attachment: Attachment) -> FileResponse:
    """Return a file to be saved, never shown inside the site: nothing in it runs as ours."""
    try:
        content = attachment.file.open()
    except FileNotFoundError:
        raise Http404("ce fichier n’est plus là") from None
    response = FileResponse(
        content, content_type=content_type(attachment), as_attachment=True, filename=attachment.name
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
