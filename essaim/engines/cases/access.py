"""Who sees cases: those whose role consults or examines them; a manager of the territory sees counts and delays, no person."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from essaim.adoptions.acting import may
from essaim.adoptions.guard import MANAGE, desk_page, reach, roles
from essaim.adoptions.models import Adoption, Participation, Terms
from essaim.adoptions.params.values import FieldRecord
from essaim.adoptions.runtime import EVERYBODY, Actor
from essaim.cores.rules.auditing import named_in_computation, read_by
from essaim.cores.rules.tree import Source
from essaim.foundation.accounts import public as accounts

READS = (
    "look", "take", "ask", "check", "advise", "forward", "propose", "grant", "refuse", "redirect", "close",
)  # fmt: skip
"""The verbs of those who examine: one of them is enough to open the desk of cases."""

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Reader:
    """Who stands before the desk: as whom she acts, the roles of the kit that let her read, whether she may set up, what she opens."""

    actor: Actor
    roles: tuple[str, ...]
    arranges: bool = False
    reach: Q = EVERYBODY

    @property
    def cases(self) -> Q:
        """Which cases she may open: those of the participations within her reach."""
        return Q(participation__in=Participation.objects.filter(self.reach)) if self.reach else EVERYBODY

    def reads(self, field: FieldRecord) -> bool:
        """Say whether one of her roles may see a field."""
        return bool(field.readers & set(self.roles))

    def reads_amount(self, terms: Terms, name: str) -> bool:
        """Say whether one of her roles may see an amount: those it names, else those who may see every field it comes from."""
        record = next(one for one in terms.kit.record.amounts if one.id == name)
        if record.seen_by is not None:
            return bool(set(record.seen_by) & set(self.roles))
        fields = {field.id: field for field in terms.kit.record.fields}
        read = read_by(named_in_computation(terms.kit.book.amounts[name].computation), terms.kit.book)
        used = [fields[ref.name] for ref in read if ref.source is Source.FIELD and ref.name in fields]
        return any(all(role in field.readers for field in used) for role in self.roles)


def readers(terms: Terms, held: list[str]) -> tuple[str, ...]:
    """Return those of some roles that may consult or examine cases."""
    return tuple(role for role in held if may(terms, role) & {f"cases.{verb}" for verb in READS})


def cases_page(view: View) -> View:
    """Open a view to whoever examines cases, gives `request, adoption, reader`. A manager without a role: refused, told why."""
    return _opened(view, figures=False)


def figures_page(view: View) -> View:
    """Open a view without any person in it to the whole team and to managers: gives `request, adoption, reader`."""
    return _opened(view, figures=True)


def _opened(view: View, *, figures: bool) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, adoption: Adoption, actor: Actor, *args: Any, **kwargs: Any) -> HttpResponse:
        held = readers(adoption.terms, roles(request, adoption))
        if not held and not figures:
            return accounts.refuse(request, MANAGE, adoption.territory.code)
        arranges = bool(held) or accounts.may(request, MANAGE, adoption.territory.code)
        return view(request, adoption, Reader(actor, held, arranges, reach(request, adoption)), *args, **kwargs)

    return desk_page(guarded)
