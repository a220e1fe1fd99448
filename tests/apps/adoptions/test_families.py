"""Who runs which kit, and the family that it comes from: what other apps read, what anybody sees."""

import json
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from essaim.adoptions import public, registry
from essaim.adoptions.domain import adopting
from essaim.adoptions.domain.queries.kits import family
from essaim.adoptions.kits.document.reading import parse
from essaim.adoptions.models import KitVersion
from tests.apps.adoptions.builders import adopted, installed
from tests.apps.adoptions.people import browser, cost, text
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france", "toys")]


def fork(name, parent, title=""):
    return installed(
        "minimal",
        ("id: minimal", f"id: {name}\n  forked_from: {parent}"),
        ("Le plus petit kit", title or f"Kit {name}"),
    )


def test_the_kits_that_a_page_may_offer():
    installed("minimal", ("version: 1.0.0", "version: 1.2.0"))
    installed()
    installed("fonds-associations")
    found = public.kit_offers()
    assert [(one.kit, one.version, one.adoptable) for one in found] == [
        ("fonds-associations", "1.0.0", True),
        ("minimal", "1.2.0", True),
    ]
    (one,) = public.kit_offers(kits=["minimal", "rien"])
    assert (one.title, one.origin, one.url, one.adopt_url) == (
        "Le plus petit kit", "departement-40", "/kits/minimal/", "/kits/minimal/adopter/",
    )  # fmt: skip
    assert public.kit_offers(kits=[]) == []


def test_a_kit_that_lacks_an_engine_is_offered_as_lacking_it():
    installed()
    del registry.engines["desk"]
    (one,) = public.kit_offers()
    assert (one.adoptable, one.lacking) == (False, ("desk",))
    assert "non disponible" in text(Client().get("/kits/"))


def test_a_kit_that_engines_no_longer_read_breaks_nothing():
    version = installed()
    document = parse(b"format: 1\nkit: {id: casse}").tree
    KitVersion.objects.create(
        kit="casse", number="1.0.0", digest="f" * 64, title="Un kit cassé", document=json.dumps(document)
    )
    assert [one.kit for one in public.kit_offers()] == [version.kit]
    assert "Non disponible" in text(Client().get("/kits/"))
    assert "ne lisent plus" in text(Client().get("/kits/casse/"))
    assert "ne peut pas être adopté" in text(browser().get("/kits/casse/adopter/"))
    assert Client().get("/kits/casse/famille/").status_code == 200


def test_only_what_everybody_may_see_is_told():
    adopted(phase="preparing", structure="Un")
    adopted(phase="testing", structure="Deux")
    shown = adopted(structure="Trois")
    left = adopted(phase="testing", structure="Quatre")
    adopting.close_adoption(adoption=left, actor=None)
    over = adopted(structure="Cinq")
    adopting.close_adoption(adoption=over, actor=None)
    found = public.adoptions_of(kit="minimal")
    assert [(one.structure, one.phase, bool(one.url)) for one in found] == [
        ("Trois", "open", True),
        ("Cinq", "closed", False),
    ]
    assert public.adoption(key=shown.key).territory == "departement-32"
    assert public.adoption(key=left.key) is None
    assert public.adoption(key=uuid.uuid4()) is None
    assert public.adoptions_of(kit="minimal", simulated=False) == found
    assert public.adoptions_of(kit="rien") == []


def test_a_family_goes_from_its_eldest_to_its_forks_with_who_runs_each():
    adopted()
    fork("fils", "minimal@1.0.0")
    fork("petit-fils", "fils@1.0.0")
    fork("orphelin", "ailleurs@2.0.0")
    root = family("petit-fils")
    assert (root.kit, root.adopters, [child.kit for child in root.children]) == ("minimal", 1, ["fils"])
    assert [child.kit for child in root.children[0].children] == ["petit-fils"]
    other = family("orphelin")
    assert (other.kit, other.installed, other.children[0].kit) == ("ailleurs", False, "orphelin")
    assert family("rien") is None
    said = text(Client().get("/kits/fils/famille/"))
    for words in ("Le plus petit kit", "Kit fils", "fait à partir de minimal@1.0.0", "Kit petit-fils", "Gers"):
        assert words in said
    assert "(pas installé ici)" in text(Client().get("/kits/orphelin/famille/"))


def test_two_kits_that_name_each_other_do_not_go_round():
    fork("un", "deux@1.0.0")
    fork("deux", "un@1.0.0")
    assert {family("un").kit, family("deux").kit} <= {"un", "deux"}
    assert Client().get("/kits/un/famille/").status_code == 200


@pytest.mark.parametrize("page", ["/kits/", "/kits/minimal/", "/kits/minimal/famille/"])
def test_a_page_costs_the_same_with_one_row_and_with_three(page):
    adopted()
    one = cost(Client(), page)
    fork("deux", "minimal@1.0.0")
    fork("trois", "minimal@1.0.0")
    adopted(structure="Deux")
    adopted(structure="Trois", territory="departement-34")
    assert cost(Client(), page) == one


def test_reads_for_other_apps_cost_the_same_with_one_row_and_with_three():
    def read():
        with CaptureQueriesContext(connection) as queries:
            public.kit_offers()
            public.adoptions_of(kit="minimal")
        return len(queries)

    adopted()
    one = read()
    fork("deux", "minimal@1.0.0")
    adopted(structure="Deux")
    adopted(structure="Trois")
    assert read() == one <= 3


def test_the_file_of_a_kit_is_the_kit():
    version = installed()
    answer = Client().get("/kits/minimal/1.0.0.yaml")
    assert parse(answer.content).tree == version.tree
    assert answer.headers["Content-Disposition"] == 'attachment; filename="minimal-1.0.0.yaml"'
    assert Client().get("/kits/minimal/2.0.0.yaml").status_code == 404


def test_an_officer_takes_the_kit_of_her_service_to_make_another():
    adopted(plafond="77")
    tree = parse(browser().get("/gestion/minimal-gers/kit.yaml").content).tree
    assert (tree["kit"]["id"], tree["kit"]["forked_from"], tree["parameters"][0]["default"]) == (
        "minimal-gers",
        "minimal@1.0.0",
        "77",
    )
