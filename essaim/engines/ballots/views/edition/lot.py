"""The order of the projects, drawn for one visitor: in a cookie for the visit; without cookies, in the links of the pages."""

import re

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

COOKIE, PARAMETER = "ballots_order", "ordre"
LENGTH = 8
_LOT = re.compile(r"[a-z0-9]{8}")


def lot_of(request: HttpRequest) -> str:
    """Return the lot of a visitor: her own, that of the link that she followed, or a new one."""
    for written in (request.COOKIES.get(COOKIE, ""), request.GET.get(PARAMETER, "")):
        if _LOT.fullmatch(written):
            return written
    return get_random_string(LENGTH, "abcdefghijklmnopqrstuvwxyz0123456789")


def carried(request: HttpRequest, lot: str) -> str:
    """Return the lot that links carry: none once the browser has its own."""
    return "" if request.COOKIES.get(COOKIE) == lot else lot


def kept(response: HttpResponse, lot: str) -> HttpResponse:
    """Keep the lot for the visit. Side effect: a cookie that says nothing of the person and ends with the browser."""
    response.set_cookie(COOKIE, lot, httponly=True, samesite="Lax")
    return response
