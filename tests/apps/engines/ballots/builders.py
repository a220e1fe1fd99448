"""Editions for tests: the small kit adopted, its dates around a day, ideas sent, projects admitted, a vote sealed."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from essaim.adoptions.acting import acting
from essaim.adoptions.models import TeamMember
from essaim.adoptions.runtime import SYSTEM, Actor
from essaim.engines.ballots.domain.edition import deciding, editions, moderating, studying
from essaim.engines.ballots.domain.phases import KEYS, Span
from essaim.engines.ballots.models.edition import Consultation, Idea, Project
from tests.apps.adoptions.builders import adopted, sent
from tests.apps.engines.ballots.workshop import world

KIT = "budget-de-canton"
AGENT = Actor("agent", None, "Nadia")
HOLDER = Actor("habitant", None, "Camille")
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
    return at_phase(editions.begin(adoption=adoption, title="Budget du canton 2026"), phase)


def spans_at(phase):
    """Return dates of which this phase is open today."""
    first = timezone.localdate() - timedelta(days=KEYS.index(phase) * LENGTH + LENGTH // 2)
    days = [first + timedelta(days=LENGTH * rank) for rank in range(len(KEYS))]
    return [Span(key, day, day + timedelta(days=LENGTH - 1)) for key, day in zip(KEYS, days, strict=True)]


def again(consultation):
    """Read an edition again."""
    return Consultation.objects.select_related("adoption__territory").get(pk=consultation.pk)


def at_phase(consultation, phase):
    """Move the dates of an edition so that a phase is open today."""
    editions.set_dates(consultation=consultation, spans=spans_at(phase))
    return again(consultation)


def idea(consultation, name="Camille Exemple", email="camille@exemple.test", **answers):
    """Send an idea; the phase must be « ideas »."""
    sent(consultation.adoption, "ballots.idee", {**ANSWERS, **answers}, name=name, email=email)
    return Idea.objects.select_related("consultation__adoption", "participation").latest("pk")


def published(consultation, **answers):
    """Send an idea and publish it as it is."""
    found = idea(consultation, **answers)
    said = moderating.Published(found.title, found.summary, found.category, found.zone, {})
    moderating.publish(idea=found, actor=AGENT, version=found.version, said=said)
    return Idea.objects.select_related("consultation__adoption", "participation").get(pk=found.pk)


def project(consultation, title="Un préau", cents=1_000_000, standing="admitted"):
    """Study a project of the territory, and admit it; the phase must be « instruction »."""
    zone = consultation.zones.first()
    said = {"title": title, "summary": f"{title} pour tous", "category": "sport"}
    found = studying.add(consultation=consultation, actor=AGENT, zone=zone, said=said)
    advised(found, cents)
    return decided(found, "admit") if standing == "admitted" else reread(found)


def advised(found, cents=1_000_000):
    return studying.advise(
        project=found, actor=AGENT, service="routes", view="favourable", reason="Possible.", cents=cents
    )


def reread(found):
    return Project.objects.select_related("consultation__adoption__territory", "idea__participation").get(pk=found.pk)


def reread_idea(found):
    rows = Idea.objects.select_related("consultation__adoption__territory", "participation__adoption__territory")
    return rows.get(pk=found.pk)


def decided(found, verb, actor=AGENT, **options):
    """Decide of a project as it is now."""
    held = reread(found)
    return deciding.decide(project=held, verb=verb, actor=actor, **{"version": held.version, **options})


def sealed(consultation):
    """Seal an edition as the opening of a vote does, then move to the results."""
    values = {"sealed_rules": {"k": 3}, "sealed_hash": "a" * 64, "sealed_at": timezone.now()}
    Consultation.objects.filter(pk=consultation.pk).update(**values, sealed_trial=consultation.adoption.trial)
    return again(consultation)


def called(consultation, winners):
    """Publish a count in the phase of results: these projects win. Dates moved before the seal."""
    held = sealed(at_phase(consultation, "results"))
    with acting(held.adoption, "ballots.follow", actor=SYSTEM, participations=deciding.authors(held)) as act:
        return deciding.retain(act, held, [one.pk for one in winners])


def member(adoption, role, account):
    return TeamMember.objects.create(adoption=adoption, role=role, email=account.email)


def everything():
    """One edition that studies: an idea published, a project put to the vote, a workshop. For the table of rights."""
    found = published(service())
    edition = at_phase(found.consultation, "instruction")
    seen = world.compared(world.of_file(edition), "votes-skip")
    return SimpleNamespace(
        adoption=edition.adoption, set=seen.ballot_set_id, comparison=seen.pk, idea=found.pk, key=found.participation.key, project=project(edition).pk,
        zone=edition.zones.get().pk,
    )  # fmt: skip
