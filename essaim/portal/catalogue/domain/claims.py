"""A page finds somebody who answers for it: asked by a person, accepted or refused by a moderator."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from essaim.foundation.jobs.public import send_message
from essaim.foundation.journal.public import record as journal
from essaim.portal.catalogue.models import Claim, Initiative

Moderators = list[str]


class AlreadyHeld(ValueError):  # noqa: N818 - read as a sentence by whoever catches it
    """Somebody already answers for the page, or the request has already been decided."""


@transaction.atomic
def ask(*, initiative: Initiative, account_id: int, actor: UUID, moderators: Moderators) -> Claim:
    """Ask to be the referent of a page; asking twice changes nothing.

    Side effects: one row, one message to each moderator, journal, in one transaction.
    Raises AlreadyHeld where the page has a referent.
    """
    locked = Initiative.objects.select_for_update().get(pk=initiative.pk)
    if locked.referent_id:
        raise AlreadyHeld("Cette page a déjà un référent.")
    claim, created = Claim.objects.get_or_create(initiative=locked, account_id=account_id, state=Claim.State.SENT)
    if created:
        _tell_moderators(claim, moderators)
        journal(act="catalogue.claim", actor=actor, target="initiative", key=str(locked.key))
    return claim


@transaction.atomic
def decide(*, claim: Claim, accepted: bool, actor: UUID | None) -> None:
    """Accept or refuse. Side effects: referent of the page, state, message to the person, journal, in one transaction.

    Accepting one refuses the others that wait for the same page. Raises AlreadyHeld when it was decided meanwhile.
    """
    page = Initiative.objects.select_for_update().get(pk=claim.initiative_id)
    claim = Claim.objects.select_for_update().select_related("account").get(pk=claim.pk)
    if claim.state != Claim.State.SENT or (accepted and page.referent_id):
        raise AlreadyHeld("Cette demande est déjà décidée.")
    if accepted:
        page.referent_id = claim.account_id
        page.save(update_fields=["referent"])
    _close(claim, page, accepted=accepted)
    for other in (
        Claim.objects.filter(initiative=page, state=Claim.State.SENT).select_related("account") if accepted else ()
    ):
        _close(other, page, accepted=False)
    act = "catalogue.claim-accepted" if accepted else "catalogue.claim-refused"
    journal(act=act, actor=actor, target="initiative", key=str(page.key))


def _close(claim: Claim, page: Initiative, *, accepted: bool) -> None:
    claim.state = Claim.State.ACCEPTED if accepted else Claim.State.REFUSED
    claim.decided_at = timezone.now()
    claim.save(update_fields=["state", "decided_at"])
    outcome = (
        "Vous êtes maintenant référent de cette page : les messages qu’on lui envoie vous arrivent."
        if accepted
        else "Votre demande n’a pas été retenue. Un autre référent a pu être choisi ; vous pouvez toujours proposer une modification."
    )
    send_message(
        to=claim.account.email,
        subject=f"Référent de « {page.title} »"[:200],
        body=f"Bonjour,\n\n{outcome}\n\n{address_of(page)}\n",
        kind="mail",
        key=f"claim-decided:{claim.pk}",
    )


def _tell_moderators(claim: Claim, moderators: Moderators) -> None:
    page = claim.initiative
    for email in moderators:
        send_message(
            to=email,
            subject=f"Une personne se dit référente de « {page.title} »"[:200],
            body=f"Bonjour,\n\nUne demande attend votre avis :\n{settings.ESSAIM_BASE_URL}/moderation/referents/\n",
            kind="mail",
            key=f"claim:{claim.pk}:{email}",
        )


def address_of(page: Initiative) -> str:
    """Return the full public address of a page."""
    return f"{settings.ESSAIM_BASE_URL}{page.get_absolute_url()}"
