"""The kit of gardens, checked with the engines of this platform, and people who answer it."""

from datetime import date

import pytest

from essaim.adoptions import registry
from essaim.adoptions.kits.checking import check_document
from essaim.adoptions.kits.document.problems import FaultyKitError
from essaim.adoptions.kits.document.reading import parse
from essaim.adoptions.kits.kit import assemble
from essaim.engines.matching.domain.masks import Crowd, Ground
from essaim.engines.matching.domain.pairing import Pairing
from essaim.engines.matching.domain.people import People
from tests.apps.adoptions.conftest import KITS

AGEN, BOE, MARMANDE = (44.2033, 0.6163), (44.1597, 0.6289), (44.5, 0.1653)
ALL = frozenset({"mardi-matin", "jeudi-matin", "samedi-matin", "samedi-apres-midi"})
TODAY = date(2020, 12, 1)


def document(*pairs):
    text = (KITS / "valid" / "jardins-a-partager.yaml").read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return parse(text.encode())


def gardens(*pairs):
    """Return the kit of gardens, checked, once each (old, new) is replaced."""
    return check_document(document(*pairs), registry.engines).kit


def unchecked(*pairs):
    """Return the kit without playing its scenarios, which may not hold any more."""
    return assemble(document(*pairs), registry.engines)


@pytest.fixture(scope="session")
def kit():
    return gardens()


@pytest.fixture
def problems():
    """Return what is wrong in the kit once something is replaced: paths and messages."""

    def find(*pairs):
        with pytest.raises(FaultyKitError) as refused:
            gardens(*pairs)
        return [(problem.path, problem.message) for problem in refused.value.problems]

    return find


def owner(**changes):
    answers = {"presence": ALL, "outils": True, "surface": 250, "commune-jardin": "47001"}
    return {name: value for name, value in (answers | changes).items() if value is not None}


def gardener(**changes):
    answers = {"venue": ALL, "a-ses-outils": False, "naissance": date(1980, 1, 1), "commune-jardinier": "47001"}
    return {name: value for name, value in (answers | changes).items() if value is not None}


def side(kit, number, answers, positions=None, capacities=None, prefix=""):
    section = kit.sections["matching"].sides[number]
    count = len(answers)
    return People(
        fields=frozenset(section.fields),
        names=tuple(f"{prefix}{place}" for place in range(count)),
        answers=tuple(answers),
        capacities=tuple(capacities or [1] * count),
        positions=tuple(positions or [AGEN] * count),
    )


def pairing(kit, owners, gardeners, *, places=(None, None), capacities=(None, None), settings=None, **more):
    crowd = Crowd(
        side(kit, 0, owners, places[0], capacities[0], "o"),
        side(kit, 1, gardeners, places[1], capacities[1], "g"),
        Ground(kit.book, kit.defaults() | (settings or {}), TODAY),
    )
    return Pairing(kit.sections["matching"], crowd, **more)
