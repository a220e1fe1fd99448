"""No address makes a page fail: PostgreSQL refuses NUL, so it never reaches a query."""

import pytest

pytestmark = pytest.mark.django_db
ADDRESSES = [
    "/recherche/?q=%00a", "/recherche/?pres=%00", "/recherche/?territoire=%00&theme=%00", "/api/v1/diffusion?solution=%00",
    "/api/v1/initiatives?theme=%00", "/api/v1/territories/%00", "/api/v1/solutions/%00", "/media/catalogue/documents/%00",
    "/donnees/catalogue.ttl?territoire=%00", "/telecharger/initiatives.csv?territoire=%00", "/recherche/?q=" + "9" * 5000,
    "/recherche/?position=nan,1e400", "/initiatives/?page=" + "9" * 5000, "/territoires/?q=%00",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_with_what_nobody_types_is_answered(client, address):
    assert client.get(address).status_code < 500


def test_a_form_with_what_nobody_types_is_answered(client):
    assert client.post("/territoires/mon-territoire/", {"territory": "\x00"}).status_code == 302
