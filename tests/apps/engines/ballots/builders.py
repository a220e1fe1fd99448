"""Editions for tests: the small kit adopted, its dates around a day, ideas sent, projects admitted."""

from datetime import timedelta

from django.utils import timezone

from essaim.adoptions.models import TeamMember
from essaim.adoptions.runtime import Actor
from essaim.engines.ballots.domain.edition import editions
from essaim.engines.ballots.domain.phases import KEYS, Span
from essaim.engines.ballots.models.edition import Consultation, Idea
from tests.apps.adoptions.builders import adopted, sent

KIT = "budget-de-canton"
AGENT = Actor("agent", None, "Nadia")
ANSWERS = {
    "titre": "Un verger",
    "resume": "Des fruits pour tous",
    "theme": "nature",
    "commune": "32013",
    "cout": "5000",
}
LENGTH = 10
"""Days of each phase."""


def service(*pairs, phase="ideas", **options):
    """Adopt the small kit with an edition of which this phase is open today; return the edition."""
    adoption = adopted(KIT, *pairs, **options)
    found = editions.begin(adoption=adoption, title="Budget du canton 2026")
    return at_phase(found, phase)


def at_phase(consultation, phase):
    """Move the dates of an edition so that a phase is open today."""
    first = timezone.localdate() - timedelta(days=KEYS.index(phase) * LENGTH + LENGTH // 2)
    days = [first + timedelta(days=LENGTH * rank) for rank in range(len(KEYS))]
    spans = [Span(key, day, day + timedelta(days=LENGTH - 1)) for key, day in zip(KEYS, days, strict=True)]
    Consultation.objects.get(pk=consultation.pk).phases.all().delete()
    editions.set_dates(consultation=consultation, spans=spans)
    return Consultation.objects.select_related("adoption__territory").get(pk=consultation.pk)


def idea(consultation, name="Camille Exemple", email="camille@exemple.test", **answers):
    """Send an idea; the phase must be « ideas »."""
    sent(consultation.adoption, "ballots.idee", {**ANSWERS, **answers}, name=name, email=email)
    return Idea.objects.select_related("consultation__adoption", "participation").latest("pk")


def member(adoption, role, account):
    return TeamMember.objects.create(adoption=adoption, role=role, email=account.email)
