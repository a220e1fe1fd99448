"""Full public addresses, for whoever reads our data elsewhere."""

from django.conf import settings
from django.urls import reverse

LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
LICENCE_NAME = "Licence Ouverte 2.0"


def full(path: str) -> str:
    """Return the public address of a path of this site."""
    return f"{settings.ESSAIM_BASE_URL}{path}"


def page(kind: str, slug: str) -> str:
    """Return the public address of a solution or an initiative."""
    return full(reverse(f"catalogue:{kind}", args=[slug]))


def named(name: str, *arguments: str, query: str = "") -> str:
    """Return the public address of a page of the catalogue, with its query string."""
    return full(reverse(f"catalogue:{name}", args=arguments)) + (f"?{query}" if query else "")
