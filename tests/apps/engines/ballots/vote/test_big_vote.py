"""What a large vote asks of its pages: lists that fold, a search that forgives, projects kept that come first, and reading that writes nothing."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from essaim.engines.ballots.domain.vote import announcing, archive, counting, forgetting, voters
from essaim.engines.ballots.domain.vote.folding import A_FOLD, IN_SIGHT, in_parts
from essaim.engines.ballots.models.vote import Count, Urn
from essaim.foundation.storage.public import guards_lifted
from tests.apps.engines.ballots import builders
from tests.apps.engines.ballots.vote.test_vote import MAY, at_phase_of_results, closed, published
from tests.apps.engines.ballots.vote.test_vote_pages import desk, inside, member, public, words
from tests.apps.engines.ballots.vote.world import NADIA, again, opened, vote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]
MANY = tuple(2000 + 10 * rank for rank in range(60))
WRITES = re.compile(r"^(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)


def results_of(urn, typed):
    """Close, count, announce."""
    urn = closed(urn)
    counting.count_vote(urn=urn, typed=typed, actor=NADIA)
    at_phase_of_results(urn)
    announcing.announce(urn=again(urn), actor=NADIA)


@pytest.mark.parametrize("number", [0, 1, IN_SIGHT, IN_SIGHT + 1, IN_SIGHT + A_FOLD, IN_SIGHT + A_FOLD + 1, 416])
def test_a_list_folds_without_losing_a_line(number):
    parts = in_parts(range(number))
    assert [row for part in parts for row in part.rows] == list(range(number))
    assert [part.folded for part in parts] == [False, *[True] * (len(parts) - 1)][: len(parts)]
    assert all(len(part.rows) <= A_FOLD for part in parts)


def test_a_fold_is_named_by_its_places():
    assert [part.label for part in in_parts(range(IN_SIGHT + A_FOLD + 1))][1:] == ["Projets 25 à 72", "Projet 73"]


def test_a_long_ballot_folds_and_is_searched_without_accents_or_by_its_whole_number():
    urn, _ = opened(projects=MANY)
    browser = inside(urn, 1)
    page = browser.get(public(urn, "vote/bulletin/"))
    assert page.content.decode().count("disclosure fold") == 1
    assert page.content.decode().count('name="projects"') == len(MANY)
    assert "Projets 25 à 60" in words(page)
    found = browser.post(public(urn, "vote/bulletin/"), {"step": "search", "q": "PROJET 12"}).content.decode()
    assert re.findall(r'name="projects" value="(\d+)"', found) == ["12"]
    found = browser.post(public(urn, "vote/bulletin/"), {"step": "search", "q": "2"}).content.decode()
    assert re.findall(r'name="projects" value="(\d+)"', found) == ["2"]
    assert "Aucun projet ne répond" in words(browser.post(public(urn, "vote/bulletin/"), {"q": "zeppelin"}))


def test_what_was_kept_in_the_catalogue_comes_first_on_the_ballot_and_is_not_checked():
    urn, _ = opened(projects=MANY)
    browser = inside(urn, 1)
    for number in (31, 44):
        browser.post(public(urn, f"1/projets/{number}/selection/"))
    page = browser.get(public(urn, "vote/bulletin/"))
    order = re.findall(r'name="projects" value="(\d+)"', page.content.decode())
    assert set(order[:2]) == {"31", "44"}
    assert len(order) == len(MANY)
    assert re.search(r'name="projects"[^>]* checked', page.content.decode()) is None
    assert "les 2 projets de votre sélection" in words(page)


def test_what_is_chosen_stays_in_sight_without_a_script():
    urn, _ = opened(projects=MANY)
    page = inside(urn, 1).post(public(urn, "vote/bulletin/"), {"step": "search", "q": "", "projects": ["50", "9"]})
    order = re.findall(r'name="projects" value="(\d+)"', page.content.decode())
    assert set(order[:2]) == {"9", "50"}


def test_a_project_says_why_it_won_or_not_once_results_are_published():
    urn, typed = opened(voters=8)
    for number in range(1, 7):
        vote(urn, number, 1)
    urn = closed(urn)
    counting.count_vote(urn=urn, typed=typed, actor=NADIA)
    at_phase_of_results(urn)
    assert "Pourquoi il" not in words(Client().get(public(urn, "1/projets/1/")))
    announcing.announce(urn=again(urn), actor=NADIA)
    page = words(Client().get(public(urn, "1/projets/1/")))
    assert "Pourquoi il est lauréat 6 voix sur 6 bulletins qui comptent." in page
    page = words(Client().get(public(urn, "1/projets/2/")))
    assert "Pourquoi il n’est pas lauréat 0 voix" in page
    reason = next(one for one in Count.objects.get().reasons if one["number"] == 2)
    assert " ".join(reason["text"].replace("\u202f", " ").replace("\u00a0", " ").split()) in page


def test_the_long_list_of_losers_folds():
    urn, typed = opened(voters=4, projects=MANY)
    vote(urn, 1, 1)
    results_of(urn, typed)
    page = Client().get(public(urn, "resultats/1/"))
    assert page.content.decode().count("disclosure fold") == len(in_parts([one for one in Count.objects.get().reasons if not one["won"]])) - 1  # fmt: skip
    assert page.content.decode().count("<h4>") == len(MANY)
    assert (
        page.content.decode().count("/ballots/1/projets/") == len(MANY) + 1
    )  # each project leads to its page; the search


# ── who voted, as an outcome ────────────────────────────────────────────────────────────────────────────────────────


def test_voters_are_counted_once_results_are_published_and_stay_when_the_roll_is_forgotten():
    urn, typed = opened(voters=4)
    vote(urn, 1, 1)
    adoption = urn.consultation.adoption
    assert list(voters.counted(adoption)) == []
    urn = closed(urn)
    counting.count_vote(urn=urn, typed=typed, actor=NADIA)
    assert list(voters.counted(adoption)) == []
    at_phase_of_results(urn)
    announcing.announce(urn=again(urn), actor=NADIA)
    (one,) = voters.counted(adoption)
    assert (one.outcome, one.value, one.people, one.commune) == ("voters", 1, 1, None)
    assert one.month == again(urn).closed_at.date().replace(day=1)
    before = archive.archive(again(urn))
    forgetting.forget_rolls(again(urn).published_at.date() + builders.timedelta(days=63))
    assert [each.value for each in voters.counted(adoption)] == [1]
    assert archive.archive(again(urn)) == before


def test_the_commune_of_voters_is_known_where_a_zone_is_one_commune():
    urn, typed = opened(voters=4, zones=2)
    for number, choice in ((1, 6), (2, 1), (3, 7)):
        vote(urn, number, choice)
    results_of(urn, typed)
    found = {one.commune: one.value for one in voters.counted(urn.consultation.adoption)}
    assert found == {"commune-32013": 1, "commune-32462": 2}


def test_the_engine_says_voters_beside_what_an_edition_did():
    urn = published()
    counted = {one.outcome: one.value for one in urn.consultation.adoption.terms.kit.engines["ballots"].runtime.count(urn.consultation.adoption)}  # fmt: skip
    figures = Count.objects.get().figures
    assert counted["voters"] == figures["web"] + figures["paper"]


def test_a_vote_of_the_test_is_no_outcome():
    urn = published()
    with guards_lifted():
        Urn.objects.filter(pk=urn.pk).update(trial=True)
    assert list(voters.counted(urn.consultation.adoption)) == []


# ── reading writes nothing ──────────────────────────────────────────────────────────────────────────────────────────


def writes(browser, url):
    """Read a page; return its status and the tables that it wrote, sessions aside."""
    with CaptureQueriesContext(connection) as seen:
        status = browser.get(url).status_code
    return status, [one["sql"][:80] for one in seen if WRITES.match(one["sql"]) and "django_session" not in one["sql"]]


@pytest.mark.parametrize(
    "end", ["scrutin/", "electeurs/", "electeurs/?q=a", "papier/", "papier/lots/1/", "papier/bulletin-tout.pdf"]
)
def test_the_desk_of_a_vote_is_read_before_it_begins_and_nothing_is_written(end):
    edition = builders.service(MAY, phase="vote")
    urn = Urn(consultation=edition)
    status, written = writes(member(urn), desk(urn, end))
    assert status in {200, 404}
    assert written == []
    assert not Urn.objects.exists()


@pytest.mark.parametrize("end", ["scrutin/", "electeurs/", "electeurs/?q=a", "papier/"])
def test_the_desk_of_an_open_vote_is_read_and_nothing_is_written(end):
    urn, _ = opened()
    vote(urn, 1, 1)
    assert writes(member(urn), desk(urn, end)) == (200, [])


@pytest.mark.parametrize("end", ["", "1/idees/", "1/projets/", "1/projets/1/", "1/selection/", "1/realisations/", "vote/", "vote/recu/", "vote/secret/", "resultats/1/", "resultats/1/archive.zip", "resultats/1/rapport.html"])  # fmt: skip
def test_the_pages_of_everybody_are_read_and_nothing_is_written(end):
    urn = published()
    assert writes(Client(), public(urn, end)) == (200, [])


def test_an_act_makes_the_urn_that_reading_did_not():
    edition = builders.service(MAY, phase="vote")
    urn = Urn(consultation=edition)
    browser = member(urn)
    browser.post(desk(urn, "scrutin/cles/"), {"t-first": "A", "t-second": "B", "t-third": "C"})
    assert Urn.objects.get().public_key
