"""What upper apps bring to the frame of every page. Filled once, when the apps start; read at each request."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest
from django.utils.safestring import SafeString

from essaim.foundation.ui.charts.map import Outlines

Visible = Callable[[HttpRequest], bool]
Render = Callable[[HttpRequest, object], SafeString | None]
Place = Literal["navigation", "footer", "account"]


@dataclass(frozen=True)
class Link:
    """One link of the frame: shown where `visible` says so, or always when it says nothing."""

    label: str
    url_name: str
    order: int
    visible: Visible | None = None
    post: bool = False

    def shown(self, request: HttpRequest) -> bool:
        return self.visible is None or self.visible(request)


@dataclass(frozen=True)
class Panel:
    """One part of a page of a lower app, drawn by an upper app."""

    slot: str
    order: int
    render: Render


@dataclass(frozen=True)
class Search:
    """Where the search field of the header leads."""

    url_name: str
    label: str


@dataclass(frozen=True)
class Brand:
    """What a territory puts on the pages: its name, its logo, one accent colour (#rrggbb, or empty for ours)."""

    name: str
    logo_url: str = ""
    accent: str = ""


links: dict[Place, list[Link]] = {"navigation": [], "footer": [], "account": []}
panels: dict[str, list[Panel]] = {}
search: list[Search] = []
geometry: list[Callable[[], Outlines]] = []
brands: list[Callable[[HttpRequest], Brand | None]] = []


def add_link(place: Place, link: Link) -> None:
    links[place] = sorted([*links[place], link], key=lambda each: each.order)


def add_panel(panel: Panel) -> None:
    panels[panel.slot] = sorted([*panels.get(panel.slot, []), panel], key=lambda each: each.order)


def brand_of(request: HttpRequest) -> Brand | None:
    """The first brand that an upper app gives for this request."""
    return next((brand for provider in brands if (brand := provider(request))), None)
