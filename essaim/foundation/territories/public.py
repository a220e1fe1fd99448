"""The one door to the territories for other apps.

Codes: ``pays-FR``, ``region-76``, ``departement-32``, ``epci-200066926``, ``commune-32013``. The search by name, the
gazetteer and « concerned by » stay in memory; the rest asks the database once.
"""

from collections.abc import Callable

from essaim.cores.distance import haversine_km as distance_km
from essaim.foundation.territories.domain.choice import forget, my_territory, remember
from essaim.foundation.territories.domain.importing import Report, import_indicators, load_indicators
from essaim.foundation.territories.domain.loading import load as load_territories
from essaim.foundation.territories.domain.names import fold
from essaim.foundation.territories.domain.queries.alike import Alike, Reason, alike, compared
from essaim.foundation.territories.domain.queries.index import Names, forget_caches, index
from essaim.foundation.territories.domain.queries.indicators import (
    THEMES,
    IndicatorInfo,
    IndicatorReading,
    IndicatorRow,
    IndicatorTable,
    UnknownIndicatorError,
    distributions,
    indicator_table,
    indicators,
    profile,
    series,
)
from essaim.foundation.territories.domain.queries.info import TerritoryInfo, UnknownTerritoryError
from essaim.foundation.territories.domain.queries.maps import (
    CREDIT,
    CommunesMap,
    FranceMap,
    Shape,
    communes_file,
    communes_map,
    communes_svg,
    departements_map,
)
from essaim.foundation.territories.domain.queries.people import (
    MEN,
    PEOPLE,
    PEOPLE_PERIOD,
    WOMEN,
    Pyramid,
    cuts,
    pyramid,
)
from essaim.foundation.territories.domain.queries.places import (
    ancestors,
    communes_named,
    concerned,
    concerned_by,
    departements,
    departements_of,
    find,
    get,
    get_many,
    nearest,
    part_counts,
    parts,
    search,
)
from essaim.foundation.territories.domain.reference import POPULATION
from essaim.foundation.territories.domain.sheets import BadFileError, Problem
from essaim.foundation.territories.models import Level
from essaim.foundation.territories.params import COUNTS

__all__ = [
    "COUNTS",
    "CREDIT",
    "MEN",
    "PEOPLE",
    "PEOPLE_PERIOD",
    "POPULATION",
    "THEMES",
    "WOMEN",
    "Alike",
    "BadFileError",
    "CommunesMap",
    "FranceMap",
    "IndicatorInfo",
    "IndicatorReading",
    "IndicatorRow",
    "IndicatorTable",
    "Level",
    "Problem",
    "Pyramid",
    "Reason",
    "Report",
    "Shape",
    "TerritoryInfo",
    "UnknownIndicatorError",
    "UnknownTerritoryError",
    "alike",
    "ancestors",
    "communes_file",
    "communes_map",
    "communes_named",
    "communes_svg",
    "compared",
    "concerned",
    "concerned_by",
    "cuts",
    "departements",
    "departements_map",
    "departements_of",
    "distance_km",
    "distributions",
    "find",
    "fold",
    "forget",
    "forget_caches",
    "gazetteer",
    "get",
    "get_many",
    "import_indicators",
    "indicator_table",
    "indicators",
    "load",
    "my_territory",
    "nearest",
    "part_counts",
    "parts",
    "postcodes",
    "profile",
    "pyramid",
    "remember",
    "search",
    "series",
]


def gazetteer() -> Names:
    """Return every folded whole name with its codes, larger level first, then population. Cached in the process.

    « saint denis » leads to the communes, « seine saint denis » to the département: a caller that reads a sentence
    tries its longest names first. Many names are ordinary words too (lot, nord, manche): that choice is the caller's.
    """
    return index().names


def postcodes() -> Names:
    """Return every postcode with the codes of its communes, the most populous first. Cached in the process."""
    return index().postcodes


def load(progress: Callable[[str], None] | None = None) -> bool:
    """Load the territories, then the indicators, from the committed files; return False when both were there already.

    Side effects: those of `load` and `load_indicators`, each in its own transaction. ``progress`` receives French sentences.
    """
    territories = load_territories(progress=progress)
    report = load_indicators()
    if report and progress:
        progress(f"{report.created} valeurs d’indicateurs")
    return territories or report is not None
