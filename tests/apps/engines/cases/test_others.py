"""Who is the same person: by what, said in words; a household and a helper are not one person."""

import pytest

from essaim.engines.cases.domain.queries.others import names_agree, others
from essaim.engines.cases.engine import ENGINE
from essaim.foundation.accounts.models import Account
from essaim.foundation.parties.models import Mandate
from tests.apps.engines.cases.builders import COMMISSION, act, filed, in_commission, service
from tests.territories import small_france  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]
WORDS = "même adresse électronique et même nom"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Camille Exemple", "EXEMPLE Camille", True), ("Zoé Exemple", "zoe exemple", True),
        ("Camille", "Camille Exemple", True), ("Anne-Lise Exemple", "Anne Lise Exemple", True), ("", "Camille", True),
        ("Camille Exemple", "Dominique Exemple", False),
    ],
)  # fmt: skip
def test_names_agree(one, other, same):
    assert names_agree(one, other) is same


def why(case):
    return [one.why for one in others(case.participation)]


def test_the_same_address_and_name_are_one_person_the_same_address_alone_is_a_household():
    adoption = service()
    filed(adoption)
    assert why(filed(adoption, name="exemple camille")) == [WORDS]
    assert why(filed(adoption, name="Dominique Exemple")) == []


def test_the_file_alone_is_enough_and_a_contact_is_said_when_no_name_is_known():
    adoption = service()
    one, two = filed(adoption), filed(adoption, name="Autre Personne", email="autre@exemple.test")
    two.participation.party = one.participation.party
    two.participation.save(update_fields=["party"])
    assert why(two) == ["même fiche"]
    assert why(filed(adoption, name="")) == ["même adresse électronique (un des deux noms n’est pas connu)"] * 2


def test_the_account_of_a_helper_joins_nobody():
    adoption = service()
    helper = Account.objects.create_user("aide@exemple.test", "une-longue-phrase-1")
    made = [filed(adoption, name="Camille Exemple", email=f"c{n}@exemple.test") for n in range(2)]
    for case in made:
        case.participation.account = helper
        case.participation.save(update_fields=["account"])
    assert why(made[0]) == ["même compte et même nom"]
    party = made[1].participation.party
    made[1].participation.mandate = Mandate.objects.create(party=party, by_name="Aide", ground="helper")
    made[1].participation.save(update_fields=["mandate"])
    made[1].participation.refresh_from_db()
    assert why(made[1]) == []


def test_the_look_ups_read_the_same_comparison():
    adoption = service()
    case = filed(adoption)
    in_commission(case)
    act(case, "grant", actor=COMMISSION)
    again, spouse = filed(adoption), filed(adoption, name="Dominique Exemple")
    names = ["granted-this-year", "under-way"]
    assert ENGINE.runtime.look(again.participation, names) == {"granted-this-year": True, "under-way": False}
    assert ENGINE.runtime.look(spouse.participation, names) == {"granted-this-year": False, "under-way": False}
