"""The addresses of reuse; included by `catalogue/urls.py`."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.urls.resolvers import RoutePattern

from essaim.portal.catalogue.exchange.api import api
from essaim.portal.catalogue.exchange.api.answers import opened, refusal
from essaim.portal.catalogue.exchange.views import files, pages


def api_not_found(_request: HttpRequest, **_rest: str) -> HttpResponse:
    return refusal(404, "Cette adresse n’existe pas dans l’API : voyez /api/v1/.")


def _api() -> list[URLPattern]:
    """Return the addresses of the API, each open to the pages of other sites."""
    found = [one for one in api.urls[0] if isinstance(one, URLPattern) and isinstance(one.pattern, RoutePattern)]
    return [path(f"api/v1/{one.pattern}", opened(one.callback)) for one in found]


urlpatterns: list[URLPattern | URLResolver] = [
    path("donnees/", pages.data, name="data"),
    re_path(r"^donnees/catalogue\.(?P<kind>jsonld|ttl)$", opened(files.describe), name="dcat"),
    path("schema/<str:version>/<slug:name>.json", opened(files.schema), name="schema_version"),
    path("schema/<slug:name>.json", opened(files.schema), name="schema"),
    re_path(r"^telecharger/initiatives\.(?P<kind>csv|json|geojson|xlsx)$", opened(files.download), name="download"),
    path("flux/atom.xml", opened(files.feed_atom), name="feed_atom"),
    path("flux/feed.json", opened(files.feed_json), name="feed_json"),
    path("integrer/", pages.embed, name="embed"),
    path("integrer/mode-d-emploi/", pages.embed_help, name="embed_help"),
    path("api/v1/", pages.api_docs, name="api_docs"),
    path("api/v1/openapi.json", opened(files.api_description), name="openapi"),
    *_api(),
    path("api/v1/<path:rest>", opened(api_not_found)),
    path("sitemap.xml", files.site_map, name="sitemap_index"),
    path("sitemap-<section>.xml", files.site_map_section, name="sitemap"),
    path("robots.txt", files.robots, name="robots"),
]
