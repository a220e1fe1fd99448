"""Adopt a kit for a territory; ask a territory to; answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from essaim.adoptions.domain import requesting
from essaim.adoptions.domain.adopting import AlreadyAdoptedError, NotNowError, adopt
from essaim.adoptions.domain.queries import kits
from essaim.adoptions.forms.adopting import AdoptForm, AnswerForm, AskForm
from essaim.adoptions.guard import MANAGE
from essaim.adoptions.models import Adoption, AdoptionRequest, KitVersion
from essaim.adoptions.views.kits import installed
from essaim.foundation.accounts import public as accounts
from essaim.foundation.territories import public as territories
from essaim.foundation.ui.public import spam


@never_cache
@require_http_methods(["GET", "POST"])
@accounts.signed_in_only
def begin(request: HttpRequest, kit: str) -> HttpResponse:
    """Choose the territory and who carries the service; the rest is prepared step by step."""
    version = installed(kit)
    if not accounts.may(request, MANAGE):
        return _not_allowed(request, version)
    asked = _asked(request, version)
    form = AdoptForm(request.POST if request.method == "POST" else None, initial=_initial(request, asked))
    lacking = _lacking(version)
    if form.is_bound and not lacking and form.is_valid():
        made = _adopted(request, version, form)
        if made is not None:
            _answered(request, asked, made)
            return redirect("adoptions:prepare", slug=made.slug)
    context = {"version": version, "form": form, "asked": asked, "lacking": lacking, "mine": _mine(request)}
    return render(request, "adoptions/adopt/begin.html", context, status=422 if form.errors else 200)


def _not_allowed(request: HttpRequest, version: KitVersion) -> HttpResponse:
    """No role that adopts: say so, and offer to ask. A manager without a second factor is led to it first."""
    if accounts.must_set_up(request, MANAGE) and _is_manager(request):
        messages.info(request, "Adopter ouvre un service public : protégez d’abord votre compte par un second facteur.")
        return redirect("mfa_index")
    return render(request, "adoptions/adopt/not_allowed.html", {"version": version}, status=403)


def _is_manager(request: HttpRequest) -> bool:
    view = accounts.signed_in(request)
    return view is not None and any(role.role in MANAGERS for role in view.roles)


MANAGERS = frozenset({accounts.Role.MANAGER, accounts.Role.ADMINISTRATOR})


def _lacking(version: KitVersion) -> tuple[str, ...]:
    held = kits.kit_of(version)
    return ("ce que ses moteurs lisent aujourd’hui",) if held is None else held.absent


def _mine(request: HttpRequest) -> list[str]:
    return [one.name for one in territories.get_many(accounts.scope(request, MANAGE)).values()]


def _initial(request: HttpRequest, asked: AdoptionRequest | None) -> dict[str, Any]:
    if asked is not None:
        return {"territory_name": asked.territory.name, "structure": asked.structure}
    mine = [name for name in _mine(request) if name != "France"]
    return {"territory_name": mine[0]} if len(mine) == 1 else {}


def _asked(request: HttpRequest, version: KitVersion) -> AdoptionRequest | None:
    """The request that this adoption answers, named in the address, when the person may answer it."""
    key = request.GET.get("demande", "")
    rows = AdoptionRequest.objects.filter(kit=version.kit, state=AdoptionRequest.State.SENT).select_related("territory")
    found = rows.filter(key=key).first() if _is_key(key) else None
    return found if found and accounts.may(request, MANAGE, found.territory.code) else None


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _adopted(request: HttpRequest, version: KitVersion, form: AdoptForm) -> Adoption | None:
    place = form.cleaned_data["territory"]
    if not accounts.may(request, MANAGE, place.code):
        form.add_error(
            "territory_name", f"Votre rôle ne s’étend pas à ce territoire : {place.name}. Choisissez le vôtre."
        )
        return None
    try:
        return adopt(
            version=version, territory=place.code, structure=form.cleaned_data["structure"], written={},
            contact=form.cleaned_data["contact"], actor=actor(request),
        )  # fmt: skip
    except AlreadyAdoptedError as error:
        messages.info(request, f"{error} Voici ce service.")
        return error.adoption
    except NotNowError as error:
        form.add_error(None, str(error))
        return None


def _answered(request: HttpRequest, asked: AdoptionRequest | None, made: Adoption) -> None:
    if asked is None:
        return
    text = "Le territoire prépare le service. Il vous écrira à son ouverture."
    try:
        requesting.answer(request=asked, accepted=True, text=text, actor=actor(request), adoption=made)
    except requesting.AnsweredError as error:
        messages.info(request, str(error))


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, kit: str) -> HttpResponse:
    """Ask a territory to adopt: anybody may, without an account."""
    version = installed(kit)
    form = AskForm(request.POST if request.method == "POST" else None, initial=_known(request))
    if form.is_bound and form.is_valid():
        if spam.looks_automatic(request) or spam.too_many(request, "adoption-request"):
            return render(request, "adoptions/adopt/too_many.html", status=429)
        values = form.cleaned_data
        made = requesting.ask(
            version=version, territory=values["territory"].code,
            **{name: values[name] for name in ("structure", "name", "email", "message")},
        )  # fmt: skip
        messages.success(request, "Votre demande est partie. Un courriel vous redonne l’adresse de cette page.")
        return redirect(made)
    context = {"version": version, "form": form, "trap": spam.TRAP}
    return render(request, "adoptions/adopt/ask.html", context, status=422 if form.errors else 200)


def _known(request: HttpRequest) -> dict[str, str]:
    view = accounts.signed_in(request)
    place = territories.my_territory(request)
    found = {"email": view.email, "name": view.name} if view else {}
    return {**found, **({"territory_name": place.name} if place else {})}


@never_cache
@require_http_methods(["GET", "POST"])
def request_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Where a request stands, for whoever holds its address; its answer, for those who may adopt there."""
    asked = get_object_or_404(AdoptionRequest.objects.select_related("territory", "adoption"), key=key)
    may_answer = accounts.may(request, MANAGE, asked.territory.code)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may_answer:
            return accounts.refuse(request, MANAGE, asked.territory.code)
        if form.is_valid():
            return _declined(request, asked, form)
    version = next(iter(kits.newest([asked.kit])), None)
    context = {"asked": asked, "version": version, "may_answer": may_answer, "form": form}
    return render(request, "adoptions/adopt/request.html", context, status=422 if form.errors else 200)


def _declined(request: HttpRequest, asked: AdoptionRequest, form: AnswerForm) -> HttpResponse:
    try:
        requesting.answer(request=asked, accepted=False, text=form.cleaned_data["answer"], actor=actor(request))
    except requesting.AnsweredError as error:
        messages.info(request, str(error))
    else:
        messages.success(request, "Votre réponse est partie.")
    return redirect(asked)


def actor(request: HttpRequest) -> UUID | None:
    """Return the opaque key of who acts, for the journal."""
    view = accounts.signed_in(request)
    return view.key if view else None
