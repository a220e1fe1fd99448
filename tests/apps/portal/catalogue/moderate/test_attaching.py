"""The initiatives of a solution are chosen on its own desk; none leaves another solution unseen."""

import pytest
from django.urls import reverse

from essaim.foundation.accounts.models import Role
from essaim.portal.catalogue.domain import attaching
from essaim.portal.catalogue.models import Initiative, Solution, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def navette(places):
    return Solution.objects.create(slug="navette", title="La navette", summary="Une navette.")


def solutions() -> dict[str, str | None]:
    return dict(Initiative.objects.values_list("slug", "solution__slug"))


def test_initiatives_are_attached_and_detached_each_with_its_history(client, person, initiative, navette):
    for slug in ("a", "b", "c"):
        initiative(slug)
    account = person(Role.MODERATOR, "pays-FR")
    url = reverse("catalogue:attach_solution", args=[navette.slug])
    assert client.get(url).status_code == 200
    assert client.post(url, {"more": ["a", "b"]}).status_code == 422
    assert client.post(url, {"more": ["a", "b"], "reason": "deux versions"}).status_code == 302
    assert solutions() == {"a": "navette", "b": "navette", "c": None}
    assert client.post(url, {"kept": ["b"], "reason": "erreur"}).status_code == 302
    assert solutions() == {"a": None, "b": "navette", "c": None}
    last = Initiative.objects.get(slug="a").versions.first()
    assert (last.reason, last.actor, last.record["solution"]) == ("erreur", account.key, None)


def test_one_that_belongs_elsewhere_or_is_withdrawn_stays_where_it_is(client, person, initiative, navette):
    other = Solution.objects.create(slug="autre", title="Une autre", summary="Une autre.")
    Initiative.objects.filter(pk=initiative("a").pk).update(solution=other)
    initiative("b", Status.ARCHIVED)
    initiative("c")
    for slug, words in (("a", "déjà une version de « Une autre »"), ("b", "retirée"), ("rien", "n’existe pas")):
        with pytest.raises(attaching.AttachedElsewhere, match=words):
            attaching.change(solution=navette, add=["c", slug], remove=[], actor=None, reason="essai")
    assert solutions() == {"a": "autre", "b": None, "c": None}
    person(Role.MODERATOR, "pays-FR")
    html = client.get(reverse("catalogue:attach_solution", args=["navette"])).content.decode()
    assert ('value="a"' in html, 'value="b"' in html, 'value="c"' in html) == (False, False, True)


def test_a_solution_without_any_says_so_and_the_rest_is_for_who_moderates_everywhere(
    client, person, initiative, navette
):
    url = reverse("catalogue:attach_solution", args=[navette.slug])
    initiative("a")
    assert client.get(url).status_code == 302
    person(Role.MODERATOR)
    assert client.post(url, {"more": ["a"], "reason": "x"}).status_code == 403
    assert solutions() == {"a": None}


@pytest.mark.parametrize("number", [1, 3])
def test_the_queries_do_not_grow(client, person, initiative, navette, number, django_assert_max_num_queries):
    for rank in range(number):
        initiative(f"a{rank}", solution="navette")
        initiative(f"b{rank}")
    person(Role.MODERATOR, "pays-FR")
    with django_assert_max_num_queries(9):
        client.get(reverse("catalogue:attach_solution", args=[navette.slug]))
