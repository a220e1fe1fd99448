"""What a comparison led to: a candidate written into the rules of an edition that is not sealed, with the journal's line."""

from typing import Any
from uuid import UUID

from django.db import transaction

from essaim.adoptions.contract import RefusedActError
from essaim.engines.ballots.domain.edition.words import Words
from essaim.engines.ballots.domain.framing.pots import frame_of
from essaim.engines.ballots.domain.vote.drafting import declared_of, grounds_of
from essaim.engines.ballots.domain.workshop.candidates import BY_KEY, Way
from essaim.engines.ballots.models.consultation import Consultation
from essaim.foundation.journal import public as journal

SEALED = "Le vote a ouvert : la règle de cette édition ne change plus."
ENDED = "Cette édition est terminée : sa règle ne change plus."
FRAMED = "Le règlement de ce service a des tranches, des cantons ou des limites : il se compte par les voix."
ONLY_COMPARED = "Cette règle sert à comparer. Les tranches et les cantons se déclarent dans les conditions du service ; l’optimum ne se choisit pas."


def drafted(way: Way) -> dict[str, Any]:
    """Return what the rules of an edition say of a candidate. Raises RefusedActError: they have no word for it.

    The one place that knows: when rules can say bands or cantons, it is here that they are written.
    """
    if way.record is None:
        raise RefusedActError(ONLY_COMPARED)
    return {"count": way.record}


def _goes_with_the_frame(held: Consultation, way: Way) -> bool:
    """Votes go with every frame; the other counts are taken where a service declares none (docs/adr/0022-frames.md)."""
    words = Words.of(held.adoption)
    return way.by_votes or frame_of(declared_of(words), grounds_of(held), ()) is None


@transaction.atomic
def choose(*, consultation: Consultation, key: str, by: UUID | None) -> None:
    """Write a candidate into the rules of an edition; "": the kit's rule again. Side effects: its row, the journal.

    Raises RefusedActError: the vote has opened (the database refuses it too), the edition is over, or rules cannot say it.
    """
    record = drafted(BY_KEY[key]) if key else {}
    held = Consultation.objects.select_for_update(of=("self",)).select_related("adoption").get(pk=consultation.pk)
    if held.sealed:
        raise RefusedActError(SEALED)
    if held.ended_at is not None:
        raise RefusedActError(ENDED)
    if key and not _goes_with_the_frame(held, BY_KEY[key]):
        raise RefusedActError(FRAMED)
    Consultation.objects.filter(pk=held.pk, sealed_hash="").update(drafted_rule=record)
    journal.record(
        act="ballots.choose-rule", actor=by, target="adoption", key=str(held.adoption.key),
        details={"adoption": held.adoption.slug, "edition": held.number, "rule": key or "kit"},
    )  # fmt: skip
