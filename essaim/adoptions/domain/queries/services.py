"""The services that are open, by place."""

from datetime import datetime

from django.db.models import Max, Q, QuerySet

from essaim.adoptions.models import Adoption, Phase, Release


def open_services() -> QuerySet[Adoption]:
    """Return what is open to everybody, by name; demonstrations are told apart by ``simulated``."""
    return Adoption.objects.filter(phase=Phase.OPEN).select_related("territory").order_by("title", "pk")


def reaching(code: str) -> QuerySet[Adoption]:
    """Return the real services whose people somebody of a territory may be: of this one, and of those that contain it."""
    here = Q(territory__code=code) | Q(territory__parts__part__code=code)
    return open_services().filter(here, simulated=False).distinct()


def within(code: str) -> QuerySet[Adoption]:
    """Return the real services of the territories that one contains: for whoever asks for a whole département."""
    return open_services().filter(territory__wholes__whole__code=code, simulated=False).distinct()


def publishing() -> list[tuple[Adoption, datetime]]:
    """Return the real services that published a number of their outcomes, each with the last time it did. Two queries."""
    said = Release.objects.filter(number__gte=1).order_by()
    last: dict[int, datetime] = dict(said.values_list("adoption_id").annotate(last=Max("made_at")))
    shown = Adoption.objects.filter(pk__in=last, phase__in=(Phase.OPEN, Phase.CLOSED), simulated=False)
    return [(row, last[row.pk]) for row in shown.select_related("territory").order_by("pk")]
