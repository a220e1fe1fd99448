"""Who may do what, where: every role × act × territory, expected from the table and from the map of the tests."""

import pytest
from django.contrib.auth.models import AnonymousUser

from essaim.foundation.accounts import public
from essaim.foundation.accounts.access import ACTS
from essaim.foundation.accounts.models import Account, Role

WITHIN = {
    "pays-FR": {"pays-FR", "departement-32", "departement-40", "commune-32013"},
    "departement-32": {"departement-32", "commune-32013"},
    "commune-32013": {"commune-32013"},
}
LEAST = {
    "catalogue.moderate": "moderator",
    "catalogue.publish": "moderator",
    "synonyms.edit": "moderator",
    "barometer.compose": "manager",
    "barometer.collect": "contributor",
    "adoption.manage": "manager",
    "accounts.manage": "manager",
    "journal.read": "manager",
    "register.read": "manager",
    "indicators.import": "administrator",
}


def _request(rf, account):
    request = rf.get("/")
    request.user = Account.objects.get(pk=account.pk) if account else AnonymousUser()
    return request


def test_the_table_is_what_this_test_knows():
    assert set(ACTS) == set(LEAST)


@pytest.mark.parametrize("held_in", WITHIN)
@pytest.mark.parametrize("role", Role)
def test_a_role_allows_its_acts_in_its_territory_and_its_parts_only(rf, person, role, held_in):
    request = _request(rf, person(role=role, territory=held_in))
    order = list(Role)
    for act, least in LEAST.items():
        enough = order.index(role) >= order.index(Role(least))
        assert public.may(request, act) is enough
        assert public.scope(request, act) == (frozenset({held_in}) if enough else frozenset())
        for asked in WITHIN["pays-FR"]:
            assert public.may(request, act, territory=asked) is (enough and asked in WITHIN[held_in]), (act, asked)


def test_nobody_and_nothing_known_are_refused(rf, person):
    administrator = _request(rf, person(role=Role.ADMINISTRATOR, territory="pays-FR"))
    assert not public.may(administrator, "catalogue.burn")
    assert not public.may(_request(rf, None), "catalogue.moderate")
    assert not public.may(_request(rf, person("Paul")), "catalogue.moderate")


def test_a_closed_account_may_nothing(rf, person):
    account = person(role=Role.ADMINISTRATOR, territory="pays-FR")
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert public.signed_in(_request(rf, account)) is None


def test_a_door_cannot_be_guarded_by_an_act_that_does_not_exist():
    with pytest.raises(ValueError, match="unknown act"):
        public.requires("catalogue.burn")


def test_one_request_reads_the_roles_once(rf, person, django_assert_num_queries):
    request = _request(rf, person(role=Role.MODERATOR))
    with django_assert_num_queries(4):  # account, roles, territories, then Auch's containing territories
        assert public.signed_in(request).staff
        assert public.may(request, "catalogue.moderate", territory="departement-32")
        assert public.may(request, "catalogue.moderate", territory="commune-32013")


def test_addresses_for_a_message_to_moderators(person, settings):
    moderator, _elsewhere = person("Mo", Role.MODERATOR), person("La", Role.MODERATOR, "departement-40")
    assert public.emails_with(act="catalogue.moderate", territory="commune-32013") == [moderator.email]
    settings.ESSAIM_ENVIRONMENT = settings.ESSAIM_ENVIRONMENT.model_copy(update={"contact_email": "aide@exemple.fr"})
    assert public.emails_with(act="accounts.manage", territory="commune-32013") == ["aide@exemple.fr"]


def test_names_of_those_who_left(person):
    gone, kept = person("Ana"), person("Bea")
    key = gone.key
    gone.delete()
    assert public.display_names([key, kept.key]) == {kept.key: "Bea"}
    assert public.display_name(key) == "compte supprimé"
