"""What opens a participation without an account: a code that is dictated or copied from paper, a link that is mailed.

The code is kept as a slow hash; the link is signed, for one hour, for one participation, and kept nowhere. See ADR 19.
"""

import hashlib
import secrets
from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac

from essaim.adoptions.models import Participation
from essaim.foundation.jobs import public as jobs

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0, 1, I, L, O, U: a code is copied from paper by hand, or read aloud."""
GROUPS, GROUP = 3, 4
ROUNDS = 20_000
"""Of PBKDF2: a try costs milliseconds here, and 2^58 codes cannot be tried on a stolen copy."""
SALT = b"essaim.adoptions.code"
LINK = "essaim.adoptions.link"
LINK_SECONDS = 3600
OPENED_BY_MAIL_AT_MOST = 20
MAILS_AN_HOUR = 5


def new_code() -> str:
    """Draw a code: 12 signs of 30, 58 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


def hash_code(code: str) -> str:
    """Return what is kept of a code as typed: spaces, hyphens and small letters do not matter."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.pbkdf2_hmac("sha256", plain.encode(), SALT, ROUNDS).hex()


def by_code(code: str) -> Participation | None:
    """Return the participation that a code opens, or None."""
    return _living().filter(secret_hash=hash_code(code)).first()


def renew_code(*, participation: Participation) -> str:
    """Give a new code, said once; the one before opens nothing any more. One write."""
    code = new_code()
    Participation.objects.filter(pk=participation.pk).update(secret_hash=hash_code(code))
    participation.secret_hash = hash_code(code)
    return code


def asked_too_often(email: str) -> bool:
    """Count one request for an address, and say whether that is too many in an hour: nobody's box is filled by another."""
    key = f"links:{salted_hmac(LINK, email.strip().lower()).hexdigest()[:32]}"
    if cache.add(key, 1, timeout=3600):
        return False
    try:
        return int(cache.incr(key)) > MAILS_AN_HOUR
    except ValueError:  # the hour ended between the two lines
        return False


def send_links(*, email: str) -> int:
    """Mail a link for each participation that is answered at an address; return how many. Nothing at all for others.

    Side effects: one message in the outbox.
    """
    found = list(of_address(email)[:OPENED_BY_MAIL_AT_MOST])
    if found:
        jobs.send_message(to=found[0].party.email, subject="Vos dossiers", body=_letter(found))
    return len(found)


def of_address(email: str) -> "QuerySet[Participation]":
    """Return the participations whose holder is reached at an address, the newest activity first."""
    return _living().filter(party__email__iexact=email.strip()).order_by("-active_at") if email.strip() else _none()


def _living() -> "QuerySet[Participation]":
    rows = Participation.objects.filter(erased_at=None).exclude(secret_hash="")
    return rows.select_related("adoption__territory", "terms__version", "party", "mandate")


def _none() -> "QuerySet[Participation]":
    return Participation.objects.none()


def _letter(found: Iterable[Participation]) -> str:
    lines = [
        f"{one.adoption.title} ({one.adoption.territory.name}), {one.reference} :\n{link_to(one)}\n" for one in found
    ]
    return (
        "Bonjour,\n\nVoici de quoi retrouver ce que vous avez commencé ou envoyé. "
        "Chaque lien sert une heure ; après, demandez-en un autre.\n\n"
        + "\n".join(lines)
        + "\nVous n’avez rien demandé ? Ne faites rien : personne n’a rien vu.\n"
    )


def link_to(participation: Participation) -> str:
    """Return the whole address of the page that opens a participation, for an hour."""
    return settings.ESSAIM_BASE_URL + reverse("adoptions:dossier_link", args=[_signed(participation)])


def _signed(participation: Participation) -> str:
    return signing.dumps([str(participation.key), participation.secret_hash[:16], participation.party.email], salt=LINK)


def by_link(token: str) -> Participation | None:
    """Return what a link opens: None when it is not ours, is over, or when the code or the address changed since."""
    try:
        key, code, email = signing.loads(token, salt=LINK, max_age=LINK_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = _living().filter(key=key).first()
    if found is None or (found.secret_hash[:16], found.party.email) != (code, email):
        return None
    return found
