"""The section `ledger` of a kit: accounts, the envelope that feeds them, the doors of those who declare and accept."""

from typing import Literal, Self

from pydantic import Field, model_validator

from essaim.adoptions.params.base import (
    AmountRef,
    FieldRef,
    Identifier,
    Label,
    MessageRef,
    ParameterRef,
    RoleRef,
    Section,
    Text,
    Unit,
    Whole,
    exactly_one,
)
from essaim.adoptions.params.pages import PageRecord
from essaim.engines.ledger.domain.book import ADMISSIONS
from essaim.engines.ledger.domain.periods import PeriodKey
from essaim.engines.ledger.domain.units import UnitKey, UnitOfAccount, unit_of

ACCOUNTS_AT_MOST = 12
"""More than a desk can hold in view."""
Told = Literal[
    "opened", "credited", "declared", "spent", "near-cap", "cap-reached", "held", "issued", "expired", "settled"
]
Counting = Literal["credited", "declared", "spent"]
EffectKey = Literal[
    "open-account", "credit", "credit-sum", "credit-quantity", "debit", "debit-sum", "debit-quantity", "hold", "release",
    "issue", "close", "end-declarations", "admit-acceptor", "suspend-acceptor", "resume-acceptor",
]  # fmt: skip
SUMS = frozenset({"credit-sum", "debit-sum"})
QUANTITIES = frozenset({"credit-quantity", "debit-quantity"})
SILENT = frozenset(ADMISSIONS) | {"open-account", "release", "issue", "close", "end-declarations"}
"""Effects that move no amount of their own."""
AMOUNTLESS = SUMS | QUANTITIES | SILENT


class QuantityRecord(Section):
    """How much: a parameter, an amount of the kit, or a number in the unit of the account (euros for cents)."""

    parameter: ParameterRef | None = None
    amount: AmountRef | None = None
    number: Whole | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        exactly_one(self, ("parameter", "amount", "number"), "une quantité est un paramètre, un montant ou un nombre")
        return self


class EffectRecord(Section):
    """What the account does when the kit's table calls an effect; ``gives``: how much, where the payload does not say."""

    does: EffectKey
    gives: QuantityRecord | None = None

    @model_validator(mode="after")
    def _quantity(self) -> Self:
        if (self.gives is None) != (self.does in AMOUNTLESS):
            raise ValueError(
                "« gives » va avec credit, debit et hold ; -sum et -quantity prennent ce que dit la table, issue les "
                "titres du compte"
            )
        return self


class PairRecord(Section):
    """What grows beside: for each ``for_each`` of this account, ``owes`` of the other (euros paid ↔ months owed)."""

    account: Identifier
    for_each: QuantityRecord
    owes: QuantityRecord
    rounding: Literal["up", "down"] = "up"


class TitlesRecord(Section):
    """Vouchers with a code, each spent once and whole. ``count``: how many one issue gives."""

    value: QuantityRecord
    count: QuantityRecord


