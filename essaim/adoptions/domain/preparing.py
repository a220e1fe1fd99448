"""Prepare an adoption: its name and contact, what was read over, its values while nothing has begun."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from essaim.adoptions.domain.adopting import AlreadyAdoptedError, NotNowError, note
from essaim.adoptions.kits.settings import read_settings
from essaim.adoptions.models import Adoption, Phase, Terms

STALE = "Quelqu’un a changé ces valeurs pendant que vous les lisiez : les voici, relisez-les."


@transaction.atomic
def describe(*, adoption: Adoption, title: str, structure: str, contact: str, actor: UUID | None) -> None:
    """Say what the service is called, who carries it, where to reach it.

    Side effects: the adoption and one entry of the journal. Raises AlreadyAdoptedError: the structure already runs this kit.
    """
    try:
        with transaction.atomic():
            Adoption.objects.filter(pk=adoption.pk).update(title=title, structure=structure, contact=contact)
    except IntegrityError:
        raise AlreadyAdoptedError(
            Adoption.objects.select_related("territory").get(
                kit=adoption.kit, territory=adoption.territory_id, structure=structure
            )
        ) from None
    adoption.refresh_from_db()
    note("adoption.describe", adoption, actor)


@transaction.atomic
def set_values(
    *, adoption: Adoption, written: Mapping[str, Any], reason: str, based_on: str, actor: UUID | None
) -> Terms:
    """Set the values of the parameters, in place: nothing has begun under them yet.

    Args:
        adoption: In preparation.
        written: Values by parameter, as they are written; the others take the kit's defaults.
        reason: What decides them (a deliberation and its date).
        based_on: `Terms.fingerprint` of what the person read.
        actor: Who.

    Side effects: the terms and one entry of the journal. Raises BadSettingsError, NotNowError (it is in test or open
    already, or somebody changed the values meanwhile).
    """
    held = Adoption.objects.select_for_update().get(pk=adoption.pk)
    terms = held.terms
    if held.phase != Phase.PREPARING:
        raise NotNowError("Ce service est déjà en test ou ouvert : changez ses valeurs par de nouvelles conditions.")
    if terms.fingerprint != based_on:
        raise NotNowError(STALE)
    read_settings(terms.kit, written)
    terms.settings, terms.reason = dict(written), reason
    terms.save(update_fields=["settings", "reason"])
    note("adoption.set", adoption, actor)
    return terms


@transaction.atomic
def review(*, adoption: Adoption, page: str, terms: Terms, actor: UUID | None) -> None:
    """Remember that a page was read over as these terms draw it. Side effects: the adoption and one journal entry."""
    held = Adoption.objects.select_for_update().get(pk=adoption.pk)
    Adoption.objects.filter(pk=held.pk).update(reviewed={**held.reviewed, page: terms.fingerprint})
    details = {"page": page, "terms": terms.number}
    note("adoption.review", adoption, actor, details)
