"""Synonyms are added by moderators, each with its author and its reason."""

from uuid import UUID

from django.db import transaction

from essaim.foundation.journal.public import record as journal
from essaim.portal.catalogue.models import SynonymGroup


@transaction.atomic
def save_synonyms(
    *, group: SynonymGroup | None, words: list[str], reason: str, active: bool, actor: UUID | None
) -> SynonymGroup:
    """Add a group of synonyms, or change one. Side effects: the row, the search's generation, journal, in one transaction."""
    group = group or SynonymGroup()
    group.words, group.reason, group.active, group.actor = words, reason, active, actor
    group.save()
    journal(act="synonyms.edit", actor=actor, target="synonyms", key=str(group.pk))
    return group
