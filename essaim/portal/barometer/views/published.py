"""What anybody reads: the list of published waves, the page of one, its figures and its archive."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from essaim.foundation.ui.public import attachment
from essaim.portal.barometer.domain.archive import folder
from essaim.portal.barometer.domain.archive.files import figure_table
from essaim.portal.barometer.domain.queries.published import find, page_of
from essaim.portal.barometer.models import Result, Wave
from essaim.portal.barometer.public import published_waves

MOST = 100


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """List what is published, newest first."""
    return render(request, "barometer/list.html", {"waves": published_waves(limit=MOST)})


@require_safe
def wave(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show a published wave; there is no such page before."""
    row, result = found_wave(slug, number)
    context = {"page": page_of(row, result), "wave": row, "barometer": row.barometer}
    return render(request, "barometer/wave.html", context)


@require_safe
def table(request: HttpRequest, slug: str, number: int, name: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Give the figures in CSV: all of them, or those of one question."""
    row, result = found_wave(slug, number)
    figures = [each for each in result.figures["figures"] if name in {"", each["question"]}]
    if not figures:
        raise Http404
    return attachment(figure_table(row, figures), f"{folder(row)}{name and '-'}{name}.csv")


@require_safe
def archive(request: HttpRequest, slug: str, number: int) -> HttpResponse:  # noqa: ARG001
    """Give the open archive, byte for byte as it was published."""
    row, result = found_wave(slug, number)
    data = Result.objects.values_list("archive", flat=True).get(pk=result.pk)
    answer = attachment(bytes(data or b""), f"{folder(row)}.zip", "application/zip")
    answer["ETag"] = f'"{result.archive_sha256}"'
    return answer


def found_wave(slug: str, number: int) -> tuple[Wave, Result]:
    """Return a published wave with its result, or answer 404."""
    found = find(slug, number)
    if found is None:
        raise Http404
    return found
