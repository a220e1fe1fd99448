"""A page stays true because its referent reads it again, at the rhythm that she chose."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from essaim.foundation.jobs.public import send_message
from essaim.foundation.journal.public import record as journal
from essaim.portal.catalogue.domain.queries.moderation import due_on
from essaim.portal.catalogue.models import Initiative, Status

RHYTHMS = {3: "tous les trois mois", 6: "tous les six mois", 12: "une fois par an", 24: "tous les deux ans"}
BODY = """Bonjour,

Vous êtes référent de la page « {title} ». Elle n’a pas été relue depuis le {fresh}.
Est-elle toujours juste ? Les chiffres ont-ils changé ? Deux minutes suffisent :

{link}
"""


@transaction.atomic
def confirm(*, initiative: Initiative, months: int, actor: UUID | None, today: date | None = None) -> None:
    """Say that the page is true today, and when to ask again. Side effects: the row, journal, in one transaction.

    Raises ValueError for a rhythm that is not one of RHYTHMS.
    """
    if months not in RHYTHMS:
        raise ValueError(f"{months} mois n’est pas un rythme proposé.")
    initiative.fresh_at = today or timezone.localdate()
    initiative.refresh_months = months
    initiative.save(update_fields=["fresh_at", "refresh_months"])
    journal(
        act="initiative.confirm", actor=actor, target="initiative", key=str(initiative.key), details={"months": months}
    )


@transaction.atomic
def remind_referents(*, today: date | None = None) -> int:
    """Write to the referents whose pages are due; return how many. Side effects: one message per page and due date."""
    today = today or timezone.localdate()
    pages = Initiative.objects.filter(status=Status.PUBLISHED, referent__isnull=False, fresh_at__isnull=False)
    late = [page for page in pages.select_related("referent") if (due := due_on(page)) is not None and due <= today]
    for page in late:
        _write(page)
    return len(late)


def _write(page: Initiative) -> None:
    """The key holds the due date: however often the job runs, one reminder leaves per due date."""
    link = settings.ESSAIM_BASE_URL + reverse("catalogue:refresh", args=[page.slug])
    fresh = page.fresh_at.strftime("%d/%m/%Y") if page.fresh_at else ""
    send_message(
        to=page.referent.email if page.referent else "",
        subject="Votre page est-elle toujours juste ?",
        body=BODY.format(title=page.title, fresh=fresh, link=link),
        key=f"refresh:{page.key}:{due_on(page)}",
    )
