"""The outlines of the communes, for the map on a page: they change once a year, browsers may keep them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

from essaim import __version__
from essaim.foundation.territories import public as territories

WEEK = 7 * 24 * 3600


def _etag(_request: HttpRequest, insee: str) -> str:
    return f'"{__version__}-{insee}"'


@require_safe
@gzip_page
@cache_control(public=True, max_age=WEEK)
@condition(etag_func=_etag)
def communes(_request: HttpRequest, insee: str) -> HttpResponse:
    """Serve the communes of a département as TopoJSON."""
    path = territories.communes_file(insee)
    if path is None:
        raise Http404
    return HttpResponse(path.read_bytes(), content_type="application/json")


@require_safe
@gzip_page
@cache_control(public=True, max_age=WEEK)
@condition(etag_func=_etag)
def drawing(_request: HttpRequest, insee: str) -> HttpResponse:
    """Serve the same as one drawing, for whoever runs no script."""
    try:
        return HttpResponse(territories.communes_svg(insee), content_type="image/svg+xml")
    except LookupError as error:
        raise Http404 from error
