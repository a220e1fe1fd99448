"""Every setting, typed, with its default and its meaning. `essaim check --settings` prints this list.

A setting comes from the environment; `var/essaim.env` (made by `make run`, never committed) fills what is missing.
"""

import os
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]


def _var() -> Path:
    return Path(os.environ.get("ESSAIM_VAR", ROOT / "var"))


class Environment(BaseSettings):
    """The settings of one node."""

    model_config = SettingsConfigDict(env_prefix="ESSAIM_", env_file=_var() / "essaim.env", extra="ignore")

    debug: bool = Field(
        default=False, description="Développement : pages d’erreur détaillées, comptes de démonstration."
    )
    secret_key: str = Field(default="", description="Secret de signature (50 caractères au hasard). Obligatoire.")
    signing_key: str = Field(
        default="",
        description="Clé privée de signature (64 signes hexadécimaux). Vide : gardée dans un fichier, fait par « essaim setup ».",
    )
    var: Path = Field(
        default_factory=_var, description="Dossier des données : base SQLite, fichiers déposés, courrier local."
    )
    database_url: str = Field(
        default="",
        validation_alias="DATABASE_URL",
        description="postgresql://… ; vide : SQLite dans le dossier des données.",
    )
    allowed_hosts: Annotated[list[str], NoDecode] = Field(
        default=[], description="Noms de domaine servis, séparés par des virgules : essaim.exemple.fr,www.exemple.fr"
    )
    base_url: str = Field(default="http://127.0.0.1:8000", description="Adresse publique, pour les liens des messages.")
    behind_proxy: bool = Field(
        default=False, description="Vrai derrière un serveur mandataire qui pose X-Forwarded-Proto."
    )

    without_engines: Annotated[list[str], NoDecode] = Field(
        default=[],
        description="Moteurs laissés de côté, séparés par des virgules : leurs services deviennent non disponibles.",
    )

    service_name: str = Field(default="Essaim", description="Nom affiché du service.")
    contact_email: str = Field(default="", description="Adresse des modérateurs et des réclamations.")
    publisher_name: str = Field(default="", description="Éditeur (mentions légales).")
    publisher_address: str = Field(default="", description="Adresse postale de l’éditeur.")
    publication_director: str = Field(default="", description="Directeur ou directrice de la publication.")
    host_name: str = Field(default="", description="Hébergeur.")
    host_address: str = Field(default="", description="Adresse de l’hébergeur.")
    dpo_email: str = Field(default="", description="Délégué à la protection des données.")
    accessibility_state: Literal["non conforme", "partiellement conforme", "totalement conforme"] = Field(
        default="non conforme", description="Résultat du dernier audit RGAA ; sans audit : non conforme."
    )
    accessibility_audit: str = Field(default="", description="Organisme et date du dernier audit RGAA.")
    hosting: Literal["own", "third", "third-HDS"] = Field(
        default="own", description="Hébergement : données de santé permises par own et third-HDS seulement."
    )

    email_url: str = Field(default="", description="smtp://utilisateur:secret@serveur:587 ; vide : courrier local.")
    email_from: str = Field(default="essaim@localhost", description="Expéditeur des messages.")
    sms_url: str = Field(
        default="",
        description="https://… de la passerelle SMS (docs/formats/sms.md), ou file:///… ; vide : aucun SMS ne part.",
    )
    sms_token: str = Field(default="", description="Jeton de la passerelle SMS.")
    sms_sender: str = Field(default="", description="Expéditeur des SMS, si la passerelle en demande un.")
    message_days: int = Field(
        default=30, ge=1, le=365, description="Jours de conservation du texte et du destinataire d’un message terminé."
    )
    openid_name: str = Field(default="", description="Nom du fournisseur OpenID Connect (ProConnect…). Vide : absent.")
    openid_url: str = Field(default="", description="Adresse de découverte du fournisseur.")
    openid_client: str = Field(default="", description="Identifiant de client.")
    openid_secret: str = Field(default="", description="Secret de client.")
    passkeys: bool = Field(default=True, description="Connexion par clé d’accès (passkey).")
    journal_months: int = Field(default=12, ge=6, le=12, description="Mois de conservation du journal (CNIL 2021-122).")

    @field_validator("allowed_hosts", "without_engines", mode="before")
    @classmethod
    def _names(cls, value: Any) -> Any:
        return [name.strip() for name in value.split(",") if name.strip()] if isinstance(value, str) else value


def openid_origins(node: Environment) -> list[str]:
    """Return the origin of the OpenID Connect provider: the sign-in button is a form that leads there."""
    parts = urlsplit(node.openid_url)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


def variable(name: str) -> str:
    """Return the name of the variable that sets a setting."""
    return str(Environment.model_fields[name].validation_alias or f"ESSAIM_{name.upper()}")


def _read() -> Environment:
    """Read the settings of this node. Raises ImproperlyConfigured that names the wrong ones, never their values."""
    try:
        return Environment()
    except ValidationError as error:
        wrong = {str(each["loc"][0]) for each in error.errors()}
        names = sorted(variable(name) if name in Environment.model_fields else name for name in wrong)
        raise ImproperlyConfigured(f"Réglage illisible : {', '.join(names)} (« essaim check --settings »)") from None


environment = _read()
