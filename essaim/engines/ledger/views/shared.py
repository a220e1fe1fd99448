"""What several pages of the ledger need: the words of an account, its page, a spreadsheet."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.urls import reverse

from essaim.adoptions.domain.queries.following import held_by
from essaim.adoptions.guard import OPENED
from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.models import Adoption, Participation, Terms
from essaim.adoptions.world import service_words
from essaim.cores.rules.wording import say_date
from essaim.engines.ledger.domain.book import Place
from essaim.engines.ledger.models import LedgerAccount
from essaim.engines.ledger.params import AccountRecord, LedgerSection
from essaim.foundation.accounts import public as accounts


@dataclass(frozen=True)
class Shown:
    """An account as a page shows it."""

    record: AccountRecord
    label: str
    help: str
    account: LedgerAccount | None = None

    @property
    def left(self) -> str:
        """What may still be used, with its unit."""
        return self.say(self.account.position.left(counter=self.counter)) if self.account else "non disponible"

    @property
    def balance(self) -> str:
        return self.say(self.account.balance) if self.account else "non disponible"

    @property
    def cap(self) -> str:
        """The cap, or nothing when there is none."""
        return self.say(self.account.cap) if self.account and self.account.cap is not None else ""

    @property
    def held(self) -> str:
        """What is promised, or nothing."""
        amount = self.account.leaving + self.account.coming if self.account else 0
        return self.say(amount) if amount else ""

    @property
    def until(self) -> str:
        return say_date(self.account.expires_on) if self.account and self.account.expires_on else ""

    @property
    def counter(self) -> bool:
        return self.record.kind == "counter"

    @property
    def bounded(self) -> bool:
        """Whether something may run out: a right, or a counter with a cap."""
        return not self.counter or bool(self.account and self.account.cap is not None)

    def say(self, amount: int) -> str:
        return self.record.measured.say(amount)


def speech_of(terms: Terms) -> Speech:
    """Return the texts of the kit under given terms."""
    return Speech(terms.kit, terms.values, service=service_words(terms.adoption))


def shown(record: AccountRecord, speech: Speech, account: LedgerAccount | None = None) -> Shown:
    """Return an account with its words."""
    return Shown(record, speech.label(record.label), speech.text(record.help or ""), account)


def ledger_of(terms: Terms) -> LedgerSection:
    """Return the section of the ledger under given terms. Raises Http404: the kit of this service has none."""
    section = terms.kit.sections.get("ledger")
    if not isinstance(section, LedgerSection):
        raise Http404("ce service n’a pas de comptes")
    return section


def record_of(terms: Terms, key: str) -> AccountRecord:
    """Return an account of the kit by its identifier. Raises Http404."""
    found = next((one for one in ledger_of(terms).accounts if one.id == key), None)
    if found is None:
        raise Http404("ce compte n’existe pas")
    return found


def accounts_of(participation: Participation) -> list[Shown]:
    """Return the accounts of a holder, in the order of the kit, the newest period first. Two queries."""
    speech, section = speech_of(participation.terms), ledger_of(participation.terms)
    rows = LedgerAccount.objects.filter(participation=participation, place=Place.HOLDER).order_by("-since")
    order = [one.id for one in section.accounts]
    known = sorted((row for row in rows if row.key in order), key=lambda row: order.index(row.key))
    return [shown(section.account(row.key), speech, row) for row in known]


def held_here(request: HttpRequest, adoption: Adoption, roles: Iterable[str]) -> Participation | None:
    """Return the participation under one of these roles that this browser, or this account, may open."""
    opened = [key for key in request.session.get(OPENED, []) if isinstance(key, str)]
    mine = held_by(accounts.signed_in(request), opened)
    return mine.filter(adoption=adoption, role__in=list(roles)).exclude(number=None).first()


def address_of(request: HttpRequest, adoption: Adoption, code: str) -> str:
    """Return the whole address that a code stands for: what its QR code holds."""
    return request.build_absolute_uri(reverse("ledger:code", args=[adoption.slug, code]))


def decimal(record: AccountRecord, amount: int) -> str:
    """Return an amount for a spreadsheet: a number with a comma, in the unit that a person reads."""
    value = record.measured.value(amount)
    return f"{float(value):.2f}".replace(".", ",") if value.denominator != 1 else str(value.numerator)
