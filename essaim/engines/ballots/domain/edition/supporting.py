"""Somebody supports an idea: once, and nobody can tell who.

The token is HMAC-SHA-256 (RFC 2104) of the idea and of the account, or of the browser's session, under the key of the
server. The idea is in it, so two supports of one person have nothing in common; without the key, no list of accounts can
be tried against it.
"""

import hmac
from hashlib import sha256

from django.conf import settings
from django.db import IntegrityError, transaction

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Adoption
from essaim.engines.ballots.domain.edition import editions
from essaim.engines.ballots.models.edition import Idea, IdeaState, Support

PURPOSE = b"essaim.ballots.support"


def token_of(idea: Idea, who: str) -> str:
    """Return the token of a support: 64 hexadecimal digits."""
    key = hmac.digest(settings.SECRET_KEY.encode(), PURPOSE, sha256)
    return hmac.new(key, f"{idea.pk}:{who}".encode(), sha256).hexdigest()


def supports(idea: Idea, who: str) -> bool:
    """Say whether somebody supports an idea. One query; none for a browser that never supported anything."""
    return bool(who) and Support.objects.filter(token=token_of(idea, who)).exists()


def support(*, idea: Idea, adoption: Adoption, who: str) -> bool:
    """Support an idea; return False when it was done already. Raises RefusedActError: not published, or not the time."""
    _open(idea, adoption)
    try:
        with transaction.atomic():
            Support.objects.create(token=token_of(idea, who), idea=idea)
    except IntegrityError:
        return False
    return True


def take_back(*, idea: Idea, adoption: Adoption, who: str) -> bool:
    """Support an idea no more; return whether there was a support. Raises RefusedActError: not the time."""
    _open(idea, adoption)
    return bool(Support.objects.filter(token=token_of(idea, who)).delete()[0])


def _open(idea: Idea, adoption: Adoption) -> None:
    if idea.state != IdeaState.PUBLISHED:
        raise RefusedActError("Cette idée ne se soutient pas : elle n’est pas publiée, ou continue avec une autre.")
    if editions.now_open(idea.consultation, adoption) != "ideas":
        raise RefusedActError("On soutient une idée pendant le dépôt des idées : il est fermé.")
