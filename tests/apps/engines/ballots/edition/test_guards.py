"""What the database itself refuses, past every act. Each twin is the same write, with the real trigger dropped.

The twins of unique keys drop them in a database of their own: tests/faults/test_ballots_race.py.
"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from essaim.engines.ballots.domain.edition import editions, talking, works, zoning
from essaim.engines.ballots.guards import edition as declared
from essaim.engines.ballots.models.edition import (
    Consultation,
    Exchange,
    Idea,
    Milestone,
    Opinion,
    Phase,
    Project,
    Spending,
    Support,
    Zone,
    ZoneCommune,
)
from essaim.foundation.storage.domain import guards as installed
from essaim.foundation.storage.registry import Guard
from essaim.foundation.territories.models import Territory
from tests.apps.engines.ballots import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_france")]


def without(name):
    with connection.cursor() as cursor:
        installed._drop(cursor, installed.guards[name])


def refused(write):
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return True
    return False


def undone(write):
    """Do a write and take it back, so that the same one may be tried again."""

    def tried():
        with transaction.atomic():
            write()
            transaction.set_rollback(True)

    return tried


# Dates and the seal


def order_on_update():
    edition = builders.service()
    vote = edition.phases.get(key="vote")
    return lambda: Phase.objects.filter(pk=vote.pk).update(opens=vote.opens - timedelta(days=1))


def order_on_insert():
    edition = builders.service()
    vote = edition.phases.get(key="vote")
    vote.delete()
    vote.opens, vote.pk = vote.opens - timedelta(days=1), None
    return lambda: Phase.objects.bulk_create([vote])


def sealed_edition():
    edition = builders.service(phase="instruction")
    zoning.add(consultation=edition, label="Auch", cents=1, communes=["commune-32013"])
    return builders.sealed(edition)


def sealed_phase_insert():
    edition = builders.service(phase="instruction")
    vote = edition.phases.get(key="vote")
    vote.delete()
    builders.sealed(edition)
    vote.pk = None
    return lambda: Phase.objects.bulk_create([vote])


def sealed_phase_update():
    edition = sealed_edition()
    return lambda: edition.phases.filter(key="vote").update(
        opens=edition.phases.get(key="vote").opens + timedelta(days=1)
    )


def sealed_phase_delete():
    edition = sealed_edition()
    return lambda: edition.phases.filter(key="vote").delete()


def sealed_zone_insert():
    edition = sealed_edition()
    return lambda: Zone.objects.create(consultation=edition, code="ailleurs", label="Ailleurs", envelope_cents=1)


def sealed_zone_update():
    edition = sealed_edition()
    return lambda: edition.zones.update(envelope_cents=2)


def sealed_zone_delete():
    edition = sealed_edition()
    ZoneCommune.objects.filter(zone__consultation=edition)
    zone = edition.zones.get()

    def write():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM ballots_zone WHERE id = %s", [zone.pk])

    return without_communes(zone, write)


def without_communes(zone, write):
    """A zone without commune, so that only the guard of the zone is asked."""
    for name in ("ballots_zonecommune_sealed_delete",):
        without(name)
    zone.communes.all().delete()
    return write


def sealed_commune_insert():
    edition = sealed_edition()
    condom = Territory.objects.get(code="commune-32107")
    return lambda: ZoneCommune.objects.create(consultation=edition, zone=edition.zones.get(), commune=condom)


def sealed_commune_update():
    edition = sealed_edition()
    condom = Territory.objects.get(code="commune-32107")
    return lambda: ZoneCommune.objects.filter(consultation=edition).update(commune=condom)


def sealed_commune_delete():
    edition = sealed_edition()
    return lambda: ZoneCommune.objects.filter(consultation=edition).delete()


def resealed():
    edition = sealed_edition()
    return lambda: Consultation.objects.filter(pk=edition.pk).update(sealed_rules={"k": 4})


def framed_again():
    edition = builders.sealed(builders.service(phase="instruction"))
    assert refused(lambda: Consultation.objects.filter(pk=edition.pk).update(apart=[[1, 2]]))
    return lambda: Consultation.objects.filter(pk=edition.pk).update(cantons=["Auch"])


def unsealed():
    edition = builders.sealed(builders.service(phase="instruction"))
    for event in ("delete",):
        without(f"ballots_phase_sealed_{event}")
        without(f"ballots_zone_sealed_{event}")
    edition.phases.all().delete()
    edition.zones.all().delete()
    return lambda: Consultation.objects.filter(pk=edition.pk).delete()


def redrafted():
    edition = sealed_edition()
    return lambda: Consultation.objects.filter(pk=edition.pk).update(drafted_rule={"method": "greedy"})


def resumed():
    edition = builders.service()
    editions.end(consultation=edition)
    return lambda: Consultation.objects.filter(pk=edition.pk).update(ended_at=None)


# Projects


def studied():
    return builders.project(builders.service(phase="instruction"), standing="studied")


def changed(project, **values):
    held = builders.reread(project)
    return lambda: Project.objects.filter(pk=project.pk).update(
        **{"version": held.version + 1, "decided_at": timezone.now(), **values}
    )


def out_of_its_way():
    return changed(studied(), standing="delivered")


def born_admitted():
    edition = builders.service(phase="instruction")
    return lambda: Project.objects.create(
        consultation=edition, zone=edition.zones.get(), number=9, title="T", summary="S", cost_cents=1, standing="admitted",
        created_at=timezone.now(), decided_at=timezone.now(),
    )  # fmt: skip


def stale():
    return changed(studied(), standing="admitted", version=1)


def decided_after_the_seal():
    project = studied()
    builders.sealed(project.consultation)
    return changed(project, standing="admitted")


def called_without_a_vote():
    return changed(builders.project(builders.service(phase="instruction")), standing="winner")


def dearer_once_sealed():
    project = builders.project(builders.service(phase="instruction"))
    builders.sealed(project.consultation)
    return changed(project, cost_cents=2)


def added_once_sealed():
    edition = builders.sealed(builders.service(phase="instruction"))
    return lambda: Project.objects.create(
        consultation=edition, zone=edition.zones.get(), number=9, title="T", summary="S", created_at=timezone.now()
    )


def lost_project():
    project = studied()
    without("ballots_opinion_kept")
    project.opinions.all().delete()
    return lambda: Project.objects.filter(pk=project.pk).delete()


def lost_idea():
    idea = builders.idea(builders.service())
    return lambda: Idea.objects.filter(pk=idea.pk).delete()


# What is written once


def followed():
    edition = builders.service(phase="instruction")
    project = builders.project(edition)
    builders.called(edition, [project])
    held = builders.reread(project)
    works.tell(project=held, actor=builders.AGENT, on=timezone.localdate(), words="Le mur est monté.")
    works.spend(project=held, actor=builders.AGENT, on=timezone.localdate(), cents=100, words="Le mur")
    return held


def rewritten(model, **values):
    def made():
        followed()
        return lambda: model.objects.update(**values)

    return made


def removed(model):
    def made():
        followed()
        return lambda: model.objects.all().delete()

    return made


def rewritten_exchange():
    idea = builders.published(builders.service())
    talking.ask(idea=idea, actor=builders.AGENT, words="Où ?")
    return lambda: Exchange.objects.update(words="Quand ?")


def lost_exchange():
    rewritten_exchange()
    return lambda: Exchange.objects.all().delete()


TRIGGERS = {
    "ballots_phase_order_update": order_on_update,
    "ballots_phase_order_insert": order_on_insert,
    "ballots_phase_sealed_insert": sealed_phase_insert,
    "ballots_phase_sealed_update": sealed_phase_update,
    "ballots_phase_sealed_delete": sealed_phase_delete,
    "ballots_zone_sealed_insert": sealed_zone_insert,
    "ballots_zone_sealed_update": sealed_zone_update,
    "ballots_zone_sealed_delete": sealed_zone_delete,
    "ballots_zonecommune_sealed_insert": sealed_commune_insert,
    "ballots_zonecommune_sealed_update": sealed_commune_update,
    "ballots_zonecommune_sealed_delete": sealed_commune_delete,
    "ballots_draft_sealed": redrafted,
    "ballots_seal_fixed": resealed,
    "ballots_frame_fixed": framed_again,
    "ballots_sealed_kept": unsealed,
    "ballots_edition_forward": resumed,
    "ballots_project_way": out_of_its_way,
    "ballots_project_begins": born_admitted,
    "ballots_project_stale": stale,
    "ballots_project_decided": decided_after_the_seal,
    "ballots_project_called": called_without_a_vote,
    "ballots_project_frozen": dearer_once_sealed,
    "ballots_project_too_late": added_once_sealed,
    "ballots_project_kept": lost_project,
    "ballots_idea_kept": lost_idea,
    "ballots_milestone_no_update": rewritten(Milestone, words="Rien."),
    "ballots_milestone_no_delete": removed(Milestone),
    "ballots_spending_no_update": rewritten(Spending, cents=1),
    "ballots_spending_no_delete": removed(Spending),
    "ballots_exchange_fixed": rewritten_exchange,
    "ballots_exchange_kept": lost_exchange,
    "ballots_opinion_fixed": rewritten(Opinion, reason="Autre."),
    "ballots_opinion_kept": removed(Opinion),
}


@pytest.mark.parametrize("name", TRIGGERS)
def test_the_database_refuses_it_and_only_by_its_trigger(name):
    write = undone(TRIGGERS[name]())
    assert refused(write)
    without(name)
    assert not refused(write)


def test_every_trigger_of_an_edition_is_tried(monkeypatch):
    found = []
    monkeypatch.setattr(declared, "register_guard", lambda guard: found.append(guard.name))

    def named(table, **_):
        found.extend(f"{table}_no_{event}" for event in ("update", "delete"))

    monkeypatch.setattr(declared, "append_only", named)
    declared.declare()
    assert set(found) == set(TRIGGERS)
    assert isinstance(installed.guards["ballots_seal_fixed"], Guard)


def project_again():
    project = studied()
    return lambda: Project.objects.create(
        consultation=project.consultation, zone=project.zone, number=project.number, title="T", summary="S",
        created_at=timezone.now(),
    )  # fmt: skip


def supported_again():
    idea = builders.published(builders.service())
    Support.objects.create(token="a" * 64, idea=idea)
    return lambda: Support.objects.create(token="a" * 64, idea=idea)


def refused_without_reason():
    return changed(studied(), standing="refused", reason="")


def admitted_without_cost():
    return changed(studied(), standing="admitted", cost_cents=None)


def merged_without_consent():
    edition = builders.service()
    one, other = builders.published(edition), builders.published(edition, titre="Autre", email="b@exemple.test")
    return lambda: Idea.objects.filter(pk=one.pk).update(state="merged", merged_into=other)


def hidden_without_reason():
    idea = builders.idea(builders.service())
    return lambda: Idea.objects.filter(pk=idea.pk).update(state="hidden")


def second_edition():
    edition = builders.service()
    return lambda: Consultation.objects.create(adoption=edition.adoption, number=2, title="Une autre")


def backwards():
    edition = builders.service()
    last = edition.phases.get(key="follow-up")
    return lambda: Phase.objects.filter(pk=last.pk).update(closes=last.opens - timedelta(days=1))


def commune_in_two_zones():
    edition = builders.service()
    zoning.add(consultation=edition, label="Auch", cents=1, communes=["commune-32013"])
    zone = zoning.add(consultation=edition, label="Autre", cents=1, communes=["commune-32107"])
    auch = Territory.objects.get(code="commune-32013")
    return lambda: ZoneCommune.objects.create(consultation=edition, zone=zone, commune=auch)


def nothing_spent():
    project = followed()
    return lambda: Spending.objects.create(
        project=project, on=timezone.localdate(), cents=0, words="Rien", at=timezone.now()
    )


@pytest.mark.parametrize(
    "made",
    [
        project_again, supported_again, refused_without_reason, admitted_without_cost, merged_without_consent,
        hidden_without_reason, second_edition, backwards, commune_in_two_zones, nothing_spent,
    ],
)  # fmt: skip
def test_the_database_refuses_what_no_act_does(made):
    assert refused(made())


def test_what_a_person_wrote_may_still_be_erased():
    idea = builders.published(builders.service())
    talking.ask(idea=idea, actor=builders.AGENT, words="Où ?")
    assert not refused(lambda: Exchange.objects.update(words="(effacé)"))
