"""The style page, and the one style sheet that depends on data: the accent of a territory."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from essaim.foundation.ui import colour
from essaim.foundation.ui.style import page

_ACCENT = """\
:root {{ --action: {light}; --action-hover: {light}; --link: {light}; --focus: {light}; }}
@media screen and (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{ --action: {dark}; --action-hover: {dark}; --link: {dark}; --focus: {dark}; }} }}
:root[data-theme="dark"] {{ --action: {dark}; --action-hover: {dark}; --link: {dark}; --focus: {dark}; }}
"""


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def accent(_request: HttpRequest, digits: str) -> HttpResponse:
    """The accent colour of a territory as a style sheet, brought to a readable contrast in both themes."""
    text = _ACCENT.format(light=colour.readable(digits, "light"), dark=colour.readable(digits, "dark"))
    return HttpResponse(text, content_type="text/css; charset=utf-8")


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every component and every chart, with true content."""
    return render(request, "ui/style.html", page(request))
