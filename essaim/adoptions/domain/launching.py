"""Begin the test of an adoption, open it: once all that it needs is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from essaim.adoptions.domain import adopting
from essaim.adoptions.domain.queries.readiness import Check, checks, missing
from essaim.adoptions.models import Adoption, Phase, Told


class NotReadyError(adopting.NotNowError):
    """Something is missing: ``lacking`` says each line of the list."""

    def __init__(self, lacking: Sequence[Check]) -> None:
        super().__init__("Il manque : " + " ; ".join(check.label for check in lacking) + ".")
        self.lacking = tuple(lacking)


@dataclass(frozen=True)
class Trials:
    """What the test left, that opening erases."""

    participations: int
    happenings: int
    messages: int

    def __bool__(self) -> bool:
        return bool(self.participations or self.happenings or self.messages)


def trials(adoption: Adoption) -> Trials:
    """Count what opening would erase. Three queries."""
    return Trials(
        adoption.participations.filter(trial=True).count(),
        adoption.happenings.filter(trial=True).count(),
        Told.objects.filter(participation__adoption=adoption, participation__trial=True).count(),
    )


@transaction.atomic
def begin_test(*, adoption: Adoption, actor: UUID | None) -> None:
    """Begin the test phase once what it needs is there. As `adopting.start_test`. Raises NotReadyError, NotNowError."""
    held = _held(adoption, "test")
    adopting.start_test(adoption=held, actor=actor)
    adoption.refresh_from_db()


@transaction.atomic
def open_for_real(*, adoption: Adoption, actor: UUID | None) -> None:
    """Open once all is there. As `adopting.open_adoption`. Raises NotReadyError, NotNowError."""
    held = _held(adoption, "open")
    adopting.open_adoption(adoption=held, actor=actor)
    adoption.refresh_from_db()


def _held(adoption: Adoption, before: str) -> Adoption:
    """Lock the adoption, so that what is checked is what opens. Raises NotReadyError."""
    held = Adoption.objects.select_for_update(of=("self",)).select_related("territory").get(pk=adoption.pk)
    lacking = missing(checks(held), before)
    if held.phase in {Phase.PREPARING, Phase.TESTING} and lacking:
        raise NotReadyError(lacking)
    return held
