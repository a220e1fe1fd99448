"""The demonstration of the kit: an edition of last year that is followed, one of this year that goes on."""

import pytest
from django.test import Client

from essaim.adoptions.domain.demo import create_demo
from essaim.adoptions.domain.installing import install_kit
from essaim.engines.ballots.domain.edition.editions import now_open, running
from essaim.engines.ballots.models.edition import Idea, Project
from tests.apps.adoptions import people
from tests.kits.real import KITS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]


@pytest.fixture
def adoption():
    version = install_kit(path=KITS["budget-participatif"].parent)
    return create_demo(version=version, team=("equipe@demo.essaim",))


def test_a_demonstration_shows_every_moment_of_an_edition(adoption):
    now = running(adoption)
    assert now.number == 2
    assert now_open(now, adoption) == "catalogue"
    assert set(Idea.objects.values_list("state", flat=True)) == {"published", "merged"}
    this_year = Project.objects.filter(consultation=now)
    assert set(this_year.values_list("standing", flat=True)) == {"admitted", "refused"}
    before = Project.objects.exclude(consultation=now)
    assert {*before.values_list("standing", flat=True)} == {"delivered", "winner", "abandoned", "not-retained"}
    page = people.text(Client().get(f"/services/{adoption.slug}/ballots/1/realisations/"))
    assert "Sur 4 projets lauréats" in page
    assert "trois fois la somme votée" in page
    page = people.text(Client().get(f"/services/{adoption.slug}/ballots/2/projets/?etat=non-soumis"))
    assert "Une piscine couverte" in page
    assert "2 500 000 €" in page
