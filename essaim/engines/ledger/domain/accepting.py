"""Who may take what an account pays: registered, admitted where the kit wants a decision, suspended with a reason."""

from collections.abc import Mapping

from essaim.adoptions.acting import Act, acting
from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.models import Adoption, Participation
from essaim.adoptions.runtime import Actor
from essaim.engines.ledger.domain.book import ADMISSIONS, Acceptance, Admission
from essaim.engines.ledger.domain.opening import acceptor_account, section_of
from essaim.engines.ledger.models import Acceptor
from essaim.engines.ledger.params import AccountRecord


def accept(act: Act, participation: Participation) -> None:
    """Enter a structure among those that accept, for each account of its role. In the act's transaction.

    It accepts from today, or once a decision admits it where an account wants one.
    """
    for record in section_of(act).accounts:
        if participation.role in record.acceptors:
            standing = Acceptance.WAITING if record.admits else Acceptance.ADMITTED
            values = {"since": act.today, "standing": standing, "standing_since": act.today}
            Acceptor.objects.get_or_create(participation=participation, account=record.id, defaults=values)
            acceptor_account(act, record, participation)


def decide(act: Act, record: AccountRecord, participation: Participation, decision: str, reason: str = "") -> None:
    """Admit, suspend or resume a structure on one account; nothing is done again. In the act's transaction.

    Raises RefusedActError: it is not registered there, or its state is not one that this decision changes.
    """
    found: Admission = ADMISSIONS[decision]
    rows = Acceptor.objects.filter(participation=participation, account=record.id)
    values: Mapping[str, object] = {"standing": found.to, "standing_since": act.today, "reason": reason}
    since = {"since": act.today} if found.begins else {}
    if not rows.filter(standing__in=found.before).update(**values, **since) and not rows.filter(standing=found.to):
        raise RefusedActError(_why_not(rows.first(), found))


def _why_not(known: Acceptor | None, wanted: Admission) -> str:
    if known is None:
        return "Cette structure ne s’est pas inscrite pour accepter ce compte."
    return f"Cette structure est « {known.get_standing_display()} » : elle ne peut pas être {wanted.done}."


def suspend(*, adoption: Adoption, acceptor: Participation, account: str, actor: Actor, reason: str) -> None:
    """Suspend a structure on an account: nothing is spent there from now on, and the reason is told to who tries."""
    if not reason.strip():
        raise RefusedActError("Écrivez pourquoi : qui veut dépenser là le lira.")
    with acting(adoption, "ledger.suspend", actor=actor, participations=[acceptor]) as act:
        record = section_of(act).account(account)
        decide(act, record, act.participations[0], "suspend-acceptor", reason.strip())


def resume(*, adoption: Adoption, acceptor: Participation, account: str, actor: Actor) -> None:
    """Let a suspended structure accept again."""
    with acting(adoption, "ledger.resume", actor=actor, participations=[acceptor]) as act:
        record = section_of(act).account(account)
        decide(act, record, act.participations[0], "resume-acceptor")
