"""What every page needs to draw its frame."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

import essaim
from essaim.foundation.ui import registry
from essaim.foundation.ui.registry import Brand, Link


@dataclass(frozen=True)
class Entry:
    """One link as the template draws it."""

    label: str
    url: str
    current: bool
    post: bool


@dataclass(frozen=True)
class Chrome:
    """The frame of a page. Lists are drawn only when the template asks for them."""

    request: HttpRequest

    @property
    def service_name(self) -> str:
        return str(getattr(settings, "ESSAIM_SERVICE_NAME", "Essaim"))

    @property
    def version(self) -> str:
        return essaim.__version__

    @property
    def navigation(self) -> list[Entry]:
        return self._entries(registry.links["navigation"])

    @property
    def footer(self) -> list[Entry]:
        return self._entries(registry.links["footer"])

    @property
    def account(self) -> list[Entry]:
        return self._entries(registry.links["account"])

    @property
    def account_name(self) -> str:
        user = getattr(self.request, "user", None)
        return str(user.get_short_name() or "Mon compte") if user and user.is_authenticated else "Mon compte"

    @property
    def search_url(self) -> str:
        return reverse(registry.search[0].url_name) if registry.search else ""

    @property
    def search_label(self) -> str:
        return registry.search[0].label if registry.search else ""

    @property
    def query(self) -> str:
        return self.request.GET.get("q", "").replace("\x00", "") if self.request.path == self.search_url else ""

    @property
    def brand(self) -> Brand | None:
        return registry.brand_of(self.request)

    def _entries(self, links: list[Link]) -> list[Entry]:
        return [self._entry(link) for link in links if link.shown(self.request)]

    def _entry(self, link: Link) -> Entry:
        url = reverse(link.url_name)
        here = self.request.path == url or (url != "/" and self.request.path.startswith(url))
        return Entry(str(link.label), url, here, link.post)


def chrome(request: HttpRequest) -> dict[str, Chrome]:
    """Name, navigation, search, account menu, footer and brand, under the one name `chrome`."""
    return {"chrome": Chrome(request)}
