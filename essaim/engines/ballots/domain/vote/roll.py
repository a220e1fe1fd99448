"""The roll: lists taken in once, voters who register alone, letters with codes."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Count as Number
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from essaim.adoptions.acting import acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.domain.opening import new_code
from essaim.adoptions.runtime import Actor
from essaim.engines.ballots.domain.vote.roll_reading import RollLine, read_roll
from essaim.engines.ballots.domain.vote.urns import locked
from essaim.engines.ballots.models.consultation import Consultation, Zone
from essaim.engines.ballots.models.vote import RollImport, Stage, Urn, Voter
from essaim.foundation.papers import public as papers

CHUNK = 2000
SIGNS = 12


@dataclass(frozen=True)
class Taken:
    """What an import did: ``voters`` of the list; ``again``: the list was there already, nothing changed."""

    voters: int
    again: bool = False


def digest(code: str) -> str:
    """Return what is kept of a code as typed, keyed with the platform's secret: a copy of the database tries nothing."""
    return salted_hmac("essaim.ballots.code", plain(code), algorithm="sha256").hexdigest()


def plain(code: str) -> str:
    """Return the signs of a code alone, in capitals."""
    return "".join(sign for sign in code.upper() if sign.isalnum())


def zone_names(consultation: Consultation) -> dict[str, int]:
    """Return all the ways to name a zone in a list: its code, its name, its communes by name or number."""
    names: dict[str, int] = {}
    for zone in Zone.objects.filter(consultation=consultation).prefetch_related("communes__commune"):
        names |= {zone.code.lower(): zone.pk, zone.label.lower(): zone.pk}
        for one in zone.communes.all():
            names |= {one.commune.name.lower(): zone.pk, one.commune.insee.lower(): zone.pk}
    return names


def take_list(*, urn: Urn, source: str, data: bytes, actor: Actor, born_until: date | None = None) -> Taken:
    """Take in a list of voters, whole or not at all. The same list again changes nothing. One transaction, journalled.

    Raises:
        UnreadableRollError: lines are wrong.
        RefusedActError: another file has this name, a number is on the roll already, or the vote is closed.
    """
    file_hash = hashlib.sha256(data).hexdigest()
    if RollImport.objects.filter(urn=urn, file_hash=file_hash).exists():
        return Taken(RollImport.objects.get(urn=urn, file_hash=file_hash).voters, again=True)
    lines = read_roll(data, zone_names(urn.consultation), born_until=born_until)
    with acting(urn.consultation.adoption, "ballots.enrol", actor=actor):
        held = locked(urn, Stage.PREPARING, Stage.OPEN)
        known = RollImport.objects.filter(urn=held, source=source).first()
        if known is not None:
            if known.file_hash == file_hash:
                return Taken(known.voters, again=True)
            raise RefusedActError(
                f"Une autre liste s’appelle déjà « {source} » : donnez un autre nom aux personnes à ajouter."
            )
        made = RollImport.objects.create(
            urn=held, source=source, file_hash=file_hash, voters=len(lines), at=timezone.now(), by=actor.key
        )
        _write(held, made, lines)
    return Taken(len(lines))


def _write(urn: Urn, made: RollImport, lines: Sequence[RollLine]) -> None:
    numbers = {line.number: line.line for line in lines}
    taken = (
        Voter.objects.filter(urn=urn, number__in=numbers).values_list("number", flat=True).first()
        if len(lines) < CHUNK
        else None
    )
    if taken is not None:
        raise RefusedActError(
            f"Ligne {numbers[taken]} : le numéro « {taken} » est déjà sur la liste. Rien n’est importé."
        )
    rows = [
        Voter(urn=urn, source=made, zone_id=line.zone, number=line.number, name=line.name, born=line.born,
              address=line.address, email=line.email, phone=line.phone, code_digest=_no_code())
        for line in lines
    ]  # fmt: skip
    try:
        with transaction.atomic():
            Voter.objects.bulk_create(rows, batch_size=CHUNK)
    except IntegrityError:
        raise RefusedActError(
            "Un numéro, un téléphone ou une adresse électronique de ce fichier est déjà sur la liste. Rien n’est importé."
        ) from None


def _no_code() -> str:
    """Return a digest that no code has: until a letter is printed, nothing opens."""
    return secrets.token_hex(32)


def register(*, urn: Urn, zone: Zone, name: str, born: date, email: str) -> Voter:
    """Enter somebody who declares her age and commune. One write. The same address again gives the same voter.

    Raises RefusedActError: the vote is not open for it.
    """
    with transaction.atomic():
        held = locked(urn, Stage.PREPARING, Stage.OPEN)
        known = Voter.objects.filter(urn=held, email__iexact=email).first()
        if known is not None:
            return known
        return Voter.objects.create(
            urn=held, zone=zone, name=name.strip(), born=born, email=email.lower(),
            number=f"d-{secrets.token_hex(6)}", code_digest=_no_code(),
        )  # fmt: skip


def alike(urn: Urn) -> list[list[Voter]]:
    """Return groups of voters with one name and one birth date: perhaps one person twice. A human decides, nothing is dropped."""
    rows = Voter.objects.filter(urn_id=urn.pk, born__isnull=False).annotate(said=Lower("name"))
    twice = rows.values("said", "born").annotate(number=Number("pk")).filter(number__gt=1).order_by("said")[:100]
    return [list(rows.filter(said=one["said"], born=one["born"]).select_related("zone")) for one in twice]


def waiting_for_letters(urn: Urn) -> QuerySet[Voter]:
    """Return the voters with an address whose letter was never printed, in the order of the list."""
    return (
        Voter.objects.filter(urn_id=urn.pk, printed_at=None).exclude(address="").order_by("zone__label", "name", "pk")
    )


def print_codes(*, urn: Urn, voters: Sequence[Voter], actor: Actor) -> list[tuple[Voter, str]]:
    """Draw a code for each of these voters, said once; the one before opens nothing any more. One transaction, journalled.

    Raises RefusedActError: too many for one file.
    """
    if len(voters) > papers.MOST_LETTERS:
        raise RefusedActError(f"Un fichier tient {papers.MOST_LETTERS} lettres : imprimez-les en plusieurs fois.")
    with acting(urn.consultation.adoption, "ballots.enrol", actor=actor) as act:
        locked(urn, Stage.PREPARING, Stage.OPEN)
        drawn = [(voter, new_code()) for voter in voters]
        for voter, code in drawn:
            voter.code_digest, voter.printed_at, voter.code_turn = digest(code), act.now, voter.code_turn + 1
        Voter.objects.bulk_update([voter for voter, _ in drawn], ["code_digest", "printed_at", "code_turn"])
    return drawn


def voter_by_code(urn: Urn, code: str) -> Voter | None:
    """Return the voter that a code lets in, or None."""
    if len(plain(code)) != SIGNS:
        return None
    return Voter.objects.filter(urn=urn, code_digest=digest(code)).select_related("zone").first()
