"""The barometer's personal data: what people write or leave, the addresses of a panel, the file of an institute.

Begun answers are kept an hour, free texts a year, addresses until the wave closes, a file two days.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from essaim.foundation.jobs.public import names_address
from essaim.foundation.parties import public as parties
from essaim.portal.barometer.domain import seats
from essaim.portal.barometer.domain.intake.keeping import cells_text
from essaim.portal.barometer.models import Barometer, Draft, Intake, Panelist, PaperSheet, Remark

PUBLIC_TASK = "Mission d’intérêt public (article 6-1-e du RGPD)"
KEPT_REMARKS = timedelta(days=365)
KEPT_INTAKES = timedelta(days=2)
KEPT_PANELS = timedelta(days=30)
_SERVICE = "Texte écrit par un service pour tous : il présente un baromètre, il ne parle de personne."
_CLOSED = "Codes et nombres, ou mots d’une question : rien qu’une personne ait écrit."
_ANONYMOUS = (
    "Réponses à choix fermés, sans date, ni ordre, ni adresse, ni compte, ni code : rien n’y mène à une personne."
)
_HASHES = "Empreintes de codes tirés au sort, effacées à la clôture ; nous ignorons à qui chaque code est remis."


def declare() -> None:
    """Enter the barometer's fields in the register, with their holder and their retention."""
    for name in ("Barometer", "Wave"):
        parties.not_personal(model=f"barometer.{name}", why=_SERVICE)
    for name in (
        "Question",
        "QuestionVersion",
        "Choice",
        "Item",
        "WaveQuestion",
        "Quota",
        "QuotaCell",
        "Margin",
        "Result",
        "Tally",
        "PaperBatch",
    ):
        parties.not_personal(model=f"barometer.{name}", why=_CLOSED)
    parties.not_personal(model="barometer.Answer", why=_ANONYMOUS)
    for name in ("InvitationBatch", "Invitation", "SpentCode"):
        parties.not_personal(model=f"barometer.{name}", why=_HASHES)
    parties.not_personal(model="barometer.Draft", fields=["mode", "cells"], why=_CLOSED)
    parties.not_personal(model="barometer.Remark", fields=["slug", "theme"], why=_CLOSED)
    parties.not_personal(model="barometer.Intake", fields=["name", "sha256"], why=_SERVICE)
    _declare_answers()
    _declare_collection()
    labels = ("barometer.Draft", "barometer.Remark", "barometer.Panelist", "barometer.Intake", "barometer.PaperSheet")
    parties.register_holder(
        parties.Holder("barometer", "Baromètres : réponses libres, invitations, responsables", labels, _export, _erase)
    )
    for name, label, run in [
        ("drafts", "Réponses commencées et laissées, après le délai dit à la première page", _retain_drafts),
        ("remarks", "Réponses libres, un an après la clôture", _retain_remarks),
        (
            "panels",
            "Adresses des personnes invitées, un mois après la fin prévue d’une vague qui n’est pas close",
            _retain_panels,
        ),
        (
            "paper",
            "Questionnaires papier saisis et jamais versés, un mois après la fin prévue d’une vague qui n’est pas close",
            _retain_paper,
        ),
        ("intakes", "Fichiers d’instituts qui n’ont pas été repris, après deux jours", _retain_intakes),
    ]:
        parties.register_retention(parties.Retention(f"barometer.{name}", label, run))


def _declare_answers() -> None:
    parties.declare(
        model="barometer.Draft", field="values", label="Réponses commencées à un baromètre",
        purpose="Vous laisser reprendre là où vous en étiez, et tenir votre place.", basis=PUBLIC_TASK,
        retention="Effacées à l’envoi, ou après le délai dit à la première page (une heure d’ordinaire).",
        recipients="Personne",
    )  # fmt: skip
    parties.declare(
        model="barometer.Remark", field="text", label="Réponses libres à un baromètre",
        purpose="Comprendre ce que les choix fermés ne disent pas. Elles sont rangées à part de vos autres réponses.",
        basis=PUBLIC_TASK, retention="Un an après la clôture ; jamais publiées telles quelles.",
        recipients="Les gestionnaires du territoire",
    )  # fmt: skip


