"""What the apps below this one hold: they cannot declare it themselves, since an import only points down."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from essaim.foundation.jobs import public as jobs
from essaim.foundation.parties import public as parties
from essaim.foundation.storage import public as storage

PUBLIC_TASK = "Mission d’intérêt public (article 6-1-e du RGPD)"
TEAM = "Personne : le travail de fond seul, et qui exploite le serveur"


def declare() -> None:
    """Enter the messages in the register, and say what holds nobody."""
    _messages()
    _harmless()


def _messages() -> None:
    for field, label in [
        ("to", "Adresse à laquelle un message est envoyé"),
        ("subject", "Objet d’un message"),
        ("body", "Texte d’un message"),
    ]:
        parties.declare(
            model="jobs.Message",
            field=field,
            label=label,
            purpose="Vous envoyer le message que vous attendez (code de connexion, suite donnée, alerte).",
            basis=PUBLIC_TASK,
            retention="Trente jours après l’écriture (réglage du nœud), puis effacement ; la date d’envoi reste.",
            recipients=TEAM,
        )
    parties.register_holder(parties.Holder("jobs", "Messages", ("jobs.Message",), _export, jobs.erase_messages_to))
    parties.register_retention(parties.Retention("jobs.messages", "Messages terminés : texte et adresse", _retain))


def _export(email: str) -> Sequence[Mapping[str, Any]]:
    return [
        {"objet": message.subject, "texte": message.body, "état": message.state} for message in jobs.messages_to(email)
    ]


def _retain(today: date, apply: bool) -> int:  # noqa: FBT001
    return jobs.erase_old_messages(today) if apply else jobs.due_for_erasure(today)


def _end_counts(_today: date, apply: bool) -> int:  # noqa: FBT001
    return storage.erase_ended() if apply else storage.due_for_erasure()


def _harmless() -> None:
    parties.not_personal(
        model="jobs.Message",
        fields=["key", "leased_by", "failure"],
        why="Clé de l’occasion, nom de machine, raison technique sans adresse.",
    )
    machine = "Écrit par la machine sur elle-même : noms de travaux, de machines, raisons d’échec sans texte saisi."
    for model in ["jobs.PeriodicRun", "jobs.Heartbeat"]:
        parties.not_personal(model=model, why=machine)
    journal = "Acteur et objet sous clé opaque ; une adresse y est refusée à l’écriture."
    for model in ["journal.Entry", "journal.Checkpoint"]:
        parties.not_personal(model=model, why=journal)
    counts = "Clé réduite à une empreinte, compte et heure de fin ; effacé à son échéance."
    parties.not_personal(model="storage.Count", why=counts)
    parties.register_retention(parties.Retention("storage.counts", "Comptes des limites d’essais, échus", _end_counts))
    official = "Données officielles et publiques sur les territoires."
    for name in ["Territory", "Containment", "Indicator", "Vintage", "Value", "Load"]:
        parties.not_personal(model=f"territories.{name}", why=official)
