"""What other terms would do to accounts: a cap moves for what opens later, the envelope at once."""

from collections.abc import Iterable

from django.utils import timezone

from essaim.adoptions.contract import RefusedActError
from essaim.adoptions.kits.speaking import Speech
from essaim.adoptions.models import Adoption, Terms
from essaim.engines.ledger.domain.book import Place
from essaim.engines.ledger.domain.opening import CommonWorld, section_in
from essaim.engines.ledger.domain.reckoning import budget, opening
from essaim.engines.ledger.models import LedgerAccount
from essaim.engines.ledger.params import AccountRecord, LedgerSection


def foreseen(adoption: Adoption, after: Terms) -> Iterable[str]:
    """Yield one sentence an account whose cap moves, and one for the envelope; nothing where nothing moves."""
    before = adoption.terms
    if not isinstance(before.kit.sections.get("ledger"), LedgerSection):
        return
    held = {one.id: one for one in section_in(before).accounts}
    for record in section_in(after).accounts:
        if record.id in held:
            old, new = _cap(held[record.id], before), _cap(record, after)
            if old != new:
                yield _moved(adoption, after, record, (_said(held[record.id], old), _said(record, new)))
    yield from _envelope(adoption, before, after)


def _cap(record: AccountRecord, terms: Terms) -> int | None:
    """The cap that terms give, the same for all; None where there is none, or where it depends on each one."""
    if record.cap is None or record.cap.amount is not None:
        return None
    try:
        return opening(record, CommonWorld(terms, timezone.localdate())).cap
    except RefusedActError:
        return None


def _said(record: AccountRecord, cap: int | None) -> str:
    return "sans plafond commun" if cap is None else record.measured.say(cap)


def _moved(adoption: Adoption, after: Terms, record: AccountRecord, caps: tuple[str, str]) -> str:
    rows = LedgerAccount.objects.filter(adoption=adoption, key=record.id, place=Place.HOLDER, trial=adoption.trial)
    label, count = Speech(after.kit, after.values).label(record.label), rows.values("participation").distinct().count()
    change = f"« {label} » : le plafond passe de {caps[0]} à {caps[1]}"
    if record.role is None:
        return f"{change} à la prochaine période ; le compte de la période en cours garde le sien."
    kept = (
        f"les {count} titulaires d’aujourd’hui gardent le leur" if count > 1 else "qui a déjà un compte garde le sien"
    )
    return f"{change} pour les dossiers déposés désormais ; {kept}, périodes suivantes comprises."


def _envelope(adoption: Adoption, before: Terms, after: Terms) -> Iterable[str]:
    old, new = (budget(section_in(terms), CommonWorld(terms, timezone.localdate())) for terms in (before, after))
    if old is None or new is None or old.floor == new.floor:
        return
    section = section_in(after)
    unit = section.account(section.envelope.feeds[0] if section.envelope else section.main.id).measured
    row = LedgerAccount.objects.filter(adoption=adoption, place=Place.ENVELOPE, trial=adoption.trial).first()
    given = -row.balance if row else 0
    words = f"L’enveloppe passe de {unit.say(-old.floor)} à {unit.say(-new.floor)} dès le prochain acte"
    short = given + new.floor
    yield f"{words} ; {unit.say(given)} sont déjà donnés" + (
        f", soit {unit.say(short)} de trop : rien n’est repris, et plus rien n’est donné." if short > 0 else "."
    )
