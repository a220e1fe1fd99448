"""A territory as other apps see it."""

from collections.abc import Iterable
from dataclasses import dataclass

from essaim.foundation.territories.models import Level, Territory

KINDS = {
    "CC": "communauté de communes",
    "CA": "communauté d’agglomération",
    "CU": "communauté urbaine",
    "METRO": "métropole",
    "MET69": "métropole à statut particulier",
}


class UnknownTerritoryError(LookupError):
    """No territory has this code."""


@dataclass(frozen=True)
class TerritoryInfo:
    """One territory: its code carries its level; ``population`` and the point are None where unknown."""

    id: int
    code: str
    level: str
    insee: str
    name: str
    slug: str
    population: int | None
    latitude: float | None
    longitude: float | None
    postcodes: tuple[str, ...]
    kind: str
    retired: bool

    def __str__(self) -> str:
        return self.name

    @property
    def level_label(self) -> str:
        """The level in words, for instance « communauté de communes »."""
        return KINDS.get(self.kind) or str(Level(self.level).label)

    @property
    def path(self) -> str:
        """The address of its page."""
        return "/territoires/france/" if self.level == Level.COUNTRY else f"/territoires/{self.level}/{self.slug}/"


def info(territory: Territory) -> TerritoryInfo:
    """Return the frozen view of one row."""
    return TerritoryInfo(
        id=territory.pk,
        code=territory.code,
        level=territory.level,
        insee=territory.insee,
        name=territory.name,
        slug=territory.slug,
        population=territory.population,
        latitude=territory.latitude,
        longitude=territory.longitude,
        postcodes=tuple(territory.postcodes.split()),
        kind=territory.kind,
        retired=territory.retired,
    )


def infos(territories: Iterable[Territory]) -> list[TerritoryInfo]:
    """Return the frozen view of each row, in order."""
    return [info(territory) for territory in territories]
