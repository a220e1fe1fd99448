"""What the ledger says on the page « où en est mon dossier » : what remains, what is owed, what may be done, with its page."""

from collections.abc import Iterable

from django.urls import reverse

from essaim.adoptions.contract import Followed
from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.models import Participation
from essaim.engines.ledger.domain.book import Place
from essaim.engines.ledger.domain.opening import section_in
from essaim.engines.ledger.models import LedgerAccount
from essaim.engines.ledger.params import AccountRecord, LedgerSection


def followed(participation: Participation) -> Iterable[Followed]:
    """Yield one line an account, the newest period alone, then what a declarer may do. One query."""
    section = section_in(participation.terms)
    rows = LedgerAccount.objects.filter(participation=participation).order_by("since")
    newest = {(row.key, row.place): row for row in rows}
    known = {one.id: one for one in section.accounts}
    for (key, _), account in newest.items():
        if key in known:
            yield _line(participation, account, known[key])
    yield from _declaring(participation, section)


def _line(participation: Participation, account: LedgerAccount, record: AccountRecord) -> Followed:
    position, say = account.position, record.measured.say
    label = Speech(participation.terms.kit, participation.terms.values).label(record.label)
    if account.place == Place.ACCEPTOR:
        links = (
            ("Prendre un titre", _url("take", participation)),
            ("Voir le relevé", _url("takings", participation, record)),
        )
        return Followed(label, f"Vous est dû : {say(position.balance)}", links=links)
    counter = record.kind == "counter"
    bounded = not counter or position.cap is not None
    text = f"Reste : {say(position.left(counter=counter))}" if bounded else f"Compté : {say(position.balance)}"
    return Followed(
        label, text, due=account.expires_on, links=(("Voir le compte", _url("account", participation, record)),)
    )


def _declaring(participation: Participation, section: LedgerSection) -> Iterable[Followed]:
    for record in section.moved_by("declare", participation.role)[:1]:
        if record.role != participation.role:
            text = "Demandez à la personne le code de sa carte."
            yield Followed("Déclarer", text, links=(("Déclarer pour quelqu’un", _url("declare_for", participation)),))


def _url(name: str, participation: Participation, record: AccountRecord | None = None) -> str:
    words = [participation.adoption.slug, participation.key, *([record.id] if record else [])]
    return reverse(f"ledger:{name}", args=words)
