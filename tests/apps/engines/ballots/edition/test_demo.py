"""The demonstration of the kit: an edition of last year that is followed, one of this year that goes on."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.test import Client

from essaim.adoptions.domain.demo import create_demo
from essaim.adoptions.domain.installing import install_kit
from essaim.engines.ballots.domain.edition.editions import now_open, running
from essaim.engines.ballots.domain.vote import voters
from essaim.engines.ballots.models.edition import Idea, Project
from tests.apps.adoptions import people
from tests.kits.real import KITS

RECOUNT = Path(__file__).parents[5] / "verify" / "recount.py"
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


def test_the_vote_of_last_year_is_shown_counted_and_marked_as_simulated(adoption, tmp_path):
    base = f"/services/{adoption.slug}/ballots/"
    page = people.text(Client().get(f"{base}resultats/1/"))
    assert "Ce service est simulé" in page
    assert "Ont voté 300" in page
    assert page.count("lauréat Retenu") + page.count("Retenu :") >= 4
    assert "il ne restait que 6 000 €" in page
    assert "Les résultats du vote" in people.text(Client().get(f"{base}1/projets/5/"))
    assert "les résultats du vote" in people.text(Client().get(base))
    packed = zipfile.ZipFile(io.BytesIO(Client().get(f"{base}resultats/1/archive.zip").content))
    assert "Vote simulé" in packed.read("LISEZ-MOI.md").decode()
    (tmp_path / "resultat.json").write_bytes(packed.read("tout/resultat.json"))
    done = subprocess.run([sys.executable, RECOUNT, tmp_path / "resultat.json"], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout
    winners = set(
        Project.objects.filter(consultation__number=1).exclude(standing="not-retained").values_list("number", flat=True)
    )
    assert winners == {1, 2, 3, 4}
    assert [one.value for one in voters.counted(adoption)] == [300]


def test_the_voters_of_the_demonstration_are_shown_and_said_to_be_simulated(adoption):
    page = people.text(Client().get(adoption.get_absolute_url()))
    assert "Votants" in page
    assert "simulé" in page
