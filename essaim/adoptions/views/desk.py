"""The desk of an adoption: what waits for me, late first; its sheet of the day, its journal, its help."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET

from essaim.adoptions.acting import may
from essaim.adoptions.domain.queries.desk import board, journal
from essaim.adoptions.domain.queries.letters import waiting
from essaim.adoptions.domain.queries.previewing import view_of
from essaim.adoptions.domain.queries.taking import collected
from essaim.adoptions.domain.queries.taking import roles as roles_told
from essaim.adoptions.guard import MANAGE, desk_page, reach, roles, sees
from essaim.adoptions.models import Adoption, AdoptionRequest, Phase, Terms
from essaim.adoptions.runtime import Actor
from essaim.foundation.accounts import public as accounts
from essaim.foundation.territories import public as territories
from essaim.foundation.ui.public import Tab

MOMENTS = 50


@require_GET
@accounts.signed_in_only
def index(request: HttpRequest) -> HttpResponse:
    """The services in whose team the person is, and those of the territories that she manages; what is asked of her."""
    view = accounts.signed_in(request)
    rows = Adoption.objects.select_related("territory")
    mine = rows.filter(team__email__iexact=view.email if view else "").distinct()
    held = _places(request)
    managed = rows if held is None else rows.filter(territory__code__in=held)
    asked = AdoptionRequest.objects.filter(state=AdoptionRequest.State.SENT).select_related("territory")
    asked = asked if held is None else asked.filter(territory__code__in=held)
    found = {one.pk: one for one in [*mine, *managed]}
    context = {
        "adoptions": sorted(found.values(), key=lambda one: (one.phase == Phase.CLOSED, one.title)),
        "requests": asked, "may_adopt": accounts.may(request, MANAGE),
    }  # fmt: skip
    return render(request, "adoptions/index.html", context)


def _places(request: HttpRequest) -> set[str] | None:
    """The codes of the territories where the person manages, with all that they contain; None: everywhere."""
    held = accounts.scope(request, MANAGE)
    if "pays-FR" in held:
        return None
    return {part.code for code in held for part in territories.parts(code)} | set(held)


@require_GET
@desk_page
def page(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """What waits for the roles of the person, late first, engine by engine."""
    return _board(request, adoption, actor, "adoptions/desk.html")


@require_GET
@desk_page
def sheet(request: HttpRequest, adoption: Adoption, actor: Actor) -> HttpResponse:
    """The same on one sheet, to print and to tick by hand."""
    return _board(request, adoption, actor, "adoptions/sheet.html")


def _board(request: HttpRequest, adoption: Adoption, actor: Actor, template: str) -> HttpResponse:
    terms = adoption.terms
    held = roles(request, adoption)
    labels = {one.id: one.label for one in terms.kit.record.roles}
    context = {
        "adoption": adoption, "actor": actor, "board": board(adoption, terms, held, reach=reach(request, adoption)), "labels": labels,
        "held": [labels[role] for role in held if role in labels], "now": timezone.now(), "terms": terms,
        "manages": accounts.may(request, MANAGE, adoption.territory.code),
        "tabs": tabs(request, adoption, "desk", terms=terms),
        "letters": waiting(adoption).count() if sees(request, adoption) else 0,
    }  # fmt: skip
    return render(request, template, context)


@require_GET
@desk_page
def journal_page(request: HttpRequest, adoption: Adoption, _actor: Actor) -> HttpResponse:
    """What happened in the service and what was done to it, in words."""
    terms = adoption.terms
    before = _moment(request.GET.get("avant", ""))
    moments = journal(adoption, terms, before=before, limit=MOMENTS)
    context = {
        "adoption": adoption, "moments": moments, "tabs": tabs(request, adoption, "journal", terms=terms),
        "older": moments[-1].at.isoformat() if len(moments) == MOMENTS else "",
    }  # fmt: skip
    return render(request, "adoptions/journal.html", context)


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and timezone.is_aware(found) else None


@require_GET
@desk_page
def help_page(request: HttpRequest, adoption: Adoption, _actor: Actor) -> HttpResponse:
    """Who may do what in this service, and who reads what: written from its kit."""
    terms = adoption.terms
    view = view_of(adoption, terms)
    context = {
        "adoption": adoption, "roles": roles_told(view), "data": collected(view), "held": roles(request, adoption),
        "tabs": tabs(request, adoption, "help", terms=terms),
    }  # fmt: skip
    return render(request, "adoptions/help.html", context)


@dataclass(frozen=True)
class TabGroup:
    """The pages of a desk that go together, under the words that a person looks for."""

    label: str
    tabs: tuple[Tab, ...]


@dataclass(frozen=True)
class DeskTabs:
    """The pages of a desk that a person may use: her work of every day, each engine, the outcomes, the service itself."""

    groups: tuple[TabGroup, ...]

    @property
    def here(self) -> str:
        """The page that is shown; empty when it is none of them."""
        return next((tab.label for group in self.groups for tab in group.tabs if tab.current), "")


def tabs(request: HttpRequest, adoption: Adoption, here: str, *, terms: Terms | None = None) -> DeskTabs:
    """Return the pages of the desk that the person may use.

    Args:
        request: Who asks.
        adoption: Whose desk.
        here: `desk`, `dossiers`, `entry_begin`, `letters`, `exact`, `measures`, `team`, `prepare`, `terms`, `journal`, `help`, or `engine:route`.
        terms: Those in force, when they are known already.
    """
    held = terms or adoption.terms
    manages = accounts.may(request, MANAGE, adoption.territory.code)
    measured = [_own("Mesures", "measures", adoption, here)] if held.kit.record.outcomes.measures else []
    upkeep = [_own("Journal", "journal", adoption, here), _own("Aide", "help", adoption, here)]
    groups = (
        ("Chaque jour", _every_day(request, adoption, held, here, manages=manages)),
        *_of_engines(request, adoption, held, here),
        ("Bilan", [_own("Résultats", "exact", adoption, here), *measured]),
        ("Conduire le service", [*(_for_managers(adoption, here) if manages else ()), *upkeep]),
    )
    return DeskTabs(tuple(TabGroup(label, tuple(found)) for label, found in groups if found))


def _every_day(request: HttpRequest, adoption: Adoption, terms: Terms, here: str, *, manages: bool) -> list[Tab]:
    handles = bool(sees(request, adoption))
    found = [
        ("À faire", "desk", True), ("Dossiers", "dossiers", manages or handles),
        ("Saisir", "entry_begin", adoption.running and handles),
        ("Courrier", "letters", handles and any("letter" in one.channels for one in terms.kit.record.messages)),
    ]  # fmt: skip
    return [_own(label, name, adoption, here) for label, name, shown in found if shown]


def _for_managers(adoption: Adoption, here: str) -> Iterator[Tab]:
    yield _own("Préparer", "prepare", adoption, here)
    yield _own("Équipe", "team", adoption, here)
    if adoption.phase != Phase.PREPARING:
        yield _own("Conditions", "terms", adoption, here)


def _own(label: str, name: str, adoption: Adoption, here: str) -> Tab:
    return Tab(label, reverse(f"adoptions:{name}", args=[adoption.slug]), here == name)


def _of_engines(request: HttpRequest, adoption: Adoption, terms: Terms, here: str) -> Iterator[tuple[str, list[Tab]]]:
    verbs = {verb for role in roles(request, adoption) for verb in may(terms, role)}
    for key, engine in terms.kit.engines.items():
        yield (
            engine.label,
            [
                Tab(tab.label, reverse(f"{key}_desk:{tab.route}", args=[adoption.slug]), here == f"{key}:{tab.route}")
                for tab in engine.runtime.tabs
                if not tab.verbs or verbs & {f"{key}.{verb}" for verb in tab.verbs}
            ],
        )
