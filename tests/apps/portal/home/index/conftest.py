import pytest

from essaim.foundation.territories.public import forget_caches
from tests.apps.portal.catalogue.search.conftest import catalogue, places, terms, write  # noqa: F401


@pytest.fixture(autouse=True)
def fresh_names():
    """The names of territories stay in memory: each test has its own."""
    forget_caches()
    yield
    forget_caches()
