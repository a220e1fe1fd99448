"""A person is erased from a participation, or a draft is thrown away. The row of what was sent stays, for the counts."""

from django.db import transaction
from django.utils import timezone

from essaim.adoptions import registry
from essaim.adoptions.models import Participation, Standing, Told
from essaim.foundation.parties.models import Mandate, Party


@transaction.atomic
def erase_participation(participation: Participation) -> int:
    """Erase what is held of a person in a participation, engines included: answers, files, messages, contact, mandate.

    A draft goes whole. Side effects in one transaction; the files go once it is certain. Returns 1, what is counted.
    """
    if participation.standing == Standing.DRAFT:
        return throw_away(participation)
    for engine in registry.engines.values():
        engine.runtime.erase(participation)
    Told.objects.filter(participation=participation).delete()
    participation.attachments.all().delete()
    participation.happenings.update(payload={})
    Participation.objects.filter(pk=participation.pk).update(
        answers={}, writers={}, account=None, mandate=None, secret_hash="", erased_at=timezone.now()
    )
    _forget(participation.party_id)
    return 1


def throw_away(participation: Participation) -> int:
    """Delete a draft whole, with its contact. In the caller's transaction or its own."""
    with transaction.atomic():
        party = participation.party_id
        Participation.objects.filter(pk=participation.pk, standing=Standing.DRAFT).delete()
        if not Participation.objects.filter(party_id=party).exists():
            Party.objects.filter(pk=party).delete()
    return 1


def _forget(party: int) -> None:
    """Blank a contact that no participation needs any more."""
    if Participation.objects.filter(party_id=party, erased_at=None).exists():
        return
    Mandate.objects.filter(party_id=party).delete()
    Party.objects.filter(pk=party).update(name="", email="", phone="", address="")
