"""The referent of a page changes it herself: at once, with its history, and the moderators are told."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from essaim.foundation.jobs.public import send_message
from essaim.portal.catalogue.domain import editing
from essaim.portal.catalogue.models import Initiative, Status

FIELDS = frozenset(
    {
        "title", "summary", "problem", "how_it_works", "for_whom", "holder", "lessons", "costs", "funding",
        "legal_basis", "themes", "publics", "everyday_words", "stage", "stages", "figures", "partners", "obstacles",
        "links",
    }
)  # fmt: skip
"""What a referent may change. The rest (territories, solution, level of evidence) is for moderators."""

SHOWN_FOR = timedelta(days=30)
"""How long a change made by a referent stays in the moderators' queue."""


class NotReferent(ValueError):  # noqa: N818 - read as a sentence by whoever catches it
    """The person does not answer for this page (any more), or the page is not published."""


@transaction.atomic
def save(
    *,
    page: Initiative,
    changes: Mapping[str, Any],
    actor: UUID | None,
    reason: str,
    read_at: int,
    moderators: Iterable[str],
) -> bool:
    """Change one's own page; say whether anything did.

    Side effects: those of `editing.save`, and one message a day to each moderator, in one transaction.
    Raises NotReferent, ValueError for a field that is not hers to change, and what `editing.save` raises.
    """
    fresh = editing.locked(page=page)
    if fresh.status != Status.PUBLISHED or fresh.referent is None or fresh.referent.key != actor:
        raise NotReferent("Vous n’êtes plus référent de cette page, ou elle n’est plus publiée.")
    if refused := set(changes) - FIELDS:
        raise ValueError(f"Seuls les modérateurs changent : {', '.join(sorted(refused))}.")
    changed = editing.save(page=page, changes=changes, actor=actor, reason=reason, read_at=read_at)
    for email in moderators if changed else ():
        _tell(email, fresh)
    return changed


def _tell(email: str, page: Initiative) -> None:
    history = settings.ESSAIM_BASE_URL + reverse("catalogue:history_initiative", args=[page.slug])
    send_message(
        to=email,
        subject=f"Page modifiée par son référent : « {page.title} »"[:200],
        body=f"Bonjour,\n\nLe référent de « {page.title} » vient de la modifier. La page est à jour. Pour comparer :\n{history}\n",
        kind="mail",
        key=f"referent-edit:{page.key}:{timezone.localdate()}:{email}",
    )
