"""Several drafts are published after a preview; edges of diffusion are written from the page that they touch."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from essaim.foundation.accounts.models import Role
from essaim.portal.catalogue.domain import amendments, referents
from essaim.portal.catalogue.models import Diffusion, Initiative, Proposal, Solution, Status

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


def beside(initiative, solution, **changes) -> Diffusion:
    """An edge of another initiative of the same solution, between the same territories."""
    other = initiative("autre", solution=solution.slug)
    territory = apps.get_model("territories", "Territory").objects
    values = {
        "from_territory": territory.get(code="departement-32"), "to_territory": territory.get(code="departement-40"),
        "from_initiative": other, "state": "launched", "source": "Bilan 2020", "changes": "Deux bus.", "solution": solution,
    }  # fmt: skip
    return Diffusion.objects.create(**values | changes)


@pytest.fixture
def navette(places):
    return Solution.objects.create(slug="navette", title="La navette", summary="Une navette.")


def test_an_edge_between_the_same_territories_is_not_overwritten(client, person, initiative, navette):
    page, known = initiative(solution="navette"), beside(initiative, navette)
    person(Role.MODERATOR)
    answer = client.post(reverse("catalogue:edges_initiative", args=[page.slug]), edge())
    assert answer.status_code == 422
    assert "Un lien de Gers vers Landes existe déjà" in answer.content.decode()
    assert "depuis « Le bus autre »" in answer.content.decode()
    known.refresh_from_db()
    assert (known.state, known.source, known.changes) == ("launched", "Bilan 2020", "Deux bus.")
    assert not page.versions.exists()


def test_an_edge_of_unknown_origin_is_known_too(client, person, initiative, navette):
    page, known = initiative(solution="navette"), beside(initiative, navette, from_territory=None, from_initiative=None)
    person(Role.MODERATOR)
    sent = edge(from_territory="", from_initiative="", to_initiative=page.slug)
    assert client.post(reverse("catalogue:edges_initiative", args=[page.slug]), sent).status_code == 422
    known.refresh_from_db()
    assert known.source == "Bilan 2020"


def test_the_same_edge_typed_twice_is_refused(client, person, initiative, navette):
    page = initiative(solution="navette")
    person(Role.MODERATOR)
    twice = edge() | {
        name.replace("-0-", "-1-"): value for name, value in edge(state="launched").items() if "-0-" in name
    }
    answer = client.post(reverse("catalogue:edges_initiative", args=[page.slug]), twice | {"form-TOTAL_FORMS": 2})
    assert answer.status_code == 422
    assert "gardez-en un seul" in answer.content.decode()
    assert not Diffusion.objects.exists()


@pytest.mark.parametrize("name", ["propositions", "modifications", "brouillons", "a-rafraichir", "par-les-referents"])
def test_a_queue_reads_one_page_in_a_constant_number_of_queries(client, person, initiative, name):
    account = person(Role.MODERATOR)
    fill = {"propositions": proposed, "modifications": amended, "brouillons": drafted, "a-rafraichir": unread,
            "par-les-referents": corrected}[name]  # fmt: skip
    url, counts = reverse("catalogue:moderation_queue", args=[name]), []
    for number in (1, 3):
        for rank in range(number):
            fill(initiative, account, f"n{number}-{rank}")
        for asked in ({}, {"q": "bus"}):
            with CaptureQueriesContext(connection) as seen:
                html = client.get(url, asked).content.decode()
            counts.append(len(seen))
        assert html.count('<th scope="row">') == (1 if number == 1 else 4)
    assert counts[:2] == counts[2:]


def proposed(_initiative, _account, slug):
    answers = {"title": f"Le bus {slug}", "territory": "commune-32013"}
    Proposal.objects.create(answers=answers, state=Proposal.State.SENT, sent_at=timezone.now())
    Proposal.objects.create(answers=answers | {"territory": "departement-40"}, state=Proposal.State.SENT)


def amended(initiative, _account, slug):
    amendments.propose(initiative=initiative(slug), texts={"summary": "Deux bus."})


def drafted(initiative, _account, slug):
    initiative(slug, Status.DRAFT)


def unread(initiative, _account, slug):
    page = initiative(slug)
    page.fresh_at, page.refresh_months = timezone.localdate() - timedelta(days=400), 12
    page.save()


def corrected(initiative, account, slug):
    page = initiative(slug)
    page.referent = account
    page.save()
    changes = {"summary": "Deux bus."}
    referents.save(page=page, changes=changes, actor=account.key, reason="x", read_at=0, moderators=[])


def test_a_page_of_a_queue_is_cut_by_the_database(client, person, initiative):
    """The rows of the other pages never leave it: the twin that lists them all reads fifty-one."""
    for number in range(51):
        initiative(f"b{number}", Status.DRAFT)
    person(Role.MODERATOR)
    with CaptureQueriesContext(connection) as seen:
        client.get(reverse("catalogue:moderation_queue", args=["brouillons"]), {"page": 2})
    reading = [one["sql"] for one in seen if one["sql"].startswith('SELECT DISTINCT "catalogue_initiative"."id"')]
    assert reading
    assert all("LIMIT" in sql for sql in reading)


def test_the_search_of_a_queue_has_its_pages_in_order(client, person, initiative):
    for number in range(60):
        initiative(f"b{number:02}", Status.DRAFT, title=f"{'Évènement' if number % 2 else 'Bus'} {number:02}")
    person(Role.MODERATOR)
    url = reverse("catalogue:moderation_queue", args=["brouillons"])
    html = client.get(url, {"q": "EVENEMENT"}).content.decode()
    assert re.findall(r"Choisir Évènement (\d\d)", html) == [f"{number:02}" for number in range(1, 60, 2)]
