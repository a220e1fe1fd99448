"""A ledger at work for tests: the kit of hours and vouchers adopted, a person, an employer, a carrier."""

from datetime import date

from essaim.adoptions.models import Participation
from essaim.adoptions.runtime import Actor
from essaim.engines.ledger.domain import issuing, verbs
from essaim.engines.ledger.domain.verbs import Asked
from essaim.engines.ledger.models import LedgerAccount, Title
from tests.apps.adoptions.builders import adopted, sent

AGENT = Actor("agent", label="Une agente")
EMPLOYER = Actor("employeur", label="Ferme d’essai")
CARRIER = Actor("transporteur", label="Cars d’essai")
KIT = "heures-cumulees"


def open_ledger(*pairs, **options):
    """Adopt the kit in the Gers, open."""
    return adopted(KIT, *pairs, **options)


def person(adoption, name="Camille Exemple", **party) -> Participation:
    email = party.pop("email", f"{name.split()[0].lower()}@exemple.test")
    return sent(adoption, "ledger.personne", {"commune": "32013"}, name=name, email=email, **party)


def employer(adoption, name="Ferme d’essai") -> Participation:
    return sent(adoption, "ledger.employeur", {"raison-sociale": name}, name=name, email="ferme@exemple.test")


def carrier(adoption, name="Cars d’essai") -> Participation:
    return sent(adoption, "ledger.transporteur", {"ligne": "Toutes"}, name=name, email="cars@exemple.test")


def hours(holder, minutes, key="", day: date | None = None, **more):
    """An employer declares hours."""
    asked = Asked("heures", minutes, day, request_key=key, **more)
    return verbs.declare(adoption=holder.adoption, holder=holder, asked=asked, actor=EMPLOYER)


def issue(holder):
    """The agent issues vouchers to one holder; they come back in the order of their numbers."""
    batch = issuing.issue(adoption=holder.adoption, holders=[holder], account="bons", actor=AGENT)
    return list(Title.objects.filter(batch=batch).select_related("account__participation", "adoption"))


def take(title, acceptor, key=""):
    """A carrier takes a voucher."""
    title = Title.objects.select_related("account__participation", "adoption__territory").get(pk=title.pk)
    return verbs.spend_title(title=title, acceptor=acceptor, actor=CARRIER, request_key=key)


def account(holder, key="heures") -> LedgerAccount:
    return LedgerAccount.objects.filter(participation=holder, key=key).latest("since")
