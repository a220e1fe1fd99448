"""The life of an agreement: signed, visited, problems reported and answered."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from essaim.adoptions.acting import acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.runtime import Actor
from essaim.cores.calendar.delays import after_months
from essaim.engines.matching.domain import words
from essaim.engines.matching.domain.closing import opened
from essaim.engines.matching.domain.gathering import section_of
from essaim.engines.matching.models import Agreement, AgreementState, FollowUp, Incident, Profile, Proposal


def follow_up(
    *, agreement: Agreement, actor: Actor, answers: Mapping[str, Any], number: int, request_key: str = ""
) -> FollowUp:
    """Write what a visit found; the next one is due a rhythm later.

    Side effects: the answers join both dossiers, events of both, messages, one entry of the journal, in one transaction.
    Raises RefusedActError: the agreement has ended, or somebody has written this visit already (``number``: the one shown).
    """
    with opened(agreement.proposal, "matching.follow-up", actor, request_key) as (act, held):
        section = section_of(act.adoption.terms)
        if section.follow_up is None:
            raise RefusedActError("Ce service ne prévoit pas de suivi.")
        every = act.adoption.terms.values[section.follow_up.every]
        due = after_months(act.today, every) if isinstance(every, int) else None
        counted = answers.get(section.follow_up.counts or "", "")
        quantity = int(counted) if str(counted).isdigit() else 0
        visit = _visit(act.today, agreement, number, answers, quantity, actor, due)
        for event, profile in (("followed-up", held.seeker), ("partner-followed-up", held.partner)):
            act.learn(profile.participation, answers)
            act.happened(event, profile.participation, {"quantity": quantity})
            words.tell(act, "followed-up", profile.participation, words.of_agreement(visit.agreement, profile))
    return visit


def _visit(
    today: date,
    agreement: Agreement,
    number: int,
    answers: Mapping[str, Any],
    quantity: int,
    actor: Actor,
    due: date | None,
) -> FollowUp:
    running = Agreement.objects.filter(pk=agreement.pk, state=AgreementState.RUNNING, visits=number - 1)
    if not running.update(visits=F("visits") + 1, next_visit=due):
        raise RefusedActError("Ce suivi est déjà écrit, ou l’accord est terminé : rechargez la page.")
    due_on, agreement.next_visit = agreement.next_visit, due
    try:
        with transaction.atomic():
            return FollowUp.objects.create(
                agreement=agreement, number=number, due_on=due_on, done_on=today, answers=dict(answers),
                quantity=quantity, made_by=actor.key, trial=agreement.trial,
            )  # fmt: skip
    except IntegrityError:
        raise RefusedActError("Ce suivi est déjà écrit : rechargez la page.") from None


def settle(*, agreement: Agreement, actor: Actor, answers: Mapping[str, Any]) -> None:
    """Write what the two agreed on: it is printed on the paper that they sign.

    Side effects: the answers join both dossiers too, one entry of the journal, in one transaction. Raises RefusedActError:
    signed already, or ended.
    """
    with opened(agreement.proposal, "matching.agree", actor) as (act, held):
        running = Agreement.objects.filter(pk=agreement.pk, state=AgreementState.RUNNING, signed_on=None)
        if not running.update(answers=dict(answers)):
            raise RefusedActError("Cet accord est signé ou terminé : ce qui est convenu ne change plus.")
        for profile in (held.seeker, held.partner):
            act.learn(profile.participation, answers)


def sign(*, agreement: Agreement, actor: Actor, on: date) -> None:
    """Note the day of the paper that both signed. Raises RefusedActError: in the future, or ended."""
    with opened(agreement.proposal, "matching.agree", actor) as (act, _):
        if on > act.today:
            raise RefusedActError("La signature ne peut pas être dans le futur.")
        if not Agreement.objects.filter(pk=agreement.pk, state=AgreementState.RUNNING).update(signed_on=on):
            raise RefusedActError("Cet accord est terminé.")


def report(
    *, proposal: Proposal, actor: Actor, answers: Mapping[str, Any], me: Profile | None = None, request_key: str = ""
) -> Incident:
    """Report a problem on a pair that is proposed or agreed; ``me``: the side that reports it (None: the team).

    Side effects: the incident, its event, one entry of the journal, in one transaction. Raises RefusedActError.
    """
    with opened(proposal, "matching.report-incident", actor, request_key) as (act, held):
        side = held.side_of(me) if me is not None else ""
        running = Agreement.objects.filter(proposal=held, state=AgreementState.RUNNING).exists()
        if not held.live and not running:
            raise RefusedActError("Rien n’est en cours entre ces deux personnes.")
        incident = Incident.objects.create(
            adoption=act.adoption, proposal=held, side=side, answers=dict(answers), reported_at=act.now, trial=act.trial
        )
        profile = held.partner if side == "partner" else held.seeker
        act.happened("incident", profile.participation)
    return incident


def close_incident(*, incident: Incident, actor: Actor, answer: str) -> None:
    """Write what was done about a problem. Raises RefusedActError: closed already, or nothing is said."""
    if not answer.strip():
        raise RefusedActError("Écrivez la suite donnée.")
    with acting(incident.adoption, "matching.follow-up", actor=actor) as act:
        found = Incident.objects.filter(pk=incident.pk, closed_at=None)
        if not found.update(closed_at=act.now, closed_by=actor.key, answer=answer):
            raise RefusedActError("Ce problème est déjà clos.")
