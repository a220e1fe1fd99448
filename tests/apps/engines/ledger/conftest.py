"""The ledger alone among the engines: its kit needs no other."""

import pytest

from tests.apps.adoptions.conftest import only
from tests.territories import small_france  # noqa: F401 - a fixture


@pytest.fixture(autouse=True)
def _ledger():
    with only(["essaim.engines.ledger"]):
        yield
