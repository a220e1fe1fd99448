"""schema.org descriptions of pages, for search engines: data blocks, never executed."""

import json
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from essaim.portal.catalogue.exchange.addresses import LICENCE, full, named, page
from essaim.portal.catalogue.models import Initiative, Solution

_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def describe_page(row: Solution | Initiative) -> dict[str, Any]:
    """Return the schema.org graph of a page: the thing itself and its path. No person is named."""
    thing = _initiative(row) if isinstance(row, Initiative) else _solution(row)
    return {"@context": "https://schema.org", "@graph": [thing, _path(row)]}


def _common(kind: str, row: Solution | Initiative) -> dict[str, Any]:
    return {
        "@id": page(kind, row.slug),
        "url": page(kind, row.slug),
        "name": row.title,
        "description": row.summary,
        "keywords": [theme.label for theme in row.themes.all()],
    }


def _initiative(row: Initiative) -> dict[str, Any]:
    areas = [
        {"@type": "AdministrativeArea", "name": place.name, "identifier": place.code} for place in row.territories.all()
    ]
    holder = {"parentOrganization": {"@type": "Organization", "name": row.holder}} if row.holder else {}
    return {"@type": "Project", **_common("initiative", row), "areaServed": areas, **holder}


def _solution(row: Solution) -> dict[str, Any]:
    audience = [{"@type": "Audience", "audienceType": public.label} for public in row.publics.all()]
    dates = {"dateModified": row.updated_at.date().isoformat()}
    return {
        "@type": "CreativeWork",
        **_common("solution", row),
        "inLanguage": "fr",
        "audience": audience,
        "license": LICENCE,
        **dates,
    }


def _path(row: Solution | Initiative) -> dict[str, Any]:
    kind = "initiative" if isinstance(row, Initiative) else "solution"
    steps = [
        (settings.ESSAIM_SERVICE_NAME, full("/")),
        ("Recherche", named("search")),
        (row.title, page(kind, row.slug)),
    ]
    listed = [
        {"@type": "ListItem", "position": position, "name": name, "item": address}
        for position, (name, address) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": listed}


def data_set() -> dict[str, Any]:
    """Return the schema.org description of the whole data set, for the page « Réutiliser les données »."""
    formats = {"csv": "text/csv", "json": "application/json", "geojson": "application/geo+json"}
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": "Catalogue des solutions et initiatives solidaires",
        "description": "Solutions, initiatives, chiffres sourcés et diffusion entre territoires, en données ouvertes.",
        "url": named("data"),
        "license": LICENCE,
        "inLanguage": "fr",
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": settings.ESSAIM_SERVICE_NAME, "url": full("/")},
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": media, "contentUrl": named("download", kind)}
            for kind, media in formats.items()
        ],
    }


def block(data: dict[str, Any]) -> SafeString:
    """Return the data block; `<`, `>` and `&` are escaped, so that no text can leave it."""
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    safe = mark_safe(text)  # noqa: S308  # nosec B308 B703 - escaped above
    return format_html('<script type="application/ld+json">{}</script>', safe)
