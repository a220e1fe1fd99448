"""A scenario of matching: what the kit says happens is what the steps of the engine allow."""

import pytest

from essaim.adoptions.kits.rehearsing import play
from essaim.adoptions.params.scenarios import ScenarioRecord
from tests.apps.engines.matching.conftest import unchecked

HALF_DAYS = ["mardi-matin", "jeudi-matin", "samedi-matin", "samedi-apres-midi"]
FIELDS = {"outils": "oui", "naissance": "1980-01-01", "presence": HALF_DAYS, "venue": HALF_DAYS, "surface": "100"}
REGISTER = ["register by proprietaire", "register by jardinier"]
CONSENT = [*REGISTER, "propose by agent", "accept by jardinier", "accept by proprietaire"]


def scenario(acts, then, fields=FIELDS, distance="0"):
    return ScenarioRecord.model_validate(
        {
            "id": "one",
            "title": "Un scénario",
            "today": "2020-12-01",
            "given": {"fields": fields, "lookups": {"matching.distance": distance}},
            "when": [act(one) for one in acts],
            "then": {"engines": {"matching": then}},
        }
    )


def act(written):
    refused = written.startswith("no ")
    verb, _, role = written.removeprefix("no ").partition(" by ")
    return {"do": f"matching.{verb}", "by": role, "refused": "oui" if refused else "non"}


@pytest.mark.parametrize(
    ("acts", "then"),
    [
        ([], {"registered": "0", "proposal": "none", "possible": "non"}),
        (REGISTER, {"registered": "2", "possible": "oui", "why-not": "", "shared-moments": "4"}),
        (["register by jardinier", "no register by jardinier", "no register by agent"], {"registered": "1"}),
        ([*REGISTER, "no accept by jardinier", "no decline by jardinier", "no end by agent"], {"proposal": "none"}),
        ([*REGISTER, "propose by agent", "accept by jardinier", "no accept by jardinier"], {"contacts-shown": "non"}),
        (CONSENT, {"proposal": "consented", "contacts-shown": "oui", "agreement": "none"}),
        ([*CONSENT, "decline by jardinier", "no agree by agent"], {"proposal": "declined", "contacts-shown": "non"}),
        ([*CONSENT, "agree by agent", "no agree by agent", "no decline by jardinier"], {"agreement": "running"}),
        ([*CONSENT, "no follow-up by agent", "agree by agent", "follow-up by agent"], {"followed-up": "1"}),
        (["no report-incident by agent", *CONSENT, "report-incident by jardinier"], {"incidents": "1"}),
        ([*CONSENT, "agree by agent", "end by agent", "no end by agent", "propose by agent"], {"proposal": "open"}),
        ([*REGISTER, "propose by agent", "decline by jardinier", "propose by agent"], {"proposal": "open"}),
    ],
    ids=range(12),
)
def test_steps(kit, acts, then):
    assert play(kit, scenario(acts, then), kit.defaults()) == []


@pytest.mark.parametrize(
    ("fields", "distance", "reason"),
    [
        (FIELDS | {"outils": "non", "a-ses-outils": "non"}, "0", "la condition « des-outils » n’est pas remplie"),
        (FIELDS, "15,1", "la condition « assez-pres » n’est pas remplie"),
        (FIELDS | {"venue": ["mardi-matin"]}, "0", "pas assez en commun : « moments »"),
    ],
    ids=["rule", "distance", "shared"],
)
def test_a_hard_criterion_refuses_the_proposal_with_its_reason(kit, fields, distance, reason):
    acts = [*REGISTER, "no propose by agent"]
    assert play(kit, scenario(acts, {"why-not": reason, "proposal": "none"}, fields, distance), kit.defaults()) == []


def test_continuous_mode_proposes_at_once():
    kit = unchecked(("mode: proposals", "mode: continuous"))
    assert play(kit, scenario(REGISTER, {"proposal": "open"}), kit.defaults()) == []
    fields = FIELDS | {"outils": "non", "a-ses-outils": "non"}
    assert play(kit, scenario(REGISTER, {"proposal": "none"}, fields), kit.defaults()) == []


def test_without_validation_the_second_consent_makes_the_agreement():
    kit = unchecked(("      trial: essai\n", "      trial: essai\n      at_once: oui\n"))
    assert play(kit, scenario(CONSENT, {"agreement": "running"}), kit.defaults()) == []


def test_a_capacity_of_nothing_refuses():
    kit = unchecked(("capacity: {value: 1}", "capacity: {field: surface}"))
    refused = [*REGISTER, "no propose by agent"]
    for fields in (FIELDS | {"surface": "0"}, {name: one for name, one in FIELDS.items() if name != "surface"}):
        assert play(kit, scenario(refused, {"possible": "non"}, fields), kit.defaults()) == []
