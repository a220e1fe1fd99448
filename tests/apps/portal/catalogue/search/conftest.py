import pytest

from essaim.foundation.territories.models import Containment, Territory
from essaim.portal.catalogue.models import Initiative, Public, Solution, Status, Theme
from essaim.portal.catalogue.search import load_synonyms, refresh

PLACES = {
    "pays-FR": ("pays", "France"),
    "region-76": ("region", "Occitanie"),
    "departement-34": ("departement", "Hérault"),
    "departement-32": ("departement", "Gers"),
    "departement-46": ("departement", "Lot"),
    "commune-34032": ("commune", "Béziers"),
    "commune-32013": ("commune", "Auch"),
}
CONTAINS = {
    "pays-FR": ["region-76", "departement-34", "departement-32", "departement-46", "commune-34032", "commune-32013"],
    "region-76": ["departement-34", "departement-32", "departement-46", "commune-34032", "commune-32013"],
    "departement-34": ["commune-34032"],
    "departement-32": ["commune-32013"],
}
POINTS = {"commune-34032": (43.34, 3.22), "commune-32013": (43.65, 0.58)}


@pytest.fixture
def places(db):
    made = {}
    for code, (level, name) in PLACES.items():
        latitude, longitude = POINTS.get(code, (None, None))
        values = {"level": level, "insee": code.split("-")[1], "name": name, "slug": code, "population": 20_000}
        made[code] = Territory.objects.create(code=code, latitude=latitude, longitude=longitude, **values)
    pairs = [(made[whole], made[part]) for whole, inside in CONTAINS.items() for part in inside]
    Containment.objects.bulk_create(Containment(whole=whole, part=part) for whole, part in pairs)
    return made


@pytest.fixture
def terms(db):
    load_synonyms()
    themes = {slug: Theme.objects.create(slug=slug, label=slug) for slug in ("mobilite", "sante", "alimentation")}
    return themes | {"aines": Public.objects.create(slug="aines", label="Aînés")}


@pytest.fixture
def write(places, terms):
    """Write published pages and index them: `write.solution(slug, title…)`, `write.initiative(slug, title, territory…)`."""

    class Writer:
        def solution(self, slug, title, *, theme="mobilite", summary="En bref.", status=Status.PUBLISHED, **values):
            row = Solution.objects.create(slug=slug, title=title, summary=summary, status=status, **values)
            row.themes.add(terms[theme])
            refresh(solutions=[row.pk])
            return row

        def initiative(self, slug, title, territory, *, theme="mobilite", summary="En bref.", **values):
            values = {"stage": "running", "status": Status.PUBLISHED, **values}
            row = Initiative.objects.create(slug=slug, title=title, summary=summary, **values)
            row.themes.add(terms[theme])
            row.publics.add(terms["aines"])
            row.territories.add(places[territory])
            refresh(initiatives=[row.pk])
            return row

    return Writer()


@pytest.fixture
def catalogue(write):
    """One solution with initiatives in Gers and Béziers, one initiative alone in Lot, one for all of France."""
    car = write.solution("car-solidaire", "La voiture des aînés", everyday_words=["covoiturage pour personnes âgées"])
    write.initiative("car-gers", "Un chauffeur bénévole dans le Gers", "departement-32", solution=car)
    write.initiative("car-beziers", "Rouler ensemble à Béziers", "commune-34032", solution=car, stage="test")
    write.initiative("bus-sante", "Un bus de vaccination", "departement-46", theme="sante", evidence_level="followed")
    write.initiative("bons", "Des bons alimentaires", "pays-FR", theme="alimentation", summary="Pour les étudiants.")
    return car
