"""A project is studied: opened from an idea or by the territory, said again, advised on by services."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from essaim.adoptions.acting import Act, acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.runtime import Actor
from essaim.engines.ballots.domain.edition import editions
from essaim.engines.ballots.domain.edition.deciding import STALE, holders
from essaim.engines.ballots.domain.edition.words import section_of
from essaim.engines.ballots.models.edition import Consultation, Idea, IdeaState, Opinion, Project, Standing, Zone

STUDY = ("instruction",)


def study(*, idea: Idea, actor: Actor, request_key: str = "") -> Project:
    """Open the study of a published idea: a project gets its number. Raises RefusedActError: not now, or it has one."""
    adoption = idea.consultation.adoption
    with acting(
        adoption, "ballots.study", actor=actor, participations=[idea.participation], request_key=request_key
    ) as act:
        editions.open_phase(act, idea.consultation, STUDY)
        held = Idea.objects.select_related("zone", "consultation").get(pk=idea.pk)
        if held.state != IdeaState.PUBLISHED or held.zone is None:
            raise RefusedActError("Seule une idée publiée, rangée dans un secteur, s’étudie.")
        return _opened(
            act, held.consultation, idea=held, zone=held.zone, commune=held.commune, title=held.title,
            summary=held.summary, category=held.category, trial=held.trial,
        )  # fmt: skip


def add(
    *, consultation: Consultation, actor: Actor, zone: Zone, said: Mapping[str, str], request_key: str = ""
) -> Project:
    """Open the study of a project that the territory brings itself. Raises RefusedActError."""
    with acting(consultation.adoption, "ballots.study", actor=actor, request_key=request_key) as act:
        editions.open_phase(act, consultation, STUDY)
        return _opened(act, consultation, zone=zone, trial=act.trial, **said)


def _opened(act: Act, consultation: Consultation, **values: Any) -> Project:
    """Write a project under the next number, in one statement: two who open at once get two numbers."""
    try:
        with transaction.atomic():
            Consultation.objects.filter(pk=consultation.pk).update(last_project=F("last_project") + 1)
            number = Consultation.objects.values_list("last_project", flat=True).get(pk=consultation.pk)
            return Project.objects.create(consultation=consultation, number=number, created_at=act.now, **values)
    except IntegrityError:
        raise RefusedActError("Cette idée est déjà à l’étude.") from None


def revise(*, project: Project, actor: Actor, version: int, said: Mapping[str, Any], request_key: str = "") -> Project:
    """Say a project again (title, summary, theme, zone, canton) while it is studied. Raises RefusedActError."""
    adoption = project.consultation.adoption
    with acting(
        adoption, "ballots.study", actor=actor, participations=holders(project), request_key=request_key
    ) as act:
        editions.open_phase(act, project.consultation, STUDY)
        rows = Project.objects.filter(pk=project.pk, version=version, standing=Standing.STUDIED)
        if not rows.update(**said, version=version + 1):
            raise RefusedActError(STALE)
    project.refresh_from_db()
    return project


def advise(
    *, project: Project, actor: Actor, service: str, view: str, reason: str, cents: int | None, request_key: str = ""
) -> Opinion:
    """Give the opinion of a service; the cost that it estimates becomes that of the project, with its name.

    Side effects: one opinion, the cost, in one transaction. Raises RefusedActError: not the phase, decided already, no reason.
    """
    if not reason.strip():
        raise RefusedActError("Un avis dit ses raisons : écrivez-les.")
    adoption = project.consultation.adoption
    with acting(
        adoption, "ballots.advise", actor=actor, participations=holders(project), request_key=request_key
    ) as act:
        editions.open_phase(act, project.consultation, STUDY)
        if section_of(adoption.terms).service(service) is None:
            raise RefusedActError("Ce service n’est pas de la liste.")
        _priced(project, service, cents)
        return Opinion.objects.create(
            project=project, service=service, view=view, reason=reason.strip(), cost_cents=cents, at=act.now,
            by=actor.key, trial=project.trial,
        )  # fmt: skip


def _priced(project: Project, service: str, cents: int | None) -> None:
    """Write the cost, if any; whoever was about to decide from the older one is told to read again."""
    priced = {"cost_cents": cents, "costed_by": service} if cents is not None else {}
    rows = Project.objects.filter(pk=project.pk, standing=Standing.STUDIED)
    if not rows.update(**priced, version=F("version") + 1):
        raise RefusedActError("Ce projet est déjà décidé : reprenez d’abord son étude.")
