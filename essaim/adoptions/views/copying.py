"""Start from the values of another adopter of the same kit."""

from django.http import HttpRequest

from essaim.adoptions.domain.queries import kits
from essaim.adoptions.models import Adoption, Terms

PARAMETER = "depuis"


def others(adoption: Adoption) -> list[Adoption]:
    """Return who runs the same kit for everybody to see, this one left out."""
    return [one for one in kits.adopters([adoption.kit]) if one.pk != adoption.pk]


def taken(request: HttpRequest, adoption: Adoption, terms: Terms) -> Terms | None:
    """Return the terms named in the address, those of another adopter whose values this kit's version knows."""
    slug = request.GET.get(PARAMETER, "")
    other = next((one for one in others(adoption) if one.slug == slug), None) if slug else None
    if other is None:
        return None
    held = other.terms
    known = {name: value for name, value in held.settings.items() if name in terms.kit.book.parameters}
    return Terms(adoption=other, version=terms.version, settings=known)
