"""The personal data of adoptions: answers, what was told, who is in a team. Each field of a kit says its own retention."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from essaim.adoptions.domain import adopting, retaining
from essaim.adoptions.domain.erasing import erase_participation
from essaim.adoptions.domain.queries.following import followed
from essaim.adoptions.domain.saying import said_answers
from essaim.adoptions.models import AdoptionRequest, Participation, TeamMember
from essaim.foundation.parties import public as parties

REQUESTS_KEPT = "un an après la réponse, deux ans sans réponse"
BASIS = "La base légale que dit le kit du service"
_RULES = "Règles, textes et nombres d’un service : ils ne parlent de personne."
_CALENDAR = (
    ("fields", "Réponses aux services, champ par champ", retaining.erase_fields),
    ("files", "Fichiers donnés aux services", retaining.erase_files),
    ("drafts", "Brouillons sans activité depuis un mois", retaining.throw_drafts),
    ("trials", "Dossiers d’essai commencés à l’instant de l’ouverture", adopting.erase_stragglers),
    ("contacts", "Contacts des dossiers dont plus rien n’est gardé", retaining.erase_contacts),
)
_CODES = "Codes et empreintes tirés au hasard, identifiants d’actes."


def declare() -> None:
    """Enter the fields of adoptions in the register, with their holder."""
    for name in ("KitVersion", "Adoption", "Terms", "Measure", "Release", "Carried", "DoneRequest"):
        parties.not_personal(model=f"adoptions.{name}", why=_RULES)
    parties.not_personal(model="adoptions.Participation", fields=["door", "role", "secret_hash", "writers"], why=_CODES)
    parties.not_personal(model="adoptions.Happening", fields=["event", "role"], why=_CODES)
    parties.not_personal(model="adoptions.Told", fields=["message", "channel"], why=_CODES)
    parties.not_personal(model="adoptions.TeamMember", fields=["role"], why=_CODES)
    _declare("Participation", "answers", "Ce que vous avez répondu", "Étudier et rendre le service demandé.")
    _declare("Happening", "payload", "Ce qui s’est passé dans un dossier", "Suivre le dossier et rendre compte.")
    _declare("Told", "subject", "Objet d’un message reçu", "Garder trace de ce qui vous a été dit.")
    _declare("Told", "body", "Texte d’un message reçu", "Garder trace de ce qui vous a été dit.")
    parties.declare(
        model="adoptions.TeamMember", field="email", label="Adresse d’un membre d’équipe",
        purpose="Donner accès au bureau d’un service.", basis="Mission d’intérêt public (article 6-1-e du RGPD)",
        retention="Tant que la personne est de l’équipe.", recipients="Les gestionnaires du territoire et l’équipe",
    )  # fmt: skip
    _declare_requests()
    parties.not_personal(model="adoptions.Attachment", fields=["asked", "kind"], why=_CODES)
    _declare("Attachment", "name", "Nom d’un fichier que vous avez donné", "Le retrouver et le lire.")
    _declare("Attachment", "file", "Fichier que vous avez donné", "Étudier la demande.")
    held = ("Participation", "Happening", "Told", "Attachment", "TeamMember", "AdoptionRequest")
    models = tuple(f"adoptions.{name}" for name in held)
    parties.register_holder(parties.Holder("adoptions", "Dossiers des services", models, _export, _erase))
    for name, label, run in _CALENDAR:
        parties.register_retention(parties.Retention(f"adoptions.{name}", label, run))


def _declare_requests() -> None:
    parties.not_personal(model="adoptions.AdoptionRequest", fields=["kit"], why=_RULES)
    for field, label in [
        ("structure", "Structure qui demande une adoption"),
        ("name", "Nom laissé avec une demande d’adoption"),
        ("email", "Adresse laissée avec une demande d’adoption"),
        ("message", "Message d’une demande d’adoption"),
        ("answer", "Réponse à une demande d’adoption"),
    ]:
        parties.declare(
            model="adoptions.AdoptionRequest", field=field, label=label, purpose="Répondre à votre demande.",
            basis="Mission d’intérêt public (article 6-1-e du RGPD)", retention=REQUESTS_KEPT,
            recipients="Les gestionnaires du territoire à qui vous demandez",
        )  # fmt: skip
    parties.register_retention(
        parties.Retention("adoptions.requests", f"Demandes d’adoption : {REQUESTS_KEPT}", erase_old_requests)
    )


def erase_old_requests(today: date, apply: bool) -> int:  # noqa: FBT001
    """Count the requests that are past their time (a year after the answer, two without one); delete them to apply."""
    answered = Q(answered_at__date__lt=today - timedelta(days=365))
    left = Q(answered_at=None, sent_at__date__lt=today - timedelta(days=2 * 365))
    due = AdoptionRequest.objects.filter(answered | left)
    return due.delete()[0] if apply else due.count()


def _declare(model: str, field: str, label: str, purpose: str) -> None:
    parties.declare(
        model=f"adoptions.{model}", field=field, label=label, purpose=purpose, basis=BASIS,
        retention="Champ par champ, selon le kit du service ; l’entrée du service le dit.",
        recipients="L’équipe du service, selon son rôle",
    )  # fmt: skip


def _export(email: str) -> Sequence[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = [_row(one) for one in _of(email)]
    rows += [
        {"demande d’adoption": one.kit, "état": one.get_state_display(), "message": one.message, "réponse": one.answer}
        for one in AdoptionRequest.objects.filter(email__iexact=email)
    ]
    return rows + [
        {"équipe de": one.adoption.title, "rôle": one.role}
        for one in TeamMember.objects.filter(email__iexact=email).select_related("adoption")
    ]


def _of(email: str) -> "QuerySet[Participation]":
    """What is about somebody: answered at her address, or begun with her account for herself. What she filled in for another is the other's."""
    begun = Q(account__email__iexact=email, mandate=None, party__email="")
    mine = Q(party__email__iexact=email) | begun
    rows = Participation.objects.filter(mine, erased_at=None).select_related(
        "adoption__territory", "terms__version", "party", "mandate"
    )
    return rows.prefetch_related("told", "attachments").distinct()


def _row(one: Participation) -> Mapping[str, Any]:
    contact = {name: getattr(one.party, name) for name in ("name", "email", "phone", "address")}
    return {
        "service": one.adoption.title,
        "dossier": one.reference,
        "état": one.get_standing_display(),
        "contact": contact,
        "agit pour vous": one.mandate.by_name if one.mandate else None,
        "réponses": {answer.label: answer.words for answer in said_answers(one)},
        "pièces": [file.name for file in one.attachments.all()],
        "messages": [{"objet": told.subject, "texte": told.body} for told in one.told.all()],
        "suivi": [f"{line.title} : {line.text}" for line in followed(one)],
    }


def _erase(email: str) -> int:
    count = sum(erase_participation(one) for one in _of(email))
    count += AdoptionRequest.objects.filter(email__iexact=email).delete()[0]
    return count + TeamMember.objects.filter(email__iexact=email).delete()[0]
