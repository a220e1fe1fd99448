"""A file of people to invite: one invitation each, by letter or by electronic mail, and reminders to those who have not answered.

A letter keeps nothing: its code is drawn, printed and forgotten. A message must be sent again, so its address is kept until the
wave closes; its code is not: it is computed from the key of the row and the secret of the node (docs/adr/0025-fieldwork.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from essaim.cores.tables import Problem, UnreadableError, refuse
from essaim.foundation.jobs.public import send_message
from essaim.foundation.journal import public as journal
from essaim.foundation.ui import public as ui
from essaim.portal.barometer.domain.intake.tables import read_table
from essaim.portal.barometer.domain.invitations import ALPHABET, GROUP, GROUPS, NotNow, digest
from essaim.portal.barometer.domain.mixing import lock
from essaim.portal.barometer.models import Invitation, InvitationBatch, Panelist, SpentCode, Status, Wave

MOST_PEOPLE = 2_000
MOST_REMINDERS, BETWEEN = 2, timedelta(days=3)
"""A person who did not answer twice said no; and nobody answers a letter the same day."""
MAIL = "courriel"
POSTAL = ("nom", "adresse1", "adresse2", "code_postal", "ville")


@dataclass(frozen=True)
class People:
    """Who a file names. ``mails``: one address each; ``letters``: the lines of an envelope each; one of the two is empty."""

    mails: tuple[str, ...] = ()
    letters: tuple[tuple[str, ...], ...] = ()
    aside: tuple[str, ...] = ()


def read_people(name: str, data: bytes, *, most_letters: int) -> People:
    """Read a file of people, CSV or XLSX. Raises UnreadableError with every line that is wrong.

    Columns: ``courriel`` alone, or ``nom``, ``adresse1``, ``adresse2``, ``code_postal``, ``ville``. Any other is left aside, never kept.
    """
    table = read_table(name, data, rows=MOST_PEOPLE)
    if not table.rows:
        raise refuse("Ce fichier ne nomme personne : la première ligne nomme les colonnes.")
    rows = list(table.records())
    if MAIL in table.columns:
        aside = tuple(column for column in table.columns if column != MAIL)
        return People(mails=_mails(rows), aside=aside)
    missing = [column for column in ("nom", "adresse1", "code_postal", "ville") if column not in table.columns]
    if missing:
        raise refuse(f"Colonnes attendues : {MAIL}, ou {', '.join(POSTAL)}. Il manque : {', '.join(missing)}.")
    if len(rows) > most_letters:
        raise refuse(f"{len(rows)} lettres ; {most_letters} au plus par fichier : partagez-le.")
    return People(letters=_letters(rows), aside=tuple(column for column in table.columns if column not in POSTAL))


def _mails(rows: list[tuple[int, dict[str, str]]]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    wrong = []
    for line, row in rows:
        address = row[MAIL].strip().lower()
        try:
            validate_email(address)
        except ValidationError:
            wrong.append(Problem("une adresse électronique est attendue", line, MAIL))
            continue
        first = seen.setdefault(address, line)
        if first != line:
            wrong.append(
                Problem(f"cette adresse est déjà à la ligne {first} : une invitation par personne", line, MAIL)
            )
    if wrong:
        raise UnreadableError(wrong)
    return tuple(seen)


def _letters(rows: list[tuple[int, dict[str, str]]]) -> tuple[tuple[str, ...], ...]:
    seen: dict[tuple[str, ...], int] = {}
    wrong = []
    for line, row in rows:
        empty = [column for column in ("nom", "adresse1", "code_postal", "ville") if not row[column]]
        wrong += [Problem("cette cellule est vide", line, column) for column in empty]
        lines = (row["nom"], row["adresse1"], row.get("adresse2", ""), f"{row['code_postal']} {row['ville']}")
        envelope = tuple(each for each in lines if each)
        first = seen.setdefault(envelope, line)
        if first != line:
            wrong.append(
                Problem(f"cette personne est déjà à la ligne {first} : une invitation par personne", line, "nom")
            )
    if wrong:
        raise UnreadableError(wrong)
    return tuple(seen)


def code_of(panelist: Panelist) -> str:
    """Return the code of an invited person, computed from her row and the secret of the node: no table holds it, nor its hash beside her."""
    number = int.from_bytes(salted_hmac("essaim.barometer.panel", panelist.key.bytes, algorithm="sha256").digest())
    signs = []
    for _ in range(GROUPS * GROUP):
        number, place = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[place])
    text = "".join(signs)
    return "-".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))


@transaction.atomic
def invite(*, wave: Wave, label: str, mails: Sequence[str], link: str, actor: UUID | None) -> InvitationBatch:
    """Invite people by electronic mail: one code each, written in the outbox. Nobody is invited twice to a wave.

    ``link``: what comes before the code in the address of an invitation, whole (`https://…/invitation/`).

    Side effects: one batch, its people, its invitations, one message each, one entry of the journal, in one transaction. Raises
    NotNow, UnreadableError for who is invited already.
    """
    held = _open(wave)
    known = set(Panelist.objects.filter(batch__wave=held, address__in=mails).values_list("address", flat=True))
    if known:
        raise UnreadableError(
            [Problem("déjà invitée à cette vague", line + 2, MAIL) for line, each in enumerate(mails) if each in known]
        )
    batch = InvitationBatch.objects.create(wave=held, label=label, size=len(mails))
    people = Panelist.objects.bulk_create(Panelist(batch=batch, address=address) for address in mails)
    codes = {person.pk: code_of(person) for person in people}
    Invitation.objects.bulk_create(
        Invitation(digest=each, batch=batch) for each in sorted(digest(code) for code in codes.values())
    )
    for person in people:
        _write(held, person, codes[person.pk], link, reminder=0)
    _record(held, actor, {"codes": len(mails), "by": "mail"})
    return batch


@transaction.atomic
def remind(*, batch: InvitationBatch, link: str, actor: UUID | None) -> int:
    """Send the same invitation again to those of a batch whose code has not been used; return how many.

    Whether a code was used is all that is asked: no answer is read, and nothing is written beside a person.

    Side effects: one message each, the count of the batch, one entry of the journal, in one transaction. Raises NotNow: the wave is
    not open, a reminder left less than three days ago, two did, or the secret of the node has changed since.
    """
    held = _open(batch.wave)
    batch = InvitationBatch.objects.select_for_update().get(pk=batch.pk)
    _refuse_too_soon(batch)
    codes = {person: code_of(person) for person in batch.panel.all()}
    digests = {person: digest(code) for person, code in codes.items()}
    known = set(batch.invitations.values_list("digest", flat=True))
    if digests and not known & set(digests.values()):
        raise NotNow(
            "Le secret de la plateforme a changé depuis l’envoi : ces codes ne peuvent plus être retrouvés. Invitez de nouveau."
        )
    spent = set(SpentCode.objects.filter(wave=held).values_list("digest", flat=True))
    waiting = [person for person, each in digests.items() if each in known - spent]
    for person in waiting:
        _write(held, person, codes[person], link, reminder=batch.reminders + 1)
    batch.reminders, batch.reminded_on = batch.reminders + 1, timezone.localdate()
    batch.save(update_fields=["reminders", "reminded_on"])
    _record(held, actor, {"reminder": batch.reminders, "people": len(waiting)})
    return len(waiting)


def may_remind(batch: InvitationBatch) -> str:
    """Return why a batch cannot be reminded now, an empty text when it can."""
    if batch.reminders >= MOST_REMINDERS:
        return f"Relancée {MOST_REMINDERS} fois déjà : qui n’a pas répondu a dit non."
    last = batch.reminded_on or timezone.localdate(batch.created_at)
    ready = last + BETWEEN
    return "" if ready <= timezone.localdate() else f"Relance possible à partir du {ui.french.day(ready)}."


def _refuse_too_soon(batch: InvitationBatch) -> None:
    why = may_remind(batch)
    if why:
        raise NotNow(why)


@transaction.atomic
def refuse_invitation(*, code: str) -> None:
    """Forget an invited person at her own request: her address and her code, unless it was used. Nothing when it is unknown.

    Side effects: in one transaction, under the lock of the wave.
    """
    found = Invitation.objects.filter(digest=digest(code)).select_related("batch").first()
    if found is None:
        return
    lock(found.batch.wave_id)
    for person in found.batch.panel.all():
        if digest(code_of(person)) == found.digest:
            person.delete()
    if not SpentCode.objects.filter(digest=found.digest).exists():
        found.delete()


def forget_panels(wave: Wave) -> None:
    """Erase the addresses of a wave, in the caller's transaction: nobody will be written to again."""
    Panelist.objects.filter(batch__wave=wave).delete()


