"""Change the terms of an adoption that runs: new values, a newer version; and let what is under way pass to them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from essaim.adoptions.domain.adopting import NotNowError, note
from essaim.adoptions.domain.preparing import STALE
from essaim.adoptions.domain.queries.impact import Impact, impact, readable
from essaim.adoptions.kits.settings import read_settings
from essaim.adoptions.models import Adoption, KitVersion, Participation, Phase, Terms

Written = Mapping[str, Any]


def proposed(adoption: Adoption, *, version: KitVersion, written: Written, reason: str) -> Terms:
    """Return the terms that would be made, not written: to show what they change. Raises BadSettingsError, NotNowError."""
    held = adoption.terms
    if version.kit != adoption.kit:
        raise NotNowError("C’est la version d’un autre kit : adoptez-le à part, comme un service nouveau.")
    read_settings(version.loaded, written)
    return Terms(adoption=adoption, number=held.number + 1, version=version, settings=dict(written), reason=reason)


@transaction.atomic
def revise(
    *,
    adoption: Adoption,
    version: KitVersion,
    written: Written,
    reason: str,
    based_on: str,
    carry: bool,
    actor: UUID | None,
) -> tuple[Terms, Impact]:
    """Make new terms, numbered; nothing that was begun moves by itself.

    Args:
        adoption: Not closed.
        version: The version of its kit; the one it has, or another.
        written: Values by parameter, as they are written.
        reason: What decides them, with its date.
        based_on: `Terms.fingerprint` of the terms that the person read: others meanwhile, and nothing is done.
        carry: Let drafts pass to them, and what was sent where nothing changes for whoever sent it.
        actor: Who.

    Side effects, in one transaction: the terms, the participations that pass, one entry of the journal (two when some pass).
    Raises BadSettingsError, NotNowError.
    """
    held = Adoption.objects.select_for_update().select_related("territory").get(pk=adoption.pk)
    before = held.terms
    if held.phase == Phase.CLOSED:
        raise NotNowError("Ce service est fermé : ses conditions ne changent plus.")
    if before.fingerprint != based_on:
        raise NotNowError(STALE)
    if not reason.strip():
        raise NotNowError("Dites ce qui décide ce changement : une délibération, une consigne, et sa date.")
    terms = proposed(held, version=version, written=written, reason=reason)
    if (terms.version_id, terms.values) == (before.version_id, before.values):
        raise NotNowError("Rien ne change : ce sont déjà les valeurs en vigueur.")
    terms.save()
    details = {"terms": terms.number, "version": version.number, "before": before.version.number}
    note("adoption.revise", held, actor, details)
    return terms, carry_over(adoption=held, actor=actor) if carry else Impact()


@transaction.atomic
def carry_over(*, adoption: Adoption, actor: UUID | None) -> Impact:
    """Let pass to the terms in force: every draft, and each one sent for which nothing changes. What is decided never moves.

    Side effects, in one transaction: the participations (locked in the order of their keys), one entry of the journal.
    """
    after = adoption.terms
    found = impact(adoption, after, lock=True)
    for one in found.drafts:
        kept = readable(after, one)
        _pass(one, after, answers=kept, version=F("version") + 1)
    for one in found.sent:
        _pass(one, after)
    if found.moved:
        details = {"terms": after.number, "drafts": len(found.drafts), "sent": len(found.sent), "kept": len(found.kept)}
        note("adoption.carry", adoption, actor, details)
    return found


def _pass(one: Participation, after: Terms, **changes: Any) -> None:
    Participation.objects.filter(pk=one.pk).update(terms=after, **changes)
