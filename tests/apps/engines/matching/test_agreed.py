"""What is agreed on and printed; who offers is told too; a minimum that an end breaks; what is asked of quotas."""

import pytest
from django.utils import timezone

from essaim.adoptions.contract import RefusedActError
from essaim.engines.matching.domain import agreeing, following, running
from essaim.engines.matching.domain.idle import idle
from essaim.engines.matching.domain.queries import desk
from essaim.engines.matching.domain.queries.sheets import agreement_sheet
from essaim.engines.matching.engine import ENGINE
from essaim.engines.matching.models import Agreement, NoProposal, Profile
from tests.apps.engines.matching.conftest import gardener as some_gardener
from tests.apps.engines.matching.conftest import owner as some_owner
from tests.apps.engines.matching.conftest import pairing
from tests.apps.engines.matching.test_pages import desk_url, team, text  # noqa: F401 - a fixture
from tests.apps.engines.matching.world import AGENT, CONDOM, agreed, garden_service, gardener, owner
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]

FIELD = (
    "  - {id: venues, type: integer",
    ("  - {id: loyer, type: money, label: Part de récolte en euros, filled_by: agent, seen_by: [proprietaire, jardinier], purpose: L’écrire, retention: {months: 12, after: end}, sensitivity: ordinary}\n"
    "  - {id: cles, type: yes-no, label: Clés remises, filled_by: agent, seen_by: [proprietaire, jardinier], purpose: L’écrire, retention: {months: 12, after: end}, sensitivity: ordinary}\n"
    "  - {id: venues, type: integer"),
)  # fmt: skip
TERMS = ("document: convention\n", "document: convention\n      fields: [loyer, cles]\n")


@pytest.fixture
def settled():
    adoption = garden_service(FIELD, TERMS)
    return adoption, agreed(adoption, owner(adoption), gardener(adoption))


def test_what_is_agreed_on_is_typed_on_the_desk_and_printed_as_its_kind_says(settled, team):  # noqa: F811 - the fixture
    adoption, agreement = settled
    assert dict(agreement_sheet(agreement).terms) == {"Part de récolte en euros": "", "Clés remises": ""}
    client, page = team(adoption), desk_url("settled", adoption, agreement.pk)
    wrong = client.post(page, {"loyer": "beaucoup", "cles": "oui"})
    assert wrong.status_code == 422
    assert client.post(page, {"loyer": "12,50", "cles": "oui"}).status_code == 302
    said = {label: " ".join(value.split()) for label, value in agreement_sheet(agreement).terms}
    assert said == {"Part de récolte en euros": "12,50 €", "Clés remises": "oui"}
    shown = text(client.get(desk_url("agreement", adoption, agreement.pk)))
    assert "12,50" in shown
    assert "12,50" in text(client.get(desk_url("agreement_sheet", adoption, agreement.pk)))


def test_once_signed_it_changes_no_more_and_an_erased_person_leaves_nothing_of_it(settled):
    _, agreement = settled
    following.settle(agreement=agreement, actor=AGENT, answers={"loyer": "10"})
    following.sign(agreement=agreement, actor=AGENT, on=timezone.localdate())
    with pytest.raises(RefusedActError, match="signé ou terminé"):
        following.settle(agreement=agreement, actor=AGENT, answers={"loyer": "20"})
    ENGINE.runtime.erase(agreement.seeker.participation)
    assert Agreement.objects.get().answers == {}


def test_two_agreements_of_one_person_keep_each_its_own():
    adoption = garden_service(FIELD, TERMS)
    shared = gardener(adoption)
    first = agreed(adoption, owner(adoption), shared)
    second = agreed(adoption, owner(adoption, "Rose Ancolie"), Profile.objects.get(pk=shared.pk))
    for agreement, rent in ((first, "10"), (second, "20")):
        following.settle(agreement=agreement, actor=AGENT, answers={"loyer": rent})
    assert [dict(agreement_sheet(one).terms)["Part de récolte en euros"].split()[0] for one in (first, second)] == [
        "10",
        "20",
    ]


NOT_YET = """messages:
  - id: pas-encore
    label: Pas encore de jardin
    to: jardinier
    channels: [letter, email]
    subject: Pas encore de jardin
    body: |
      Voici pourquoi : {matching.why-none}
"""
TELLS = (("    tells:\n", "    tells:\n      unserved: [pas-encore]\n"), ("messages:\n", NOT_YET))


def test_who_offers_is_told_why_she_has_nothing_where_the_kit_has_a_message(team):  # noqa: F811 - the fixture
    adoption = garden_service(*TELLS)
    owner(adoption, commune=CONDOM)
    alone = gardener(adoption)
    run = running.send_run(run=running.prepare(adoption=adoption, actor=AGENT, seed="7"), actor=AGENT)
    (told,) = alone.participation.told.all()
    assert "pas de propriétaire à moins de 15" in " ".join(told.body.split())
    assert "pas de propriétaire" in next(iter(ENGINE.runtime.follow(alone.participation))).text
    page = text(team(adoption).get(desk_url("run", adoption, run.pk)))
    assert "Qui propose et n’a rien, et pourquoi" in page


def test_without_a_message_for_that_side_nothing_is_worked_out():
    adoption = garden_service()
    owner(adoption, commune=CONDOM)
    alone = gardener(adoption)
    running.send_run(run=running.prepare(adoption=adoption, actor=AGENT, seed="7"), actor=AGENT)
    assert not NoProposal.objects.filter(profile=alone).exists()


def test_each_who_offers_has_the_reason_of_her_own_side(kit):
    class Gathered:
        pairing = pairing(
            kit, [some_owner(), some_owner(outils=False)],
            [some_gardener(), some_gardener(naissance=None), some_gardener()], running=((0, 0),), refused=((0, 2), (1, 2)),
        )  # fmt: skip

    found = dict(idle(Gathered, []))
    assert 0 not in found
    assert found[1]["why"] == "pas de propriétaire qui remplisse « Avoir {parameter.age-min} ou plus »"
    counts = " ".join(found[1]["told"].split())
    assert "Avoir {parameter.age-min} ou plus" in counts
    assert found[2]["why"].startswith("pas de propriétaire autre que ceux déjà refusés")


def test_an_end_that_breaks_a_minimum_is_flagged_on_the_desk_and_refuses_nothing():
    quota = "quotas: [{id: grands, label: Grands jardins, side: jardins, rule: grand-jardin, at_least: jardiniers-par-jardin}]"
    adoption = garden_service(("    consent:\n", f"    {quota}\n    consent:\n"))
    pairs = [(owner(adoption, f"Rose{n} R", surface="500"), gardener(adoption, f"Lou{n} L")) for n in range(2)]
    agreements = [agreed(adoption, *pair) for pair in pairs]

    def flagged():
        return [one.subject for one in desk.waiting(adoption) if one.label == "Un quota est sous son minimum"]

    assert flagged() == []
    agreeing.end(agreement=agreements[0], actor=AGENT, reason="desaccord")
    assert flagged() == ["« Grands jardins » : 1 en cours, au moins 2"]
    agreed(adoption, owner(adoption, "Iris I", surface="500"), gardener(adoption, "Max M"))
    assert flagged() == []