def _open(wave: Wave) -> Wave:
    held = lock(wave.pk)
    if held.status != Status.OPEN:
        raise NotNow("On invite et on relance quand la vague est ouverte : ouvrez-la d’abord.")
    if not held.by_invitation:
        raise NotNow("Cette vague ne prend pas de réponses par lien personnel.")
    return held


def _write(wave: Wave, person: Panelist, code: str, link: str, reminder: int) -> None:
    subject = f"{'Rappel : ' if reminder else ''}votre avis, {wave.title}"
    end = f"jusqu’au {ui.french.day(wave.planned_end)}" if wave.planned_end else "ces jours-ci"
    body = (
        f"Bonjour,\n\n{wave.commissioner} vous demande votre avis : {wave.barometer.title}, {wave.title}.\n"
        f"Pour répondre, {end} :\n{link}{code}/\n\n"
        f"Votre code, si vous préférez l’écrire vous-même sur {link} : {code}\n\n"
        "Il sert une fois. Vos réponses sont rangées sans lui : personne ne peut savoir ce que vous avez répondu.\n"
        f"Une question ? {wave.contact}\n\n"
        f"Ne plus recevoir ces messages et effacer votre adresse :\n{link}{code}/refuser/\n"
    )
    key = f"barometer:panel:{person.key}:{reminder}"
    send_message(to=person.address, subject=subject, body=body, key=key)


def _record(wave: Wave, actor: UUID | None, details: dict[str, int | str]) -> None:
    journal.record(act="barometer.invite", actor=actor, target="wave", key=str(wave.key), details=details)
