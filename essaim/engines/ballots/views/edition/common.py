"""What the public pages of an edition share."""

from django.http import Http404

from essaim.adoptions.models import Adoption
from essaim.engines.ballots.models.edition import Consultation


def edition_of(adoption: Adoption, number: int) -> Consultation:
    """Return an edition of a service by its number. Raises Http404."""
    found = Consultation.objects.filter(adoption=adoption, number=number).first()
    if found is None:
        raise Http404("cette édition n’existe pas")
    found.adoption = adoption
    return found
