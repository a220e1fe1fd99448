"""The desk of cases: the list, its search, its export, and the same act on several at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from essaim.adoptions.models import Adoption
from essaim.adoptions.views.desk import tabs
from essaim.engines.cases.access import Reader, cases_page
from essaim.engines.cases.domain import acts
from essaim.engines.cases.domain.clocks import last_day
from essaim.engines.cases.domain.queries.foreseeing import foresee
from essaim.engines.cases.domain.queries.listing import VIEWS, Asked, counts, listed
from essaim.engines.cases.domain.queries.possible import transitions
from essaim.engines.cases.domain.words import Words
from essaim.engines.cases.forms import TogetherForm, fresh_key
from essaim.engines.cases.models import Case, Sector
from essaim.foundation.accounts.public import display_names
from essaim.foundation.journal import public as journal
from essaim.foundation.ui.components import Tint
from essaim.foundation.ui.public import Tab, Tag, read_key, spreadsheet

PER_PAGE = 30
AT_ONCE = 100
EXPORT = "cases.export"
HEADS = (
    "numéro", "nom", "état", "depuis", "délai jusqu’au", "en retard depuis le", "secteur", "confié à", "déposé le",
    "terminé le",
)  # fmt: skip
TINTS: Mapping[str, Tint] = {"open": "sky", "waiting": "honey", "granted": "leaf", "refused": "brick", "closed": "line"}


@never_cache
@require_GET
@cases_page
def page(request: HttpRequest, adoption: Adoption, reader: Reader) -> HttpResponse:
    """The cases of the desk: what waits for me first, late ones on top; search by number or name."""
    asked = Asked.read(request.GET.dict())
    found = Paginator(listed(adoption, reader, asked), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "adoption": adoption, "tabs": tabs(request, adoption, "cases:cases"), "asked": asked, "page": found,
        "rows": rows(adoption, found.object_list), "views": _views(request, adoption, reader, asked),
        "sectors": _sectors(request, adoption, asked), "verbs": common(adoption, reader),
    }  # fmt: skip
    return render(request, "cases/desk.html", context)


def _last(due: datetime | None) -> date | None:
    return last_day(timezone.localtime(due)) if due else None


@dataclass(frozen=True)
class Row:
    """What a line says of a case."""

    case: Case
    name: str
    url: str
    state: Tag
    due: date | None
    behind: date | None
    assigned: str


def rows(adoption: Adoption, cases: Iterable[Case]) -> list[Row]:
    """Return what each line says. One query for the names of colleagues."""
    shown = list(cases)
    names = display_names(case.assigned_to for case in shown if case.assigned_to)
    terms = {case.participation.terms_id: case.participation.terms for case in shown}
    said = {key: Words.under(one, adoption) for key, one in terms.items()}
    return [_row(adoption, case, said[case.participation.terms_id], names) for case in shown]


def _row(adoption: Adoption, case: Case, words: Words, names: Mapping[UUID, str]) -> Row:
    return Row(
        case,
        case.participation.party.name or "sans nom",
        reverse("cases_desk:case", args=[adoption.slug, case.participation.number or 0]),
        Tag(words.state(case.state), TINTS[case.kind]),
        _last(case.due_at),
        timezone.localdate(case.late_since) if case.late_since else None,
        names.get(case.assigned_to, "") if case.assigned_to else "",
    )


def _views(request: HttpRequest, adoption: Adoption, reader: Reader, asked: Asked) -> list[Tab]:
    counted = counts(adoption, reader)
    kept = {"q": asked.words} if asked.words else {}
    return [
        Tab(label, f"{request.path}?{urlencode({'vue': view, **kept})}", view == asked.view, counted.get(view))
        for view, label in VIEWS.items()
    ]


def _sectors(request: HttpRequest, adoption: Adoption, asked: Asked) -> list[Tab]:
    found = list(Sector.objects.filter(adoption=adoption))
    if not found:
        return []
    every = Tab("Tous les secteurs", f"{request.path}?vue={asked.view}", not asked.sector)
    return [
        every,
        *(Tab(one.label, f"{request.path}?vue={asked.view}&secteur={one.pk}", one.pk == asked.sector) for one in found),
    ]


def common(adoption: Adoption, reader: Reader) -> list[tuple[str, str]]:
    """Return the acts that may be done on several cases at once: those of the person's roles that ask nothing of each case."""
    terms = adoption.terms
    words = Words.under(terms, adoption)
    found: dict[str, str] = {}
    for state in words.section.states:
        for one, _ in transitions(terms, state.id, reader.roles):
            if not one.learns:
                found.setdefault(one.verb, words.speech.label(one.label))
    return list(found.items())


