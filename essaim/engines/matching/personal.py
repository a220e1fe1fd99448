"""The personal data of matching: why a pair, what somebody says when she refuses, what visits and problems say."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from essaim.engines.matching.domain.erasing import erase
from essaim.engines.matching.models import Agreement, FollowUp, Incident, NoProposal, Profile, Proposal
from essaim.foundation.parties import public as parties

BASIS = "La base légale que dit le kit du service"
RETENTION = "Avec le dossier : effacé à l’échéance que dit le service, ou à la demande de la personne."
_CODES = "Mots d’une liste fermée, codes, dates et nombres : rien qu’une personne ait écrit."
MODELS = ("NoProposal", "Proposal", "Agreement", "FollowUp", "Incident")


def declare() -> None:
    """Enter the fields of matching in the register, with their holder."""
    for name in ("Profile", "QuotaCount", "Run"):
        parties.not_personal(model=f"matching.{name}", why=_CODES)
    fields = ["state", "seeker_by", "partner_by", "declined_side", "decline"]
    parties.not_personal(model="matching.Proposal", fields=fields, why=_CODES)
    parties.not_personal(model="matching.Incident", fields=["side"], why=_CODES)
    _declare(
        "NoProposal", "reason", "Pourquoi vous n’avez pas de proposition", "Vous dire pourquoi, et chercher mieux."
    )
    _declare(
        "Proposal", "reason", "Pourquoi une personne vous est proposée", "Vous dire pourquoi, et en rendre compte."
    )
    _declare("Proposal", "words", "Vos mots quand vous refusez", "Comprendre un refus et chercher mieux.")
    _declare("FollowUp", "answers", "Ce que dit un suivi", "Suivre l’accord et aider si besoin.")
    parties.not_personal(model="matching.Agreement", fields=["state", "end_reason", "groups"], why=_CODES)
    _declare(
        "Agreement", "answers", "Ce qui est convenu dans un accord", "L’écrire sur le papier que les deux signent."
    )
    _declare("Incident", "answers", "Un problème que vous signalez", "Vous répondre et vous protéger.")
    _declare("Incident", "answer", "La suite donnée à un problème", "Garder trace de ce qui a été fait.")
    labels = tuple(f"matching.{name}" for name in MODELS)
    parties.register_holder(parties.Holder("matching", "Mises en relation", labels, _export, _erase))


def _declare(model: str, field: str, label: str, purpose: str) -> None:
    parties.declare(
        model=f"matching.{model}", field=field, label=label, purpose=purpose, basis=BASIS, retention=RETENTION,
        recipients="L’équipe du service, selon son rôle",
    )  # fmt: skip


def _profiles(email: str) -> list[Profile]:
    return list(Profile.objects.filter(participation__party__email__iexact=email).select_related("participation"))


def _export(email: str) -> Sequence[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = []
    for profile in _profiles(email):
        pairs = Proposal.objects.filter(Q(seeker=profile) | Q(partner=profile), sent_at__isnull=False)
        rows += [
            {"proposition": one.get_state_display(), "raisons": one.reason, "mots": _words(one, profile)}
            for one in pairs
        ]
        none = NoProposal.objects.filter(profile=profile)
        rows += [{"pas de proposition": one.reason.get("why", "")} for one in none]
        visits = FollowUp.objects.filter(agreement__proposal__in=pairs)
        rows += [{"suivi du": one.done_on.isoformat(), "réponses": one.answers} for one in visits]
        agreed = Agreement.objects.filter(proposal__in=pairs).exclude(answers={})
        rows += [{"accord du": one.begun_on.isoformat(), "convenu": one.answers} for one in agreed]
        problems = Incident.objects.filter(proposal__in=pairs)
        rows += [{"problème": one.answers, "suite": one.answer} for one in problems if _mine(one, profile)]
    return rows


def _words(proposal: Proposal, profile: Profile) -> str:
    return proposal.words if proposal.declined_side == proposal.side_of(profile) else ""


def _mine(incident: Incident, profile: Profile) -> bool:
    return incident.side == incident.proposal.side_of(profile)


def _erase(email: str) -> int:
    found = _profiles(email)
    for profile in found:
        erase(profile.participation)
    return len(found)
