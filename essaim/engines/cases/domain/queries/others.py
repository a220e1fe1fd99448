"""The other cases of the same person in a service: found by what is known of her, and said in words.

Two people of one household share an address or a telephone, and a helper's account begins dossiers for many: a contact alone
makes nobody the same. With it, the names must agree; where one of them is not known, the contact is all that there is.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from essaim.adoptions.models import Participation
from essaim.cores.text.folding import fold
from essaim.engines.cases.models import Case

COMPARED = (
    "même fiche ; ou même adresse électronique, même téléphone ou même compte, avec le même nom quand il est connu"
)
"""What is compared, as the desk reads it."""


@dataclass(frozen=True)
class Other:
    """Another case of the same person, and what says that it is hers."""

    case: Case
    why: str


def others(participation: Participation) -> Iterator[Other]:
    """Yield the other cases of the same person in this service, the newest first. One query."""
    rows = Case.objects.filter(_perhaps(participation), adoption_id=participation.adoption_id)
    rows = rows.exclude(participation_id=participation.pk).filter(trial=participation.trial)
    for case in rows.select_related("participation__party").order_by("-pk"):
        why = same(participation, case.participation)
        if why:
            yield Other(case, why)


def same(one: Participation, other: Participation) -> str:
    """Say in French why two participations are one person's; an empty text when nothing says so."""
    if one.party_id == other.party_id:
        return "même fiche"
    shared = ", ".join(_shared(one, other))
    if not shared or not names_agree(one.party.name, other.party.name):
        return ""
    known = one.party.name and other.party.name
    return f"{shared} et même nom" if known else f"{shared} (un des deux noms n’est pas connu)"


def names_agree(one: str, other: str) -> bool:
    """Say whether two names may be one person's: all the words of the shorter are in the longer, whatever their order."""
    first, second = (set(fold(name).replace("-", " ").split()) for name in (one, other))
    return first <= second or second <= first


def _shared(one: Participation, other: Participation) -> Iterator[str]:
    if one.party.email and one.party.email.lower() == other.party.email.lower():
        yield "même adresse électronique"
    if one.party.phone and one.party.phone == other.party.phone:
        yield "même téléphone"
    if one.account_id and one.account_id == other.account_id and not (one.mandate_id or other.mandate_id):
        yield "même compte"


def _perhaps(participation: Participation) -> Q:
    party = participation.party
    found = Q(participation__party_id=party.pk)
    if party.email:
        found |= Q(participation__party__email__iexact=party.email)
    if party.phone:
        found |= Q(participation__party__phone=party.phone)
    if participation.account_id:
        found |= Q(participation__account_id=participation.account_id)
    return found
