"""What barometers show on the home page and on the page of a territory: published waves, nothing before."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from essaim.foundation.territories.public import TerritoryInfo
from essaim.foundation.ui.public import register_panel
from essaim.portal.barometer.access import may_compose
from essaim.portal.barometer.models import Status, Wave
from essaim.portal.barometer.public import needs_of, published_waves

LATEST = 3


def register() -> None:
    """Register the panels: on the home page just after what the catalogue says of barometers."""
    register_panel("home", 31, _home)
    register_panel("territory", 20, _territory)
    register_panel("barometer-wave", 10, _desk)
    register_panel("theme", 10, _theme)


def _home(request: HttpRequest, _subject: object) -> SafeString | None:
    return _draw(request, None)


def _territory(request: HttpRequest, subject: object) -> SafeString | None:
    return _draw(request, subject) if isinstance(subject, TerritoryInfo) else None


def _desk(request: HttpRequest, subject: object) -> SafeString | None:
    """On the desk of a closed wave: what comes next, for who may compose."""
    if not isinstance(subject, Wave) or subject.status not in {Status.CLOSED, Status.PUBLISHED}:
        return None
    if not may_compose(request, subject.barometer):
        return None
    context = {"wave": subject, "barometer": subject.barometer}
    return render_to_string("barometer/desk/reading.html", context, request=request)


def _theme(request: HttpRequest, subject: object) -> SafeString | None:
    """On a theme of the catalogue: what the last wave says of it."""
    found = needs_of(str(subject))
    return render_to_string("barometer/needs.html", {"needs": found}, request=request) if found else None


def _draw(request: HttpRequest, territory: TerritoryInfo | None) -> SafeString | None:
    waves = published_waves(territory=territory.code if territory else None, limit=LATEST)
    if not waves:
        return None
    context = {"waves": waves, "territory": territory}
    return render_to_string("barometer/panel.html", context, request=request)
