"""No address makes a page fail: PostgreSQL refuses NUL, so it never reaches a query."""

from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.http import HttpResponse

from essaim.config.middleware import without_nul
from essaim.foundation.accounts.models import Account, Membership, Role
from essaim.portal.catalogue.models import Initiative, Theme

pytestmark = pytest.mark.django_db
ADDRESSES = [
    "/recherche/?q=%00a", "/recherche/?pres=%00", "/recherche/?territoire=%00&theme=%00", "/api/v1/diffusion?solution=%00",
    "/api/v1/initiatives?theme=%00", "/api/v1/territories/%00", "/api/v1/solutions/%00", "/media/catalogue/documents/%00",
    "/donnees/catalogue.ttl?territoire=%00", "/telecharger/initiatives.csv?territoire=%00", "/recherche/?q=" + "9" * 5000,
    "/recherche/?position=nan,1e400", "/initiatives/?page=" + "9" * 5000, "/territoires/?q=%00",
]  # fmt: skip


@pytest.fixture
def person_who_moderates(db, client):
    place = apps.get_model("territories", "Territory").objects.create(
        code="pays-FR", level="pays", insee="FR", name="France", slug="france"
    )
    account = Account.objects.create_user("ana@exemple.fr", name="Ana")
    Membership.objects.create(account=account, territory=place, role=Role.MODERATOR)
    client.force_login(account)
    return account


@pytest.fixture
def published_page(db):
    Theme.objects.create(slug="mobilite", label="Se déplacer")
    return Initiative.objects.create(slug="bus", title="Bus", summary="Un bus.", stage="running", status="published")


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_with_what_nobody_types_is_answered(client, address):
    assert client.get(address).status_code < 500


@pytest.mark.parametrize("multipart", [True, False])
def test_a_text_read_straight_from_a_form_never_holds_it(rf, multipart):
    seen = {}

    def view(request):
        seen.update(request.POST.items(), several=request.POST.getlist("n\x00") or request.POST.getlist("n "))
        return HttpResponse()

    data = {"reason": "a\x00b", "n\x00": ["1", "\x002"]}
    kind = {} if multipart else {"content_type": "application/x-www-form-urlencoded"}
    request = rf.post("/", data if multipart else urlencode(data, doseq=True), **kind)
    without_nul(view)(request)
    assert seen["reason"] == "a b"
    assert seen["several"] == ["1", " 2"]


def test_a_form_of_staff_with_it_is_answered_and_kept(client, person_who_moderates, published_page):
    """A withdrawal reads its reason from what was sent: PostgreSQL would answer 500."""
    url = f"/moderation/initiatives/{published_page.slug}/retirer/"
    assert client.post(url, {"reason": "doublon\x00"}).status_code == 302
    published_page.refresh_from_db()
    assert published_page.status == "archived"


def test_a_cookie_that_writes_it_is_left_out(client):
    client.cookies.load({"sessionid": "\x00aaaaaaaaaaaa"})
    assert client.get("/compte/").status_code == 302


def test_a_form_with_what_nobody_types_is_answered(client):
    assert client.post("/territoires/mon-territoire/", {"territory": "\x00"}).status_code == 302
