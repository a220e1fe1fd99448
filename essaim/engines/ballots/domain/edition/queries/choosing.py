"""The catalogue of an edition: searched, filtered, in an order drawn for each visitor. 416 projects are read at once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from essaim.cores.text.folding import fold
from essaim.engines.ballots.domain.edition.words import euros
from essaim.engines.ballots.models.edition import ON_THE_BALLOT, Consultation, Project, Standing


@dataclass(frozen=True)
class Asked:
    """What a visitor asks of the catalogue: words, zones and themes (empty: all), the standing, the lot of her order."""

    words: str = ""
    zones: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    refused: bool = False
    lot: str = ""


@dataclass(frozen=True)
class Catalogue:
    """The projects that answer, in order, and how many each zone and each theme would leave."""

    projects: tuple[Project, ...]
    zones: Counter[str]
    categories: Counter[str]
    total: int
    refused: int


def catalogue(consultation: Consultation, asked: Asked, *, trial: bool) -> Catalogue:
    """Return what answers. One query, whatever the number of projects."""
    standings = [*ON_THE_BALLOT, Standing.REFUSED]
    rows = Project.objects.filter(consultation=consultation, trial=trial, standing__in=standings)
    every = list(rows.select_related("zone", "commune"))
    listed = [one for one in every if (one.standing == Standing.REFUSED) == asked.refused]
    said = [one for one in listed if _says(one, asked.words)]
    in_zones = [one for one in said if not asked.zones or one.zone.code in asked.zones]
    in_themes = [one for one in said if not asked.categories or one.category in asked.categories]
    both = {one.pk for one in in_zones} & {one.pk for one in in_themes}
    found = [one for one in said if one.pk in both]
    return Catalogue(
        tuple(drawn(found, asked.lot)),
        Counter(one.zone.code for one in in_themes),
        Counter(one.category for one in in_zones),
        sum(one.standing != Standing.REFUSED for one in every),
        sum(one.standing == Standing.REFUSED for one in every),
    )


def _says(project: Project, words: str) -> bool:
    """Whether each word asked is in a project, accents and capitals aside; a number asks for that project."""
    if words.isdigit():
        return str(project.number) == words.lstrip("0")
    place = project.commune.name if project.commune else ""
    text = fold(f"{project.title} {project.summary} {place} {project.zone.label}")
    return all(word in text for word in fold(words).split())


def drawn(projects: Iterable[Project], lot: str) -> Sequence[Project]:
    """Return projects in the order of a lot: each visitor has one, so that none is always first. Without a lot: by number."""
    if not lot:
        return sorted(projects, key=lambda one: one.number)
    return sorted(projects, key=lambda one: blake2b(f"{lot}:{one.number}".encode(), digest_size=8).digest())


def said_cost(project: Project) -> str:
    """Return the cost of a project in words."""
    return euros(project.cost_cents) if project.cost_cents else "non disponible"
