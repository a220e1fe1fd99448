import pytest
from django.core.cache import cache

from essaim.foundation.accounts.domain.roles import confirm_address
from essaim.foundation.accounts.models import Account, Membership, Role
from essaim.foundation.territories.domain.queries.index import forget_caches
from essaim.foundation.territories.models import Containment, Territory

PASSWORD = "une-longue-phrase-1"
PLACES = {
    "pays-FR": ("pays", "FR", "France"),
    "departement-32": ("departement", "32", "Gers"),
    "departement-40": ("departement", "40", "Landes"),
    "commune-32013": ("commune", "32013", "Auch"),
}
PAIRS = [
    ("pays-FR", "departement-32"),
    ("pays-FR", "departement-40"),
    ("pays-FR", "commune-32013"),
    ("departement-32", "commune-32013"),
]


def address(name: str) -> str:
    return name.lower().replace("é", "e") + "@exemple.fr"


@pytest.fixture(autouse=True)
def _fresh_limits():
    """Rate limits live in the cache: each test starts with none."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def places(db):
    """France, Gers with Auch, Landes beside."""
    forget_caches()
    made = {
        code: Territory.objects.create(code=code, level=level, insee=insee, name=name, slug=name.lower())
        for code, (level, insee, name) in PLACES.items()
    }
    for whole, part in PAIRS:
        Containment.objects.create(whole=made[whole], part=made[part])
    yield made
    forget_caches()


@pytest.fixture
def person(places):
    """Make a person with a proven address; with a role in a territory when asked, with a password when asked."""

    def make(name="Zoé", role: Role | None = None, territory="departement-32", password=None) -> Account:
        account = Account.objects.create_user(address(name), password, name=name)
        confirm_address(account=account)
        if role:
            Membership.objects.create(account=account, territory=places[territory], role=role)
        return account

    return make


@pytest.fixture
def manager(person):
    """Who manages Gers."""
    return person("Gisele", Role.MANAGER)


@pytest.fixture
def strict(settings):
    """The rule of production: no address is exempt from the second factor."""
    settings.ESSAIM_SECOND_FACTOR_EXEMPT = ()
