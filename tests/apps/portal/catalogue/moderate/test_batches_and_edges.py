"""Several drafts are published after a preview; edges of diffusion are written from the page that they touch."""

import pytest
from django.urls import reverse

from essaim.foundation.accounts.models import Role
from essaim.portal.catalogue.models import Diffusion, Initiative, Solution, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafts(initiative):
    initiative("auch", Status.DRAFT, provenance="fichier A")
    initiative("gers", Status.DRAFT, provenance="fichier B")
    initiative("dax", Status.DRAFT, territory="departement-40")
    return ["auch", "gers", "dax"]


def states() -> dict[str, str]:
    return dict(Initiative.objects.values_list("slug", "status"))


def test_a_batch_is_previewed_then_done_at_home_only(client, person, drafts):
    url = reverse("catalogue:moderation_batch")
    person(Role.MODERATOR)
    preview = client.post(url, {"act": "publier", "pages": drafts}).content.decode()
    assert "Le bus auch" in preview
    assert "Le bus dax" not in preview
    assert set(states().values()) == {Status.DRAFT}
    client.post(url, {"act": "publier", "pages": drafts, "confirm": "1"})
    assert states() == {"auch": Status.PUBLISHED, "gers": Status.PUBLISHED, "dax": Status.DRAFT}


def test_a_page_that_lacks_a_theme_is_named_and_stays(client, person, drafts):
    Initiative.objects.get(slug="auch").themes.clear()
    person(Role.MODERATOR)
    sent = {"act": "publier", "pages": drafts, "confirm": "1"}
    html = client.post(reverse("catalogue:moderation_batch"), sent, follow=True).content.decode()
    assert "n’a pas de thème" in html
    assert (states()["auch"], states()["gers"]) == (Status.DRAFT, Status.PUBLISHED)


def test_withdrawing_several_needs_a_reason(client, person, drafts):
    url = reverse("catalogue:moderation_batch")
    person(Role.MODERATOR)
    sent = {"act": "retirer", "pages": ["auch"], "confirm": "1"}
    assert client.post(url, sent).status_code == 422
    client.post(url, sent | {"reason": "doublons"})
    assert states()["auch"] == Status.ARCHIVED
    assert client.post(url, sent | {"act": "effacer"}).status_code == 404


def test_three_people_and_batches(client, person, drafts):
    url, sent = reverse("catalogue:moderation_batch"), {"act": "publier", "pages": drafts, "confirm": "1"}
    client.post(url, sent)
    person(Role.CONTRIBUTOR)
    assert client.post(url, sent).status_code == 403
    assert set(states().values()) == {Status.DRAFT}


def test_the_queue_is_searched_and_filtered(client, person, drafts):
    person(Role.MODERATOR)
    url = reverse("catalogue:moderation_queue", args=["brouillons"])
    by_words = client.get(url, {"q": "BUS Auch"}).content.decode()
    by_origin = client.get(url, {"provenance": "fichier B"}).content.decode()
    assert ("Le bus auch" in by_words, "Le bus gers" in by_words) == (True, False)
    assert ("Le bus auch" in by_origin, "Le bus gers" in by_origin) == (False, True)


def test_a_long_queue_has_pages(client, person, initiative):
    for number in range(51):
        initiative(f"b{number}", Status.DRAFT)
    person(Role.MODERATOR)
    url = reverse("catalogue:moderation_queue", args=["brouillons"])
    counts = [client.get(url, {"page": page}).content.decode().count('name="pages"') for page in (1, 2)]
    assert counts == [50, 1]


def edge(**changes):
    values = {
        "to_territory": "Landes", "from_territory": "Gers", "from_initiative": "bus", "state": "studied",
        "when_text": "depuis peu", "source": "Presse",
    } | changes  # fmt: skip
    data = {f"form-0-{name}": value for name, value in values.items()}
    return data | {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "version": 0, "reason": "lien"}


def test_edges_are_written_checked_and_removed(client, person, initiative):
    page = initiative()
    url = reverse("catalogue:edges_initiative", args=[page.slug])
    assert client.get(url).status_code == 302
    person(Role.MODERATOR)
    assert client.get(url).status_code == 200
    page.solution = Solution.objects.create(slug="navette", title="La navette", summary="Une navette.")
    page.save()
    assert client.post(url, edge(from_initiative="")).status_code == 422
    assert client.post(url, edge(source="")).status_code == 422
    assert client.post(url, edge()).status_code == 302
    found = Diffusion.objects.get()
    assert (found.from_initiative, found.to_territory.name, found.state) == (page, "Landes", "studied")
    assert client.post(url, edge(state="launched")).status_code == 409
    assert client.post(url, edge(remove="on") | {"version": 2}).status_code == 302
    assert not Diffusion.objects.exists()