def _declare_collection() -> None:
    for field in ("first", "second", "agreed"):
        parties.declare(
            model="barometer.PaperSheet", field=field, label="Réponses d’un questionnaire papier, pendant sa saisie",
            purpose="Saisir deux fois ce que vous avez écrit, et corriger les erreurs de saisie.", basis=PUBLIC_TASK,
            retention="Effacées dès que le lot est versé, sans lien gardé avec la réponse ; un mois après la fin prévue au plus tard.",
            recipients="Les agents qui saisissent",
        )  # fmt: skip
    parties.declare(
        model="barometer.Panelist", field="address", label="Adresse d’une personne invitée à répondre à un baromètre",
        purpose="Vous envoyer votre invitation, et une relance si vous n’avez pas répondu.", basis=PUBLIC_TASK,
        retention="Effacée quand l’enquête se clôt, ou dès que vous refusez.", recipients="Personne",
    )  # fmt: skip
    for field in ("content", "columns", "matching"):
        parties.declare(
            model="barometer.Intake", field=field, label="Fichier de réponses remis par un institut",
            purpose="Faire correspondre ses colonnes aux questions.", basis=PUBLIC_TASK,
            retention="Effacé dès que les réponses sont reprises, ou après deux jours.",
            recipients="Les gestionnaires du territoire",
        )  # fmt: skip


def _remarks_naming(email: str) -> QuerySet[Remark]:
    holding = Remark.objects.filter(text__icontains=email).values_list("pk", "text")
    return Remark.objects.filter(pk__in=[pk for pk, text in holding if names_address(text, email)])


def _panelists(email: str) -> QuerySet[Panelist]:
    return Panelist.objects.filter(address__iexact=email).select_related("batch__wave")


def _intakes_naming(email: str) -> list[Intake]:
    """The files live two days, and there are few: each is read."""
    return [row for row in Intake.objects.all() if names_address(cells_text(row), email)]


def _sheets_naming(email: str) -> list[PaperSheet]:
    """The sheets being keyed live a few days, and there are few: each is read."""
    rows = PaperSheet.objects.select_related("batch__wave")
    return [row for row in rows if names_address(str([row.first, row.second, row.agreed]), email)]


def _export(email: str) -> Sequence[Mapping[str, Any]]:
    rows = [{"réponse libre": row.text} for row in _remarks_naming(email)]
    rows += [{"invitée à répondre à": row.batch.wave.title} for row in _panelists(email)]
    rows += [{"citée dans le fichier": row.name} for row in _intakes_naming(email)]
    rows += [{"questionnaire papier en cours de saisie": row.batch.wave.title} for row in _sheets_naming(email)]
    return rows + [{"responsable de": row.title} for row in Barometer.objects.filter(owner__email__iexact=email)]


def _erase(email: str) -> int:
    """Delete free texts, invitations and files that name the address; a barometer stays, its territory answers for it."""
    erased = _remarks_naming(email).delete()[0] + _panelists(email).delete()[0]
    held: list[Intake | PaperSheet] = [*_intakes_naming(email), *_sheets_naming(email)]
    for row in held:
        row.delete()
    return erased + len(held) + Barometer.objects.filter(owner__email__iexact=email).update(owner=None)


def _retain_drafts(today: date, apply: bool) -> int:  # noqa: ARG001, FBT001 - its limit is a moment, not a day
    return seats.free_expired() if apply else Draft.objects.filter(expires_at__lt=timezone.now()).count()


def _retain_remarks(today: date, apply: bool) -> int:  # noqa: FBT001
    due = Remark.objects.filter(wave__closed_at__date__lt=today - KEPT_REMARKS)
    return due.delete()[0] if apply else due.count()


def _retain_panels(today: date, apply: bool) -> int:  # noqa: FBT001
    due = Panelist.objects.filter(batch__wave__planned_end__lt=today - KEPT_PANELS)
    return due.delete()[0] if apply else due.count()


def _retain_paper(today: date, apply: bool) -> int:  # noqa: FBT001
    due = PaperSheet.objects.filter(batch__wave__planned_end__lt=today - KEPT_PANELS)
    return due.delete()[0] if apply else due.count()


def _retain_intakes(today: date, apply: bool) -> int:  # noqa: FBT001
    due = Intake.objects.filter(created_at__date__lte=today - KEPT_INTAKES)
    return due.delete()[0] if apply else due.count()
