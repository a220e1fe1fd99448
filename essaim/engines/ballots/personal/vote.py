"""The personal data of a vote: the roll, until the delay of appeal is over. What somebody voted is nobody's data: it is not known."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from essaim.engines.ballots.domain.vote import forgetting
from essaim.engines.ballots.models.vote import CodeRequest, Mark, Observer, Voter
from essaim.foundation.parties import public as parties

BASIS = "Mission d’intérêt public (article 6-1-e du RGPD)"
RETENTION = (
    f"Jusqu’à {forgetting.KEPT_DAYS} jours après la publication des résultats, délai des recours ; effacée ensuite."
)
AT_CLOSE = f"Jusqu’à la clôture du vote ; l’adresse de qui s’inscrit sans liste, {forgetting.KEPT_DAYS} jours après les résultats."
AT_ONCE = "Le temps que le travail de fond regarde la liste : quelques secondes ; au plus tard à la clôture."
WHO = "L’équipe qui tient la liste et reçoit les votes sur papier"
_CODES = "Clés, empreintes, nombres et mots d’une liste fermée : rien qui mène à une personne."
_SEALED = "Des bulletins scellés, sans date, sans ordre et sans nom."


def declare() -> None:
    """Enter the fields, with their holder and their retention."""
    for name in ("Urn", "RollImport", "Checkpoint", "Batch", "Count"):
        parties.not_personal(model=f"ballots.{name}", why=_CODES)
    parties.not_personal(model="ballots.Envelope", why=_SEALED)
    parties.not_personal(model="ballots.Slip", why="Des choix lus sur des bulletins anonymes.")
    parties.not_personal(
        model="ballots.Mark", why="Dit qu’un numéro de la liste a voté, jamais quoi ; effacé avec la liste."
    )
    parties.not_personal(model="ballots.Voter", fields=["code_digest"], why=_CODES)
    for field, label in (
        ("number", "Votre numéro sur la liste"), ("name", "Vos nom et prénoms"), ("address", "Votre adresse"),
    ):  # fmt: skip
        parties.declare(
            model="ballots.Voter", field=field, label=label, purpose="Que chaque personne vote une fois, et une seule.",
            basis=BASIS, retention=RETENTION, recipients=WHO,
        )  # fmt: skip
    for model, field, label, retention in (
        ("Voter", "email", "Votre adresse électronique, où recevoir un code", AT_CLOSE),
        ("Voter", "phone", "Votre téléphone, où recevoir un code", AT_CLOSE),
        ("CodeRequest", "address", "L’adresse ou le téléphone où vous demandez un code", AT_ONCE),
    ):
        parties.declare(
            model=f"ballots.{model}", field=field, label=label, purpose="Vous envoyer un code à usage unique pour voter.",
            basis=BASIS, retention=retention, recipients="Le travail de fond, et la passerelle d’envoi que la collectivité a choisie",
        )  # fmt: skip
    parties.not_personal(model="ballots.OneTimeCode", why=_CODES)
    for field, label in (
        ("label", "Qui vous êtes, comme observateur d’un vote"),
        ("email", "L’adresse où vous recevez les relevés d’un vote"),
    ):
        parties.declare(
            model="ballots.Observer", field=field, label=label, purpose="Que quelqu’un d’autre garde les relevés de l’urne.",
            basis=BASIS, retention=RETENTION, recipients=WHO,
        )  # fmt: skip
    parties.register_holder(
        parties.Holder(
            "ballots-observers",
            "Budget participatif : observateurs d’un vote",
            ("ballots.Observer",),
            _export_observers,
            _erase_observers,
        )
    )
    parties.register_holder(
        parties.Holder(
            "ballots-roll",
            "Budget participatif : liste des électeurs",
            ("ballots.Voter", "ballots.CodeRequest"),
            _export,
            _erase,
        )
    )
    parties.register_retention(
        parties.Retention(
            "ballots.roll", f"Listes d’électeurs, {forgetting.KEPT_DAYS} jours après les résultats", _retain
        )
    )


def _export(email: str) -> Sequence[Mapping[str, Any]]:
    return [
        {
            "numéro": one.number, "nom": one.name, "adresse": one.address, "téléphone": one.phone, "secteur": one.zone.label,
            "a voté": Mark.objects.filter(voter=one).exists(),
        }
        for one in Voter.objects.filter(email__iexact=email).select_related("zone")
    ]  # fmt: skip


def _export_observers(email: str) -> Sequence[Mapping[str, Any]]:
    return [{"observateur": one.label, "adresse": one.email} for one in Observer.objects.filter(email__iexact=email)]


def _erase_observers(email: str) -> int:
    return Observer.objects.filter(email__iexact=email).delete()[0]


def _erase(email: str) -> int:
    """Blank what names a voter. Her line and her mark stay, without a name: else she could vote twice."""
    CodeRequest.objects.filter(address__iexact=email).delete()
    rows = Voter.objects.filter(email__iexact=email)
    return sum(forgetting.blank(one) for one in rows)


def _retain(today: date, apply: bool) -> int:  # noqa: FBT001 - the shape of a retention
    return forgetting.forget_rolls(today) if apply else forgetting.rolls_due(today)
