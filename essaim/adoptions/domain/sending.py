"""A draft is sent: whole, once, with what the rules say of it told before."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.domain.asking import missing, steps
from essaim.adoptions.domain.participating import door_of, send
from essaim.adoptions.models import Attachment, Participation
from essaim.adoptions.runtime import Actor
from essaim.adoptions.world import world_of
from essaim.cores.rules.verdict import Verdict
from essaim.foundation.jobs import public as jobs


class IncompleteError(RefusedActError):
    """Something that is required was not answered: the text names it."""


@dataclass(frozen=True)
class Entitlement:
    """What the rule of a door says of somebody, with its reasons in the words of the kit."""

    verdict: Verdict
    label: str
    reasons: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        return self.verdict is Verdict.NO


def entitlement(participation: Participation) -> Entitlement | None:
    """Return what the rule of its door says of a participation; None when the door names no rule. Reads only."""
    name = door_of(participation).rule
    if not name:
        return None
    world = world_of(participation, today=timezone.localdate())
    found = world.rule(name)
    label = next(world.speech.label(one.label) for one in participation.terms.kit.record.rules if one.id == name)
    reasons = world.speech.reasons(name, found) if found.verdict is Verdict.NO else []
    return Entitlement(found.verdict, label, tuple(dict.fromkeys(reasons)))


def reachable(participation: Participation) -> bool:
    """Say whether we know whom to answer, and how."""
    party = participation.party
    return bool(party.name and (party.email or party.phone or party.address))


def lacking(participation: Participation) -> list[str]:
    """Return what must still be given before sending, in French."""
    given = set(participation.attachments.values_list("asked", flat=True))
    found = [label for _, labels in missing(participation, given) for label in labels]
    return found if reachable(participation) else [*found, "votre nom et une façon de vous répondre"]


@transaction.atomic
def submit(*, participation: Participation, actor: Actor, request_key: str = "") -> Participation:
    """Send a draft that is whole, once; what is not asked of this person any more is left out.

    Side effects: those of `send`, and a receipt by mail when there is an address; one transaction.
    Raises IncompleteError, RefusedActError (the engine refuses it), AlreadyDoneError.
    """
    absent = lacking(participation)
    if absent:
        raise IncompleteError(f"Il manque encore : {', '.join(absent)}.")
    _leave_out(participation)
    held = send(participation=participation, actor=actor, request_key=request_key)
    _acknowledge(held)
    return held


def _leave_out(participation: Participation) -> None:
    """Keep the answers to what is asked: a page that was answered, then closed by another answer, serves nothing."""
    found = steps(participation)
    names = {name for step in found for name in step.fields}
    asked = {one.id for step in found for one in step.documents}
    kept = {name: value for name, value in participation.answers.items() if name in names}
    Participation.objects.filter(pk=participation.pk).update(answers=kept, writers={})
    Attachment.objects.filter(participation=participation).exclude(asked__in=asked).delete()
    participation.answers = kept


def _acknowledge(held: Participation) -> None:
    if not held.party.email:
        return
    link = settings.ESSAIM_BASE_URL + reverse("adoptions:find_dossier")
    words = (
        f"Bonjour,\n\nVotre dossier {held.reference} est bien arrivé au service « {held.adoption.title} » "
        f"({held.adoption.structure}).\n\nPour savoir où il en est, à tout moment :\n{link}\n"
        "Il y suffit de cette adresse, ou du code qui vous a été donné.\n"
    )
    subject = ("[Essai] " if held.trial else "") + f"Bien reçu : {held.adoption.title}, {held.reference}"
    jobs.send_message(to=held.party.email, subject=subject, body=words, key=f"receipt:{held.key}")
