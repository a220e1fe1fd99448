import pytest
from django.apps import apps

from essaim.foundation.accounts.models import Account, Membership, Role
from essaim.portal.catalogue import params
from essaim.portal.catalogue.domain.records import write_initiative
from essaim.portal.catalogue.models import Status, Theme


@pytest.fixture
def places():
    """Gers and Auch, in France; Landes beside."""
    territory, containment = (apps.get_model("territories", name) for name in ("Territory", "Containment"))
    rows = {
        "pays-FR": ("pays", "FR", "France"),
        "departement-32": ("departement", "32", "Gers"),
        "departement-40": ("departement", "40", "Landes"),
        "commune-32013": ("commune", "32013", "Auch"),
    }
    made = {
        code: territory.objects.create(code=code, level=level, insee=insee, name=name, slug=f"{insee}-{name}".lower())
        for code, (level, insee, name) in rows.items()
    }
    pairs = [
        ("pays-FR", "departement-32"),
        ("pays-FR", "departement-40"),
        ("pays-FR", "commune-32013"),
        ("departement-32", "commune-32013"),
    ]
    for whole, part in pairs:
        containment.objects.create(whole=made[whole], part=made[part])
    Theme.objects.create(slug="mobilite", label="Se déplacer")
    return made


@pytest.fixture
def person(places, client):
    """Sign in as a person with a role in a territory, or with none."""

    def sign_in(role: Role | None = None, territory: str = "departement-32") -> Account:
        account = Account.objects.create_user(
            f"{role or 'stranger'}@exemple.fr", "motdepasse-long-1", name=f"Ana {role}"
        )
        if role:
            Membership.objects.create(account=account, territory=places[territory], role=role)
        client.force_login(account)
        return account

    return sign_in


@pytest.fixture
def initiative(places):
    """Write one initiative in Auch, in the status asked for."""

    def write(slug="bus", status=Status.PUBLISHED, territory="commune-32013", **changes):
        values = {
            "id": slug, "title": f"Le bus {slug}", "summary": "Un bus.", "themes": ["mobilite"], "territories": [territory],
            "stage": "running", "source_key": f"test:{slug}",
        }  # fmt: skip
        page, _ = write_initiative(record=params.InitiativeRecord.model_validate(values | changes), status=status)
        return page

    return write
