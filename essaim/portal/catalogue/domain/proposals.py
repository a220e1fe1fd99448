"""A proposal is written, sent, then accepted or refused by a moderator."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from essaim.foundation.jobs.public import send_message
from essaim.foundation.journal.public import record as journal
from essaim.portal.catalogue import params
from essaim.portal.catalogue.domain import lifecycle
from essaim.portal.catalogue.domain.records import write_initiative
from essaim.portal.catalogue.models import Initiative, Proposal, Status

REQUIRED = ("title", "summary", "problem", "how_it_works", "themes", "territory", "holder", "stage")


class NotReady(ValueError):  # noqa: N818 - read as a sentence by whoever catches it
    """The proposal lacks an answer, or was already sent or decided."""


def start(*, account_id: int | None = None) -> Proposal:
    """Begin a proposal. Side effects: one row."""
    return Proposal.objects.create(account_id=account_id)


@transaction.atomic
def save_answers(*, proposal: Proposal, answers: dict[str, Any]) -> None:
    """Keep the answers of one page. Side effects: the row, under lock, so that two tabs lose nothing. Raises NotReady."""
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if row.state != Proposal.State.WRITING:
        raise NotReady("Cette proposition est déjà envoyée : elle ne change plus.")
    answers = {name: _plain(value) for name, value in answers.items()}
    row.email = answers.pop("email", row.email)
    row.answers = row.answers | answers
    row.save()
    proposal.refresh_from_db()


@transaction.atomic
def send(*, proposal: Proposal, moderators: list[str]) -> None:
    """Send a proposal to the moderators. Side effects: state, messages, journal, in one transaction. Raises NotReady."""
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if row.state != Proposal.State.WRITING:
        return  # the same click twice: already sent
    missing = missing_answers(row)
    if missing:
        raise NotReady("Il manque des réponses : " + ", ".join(missing) + ".")
    row.state, row.sent_at = Proposal.State.SENT, timezone.now()
    row.save()
    journal(act="proposal.send", actor=None, target="proposal", key=str(row.pk))
    for address in moderators:
        _write_to(
            address,
            "Une initiative attend votre relecture",
            "proposal-sent.txt",
            row,
            f"{row.token}:moderator:{address}",
        )
    if row.email:
        _write_to(
            row.email, "Votre proposition est bien arrivée", "proposal-received.txt", row, f"{row.token}:received"
        )


def missing_answers(proposal: Proposal) -> list[str]:
    """Return the names of the answers that are still needed, in the order of the questions."""
    labels = {
        "title": "son nom", "summary": "les deux phrases", "problem": "le problème", "how_it_works": "le fonctionnement",
        "themes": "un thème", "territory": "le territoire", "holder": "qui la porte", "stage": "où elle en est",
    }  # fmt: skip
    return [labels[name] for name in REQUIRED if not proposal.answers.get(name)]


@transaction.atomic
def accept(*, proposal: Proposal, actor: UUID | None) -> Initiative:
    """Turn a sent proposal into an initiative in review. Side effects: pages, state, message, journal. Raises NotReady."""
    row = _undecided(proposal)
    page, _ = write_initiative(record=as_record(row), status=Status.REVIEW)
    lifecycle.keep_version(page=page, actor=actor, reason="proposition acceptée")
    _decide(row, Proposal.State.ACCEPTED, actor, initiative=page)
    return page


@transaction.atomic
def refuse(*, proposal: Proposal, reason: str, actor: UUID | None) -> None:
    """Refuse a sent proposal, with its reason. Side effects: state, message, journal. Raises NotReady without a reason."""
    if not reason.strip():
        raise NotReady("Dites pourquoi : la personne lira votre motif.")
    _decide(_undecided(proposal), Proposal.State.REFUSED, actor, reason=reason)


def as_record(proposal: Proposal) -> params.InitiativeRecord:
    """Return the initiative that these answers describe."""
    answers = proposal.answers
    slug = f"{slugify(answers['title'])[:80]}-{str(proposal.token)[:6]}".strip("-")
    names = (
        "title",
        "summary",
        "problem",
        "how_it_works",
        "for_whom",
        "publics",
        "themes",
        "holder",
        "stage",
        "lessons",
    )
    return params.InitiativeRecord.model_validate(
        {name: answers[name] for name in names if answers.get(name)}
        | {
            "id": slug,
            "territories": [answers["territory"]],
            "partners": _partners(answers.get("partners", "")),
            "stages": [{"stage": answers["stage"], "when": {"text": answers["since"]}}] if answers.get("since") else [],
            "figures": _figures(answers),
            "provenance": "proposée sur le site",
            "source_key": f"proposal:{proposal.token}",
        }
    )


def _undecided(proposal: Proposal) -> Proposal:
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if row.state != Proposal.State.SENT:
        raise NotReady("Cette proposition n’attend plus de décision : quelqu’un l’a peut-être déjà prise.")
    return row


def _decide(
    row: Proposal, state: Proposal.State, actor: UUID | None, *, reason: str = "", initiative: Initiative | None = None
) -> None:
    row.state, row.reason, row.initiative, row.decided_at = state, reason, initiative, timezone.now()
    row.save()
    journal(act=f"proposal.{state.value}", actor=actor, target="proposal", key=str(row.pk))
    if row.email:
        subject = "Votre proposition est acceptée" if initiative else "Votre proposition n’est pas retenue"
        _write_to(row.email, subject, "decided", row, f"{row.token}:decided")


def _write_to(address: str, subject: str, kind: str, row: Proposal, key: str) -> None:
    link = settings.ESSAIM_BASE_URL + reverse("catalogue:proposal_state", args=[row.token])
    send_message(to=address, subject=subject, body=_body(kind, row, link), kind="mail", key=key)


def _body(kind: str, row: Proposal, link: str) -> str:
    name = f"« {row} »"
    if kind == "proposal-sent.txt":
        queue = settings.ESSAIM_BASE_URL + reverse("catalogue:moderation")
        return f"Bonjour,\n\nL’initiative {name} vient d’être proposée. Elle attend votre relecture :\n{queue}\n"
    if kind == "proposal-received.txt":
        return f"Bonjour,\n\nMerci. Votre proposition {name} est bien arrivée.\nVous pouvez suivre où elle en est :\n{link}\n"
    if row.state == Proposal.State.ACCEPTED:
        return f"Bonjour,\n\nVotre proposition {name} est acceptée. Elle sera publiée après relecture.\n{link}\n"
    return f"Bonjour,\n\nVotre proposition {name} n’est pas retenue.\nMotif : {row.reason}\n{link}\n"


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def _partners(lines: str) -> list[dict[str, str]]:
    parted = [line.partition(":") for line in lines.splitlines() if line.strip()]
    return [{"name": name.strip(), "part": part.strip()} for name, _, part in parted]


def _figures(answers: dict[str, Any]) -> list[dict[str, Any]]:
    needed = ("figure_label", "figure_value", "figure_unit", "figure_when", "figure_source")
    if not all(answers.get(name) for name in needed):
        return []  # autosave may have kept half a figure: without its sense, unit, date and source it says nothing
    return [
        {
            "label": answers["figure_label"],
            "value": answers["figure_value"],
            "unit": answers["figure_unit"],
            "kind": answers.get("figure_kind") or "measured",
            "when": {"text": answers["figure_when"]},
            "source": answers["figure_source"],
        }
    ]
