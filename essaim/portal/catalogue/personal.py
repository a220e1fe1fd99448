"""The catalogue's personal data: what is held, why, how long; how one person's is copied and erased."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from essaim.foundation.jobs.public import names_address
from essaim.foundation.parties import public as parties
from essaim.portal.catalogue.domain.alerts import UNCONFIRMED_FOR
from essaim.portal.catalogue.models import Alert, Amendment, Claim, Initiative, Proposal, SynonymGroup, ZeroResult

PUBLIC_TASK = "Mission d’intérêt public (article 6-1-e du RGPD)"
MODERATORS = "Les modérateurs du territoire"
KEPT_AFTER_DECISION = timedelta(days=365)
KEPT_WHILE_WRITING = timedelta(days=90)
KEPT_EMPTY_SEARCH = timedelta(days=365)

_PAGES = "Texte public d’une fiche : il décrit une action, jamais une personne, et il est relu avant publication."
_TEXTS_OF_PAGES = [
    "Solution", "Initiative", "Figure", "StageDate", "Partner", "Obstacle", "Link", "Document", "Image", "Diffusion",
    "Theme", "Public", "Version",
]  # fmt: skip
_MACHINE = "Calculé par la machine à partir de fiches publiées, ou nom et empreinte d’un fichier."
_TOOLS = ["ImportRun", "ImportedPage", "SearchState", "SearchDocument", "SearchTerm", "SearchPosting"]


def declare() -> None:
    """Enter the catalogue's fields in the register, with their holder and their retention."""
    for name in _TEXTS_OF_PAGES:
        parties.not_personal(model=f"catalogue.{name}", why=_PAGES)
    for name in _TOOLS:
        parties.not_personal(model=f"catalogue.{name}", why=_MACHINE)
    _declare_contributions()
    _declare_searches()
    models = ("Proposal", "Amendment", "Alert", "ZeroResult", "SynonymGroup")
    labels = tuple(f"catalogue.{name}" for name in models)
    parties.register_holder(parties.Holder("catalogue", "Contributions, alertes, recherches", labels, _export, _erase))
    for name, label, run in [
        ("proposals", "Propositions : abandonnées (90 jours) ou décidées (un an)", _retain_proposals),
        ("amendments", "Modifications proposées, un an après la décision", _retain_amendments),
        ("alerts", "Alertes jamais confirmées, après sept jours", _retain_alerts),
        ("empty-searches", "Recherches sans résultat, après un an", _retain_searches),
    ]:
        parties.register_retention(parties.Retention(f"catalogue.{name}", label, run))


def _declare_contributions() -> None:
    year = "Un an après la décision ; 90 jours si la proposition n’est pas envoyée."
    for model, field, label, purpose in [
        ("Proposal", "email", "Adresse laissée avec une proposition", "Vous dire ce que devient votre proposition."),
        ("Proposal", "answers", "Réponses d’une proposition", "Préparer la fiche que vous proposez."),
        ("Proposal", "reason", "Motif d’un refus", "Vous expliquer la décision."),
        ("Amendment", "email", "Adresse laissée avec une modification", "Vous dire ce que devient votre modification."),
        ("Amendment", "comment", "Explication d’une modification", "Faire comprendre ce que vous proposez."),
        ("Amendment", "changes", "Textes d’une modification", "Relire ce que vous proposez."),
        ("Amendment", "reason", "Motif d’un refus de modification", "Vous expliquer la décision."),
    ]:
        parties.declare(
            model=f"catalogue.{model}", field=field, label=label, purpose=purpose, basis=PUBLIC_TASK, retention=year,
            recipients=MODERATORS,
        )  # fmt: skip


def _declare_searches() -> None:
    for field, label in [
        ("email", "Adresse d’une alerte"),
        ("search", "Recherche d’une alerte"),
        ("words", "Recherche d’une alerte, en mots"),
    ]:
        parties.declare(
            model="catalogue.Alert", field=field, label=label, purpose="Vous écrire quand une nouveauté y répond.",
            basis="Votre consentement, confirmé par courriel (article 6-1-a du RGPD)",
            retention="Jusqu’à ce que vous arrêtiez l’alerte, en un clic ; sept jours si elle n’est pas confirmée.",
            recipients="Personne",
        )  # fmt: skip
    parties.declare(
        model="catalogue.ZeroResult", field="query", label="Mots d’une recherche sans résultat",
        purpose="Savoir ce qui manque au catalogue. Ni adresse, ni compte, ni heure n’y sont joints.",
        basis=PUBLIC_TASK, retention="Un an après la dernière fois.", recipients=MODERATORS,
    )  # fmt: skip
    for field, label in [
        ("reason", "Raison d’un groupe de synonymes"),
        ("words", "Mots d’un groupe de synonymes"),
    ]:
        parties.declare(
            model="catalogue.SynonymGroup", field=field, label=label, purpose="Régler la recherche, et dire pourquoi.",
            basis=PUBLIC_TASK, retention="Tant qu’ils servent à la recherche ; leur auteur n’y est que sous un identifiant opaque.",
            recipients=MODERATORS,
        )  # fmt: skip

    parties.not_personal(
        model="catalogue.SynonymGroup", fields=["shipped"], why="Expression de la liste fournie avec la plateforme."
    )


