"""The personal data of cases: the words of a decision. Names, contacts and answers belong to the participation."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from essaim.engines.cases.models import ERASED, CaseEvent, Decision
from essaim.foundation.parties import public as parties

BASIS = "La base légale que dit le kit du service"
_CODES = "États, verbes et rôles du kit, noms de secteurs : rien qu’une personne ait écrit d’une autre."


def declare() -> None:
    """Enter the fields of cases in the register, with their holder."""
    for name in ("Case", "CaseClock", "Sector", "SectorCommune", "SectorMember"):
        parties.not_personal(model=f"cases.{name}", why=_CODES)
    parties.not_personal(model="cases.CaseEvent", fields=["verb", "way", "before", "after", "kind", "role"], why=_CODES)
    parties.not_personal(model="cases.Decision", fields=["role"], why=_CODES)
    _declare("CaseEvent", "reason", "Motif d’un acte sur votre dossier")
    _declare("Decision", "reason", "Motif d’une décision")
    _declare("Decision", "grounds", "Ce qui a été vérifié pour décider")
    models = ("cases.CaseEvent", "cases.Decision")
    parties.register_holder(
        parties.Holder("cases", "Dossiers instruits : motifs et décisions", models, _export, _erase)
    )


def _declare(model: str, field: str, label: str) -> None:
    parties.declare(
        model=f"cases.{model}", field=field, label=label,
        purpose="Motiver ce qui est décidé, et pouvoir le réexaminer.", basis=BASIS,
        retention="Autant que le dossier, selon le kit du service ; puis les mots sont effacés.",
        recipients="L’équipe du service, selon son rôle",
    )  # fmt: skip


def _export(email: str) -> Sequence[Mapping[str, Any]]:
    events = CaseEvent.objects.filter(case__participation__party__email__iexact=email).exclude(reason="")
    return [
        {"dossier": one.case.reference, "le": one.at.isoformat(), "motif": one.reason}
        for one in events.select_related("case__participation")
    ]


def _erase(email: str) -> int:
    """Erase the words; that something was decided, and when, stays."""
    return erase_words(
        CaseEvent.objects.filter(case__participation__party__email__iexact=email),
        Decision.objects.filter(case__participation__party__email__iexact=email),
    )


def erase_words(events: QuerySet[CaseEvent], decisions: QuerySet[Decision]) -> int:
    """Put « (effacé) » in the place of reasons, and empty what was verified. Returns how many rows changed."""
    changed = events.exclude(reason__in=["", ERASED]).update(reason=ERASED)
    decisions.exclude(reason="").update(reason=ERASED)
    decisions.update(grounds=[])
    return changed
