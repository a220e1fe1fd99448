"""How the API answers: one JSON form, an entity tag, open to other sites, errors in French."""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, quote_etag
from pydantic import BaseModel

from essaim.portal.catalogue.exchange.addresses import full
from essaim.portal.catalogue.exchange.api.questions import Paged
from essaim.portal.catalogue.exchange.api.shapes import fault


def answer(request: HttpRequest, content: Any, *, changed: datetime | None = None) -> HttpResponse:
    """Return JSON with its entity tag; 304 without a body when the reader already has it."""
    body = json.dumps(plain(content), ensure_ascii=False, separators=(",", ":")).encode()
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    response = HttpResponse(body, content_type="application/json")
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=60"
    if changed is not None:
        response["Last-Modified"] = http_date(changed.timestamp())
    seconds = int(changed.timestamp()) if changed is not None else None
    found = get_conditional_response(request, etag=etag, last_modified=seconds, response=response)
    return found if isinstance(found, HttpResponse) else response


def plain(content: Any) -> Any:
    """Return records as JSON values."""
    if isinstance(content, BaseModel):
        return content.model_dump(mode="json")
    if isinstance(content, dict):
        return {key: plain(value) for key, value in content.items()}
    return [plain(value) for value in content] if isinstance(content, list) else content


def listing(request: HttpRequest, asked: Paged, *, total: int, results: Sequence[Any]) -> dict[str, Any]:
    """Return one page of results with the addresses of its neighbours."""
    page, pages = asked.page, max(1, -(-total // asked.per_page))
    return {
        "total": total,
        "page": page,
        "page_count": pages,
        "next": _neighbour(request, page + 1) if page < pages else None,
        "previous": _neighbour(request, page - 1) if 1 < page <= pages + 1 else None,
        "results": list(results),
    }


def _neighbour(request: HttpRequest, page: int) -> str:
    pairs = [(name, value) for name, values in request.GET.lists() for value in values if name != "page"]
    return full(request.path) + "?" + urlencode([*pairs, ("page", str(page))])


def opened(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let the pages of other sites read this view: nothing here depends on who asks, no cookie is read."""

    @wraps(view)
    def open_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = HttpResponse(status=204) if request.method == "OPTIONS" else view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Retry-After"
        if request.method == "OPTIONS":
            response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since, Accept"
            response["Access-Control-Max-Age"] = "86400"
        patch_vary_headers(response, ["Accept-Encoding"])
        return response

    open_view.csrf_exempt = True  # type: ignore[attr-defined]
    return open_view


def refusal(status: int, message: str, details: list[str] | None = None) -> HttpResponse:
    """Return an error as JSON, in French."""
    return HttpResponse(
        json.dumps(fault(message, details), ensure_ascii=False).encode(), content_type="application/json", status=status
    )
