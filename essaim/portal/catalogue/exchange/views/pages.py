"""Pages that people read: the open data, the API, the frame to embed and how to embed it."""

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from essaim.foundation.territories import public as territories
from essaim.portal.catalogue import params
from essaim.portal.catalogue.exchange.addresses import LICENCE, named
from essaim.portal.catalogue.exchange.api.description import operations
from essaim.portal.catalogue.exchange.schema import SCHEMAS, explained
from essaim.portal.catalogue.exchange.selection import describe, items, select
from essaim.portal.catalogue.exchange.structured import block, data_set
from essaim.portal.catalogue.exchange.tables import COLUMNS
from essaim.portal.catalogue.models import Diffusion, Initiative, Solution, Status

FRAME_SIZE = 12
"""How many pages a frame shows before its link to all of them."""
FRAME_HEIGHT = 640


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """« Réutiliser les données »."""
    published = {"status": Status.PUBLISHED}
    context = {
        "counts": [
            (Solution.objects.filter(**published).count(), "solution,solutions"),
            (Initiative.objects.filter(**published).count(), "initiative,initiatives"),
            (
                Diffusion.objects.filter(solution__status=Status.PUBLISHED).count(),
                "lien de diffusion,liens de diffusion",
            ),
        ],
        "records": explained(),
        "columns": COLUMNS,
        "schemas": list(SCHEMAS),
        "version": params.SCHEMA_VERSION,
        "licence": LICENCE,
        "departements": territories.departements(),
        "description": block(data_set()),
    }
    return render(request, "catalogue/exchange/data.html", context)


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """The API, address by address, drawn from its own description."""
    return render(
        request, "catalogue/exchange/api.html", {"operations": operations(), "base": settings.ESSAIM_BASE_URL}
    )


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed(request: HttpRequest) -> HttpResponse:
    """The light page that other sites show in a frame: no session, no cookie, no script.

    It is drawn without the request, so that nothing of the visitor (account, territory) can enter it.
    """
    selection = select(request.GET)
    shown = items(selection.found.ids[:FRAME_SIZE])
    context = {
        "items": shown,
        "total": len(selection.found.ids),
        "subject": describe(selection.request),
        "address": named("search", query=selection.query),
        "service": settings.ESSAIM_SERVICE_NAME,
    }
    response = HttpResponse(render_to_string("catalogue/exchange/embed.html", context))
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def embed_help(request: HttpRequest) -> HttpResponse:
    """How to show this search on another site: the lines to copy, and what they give."""
    selection = select(request.GET)
    context = {
        "subject": describe(selection.request),
        "frame": named("embed", query=selection.query),
        "preview": request.path.removesuffix("mode-d-emploi/") + (f"?{selection.query}" if selection.query else ""),
        "query": selection.query,
        "height": FRAME_HEIGHT,
        "service": settings.ESSAIM_SERVICE_NAME,
    }
    return render(request, "catalogue/exchange/embed_help.html", context)