@never_cache
@require_POST
@cases_page
def together(request: HttpRequest, adoption: Adoption, reader: Reader) -> HttpResponse:
    """Several cases, the same act: what would be done and what would not, then do it; each refused one says why."""
    verbs = dict(common(adoption, reader))
    chosen = _chosen(request, adoption, reader)
    form = TogetherForm(verbs=list(verbs), data=request.POST)
    if not chosen or not form.is_valid():
        messages.error(request, "Cochez au moins un dossier et choisissez un acte de la liste.")
        return redirect("cases_desk:cases", slug=adoption.slug)
    verb, reason = form.cleaned_data["verb"], form.cleaned_data["reason"]
    context = {
        "adoption": adoption,
        "tabs": tabs(request, adoption, ""),
        "label": verbs[verb],
        "verb": verb,
        "form": form,
    }
    if "confirm" not in request.POST:
        lines = [(case, version, _foreseen(case, version, verb, reader, reason)) for case, version in chosen]
        context |= {"lines": lines, "key": fresh_key(), "possible": sum(not said for *_, said in lines)}
        return render(request, "cases/together.html", context)
    done = [_done(case, version, verb, reader, reason, form.cleaned_data["request_key"]) for case, version in chosen]
    return render(
        request, "cases/together_done.html", context | {"outcomes": done, "done": sum(not one.refused for one in done)}
    )


def _chosen(request: HttpRequest, adoption: Adoption, reader: Reader) -> list[tuple[Case, int]]:
    """The cases that were ticked, each with the version that was seen."""
    pairs = [one.partition(":") for one in request.POST.getlist("case")[:AT_ONCE]]
    seen = {read_key(key): read_key(version) for key, _, version in pairs}
    found = Case.objects.filter(reader.cases, adoption=adoption, trial=adoption.trial, pk__in=seen).select_related(
        *acts.CASE_WITH
    )
    return [(case, seen[case.pk]) for case in found.order_by("pk")]


def _role(case: Case, verb: str, reader: Reader) -> str:
    """The first of the reader's roles that may do this verb from where the case is; her first role otherwise, to be refused by it."""
    found = transitions(case.participation.terms, case.state, reader.roles)
    return next((role for one, role in found if one.verb == verb), reader.roles[0])


def _foreseen(case: Case, version: int, verb: str, reader: Reader, reason: str) -> str:
    if case.version != version:
        return "ce dossier a changé depuis que la liste a été affichée"
    return foresee(case=case, verb=verb, role=_role(case, verb, reader), reason=reason).refused


def _done(case: Case, version: int, verb: str, reader: Reader, reason: str, key: str) -> acts.Outcome:
    actor = acts.as_role(reader.actor, _role(case, verb, reader))
    (outcome,) = acts.do_many(cases=[(case, version)], verb=verb, actor=actor, reason=reason, request_key=key)
    return outcome


@never_cache
@require_GET
@cases_page
def export(request: HttpRequest, adoption: Adoption, reader: Reader) -> HttpResponse:
    """The list as it is looked at, for a spreadsheet: no answer of a form, only where each case stands."""
    found = rows(adoption, listed(adoption, reader, Asked.read(request.GET.dict())))
    journal.record(act=EXPORT, actor=reader.actor.key, target="adoption", key=str(adoption.key), details={})
    return spreadsheet(f"dossiers-{adoption.slug}", HEADS, map(_line, found))


def _line(row: Row) -> list[str]:
    case = row.case
    return [
        case.reference.removeprefix("n° "), row.name, row.state.label, _day(case.since), str(row.due or ""),
        str(row.behind or ""), case.sector.label if case.sector else "", row.assigned, _day(case.opened_at),
        _day(case.ended_at),
    ]  # fmt: skip


def _day(moment: datetime | None) -> str:
    return timezone.localtime(moment).date().isoformat() if moment else ""
