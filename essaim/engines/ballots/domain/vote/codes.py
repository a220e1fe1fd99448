"""A code for one use, on the voter's own address. Whoever asks gets the same answer: only the worker looks the roll up.

The page writes the request and no more, whether the address is on the roll or not: same words, same rows, same time. The code is kept
as a digest keyed with the platform's secret; using it deletes it, in one statement: of two clicks one wins. Nothing here is in
the journal, has an order, or a foreign key that the database checks: that check would leave on the voter's row the number of
the transaction (docs/adr/0024-secret.md).
"""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from essaim.engines.ballots.domain.vote.addresses import Address, read_address
from essaim.engines.ballots.models.vote import CodeRequest, OneTimeCode, Stage, Urn, Voter
from essaim.foundation.jobs import public as jobs

FIGURES = 8
LIFE = timedelta(minutes=30)
TASK = "essaim.engines.ballots.tasks.send_code"


@transaction.atomic
def ask(*, urn: Urn, address: Address) -> None:
    """Write that a code is asked for at an address; the worker answers. One row, one task, whoever asks."""
    row = CodeRequest.objects.create(urn=urn, address=address.value)
    jobs.run_later(TASK, str(row.pk))


@transaction.atomic
def answer(pk: int) -> bool:
    """Send a code where the address is on the roll of an open vote; forget the request. Bears being run twice.

    The code before opens nothing any more. Returns whether one was sent: for the tests, nobody else may know.
    """
    row = CodeRequest.objects.filter(pk=pk).select_related("urn__consultation").first()
    if row is None or not CodeRequest.objects.filter(pk=pk).delete()[0]:
        return False
    address = read_address(row.address)
    voter = voters_at(row.urn, address).first() if address and row.urn.stage == Stage.OPEN else None
    if address is None or voter is None:
        return False
    code = f"{secrets.randbelow(10**FIGURES):0{FIGURES}}"
    OneTimeCode.objects.filter(voter=voter).delete()
    OneTimeCode.objects.create(
        urn=row.urn, voter=voter, digest=digest(row.urn, address, code), until=timezone.now() + LIFE
    )
    title = row.urn.consultation.title
    jobs.send_message(
        to=address.value, kind=address.kind, subject=f"Votre code pour voter : {title}", body=_body(address, code, title), fleeting=True
    )  # fmt: skip
    return True


def voters_at(urn: Urn, address: Address) -> QuerySet[Voter]:
    """Return the voter of the roll who has an address: one at most."""
    here = Q(email__iexact=address.value) if address.kind == "mail" else Q(phone=address.value)
    return Voter.objects.filter(here, urn=urn)


def _body(address: Address, code: str, title: str) -> str:
    said = f"{code[:4]} {code[4:]}"
    minutes = int(LIFE.total_seconds() // 60)
    if address.kind == "sms":
        return (
            f"Code pour voter : {said}. Il sert une fois, pendant {minutes} minutes. Rien demandé ? N’en faites rien."
        )
    return (
        f"Bonjour,\n\nVoici votre code pour voter : {said}\n\n« {title} ». Il sert une seule fois, pendant {minutes} minutes : "
        "tapez-le dans la page où vous l’avez demandé. Ne le donnez à personne.\n\n"
        "Vous n’avez rien demandé ? N’en faites rien : personne ne peut voter sans ce code."
    )


def digest(urn: Urn, address: Address, code: str) -> str:
    """Return what is kept of a code: it opens with the address that asked for it only."""
    words = f"{urn.key}\n{address.value}\n{code}"
    return salted_hmac("essaim.ballots.once", words, algorithm="sha256").hexdigest()


def use(*, urn: Urn, address: Address, code: str) -> Voter | None:
    """Return the voter whom a code lets in, and delete it; None: it is wrong, over, or was used."""
    rows = OneTimeCode.objects.filter(urn=urn, digest=digest(urn, address, code))
    voter = rows.filter(until__gte=timezone.now()).values_list("voter_id", flat=True).first()
    if not rows.delete()[0] or voter is None:
        return None
    return Voter.objects.select_related("zone").get(pk=voter)


def forget_ended() -> int:
    """Delete the codes that are over. Bears being run twice. Returns how many."""
    return OneTimeCode.objects.filter(until__lt=timezone.now()).delete()[0]


def forget_addresses(urn: Urn, *, declared: bool) -> None:
    """At the close nobody asks for a code any more: codes and requests go, telephones too, and mail addresses of a list.

    Who registered alone is known by her address: it stays until the roll is forgotten, so that she may be told what is held of her.
    """
    OneTimeCode.objects.filter(urn=urn).delete()
    CodeRequest.objects.filter(urn=urn).delete()
    Voter.objects.filter(urn=urn).exclude(phone="").update(phone="")
    if not declared:
        Voter.objects.filter(urn=urn).exclude(email="").update(email="")
