"""What the pages of the workshop share."""

from django.http import HttpRequest

from essaim.engines.ballots.domain.vote import freezing
from essaim.engines.ballots.models.consultation import Consultation
from essaim.foundation.accounts import public as accounts


def noted(request: HttpRequest, edition: Consultation) -> None:
    """A change of a frozen rule is refused, and the journal says who tried."""
    view = accounts.signed_in(request)
    freezing.journal_refusal(edition, view.key if view else None, "rule")
