"""« Mon territoire »: chosen with a button, kept for the visit, dropped with a button."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from essaim.foundation.territories import public as territories


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("territory", "")
    found = territories.find(code) if code else None
    if found:
        territories.remember(request, code=found.code)
        messages.success(request, f"{found.name} est maintenant votre territoire.")
    elif code:
        messages.error(request, "Ce territoire n’existe pas : cherchez-le par son nom.")
    else:
        territories.forget(request)
        messages.success(request, "Aucun territoire n’est plus retenu.")
    return redirect(_next(request))


def _next(request: HttpRequest) -> str:
    """Return where to go on: an address of this site, never another."""
    wished = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(wished, {request.get_host()}, require_https=request.is_secure())
    return wished if allowed else "/territoires/"
