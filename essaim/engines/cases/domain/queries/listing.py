"""The list of cases of one desk: what is looked at, what is searched for."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from essaim.adoptions.models import Adoption
from essaim.engines.cases.access import Reader
from essaim.engines.cases.domain.queries.waiting import pressing, waits_for
from essaim.engines.cases.models import Case
from essaim.engines.cases.models.case import GOING_ON
from essaim.foundation.ui.public import read_key

VIEWS = {
    "a-traiter": "À traiter",
    "retard": "En retard",
    "attente": "En attente",
    "termines": "Terminés",
    "tous": "Tous",
}
FIRST = "a-traiter"


@dataclass(frozen=True)
class Asked:
    """What somebody asks of the list, from the address."""

    view: str = FIRST
    words: str = ""
    sector: int = 0

    @classmethod
    def read(cls, parameters: dict[str, str]) -> "Asked":
        """Read an address; what makes no sense in it is left out. A search looks everywhere unless a view is named."""
        words = parameters.get("q", "").strip()[:100]
        view = parameters.get("vue", "tous" if words else FIRST)
        return cls(view if view in VIEWS else FIRST, words, read_key(parameters.get("secteur", "")))


def listed(adoption: Adoption, reader: Reader, asked: Asked) -> QuerySet[Case]:
    """Return the cases asked for, within the reader's reach, the most pressing first; those that are over, the last first."""
    found = _within(adoption, reader).filter(_of(adoption, reader.roles, asked.view))
    found = found.filter(_named(asked.words))
    if asked.sector:
        found = found.filter(sector_id=asked.sector)
    found = found.select_related("participation__party", "participation__terms__version", "sector")
    return found.order_by("-ended_at", "-pk") if asked.view == "termines" else pressing(found)


def _of(adoption: Adoption, roles: tuple[str, ...], view: str) -> Q:
    going_on = Q(kind__in=GOING_ON)
    if view == FIRST:
        return waits_for(adoption.all_terms.select_related("version"), frozenset(roles))
    conditions = {"retard": Q(late_since__isnull=False) & going_on, "attente": Q(kind="waiting"), "termines": ~going_on}
    return conditions.get(view, Q())


def _named(words: str) -> Q:
    """A number (« 12 », « n° 12 ») or a part of a name."""
    figures = words.lower().removeprefix("n°").strip()
    if read_key(figures):
        return Q(participation__number=read_key(figures))
    return Q(participation__party__name__icontains=words) if words else Q()


def _within(adoption: Adoption, reader: Reader) -> QuerySet[Case]:
    return Case.objects.filter(reader.cases, adoption=adoption, trial=adoption.trial)


def counts(adoption: Adoption, reader: Reader) -> dict[str, int]:
    """Return how many cases each view holds, but those that only grow. One query a view."""
    return {
        view: _within(adoption, reader).filter(_of(adoption, reader.roles, view)).count()
        for view in (FIRST, "retard", "attente")
    }
