"""The open services as the site map knows them, and their outcomes in the description of our open data."""

from collections.abc import Iterator

from essaim.adoptions.public import open_services, published_outcomes
from essaim.portal.catalogue.exchange.offers import DataSetOffer, FileOffer, PageOffer

KEYWORDS = ("service public local", "résultats", "solidarité")


def pages() -> list[PageOffer]:
    """Return the page of each open service with the moment when it opened. Two queries."""
    return [(one.url, one.opened_at) for one in open_services() if one.opened_at]


def data_sets() -> Iterator[DataSetOffer]:
    """Yield the outcomes that each service publishes. Two queries."""
    for one in published_outcomes():
        yield DataSetOffer(
            path=one.path,
            title=f"Résultats du service : {one.title} ({one.place})",
            description=f"Par mois et par commune, publiés par {one.structure}. Aucun nombre de moins de 11 personnes n’y est, "
            "ni ne s’y retrouve par soustraction.",
            place=one.territory,
            place_name=one.place,
            changed=one.changed,
            keywords=KEYWORDS,
            files=(
                FileOffer(path=one.csv, kind="csv", title="Résultats, CSV"),
                FileOffer(path=one.json, kind="json", title="Résultats, JSON"),
            ),
        )
