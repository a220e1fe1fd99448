import pytest
from django.urls import reverse

from essaim.portal.catalogue.models import Initiative
from essaim.portal.catalogue.search import SearchPage
from essaim.portal.catalogue.search.page import Group, Hit, Reason
from essaim.portal.catalogue.views import find

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("ways", "said"), [(["meaning"], True), (["meaning", "exact"], False), ([], False)])
def test_results_by_meaning_alone_say_so(client, catalogue, monkeypatch, ways, said):
    """The words asked may be nowhere: the page says so, and does not present what is far as an answer."""
    one = Initiative.objects.filter(status="published").first()
    why = tuple(Reason("parce que", how) for how in ways)
    group = Group(Hit("initiative", one.pk, one.slug, one.title, one.summary, 1.0, why))
    monkeypatch.setattr(find, "search", lambda _request: SearchPage((group,), 1, 1, 0, 1, 1))
    shown = client.get(reverse("catalogue:search"), {"q": "brouillamini"}).content.decode()
    assert ("Aucune page ne contient vos mots" in shown) is said
