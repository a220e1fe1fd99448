"""Giving and withdrawing roles: never above one's own, never the last administrator."""

import pytest

from essaim.config.cli import main
from essaim.foundation.accounts import public
from essaim.foundation.accounts.models import Account, Membership, Role
from essaim.foundation.jobs.public import messages_to
from essaim.foundation.journal import public as journal
from essaim.foundation.territories.public import UnknownTerritoryError


def _roles() -> dict[str, str]:
    return {each.account.email: each.role for each in Membership.objects.select_related("account")}


def test_a_manager_invites_somebody_by_mail(manager):
    key = public.grant(by=manager.key, email=" Neuf@Exemple.fr ", territory="commune-32013", role=Role.MODERATOR)
    account = Account.objects.get(email="neuf@exemple.fr")
    assert account.key == key
    assert not account.has_usable_password()
    (message,) = messages_to("neuf@exemple.fr")
    assert "Auch" in message.body
    assert "/compte/connexion/" in message.body
    (entry,) = journal.entries(act="role.grant")
    assert (entry.actor, entry.key, entry.details["role"]) == (manager.key, str(key), "moderator")


@pytest.mark.parametrize("text", ["Gisele", "gisele@", "gisele exemple.fr", ""])
def test_what_is_no_address_gets_no_role(places, text, capsys):
    assert main(["accounts", "grant", text, "moderator", "pays-FR"]) == 1
    assert "n’est pas une adresse électronique" in capsys.readouterr().err
    assert not Account.objects.exists()


def test_the_same_role_twice_writes_once(manager):
    for _ in range(2):
        public.grant(by=manager.key, email="neuf@exemple.fr", territory="departement-32", role=Role.READER)
    assert len(journal.entries(act="role.grant")) == len(messages_to("neuf@exemple.fr")) == 1


def test_nobody_gives_above_her_own_role_nor_elsewhere(manager, person):
    moderator = person("Mo", Role.MODERATOR)
    for by, territory, role in [
        (manager.key, "departement-32", Role.ADMINISTRATOR),
        (manager.key, "departement-40", Role.READER),
        (manager.key, "pays-FR", Role.READER),
        (moderator.key, "departement-32", Role.READER),
    ]:
        with pytest.raises(public.NotAllowedError):
            public.grant(by=by, email="neuf@exemple.fr", territory=territory, role=role)
    assert not Account.objects.filter(email="neuf@exemple.fr").exists()


def test_a_manager_cannot_lower_or_withdraw_an_administrator(manager, person):
    above = person("Ada", Role.ADMINISTRATOR)
    with pytest.raises(public.NotAllowedError):
        public.grant(by=manager.key, email=above.email, territory="departement-32", role=Role.READER)
    with pytest.raises(public.NotAllowedError):
        public.revoke(by=manager.key, account=above.key, territory="departement-32")
    assert _roles()[above.email] == "administrator"


def test_the_last_administrator_stays(person):
    last = person("Ada", Role.ADMINISTRATOR, "pays-FR")
    with pytest.raises(public.LastAdministratorError):
        public.revoke(by=None, account=last.key, territory="pays-FR")
    with pytest.raises(public.LastAdministratorError):
        public.grant(by=last.key, email=last.email, territory="pays-FR", role=Role.READER)
    person("Eve", Role.ADMINISTRATOR, "pays-FR")
    public.revoke(by=last.key, account=last.key, territory="pays-FR")
    assert last.email not in _roles()


def test_a_part_may_lose_its_administrator_to_the_whole(person):
    person("Ada", Role.ADMINISTRATOR, "pays-FR")
    local = person("Lou", Role.ADMINISTRATOR, "departement-32")
    public.revoke(by=None, account=local.key, territory="departement-32")
    assert local.email not in _roles()


def test_an_unknown_territory_is_named(db):
    with pytest.raises(UnknownTerritoryError):
        public.grant(by=None, email="neuf@exemple.fr", territory="departement-99", role=Role.READER)


def test_the_first_administrator_is_made_on_the_machine(places, capsys):
    assert main(["accounts", "grant", "premiere@exemple.fr", "administrator", "pays-FR"]) == 0
    assert main(["accounts", "list"]) == 0
    assert "premiere@exemple.fr" in capsys.readouterr().out
    assert main(["accounts", "revoke", "premiere@exemple.fr", "pays-FR"]) == 1
    assert "dernière personne" in capsys.readouterr().err
    assert main(["accounts", "grant", "premiere@exemple.fr", "reader", "departement-99"]) == 1
    assert main(["accounts", "revoke", "inconnue@exemple.fr", "pays-FR"]) == 1
