"""What the ledger says to each: to holders what remains, to declarers what they may do, to the desk what is owed."""

from collections.abc import Iterable

from django.db.models import Count, Max, Sum
from django.urls import reverse

from essaim.adoptions.acting import may
from essaim.adoptions.contract import Followed, Waiting
from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.models import Adoption, Participation
from essaim.cores.rules.wording import say_date
from essaim.engines.ledger.domain.book import Acceptance, Place
from essaim.engines.ledger.domain.opening import section_in
from essaim.engines.ledger.models import Acceptor, LedgerAccount, Movement
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
        barred = _barred(participation, record)
        if barred:
            return Followed(label, barred, links=(("Voir le relevé", _url("takings", participation, record)),))
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


def _barred(participation: Participation, record: AccountRecord) -> str:
    """Say to who accepts why it may not for now, if it may not."""
    known = Acceptor.objects.filter(participation=participation, account=record.id).first()
    if known is None or known.standing == Acceptance.ADMITTED:
        return ""
    if known.standing == Acceptance.WAITING:
        return "Le service n’a pas encore décidé : ne prenez rien avant son accord."
    since = f" depuis le {say_date(known.standing_since)}" if known.standing_since else ""
    return f"Vous êtes suspendu{since}. {known.reason}".strip()


def _declaring(participation: Participation, section: LedgerSection) -> Iterable[Followed]:
    for record in section.moved_by("declare", participation.role)[:1]:
        if record.role != participation.role:
            text = "Demandez à la personne le code de sa carte."
            yield Followed("Déclarer", text, links=(("Déclarer pour quelqu’un", _url("declare_for", participation)),))


def _url(name: str, participation: Participation, record: AccountRecord | None = None) -> str:
    words = [participation.adoption.slug, participation.key, *([record.id] if record else [])]
    return reverse(f"ledger:{name}", args=words)


def waiting(adoption: Adoption, roles: frozenset[str]) -> Iterable[Waiting]:
    """Yield one line an account of which something is owed to acceptors, to a role that pays them. Two queries."""
    terms = adoption.terms
    role = next((one for one in sorted(roles) if "ledger.settle" in may(terms, one)), None)
    if role is None:
        return
    places = LedgerAccount.objects.filter(adoption=adoption, place=Place.ACCEPTOR, balance__gt=0, trial=adoption.trial)
    last = Movement.objects.filter(adoption=adoption, moved="spent", trial=adoption.trial).aggregate(at=Max("at"))["at"]
    owed = places.order_by().values("key").annotate(sum=Sum("balance"), count=Count("pk"))
    known = {one.id: one for one in section_in(terms).accounts}
    for row in owed:
        if row["key"] in known:
            said = known[row["key"]].measured.say(row["sum"])
            structures = f"{row['count']} structure{'s' if row['count'] > 1 else ''}"
            url = reverse("ledger_desk:acceptors", args=[adoption.slug])
            yield Waiting("Payer ceux qui acceptent", f"{said}, {structures}", role, last, url)
