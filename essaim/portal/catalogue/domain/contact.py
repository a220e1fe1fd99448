"""A visitor writes to whoever answers for a page: its referent, or the moderators where it has none."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.crypto import get_random_string

from essaim.foundation.jobs.public import send_message
from essaim.portal.catalogue.domain.claims import address_of
from essaim.portal.catalogue.models import Initiative


@transaction.atomic
def write_to(*, initiative: Initiative, recipients: Sequence[str], sender: str, text: str) -> None:
    """Send a visitor's message. It is kept nowhere but in the outbox, for as long as the outbox keeps messages.

    Side effects: one message a recipient, in one transaction. `recipients` are addresses, never shown to the visitor.
    """
    key = get_random_string(16)
    body = (
        f"Bonjour,\n\nUne personne vous écrit au sujet de « {initiative.title} » :\n{address_of(initiative)}\n\n"
        f"{text}\n\nPour lui répondre : {sender}\n"
    )
    for rank, email in enumerate(recipients):
        send_message(
            to=email,
            subject=f"Une question sur « {initiative.title} »"[:200],
            body=body,
            kind="mail",
            key=f"contact:{key}:{rank}",
        )
