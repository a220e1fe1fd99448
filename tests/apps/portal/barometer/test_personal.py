"""What is personal in a barometer: copied, erased on request, erased on time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from essaim.foundation.parties import registry
from essaim.foundation.parties.public import erase_person, export_person
from essaim.portal.barometer.domain import collecting, running
from essaim.portal.barometer.models import Answer, Barometer, Draft, Mode, QuotaCell, Remark, Status
from tests.apps.portal.barometer.conftest import add_question, move
from tests.apps.portal.barometer.people import answer_all, take_part

pytestmark = pytest.mark.django_db
HELD = "Baromètres : réponses libres, invitations, responsables"
EMAIL = "ana.dupont@exemple.fr"


@pytest.fixture
def wave(asked):
    add_question(asked, "mot", "text", [])
    move(asked, Status.OPEN)
    return asked


def run(name, day, *, apply=True):
    return registry.retentions[f"barometer.{name}"].run(day, apply)


def test_a_free_text_that_names_an_address_is_copied_then_erased_even_after_closing(wave, django_user_model):
    owner = django_user_model.objects.create_user(EMAIL, "x", name="Ana")
    Barometer.objects.filter(pk=wave.barometer_id).update(owner=owner)
    take_part(wave, {"sexe": "f", "utile": "oui", "mot": f"Écrivez-moi : {EMAIL}"})
    take_part(wave, {"sexe": "f", "utile": "oui", "mot": "Plus de cars."})
    running.close_wave(wave=wave, actor=None)
    copied = export_person(email=EMAIL)[HELD]
    assert copied == [{"réponse libre": f"Écrivez-moi : {EMAIL}"}, {"responsable de": "Baromètre du Gers"}]
    assert erase_person(email=EMAIL)[HELD] == 2
    assert [remark.text for remark in Remark.objects.all()] == ["Plus de cars."]
    assert Answer.objects.count() == 2  # closed answers name nobody: there is nothing to find in them
    assert Barometer.objects.get().owner is None


def test_free_texts_live_a_year_after_closing(wave):
    take_part(wave, {"sexe": "f", "utile": "oui", "mot": "Plus de cars."})
    running.close_wave(wave=wave, actor=None)
    today = timezone.localdate()
    assert run("remarks", today + timedelta(days=364)) == 0
    assert run("remarks", today + timedelta(days=367), apply=False) == 1
    assert Remark.objects.count() == 1
    assert run("remarks", today + timedelta(days=367)) == 1
    assert Remark.objects.count() == 0


def test_a_begun_answer_lives_an_hour_and_gives_its_seat_back(wave):
    answer_all(wave, {"sexe": "f"})
    today = timezone.localdate()
    assert run("drafts", today) == 0
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert run("drafts", today, apply=False) == 1
    assert run("drafts", today) == 1
    assert set(QuotaCell.objects.values_list("held", flat=True)) == {0}


def test_closing_erases_what_was_begun_and_counts_it(wave):
    answer_all(wave, {"sexe": "f"})
    collecting.begin(wave=wave, mode=Mode.LINK)
    running.close_wave(wave=wave, actor=None)
    assert Draft.objects.count() == 0
    assert wave.tallies.get().left == 2
    assert set(QuotaCell.objects.values_list("held", flat=True)) == {0}
