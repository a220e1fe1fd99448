"""A barometer through its published waves, and beside that of another territory."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from essaim.portal.barometer.domain.queries.moving import beside, trends
from essaim.portal.barometer.domain.queries.published import find
from essaim.portal.barometer.domain.queries.series import alike, results
from essaim.portal.barometer.views.published import found_wave

TWO = 2


@require_safe
def through(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what moved from wave to wave; one wave alone leads to it."""
    listed = list(results(slug))
    if not listed:
        raise Http404
    wave = listed[-1].wave
    page = trends(listed) if len(listed) >= TWO else None
    context = {"barometer": wave.barometer, "wave": wave, "page": page, "waves": [each.wave for each in listed]}
    return render(request, "barometer/trends.html", context)


@require_safe
def compared(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show a wave beside one of another territory that asked the same words."""
    wave, result = found_wave(slug, number)
    others = {f"{each.wave.barometer.slug}-{each.wave.number}": each for each in alike(wave)}
    asked = request.GET.get("avec", "")
    chosen = others.get(asked)
    there = find(chosen.wave.barometer.slug, chosen.wave.number) if chosen else None
    page = beside(result, there[1], chosen) if chosen and there else None
    context = {
        "wave": wave, "barometer": wave.barometer, "others": others, "asked": asked, "page": page,
        "other": there[0] if there else None, "unknown": bool(asked) and chosen is None,
    }  # fmt: skip
    return render(request, "barometer/compared.html", context, status=404 if context["unknown"] else 200)
