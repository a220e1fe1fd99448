"""The services that are open, by place."""

from django.db.models import Q, QuerySet

from essaim.adoptions.models import Adoption, Phase


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
