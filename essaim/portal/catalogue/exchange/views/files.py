"""Files that machines read: downloads, feeds, schemas, descriptions, robots.txt."""

import hashlib
import json
from typing import Any

from django.contrib.sitemaps import views as sitemaps
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from essaim.foundation.territories import public as territories
from essaim.portal.catalogue import params
from essaim.portal.catalogue.exchange import dcat, downloads, feeds
from essaim.portal.catalogue.exchange.addresses import full
from essaim.portal.catalogue.exchange.api.description import openapi
from essaim.portal.catalogue.exchange.schema import SCHEMAS, json_schema
from essaim.portal.catalogue.exchange.selection import Selection, select
from essaim.portal.catalogue.exchange.sitemaps import sections
from essaim.portal.catalogue.exchange.tables import table_schema

TABLE = "initiatives-table"
PRIVATE = ("/integrer/", "/telecharger/", "/moderation/", "/compte/", "/alertes/", "/gestion/", "/mon-dossier/")
"""Where search engines have nothing to find."""


def _tagged(request: HttpRequest, text: str, content_type: str) -> HttpResponse:
    """Return a text with its entity tag; 304 when the reader already has it."""
    body = text.encode()
    response = HttpResponse(body, content_type=content_type)
    response["ETag"] = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    found = get_conditional_response(request, etag=response["ETag"], response=response)
    return found if isinstance(found, HttpResponse) else response


@require_safe
def download(request: HttpRequest, kind: str) -> StreamingHttpResponse:
    """Give the initiatives of a search, as the results page lists them, piece by piece."""
    selection = select(request.GET)
    response = StreamingHttpResponse(
        downloads.write(kind, selection.ids("initiative")), content_type=downloads.TYPES[kind]
    )
    response["Content-Disposition"] = f'attachment; filename="initiatives.{kind}"'
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def feed_atom(request: HttpRequest) -> HttpResponse:
    return _tagged(request, feeds.atom(_latest(request)), "application/atom+xml; charset=utf-8")


@require_safe
def feed_json(request: HttpRequest) -> HttpResponse:
    return _tagged(request, feeds.as_json(feeds.json_feed(_latest(request))), "application/feed+json; charset=utf-8")


def _latest(request: HttpRequest) -> Selection:
    return select(request.GET, sort="recent")


@require_safe
def schema(request: HttpRequest, name: str, version: str = params.SCHEMA_VERSION) -> HttpResponse:
    """Give a published schema, the current one or a version by its number."""
    if version != params.SCHEMA_VERSION or name not in {*SCHEMAS, TABLE}:
        raise Http404("Ce schéma, ou cette version, n’existe pas.")
    content: dict[str, Any] = table_schema() if name == TABLE else json_schema(name)
    kind = "application/json" if name == TABLE else "application/schema+json"
    return _tagged(request, json.dumps(content, ensure_ascii=False, indent=1), kind)


@require_safe
def describe(request: HttpRequest, kind: str) -> HttpResponse:
    """Give the DCAT-AP description of all data sets, or of one territory's (?territoire=departement-32)."""
    code = request.GET.get("territoire", "")
    if code and territories.find(code) is None:
        raise Http404("Ce territoire n’existe pas.")
    rows = dcat.statements(code)
    if kind == "ttl":
        return _tagged(request, dcat.turtle(rows), "text/turtle; charset=utf-8")
    return _tagged(request, dcat.json_ld(rows), "application/ld+json; charset=utf-8")


@require_safe
def api_description(request: HttpRequest) -> HttpResponse:
    return _tagged(request, json.dumps(openapi(), ensure_ascii=False, indent=1), "application/json")


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    closed = [f"Disallow: {path}" for path in PRIVATE]
    lines = ["User-agent: *", *closed, "", f"Sitemap: {full('/sitemap.xml')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """List the sections of the site map."""
    return sitemaps.index(request, sections(), sitemap_url_name="catalogue:sitemap")


@require_safe
def site_map_section(request: HttpRequest, section: str) -> HttpResponse:
    """List the pages of one section."""
    return sitemaps.sitemap(request, sections(), section)
