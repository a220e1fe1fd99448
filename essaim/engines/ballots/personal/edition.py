"""The personal data of an edition but its vote: what an author wrote, what is said of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from essaim.engines.ballots.domain.edition import erasing
from essaim.engines.ballots.models.edition import Exchange, Idea
from essaim.foundation.parties import public as parties

BASIS = "La base légale que dit le kit du service"
RETENTION = "Avec le dossier : effacé à l’échéance que dit le service, ou à la demande de la personne."
TEAM = "L’équipe du service, selon son rôle"
PUBLIC = "Tout le monde, une fois relu et publié par l’équipe"
_CODES = "Dates, sommes, codes et mots d’une liste fermée : rien qu’une personne ait écrit d’elle."
_WORKS = "Ce qu’un territoire dit de ses projets et de ses travaux : aucune personne n’y est nommée."


def declare() -> None:
    """Enter the fields, with their holder."""
    for name in ("Consultation", "Phase", "Zone", "ZoneCommune"):
        parties.not_personal(model=f"ballots.{name}", why=_CODES)
    for name in ("Project", "Opinion", "Milestone", "Spending", "Picture"):
        parties.not_personal(model=f"ballots.{name}", why=_WORKS)
    parties.not_personal(model="ballots.Idea", fields=["state", "category"], why=_CODES)
    parties.not_personal(model="ballots.Exchange", fields=["side"], why=_CODES)
    parties.not_personal(
        model="ballots.Support",
        why="Une empreinte à clé de l’idée et de qui la soutient : sans la clé du serveur, elle ne dit personne.",
    )
    _declare("Idea", "title", "Le titre de votre idée", PUBLIC)
    _declare("Idea", "summary", "Ce que dit votre idée", PUBLIC)
    _declare("Idea", "reason", "Pourquoi votre idée n’est pas publiée", TEAM)
    _declare("Idea", "consent", "Votre accord pour réunir deux idées", TEAM)
    _declare("Exchange", "words", "Vos échanges avec l’équipe", TEAM)
    models = ("ballots.Idea", "ballots.Exchange")
    parties.register_holder(
        parties.Holder("ballots", "Budget participatif : idées et échanges", models, _export, _erase)
    )


def _declare(field_of: str, field: str, label: str, recipients: str) -> None:
    parties.declare(
        model=f"ballots.{field_of}", field=field, label=label, basis=BASIS, retention=RETENTION, recipients=recipients,
        purpose="Étudier votre idée, vous répondre, et la présenter au vote.",
    )  # fmt: skip


def _ideas(email: str) -> Sequence[Idea]:
    return list(Idea.objects.filter(participation__party__email__iexact=email).select_related("participation"))


def _export(email: str) -> Sequence[Mapping[str, Any]]:
    ideas = _ideas(email)
    rows: list[Mapping[str, Any]] = [
        {"idée": one.title, "résumé": one.summary, "état": one.get_state_display(), "motif": one.reason}
        for one in ideas
    ]
    written = Exchange.objects.filter(idea__in=ideas)
    return rows + [{"le": one.at.isoformat(), "de": one.get_side_display(), "message": one.words} for one in written]


def _erase(email: str) -> int:
    ideas = _ideas(email)
    for idea in ideas:
        erasing.erase(idea.participation)
    return len(ideas)
