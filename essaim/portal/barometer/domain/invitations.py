"""Personal codes: drawn, shown once, spent once. Nothing tells whose code was which, nor which answer came with it."""

import hashlib
import secrets
from uuid import UUID

from django.db import transaction

from essaim.foundation.journal import public as journal
from essaim.portal.barometer.domain.mixing import lock, mix
from essaim.portal.barometer.models import Invitation, InvitationBatch, SpentCode, Status, Wave

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0, 1, I, L, O, U: a code is copied from paper by hand."""
GROUPS, GROUP = 3, 4
MOST_CODES = 20_000


class NotNow(Exception):  # noqa: N818 - said to a person, not a fault
    """What is asked cannot be done with this wave now; the text says why, in French."""


@transaction.atomic
def draw(*, wave: Wave, label: str, count: int, actor: UUID | None) -> list[str]:
    """Draw personal codes and return them, for the only time: the database keeps their hashes.

    Side effects: one batch, its invitations, one entry of the journal, in one transaction. Raises NotNow.
    """
    if lock(wave.pk).status not in {Status.DRAFT, Status.OPEN}:
        raise NotNow("La vague est close : elle n’invite plus personne.")
    codes = [_code() for _ in range(count)]
    batch = InvitationBatch.objects.create(wave=wave, label=label, size=count)
    digests = sorted(digest(code) for code in codes)  # the order of drawing is not kept
    Invitation.objects.bulk_create([Invitation(digest=each, batch=batch) for each in digests])
    journal.record(
        act="barometer.invite", actor=actor, target="wave", key=str(wave.key), details={"codes": count},
    )  # fmt: skip
    return codes


def digest(code: str) -> str:
    """Return the hash of a code as typed: spaces, hyphens and small letters do not matter."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(f"essaim-barometer:{plain}".encode()).hexdigest()


def wave_of(code: str) -> Wave | None:
    """Return the wave that a code invites to, or None."""
    found = Invitation.objects.filter(digest=digest(code)).select_related("batch__wave__barometer__territory").first()
    return found.batch.wave if found else None


def is_spent(code: str) -> bool:
    """Say whether a code was used."""
    return SpentCode.objects.filter(digest=digest(code)).exists()


@transaction.atomic
def spend(*, wave: Wave, code: str, secret: str) -> bool:
    """Use a code, and say whether it may be: True the first time, and for the same browser that tries again.

    Args:
        wave: The wave that the code invites to.
        code: As it was typed or carried by the link.
        secret: What the browser alone keeps; its hash is stored beside the code, and leads to no answer.

    Side effects: the tray of spent codes is written again, in a transaction of its own (never that of the answer).
    """
    held = lock(wave.pk)
    mine, claim = digest(code), hashlib.sha256(secret.encode()).hexdigest()
    used = SpentCode.objects.filter(digest=mine).first()
    if used is not None:
        return used.claim == claim
    if held.status != Status.OPEN or not Invitation.objects.filter(digest=mine, batch__wave=wave).exists():
        return False
    mix(held, [SpentCode(digest=mine, wave=held, claim=claim)])
    return True


def _code() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
