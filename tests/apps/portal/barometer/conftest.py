"""A small France, a barometer of the Gers and a wave of two questions."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from essaim.foundation.accounts.models import Membership, Role
from essaim.foundation.territories.models import Territory
from essaim.portal.barometer.models import (
    Barometer,
    Choice,
    Kind,
    Question,
    QuestionVersion,
    Quota,
    QuotaCell,
    Result,
    Status,
    Wave,
    WaveQuestion,
)
from tests.territories import small_france  # noqa: F401 - a fixture


@pytest.fixture
def barometer(small_france):  # noqa: F811
    return Barometer.objects.create(
        slug="gers", title="Baromètre du Gers", territory=Territory.objects.get(code="departement-32")
    )


@pytest.fixture
def asked(barometer):
    """A wave in preparation: sex (profile, two cells of two seats), then one opinion."""
    wave = Wave.objects.create(barometer=barometer, number=1, title="Première vague")
    add_question(wave, "sexe", Kind.SINGLE, ["f", "h"], profile=True)
    add_question(wave, "utile", Kind.SINGLE, ["oui", "non"])
    quota = Quota.objects.create(wave=wave, position=1, axes=["sexe"])
    for place, code in enumerate(["f", "h"]):
        QuotaCell.objects.create(quota=quota, position=place, codes=[code], target=2)
    return wave


def add_question(wave, slug, kind, codes, **place):
    """Add a question at the end of a wave, straight into its tables."""
    question = Question.objects.create(barometer=wave.barometer, slug=slug, label=slug)
    version = QuestionVersion.objects.create(
        question=question, number=1, kind=kind, wording=f"Votre {slug} ?", fingerprint=slug
    )
    for rank, code in enumerate(codes):
        Choice.objects.create(version=version, position=rank, code=code, label=code)
    return WaveQuestion.objects.create(wave=wave, version=version, position=wave.questions.count() + 1, **place)


def move(wave, status):
    """Set the state of a wave as the verbs do, without what they check."""
    now = timezone.now()
    dates = {"opened_at": now - timedelta(days=9), "closed_at": None, "published_at": None}
    if status in {Status.CLOSED, Status.PUBLISHED}:
        dates["closed_at"] = now
    if status == Status.PUBLISHED:
        dates["published_at"] = now
        archive = {"archive": b"PK", "archive_sha256": "0" * 64, "core_version": "1", "computed_at": now}
        Result.objects.update_or_create(wave=wave, defaults=archive)
    Wave.objects.filter(pk=wave.pk).update(status=status, **dates)
    wave.refresh_from_db()


@pytest.fixture
def person(small_france, django_user_model):  # noqa: F811
    """Make a signed-in client: a role in a territory, or none."""

    def make(role=None, code="departement-32"):
        account = django_user_model.objects.create_user(f"{role or 'nobody'}.{code}@exemple.fr", "x", name=str(role))
        if role:
            Membership.objects.create(account=account, role=role, territory=Territory.objects.get(code=code))
        client = Client()
        client.force_login(account)
        return client

    return make


@pytest.fixture
def officer(person):
    return person(Role.MANAGER)


def make_ready(wave, **fields):
    """Fill what a wave needs before it can open."""
    legal = dict.fromkeys(
        ("institute", "commissioner", "commissioner_capacity", "buyer", "objective", "selection", "conditions",
         "reward", "adjustment", "population", "welcome", "contact"), "Écrit.",
    )  # fmt: skip
    ends = timezone.localdate() + timedelta(days=20)
    Wave.objects.filter(pk=wave.pk).update(**(legal | {"sample_target": 100, "planned_end": ends} | fields))
    wave.refresh_from_db()
    return wave
