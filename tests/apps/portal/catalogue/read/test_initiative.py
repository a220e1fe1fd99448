import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from essaim.foundation.accounts.models import Account, Membership, Role
from essaim.portal.catalogue.models import Diffusion, Figure, Initiative, Obstacle, Partner, StageDate, Status

pytestmark = pytest.mark.django_db
HOSTILE = '<img src=x onerror="alert(1)"> & «\u00a0»'


def text(response):
    return (
        re.sub(r"\s+", " ", response.content.decode())
        .replace("&nbsp;", " ")
        .replace("\u00a0", " ")
        .replace("\u202f", " ")
    )


@pytest.fixture
def page(write):
    now = timezone.now()
    return write.initiative("car-gers", "Un chauffeur dans le Gers", "departement-32", published_at=now)


def get(client, page):
    return client.get(page.get_absolute_url())


def test_a_page_tells_its_story(client, page, write):
    page.problem, page.holder, page.how_it_works = "On s’isole.", "Département du Gers", "Un chauffeur vient."
    page.passages = {"problem": [28]}
    page.save()
    figure = {"value": Decimal(196), "unit": "protocoles", "kind": "measured", "source": "La note", "passage": 28}
    Figure.objects.create(initiative=page, label="Protocoles actifs", **figure)
    target = {"value": Decimal("2500.5"), "precision": "nearly", "unit": "euros", "kind": "target", "source": "Le plan"}
    Figure.objects.create(initiative=page, label="Budget visé", **target)
    Partner.objects.create(initiative=page, name="La Poste", part="Prête les voitures")
    StageDate.objects.create(initiative=page, stage="running", when_text="début 2020", year=2020, note="Lancement")
    Obstacle.objects.create(initiative=page, obstacle="Le code des transports.", state="asked")
    html = get(client, page).content.decode()
    shown = text(get(client, page))
    for words in (
        "On s’isole.", "Département du Gers", "Un chauffeur vient.", "196", "Protocoles actifs", "mesuré", "2 500,5",
        "près de", "objectif", "Le plan", "La Poste", "Prête les voitures", "début 2020", "Lancement",
        "Le code des transports.", "dérogation demandée", "passage 28",
    ):  # fmt: skip
        assert words in shown
    assert 'href="/la-note/#passage-28"' in html
    assert "<title>Un chauffeur dans le Gers · Essaim</title>" in html
    assert f'<link rel="canonical" href="{page.get_absolute_url()}">' in html


def test_a_source_that_all_figures_share_is_said_once(client, page):
    for label, kind in [("Protocoles actifs", "measured"), ("Protocoles visés", "target")]:
        figure = {"value": Decimal(196), "kind": kind, "source": "La note", "passage": 28}
        Figure.objects.create(initiative=page, label=label, **figure)
    shown = text(get(client, page))
    assert shown.count("#passage-28") == 1
    assert "« Mesuré » : compté. « Objectif » : visé." in shown
    assert "« Prévu »" not in shown  # only the kinds that are there
    Figure.objects.create(initiative=page, label="Autre", value=Decimal(1), kind="measured", source="Le bilan 2024")
    assert text(get(client, page)).count("#passage-28") == 2  # sources differ: each figure says its own


def test_an_edge_that_names_nobody_is_not_an_inspiration(client, page, write, places):
    solution = write.solution("car", "La voiture des aînés")
    known = {"solution": solution, "to_initiative": page, "to_territory": places["departement-32"], "state": "launched"}
    Diffusion.objects.create(**known, when_text="avril 2020")
    assert "Ce qui l’a inspirée" not in text(get(client, page))
    Diffusion.objects.create(**known, from_territory=places["departement-46"])
    shown = text(get(client, page))
    assert "Ce qui l’a inspirée" in shown
    assert "Territoire non précisé" not in shown


def test_what_is_unknown_is_to_be_completed_by_whoever_knows(client, page):
    shown = text(get(client, page))
    assert "À compléter" in shown
    assert "Il manque" in shown
    assert "Toute personne qui sait peut compléter" in shown
    assert reverse("catalogue:amend", args=[page.slug]) in shown
    assert "En chiffres" not in shown  # no figure: no empty block, no 0


