"""Ask a territory to adopt a kit; answer."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from essaim.adoptions.models import Adoption, AdoptionRequest, KitVersion
from essaim.foundation.accounts import public as accounts
from essaim.foundation.jobs import public as jobs
from essaim.foundation.journal import public as journal
from essaim.foundation.territories import public as territories

MANAGE = "adoption.manage"
State = AdoptionRequest.State
ASKED = """Bonjour,

{structure} demande à {territory} d’adopter le kit « {title} ».

{message}

Pour lire la demande et y répondre :
{link}
"""
RECEIPT = """Bonjour,

Votre demande est partie : {territory} peut adopter le kit « {title} » pour {structure}.

Pour savoir où elle en est, sans compte :
{link}

Gardez cette adresse pour vous : elle montre votre demande à qui l’ouvre.
"""
ANSWERED = """Bonjour,

{territory} a répondu à votre demande pour « {title} » : elle est {state}.

{answer}

{link}
"""


class AnsweredError(Exception):
    """Somebody answered before; the text says it in French."""


@transaction.atomic
def ask(*, version: KitVersion, territory: str, structure: str, name: str, email: str, message: str) -> AdoptionRequest:
    """Ask a territory to adopt a kit.

    Side effects, in one transaction: the request, a message to each person who may adopt there (the node's contact
    address when nobody may), a receipt to who asks, one entry of the journal. Raises UnknownTerritoryError.
    """
    place = territories.get(territory)
    request = AdoptionRequest.objects.create(
        kit=version.kit, territory_id=place.id, structure=structure, name=name, email=email, message=message
    )
    words = _words(request, version.title, place.name)
    subject = f"Demande d’adoption : {version.title}"[:200]
    for rank, to in enumerate(accounts.emails_with(act=MANAGE, territory=territory)):
        jobs.send_message(to=to, subject=subject, body=ASKED.format(**words), key=f"request:{request.pk}:{rank}")
    receipt = RECEIPT.format(**words)
    jobs.send_message(to=email, subject="Votre demande est partie", body=receipt, key=f"request:{request.pk}:receipt")
    _journal("adoption.ask", request, None, territory)
    return request


def _words(request: AdoptionRequest, title: str, place: str) -> dict[str, str]:
    return {
        "structure": request.structure, "territory": place, "title": title, "message": request.message,
        "link": settings.ESSAIM_BASE_URL + request.get_absolute_url(), "answer": request.answer,
        "state": request.get_state_display(),
    }  # fmt: skip


@transaction.atomic
def answer(
    *,
    request: AdoptionRequest,
    accepted: bool,
    text: str,
    actor: UUID | None,
    adoption: Adoption | None = None,
) -> None:
    """Answer a request, once; ``adoption`` is the one that it led to.

    Side effects, in one transaction: its state, a message to who asked, one entry of the journal. Raises AnsweredError.
    """
    state = State.ACCEPTED if accepted else State.DECLINED
    moved = AdoptionRequest.objects.filter(pk=request.pk, state=State.SENT).update(
        state=state, answer=text, answered_at=timezone.now(), answered_by=actor, adoption=adoption
    )
    request.refresh_from_db()
    if not moved:
        raise AnsweredError(f"Cette demande a déjà une réponse : elle est {request.get_state_display()}.")
    title = _title(request.kit)
    body = ANSWERED.format(**_words(request, title, request.territory.name))
    jobs.send_message(
        to=request.email, subject="Une réponse à votre demande", body=body, key=f"request:{request.pk}:answer"
    )
    _journal("adoption.answer", request, actor, request.territory.code)


def _title(kit: str) -> str:
    return KitVersion.objects.filter(kit=kit).order_by("-pk").values_list("title", flat=True).first() or kit


def _journal(act: str, request: AdoptionRequest, actor: UUID | None, territory: str) -> None:
    details = {"kit": request.kit, "territory": territory, "state": request.state}
    journal.record(act=act, actor=actor, target="adoption-request", key=str(request.key), details=details)