class AccountRecord(Section):
    """An account that each holder has: what it counts, within which bounds, who moves it.

    A `counter` says what was used, up to its cap; a `right` says what is left, down to its floor.
    ``quantity``: the field where whoever moves the account writes how much; its label and help are those of the page.
    """

    id: Identifier
    label: Label
    help: Text | None = None
    kind: Literal["counter", "right"]
    unit: UnitKey
    unit_label: Unit | None = None
    holder: Literal["person", "household", "structure", "place", "adoption"]
    role: RoleRef | None = None
    floor: QuantityRecord | None = None
    cap: QuantityRecord | None = None
    near: Whole = Field(80, ge=1, le=99)
    period: PeriodKey = "none"
    expires_after: QuantityRecord | None = None
    quantity: FieldRef | None = None
    declared_by: list[RoleRef] = []
    credited_by: list[RoleRef] = []
    held_by: list[RoleRef] = []
    acceptors: list[RoleRef] = []
    effects: list[EffectRecord] = []
    paired: PairRecord | None = None
    titles: TitlesRecord | None = None
    tells: dict[Told, MessageRef] = {}
    counts: list[Counting] = []

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.role is None) != (self.holder == "adoption"):
            raise ValueError("« role » dit qui tient le compte ; seul un compte de l’adoption n’en a pas")
        if (self.unit_label is None) != (self.unit != "items"):
            raise ValueError("« unit_label » dit ce que l’on compte (« repas »), et va avec l’unité items seulement")
        if self.kind == "counter" and (self.acceptors or self.titles):
            raise ValueError("on dépense un droit, pas un compteur : écrivez « kind: right »")
        if self.titles and self.cap:
            raise ValueError("des titres sont bornés par leur nombre et par l’enveloppe : retirez « cap »")
        if not self.acceptors and any(one.does in ADMISSIONS for one in self.effects):
            raise ValueError("personne n’accepte ce compte : donnez « acceptors », ou retirez ce qui les admet")
        if self.titles and not self.acceptors:
            raise ValueError("des titres se dépensent quelque part : dites qui les accepte (« acceptors »)")
        return self

    @property
    def measured(self) -> UnitOfAccount:
        """The unit, with its name."""
        return unit_of(self.unit, self.unit_label)

    @property
    def admits(self) -> bool:
        """Whether who accepts is admitted by a decision (the kit's table); else whoever registers accepts at once."""
        return self.effect("admit-acceptor") is not None

    def effect(self, key: str) -> EffectRecord | None:
        """Return what the account does for an effect, or None when it does nothing."""
        return next((one for one in self.effects if one.does == key), None)


class EnvelopeRecord(Section):
    """The budget of the adoption: what it feeds can never exceed ``cap`` in all."""

    label: Label
    cap: QuantityRecord
    feeds: list[Identifier] = Field(min_length=1)


class DoorRecord(Section):
    """A way in: who registers, and the pages that are asked."""

    role: RoleRef
    label: Label
    help: Text | None = None
    pages: list[PageRecord] = Field(min_length=1)


class LedgerSection(Section):
    """The section."""

    accounts: list[AccountRecord] = Field(min_length=1, max_length=ACCOUNTS_AT_MOST)
    envelope: EnvelopeRecord | None = None
    doors: list[DoorRecord] = []

    @property
    def main(self) -> AccountRecord:
        """The first account: the one that look-ups and messages speak of unless they are about another."""
        return self.accounts[0]

    def account(self, key: str) -> AccountRecord:
        """Return an account by its identifier. Raises StopIteration when there is none."""
        return next(one for one in self.accounts if one.id == key)

    def entry(self, role: str) -> Literal["accept", "register"]:
        """Return the verb that sends the form of a role's door: who accepts registers by it."""
        return "accept" if any(role in one.acceptors for one in self.accounts) else "register"

    def fed(self, key: str) -> bool:
        """Say whether the envelope feeds an account."""
        return self.envelope is not None and key in self.envelope.feeds

    def moved_by(self, verb: str, role: str) -> list[AccountRecord]:
        """Return the accounts that a role may move with a verb."""
        lists = {"declare": "declared_by", "credit": "credited_by", "hold": "held_by", "spend": "acceptors"}
        return [one for one in self.accounts if role in getattr(one, lists[verb])]

    def counted(self, outcome: str) -> AccountRecord | None:
        """Return the account that an outcome counts: the one that says so, else the first that can."""
        named = [one for one in self.accounts if outcome in one.counts]
        return next(iter(named or [one for one in self.accounts if can_count(one, outcome)]), None)


def can_count(account: AccountRecord, outcome: str) -> bool:
    """Say whether an act that an outcome counts can happen on an account."""
    does = {one.does for one in account.effects}
    if outcome == "spent":
        return bool(account.acceptors)
    if outcome == "credited":
        return bool(account.credited_by) or bool(does & {"credit", "credit-sum", "credit-quantity", "issue"})
    return bool(account.declared_by) or bool(does & {"debit", "debit-sum", "debit-quantity"})
