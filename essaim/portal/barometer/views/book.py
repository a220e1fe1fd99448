"""The full book of a closed or published wave, for who weighs it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from essaim.portal.barometer.domain import weighing
from essaim.portal.barometer.domain.archive import data
from essaim.portal.barometer.domain.figures import figures
from essaim.portal.barometer.domain.queries.book import book as book_of
from essaim.portal.barometer.domain.queries.crossed import Explorer, explored, explorer
from essaim.portal.barometer.domain.queries.material import material
from essaim.portal.barometer.domain.queries.publishable import fresh, limit_of
from essaim.portal.barometer.models import Result, Status, Wave
from essaim.portal.barometer.views.doors import composes, wave_of


@require_GET
@composes
def book(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show every question by the banner chosen; what is published is read from the archive, what is not is computed now."""
    wave = wave_of(slug, number)
    known = _known(wave)
    if known is None:
        messages.info(request, "Calculez d’abord les poids avec les marges d’aujourd’hui.")
        return redirect("barometer:weights", slug=slug, number=number)
    banners = {axis.name: axis for axis in known.columns}
    asked = request.GET.get("selon", "")
    chosen = banners.get(asked) or next(iter(banners.values()), None)
    context = {
        "wave": wave, "barometer": wave.barometer, "banners": banners.values(), "chosen": chosen,
        "book": book_of(known, chosen) if chosen else None,
    }  # fmt: skip
    return render(request, "barometer/desk/book.html", context)


def _known(wave: Wave) -> Explorer | None:
    result = Result.objects.defer("archive").filter(wave=wave).first()
    if wave.status == Status.PUBLISHED and result is not None:
        return explorer(result)
    if wave.status != Status.CLOSED or result is None:
        return None
    found = material(wave)
    if not fresh(found, result):
        return None
    weighed = weighing.compute(found, limit_of(result))
    result.figures = figures(weighed)
    return explored(data(wave, weighed, result)[0])
