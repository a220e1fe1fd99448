"""Who may open which dossier, where the kit makes of sectors a right."""

from django.db.models import Q

from essaim.adoptions.models import Terms
from essaim.adoptions.runtime import EVERYBODY
from essaim.engines.cases.domain.words import section_in
from essaim.engines.cases.models import Case


def reach(terms: Terms, email: str) -> Q:
    """Return the participations that a member may open: those of her sectors, those that no sector has; all, without restriction.

    Denied by default: an address that is in no sector opens none of those that have one.
    """
    routing = section_in(terms).routing
    if routing is None or not routing.restricts:
        return EVERYBODY
    placed = Case.objects.filter(adoption=terms.adoption_id, sector__isnull=False)
    mine = placed.filter(sector__members__member__email__iexact=email) if email else placed.none()
    return ~Q(pk__in=placed.values("participation")) | Q(pk__in=mine.values("participation"))
