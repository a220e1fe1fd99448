"""The personal data of accounts: what is held, why, how long; how one person's is copied and erased."""

from datetime import date

from django.utils import timezone

from essaim.foundation.parties import public as parties

CONTRACT = "Exécution du service que vous demandez (article 6-1-b du RGPD)"
UNTIL_DELETION = "Jusqu’à la suppression du compte, que vous faites vous-même."
ADMINISTRATORS = "Vous, et les administrateurs"
NOBODY = "Personne"
RECOGNISE = "Vous reconnaître quand vous vous connectez."
FIELDS = [
    ("accounts.Account", "email", "Adresse électronique du compte", "Vous reconnaître et vous écrire.", ADMINISTRATORS),
    ("accounts.Account", "name", "Nom affiché du compte", "Dire aux autres modérateurs qui a agi.", "Les modérateurs"),
    ("accounts.Account", "password", "Mot de passe (empreinte seulement)", RECOGNISE, NOBODY),
    ("account.EmailAddress", "email", "Adresse de connexion", "Vous envoyer un code de connexion.", NOBODY),
    ("mfa.Authenticator", "data", "Second facteur : clé d’accès ou application", RECOGNISE, NOBODY),
    ("socialaccount.SocialAccount", "uid", "Identifiant chez un fournisseur d’identité", RECOGNISE, NOBODY),
]


def declare() -> None:
    """Enter the fields of accounts in the register, with their holder and their retention."""
    for model, field, label, purpose, recipients in FIELDS:
        parties.declare(
            model=model, field=field, label=label, purpose=purpose, basis=CONTRACT, retention=UNTIL_DELETION,
            recipients=recipients,
        )  # fmt: skip
    parties.declare(
        model="sessions.Session",
        field="session_data",
        label="Session : que vous êtes connecté, votre territoire choisi",
        purpose="Ne pas vous redemander qui vous êtes à chaque page.",
        basis=CONTRACT,
        retention="Deux semaines, ou jusqu’à la déconnexion.",
        recipients=NOBODY,
    )
    parties.not_personal(
        model="socialaccount.SocialAccount",
        fields=["extra_data"],
        why="Toujours vide : de ce qu’un fournisseur d’identité transmet, rien n’est gardé.",
    )
    models = (*dict.fromkeys(model for model, *_ in FIELDS), "sessions.Session")
    parties.register_holder(parties.Holder("accounts", "Comptes et sessions", models, _export, _erase))
    parties.register_retention(parties.Retention("accounts.sessions", "Sessions échues", _retain_sessions))


def _export(email: str) -> list[dict[str, object]]:
    from essaim.foundation.accounts.domain import leaving

    return leaving.export(email)


def _erase(email: str) -> int:
    from essaim.foundation.accounts.domain import leaving, roles

    try:
        return leaving.erase(email)
    except roles.LastAdministratorError as error:
        raise parties.CannotEraseError(str(error)) from None


def _retain_sessions(today: date, apply: bool) -> int:  # noqa: FBT001
    from django.contrib.sessions.models import Session

    ended = Session.objects.filter(expire_date__lt=timezone.now(), expire_date__date__lte=today)
    count = ended.count()
    if apply:
        ended.delete()
    return count
