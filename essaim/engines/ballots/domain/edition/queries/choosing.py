"""The catalogue of an edition: searched, filtered, in an order drawn for each visitor. 416 projects are read at once."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from essaim.cores.text.folding import fold
from essaim.engines.ballots.domain.edition.words import euros
from essaim.engines.ballots.domain.finding import answers
from essaim.engines.ballots.models.edition import ON_THE_BALLOT, Consultation, Project, Standing

FACETS: dict[str, Callable[[Project], str]] = {
    "zone": lambda project: project.zone.code,
    "canton": lambda project: project.canton,
    "theme": lambda project: project.category,
}
"""What a catalogue is filtered by."""


@dataclass(frozen=True)
class Asked:
    """What a visitor asks of the catalogue: words, the values she chose of each facet (none: all), the standing, the lot of her order."""

    words: str = ""
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    refused: bool = False
    lot: str = ""

    @property
    def filtered(self) -> bool:
        """Whether anything is left out by what she asks."""
        return bool(self.words or any(self.chosen.values()))


@dataclass(frozen=True)
class Catalogue:
    """The projects that answer, in order, and how many each value of each facet would leave."""

    projects: tuple[Project, ...]
    counts: Mapping[str, Counter[str]]
    total: int
    refused: int


def catalogue(consultation: Consultation, asked: Asked, *, trial: bool) -> Catalogue:
    """Return what answers. One query, whatever the number of projects."""
    standings = [*ON_THE_BALLOT, Standing.REFUSED]
    rows = Project.objects.filter(consultation=consultation, trial=trial, standing__in=standings)
    every = list(rows.select_related("zone", "commune"))
    listed = [one for one in every if (one.standing == Standing.REFUSED) == asked.refused]
    said = [one for one in listed if _says(one, asked.words)]
    refused = sum(one.standing == Standing.REFUSED for one in every)
    return Catalogue(
        tuple(drawn(_kept(said, asked), asked.lot)),
        {facet: Counter(map(value, _kept(said, asked, but=facet))) for facet, value in FACETS.items()},
        len(every) - refused,
        refused,
    )


def _kept(projects: Iterable[Project], asked: Asked, but: str = "") -> list[Project]:
    """Return the projects that each facet but one lets through."""
    held = [(FACETS[facet], wanted) for facet, wanted in asked.chosen.items() if wanted and facet != but]
    return [one for one in projects if all(value(one) in wanted for value, wanted in held)]


def _says(project: Project, words: str) -> bool:
    place = project.commune.name if project.commune else ""
    text = fold(f"{project.title} {project.summary} {place} {project.canton} {project.zone.label}")
    return answers(words, project.number, text)


def drawn(projects: Iterable[Project], lot: str) -> Sequence[Project]:
    """Return projects in the order of a lot: each visitor has one, so that none is always first. Without a lot: by number."""
    if not lot:
        return sorted(projects, key=lambda one: one.number)
    return sorted(projects, key=lambda one: blake2b(f"{lot}:{one.number}".encode(), digest_size=8).digest())


def said_cost(project: Project) -> str:
    """Return the cost of a project in words."""
    return euros(project.cost_cents) if project.cost_cents else "non disponible"
