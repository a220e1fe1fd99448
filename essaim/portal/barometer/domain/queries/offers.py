"""The published waves as the site map and the description of open data know them. A simulated wave is in neither."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse

from essaim.portal.barometer.models import Status, Wave
from essaim.portal.catalogue.public import DataSetOffer, FileOffer, PageOffer

KEYWORDS = ("baromètre", "sondage", "solidarité", "opinion")


def _published() -> QuerySet[Wave]:
    return (
        Wave.objects.filter(status=Status.PUBLISHED, simulated=False)
        .select_related("barometer__territory")
        .order_by("pk")
    )


def pages() -> list[PageOffer]:
    """Return the page of each published wave with its date, in one query."""
    return [(row.get_absolute_url(), row.published_at) for row in _published() if row.published_at]


def data_sets() -> Iterator[DataSetOffer]:
    """Yield each published wave as a data set: its figures and its archive. One query."""
    for row in _published():
        if row.published_at is None:
            continue
        barometer, arguments = row.barometer, [row.barometer.slug, row.number]
        yield DataSetOffer(
            path=row.get_absolute_url(),
            title=f"{barometer.title} : {row.title}",
            description=f"Réponses anonymes, poids, marges, questionnaire et méthode. Population : {row.population}.",
            place=barometer.territory.code,
            place_name=barometer.territory.name,
            changed=row.published_at,
            keywords=KEYWORDS,
            files=(
                FileOffer(reverse("barometer:figures", args=arguments), "csv", "Tous les chiffres publiés, avec leurs intervalles"),
                FileOffer(reverse("barometer:archive", args=arguments), "zip", "Archive ouverte : de quoi tout recalculer"),
            ),
        )  # fmt: skip