def test_a_stopped_initiative_says_what_was_learnt(client, page):
    page.stage, page.lessons = "stopped", "Il fallait deux chauffeurs."
    page.save()
    shown = text(get(client, page))
    assert "Cette initiative est arrêtée" in shown
    assert "Il fallait deux chauffeurs." in shown


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.SCHEDULED, Status.ARCHIVED])
def test_what_is_not_published_does_not_exist_for_a_stranger(client, page, status):
    Initiative.objects.filter(pk=page.pk).update(status=status)
    for name in ("initiative", "contact"):
        assert client.get(reverse(f"catalogue:{name}", args=[page.slug])).status_code == 404


def test_freshness_is_said(client, page):
    assert "Sans référent" in text(get(client, page))
    page.referent = Account.objects.create(email="referent@exemple.fr")
    page.fresh_at = timezone.localdate()
    page.save()
    shown = text(get(client, page))
    assert "par son référent" in shown
    assert "n’a pas été relue à temps" not in shown
    assert "referent@exemple.fr" not in shown
    page.fresh_at = timezone.localdate() - timedelta(days=800)
    page.save()
    assert "Cette page n’a pas été relue à temps" in text(get(client, page))


def test_three_people_see_what_is_theirs(client, page, places, monkeypatch):
    monkeypatch.setattr("essaim.foundation.accounts.guard.must_set_up", lambda *_: False)
    owner, moderator, stranger = (Account.objects.create(email=f"{name}@exemple.fr") for name in "oms")
    Membership.objects.create(account=moderator, territory=places["departement-32"], role=Role.MODERATOR)
    page.referent = owner
    page.save()
    refresh, history = (reverse(f"catalogue:{name}", args=[page.slug]) for name in ("refresh", "history_initiative"))
    for account, seen in [(owner, {refresh}), (moderator, {history}), (stranger, set())]:
        client.force_login(account)
        shown = text(get(client, page))
        assert {url for url in (refresh, history) if url in shown} == seen


def test_what_inspired_it_and_what_it_inspired(client, page, write, places):
    solution = write.solution("car", "La voiture des aînés")
    other = write.initiative(
        "car-lot", "Le Lot s’y met", "departement-46", solution=solution, published_at=timezone.now()
    )
    Diffusion.objects.create(
        solution=solution, from_territory=places["departement-32"], from_initiative=page, to_initiative=other,
        to_territory=places["departement-46"], state="launched", when_text="après 2018", changes="Avec des élus.",
    )  # fmt: skip
    assert "Ce qu’elle a inspiré" in text(get(client, page))
    assert "Avec des élus." in text(get(client, page))
    assert "Ce qui l’a inspirée" in text(get(client, other))
    Initiative.objects.filter(pk=other.pk).update(status=Status.DRAFT)
    shown = text(get(client, page))
    assert "Le Lot s’y met" not in shown
    assert "Lot · lancée, après 2018" in shown


def test_similar_initiatives_share_the_solution_first(client, page, write):
    solution = write.solution("car", "La voiture des aînés")
    page.solution = solution
    page.save()
    write.initiative("autre", "Une autre version", "departement-46", solution=solution, theme="sante")
    write.initiative("brouillon", "Un brouillon proche", "departement-46", status=Status.DRAFT)
    shown = text(get(client, page))
    assert "Une autre version" in shown
    assert "Un brouillon proche" not in shown


def test_hostile_and_long_texts_are_harmless(client, page):
    page.title, page.summary, page.problem, page.holder = HOSTILE, HOSTILE, "x" * 5000, HOSTILE
    page.save()
    html = get(client, page).content.decode()
    assert "<img src=x" not in html
    assert "&lt;img src=x" in html
    page.title = "Très " * 55
    page.save()
    assert get(client, page).status_code == 200


def test_one_and_three_parts_cost_the_same(client, page, write):
    solution = write.solution("car", "La voiture des aînés")
    Initiative.objects.filter(pk=page.pk).update(solution=solution)

    def add(rank):
        Figure.objects.create(initiative=page, label=f"F{rank}", value=rank, unit="u", kind="measured", source="s")
        Partner.objects.create(initiative=page, name=f"P{rank}")
        StageDate.objects.create(initiative=page, stage="running")
        write.initiative(f"s{rank}", f"S{rank}", "departement-46", solution=solution)

    def cost():
        get(client, page)
        with CaptureQueriesContext(connection) as asked:
            get(client, page)
        return len(asked)

    add(1)
    one = cost()
    add(2)
    add(3)
    assert cost() == one