def _by(email: str) -> Q:
    return Q(email__iexact=email) | Q(account__email__iexact=email)


def _synonyms_by(email: str) -> QuerySet[SynonymGroup]:
    keys = get_user_model().objects.filter(email__iexact=email).values("key")
    return SynonymGroup.objects.filter(actor__in=keys)


def _synonyms_naming(email: str) -> QuerySet[SynonymGroup]:
    holding = SynonymGroup.objects.filter(reason__icontains=email).values_list("pk", "reason")
    return SynonymGroup.objects.filter(pk__in=[pk for pk, reason in holding if names_address(reason, email)])


def _searches_naming(email: str) -> QuerySet[ZeroResult]:
    holding = ZeroResult.objects.filter(query__icontains=email).values_list("pk", "query")
    return ZeroResult.objects.filter(pk__in=[pk for pk, query in holding if names_address(query, email)])


def _export(email: str) -> Sequence[Mapping[str, Any]]:
    rows = [
        {"proposition": row.answers, "état": row.get_state_display(), "motif": row.reason}
        for row in Proposal.objects.filter(_by(email))
    ]
    rows += [
        {"modification": row.changes, "explication": row.comment, "état": row.get_state_display(), "motif": row.reason}
        for row in Amendment.objects.filter(_by(email))
    ]
    rows += [{"alerte": row.words, "recherche": row.search} for row in Alert.objects.filter(email__iexact=email)]
    rows += [
        {"demande de référent": row.initiative.title, "état": row.get_state_display()}
        for row in Claim.objects.filter(account__email__iexact=email).select_related("initiative")
    ]
    rows += [{"référent de": row.title} for row in Initiative.objects.filter(referent__email__iexact=email)]
    rows += [{"recherche sans résultat": row.query} for row in _searches_naming(email)]
    return rows + [{"synonymes": row.words, "raison": row.reason} for row in _synonyms_by(email)]


def _erase(email: str) -> int:
    """Delete what the person sent, and the reasons that name her; accepted pages stay, they name nobody."""
    count = _synonyms_naming(email).update(reason="")
    for rows in _rows_of(email):
        count += rows.count()
        rows.delete()
    return count


def _rows_of(email: str) -> list[QuerySet[Any]]:
    return [
        Proposal.objects.filter(_by(email)),
        Amendment.objects.filter(_by(email)),
        Alert.objects.filter(email__iexact=email),
        Claim.objects.filter(account__email__iexact=email),
        _searches_naming(email),
    ]


def _retain_proposals(today: date, apply: bool) -> int:  # noqa: FBT001
    decided = Q(decided_at__date__lt=today - KEPT_AFTER_DECISION)
    left = Q(state=Proposal.State.WRITING, updated_at__date__lt=today - KEPT_WHILE_WRITING)
    return _retain(Proposal.objects.filter(decided | left), apply=apply)


def _retain_amendments(today: date, apply: bool) -> int:  # noqa: FBT001
    return _retain(Amendment.objects.filter(decided_at__date__lt=today - KEPT_AFTER_DECISION), apply=apply)


def _retain_alerts(today: date, apply: bool) -> int:  # noqa: FBT001
    limit = today - UNCONFIRMED_FOR
    return _retain(Alert.objects.filter(confirmed_at=None, created_at__date__lt=limit), apply=apply)


def _retain_searches(today: date, apply: bool) -> int:  # noqa: FBT001
    return _retain(ZeroResult.objects.filter(last_seen__lt=today - KEPT_EMPTY_SEARCH), apply=apply)


def _retain(rows: QuerySet[Any], *, apply: bool) -> int:
    count = rows.count()
    if apply:
        rows.delete()
    return count
