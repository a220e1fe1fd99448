"""The pictures that the team published, for everybody."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from essaim.adoptions.guard import service_page
from essaim.adoptions.models import Adoption
from essaim.cores.filetype import IMAGES
from essaim.engines.ballots.models.edition import IdeaState, Picture

A_DAY = 86_400


@require_safe
@service_page
def picture(_request: HttpRequest, adoption: Adoption, key: UUID) -> Any:
    """One picture of this service; that of an idea which is no longer published is not there."""
    rows = Picture.objects.filter(
        Q(idea__consultation__adoption=adoption) | Q(milestone__project__consultation__adoption=adoption),
        trial=adoption.trial,
    )
    return _sent(get_object_or_404(rows.exclude(idea__state=IdeaState.HIDDEN), key=key))


def _sent(found: Picture) -> FileResponse:
    """Send the file as the kind it was checked to be; nothing in it runs."""
    try:
        content = found.file.open()
    except FileNotFoundError:
        raise Http404("cette image n’est plus là") from None
    kind = (found.file.name or "").rpartition(".")[2]
    response = FileResponse(content, content_type=IMAGES[kind])
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = f"private, max-age={A_DAY}"
    return response
